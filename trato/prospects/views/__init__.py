"""The pages of the list of prospects: read the request, call one action, answer."""

from trato.prospects.views.catalogues import catalogue, catalogue_list, option
from trato.prospects.views.duplicates import (
    duplicate_list,
    merge_undone,
    merge_with,
    merging,
    not_the_same,
    suspected_again,
)
from trato.prospects.views.exporting import export, export_file, export_page
from trato.prospects.views.importing import (
    corrections,
    decisions,
    entry,
    import_page,
    import_row,
    left_out_file,
    resumption,
    undoing,
)
from trato.prospects.views.listing import assignment, prospect_list, tagging
from trato.prospects.views.new import alike, new_prospect
from trato.prospects.views.organisations import organisation, organisation_data, organisation_tags
from trato.prospects.views.people import (
    new_note,
    new_person,
    new_power,
    note_retired,
    person,
    person_retired,
    power_verified,
)
from trato.prospects.views.saved import saved_view_forgotten, saved_views
from trato.prospects.views.scoring import scoring_page, suggested
from trato.prospects.views.uploading import columns, imports, reading, template_file

__all__ = [
    "alike",
    "assignment",
    "catalogue",
    "catalogue_list",
    "columns",
    "corrections",
    "decisions",
    "duplicate_list",
    "entry",
    "export",
    "export_file",
    "export_page",
    "import_page",
    "import_row",
    "imports",
    "left_out_file",
    "merge_undone",
    "merge_with",
    "merging",
    "new_note",
    "new_person",
    "new_power",
    "new_prospect",
    "not_the_same",
    "note_retired",
    "option",
    "organisation",
    "organisation_data",
    "organisation_tags",
    "person",
    "person_retired",
    "power_verified",
    "prospect_list",
    "reading",
    "resumption",
    "saved_view_forgotten",
    "saved_views",
    "scoring_page",
    "suggested",
    "suspected_again",
    "tagging",
    "template_file",
    "undoing",
]
