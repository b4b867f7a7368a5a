"""The ledger: append-only and tamper-evident; this package is the only writer of its tables."""
