"""Is this paper still right? A page to type or scan a sheet's id, and the page its QR code leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tsukisoi.papers import ids, queries
from tsukisoi.tenancy.viewer import Viewer


class ViewerRequest(HttpRequest):
    """A request behind the sign-in: for annotations, made by nobody."""

    viewer: Viewer


def ask(request: ViewerRequest) -> HttpResponse:
    """The field for an id; a typed or scanned one leads to its sheet."""
    typed = request.GET.get("id", "")
    if not typed:
        return render(request, "papers/ask.html")
    meant = ids.readings(typed)
    if not meant:
        return render(request, "papers/ask.html", {"typed": typed[:40], "mistyped": True}, status=400)
    found = queries.find(request.viewer, typed)
    return redirect("papers:sheet", found.short_id if found else meant[0])


def sheet(request: ViewerRequest, sheet_id: str) -> HttpResponse:
    """Current, superseded and why, or unknown here. An id of another organisation is unknown."""
    try:
        found = queries.find(request.viewer, sheet_id)
    except ValueError:
        return render(request, "papers/ask.html", {"typed": sheet_id[:40], "mistyped": True}, status=404)
    status = 200 if found else 404
    return render(request, "papers/sheet.html", {"sheet": found, "sheet_id": ids.tidy(sheet_id)}, status=status)
