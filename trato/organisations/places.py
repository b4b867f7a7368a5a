"""Countries and the 24 jurisdictions of Argentina, by their ISO 3166 codes. Pure."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry

from trato.search.folding import fold

HOME = "AR"

PROVINCES: dict[str, str] = {
    "AR-B": "Buenos Aires",
    "AR-C": "Ciudad Autónoma de Buenos Aires",
    "AR-K": "Catamarca",
    "AR-H": "Chaco",
    "AR-U": "Chubut",
    "AR-X": "Córdoba",
    "AR-W": "Corrientes",
    "AR-E": "Entre Ríos",
    "AR-P": "Formosa",
    "AR-Y": "Jujuy",
    "AR-L": "La Pampa",
    "AR-F": "La Rioja",
    "AR-M": "Mendoza",
    "AR-N": "Misiones",
    "AR-Q": "Neuquén",
    "AR-R": "Río Negro",
    "AR-A": "Salta",
    "AR-J": "San Juan",
    "AR-D": "San Luis",
    "AR-Z": "Santa Cruz",
    "AR-S": "Santa Fe",
    "AR-G": "Santiago del Estero",
    "AR-V": "Tierra del Fuego",
    "AR-T": "Tucumán",
}
_ALSO_CALLED = {
    "AR-B": "pba, bsas, bs as, gba, gran buenos aires, provincia de buenos aires, pcia de buenos aires",
    "AR-C": "caba, capital, capital federal, cap fed, ciudad de buenos aires, c a b a, cdad autonoma de buenos aires",
    "AR-V": "tierra del fuego antartida e islas del atlantico sur, tdf",
    "AR-G": "sgo del estero, santiago",
    "AR-E": "entre rios",
    "AR-X": "cba",
    "AR-S": "sta fe",
    "AR-Z": "sta cruz",
}

# The country people write without thinking, where the list of names would mislead.
_COUNTRIES_ALSO_CALLED = {
    "eeuu": "US",
    "ee uu": "US",
    "usa": "US",
    "rep argentina": "AR",
    "uk": "GB",
    "inglaterra": "GB",
}


def province_name(code: str) -> str:
    return PROVINCES.get(code, "")


def province_code(text: str) -> str:
    """Return the code of the jurisdiction a text names, in any usual spelling, or an empty string."""
    return _provinces_by_name().get(fold(text), "")


def countries(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of every country, Argentina first, the rest by name. `language` is "es" or "en"."""
    named = _country_names(language)
    rest = sorted((item for item in named.items() if item[0] != HOME), key=lambda item: fold(item[1]))
    return [(HOME, named[HOME]), *rest]


def country_name(code: str, language: str) -> str:
    return _country_names(language).get(code, code)


def country_code(text: str) -> str:
    """Return the ISO code of the country a text names in Spanish or English, or an empty string."""
    return _countries_by_name().get(fold(text), "")


@cache
def _provinces_by_name() -> dict[str, str]:
    found = {fold(name): code for code, name in PROVINCES.items()}
    found |= {fold(code): code for code in PROVINCES}
    found |= {name.strip(): code for code, names in _ALSO_CALLED.items() for name in names.split(",")}
    return found


@cache
def _country_names(language: str) -> dict[str, str]:
    if language == "en":
        return {country.alpha_2: getattr(country, "common_name", country.name) for country in pycountry.countries}
    spanish = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["es"], fallback=True)
    return {
        country.alpha_2: spanish.gettext(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }


@cache
def _countries_by_name() -> dict[str, str]:
    found = {country.alpha_2.lower(): country.alpha_2 for country in pycountry.countries}
    found |= {country.alpha_3.lower(): country.alpha_2 for country in pycountry.countries}
    for language in ("en", "es"):
        found |= {fold(name): code for code, name in _country_names(language).items()}
    return found | _COUNTRIES_ALSO_CALLED
