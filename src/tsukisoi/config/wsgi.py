"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from tsukisoi.config.turns import Turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
application = Turns(get_wsgi_application())
# Every room is loaded now and stays for good: the collector need not walk through all of it again in the midst of a
# page.
reverse("today:today")
gc.collect()
gc.freeze()
# What a page or a list makes is gone when it is done, without the collector: it need not look after every 700 things.
gc.set_threshold(20_000, 20, 20)
