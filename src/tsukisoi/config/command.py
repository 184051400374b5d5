"""The installed command `tsukisoi`: every verb a person types, one line of help each."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one verb; without one, show what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
    execute_from_command_line(["tsukisoi", *sys.argv[1:]])
