"""Exports of the programs people come from, recognised by titles that only they write. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from trato.search.folding import fold

TELLING = 2  # titles of its own a program's export shows

# Per program its telling titles, in English and Spanish, folded.
TITLES = {
    "HubSpot": """associated company; associated contact; company domain name; company owner; contact owner;
        create date;
        empresa asociada; estado del lead; etapa del ciclo de vida; id de registro; lead status; lifecycle
        stage; propietario del contacto; record id""",
    "Pipedrive": """deal contact person; deal id; deal organization; deal stage; deal title; deal value;
        organizacion
        nombre; organization address; organization id; organization name; person email work; person id; person
        name; person phone work; persona nombre; trato titulo""",
    "Google Contacts": """e mail 1 label; e mail 1 type; e mail 1 value; family name; given name;
        group membership; labels;
        organization 1 name; organization 1 title; organization name; organization title; phone 1 label; phone 1
        type; phone 1 value; phonetic first name; website 1 value""",
    "Odoo": """comercial; company name entity; company type; display name; empresa relacionada;
        es una empresa;
        external id; id externo; identificacion externa; is company; job position; mostrar nombre; name to
        display; nombre mostrado; related company; salesperson; tax id""",
    "Salesforce": """account id; account name; account owner; annual revenue; billing city; billing country;
        billing state
        province; close date; company account; lead id; lead owner; lead source; mailing city; nombre de la
        cuenta; nombre de la oportunidad; opportunity name; opportunity owner; origen del candidato; propietario
        de la cuenta""",
}
# What guessing word by word would get wrong in them: the field, then the titles that fill it; "-" for none.
FIELDS = {
    "HubSpot": {
        "name": "associated company; empresa asociada; company name",
        "domain": "company domain name",
        "contact_phone": "phone number",
        "contact_mobile": "mobile phone number",
        "sector": "industry",
        "scale": "number of employees",
        "locality": "city",
        "province": "state region",
        "owner": "company owner; contact owner; propietario del contacto",
        "contact_name": "nombre",
        "contact_surname": "apellidos",
        "notes": "lead status; estado del lead",
    },
    "Pipedrive": {
        "title": "deal title; trato titulo",
        "name": "deal organization; organization name; organizacion nombre",
        "contact_name": "person name; deal contact person; persona nombre",
        "contact_mail": "person email work; person email",
        "contact_phone": "person phone work; person phone",
        "contact_mobile": "person phone mobile",
        "owner": "deal owner; organization owner",
        "notes": "deal value; deal stage; organization address",
        "locality": "organization city",
        "province": "organization state",
    },
    "Google Contacts": {
        "name": "organization name; organization 1 name",
        "contact_name": "first name; given name",
        "contact_surname": "last name; family name",
        "contact_position": "organization title; organization 1 title",
        "contact_mail": "e mail 1 value",
        "contact_phone": "phone 1 value",
        "contact_mobile": "phone 2 value",
        "domain": "website 1 value",
        "locality": "address 1 city",
        "province": "address 1 region",
        "country": "address 1 country",
        "notes": "notes; e mail 2 value",
        "-": "name",
    },
    "Odoo": {
        "name": "display name; nombre mostrado; mostrar nombre; related company; empresa relacionada",
        "cuit": "tax id; nif",
        "owner": "salesperson; comercial",
        "contact_position": "job position; puesto de trabajo",
        "province": "state",
        "notes": "tags; etiquetas",
        "-": "company type",
    },
    "Salesforce": {
        "name": "account name; nombre de la cuenta; company account",
        "title": "opportunity name; nombre de la oportunidad",
        "owner": "account owner; opportunity owner; lead owner; propietario de la cuenta",
        "locality": "billing city; mailing city",
        "province": "billing state province; mailing state province",
        "country": "billing country; mailing country",
        "priority": "rating",
        "notes": "annual revenue; stage",
        "source": "lead source; origen del candidato",
    },
}


def program_of(header: Sequence[str]) -> str:
    """Return the program whose export this is, or nothing."""
    titles = {fold(title) for title in header}
    scores = {program: len(titles & set(_words(text))) for program, text in TITLES.items()}
    best = max(scores, key=lambda program: scores[program])
    return best if scores[best] >= TELLING else ""


def fields_of(program: str) -> dict[str, str]:
    """Return the field each folded title of the program's exports fills, "" for those to leave out."""
    return {title: "" if field == "-" else field for field, text in FIELDS[program].items() for title in _words(text)}


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(";")]
