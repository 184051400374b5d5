"""What a mark after the day rests on, and what goes with it when it is taken back: said before anybody confirms."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext

from tsukisoi.cards import queries as cards
from tsukisoi.custody import queries as custody
from tsukisoi.deliveries import queries as deliveries
from tsukisoi.receptions import queries
from tsukisoi.receptions.models import Listed, Mark
from tsukisoi.receptions.progress import CODES, SUPPORT, in_order, stepped_aside
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

RESTS: dict[str, tuple[str, ...]] = {
    "applied": tuple(code for code in CODES if code not in ("applied", "again", SUPPORT)),
    "arrived": ("registered", "set_up", "mailed", "notice"), "mailed": ("returned",),
    "returned": ("kept", "notified", "destroyed"),
}  # fmt: skip
"""What cannot have happened without it."""


def in_the_way(viewer: Viewer, listed: Listed, mark: Mark, standing: Iterable[Mark]) -> str:
    """Why this mark cannot be taken back as things stand, and what to do first; empty where it can."""
    later = [one for one in standing if one.pk != mark.pk and _rests(one, mark)]
    if later:
        last = in_order(later)[-1]
        told = gettext("あとに「%(what)s」（%(day)s）があります。先に、そちらを取り消してください。")
        return told % {"what": CODES[last.code], "day": short_day(last.on)}
    return _delivery(viewer, listed, mark)


def blocked(viewer: Viewer, listed: Listed, mark: Mark) -> str:
    """The same for a page that asks first."""
    standing = [one for one in queries.marks_of(viewer, listed) if one.taken_back_at is None]
    return in_the_way(viewer, listed, mark, standing)


def _rests(one: Mark, mark: Mark) -> bool:
    if one.turn != mark.turn:
        return bool(one.turn > mark.turn)
    return mark.code == "again" or one.code in RESTS.get(mark.code, ())


def _delivery(viewer: Viewer, listed: Listed, mark: Mark) -> str:
    told = mark.followed or {}
    resident = listed.resident_id
    if resident is None:
        return ""
    if "began" in told and deliveries.has_gone_on(
        viewer, resident, UUID(told["began"]), apart_from_notice="noticed" in told
    ):
        return gettext(
            "受取のページに、そのあとのこと（通知書・ファイル・外出など）が書いてあります。先に、受取のページで直してください。"
        )
    if "noticed" in told and deliveries.noticed_otherwise(viewer, resident, mark.on):
        return gettext("受取のページで、通知書のことが書きなおされています。先に、受取のページで直してください。")
    if "ended" in told and deliveries.open_delivery(viewer, resident):
        return gettext("もう、つぎの受取が始まっています。先に、そちらを終えてください。")
    if "ended" in told and mark.code == "in_hand" and cards.has_gone_on(viewer, resident, mark.on):
        return gettext("そのあとに、カードのことが書きとめてあります。先に、カードのページで確かめてください。")
    if "ended" in told and mark.code == "in_hand" and custody.where_is(viewer, resident).item is not None:
        return gettext("そのカードを、施設で預かっています。先に、預かりのページで直してください。")
    return ""


def goes_with(viewer: Viewer, listed: Listed, mark: Mark) -> list[str]:
    """What else is no longer so once the mark is taken back, in sentences."""
    found = list(_of_delivery(listed, mark))
    if mark.code == "applied" and queries.supported_on(viewer, listed) == mark.on:
        found.append(gettext("「申請を進める」の、送りかたと送った日もなくなります。"))
    invoiced = queries.claim(viewer, listed.reception).invoiced_on
    if mark.code == "applied" and invoiced and invoiced >= mark.on:
        told = gettext("%(day)sの請求に入っているかもしれません。入っていれば、町に知らせます。")
        found.append(told % {"day": short_day(invoiced)})
    if any(stepped_aside(one) == str(mark.pk) for one in queries.marks_of(viewer, listed)):
        found.append(gettext("前に送ったときの記録が、またいまの記録になります。"))
    return found or [gettext("ほかに変わるものは、ありません。")]


def _of_delivery(listed: Listed, mark: Mark) -> Iterator[str]:
    told = mark.followed
    if listed.resident_id is None:
        return
    if told is None:
        yield gettext("受取のページの記録は、そのままです。ちがっていれば、受取のページで直します。")
        return
    if "noticed" in told:
        yield gettext("受取のページの「交付通知書が届いた日」も、なくなります。")
    if "began" in told:
        yield gettext("これで始まった受取の記録も、なくなります。")
    if "ended" in told:
        yield gettext("受取の記録が、また「待っている」にもどります。外された外出には、もう一度入れます。")
        if mark.code == "in_hand":
            yield gettext("「カードを受け取った」という、カードのページの記録もなくなります。")
    if "way" in told:
        yield gettext("受けとりかたが、「郵送で届く」にもどります。")
