"""What happened to the data of an organisation or of an import, said in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.ledger.entries import Recorded

EVENTS = {
    "organisation.registered": gettext_lazy("Registered the organisation"),
    "organisation.amended": gettext_lazy("Changed the data of the organisation"),
    "organisation.retired": gettext_lazy("Took the organisation out of the lists"),
    "organisation.merged": gettext_lazy("Merged another organisation into it"),
    "organisation.absorbed": gettext_lazy("Became part of another organisation"),
    "organisation.separated": gettext_lazy("Undid a merge"),
    "organisation.tagged": gettext_lazy("Put a tag"),
    "organisation.untagged": gettext_lazy("Took off a tag"),
    "pair.dismissed": gettext_lazy("Said that it is not the same as another"),
    "pair.restored": gettext_lazy("Suspected again that it is another"),
    "contact.added": gettext_lazy("Added a person"),
    "contact.amended": gettext_lazy("Changed the data of a person"),
    "contact.retired": gettext_lazy("Took out a person"),
    "power.recorded": gettext_lazy("Recorded a power"),
    "power.verified": gettext_lazy("Verified a power"),
    "note.written": gettext_lazy("Wrote a note"),
    "note.retired": gettext_lazy("Took out a note"),
    "import.uploaded": gettext_lazy("Uploaded the file"),
    "import.finished": gettext_lazy("Finished the import"),
    "import.undone": gettext_lazy("Undid the import"),
    "export.finished": gettext_lazy("Took the list away as a file"),
    "catalogue.option-added": gettext_lazy("Added an option"),
    "catalogue.option-amended": gettext_lazy("Changed an option"),
}
FIELDS = {
    "name": gettext_lazy("name"),
    "legal_name": gettext_lazy("legal name"),
    "cuit": gettext_lazy("CUIT"),
    "domain": gettext_lazy("web site"),
    "country": gettext_lazy("country"),
    "province": gettext_lazy("province"),
    "locality": gettext_lazy("town"),
    "position": gettext_lazy("position"),
    "part": gettext_lazy("part in the decision"),
    "mail": gettext_lazy("e-mail"),
    "phone": gettext_lazy("telephone"),
    "is_whatsapp": gettext_lazy("WhatsApp"),
    "others": gettext_lazy("other telephones and e-mails"),
    "is_signatory": gettext_lazy("signature"),
    "address": gettext_lazy("address"),
    "tax_condition": gettext_lazy("tax condition"),
    "billing_mail": gettext_lazy("billing e-mail"),
    "retired_at": gettext_lazy("person taken out"),
}


def said(entry: Recorded, *, tags: Mapping[str, str] | None = None) -> str:
    """Say what an entry records; for a change, which data it touched, never what they said. `tags` names them."""
    text = str(EVENTS.get(entry.event, entry.event))
    facts = [fact.removeprefix("changed.") for fact in entry.facts if fact.startswith("changed.")]
    changed = [str(FIELDS[name]) for name in facts if name in FIELDS]
    if tag := entry.facts.get("tag"):
        changed = [(tags or {}).get(str(tag), str(tag))]
    if changed:
        return _("%(what)s: %(data)s") % {"what": text, "data": ", ".join(changed)}
    return text
