"""The controlled document on paper: a definition and where it stands in, PDF/A-2a and PDF/UA-1 bytes out."""

from trato.procedure.printing.printed import Stamp, print_procedure

__all__ = ["Stamp", "print_procedure"]
