"""§8.4.2: satisfaction surveys."""
