"""The days of the first page for calendars: how many of which kind, and nothing of anybody."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.feeds.days import Due
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import looking
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today import movements, people
from tsukisoi.today.lines import Line
from tsukisoi.today.views import PARTS

# By the first word of a line's kind. What stands on a document is nobody's business in a calendar: it is a term.
KINDS: dict[str, Promise] = {
    "will": _("意思確認"), "undecided": _("意思確認"), "papers": _("書類"), "facts": _("聞きとり"), "ready": _("申請"),
    "task": _("期限"), "document": _("期限"), "card": _("カードの期限"), "certificate": _("カードの期限"),
    "grace": _("カードの期限"), "unread": _("カードの期限"), "sheets": _("紙"), "delivery": _("受取"),
    "reception": _("出張受付"), "step": _("出張受付"), "custody": _("預かり"), "outing": _("受診"), "visit": _("受診"),
    "call": _("電話"), "note": _("申し送り"), "town": _("町に聞く"), "home": _("町に聞く"), "stale": _("町に聞く"),
    "insurance": _("保険証"), "venue": _("出張受付"), "rules": _("規則の変わりめ"), "backup": _("控え"),
    "letter": _("保険の郵便"), "mail": _("郵便物"), "errand": _("窓口の用件"), "movement": _("入退所・入院"),
    "proposal": _("名簿"), "provider": _("受診先に聞く"), "trouble": _("カードの困りごと"), "leak": _("個人情報の報告"),
    "asked": _("記録の求め"), "keeping": _("記録の保存"),
}  # fmt: skip
OTHER = _("そのほか")


def kind_of(line: Line) -> str:
    """What a line is called where visitors may read it."""
    return _words(line.kind)


def _words(kind: str) -> str:
    first = kind.replace("_", ".").split(".")[0]
    return str(KINDS.get(first, KINDS.get(first.removesuffix("s"), OTHER)))


def days(viewer: Viewer) -> Iterator[Due]:
    """Every line with a day of its own; what is late stands on today. People are counted, however many there are."""
    movements.happen(viewer)
    with looking():
        people.left(viewer)
        counted = list(people.dues(viewer))
        lines = [line for part in PARTS if part is not people.lines for line in part(viewer)]
    for kind, day, count in counted:
        yield Due(max(day, today()), _words(kind), count)
    for line in lines:
        if line.due is not None:
            yield Due(max(line.due, today()), kind_of(line))
