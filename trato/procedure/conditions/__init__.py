"""The closed set of conditions: their shape, how they are read from a file, and when they hold."""
