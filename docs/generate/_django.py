"""Importing this sets Django up where nobody did: over an empty folder, so that a page leaves no data."""

import os
import tempfile

import django
from django.apps import apps
from django.utils import translation

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
    FOLDER = tempfile.TemporaryDirectory(prefix="tsukisoi-docs-")
    os.environ["TSUKISOI_DATA"] = FOLDER.name
    django.setup()
    translation.activate("ja")
