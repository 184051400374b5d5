"""What the rules say when something went wrong, in words: the only file of this room that asks them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tebiki import loss, pin
from tebiki.book import Book, book
from tebiki.sources import sources
from tebiki.table import Row
from tsukisoi.cards import guidance as cards
from tsukisoi.help import guidance as numbers
from tsukisoi.help.guidance import Number
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day
from tsukisoi.upkeep import queries
from tsukisoi.upkeep.models import Incident, Leak, Step, Trouble
from tsukisoi.upkeep.queries import Case

_LOST = (Trouble.CARD_LOST, Trouble.PHONE_LOST)
_HAPPENING = {
    Trouble.CARD_LOST: "card_lost", Trouble.CARD_FOUND: "card_found", Trouble.CARD_DAMAGED: "card_damaged",
    Trouble.NOTIFICATION_LOST: "notification_card_lost",
}  # fmt: skip
# What each row is called on the list; a row without a name here is called by its own sentence.
_TITLES: dict[str, Promise] = {
    "suspend": _("電話で止める（一時停止）"), "suspend_by_fax": _("FAXで止める（一時停止）"),
    "suspend_phone": _("電話で止める（一時停止）"), "suspend_phone_by_fax": _("FAXで止める（一時停止）"),
    "operator": _("電話会社に回線を止めてもらう"), "police": _("警察に届け、受理番号を控える"),
    "phone_police": _("警察に届け、受理番号を控える"), "no_police_at_home": _("警察がいるかを町に聞く"),
    "disaster_certificate": _("り災証明をもらう"), "loss_report": _("紛失・廃止届を町に出す"),
    "eligibility_certificate": _("資格確認書を保険者に申請する"), "ask_insurer": _("保険者に、どちらになるか聞く"),
    "reissue": _("新しいカードを申請する（再交付）"), "express": _("急ぐときは特急発行を申請する"),
    "card_still_works": _("受診はカードの本体でする"), "damaged": _("こわれたカードを持って窓口へ行く"),
    "damaged_express": _("急ぐときは特急発行を申請する"), "found_before_report": _("窓口で一時停止を解除する"),
    "found_agent": _("代理人の書類をそろえる"), "found_after_report": _("見つかったカードを町に返す"),
    "found_nothing_done": _("そのまま使い、場所と時刻を記録する"), "notification_card": _("通知カード紛失届を書く"),
    "notification_card_police": _("警察の届出がいるか町に聞く"), "no_pin": _("手続はいりません"),
    "store": _("コンビニで初期化できる"), "self": _("ご本人が窓口へ行く"), "statutory": _("法定代理人が窓口へ行く"),
    "agent": _("代理人が窓口へ行く（2回）"), "agent_local": _("町に聞いておく"),
    "switch_instead": _("顔認証への切替えをすすめてみる"), "agent_same_day": _("代理人がその日に更新する"),
    "agent_no_form": _("代理人が2回行く"), "agent_expired": _("代理人が2回行く"),
    "agent_pin_unknown": _("代理人が2回行く"), "otherwise": _("だれが行くかを決める"),
}  # fmt: skip
_EITHER = {"reissue": "express", "express": "reissue", "damaged": "damaged_express", "damaged_express": "damaged"}
"""Doing one of these does for the other."""
_ASIDE = ("agent_local", "switch_instead", "card_still_works", "found_agent", "store", "ask_insurer")
"""Advice: it can be ticked, but nobody is reminded of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands, in short."""

    title: str
    place: str

    def __str__(self) -> str:
        return f"{self.title} {self.place}".strip()


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a runbook: what to do, why, by when, and who did it when."""

    code: str
    title: str
    words: str
    places: tuple[Place, ...] = ()
    confirm: str = ""
    due: datetime | None = None
    done: Step | None = None
    aside: bool = False
    covered: bool = False
    number: bool = False

    @property
    def open(self) -> bool:
        """Is it still to be done?"""
        return self.done is None and not self.aside and not self.covered

    @property
    def late(self) -> bool:
        """Should it have been done by now?"""
        return self.open and self.due is not None and self.due < now()


@dataclass(frozen=True, slots=True)
class Runbook:
    """Every step of one trouble in order, whom to call, and what stopping does, said before it is done."""

    lines: tuple[StepLine, ...]
    numbers: tuple[Number, ...] = ()
    consequences: tuple[StepLine, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def next(self) -> StepLine | None:
        """The first step still to be done."""
        return next((line for line in self.lines if line.open), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all steps."""
        return tuple(line.code for line in self.lines)


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


def _note(row: Row) -> str:
    return row.note_en if _english() else row.note


def _place(row: Row) -> Place:
    source = sources()[row.source]
    return Place(source.short or source.title, row.place)


def _line(row: Row) -> StepLine:
    title = str(_TITLES[row.name]) if row.name in _TITLES else _note(row)
    confirm = gettext("市区町村（保険者）に確認") if row.confirm else ""
    told = _note(row) + _yen(row)
    return StepLine(row.name, title, told, (_place(row),), confirm, aside=row.name in _ASIDE)


def _yen(row: Row) -> str:
    """A fee is a dated figure: of which edition it is stands with it."""
    if "yen" not in row.data:
        return ""
    return gettext("（手数料は%(since)sからの決まりによる%(yen)s円）") % {
        "since": short_day(row.cite.since), "yen": f"{row.data['yen']:,}"
    }  # fmt: skip


def _own(code: str, title: str, words: str) -> StepLine:
    return StepLine(code, title, words, (Place(gettext("つきそいの手順"), ""),))


def runbook(case: Case, facts: Mapping[str, Any], loss_before: Case | None = None, told: Sequence[str] = ()) -> Runbook:
    """The runbook of one incident as it stands. `told`: those whom the person named as to be told."""
    incident = case.incident
    rules = book(timezone.localtime(incident.noticed_at).date())
    lines, notes = _lines_of(incident, facts, rules, loss_before)
    lines = [*_before(incident), *lines, *_after(incident, told)]
    stood = tuple(_standing(case, line, rules) for line in lines)
    lost = incident.trouble in _LOST
    return Runbook(stood, _loss_numbers() if lost else (), _consequences(rules) if lost else (), tuple(notes))


def _lines_of(
    incident: Incident, facts: Mapping[str, Any], rules: Book, before: Case | None
) -> tuple[list[StepLine], list[str]]:
    if incident.trouble == Trouble.PIN_FORGOTTEN:
        return _pin(incident, facts, rules)
    if incident.trouble == Trouble.CERTIFICATE:
        return _certificate(incident, facts, rules)
    if incident.trouble == Trouble.PHONE_LOST:
        rows = loss.phone_steps(rules, _where(incident), False, incident.cannot_phone)
        return [_line(row) for row in rows], []
    return [_line(row) for row in _steps(incident, rules, before)], []


def _where(incident: Incident) -> Any:
    return incident.where or None


def _steps(incident: Incident, rules: Book, before: Case | None) -> list[Row]:
    """The rows of the start and those that open once it is stopped and reported, each once, in their order."""
    happening: Any = _HAPPENING[Trouble(incident.trouble)]
    goes: Any = incident.goes or None
    if incident.trouble == Trouble.CARD_FOUND:
        stopped, reported = (before.suspended, before.reported) if before else (False, False)
        return list(loss.steps(rules, happening, None, stopped, reported, who=goes))
    started = loss.steps(rules, happening, _where(incident), cannot_phone=incident.cannot_phone)
    later = loss.steps(rules, happening, _where(incident), True, True, incident.cannot_phone)
    bridge = loss.bridge(rules) if incident.trouble == Trouble.CARD_LOST else ()
    rows = {row.name: row for row in (*started, *bridge, *later)}
    return sorted(rows.values(), key=lambda row: int(row.data["order"]))


def _alive(facts: Mapping[str, Any]) -> bool | None:
    ends = facts.get("card.certificate_expires") or facts.get("insurance.certificate_expires")
    return None if not ends else date.fromisoformat(ends) >= today()


def _pin(incident: Incident, facts: Mapping[str, Any], rules: Book) -> tuple[list[StepLine], list[str]]:
    said, mode = incident.said, facts.get("card.mode")
    rows = pin.reset(
        rules, mode, incident.goes or None, said.get("other_known"), said.get("own_smartphone"),  # type: ignore[arg-type]
        said.get("signing"), _alive(facts),
    )  # fmt: skip
    wanted = [row for row in rows if row.name != "store" or said.get("which") != "other"]
    notes = [_note(row) for row in pin.formats(rules, mode) if row.name in ("lock", "tell_nobody", "none")]
    return [_line(row) for row in wanted], notes


def _certificate(incident: Incident, facts: Mapping[str, Any], rules: Book) -> tuple[list[StepLine], list[str]]:
    said, clocks = incident.said, cards.reckoned(facts, today())
    known = True if facts.get("card.mode") == "face_auth" else said.get("remembered")
    row = pin.renewal(rules, incident.goes or None, said.get("sealed"), False, known)  # type: ignore[arg-type]
    lines = [_line(row)] if row else []
    notes = []
    grace = clocks.grace_ends.value
    if grace is not None:
        notes.append(
            gettext("%(day)sまでは、カードで資格の確認だけはできます。お薬や健診の情報は伝わりません。")
            % {"day": short_day(grace)}
        )
    lines.append(
        _own(
            "certificate_bridge", gettext("資格確認書が来るかを保険者に聞く"),
            gettext("猶予のあとは資格確認書で受診します。だまっていても届くか、申請がいるかは、保険者によって違います。"),
        )
    )  # fmt: skip
    return lines, notes


def _before(incident: Incident) -> list[StepLine]:
    """A few minutes of looking, where nothing says that somebody took it."""
    if incident.trouble != Trouble.CARD_LOST or incident.where != "home":
        return []
    looked = gettext(
        "受診先の機械、車、かばん、洗濯物、ほかの人の袋を見ます。30分で見つからなければ止めます。盗まれたと思うときは、さがす前に止めます。"
    )
    return [_own("search", gettext("さがす（30分まで）"), looked)]


def _after(incident: Incident, told: Sequence[str]) -> list[StepLine]:
    if incident.trouble not in _LOST:
        return []
    names = gettext("、").join(told) or gettext(
        "ご本人が「話してよい」と言った人はいません。だれに話してよいか、ご本人に聞きます。"
    )
    return [
        _own("tell", gettext("ご本人が決めた人に知らせる"), names),
        _own(
            "report", gettext("施設長に報告し、報告書を出す"), gettext("したことと時刻が、そのまま報告書になります。")
        ),
        _own("prevention", gettext("くり返さないための手だてを書く"), gettext("下の欄に書くと、報告書に入ります。")),
    ]


def _standing(case: Case, line: StepLine, rules: Book) -> StepLine:
    other = _EITHER.get(line.code, "")
    return replace(
        line, done=case.steps.get(line.code), covered=other in case.steps, due=_due(case, line.code, rules),
        number=line.code in ("police", "phone_police"),
    )  # fmt: skip


def _due(case: Case, code: str, rules: Book) -> datetime | None:
    """By when: stopping at once, the day's errands by its end, an express issue within its days of the report.

    The day of the report counts as the first: some towns count so, and the earlier day is the safe one.
    """
    noticed = timezone.localtime(case.incident.noticed_at)
    if code.startswith("suspend"):
        return noticed
    evening = noticed.replace(hour=17, minute=0, second=0, microsecond=0)
    if code in ("search",):
        return noticed + timedelta(minutes=30)
    if code in ("police", "phone_police", "tell", "operator"):
        return max(evening, noticed)
    if code in ("loss_report", "eligibility_certificate", "report"):
        return evening + timedelta(days=1)
    if code == "express" and (report := case.steps.get("loss_report")):
        return _last_day(timezone.localtime(report.done_at), _days(rules, "express"))
    if code == "damaged_express":
        return _last_day(noticed, _days(rules, "damaged_express"))
    if code in ("prevention", "reissue"):
        return evening + timedelta(days=7)
    return None


def _days(rules: Book, row: str) -> int:
    return next((int(r.data["days"]) for r in rules["loss.steps"].rows if r.name == row), 30)


def _last_day(first: datetime, days: int) -> datetime:
    return (first + timedelta(days=days - 1)).replace(hour=17, minute=0, second=0, microsecond=0)


def _loss_numbers() -> tuple[Number, ...]:
    return next((q.numbers for q in numbers.questions(today()) if q.code == "loss"), ())


def _consequences(rules: Book) -> tuple[StepLine, ...]:
    return tuple(_line(row) for row in loss.consequences(rules, suspended=True, reported=True))


def book_of(viewer: Viewer, case: Case) -> Runbook:
    """The runbook of an incident with everything that decides on it."""
    return books_of(viewer, [case])[0]


def books_of(viewer: Viewer, cases: Sequence[Case]) -> list[Runbook]:
    """The runbooks of several incidents, in their order. A few queries for any number."""
    facts = residents.facts_of(viewer, [case.person for case in cases])
    contacts = residents.contacts_of(viewer, facts)
    return [_book_of(viewer, case, facts[case.person.pk], contacts.get(case.person.pk, [])) for case in cases]


def _book_of(viewer: Viewer, case: Case, facts: Mapping[str, Any], contacts: Iterable[Any]) -> Runbook:
    before = queries.loss_before(viewer, case.person.pk) if case.incident.trouble == Trouble.CARD_FOUND else None
    return runbook(case, facts, before, [contact.name for contact in contacts if contact.may_be_told])


# ── a leak ──


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a leak calls for: first, full (reports), people (telling them), ask or none."""

    kind: str
    words: str
    places: tuple[Place, ...]
    confirm: str
    warn: date | None = None
    due: date | None = None
    done: str = ""

    @property
    def open(self) -> bool:
        """Is it still to be done?"""
        return self.kind in ("first", "full", "people") and not self.done


def duties(leak: Leak) -> tuple[Duty, ...]:
    """What this leak calls for, by when; the day on which it was known is the first."""
    known = timezone.localtime(leak.noticed_at).date()
    rows = loss.leak(book(known), leak.sensitive, leak.money, leak.wrongful, leak.over_1000)
    found: dict[str, Duty] = {}
    for row in rows:
        kind = row.data["report"]
        if kind not in found:
            found[kind] = _duty(row, known, leak)
        else:
            found[kind] = replace(found[kind], words=f"{found[kind].words} {_note(row)}")
    return tuple(found.values())


def _duty(row: Row, known: date, leak: Leak) -> Duty:
    first, last = row.data.get("from_days"), row.data.get("days")
    return Duty(
        row.data["report"], _note(row), (_place(row),), gettext("所管・専門家に確認") if row.confirm else "",
        known + timedelta(days=first - 1) if first else None, known + timedelta(days=last - 1) if last else None,
        leak.done.get(row.data["report"], ""),
    )  # fmt: skip


def fax_items(on: date) -> list[tuple[str, bool, Place]]:
    """What a fax to have a card stopped says: words, whether it is to be confirmed, and where that stands."""
    return [(_note(row), row.confirm, _place(row)) for row in loss.fax(book(on))]


def report_items(on: date) -> Iterable[tuple[str, str]]:
    """What a report of a leak says: code and words, in its order."""
    return [(row.name, _note(row)) for row in loss.leak_items(book(on))]
