"""Django's own commands: `python -m trato.project.manage makemigrations LABEL`."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
    execute_from_command_line([f"{sys.executable} -m trato.project.manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
