"""Organisations, their people, powers of signatories, identifiers."""
