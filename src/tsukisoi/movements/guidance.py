"""What a movement brings with it, said before anybody confirms it: the only file of this room that asks the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, gettext

from tebiki import moving, photo
from tebiki.book import book
from tebiki.said import known
from tebiki.sources import sources
from tebiki.table import Row
from tsukisoi.cards import guidance as cards
from tsukisoi.cards import queries as card_queries
from tsukisoi.cases.guidance import issuer_words
from tsukisoi.custody import queries as custody
from tsukisoi.insurance import guidance as insuring
from tsukisoi.insurance import queries as insurance
from tsukisoi.movements import queries
from tsukisoi.movements.models import Kind
from tsukisoi.municipalities import queries as offices
from tsukisoi.papers import queries as papers
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

DONE, TODO, TOLD = "done", "todo", "told"
"""What a consequence is: confirming does it · somebody has to do it · it is said so that nobody is surprised."""

_STOPS_VISITS = (Kind.HOSPITAL, Kind.LEAVE, Kind.DEATH)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands, in short."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """One consequence. `code` names it for good, `page` is where it is done, `due` by when, `item` a kept thing."""

    code: str
    how: str
    words: str
    due: date | None = None
    page: str = ""
    item: UUID | None = None
    cites: tuple[Place, ...] = ()
    confirm: str = ""

    @property
    def state(self) -> str:
        """As components draw it."""
        return {DONE: "done", TODO: "soon", TOLD: "later"}[self.how]

    @property
    def state_words(self) -> str:
        """Who does it."""
        said = {DONE: gettext("確かめると、する"), TODO: gettext("だれかがする"), TOLD: gettext("知っておく")}
        return said[self.how]


@dataclass(frozen=True, slots=True)
class Draft:
    """A movement as somebody wrote it, before it is confirmed."""

    kind: str
    on: date
    until: date | None = None
    unit: UUID | None = None
    room: str = ""
    office: UUID | None = None
    place: str = ""
    note: str = ""
    insurer: str = ""
    """Of a move to another town: an office's id, STAYS, or empty where nobody knows yet."""

    @property
    def insurer_id(self) -> UUID | None:
        """The insurer that was said."""
        return UUID(self.insurer) if self.insurer and self.insurer != STAYS else None


STAYS = "stays"


def consequences(viewer: Viewer, person: Person, draft: Draft) -> list[Line]:
    """Everything this movement brings with it, in the order in which it is done."""
    facts = residents.facts_of(viewer, [person])[person.pk]
    plans = queries.plans(viewer, person.pk)
    lines = [*_of_kind(viewer, person, draft), *_visits(draft, plans), *_delivery(draft, plans)]
    lines += [*_case(draft, plans), *_issuer(draft), *_papers(viewer, person, draft)]
    lines += [*_kept(viewer, person, draft), *_of_rules(draft, facts), *_insurance(viewer, person, draft)]
    return lines


def _of_kind(viewer: Viewer, person: Person, draft: Draft) -> Iterator[Line]:
    day = short_day(draft.on)
    if draft.kind == Kind.ROOM:
        told = {"old": person.room or gettext("（なし）"), "new": draft.room or gettext("（なし）")}
        yield Line("room", DONE, gettext("部屋を「%(old)s」から「%(new)s」にかえます。") % told)
        if draft.unit != person.unit_id:
            yield Line("unit", DONE, gettext("ユニットがかわり、見られる職員と、紙・一覧のしぼりこみもかわります。"))
    elif draft.kind in (Kind.SHORT, Kind.DAY, Kind.HOSPITAL):
        yield Line("stay", DONE, gettext("%(day)sから、一覧に「%(how)s」と出ます。") % {"day": day, "how": _how(draft)})
        if person.status != residents.HERE:
            yield Line("here", DONE, gettext("利用中にもどします。"))
        if draft.kind == Kind.SHORT and draft.until is not None:
            words = gettext("%(day)sに「退所・帰宅」の予定を入れます。")
            yield Line("home", DONE, words % {"day": short_day(draft.until)})
    elif draft.kind == Kind.BACK:
        yield Line("stay_ends", DONE, gettext("入院・短期入所などの印を外します。"))
        yield Line("relist", DONE, gettext("外した出張申請受付の名簿に、同じ番号でもどします（まだ受付が先のもの）。"))
    elif draft.kind == Kind.RETURN:
        yield Line("here", DONE, gettext("利用中にもどします。前の記録はそのまま使えます。"))
    elif draft.kind == Kind.TOWN:
        yield Line(
            "office", DONE, gettext("住民票の市区町村をかえます。道・書類・期限は、新しい町のちがいで考えなおします。")
        )
        yield Line("address", TODO, gettext("住民票の新しい住所を書く"), draft.on, "residents:edit")
    else:
        yield Line("ends", DONE, gettext("%(day)sから、一覧と期限から外れます。記録は残ります。") % {"day": day})


def _how(draft: Draft) -> str:
    return {Kind.SHORT: gettext("短期入所"), Kind.DAY: gettext("通所")}.get(Kind(draft.kind), gettext("入院中"))


def _concerns(draft: Draft, day: date) -> bool:
    """Does this movement stand in the way of something on that day?"""
    return day >= draft.on and (draft.until is None or draft.kind != Kind.HOSPITAL or day <= draft.until)


def visits_off(draft: Draft, plans: queries.Plans) -> list[Any]:
    """The planned visits that cannot be made."""
    if draft.kind not in _STOPS_VISITS:
        return []
    return [one for one in plans.visits if _concerns(draft, _day(one.outing.leaves_at))]


def lists_off(draft: Draft, plans: queries.Plans) -> list[Any]:
    """The lists of receptions from which the person is taken."""
    if draft.kind not in _STOPS_VISITS:
        return []
    return [one for one in plans.lists if _concerns(draft, one.reception.on)]


def trip_off(draft: Draft, plans: queries.Plans) -> bool:
    """Is nobody to go for this card on the day that is planned?"""
    if plans.delivery is None or plans.delivery.trip is None:
        return False
    return draft.kind in (*_STOPS_VISITS, Kind.TOWN) and _concerns(draft, plans.delivery.trip.on)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _visits(draft: Draft, plans: queries.Plans) -> Iterator[Line]:
    for one in visits_off(draft, plans):
        told = {"day": short_day(_day(one.outing.leaves_at)), "care": one.get_care_display()}
        yield Line(f"visit:{one.pk.hex}", DONE, gettext("%(day)sの受診（%(care)s）をやめます。") % told)
    for one in lists_off(draft, plans):
        told = {"day": short_day(one.reception.on), "n": one.number}
        words = gettext("%(day)sの出張申請受付の名簿から外します（番号%(n)sは残ります）。") % told
        yield Line(f"list:{one.pk.hex}", DONE, words)
    if draft.kind == Kind.ROOM:
        for one in plans.lists:
            words = gettext("%(day)sの出張申請受付の名簿は、前の部屋のままです。書きなおす") % {
                "day": short_day(one.reception.on)
            }
            yield Line(f"list:{one.pk.hex}", TODO, words, one.reception.on, "cases:person")


def _delivery(draft: Draft, plans: queries.Plans) -> Iterator[Line]:
    if plans.delivery is None:
        return
    page = "deliveries:person"
    if trip_off(draft, plans) and plans.delivery.trip is not None:
        words = gettext("%(day)sの受取の外出から外します。") % {"day": short_day(plans.delivery.trip.on)}
        yield Line("trip", DONE, words)
    if draft.kind == Kind.HOSPITAL:
        yield Line("keep_card", TODO, gettext("カードを保管してもらえるか、町に電話で聞く"), draft.on, page)
    elif draft.kind == Kind.TOWN:
        yield Line(
            "card_waits", TODO, gettext("町にあるカードが、移ったあとも受け取れるかを両方の町に聞く"), draft.on, page
        )
    elif draft.kind == Kind.LEAVE:
        yield Line("card_waits", TODO, gettext("交付通知書を本人・家族に渡し、これからの受取を伝える"), draft.on, page)
    elif draft.kind == Kind.DEATH:
        yield Line("delivery_ends", DONE, gettext("カードの受取を終えます。"))
        yield Line("tell_town", TODO, gettext("受け取りに行かないことを町に伝える"), draft.on + timedelta(days=7), page)


def _case(draft: Draft, plans: queries.Plans) -> Iterator[Line]:
    if draft.kind == Kind.DEATH and plans.case is not None:
        yield Line("case", DONE, gettext("取得の記録を終えます。"))


def _issuer(draft: Draft) -> Iterator[Line]:
    """Who can certify the photo from now on. Source: P-01."""
    where = {Kind.HOSPITAL: "hospital", Kind.BACK: "facility", Kind.RETURN: "facility"}.get(Kind(draft.kind))
    if where:
        said = known(residence_hospital=where == "hospital", residence_facility=where == "facility")
        for row in photo.issuers(said, book(today())).fits:
            who = "、".join(issuer_words(code) for code in row.need)
            if who:
                words = gettext("顔写真証明書を出せるのは、%(who)sになります。") % {"who": who}
                yield Line("issuer", DONE, words, cites=(_place(row),), confirm=_confirm(row))
    elif draft.kind in (Kind.SHORT, Kind.DAY):
        words = gettext("短期入所・通所の人に施設長の顔写真証明書を出せるかは、表にありません。町に聞きます。")
        yield Line("issuer", TOLD, words)


def _papers(viewer: Viewer, person: Person, draft: Draft) -> Iterator[Line]:
    if draft.kind in (Kind.SHORT, Kind.DAY) or not viewer.may(papers.PRINT_PAPERS):
        return
    count = len(papers.current(viewer, [person.pk]))
    if count:
        words = gettext("印刷した紙 %(n)d種類は、この動きの前のものとします（番号で確かめると、そう出ます）。")
        yield Line("sheets", DONE, words % {"n": count})


def _kept(viewer: Viewer, person: Person, draft: Draft) -> Iterator[Line]:
    """What the home keeps goes back with a receipt. Source: the agreement of each person."""
    held = custody.items_of(viewer, person.pk)
    if draft.kind in (Kind.LEAVE, Kind.DEATH):
        to = gettext("ご家族") if draft.kind == Kind.DEATH else gettext("ご本人・ご家族")
        due = draft.on if draft.kind == Kind.LEAVE else draft.on + timedelta(days=7)
        for one in held:
            told = {"what": one.item.get_kind_display(), "who": to}
            yield Line("give_back", TODO, gettext("%(what)sを%(who)sに返し、受け取りの名前をもらう") % told, due,
                       "custody:person", one.item.pk)  # fmt: skip
    elif draft.kind == Kind.HOSPITAL and held:
        yield Line("with_them", TODO, gettext("病院に持って行くものを決め、持ち出しを書く"), draft.on, "custody:person")
    elif draft.kind == Kind.SHORT:
        yield Line("take_in", TODO, gettext("預かるものを聞き、返す日を書いて預かる"), draft.on, "custody:person")
    elif draft.kind == Kind.BACK and any(one.out for one in held):
        yield Line("back_too", TODO, gettext("持ち出したものが戻ったかを見る"), draft.on, "custody:person")


def _of_rules(draft: Draft, facts: Mapping[str, Any]) -> Iterator[Line]:
    """What the rules say of another town, or of a death, with the day it is to be done by."""
    if draft.kind not in (Kind.TOWN, Kind.DEATH):
        return
    said: dict[str, Any] = {"card": _card(facts), "insured": facts.get("insurance.kind"), "care": _care(facts)}
    ask = moving.town if draft.kind == Kind.TOWN else moving.death
    for row in ask(book(max(draft.on, today())), **said):
        due = draft.on + timedelta(days=row.data["days"]) if "days" in row.data else None
        page = {"eligibility_certificate": "insurance:person", "my_number_card": "cards:card"}.get(
            row.data.get("paper", ""), ""
        )
        page = page or ("cards:card" if row.name in ("continue_use", "lapse_after_planned", "signing_ends") else "")
        how = TODO if due or "paper" in row.data else TOLD
        yield Line(f"rule:{row.name}", how, row.note_en if _english() else row.note, due, page,
                   cites=(_place(row),), confirm=_confirm(row))  # fmt: skip


def _card(facts: Mapping[str, Any]) -> bool | None:
    if cards.holds_card(facts):
        return True
    return False if facts.get("insurance.card_held") is False else None


def _care(facts: Mapping[str, Any]) -> bool | None:
    return bool(facts["care_level"]) if "care_level" in facts else None


def town_insurance(viewer: Viewer, person: Person, on: date) -> str:
    """The insurance of this person on that day where its insurer goes with the town of record; else empty."""
    known = insurance.known_of(viewer, [person])[0]
    scheme = insuring.scheme_on(known.facts, person.birth_date, on)
    return scheme if scheme in insurance.OF_TOWN else ""


def _insurer(viewer: Viewer, person: Person, draft: Draft) -> Iterator[Line]:
    """Who insures after a move: the insurer of the old town ends, and the new one is said, or asked."""
    due, page = draft.on + timedelta(days=14), "insurance:person"
    scheme = town_insurance(viewer, person, draft.on)
    if not scheme:
        words = gettext("新しい保険者と、届く紙を確かめて書く（国民健康保険と住所地の特例は町に聞く）")
        yield Line("insurer", TODO, words, due, page)
        return
    known = insurance.known_of(viewer, [person])[0]
    old = known.insurer.name if known.insurer else insuring.scheme_words(scheme)
    if draft.insurer == STAYS:
        yield Line("insurer_stays", DONE, gettext("保険者は「%(old)s」のままにします。") % {"old": old})
        yield Line("insurer", TODO, gettext("施設や病院に入って移ったことを、前の町に届け出る"), due, page)
    elif draft.insurer:
        told = {"old": old, "new": _named(viewer, draft.insurer)}
        words = gettext("保険者を「%(old)s」から「%(new)s」にかえます。前の保険の書類は、前の日までで終わりにします。")
        yield Line(f"insurer:{draft.insurer}", DONE, words % told)
    else:
        words = gettext("「%(old)s」は前の日までにします。手元の保険の書類は、使えるかを「確かめる」になります。")
        yield Line("insurer_ends", DONE, words % {"old": old})
        yield Line("insurer", TODO, _to_ask(viewer, person, draft, scheme), due, page)


def _named(viewer: Viewer, insurer: str) -> str:
    return next((one.name for one in insurance.insurers(viewer) if str(one.pk) == insurer), "")


def _to_ask(viewer: Viewer, person: Person, draft: Draft, scheme: str) -> str:
    town = next((one for one in offices.towns(viewer) if one.pk == draft.office), None)
    proposed = insurance.proposed_insurer(viewer, person.pk, town, scheme)
    if proposed is None:
        return gettext("いまの保険者を町に聞いて書く（施設に入るために移した人は、前のままのことがある）")
    return gettext("いまの保険者は「%(name)s」かを聞いて書く") % {"name": proposed.name}


def _insurance(viewer: Viewer, person: Person, draft: Draft) -> Iterator[Line]:
    """What was asked for at the insurer, the errands at the counter, and the insurer itself."""
    if draft.kind == Kind.TOWN:
        yield from _insurer(viewer, person, draft)
    if draft.kind != Kind.DEATH:
        return
    if insurance.known_of(viewer, [person])[0].application is not None:
        yield Line("application", DONE, gettext("資格確認書の申請を取り下げた記録にします。"))
    if card_queries.errands(viewer, [person.pk]).get(person.pk):
        yield Line("errands", DONE, gettext("窓口の用件（更新など）をやめます。"))


def _place(row: Row) -> Place:
    source = sources()[row.source]
    return Place(source.short or source.title, row.place)


def _confirm(row: Row) -> str:
    return gettext("市区町村（保険者）に確認") if row.confirm else ""


def _english() -> bool:
    return (get_language() or "ja").startswith("en")
