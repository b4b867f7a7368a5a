"""§8.4.3 and §8.4.4: hand-over to Diseño y Funcionalidades."""
