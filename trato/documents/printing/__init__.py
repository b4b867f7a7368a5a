"""Printing records: the one template every record is printed with, PDF/A-2a and PDF/UA-1."""

from trato.documents.printing.records import render_pdf, render_sheet

__all__ = ["render_pdf", "render_sheet"]
