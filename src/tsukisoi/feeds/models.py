"""A calendar address of one worker: only the fingerprint of its secret is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Feed(Owned):
    """One secret address. It shows what its worker may see, and ends with the worker's access at the latest."""

    worker = models.ForeignKey("staff.Worker", models.CASCADE, related_name="+")
    label = models.CharField(_("どこで使うか"), max_length=40)
    digest = models.CharField(max_length=64)
    made_on = models.DateField()
    expires_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["organisation", "worker"], name="feed_by_worker")]
