"""Which sheets a person needs and what stands on them; the sheets of the whole house."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from uuid import UUID

from django.utils.translation import override

from tsukisoi.cases import queries, sheets
from tsukisoi.cases.guidance import (
    Guidance,
    Paper,
    Place,
    WayLine,
    askable,
    guide_many,
    issuer_words,
    question_options,
    question_words,
)
from tsukisoi.cases.kit import kinds_for, photo_cares
from tsukisoi.cases.methods import CAPACITIES, METHODS
from tsukisoi.cases.queries import Line, WillNow
from tsukisoi.help.guidance import numbers_for
from tsukisoi.papers import easy, fonts
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Leaf, Pdf
from tsukisoi.papers.workbook import workbook
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer

_STATES = {
    "held": sheets.State.HELD, "no": sheets.State.MISSING,
    "day": sheets.State.ON_THE_DAY, "not_known": sheets.State.UNKNOWN,
    "later": sheets.State.LATER, "doing": sheets.State.MISSING,
}  # fmt: skip
# The cares that change how something is explained; the others have no place on the record of the will.
_TELLING_CARES = (
    "blind", "low_vision", "deaf", "hard_of_hearing", "speech", "dementia", "intellectual", "cannot_write",
    "interpreter", "easy_japanese", "ruby", "large_print", "braille",
)  # fmt: skip
_BY_COUNTER = ("visiting_reception", "home_visit_reception", "counter_delivery", "counter_application", "express_issue")
_WILL_SOURCE = (sheets.Source("福祉施設・支援団体の方向け マイナンバーカード取得・管理マニュアル Ver.2", "第5-1(8)"),)


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


@dataclass(frozen=True, slots=True)
class Context:
    """What every sheet of one printing shares."""

    house: str
    municipality: str
    head_title: str


def print_kit(viewer: Viewer, person: Person, kinds: Sequence[str], site: str) -> Pdf | None:
    """One person's kit as one PDF; None where nothing was chosen. `site` is the address that a sheet's QR leads to."""
    with override("ja"):
        wanted = [request for kit in _requests(viewer, [person], kinds) for request in kit]
        leaves = issue(viewer, wanted, _imprint(viewer, site))
    return sheets.kit(leaves, title="準備の書類一式", printed_at=now()) if leaves else None


def print_run(
    viewer: Viewer,
    people: Sequence[Person],
    kinds: Sequence[str],
    site: str,
    *,
    only_changed: bool = False,
    first: int = 1,
) -> list[Pdf]:
    """Everybody's kits from the `first`-th person on (after a jam), as volumes; [] where nothing is new."""
    with override("ja"):
        wanted = _requests(viewer, people, kinds)
        leaves = issue(viewer, [r for kit in wanted for r in kit], _imprint(viewer, site), only_changed=only_changed)
    made = sheets.bundle(_by_person(wanted, leaves), first=first)
    return list(sheets.run(made, title="準備の書類一式", printed_at=now()))


def _by_person(wanted: Sequence[Sequence[Request]], leaves: Sequence[Leaf]) -> list[list[Leaf]]:
    """The ready leaves sorted back to their people; whoever has nothing new keeps an empty place, so counts stand."""
    ready = {(leaf.kind, id(leaf.body)): leaf for leaf in leaves}
    return [
        [ready[request.kind, id(request.body)] for request in kit if (request.kind, id(request.body)) in ready]
        for kit in wanted
    ]


def undrawable(name: str) -> tuple[str, ...]:
    """The characters of a name that no font here can draw as written."""
    return fonts.drawable(name).missing


def _kinds(guidance: Guidance, kinds: Sequence[str]) -> list[str]:
    fitting = kinds_for(guidance)
    return [kind for kind in fitting if not kinds or kind in kinds]


def _requests(viewer: Viewer, people: Sequence[Person], kinds: Sequence[str]) -> list[list[Request]]:
    house = organisation_of(viewer)
    context = Context(house.name, house.municipality, house.head_title)
    wills = queries.wills(viewer, [person.pk for person in people])
    guided = guide_many(viewer, people, thorough=True)
    guided.sort(key=lambda g: sheets.reading_order(_person(g.resident)))
    kits = []
    for guidance in guided:
        person = guidance.resident
        lines = queries.attempts(viewer, person.pk)
        contents = [
            _CONTENT[kind](guidance, wills.get(person.pk, WillNow()), lines, context)
            for kind in _kinds(guidance, kinds)
        ]
        kits.append([request_for(person.pk, person.unit_id, content) for content in contents])
    return kits


def request_for(subject: UUID, unit: UUID | None, content: sheets.Content) -> Request:
    """One sheet to be given an id and put on record."""
    code, name, build = sheets.KINDS[type(content)]
    return Request(code, name, subject, build(content), unit)


def _imprint(viewer: Viewer, site: str = "") -> Imprint:
    return Imprint(organisation_of(viewer).name, edition(), today(), site)


def _person(person: Person) -> sheets.Person:
    confirmed = person.kana_state == "confirmed"
    unit = person.unit.name if person.unit else ""
    return sheets.Person(person.name, person.kana, confirmed, person.room, unit, person.birth_date)


def _sources(places: Iterable[Place], confirm: bool) -> tuple[sheets.Source, ...]:
    return tuple(sheets.Source(place.full, place.place, confirm) for place in places)


def _way(way: WayLine | None) -> sheets.WayLine | None:
    return sheets.WayLine(way.words, way.why, _sources(way.cites, way.confirm)) if way else None


def _line(paper: Paper) -> sheets.PaperLine:
    name = f"{paper.words}（{paper.inside}）" if paper.inside else paper.words
    return sheets.PaperLine(name, _STATES[paper.held], paper.who, paper.why, _sources(paper.cites, paper.confirm))


def _cover(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.CoverSheet:
    runner_up = next((way for way in guidance.ways if way.route == guidance.runner_up), None)
    heard = next((line.attempt.explained_by for line in lines if line.standing), "")
    return sheets.CoverSheet(
        _person(guidance.resident),
        sheets.Will(will.words or "まだうかがっていない", will.at.date() if will.at else None, heard),
        _way(guidance.way), _way(runner_up), tuple(_line(paper) for paper in guidance.papers),
        tuple(_plain(question_words(key)) for key in guidance.asks), guidance.care,
    )  # fmt: skip


def _plain(text: str) -> str:
    """A question without the readings that are for the screen."""
    return easy.without_readings(text.replace("{", "｛").replace("|", "｜").replace("}", "｝"))


def _intent(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.IntentSheet:
    attempts = tuple(_attempt(line) for line in reversed(lines) if line.attempt.withdraws_id is None)
    return sheets.IntentSheet(_person(guidance.resident), attempts, _telling(guidance), 4, _WILL_SOURCE)


def _telling(guidance: Guidance) -> tuple[str, ...]:
    told = zip(guidance.care_codes, guidance.care, strict=True)
    return tuple(words for code, words in told if code in _TELLING_CARES)


def _attempt(line: Line) -> sheets.IntentLine:
    attempt = line.attempt
    answer = str(attempt.get_answer_display()) + ("（あとで取り消された）" if line.withdrawn else "")
    method = "、".join(str(METHODS[code]) for code in attempt.methods if code in METHODS)
    signed = str(CAPACITIES.get(attempt.answered_by, ""))
    on, by = attempt.at.date(), attempt.explained_by
    return sheets.IntentLine(on, by, method, answer, attempt.present, signed, attempt.note)


def _explain(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.ExplainSheet:
    return sheets.ExplainSheet(_person(guidance.resident), context.house)


def _certificate(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.PhotoCertificate:
    need = next((paper for paper in guidance.papers if paper.issuers), None)
    codes = need.issuers if need else ()
    facility = ("facility_head",)
    issuers = tuple(
        sheets.Issuer(issuer_words(code), organisation=context.house if code in facility else "") for code in codes[:1]
    )
    places = _sources(need.cites, need.confirm) if need else ()
    relation = "当施設の入所者" if codes[:1] == facility else ""
    return sheets.PhotoCertificate(
        _person(guidance.resident), guidance.resident.address, issuers, relation, context.municipality, places
    )


def _agent(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.AgentSheet:
    town = guidance.resident.office.name if guidance.resident.office else context.municipality
    way = guidance.way
    bring = tuple(_line(paper) for paper in guidance.papers if paper.moment == "delivery")
    return sheets.AgentSheet(
        _person(guidance.resident), "",
        sheets.Counter(f"{town}の窓口"), (way.why,) if way and way.why else (), bring,
        guidance.facts.get("wants_pin") is not False, "", _sources(way.cites, way.confirm) if way else (),
    )  # fmt: skip


def _photo_note(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.PhotoNote:
    source = (sheets.Source(_WILL_SOURCE[0].title, "第7(1)"),)
    channel = sheets.Channel.COUNTER if guidance.taken in _BY_COUNTER else sheets.Channel.MAIL
    return sheets.PhotoNote(
        _person(guidance.resident), channel, tuple(photo_cares(guidance)), "医療・障害のため", _call(), source
    )


def _call() -> str:
    """The number to ask about a photo, out of the dated rules."""
    return next((one.number for one in numbers_for("photo", today()) if not one.fax), "")


def _family(guidance: Guidance, will: WillNow, lines: list[Line], context: Context) -> sheets.FamilySheet:
    asked = tuple(
        sheets.Question(_plain(question_words(key)), tuple(question_options(key))) for key in askable(guidance.asks)
    )
    return sheets.FamilySheet(_person(guidance.resident), asked, context.house)


_CONTENT: dict[str, Callable[[Guidance, WillNow, list[Line], Context], sheets.Content]] = {
    "cover": _cover, "intent": _intent, "explain": _explain, "photo_certificate": _certificate,
    "agent": _agent, "photo_note": _photo_note, "family": _family,
}  # fmt: skip


def going_by_reception(viewer: Viewer, people: Sequence[Person]) -> list[Guidance]:
    """Those whose way is a visiting reception and whose will is known: the people for the municipality's roster."""
    ways = ("visiting_reception", "home_visit_reception")
    return [guidance for guidance in guide_many(viewer, people) if guidance.taken in ways]


def roster_rows(guided: Iterable[Guidance]) -> tuple[sheets.RosterRow, ...]:
    """The roster for the municipality: exactly the columns a reception needs."""
    with override("ja"):
        return tuple(_roster_row(number, guidance) for number, guidance in enumerate(guided, start=1))


def _roster_row(number: int, guidance: Guidance) -> sheets.RosterRow:
    who, facts = guidance.resident, guidance.facts
    held = facts.get("notification_card")
    identity = next((paper.inside for paper in guidance.papers if paper.document == "applicant_identity"), "")
    guardian = facts.get("guardian")
    return sheets.RosterRow(
        number=number, name=who.name, kana=who.kana if who.kana_state == "confirmed" else "", birth=who.birth_date,
        sex=str(who.get_sex_display()), address=who.address, room=who.room,
        application="更新" if "my_number_card" in facts.get("identity_documents", ()) else "新規",
        notification_card=people_guidance.in_words("notification_card", held) if held else "",
        basic_resident_card="あり" if facts.get("basic_resident_card") else "", identity=identity,
        mode="顔認証" if facts.get("wants_pin") is False else "通常" if facts.get("wants_pin") else "",
        photo="当日",
        representative="" if guardian in (None, "none") else people_guidance.in_words("guardian", guardian),
        accommodation="、".join(guidance.care),
    )  # fmt: skip


def roster_pdf(viewer: Viewer, people: Sequence[Person]) -> Pdf:
    """The roster for the municipality as a paper."""
    house = organisation_of(viewer)
    rows = roster_rows(going_by_reception(viewer, people))
    content = sheets.RosterSheet(house.municipality, rows, None, house.name)
    leaves = issue(viewer, [request_for(house.pk, None, content)], _imprint(viewer))
    return sheets.kit(leaves, title="申請者名簿", printed_at=now())


def roster_workbook(viewer: Viewer, people: Sequence[Person], made_at: datetime) -> bytes:
    """The same roster as a workbook whose every cell is plain text."""
    house = organisation_of(viewer)
    viewer.require(Right.EXPORT)
    content = sheets.RosterSheet(house.municipality, roster_rows(going_by_reception(viewer, people)), None, house.name)
    return workbook([sheets.roster_table(content, note=f"{today():%Y-%m-%d} 現在")], made_at)


def staff_list_pdf(viewer: Viewer, people: Sequence[Person], tasks: Iterable[tuple[Person, str]]) -> Pdf:
    """Rooms and tasks for the staff room: no name, no reason, no refusal."""
    lines = tuple(sheets.TaskLine(p.room or "（部屋なし）", task, p.unit.name if p.unit else "") for p, task in tasks)
    house = organisation_of(viewer)
    content = sheets.StaffList(f"することの一覧　{today():%Y年%-m月%-d日}", lines)
    leaves = issue(viewer, [request_for(house.pk, None, content)], _imprint(viewer))
    return sheets.kit(leaves, title="職員室の一覧", printed_at=now())
