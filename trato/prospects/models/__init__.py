"""Tables: the classification of each prospect, what the house adds to the catalogues, and lists brought from files."""

from trato.prospects.models.catalogues import CatalogueEntry
from trato.prospects.models.exports import Export
from trato.prospects.models.imports import Import, ImportRow
from trato.prospects.models.prospects import Prospect
from trato.prospects.models.scoring import ScoringRule
from trato.prospects.models.tags import Tagging
from trato.prospects.models.views import SavedView

__all__ = ["CatalogueEntry", "Export", "Import", "ImportRow", "Prospect", "SavedView", "ScoringRule", "Tagging"]
