"""§8.1.3: pitch material and presentations."""
