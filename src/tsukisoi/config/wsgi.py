"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from tebiki.book import book
from tsukisoi.tenancy.clock import today

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
application = get_wsgi_application()
# Every room and the rules of today are loaded now and stay for good: the collector need not walk through all of it
# again in the midst of a page.
reverse("today:today")
book(today())
gc.collect()
gc.freeze()
