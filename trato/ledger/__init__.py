"""The append-only, tamper-evident history; the only writer of its tables."""
