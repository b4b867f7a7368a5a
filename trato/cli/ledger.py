"""`trato ledger`: verify the history, sign a checkpoint, export it for an auditor, put its protection back."""

from __future__ import annotations

import argparse
import mimetypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

type Command = Callable[[argparse.Namespace], int]


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("ledger", help="verify, sign or export the history")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verifying = commands.add_parser("verify", help="read every entry and name what does not fit")
    verifying.add_argument(
        "--against", action="append", default=[], type=Path, metavar="FILE", help="a checkpoint kept elsewhere"
    )
    verifying.add_argument("--processes", type=int, choices=(1, 2), default=2, help="processes that read (2)")
    verifying.set_defaults(func=_in_the_language_of_the_house(verify))
    signing = commands.add_parser("checkpoint", help="sign how many entries there are, and their seal")
    signing.set_defaults(func=_in_the_language_of_the_house(checkpoint))
    exporting = commands.add_parser("export", help="write a ZIP that an auditor verifies without the product")
    exporting.add_argument("--output", required=True, type=Path, metavar="FILE.zip")
    exporting.set_defaults(func=_in_the_language_of_the_house(export))
    protecting = commands.add_parser("protect", help="put missing triggers back, and record that they were missing")
    protecting.set_defaults(func=_in_the_language_of_the_house(protect))


def verify(options: argparse.Namespace) -> int:
    """Verify the whole history: what was found, how far checkpoints vouch for it, and the verdict."""
    from django.utils import timezone
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from trato.ledger.verification import verify

    report = verify(at=timezone.now(), against=options.against, processes=options.processes)
    for one in (*report.notices, *report.findings):
        print(one.sentence())
    for kind, count in report.unshown().items():
        print(_("… and %(count)d more of this kind (%(kind)s).") % {"count": count, "kind": kind})
    coverage = {"covered": report.covered, "size": report.size, "checkpoints": report.checkpoints}
    if not report.checkpoints:
        print(_("No checkpoint yet: that the end was cut off could not be noticed."))
    elif report.covered < report.size:
        print(_("Checkpoints: %(checkpoints)d. They vouch for %(covered)d of %(size)d entries.") % coverage)
    else:
        print(_("Checkpoints: %(checkpoints)d. They vouch for all %(size)d entries.") % coverage)
    verdict = {"size": report.size, "root": report.root, "seconds": f"{report.seconds:.1f}"}
    if report.intact:
        print(_("History intact: %(size)d entries in %(seconds)s s, seal %(root)s.") % verdict)
        return 0
    said = ngettext(
        "HISTORY ALTERED: one finding in %(size)d entries.",
        "HISTORY ALTERED: %(found)d findings in %(size)d entries.",
        report.found,
    )
    print(said % {**verdict, "found": report.found})
    return 1


def checkpoint(options: argparse.Namespace) -> int:
    """Sign the head and keep the checkpoint outside the database."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from trato.ledger.checkpoints import CannotCheckpoint, folder, write_checkpoint

    try:
        written = write_checkpoint(at=timezone.now())
    except CannotCheckpoint as refused:
        print(refused, file=sys.stderr)
        print(_("No checkpoint was signed."))
        return 1
    if written is None:
        print(_("The ledger is empty: there is nothing to sign yet."))
        return 0
    print(folder() / written.name)
    print(_("Checkpoint of %(size)d entries signed.") % {"size": written.tree.size})
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the auditor's ZIP with the procedure's versions and the files kept."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from trato.ledger.archive import export

    if not options.output.parent.is_dir():
        print(_("The folder %(folder)s does not exist.") % {"folder": options.output.parent})
        return 1
    archive = export(options.output, extra=_kept_by_others(), at=timezone.now())
    if archive.refusal:
        print(archive.refusal, file=sys.stderr)
        print(_("%(path)s was written without a new checkpoint: verify the history.") % {"path": archive.path})
        return 1
    said = {"path": archive.path, "entries": archive.entries, "files": archive.files}
    print(_("%(path)s: %(entries)d entries and %(files)d files. Unpack it and run: python3 verify.py") % said)
    return 0


def protect(options: argparse.Namespace) -> int:
    """Put the triggers back; that they were missing becomes an entry."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from trato.ledger import guards
    from trato.ledger.actors import SYSTEM

    absent = guards.protect(by=SYSTEM, at=timezone.now())
    for name in absent:
        print(name)
    if absent:
        print(_("Triggers put back: %(count)d. The ledger says so.") % {"count": len(absent)})
    else:
        print(_("Every trigger was in place."))
    return 0


def _kept_by_others() -> Iterator[tuple[str, bytes]]:
    """Yield what entries cite by hash: the versions of the procedure and the files."""
    from django.core.files.storage import default_storage

    from trato.documents.models import DefinitionVersion, File

    for version in DefinitionVersion.objects.order_by("hash"):
        yield f"definitions/{version.hash}.json", bytes(version.canonical)
    for file in File.objects.exclude(path="").order_by("sha256").iterator():
        if default_storage.exists(file.path):
            with default_storage.open(file.path, "rb") as content:
                yield f"attachments/{file.sha256}{mimetypes.guess_extension(file.mime) or ''}", content.read()


def _in_the_language_of_the_house(command: Command) -> Command:
    """Start Django and speak the installation's language."""

    def run(options: argparse.Namespace) -> int:
        import django
        from django.conf import settings
        from django.db import DatabaseError
        from django.utils import translation
        from django.utils.translation import gettext as _

        django.setup()
        with translation.override(settings.LANGUAGE_CODE):
            try:
                return command(options)
            except DatabaseError as wrong:
                print(str(wrong).partition("\n")[0], file=sys.stderr)
                print(
                    _("HISTORY UNREADABLE: the database is away, damaged, not brought up to date, or lacks its tables.")
                )
                return 1

    return run
