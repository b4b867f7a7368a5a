"""Pages: controlled documents, issued records, files."""
