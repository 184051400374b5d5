"""Writing offices: who they are, what they answered, and which rows they do otherwise."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.municipalities import guidance, queries
from tsukisoi.municipalities.models import Difference, Inquiry, Office, OfficeKind
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


class ChangedMeanwhile(Exception):
    """Somebody else wrote first. `row` is what stands there now, None when it is gone."""

    def __init__(self, row: Difference | None) -> None:
        super().__init__()
        self.row = row


def _clean(text: str) -> str:
    plain = " ".join(text.split())
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def open_home(viewer: Viewer, name: str) -> Office:
    """Name the municipality of the house itself. The same name again changes nothing; another name moves it."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    name = _clean(name)
    with transaction.atomic():
        home = Office.objects.select_for_update().filter(home=True).first()
        if home is not None and home.name == name:
            return home
        Office.objects.filter(home=True).update(home=False)
        office, _made = Office.objects.update_or_create(
            organisation_id=viewer.organisation, kind=OfficeKind.MUNICIPALITY, name=name, defaults={"home": True}
        )
        write(viewer, "municipalities.open_home", Chain("office", office.pk), values={"name": name, "home": True})
    return office


def add_office(
    viewer: Viewer, name: str, kind: str = OfficeKind.MUNICIPALITY, section: str = "", phone: str = ""
) -> Office:
    """Add an office to ask. One of that name and kind that stands already is returned as it is."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    values = {"name": _clean(name), "kind": kind, "section": _clean(section), "phone": _clean(phone)}
    if not values["name"]:
        raise ValidationError(gettext("名称を入れてください。"), code="required")
    with transaction.atomic():
        office, made = Office.objects.get_or_create(
            organisation_id=viewer.organisation, kind=kind, name=values["name"], defaults=values
        )
        if made:
            write(viewer, "municipalities.add_office", Chain("office", office.pk), values=values)
    return office


def change_office(viewer: Viewer, office: Office, *, section: str, phone: str) -> Office:
    """Write the section in charge and its telephone."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    values = {"section": _clean(section), "phone": _clean(phone)}
    with transaction.atomic():
        now = Office.objects.select_for_update().get(pk=office.pk)
        changed = {key: value for key, value in values.items() if getattr(now, key) != value}
        if changed:
            Office.objects.filter(pk=now.pk).update(**changed)
            write(viewer, "municipalities.change_office", Chain("office", now.pk), values=changed)
    return queries.office(viewer, office.pk)


def token(row: Difference | None) -> str:
    """What a page remembers of an answer, to find out whether somebody changed it meanwhile."""
    return "" if row is None else f"{row.checked_on.isoformat()} {row.value!r} {row.source}"


def answer(
    viewer: Viewer, office: Office, key: str, value: Any, source: str, checked_on: date | None = None,
    was: str | None = None,
) -> Difference:  # fmt: skip
    """Write what an office answered to a house-wide question; None: it was asked and is not yet answered.

    `was` is the `token` of what the page showed. Raises ValidationError, or ChangedMeanwhile with what stands there.
    """
    viewer.require(Right.EDIT_MUNICIPALITIES)
    if not guidance.asks(office.kind, key):
        raise ValidationError(gettext("この質問の答えにはなりません。"), code="fact")
    kept = None if value is None else guidance.read_value(key, _clean(value) if isinstance(value, str) else value)
    return _put(viewer, office, "", key, kept, _source(source, kept), checked_on or today(), was)


def _source(source: str, value: Any) -> str:
    plain = _clean(source)
    if not plain and value is not None:
        raise ValidationError(gettext("だれに聞いたか、何で見たかを入れてください。"), code="required")
    return plain


def change_row(
    viewer: Viewer, office: Office, table: str, row: dict[str, Any], source: str, checked_on: date | None = None,
    was: str | None = None,
) -> Difference:  # fmt: skip
    """Write that this office does one row of a table otherwise: `row` as an overlay holds it (its name under `row`).

    `was` is the `token` of what the page showed. Raises ValidationError naming the fault when the table could not be
    read with it, or ChangedMeanwhile.
    """
    viewer.require(Right.EDIT_MUNICIPALITIES)
    kept = {**row, "table": table}
    for text in ("note", "note_en", "place"):
        if text in kept:
            kept[text] = _clean(str(kept[text]))
    guidance.hold(office.kind, table, kept)
    guidance.fits(guidance.overlay_of(office.kind, office.name, [(table, kept)]), today())
    return _put(viewer, office, table, str(row["row"]), kept, _source(source, kept), checked_on or today(), was)


def bring(viewer: Viewer, brought: guidance.Brought, taken: Iterable[str]) -> Office:
    """Take over what a file says of an office: the items of these ids. The same again changes nothing."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    chosen = set(taken)
    with transaction.atomic():
        office = add_office(viewer, brought.name, brought.kind)
        for item in brought.items:
            if item.id in chosen:
                source, kept = _source(item.source, item.value), item.value
                _put(viewer, office, item.table, item.key, kept, source, item.checked_on, None)
    return office


def drop_row(viewer: Viewer, office: Office, table: str, key: str) -> None:
    """Take back a changed row: the national rule counts again. The record keeps what it was."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    with transaction.atomic():
        row = Difference.objects.filter(office=office, table=table, key=key).exclude(table="").first()
        if row is not None:
            row.delete()
            write(viewer, "municipalities.drop_row", Chain("office", office.pk), values={"table": table, "row": key})


def export(viewer: Viewer, office: Office) -> str:
    """Everything known of an office as one file, to pass on to other houses."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    with transaction.atomic():
        text = guidance.export(viewer, office)
        write(viewer, "municipalities.export", Chain("office", office.pk))
    return text


def _put(
    viewer: Viewer, office: Office, table: str, key: str, value: Any, source: str, checked_on: date, was: str | None
) -> Difference:
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)
        now = Difference.objects.filter(office=office, table=table, key=key).first()
        if now is not None and (now.value, now.source, now.checked_on) == (value, source, checked_on):
            return now
        if was is not None and token(now) != was:
            raise ChangedMeanwhile(now)
        values = {"value": value, "source": source, "checked_on": checked_on, "checked_by": viewer.worker}
        row, _made = Difference.objects.update_or_create(
            organisation_id=viewer.organisation, office=office, table=table, key=key, defaults=values
        )
        told = {"key": key, "table": table, "value": value, "source": source, "checked_on": checked_on.isoformat()}
        write(viewer, "municipalities.answer", Chain("office", office.pk), values=told)
        _settle(viewer, office, row)
    return row


def _settle(viewer: Viewer, office: Office, row: Difference) -> None:
    """The question behind an answer is answered with it; an answer taken back opens it again."""
    asked = Inquiry.objects.filter(office=office, table=row.table, key=row.key)
    if row.value is None:
        asked.update(replied_on=None, replied_by="", reply="")
        return
    words = guidance.answer_in_words(row)[:300]
    asked.update(replied_on=row.checked_on, replied_by=row.source[:60], reply=words, written_by=viewer.worker)


def ask(viewer: Viewer, office: Office, table: str, key: str, asked_on: date, asked_whom: str = "") -> Inquiry:
    """Write down that an office was asked. The same question again is the same row, with the later day."""
    values = {"asked_on": asked_on, "asked_whom": _clean(asked_whom)[:60], "asked_by": viewer.worker}
    return _inquire(viewer, office, table, key, "municipalities.ask", values)


def reply(
    viewer: Viewer, office: Office, table: str, key: str, *, reply: str, replied_by: str, replied_on: date
) -> Inquiry:
    """Write down an answer that is no rule: it settles the question for half a year, and changes nobody's answer."""
    values: dict[str, Any] = {"reply": _clean(reply)[:300], "replied_by": _clean(replied_by)[:60]}
    if not values["reply"] or not values["replied_by"]:
        raise ValidationError(gettext("だれに聞いたか、何で見たかを入れてください。"), code="required")
    values |= {"replied_on": replied_on, "written_by": viewer.worker}
    return _inquire(viewer, office, table, key, "municipalities.reply", values)


def _inquire(viewer: Viewer, office: Office, table: str, key: str, action: str, values: dict[str, Any]) -> Inquiry:
    viewer.require(Right.EDIT_MUNICIPALITIES)
    if not guidance.may_be_asked(office.kind, table, key):
        raise ValidationError(gettext("この相手に聞くことではありません。"), code="question")
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)
        row, _made = Inquiry.objects.get_or_create(
            organisation_id=viewer.organisation, office=office, table=table, key=key
        )
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            Inquiry.objects.filter(pk=row.pk).update(**changed)
            told = {name: str(value) for name, value in changed.items()} | {"key": key, "table": table}
            write(viewer, action, Chain("office", office.pk), values=told)
    return Inquiry.objects.get(pk=row.pk)
