"""Tables: definition versions and their approval, record versions, files by content hash, the master list."""

from trato.documents.models.definitions import Approval, DefinitionVersion
from trato.documents.models.files import File, FileUse
from trato.documents.models.master import Document
from trato.documents.models.records import Annulment, Attachment, NumberCounter, RecordVersion

__all__ = [
    "Annulment",
    "Approval",
    "Attachment",
    "DefinitionVersion",
    "Document",
    "File",
    "FileUse",
    "NumberCounter",
    "RecordVersion",
]
