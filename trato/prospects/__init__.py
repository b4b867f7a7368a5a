"""§8.1.1: listing and classification of prospects."""
