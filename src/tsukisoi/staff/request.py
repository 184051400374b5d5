"""The request as every view of a signed-in worker gets it."""

from django.http import HttpRequest

from tsukisoi.staff.models import Worker
from tsukisoi.tenancy.viewer import Viewer


class StaffRequest(HttpRequest):
    """A request behind the sign-in: for annotations, made by nobody."""

    viewer: Viewer
    user: Worker
