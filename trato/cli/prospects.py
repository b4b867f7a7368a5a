"""`trato prospects`: bring a list in from the machine itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("prospects", help="bring lists of prospects in")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    importing = verbs.add_parser("import", help="import a CSV, a spreadsheet or vCards")
    importing.add_argument("file", metavar="FILE", type=Path, help="csv, tsv, txt, xlsx, xls, ods or vcf")
    importing.add_argument("--by", required=True, metavar="MAIL", help="whose import it is: a GC or an EC")
    importing.add_argument("--dry-run", action="store_true", help="say what would come in and leave all as it is")
    importing.set_defaults(func=import_file)


def import_file(options: argparse.Namespace) -> int:
    """Import the file; 0 when it came in, rejected rows or not, 1 when nothing did, 2 for a wrong FILE or MAIL."""
    import django

    django.setup()
    from django.core.files import File
    from django.utils import timezone

    from trato.documents.refusals import Refused
    from trato.people.actors import actor_for
    from trato.people.models import User
    from trato.prospects.imports.unattended import bring, rehearse

    at = timezone.now()
    user = User.objects.filter(email__iexact=options.by, is_active=True).first()
    if user is None:
        print(f"Nobody here signs in as {options.by}.", file=sys.stderr)
        return 2
    try:
        with options.file.open("rb") as content:
            run = rehearse if options.dry_run else bring
            outcome = run(file=File(content, name=options.file.name), by=actor_for(user, at), at=at)
    except OSError as wrong:
        print(f"{options.file} cannot be read: {wrong.strerror}.", file=sys.stderr)
        return 2
    except Refused as refusal:
        for sentence in refusal.sentences:
            print(sentence, file=sys.stderr)
        print("Nothing was imported.")
        return 1
    print(f"created {outcome.created}")
    print(f"merged {outcome.merged}")
    print(f"rejected {outcome.rejected}")
    if outcome.batch and outcome.rejected:
        print(f"/prospectos/importar/{outcome.batch.pk}/ says why, row by row.")
    came_in = outcome.created + outcome.merged
    if options.dry_run:
        print(f"{came_in} rows would come in; nothing was changed.")
    else:
        print(f"{came_in} rows came in." if came_in else "Nothing was imported.")
    return 0 if came_in else 1
