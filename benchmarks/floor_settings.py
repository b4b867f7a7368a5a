"""The product's settings with everything taken off that is not needed to render rows of the same database."""

from pathlib import Path

from trato.project import settings
from trato.project.settings import *  # noqa: F403

MIDDLEWARE = []
# It refuses to start without its middleware.
INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if not app.startswith("allauth")]
ROOT_URLCONF = "benchmarks.floor"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
        "OPTIONS": {},
    }
]
