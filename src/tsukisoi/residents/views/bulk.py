"""One fact for many people: choose them on the list, choose the fact, answer once, confirm."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from tsukisoi.residents import actions, guidance, here, queries
from tsukisoi.residents.forms import BulkKeyForm, FactForm
from tsukisoi.residents.models import Resident, Status
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from

_NARROWED_BY = ("everyone", "unit", "status", "stay")


@dataclass(frozen=True, slots=True)
class Row:
    """One person, what they have answered so far (in words, or nothing), and whether the new answer is for them."""

    person: Resident
    now: str
    ticked: bool


def _ids(request: StaffRequest, name: str) -> list[UUID]:
    return [id for text in request.POST.getlist(name) if (id := id_from(text))]


def _picked(request: StaffRequest) -> list[Resident]:
    """Those ticked; or everybody of the list as it was narrowed, on all its pages."""
    viewer = request.viewer
    viewer.require(Right.EDIT_RESIDENTS)
    if "everyone" not in request.POST:
        return queries.persons(viewer, _ids(request, "person"))
    status = request.POST.get("status", "")
    how = here.way(here.ways(viewer), request.POST.get("stay")) if status == Status.HERE else None
    unit = viewer.unit_of(id_from(request.POST.get("unit")), True)
    return list(queries.listed(viewer, unit, status if status in Status.values else Status.HERE, how))


def _narrowed(request: StaffRequest) -> dict[str, str]:
    """What the next page must send on to mean the same people; empty where they are ticked one by one."""
    return {key: request.POST.get(key, "") for key in _NARROWED_BY} if "everyone" in request.POST else {}


@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """Which fact, for the people ticked on the list or for everybody on it."""
    people = _picked(request)
    if not people:
        messages.warning(request, gettext("一覧で、人を選んでください。"))
        return redirect("residents:list")
    form = BulkKeyForm(request.POST if "key" in request.POST else None)
    if form.is_bound and form.is_valid():
        return _ask(request, people, form.cleaned_data["key"], None)
    context = {"form": form, "people": people, "narrowed": _narrowed(request)}
    return render(request, "residents/bulk.html", context)


@require_POST
def answer(request: StaffRequest, key: str) -> HttpResponse:
    """The answer for all of them. What each had before is on the page before anything is written.

    Meant for everybody on the list, it is for those who have no answer yet.
    """
    if key not in guidance.KEYS | {guidance.DOCUMENTS}:
        raise Http404
    people = _picked(request)
    before = _answers(request, people, key)
    if "everyone" in request.POST:
        people = [person for person in people if person.pk not in before]
    form = FactForm(request.POST, question=guidance.question(key))
    if not people and "everyone" in request.POST:
        form.add_error(None, gettext("まだ答えのない人は、いません。"))
    elif not people:
        form.add_error(None, gettext("入れる人に、印を付けてください。"))
    if not form.is_valid():
        return _ask(request, people, key, form)
    try:
        news = actions.record_facts(
            request.viewer, people, key, form.value, told_by=form.cleaned_data["told_by"],
            since=form.cleaned_data["since"],
        )  # fmt: skip
    except ValidationError as error:
        form.add_error("value", error)
        return _ask(request, people, key, form)
    messages.success(request, _done(news, 0 if key == guidance.DOCUMENTS else _changed(request, people, key, before)))
    return redirect("residents:list")


def _answers(request: StaffRequest, people: list[Resident], key: str) -> dict[UUID, str]:
    """What each of them has answered, in words; who was never asked is not there."""
    known = queries.facts_of(request.viewer, people)
    words = {id: guidance.in_words(key, facts[key]) for id, facts in known.items() if key in facts}
    unknown = queries.unknown_to(request.viewer, known, key)
    return words | dict.fromkeys(unknown - words.keys(), gettext("わからない"))


def _changed(request: StaffRequest, people: list[Resident], key: str, before: dict[UUID, str]) -> int:
    answered = [person for person in people if person.pk in before]
    after = _answers(request, answered, key) if answered else {}
    return sum(after.get(person.pk) != before[person.pk] for person in answered)


def _done(news: int, changed: int) -> str:
    said = ngettext("%(n)d人に入れました。", "%(n)d人に入れました。", news) % {"n": news}
    if not changed:
        return said
    more = ngettext(
        "そのうち%(n)d人は、前の答えを書きかえました。", "そのうち%(n)d人は、前の答えを書きかえました。", changed
    )
    return said + more % {"n": changed}


def _ask(request: StaffRequest, people: list[Resident], key: str, form: FactForm | None) -> HttpResponse:
    """Who has answered already comes without a tick; what somebody ticked stays ticked when the page comes again."""
    narrowed = _narrowed(request)
    ticked = {person.pk for person in people}
    group = queries.persons(request.viewer, [*ticked, *_ids(request, "asked")]) if not narrowed else people
    now = _answers(request, group, key)
    rows = [
        Row(
            person, now.get(person.pk, ""),
            person.pk in ticked if form else person.pk not in now or key == guidance.DOCUMENTS,
        )
        for person in group
    ]  # fmt: skip
    rows = [row for row in rows if not narrowed or not row.now]
    context = {
        "form": form or FactForm(question=guidance.question(key)), "rows": rows, "key": key, "narrowed": narrowed,
        "answered": sum(bool(row.now) and not row.ticked for row in rows), "left": len(group) - len(rows),
    }  # fmt: skip
    return render(request, "residents/bulk_fact.html", context, status=422 if form and form.errors else 200)
