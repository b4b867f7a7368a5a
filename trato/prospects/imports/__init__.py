"""Bring a list of prospects from a CSV file: read, match the columns, check every row, import, undo."""
