"""When it goes wrong: runbooks with their clocks, real times, papers, and a leak with the people of the record."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.journal.queries import seen
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.upkeep import actions, guidance, papers, queries
from tsukisoi.upkeep.models import Incident, Leak, Step

pytestmark = pytest.mark.django_db

SITE = "http://localhost/papers/"


@pytest.fixture(autouse=True)
def _in_japanese() -> Any:
    with translation.override("ja"):
        yield


@pytest.fixture
def enrol(viewer: Any) -> Callable[..., UUID]:
    def make(name: str = "濵田 清", **facts: Any) -> UUID:
        person = residents.enrol(
            viewer, name=name, kana="ハマダ キヨシ", birth_date=date(1939, 3, 3), sex="male", room="205",
            address="みどり野町本町3-4",
        )  # fmt: skip
        residents.record_fact(viewer, person, "identity_documents", ["my_number_card"])
        for key, value in facts.items():
            residents.record_fact(viewer, person, key.replace("__", "."), value)
        return person.pk

    return make


def _begin(viewer: Any, who: UUID, trouble: str = "card_lost", **more: Any) -> queries.Case:
    values = {"noticed_at": now() - timedelta(minutes=5), "where": "outside", **more}
    if trouble in ("pin_forgotten", "certificate_expired", "card_damaged", "card_found"):
        values["where"] = ""
    return queries.case(viewer, actions.begin(viewer, who, trouble, **values).pk)


def _codes(viewer: Any, case: queries.Case) -> list[str]:
    return [line.code for line in guidance.book_of(viewer, case).lines]


def _again(viewer: Any, case: queries.Case) -> queries.Case:
    return queries.case(viewer, case.incident.pk)


def test_a_loss_from_the_first_minute_to_the_new_card(viewer: Any, enrol: Any) -> None:
    who = enrol()
    case = _begin(viewer, who)
    book = guidance.book_of(viewer, case)
    assert [line.code for line in book.lines] == [
        "suspend", "police", "loss_report", "eligibility_certificate", "ask_insurer", "reissue", "express", "tell",
        "report", "prevention",
    ]  # fmt: skip
    assert book.next is not None and book.next.code == "suspend" and book.next.late
    assert next(number.number for number in book.numbers if not number.fax) == "0120-95-0178"
    assert any("失効" in line.words for line in book.consequences)
    assert not any("2番" in number.words or "番を押" in number.words for number in book.numbers)
    actions.tick(viewer, case.incident.pk, "suspend", note="受付番号なし")
    facts = register.facts_of(viewer, [case.person])[who]
    assert facts["insurance.card_lost"] is True and "my_number_card" not in facts["identity_documents"]
    case = _again(viewer, case)
    assert guidance.book_of(viewer, case).next.code == "police"  # type: ignore[union-attr]
    for code in ("police", "loss_report", "eligibility_certificate", "reissue", "tell", "report", "prevention"):
        actions.tick(viewer, case.incident.pk, code)
    book = guidance.book_of(viewer, _again(viewer, case))
    assert book.next is None
    assert next(line for line in book.lines if line.code == "express").covered
    assert actions.close(viewer, case.incident.pk, "new_card").closed_at is not None
    assert queries.still_open(viewer) == []


def test_an_express_issue_ends_on_the_thirtieth_day_counting_the_report(viewer: Any, enrol: Any) -> None:
    case = _begin(viewer, enrol(), noticed_at=now() - timedelta(days=3))
    day = timezone.localtime(now() - timedelta(days=2))
    actions.tick(viewer, case.incident.pk, "loss_report", day)
    line = next(one for one in guidance.book_of(viewer, _again(viewer, case)).lines if one.code == "express")
    assert line.due is not None and line.due.date() == day.date() + timedelta(days=29)


def test_lost_in_the_house_one_looks_first_and_the_police_is_a_question(viewer: Any, enrol: Any) -> None:
    codes = _codes(viewer, _begin(viewer, enrol(), where="home"))
    assert codes[0] == "search" and "police" not in codes and "no_police_at_home" in codes


def test_who_cannot_phone_gets_the_fax(viewer: Any, enrol: Any) -> None:
    case = _begin(viewer, enrol(), cannot_phone=True)
    assert _codes(viewer, case)[0] == "suspend_by_fax"
    made = papers.fax_pdf(viewer, case, SITE)
    assert made.pages == 1 and not made.missing


def test_a_phone_is_stopped_by_the_same_line_and_the_card_stays_what_it_is(viewer: Any, enrol: Any) -> None:
    who = enrol()
    case = _begin(viewer, who, "phone_lost")
    assert _codes(viewer, case)[:3] == ["suspend_phone", "operator", "phone_police"]
    actions.tick(viewer, case.incident.pk, "suspend_phone")
    assert "insurance.card_lost" not in register.facts_of(viewer, [case.person])[who]


def test_a_pin_by_who_goes(viewer: Any, enrol: Any) -> None:
    standard, face = enrol(card__mode="standard"), enrol("橘 千代", card__mode="face_auth")
    ends = {"card__mode": "standard", "card__certificate_expires": (today() + timedelta(days=400)).isoformat()}
    able = enrol("堀内 学", **ends)
    said = {"other_known": True, "own_smartphone": True, "signing": True, "which": "signing"}
    assert "self" in _codes(viewer, _begin(viewer, standard, "pin_forgotten", goes="self"))
    assert "store" not in _codes(viewer, _begin(viewer, standard, "pin_forgotten", goes="self"))
    assert "store" in _codes(viewer, _begin(viewer, able, "pin_forgotten", goes="self", said=said))
    assert _codes(viewer, _begin(viewer, face, "pin_forgotten", goes="self")) == ["no_pin"]
    other = enrol("髙橋 キヨ", card__mode="standard")
    codes = _codes(viewer, _begin(viewer, other, "pin_forgotten", goes="free_agent"))
    assert "agent" in codes and "switch_instead" in codes


def test_the_other_runbooks_are_short(viewer: Any, enrol: Any) -> None:
    ended = (today() - timedelta(days=20)).isoformat()
    assert _codes(viewer, _begin(viewer, enrol(), "notification_card_lost")) == [
        "notification_card", "notification_card_police"
    ]  # fmt: skip
    assert _codes(viewer, _begin(viewer, enrol("橘 千代"), "card_damaged")) == ["damaged", "damaged_express"]
    case = _begin(viewer, enrol("佐久間 ハツ", card__certificate_expires=ended), "certificate_expired", goes="self")
    book = guidance.book_of(viewer, case)
    assert [line.code for line in book.lines] == ["self", "certificate_bridge"] and book.facts


def test_a_found_card_by_what_was_done_before(viewer: Any, enrol: Any) -> None:
    who = enrol()
    assert _codes(viewer, _begin(viewer, who, "card_found", goes="self")) == ["found_nothing_done"]
    Incident.objects.all().delete()
    lost = _begin(viewer, who)
    actions.tick(viewer, lost.incident.pk, "suspend")
    found = _begin(viewer, who, "card_found", goes="free_agent")
    assert _codes(viewer, found) == ["found_before_report", "found_agent"]
    actions.tick(viewer, lost.incident.pk, "loss_report")
    assert _codes(viewer, found) == ["found_after_report"]


def test_a_card_found_before_the_report_is_in_the_hand_again(viewer: Any, enrol: Any) -> None:
    who = enrol()
    case = _begin(viewer, who)
    actions.tick(viewer, case.incident.pk, "suspend")
    actions.close(viewer, case.incident.pk, "found")
    assert not register.facts_of(viewer, [case.person])[who].get("insurance.card_lost")


def test_twice_is_once_and_a_mistake_stays_in_the_record(viewer: Any, enrol: Any) -> None:
    who, number = enrol(), new_id()
    case = _begin(viewer, who, id=number)
    assert _begin(viewer, who, id=number).incident.pk == _begin(viewer, who).incident.pk == case.incident.pk
    for _twice in range(2):
        actions.tick(viewer, case.incident.pk, "police")
    assert Step.objects.count() == 1
    for _twice in range(2):
        actions.untick(viewer, case.incident.pk, "police")
    assert _again(viewer, case).steps == {} and Step.objects.count() == 1
    actions.tick(viewer, case.incident.pk, "police")
    assert Step.objects.count() == 2
    assert Entry.objects.filter(action="upkeep.step").count() == 2
    for _twice in range(2):
        actions.close(viewer, case.incident.pk, "settled")
    assert Entry.objects.filter(action="upkeep.close").count() == 1


def test_no_time_to_come_and_no_step_that_is_none(viewer: Any, enrol: Any) -> None:
    case = _begin(viewer, enrol())
    with pytest.raises(ValidationError):
        actions.tick(viewer, case.incident.pk, "police", now() + timedelta(hours=1))
    with pytest.raises(Http404):
        actions.tick(viewer, case.incident.pk, "anything")
    with pytest.raises(ValidationError):
        _begin(viewer, enrol("橘 千代"), noticed_at=now() + timedelta(hours=1))
    with pytest.raises(ValidationError):
        actions.tick(viewer, case.incident.pk, "police", note="暗証番号は1234です")


def test_only_those_told_whom_the_person_named(viewer: Any, enrol: Any) -> None:
    who = enrol()
    for name, may in (("濵田 良江", True), ("濵田 一郎", False)):
        residents.add_contact(viewer, who, name=name, relation="子", capacity="family", phone="", may_be_told=may)
    line = next(one for one in guidance.book_of(viewer, _begin(viewer, who)).lines if one.code == "tell")
    assert "良江" in line.words and "一郎" not in line.words


def test_who_only_looks_writes_nothing_and_no_worker_sees_a_leak(
    viewer: Any, enrol: Any, home: Any, worker_in: Any
) -> None:
    case = _begin(viewer, enrol())
    onlooker, worker = viewer_of(worker_in(home, "viewer")), viewer_of(worker_in(home, "worker"))
    with pytest.raises(NotPermitted):
        actions.tick(onlooker, case.incident.pk, "police")
    with pytest.raises(NotPermitted):
        _begin(onlooker, enrol("橘 千代"))
    with pytest.raises(NotPermitted):
        actions.begin_leak(worker, noticed_at=now(), flags=[])
    with pytest.raises(NotPermitted):
        queries.leaks(worker)


def test_another_house_sees_nothing(viewer: Any, enrol: Any, other_home: Any, worker_in: Any) -> None:
    case = _begin(viewer, enrol())
    leak = actions.begin_leak(viewer, noticed_at=now(), flags=[])
    with scope(organisation=other_home.pk):
        stranger = viewer_of(worker_in(other_home, "head"))
        with pytest.raises(Http404):
            queries.case(stranger, case.incident.pk)
        with pytest.raises(Http404):
            queries.leak(stranger, leak.pk)


def test_the_report_holds_the_real_times_and_the_prevention(viewer: Any, enrol: Any) -> None:
    case = _begin(viewer, enrol(), noticed_at=now() - timedelta(hours=3), last_seen="朝の受診のあと")
    actions.tick(viewer, case.incident.pk, "suspend", now() - timedelta(hours=2))
    actions.describe(viewer, case.incident.pk, cause="受診先の機械に置いたまま", prevention="帰る前に枚数を数える")
    made = papers.report_pdf(viewer, _again(viewer, case), SITE)
    assert made.pages == 1


# ── a leak ──


def test_a_leak_by_its_kind(viewer: Any) -> None:
    known = datetime(2026, 11, 20, 15, tzinfo=now().tzinfo)
    harmless = actions.begin_leak(viewer, noticed_at=known, flags=[])
    assert [duty.kind for duty in guidance.duties(harmless)] == ["none", "ask"]
    leak = actions.begin_leak(viewer, noticed_at=known, flags=["sensitive"], outline="別の家に送った")
    duties = {duty.kind: duty for duty in guidance.duties(leak)}
    assert duties["first"].warn == date(2026, 11, 22) and duties["first"].due == date(2026, 11, 24)
    assert duties["full"].due == date(2026, 12, 19)
    taken = actions.begin_leak(viewer, noticed_at=known, flags=["wrongful"])
    assert {duty.kind: duty.due for duty in guidance.duties(taken)}["full"] == date(2027, 1, 18)
    with pytest.raises(ValidationError):
        actions.close_leak(viewer, leak.pk)
    with pytest.raises(Http404):
        actions.leak_done(viewer, harmless.pk, "first")
    for kind in ("first", "full", "people", "first"):
        actions.leak_done(viewer, leak.pk, kind)
    assert Entry.objects.filter(action="upkeep.leak_done").count() == 3
    assert actions.close_leak(viewer, leak.pk).closed_at is not None
    assert actions.close_leak(viewer, harmless.pk).closed_at is not None


def test_whom_it_concerns_comes_from_the_record(signed_in: Any, home: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(home.workers.get())
        one, other = (
            residents.enrol(head, name=name, kana="", birth_date=date(1931, 2, 3)).pk for name in ("橘 千代", "濵田 清")
        )
        leak = actions.begin_leak(head, noticed_at=now(), flags=["sensitive"])
    signed_in.get(reverse("cases:person", args=[one]))
    with scope(organisation=home.pk):
        begin = now() - timedelta(hours=1)
        assert one in seen(head, begin, now() + timedelta(hours=1)) and other not in seen(head, begin, now())
    day = f"{today():%Y/%m/%d}"
    address = reverse("upkeep:concern", args=[leak.pk])
    page = signed_in.get(address, {"since": day, "until": day, "worker": str(head.worker)})
    assert [person.pk for person, _seen in page.context["found"]] == [one]
    signed_in.post(address, {"person": [str(one), "x"]})
    page = signed_in.get(reverse("upkeep:leak", args=[leak.pk]))
    assert "橘 千代" in page.text and page.status_code == 200
    assert signed_in.get(address, {"since": "x", "until": day}).status_code == 422
    with scope(organisation=home.pk):
        assert Leak.objects.get().people == [str(one)]
        assert papers.leak_pdf(head, Leak.objects.get(), SITE).pages == 1


# ── pages ──


def test_a_loss_through_the_pages(signed_in: Any, home: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(home.workers.get())
        who = residents.enrol(head, name="濵田 清", kana="", birth_date=date(1931, 2, 3), room="205").pk
    page = signed_in.get(reverse("upkeep:list"), {"resident": str(who)})
    assert "カードが見あたらない" in page.text
    address = reverse("upkeep:begin", args=["card_lost"])
    form = signed_in.get(address, {"resident": str(who)}).context["form"]
    assert form.initial["person"] == str(who)
    at = now() - timedelta(minutes=2)
    said = {
        "number": str(form.initial["number"]), "person": str(who), "day": f"{at:%Y/%m/%d}", "at": f"{at:%H:%M}",
        "where": "outside", "last_seen": "朝の受診のあと",
    }  # fmt: skip
    wrong = signed_in.post(address, {**said, "where": ""})
    assert wrong.status_code == 422 and "朝の受診のあと" in wrong.text
    made = signed_in.post(address, said)
    assert made.status_code == 302 and signed_in.post(address, said)["Location"] == made["Location"]
    page = signed_in.get(made["Location"])
    assert "まだ止めていません" in page.text and "0120-95-0178" in page.text and "に確かめた番号" in page.text
    assert 'type="password"' not in page.text and 'name="pin"' not in page.text
    assert "電話で止める" in signed_in.get(reverse("today:today")).text
    case = page.context["case"]
    signed_in.post(reverse("upkeep:tick", args=[case.incident.pk, "suspend"]))
    later = {"day": f"{now():%Y/%m/%d}", "at": "23:59", "note": "受理番号を控えた"}
    if now().hour < 23:
        refused = signed_in.post(reverse("upkeep:tick", args=[case.incident.pk, "police"]), later)
        assert refused.status_code == 422 and "受理番号を控えた" in refused.text
    signed_in.post(reverse("upkeep:describe", args=[case.incident.pk]), {"cause": "置き忘れ", "prevention": "数える"})
    for name in ("fax", "paper"):
        paper = signed_in.post(reverse(f"upkeep:{name}", args=[case.incident.pk]))
        assert paper.content.startswith(b"%PDF")
    signed_in.post(reverse("upkeep:close", args=[case.incident.pk]), {"outcome": "certificate"})
    assert "資格確認書にした" in signed_in.get(made["Location"]).text
    assert "資格確認書にした" in signed_in.get(reverse("cases:person", args=[who])).text


@pytest.mark.parametrize("trouble", ["phone_lost", "pin_forgotten", "notification_card_lost", "certificate_expired"])
def test_every_form_asks_only_what_its_runbook_needs(signed_in: Any, trouble: str) -> None:
    page = signed_in.get(reverse("upkeep:begin", args=[trouble]))
    assert page.status_code == 200
    assert ("last_seen" in page.context["form"].fields) == (trouble == "phone_lost")
    assert signed_in.get(reverse("upkeep:begin", args=["nothing"])).status_code == 404
