"""§8.4.1: the client file, confirmed datum by datum."""
