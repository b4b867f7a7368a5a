"""Trato: the client management procedure, run and proven."""

__version__ = "0.1.0"
