"""Controlled documents, definition versions, record versions, files by content hash."""
