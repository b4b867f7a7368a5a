"""The order of the house, as `pyproject.toml` has it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRATO = ROOT / "trato"


@cache
def floors() -> dict[str, int]:
    """Map each package to its floor, 0 at the bottom; neighbours on one floor know nothing of each other."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = configuration["tool"]["importlinter"]["contracts"][0]["layers"]
    return {package.strip(): floor for floor, layer in enumerate(reversed(layers)) for package in layer.split("|")}


def packages() -> list[str]:
    return sorted(path.parent.name for path in TRATO.glob("*/__init__.py"))


def front_end_files() -> list[Path]:
    """Templates, style sheets, scripts and drawings of ours."""
    found = [*TRATO.glob("*/templates/**/*"), *TRATO.glob("*/static/**/*")]
    return sorted(path for path in found if path.suffix in {".html", ".css", ".js", ".svg", ".txt", ".webmanifest"})
