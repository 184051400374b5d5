"""The desks of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import actions, application_ids, guidance, pictures, queries, tickets
from tsukisoi.venue.desks import ending, is_face_auth, line, unfinished
from tsukisoi.venue.forms import (
    CodeForm,
    CompareForm,
    IdentityForm,
    InsuranceForm,
    LaterForm,
    PapersForm,
    PinForm,
)
from tsukisoi.venue.looks import saw
from tsukisoi.venue.models import STATIONS, Seat
from tsukisoi.venue.pictures import Unusable
from tsukisoi.venue.tally import LOOKS
from tsukisoi.venue.views.answering import attempt, board_at, board_of, page


def _at(request: StaffRequest, seat: UUID) -> tuple[Viewer, Seat]:
    request.viewer.require(Right.RUN_VENUE)
    return request.viewer, queries.seat(request.viewer, seat)


def _on(seat: Seat) -> date:
    """The day of the reception: what comes from paper has its time."""
    on: date = seat.day.reception.on
    return on


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: StaffRequest, seat: UUID) -> HttpResponse:
    """The application form: one press where the person wrote it; otherwise who wrote and who watched."""
    viewer, found = _at(request, seat)
    if "code" in request.FILES:
        return _read_code(request, found)
    form = PapersForm(request.POST or None, on=_on(found))
    if request.method == "POST" and form.is_valid():
        told = {
            name: form.cleaned_data[name] for name in ("signed", "writer", "watched_by", "read_aloud", "application_id")
        }
        return attempt(
            request,
            lambda: actions.papers(viewer, found.pk, at=form.moment, **told),
            board_at(found),
        )
    saw(viewer, "seat", [found])
    return page(request, "venue/papers.html", found, form, code_form=CodeForm(), line=line(found), **_online(found))


def _online(seat: Seat, read: bool = False) -> dict[str, bool]:
    """An application on line needs the id of the form: it stands open."""
    online = seat.day.reception.channel == "online"
    return {"online": online, "open_id": online or read, "read": read}


def _read_code(request: StaffRequest, seat: Seat) -> HttpResponse:
    """The id out of a photograph of the form's code; the photograph is not kept."""
    form, found = CodeForm(request.POST, request.FILES), ""
    if form.is_valid():
        try:
            said = " ".join(pictures.read(form.cleaned_data["code"].read()).codes)
        except Unusable:
            said = ""
        found = application_ids.read(said)
    if not found:
        messages.error(request, _("申請書IDを読みとれませんでした。もう一度写すか、2回入れてください。"))
    filled = PapersForm(initial={"application_id": found, "application_id_again": found}, on=_on(seat))
    more = _online(seat, bool(found))
    return page(request, "venue/papers.html", seat, filled, code_form=CodeForm(), line=line(seat), **more)


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Which papers were seen; what they come to is shown as they are ticked."""
    viewer, found = _at(request, seat)
    expected = _expected(viewer, found)
    sent = _sent(request, expected.papers)
    form = IdentityForm(sent, on=_on(found), held=expected.held, initial=_seen_before(viewer, found))
    ticked = _ticked(sent, form)
    known = [code for code in ticked if code in guidance.document_codes()]
    shown = guidance.identity_shown(viewer, found.listed, known)
    if "HX-Request" in request.headers:
        return render(request, "venue/identity_shown.html", _shown(shown, known))
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        told = form.cleaned_data
        return attempt(
            request,
            lambda: actions.identity(
                viewer, found.pk, told["documents"], told["seen_by"], copies=told["copies"], at=form.moment
            ),
            board_at(found), "" if shown.complete is not False else _kindly(),
        )  # fmt: skip
    saw(viewer, "seat", [found])
    form = (
        form
        if "look" not in request.POST
        else IdentityForm(on=_on(found), held=expected.held, initial=_as_initial(request))
    )
    context = {**_shown(shown, known), "expected": expected, "expected_words": _words(expected.papers)}
    return page(request, "venue/identity.html", found, form, line=line(found), **context)


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the house knows that the person holds, and the smallest set of it; that is empty where none is valid."""

    held: tuple[str, ...]
    papers: tuple[str, ...]


def _sent(request: StaffRequest, expected: Sequence[str]) -> QueryDict | None:
    """What was sent. 「As expected, all of them seen」 stands for the papers that the button names."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    if "expected" in sent:
        named = str(sent["expected"]).split(",")
        sent.setlist("documents", named if named == list(expected) else [])
    return sent


def _ticked(sent: QueryDict | None, form: IdentityForm) -> list[str]:
    return list(form.initial["documents"]) if sent is None else [str(code) for code in sent.getlist("documents")]


def _shown(shown: guidance.Shown, seen: Sequence[str]) -> dict[str, Any]:
    return {"shown": shown, "words": _words(shown.papers), "seen": bool(seen)}


def _kindly() -> str:
    return _(
        "申請はこのままできます。身元の確かめは、カードを受け取るときにします。"
        "受け取りは、後日、窓口か代理の方で行います。必要な書類は、あとでお知らせします。"
    )


def _words(codes: Any) -> list[str]:
    known = guidance.document_words()
    return [known.get(code, code) for code in codes]


def _as_initial(request: StaffRequest) -> dict[str, Any]:
    return {"documents": request.POST.getlist("documents"), "seen_by": request.POST.get("seen_by", "")}


def _seen_before(viewer: Viewer, seat: Seat) -> dict[str, Any]:
    """What is ticked to begin with: what was seen before, and nothing else. What is on record was not seen here."""
    told = seat.standing.get("identity", {}).get("data")
    if told and "documents" in told:
        return {"documents": told["documents"], "seen_by": told["seen_by"], "copies": told["copies"]}
    return {"documents": [], "seen_by": _last_seen_by(viewer, seat)}


def _expected(viewer: Viewer, seat: Seat) -> _Expected:
    """What this person will show, by the record of the house; nothing of whoever is not known here."""
    if seat.listed.resident_id is None:
        return _Expected((), ())
    person = residents.person(viewer, seat.listed.resident_id)
    held = [
        *residents.documents(viewer, person),
        *(["notification_card"] if seat.listed.notification_card == "held" else []),
    ]
    known = tuple(code for code in held if code in guidance.document_codes())
    smallest = guidance.identity_shown(viewer, seat.listed, known)
    return _Expected(known, smallest.papers if smallest.complete else ())


def _last_seen_by(viewer: Viewer, seat: Seat) -> str:
    """Whoever of the town looked last: usually the same person all morning."""
    return queries.last_seen_by(viewer, seat)


@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: StaffRequest, seat: UUID) -> HttpResponse:
    """The envelope. For a card without a PIN the consent is asked with it, in one press."""
    viewer, found = _at(request, seat)
    form = PinForm(request.POST or None, on=_on(found))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return attempt(request, lambda: _pin(viewer, found, told, form.moment), board_at(found))
    saw(viewer, "seat", [found])
    return page(request, "venue/pin.html", found, form, face_auth=is_face_auth(found), line=line(found))


def _pin(viewer: Viewer, seat: Seat, told: dict[str, Any], at: Any) -> None:
    actions.pin(viewer, seat.pk, told["mode"], helper=told["helper"], capacity=told["capacity"], at=at)
    if told["mode"] == "face_auth" and told["agrees"]:
        actions.insurance(viewer, seat.pk, told["agrees"] == "yes", at=at)


@require_http_methods(["GET", "HEAD", "POST"])
def insurance(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Does the person agree that the town registers the insurance use?"""
    viewer, found = _at(request, seat)
    form = InsuranceForm(request.POST or None, on=_on(found))
    if request.method == "POST" and form.is_valid():
        agrees = form.cleaned_data["agrees"] == "yes"
        return attempt(
            request,
            lambda: actions.insurance(viewer, found.pk, agrees, at=form.moment),
            board_at(found),
        )
    saw(viewer, "seat", [found])
    return page(request, "venue/insurance.html", found, form, line=line(found))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, seat: UUID) -> HttpResponse:
    """The last look: the picture and the person, everything in the folder, and the person may go."""
    viewer, found = _at(request, seat)
    form = CompareForm(request.POST or None)
    picture = queries.picture(viewer, found)
    if request.method == "POST" and form.is_valid():
        try:
            _checked(viewer, found, picture, form.cleaned_data["ticket"])
        except actions.NotNow as error:
            form.add_error("ticket" if isinstance(error, actions.WrongTicket) else None, str(error))
        else:
            said = _("%(ticket)s番の方は、おわりました。おつかれさまでした。") % {
                "ticket": tickets.shown(found.listed.number)
            }
            messages.success(request, said)
            return redirect(board_of(found.day_id))
    everybody = queries.seats(viewer, found.day)
    before, alike = queries.just_before(viewer, found), queries.alike(found, everybody)
    looks, mine = _looks(found), str(viewer.worker) in _seen(found)
    taken_for = [one for others in ([before] if before else [], *alike.values()) for one in others]
    offered = [one.listed.number for one in (*taken_for, *_nearest(found, everybody))]
    saw(viewer, "compare", [found, *([before] if before else [])])
    return page(
        request, "venue/check.html", found, form, picture=picture, before=before and line(before),
        before_picture=before and queries.picture(viewer, before), alike=alike, looks=looks, mine=mine, needed=LOOKS,
        left=unfinished(found, found.day.reception), line=line(found),
        numbers=tickets.among(found.listed.number, offered) if picture is not None and looks == 1 and not mine else [],
    )  # fmt: skip


def _nearest(seat: Seat, others: list[Seat]) -> list[Seat]:
    """Those whose numbers are called about the same time."""
    return sorted(others, key=lambda other: abs(other.listed.number - seat.listed.number))


def _seen(seat: Seat) -> list[str]:
    found: list[str] = seat.standing.get("photo", {}).get("data", {}).get("seen", [])
    return found


def _looks(seat: Seat) -> int:
    return len(_seen(seat))


def _checked(viewer: Viewer, seat: Seat, picture: Any, ticket: str) -> None:
    number = tickets.read(ticket)
    if picture is not None:
        actions.compare(viewer, seat.pk, picture.pk, str(number or ""))
    actions.check(viewer, seat.pk)
    actions.leave(viewer, seat.pk, ending(queries.seat(viewer, seat.pk), seat.day.reception))


@require_POST
def later(request: StaffRequest, seat: UUID, topic: str) -> HttpResponse:
    """This desk does not work out today."""
    viewer, found = _at(request, seat)
    if topic not in STATIONS:
        raise Http404
    form = LaterForm(request.POST, on=_on(found))
    note = form.cleaned_data.get("note", "") if form.is_valid() else ""
    return attempt(request, lambda: actions.later(viewer, found.pk, topic, note), board_at(found))
