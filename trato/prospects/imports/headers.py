"""Which column is which: guessed from Spanish and English headers, corrected by the person. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from trato.prospects.imports.programs import fields_of, program_of
from trato.search.folding import fold

FIELDS = {
    "name": _("Organisation"),
    "legal_name": _("Legal name"),
    "cuit": _("CUIT"),
    "domain": _("Web site"),
    "country": _("Country"),
    "province": _("Province"),
    "locality": _("Town"),
    "contact_name": _("Person: name"),
    "contact_surname": _("Person: surname"),
    "contact_position": _("Person: position"),
    "contact_mail": _("Person: e-mail"),
    "contact_phone": _("Person: phone"),
    "contact_mobile": _("Person: mobile"),
    "title": _("Project"),
    "source": _("How they came"),
    "priority": _("Priority"),
    "client_type": _("Client type"),
    "scale": _("Scale"),
    "sector": _("Sector / economic activity"),
    "activity": _("Economic activity (CLAE)"),
    "needs": _("Possible requirements"),
    "notes": _("Notes"),
    "owner": _("Owner"),
}
SYNONYMS: dict[str, str] = {
    "name": """nombre; empresa; organizacion; razon social o nombre; cliente; prospecto; cuenta; nombre de la empresa;
        nombre de empresa; nombre comercial; nombre de fantasia; company; company name; organization; organisation;
        account; account name; name; business; nombre empresa""",
    "legal_name": "razon social; denominacion; legal name; registered name",
    "cuit": "cuit; cuil; cuit cuil; nro cuit; numero de cuit; n cuit; tax id; vat; vat number; identificacion fiscal",
    "domain": """web; sitio; sitio web; pagina web; pagina; url; dominio; website; web site; company domain name;
        website url; domain""",
    "country": "pais; country; country region",
    "province": "provincia; estado; jurisdiccion; state; province; state region; region",
    "locality": "localidad; ciudad; partido; municipio; city; town",
    "contact_name": """contacto; persona de contacto; nombre de contacto; nombre del contacto; nombre y apellido;
        referente; contact; contact name; full name; first name; person; contact person; interlocutor""",
    "contact_surname": "apellido; apellidos; last name; surname; apellido del contacto",
    "contact_position": "cargo; puesto; funcion; job title; position; title; rol",
    "contact_mail": """mail; email; e mail; correo; correo electronico; mail de contacto; email address;
        contact email; e mail 1 value""",
    "contact_phone": """telefono; tel; telefono fijo; telefono de contacto; phone; phone number; phone 1 value;
        telefonos""",
    "contact_mobile": "celular; movil; whatsapp; cel; mobile; mobile phone; cell; mobile phone number",
    "title": "proyecto; oportunidad; asunto; deal; deal name; project; opportunity",
    "source": "origen; canal; procedencia; fuente; como llego; lead source; source; channel; original source",
    "priority": "prioridad; priority; temperatura",
    "client_type": "tipo de cliente; tipo; tipo cliente; customer type; client type; type",
    "scale": "escala; tamano; cantidad de empleados; empleados; size; employees; number of employees; company size",
    "sector": "sector; rubro; actividad; actividad economica; industria; industry; ramo",
    "activity": """clae; ciiu; actividad clae; codigo clae; codigo ciiu; actividad afip; actividad arca;
        codigo de actividad; actividad principal; isic; isic code""",
    "needs": """requerimientos; requerimiento; necesidad; necesidades; interes; interesado en; que necesita;
        requirements; needs; posibles requerimientos; servicio""",
    "notes": "notas; nota; observaciones; comentarios; comentario; notes; comments; description; descripcion",
    "owner": "responsable; ejecutivo; vendedor; asignado a; owner; contact owner; deal owner; sales rep",
}
# What a person may fill from several columns: each goes to the notes under its title.
SEVERAL = frozenset({"notes"})

ALIKE = 90
LONG_ENOUGH = 6  # letters a header needs before one wrong letter is forgiven
NUMBER = 7  # figures that make a telephone or a tax number


def guess(header: Sequence[str]) -> list[str]:
    """Return the field each column fills, "" for none; a field is given once, to the column that names it best."""
    titles = [fold(title) for title in header]
    mapping = [""] * len(header)
    settled: set[int] = set()
    if program := program_of(header):
        for title, field in fields_of(program).items():
            place = titles.index(title) if title in titles else -1
            if place >= 0 and (field not in mapping or field in SEVERAL or not field):
                mapping[place] = field
                settled.add(place)
    scored = [
        (score, place, field)
        for place, title in enumerate(titles)
        if place not in settled
        for field in FIELDS
        if (score := _likeness(title, field)) >= ALIKE
    ]
    for _score, place, field in sorted(scored, key=lambda item: (-item[0], item[1])):
        if not mapping[place] and field not in mapping:
            mapping[place] = field
    if "name" not in mapping and "legal_name" in mapping:
        mapping[mapping.index("legal_name")] = "name"
    return mapping


def header_key(header: Sequence[str]) -> str:
    """Return the mark by which another file with the same columns is recognised."""
    return hashlib.sha256("\x1f".join(fold(title) for title in header).encode()).hexdigest()


def looks_like_data(header: Sequence[str]) -> bool:
    """Tell whether the first row is no header: it names no field and holds a mail, a CUIT or a telephone."""
    if any(guess(header)):
        return False
    return any("@" in cell or sum(letter.isdigit() for letter in cell) >= NUMBER for cell in header)


def _likeness(title: str, field: str) -> float:
    if not title:
        return 0
    names = _names(field)
    if title in names:
        return 100
    # One letter wrong in a long header is a slip; in a short one it is another word.
    return max((fuzz.ratio(title, name) - 1 for name in names if len(name) >= LONG_ENOUGH), default=0)


@cache
def _names(field: str) -> tuple[str, ...]:
    words = SYNONYMS[field].replace("\n", " ").split(";")
    return (*(" ".join(word.split()) for word in words), field.replace("_", " "))
