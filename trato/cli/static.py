"""Style sheets, scripts and images, gathered under hashed names for the server."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[1]


def gather_if_stale() -> bool:
    """Gather the static files when one of them changed since last time; say whether it was needed."""
    from trato.project.environment import environment

    settings = environment()
    if settings.debug:
        return False
    stamp = settings.static_dir / "stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings as django_settings

    # Gathered aside and swapped in: a server at work never sees half of them.
    making = settings.static_dir.with_name(f"{settings.static_dir.name}.making-{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    django_settings.STATIC_ROOT = making
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    finally:
        django_settings.STATIC_ROOT = settings.static_dir
    (making / "stamp").write_text(wanted)
    shutil.rmtree(settings.static_dir, ignore_errors=True)
    try:
        making.rename(settings.static_dir)
    except OSError:
        # Another process that started at the same time was first; what it gathered is the same.
        shutil.rmtree(making, ignore_errors=True)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256((PACKAGES.parent / "requirements.lock").read_bytes())
    for folder in sorted(PACKAGES.glob("*/static")):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            stat = file.stat()
            digest.update(f"{file.relative_to(PACKAGES)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
