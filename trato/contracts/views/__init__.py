"""Pages of the contract: the client's, and the model's."""

from trato.contracts.views.model import model_page
from trato.contracts.views.signing import file_page, pdf_page, sign_page

__all__ = ["file_page", "model_page", "pdf_page", "sign_page"]
