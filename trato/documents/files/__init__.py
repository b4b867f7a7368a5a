"""Files kept once by the hash of their content: storing, serving and erasing them."""

from trato.documents.files.scanning import UploadField
from trato.documents.files.serving import may_download, serve_file
from trato.documents.files.sniffing import ACCEPTED
from trato.documents.files.storing import (
    IMPORT_LIMIT,
    UPLOAD_LIMIT,
    FileRefused,
    erase_file,
    refuse_file,
    store_file,
    use_file,
)

__all__ = [
    "ACCEPTED",
    "IMPORT_LIMIT",
    "UPLOAD_LIMIT",
    "FileRefused",
    "UploadField",
    "erase_file",
    "may_download",
    "refuse_file",
    "serve_file",
    "store_file",
    "use_file",
]
