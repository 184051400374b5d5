"""Pages of the tray: load, one call, render."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.mail import actions, papers, queries
from tsukisoi.mail.forms import ArrivedForm, HandForm, OpenedForm, kind_rows
from tsukisoi.residents.meant import meant, one_is_meant
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import names
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from, new_id


@require_http_methods(["GET", "HEAD", "POST"])
def tray(request: StaffRequest) -> HttpResponse:
    """What came and lies here; a new letter with two fields and Enter; what should have come."""
    viewer = request.viewer
    on = _day(request)
    form = ArrivedForm(request.POST if request.method == "POST" else None, initial=ArrivedForm.ready(new_id(), on))
    found = meant(viewer, request) if request.method == "POST" else []
    again = False
    if request.method == "POST" and form.is_valid() and one_is_meant(form, found):
        again, answer = _received(request, form, found[0])
        if answer is not None:
            return answer
    lying, late = queries.tray(viewer.focused), queries.expected(viewer.focused)
    seen = {one.person.pk for one in lying} | {one.person.pk for one in late} | {one.pk for one in found}
    looked(viewer, "mail.tray", seen)
    context: dict[str, Any] = {
        "lying": lying, "late": late, "form": form, "kinds": kind_rows(), "found": found if len(found) > 1 else [],
        "again": found[0].pk if again else None, "may_write": viewer.may(Right.HANDLE_MAIL),
        "may_print": viewer.may(Right.PRINT_PAPERS),
    }  # fmt: skip
    return render(request, "mail/tray.html", context, status=422 if form.errors or again else 200)


def _day(request: HttpRequest) -> date | None:
    """The day of the letter before: an evening's mail came on one day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _received(request: StaffRequest, form: ArrivedForm, person: Person) -> tuple[bool, HttpResponse | None]:
    """Written and ready for the next; or perhaps the same letter twice; or a mistake that the form tells."""
    said = form.cleaned_data
    try:
        made = actions.receive(
            request.viewer, person.pk, said["kind"].code, arrived_on=said["on"], keep_until=said["keep_until"],
            id=said["id"], really=request.POST.get("again") == str(person.pk),
        )  # fmt: skip
    except actions.CameAlready:
        return True, None
    except ValidationError as error:
        form.add_error(None, error)
        return False, None
    told = {"name": person.name, "kind": said["kind"].words}
    messages.success(request, _("%(name)sさん：%(kind)sを入れました。") % told)
    return False, redirect(f"{reverse('mail:tray')}?on={made.arrived_on.isoformat()}")


@require_GET
def handed(request: StaffRequest) -> HttpResponse:
    """What was handed over."""
    rows = queries.handed(request.viewer)
    looked(request.viewer, "mail.handed", {one.person.pk for one in rows})
    workers = names(request.viewer, {one.letter.handed_by for one in rows if one.letter.handed_by})
    return render(request, "mail/handed.html", {"rows": rows, "names": workers})


@require_POST
def hand_many(request: StaffRequest) -> HttpResponse:
    """Those ticked were handed to the persons themselves."""
    ids = [id for text in request.POST.getlist("letter") if (id := id_from(text))]
    count = actions.hand_many(request.viewer, ids)
    said = ngettext("%(n)d通をご本人に渡した記録にしました。", "%(n)d通をご本人に渡した記録にしました。", count)
    messages.success(request, said % {"n": count})
    return redirect("mail:tray")


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: StaffRequest, letter: UUID) -> HttpResponse:
    """One letter: hand it over, or open it on the person's word."""
    viewer = request.viewer
    found = queries.letter(viewer, letter)
    wants = request.POST.get("what", "")
    hand = HandForm(request.POST if wants == "hand" else None, initial={"on": today()})
    opening = OpenedForm(request.POST if wants == "open" else None, initial={"day": today()})
    if wants == "hand" and hand.is_valid() and _handed(request, letter, hand):
        return redirect("mail:tray")
    if wants == "open" and opening.is_valid() and _opened(request, letter, opening):
        return redirect("mail:letter", letter)
    looked(viewer, "mail.letter", [found.person.pk])
    row = found.letter
    context = {
        "one": found, "hand": hand, "opening": opening, "may_write": viewer.may(Right.HANDLE_MAIL),
        "names": names(viewer, {pk for pk in (row.by, row.handed_by, row.opened_by) if pk}),
    }  # fmt: skip
    return render(request, "mail/letter.html", context, status=422 if hand.errors or opening.errors else 200)


def _handed(request: StaffRequest, letter: UUID, form: HandForm) -> bool:
    said = form.cleaned_data
    try:
        actions.hand(request.viewer, letter, said["how"], to=said["to"], on=said["on"])
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("記録しました。"))
    return True


def _opened(request: StaffRequest, letter: UUID, form: OpenedForm) -> bool:
    said = form.cleaned_data
    try:
        actions.opened(
            request.viewer, letter, said_by=said["said_by"], name=said["name"], words=said["words"], on=said["day"]
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("開けたことを、言われたことばと一緒に記録しました。"))
    return True


@require_POST
def take_back(request: StaffRequest, letter: UUID) -> HttpResponse:
    """It was written by mistake."""
    found = actions.take_back(request.viewer, letter)
    messages.warning(request, _("取り下げました。はじまった期限などは、その人のページで直してください。"))
    return redirect("cases:person", found.resident_id)


@require_POST
def paper(request: StaffRequest) -> HttpResponse:
    """The tray on paper, with a box to sign in for each letter."""
    made = papers.tray_pdf(request.viewer.focused, request.build_absolute_uri(reverse("papers:ask")))
    headers = {"Content-Disposition": 'inline; filename="mail.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
