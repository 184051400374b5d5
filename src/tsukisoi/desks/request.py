"""The request as it comes from a computer that may be enrolled."""

from tsukisoi.desks.models import Device
from tsukisoi.staff.request import StaffRequest


class DeskRequest(StaffRequest):
    """A request with the shared computer it comes from, or None: for annotations, made by nobody."""

    device: Device | None
