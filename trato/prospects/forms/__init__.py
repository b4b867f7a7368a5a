"""Shape of input only; the rules live in the actions."""

from trato.prospects.forms.catalogues import OptionForm
from trato.prospects.forms.classification import ClassificationForm, IdentifyForm
from trato.prospects.forms.imports import ColumnsForm, UploadForm
from trato.prospects.forms.organisations import NoteForm, OrganisationForm, PersonForm, PowerForm, TagsForm
from trato.prospects.forms.prospects import NewProspectForm

__all__ = [
    "ClassificationForm",
    "ColumnsForm",
    "IdentifyForm",
    "NewProspectForm",
    "NoteForm",
    "OptionForm",
    "OrganisationForm",
    "PersonForm",
    "PowerForm",
    "TagsForm",
    "UploadForm",
]
