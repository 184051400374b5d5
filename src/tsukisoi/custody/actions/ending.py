"""The end of keeping one thing: to whom it went, or why it is gone."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.custody import guidance, queries
from tsukisoi.custody.actions.moving import close_out, note
from tsukisoi.custody.actions.permission import clean, locked, moment, permit
from tsukisoi.custody.models import End, HandOut, Item, Why
from tsukisoi.tenancy.viewer import Viewer

FROM_OUTSIDE = {
    End.PERSON: (Why.PERSON,), End.FAMILY: (Why.FAMILY, Why.AMBULANCE), End.REPRESENTATIVE: (Why.FAMILY, Why.AMBULANCE),
    End.OFFICE: (Why.PROCEDURE,), End.LOST: tuple(Why),
}  # fmt: skip
"""Which end there is for a thing that is out, by what it went out for; every other one begins with its return."""


def give_back(
    viewer: Viewer, item: UUID, *, why: str, to: str = "", consent: bool = False, at: datetime | None = None
) -> Item:
    """The home keeps it no longer: to whom, and why. Sent twice it is once. Raises ValidationError.

    `consent`: the person agreed that the family has it, where no representative does.
    """
    why, (happened, later) = End(why), moment(at)
    with transaction.atomic():
        thing = locked(viewer, item)
        permit(viewer, thing.resident.unit_id)
        if thing.ended_at is not None:
            return thing
        _may_end(thing, why, clean(to, 60), consent)
        for out in HandOut.objects.filter(item=thing, back_at=None):
            _may_end_outside(out, why)
            close_out(out, viewer, max(happened, out.out_at))
        thing.ended_at, thing.ended_why, thing.ended_to, thing.ended_by = happened, why, clean(to, 60), viewer.worker
        thing.put_right_by = None
        thing.save()
        told = {"why": why, "to": thing.ended_to} | ({"consent": True} if why == End.FAMILY and consent else {})
        note(viewer, "give_back", thing, told, happened if later else None)
        return thing


def _may_end(item: Item, why: End, to: str, consent: bool) -> None:
    """Is that an end this thing of this person can have?"""
    died = item.resident.status == "died"
    if why == End.DEAD and not guidance.may_be_disposed(item):
        told = gettext("処分できるのは、期限がすぎたか、いまは使われない紙だけです。だれに返したかを選んでください。")
        raise ValidationError(told, code="why")
    if why == End.PERSON and died:
        told = gettext("亡くなられた方です。ご家族・法定代理人・市区町村のどこに返したかを選んでください。")
        raise ValidationError(told, code="why")
    if why == End.FAMILY and not to:
        raise ValidationError(gettext("受け取った人の名前を入れてください。"), code="to")
    if why == End.FAMILY and not consent and not died:
        told = gettext(
            "ご家族に渡すには、ご本人の同意がいります。確かめたら印をつけます。"
            "後見人などに渡したときは「法定代理人に返した」を選んでください。"
        )
        raise ValidationError(told, code="consent")


def _may_end_outside(out: HandOut, why: End) -> None:
    if out.why not in FROM_OUTSIDE.get(why, ()):
        told = gettext("いま外にあります（%(where)s）。先に「袋に戻した」を記録してから、預かりを終えてください。")
        raise ValidationError(told % {"where": queries.out_words(out)}, code="out")
