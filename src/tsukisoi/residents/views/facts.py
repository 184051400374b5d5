"""What is known of one person: facts, documents, cares, proposals and contacts."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.residents import actions, guidance, queries
from tsukisoi.residents.actions.contacts import token as contact_token
from tsukisoi.residents.actions.facts import token
from tsukisoi.residents.forms import CareForm, ContactForm, DocumentsForm, FactForm, meanwhile
from tsukisoi.residents.models import Resident
from tsukisoi.residents.queries import Proposal
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import hex_of, letters, new_id


def _who(request: StaffRequest, resident: UUID) -> Resident:
    who = queries.person(request.viewer, resident)
    request.viewer.require(Right.EDIT_RESIDENTS, who.unit_id)
    return who


def _saved(request: StaffRequest, who: Resident) -> HttpResponse:
    messages.success(request, gettext("保存しました。"))
    return redirect("residents:detail", who.pk)


@require_http_methods(["GET", "POST"])
def fact(request: StaffRequest, resident: UUID, key: str) -> HttpResponse:
    """One fact of one person."""
    who = _who(request, resident)
    if key not in guidance.KEYS:
        raise Http404
    now = queries.facts(request.viewer, who).get(key)
    sent = request.POST if request.method == "POST" else None
    form = FactForm(sent, question=guidance.question(key), fact=now, initial={"was": token(now)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.record_fact(
                request.viewer, who, key, form.value, told_by=data["told_by"], since=data["since"], was=data["was"]
            )
            return _saved(request, who)
        except actions.ChangedMeanwhile:
            meanwhile(
                form, guidance.in_words(key, now.value) if now and now.known else gettext("わからない"), token(now)
            )
        except ValidationError as error:
            form.add_error("value", error)
    context = {"form": form, "resident": who, "fact": now, "key": key}
    return render(request, "residents/fact.html", context, status=422 if form.errors else 200)


@require_POST
def forget(request: StaffRequest, resident: UUID, key: str) -> HttpResponse:
    """Take an answer back: nobody has asked."""
    who = _who(request, resident)
    actions.forget_fact(request.viewer, who, key)
    messages.success(request, gettext("「まだ聞いていない」に戻しました。"))
    return redirect("residents:detail", who.pk)


@require_http_methods(["GET", "POST"])
def documents(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The identity documents the person holds, all on one page."""
    who = _who(request, resident)
    held = queries.documents(request.viewer, who)
    form = DocumentsForm(request.POST if request.method == "POST" else None, held=held)
    if request.method == "POST" and form.is_valid():
        actions.write_documents(request.viewer, who, form.held(), looked=form.cleaned_data["checked"])
        return _saved(request, who)
    context = {"form": form, "resident": who}
    return render(request, "residents/documents.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def care(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The cares to take with the person, all on one page."""
    who = _who(request, resident)
    taken = queries.accommodations_of(request.viewer, [who])[who.pk]
    form = CareForm(request.POST if request.method == "POST" else None, taken=taken)
    if request.method == "POST" and form.is_valid():
        actions.write_accommodations(request.viewer, who, form.taken())
        return _saved(request, who)
    return render(request, "residents/care.html", {"form": form, "resident": who}, status=422 if form.errors else 200)


@require_POST
def proposals(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Yes or no to one thing read out of a list, or that answer taken back: the button pressed says which.

    On the page of all of them the row stays where it was: the next one never moves up under a second press.
    """
    who = _who(request, resident)
    in_place = "HX-Request" in request.headers
    if "back" in request.POST:
        return _taken_back(request, who, request.POST["back"], in_place)
    answered = None
    for name, accepted in (("yes", True), ("no", False)):
        if name in request.POST:
            answered = actions.answer_proposal(request.viewer, who, request.POST[name], accepted)
    if "row" in request.POST and in_place:
        return _row(request, who, answered.asked if answered else None, answered)
    if "row" in request.POST:
        return redirect("residents:proposed")
    return redirect("residents:detail", who.pk)


_ANSWERED = "residents.answered"
_TAKEN_BACK_WITHIN = 24 * 60 * 60


def _taken_back(request: StaffRequest, who: Resident, sealed: str, in_place: bool) -> HttpResponse:
    try:
        signed = bytes.fromhex(hex_of(sealed)).decode()
        pk, told = signing.loads(signed, salt=_ANSWERED, max_age=_TAKEN_BACK_WITHIN)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    if pk != str(who.pk):
        raise Http404
    answered = actions.Answered(**told)
    done = actions.take_back_answer(request.viewer, who, answered)
    if in_place:
        return _row(request, who, answered.asked, None if done else answered, late=not done)
    return redirect("residents:proposed")


def _sealed(who: Resident, answered: actions.Answered) -> str:
    """The answer as the page sends it back: in letters, which nobody takes for a number or a PIN."""
    return letters(signing.dumps([str(who.pk), asdict(answered)], salt=_ANSWERED).encode().hex())


def _row(
    request: StaffRequest, who: Resident, one: Proposal | None, answered: actions.Answered | None, *, late: bool = False
) -> HttpResponse:
    """One row in its place: answered, open again, or (`late`) no longer to be taken back."""
    sealed = _sealed(who, answered) if answered and not late else ""
    context = {
        "person": who, "one": one, "answered": answered, "sealed": sealed, "late": late, "may_edit": True,
        "in_place": True,
    }  # fmt: skip
    return render(request, "residents/proposed_row.html", context)


@require_GET
def proposed(request: StaffRequest) -> HttpResponse:
    """Everything read out of lists that waits for a yes or no, on one page."""
    viewer = request.viewer
    rows = queries.proposed(viewer)
    looked(viewer, "residents.proposed", [person.pk for person, _open in rows])
    context = {"rows": rows, "may_edit": viewer.may(Right.EDIT_RESIDENTS)}
    return render(request, "residents/proposed.html", context)


@require_http_methods(["GET", "POST"])
def add_contact(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Somebody close to the person."""
    who = _who(request, resident)
    form = ContactForm(request.POST if request.method == "POST" else None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        actions.add_contact(request.viewer, who, id=form.cleaned_data["id"], **form.said())
        return _saved(request, who)
    context = {"form": form, "resident": who}
    return render(request, "residents/contact.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contact(request: StaffRequest, resident: UUID, contact: UUID) -> HttpResponse:
    """Change or take off somebody close to the person."""
    who = _who(request, resident)
    one = next((c for c in queries.contacts(request.viewer, who) if c.pk == contact), None)
    if one is None:
        raise Http404
    initial = {**ContactForm.of(one), "was": contact_token(one)}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contact(request.viewer, who, contact, was=form.cleaned_data["was"], **form.said())
            return _saved(request, who)
        except actions.ChangedMeanwhile as changed:
            meanwhile(form, "、".join(str(value) for value in changed.now.values()), contact_token(one))
    context = {"form": form, "resident": who, "contact": one}
    return render(request, "residents/contact.html", context, status=422 if form.errors else 200)


@require_POST
def remove_contact(request: StaffRequest, resident: UUID, contact: UUID) -> HttpResponse:
    """Take somebody off the list."""
    who = _who(request, resident)
    actions.remove_contact(request.viewer, who, contact)
    return _saved(request, who)
