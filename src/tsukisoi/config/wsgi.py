"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
application = get_wsgi_application()
# What is there now stays for good: the collector need not walk through all of it again in the midst of a page.
gc.collect()
gc.freeze()
