"""Pages of notes: load, one call, render."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.notes import actions, queries
from tsukisoi.notes.forms import NoteForm
from tsukisoi.residents.meant import meant, one_is_meant
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import names, units
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from, new_id


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """What stands today, unread first; and a new note."""
    viewer = request.viewer
    first = {"id": new_id(), "unit": str(viewer.focus or "")}
    form = NoteForm(request.POST or None, units=units(viewer), initial=first)
    found = meant(viewer, request)
    if request.method == "POST" and form.is_valid() and one_is_meant(form, found):
        data = form.cleaned_data
        actions.leave_note(
            viewer, data["text"], id=data["id"], until=form.until, important=data["important"],
            resident=found[0].pk if found else None, unit=id_from(data["unit"]),
        )  # fmt: skip
        messages.success(request, _("申し送りました。"))
        return redirect("notes:list")
    old = request.GET.get("show") == "old"
    notes = queries.older(viewer.focused) if old else queries.standing(viewer.focused)
    looked(viewer, "notes.list", {note.resident_id for note in notes if note.resident_id} | {p.pk for p in found})
    context = {
        "notes": notes, "old": old, "form": form, "found": found if len(found) > 1 else [], "viewer_id": viewer.worker,
        "names": names(viewer, {note.by for note in notes} | {s.worker_id for note in notes for s in note.seen.all()}),
        "may_write": viewer.may(Right.RECORD_CALLS), "may_all": viewer.may(Right.MANAGE_STAFF), "units": units(viewer),
        "unread": [note.pk for note in notes if not note.read],  # type: ignore[attr-defined]  # annotated
    }  # fmt: skip
    return render(request, "notes/list.html", context, status=422 if form.errors else 200)


@require_POST
def read(request: StaffRequest) -> HttpResponse:
    """The viewer has read one, or all that stand there."""
    ids = [id for text in request.POST.getlist("note") if (id := id_from(text))]
    count = actions.tick(request.viewer, ids)
    said = ngettext("%(n)d件、読んだ印をつけました。", "%(n)d件、読んだ印をつけました。", count)
    messages.success(request, said % {"n": count})
    return redirect("notes:list")


@require_POST
def take_back(request: StaffRequest, note: UUID) -> HttpResponse:
    """A wrong note."""
    actions.take_back(request.viewer, note)
    messages.success(request, _("申し送りを取り下げました。記録には残ります。"))
    return redirect("notes:list")
