import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import Field, ForeignObject, ManyToManyField

from tests.guards.house import ROOT, floors, packages


def test_packages_import_only_what_lies_below_them():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_package_has_a_floor():
    assert set(packages()) == set(floors())


def test_relations_of_models_point_only_downwards():
    upward = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_config.name.partition(".")[0] != "trato":
            continue
        own = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, Field) and isinstance(field, (ForeignObject, ManyToManyField)):
                target = field.related_model._meta.app_label
                if target in floors() and target != own and floors()[target] >= floors()[own]:
                    upward.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert not upward, "\n".join(upward)


def test_no_file_of_ours_passes_400_lines():
    long = []
    for path in [ROOT / "start.py", *(ROOT / "trato").rglob("*"), *(ROOT / "tests" / "support").rglob("*")]:
        parts = path.relative_to(ROOT).parts
        if path.suffix not in {".py", ".html", ".css", ".js"} or {"tests", "migrations"} & set(parts[1:-1]):
            continue
        if "vendor" in parts:
            continue
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > 400:
            long.append(f"{path.relative_to(ROOT)}: {lines}")
    assert not long, "\n".join(long)
