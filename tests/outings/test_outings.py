"""Visits: what the slip says, out and back, wishes, what providers said, and the practice screens."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from tsukisoi.custody import actions as custody
from tsukisoi.custody import queries as locker
from tsukisoi.journal.models import Entry
from tsukisoi.outings import actions, guidance, papers, queries, rehearsal
from tsukisoi.outings.models import Going, Outing, Told
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db

SITE = "http://localhost/papers/"


@pytest.fixture(autouse=True)
def _in_japanese() -> Any:
    with translation.override("ja"):
        yield


@pytest.fixture
def enrol(viewer: Any) -> Callable[..., UUID]:
    def make(name: str, born: date = date(1939, 3, 3), room: str = "108", **facts: Any) -> UUID:
        person = residents.enrol(viewer, name=name, kana="ハセガワ ウメ", birth_date=born, sex="female", room=room)
        papers_held = facts.pop("papers", ["my_number_card", "eligibility_certificate"])
        residents.record_fact(viewer, person, "identity_documents", papers_held)
        for key, value in facts.items():
            residents.record_fact(viewer, person, key.replace("__", "."), value)
        return person.pk

    return make


def _plan(viewer: Any, people: list[UUID], care: str = "outpatient", provider: UUID | None = None, **more: Any) -> Any:
    start = now().replace(hour=9, minute=0, second=0, microsecond=0)
    options = {"leaves_at": start, "back_by": start + timedelta(hours=3), **more}
    return actions.plan(viewer, care=care, people=people, provider=provider, **options)


def _slip(viewer: Any, who: UUID, care: str = "outpatient", provider: UUID | None = None) -> guidance.Slip:
    trip = queries.trip(viewer, _plan(viewer, [who], care, provider).pk)
    return guidance.slips_of(viewer, trip)[0][1]


def test_outpatient_with_a_face_card_never_asks_for_a_pin_and_takes_the_notice(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("長谷川 ウメ", card__mode="face_auth"))
    assert slip.credential == "my_number_card"
    assert slip.no_pin and not any("押します" in line for line in slip.methods)
    assert any("顔認証" in line for line in slip.methods) and slip.visual
    assert "資格情報のお知らせ" in slip.bring
    assert not any("マイナポータル" in str(line) for line in slip.fallback)
    assert any("第3-4" in str(place) for place in slip.places)


def test_outpatient_with_a_standard_card_leaves_the_pin_to_the_person(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("濵田 清", card__mode="standard"))
    assert any("ご本人だけが押します" in line for line in slip.methods)
    assert any("マイナポータル" in str(line) for line in slip.fallback)
    assert [line.code for line in slip.helps] == ["place_card", "touch_screen"]
    assert slip.never and slip.card_goes


def test_online_care_is_closed_to_a_face_card(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("長谷川 ウメ", card__mode="face_auth"), care="online")
    assert slip.credential == "eligibility_certificate" and not slip.card_goes and not slip.consents


def test_checkup_is_asked_from_forty_on(viewer: Any, enrol: Any) -> None:
    old, young = enrol("橘 千代", card__mode="standard"), enrol("堀内 学", born=date(2000, 5, 5), card__mode="standard")
    assert [c.code for c in _slip(viewer, old).consents] == ["surgery", "care_and_medicines", "checkup"]
    assert [c.code for c in _slip(viewer, young).consents] == ["surgery", "care_and_medicines"]


def test_somebody_else_collects_the_medicine_without_the_card(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("橘 千代", card__mode="standard"), care="pharmacy_by_proxy")
    assert not slip.card_goes and "処方箋" in slip.bring and "マイナンバーカード" not in slip.bring


def test_an_ambulance_needs_no_pin(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("橘 千代", card__mode="standard"), care="emergency")
    assert slip.usable == "yes" and not any("暗証番号" in line for line in slip.methods) and slip.confirm


def test_a_home_without_cards_takes_the_certificate(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("大塚 久枝", papers=["eligibility_certificate"]))
    assert (slip.credential, slip.usable, slip.bring[0]) == ("eligibility_certificate", "yes", "資格確認書")
    assert not slip.consents and not slip.fallback


def test_nothing_recorded_is_said_and_not_guessed(viewer: Any, enrol: Any) -> None:
    slip = _slip(viewer, enrol("黒澤 德治", papers=[]))
    assert slip.credential == "" and slip.usable == "" and slip.bring == ()


def test_what_the_provider_said_feeds_the_slip(viewer: Any, enrol: Any) -> None:
    who = enrol("長谷川 ウメ", card__mode="face_auth")
    place = actions.add_provider(viewer, "みどり野訪問クリニック", "visiting", "00-0000-0000")
    slip = _slip(viewer, who, "home_medical", place.pk)
    assert slip.usable == "ask" and slip.ask is not None
    assert [q.answer.key for q in queries.questions(viewer)] == ["home_app"]
    actions.tell(viewer, place.pk, "home_app", True, "受付の方", today())
    assert queries.questions(viewer) == []
    slip = _slip(viewer, who, "home_medical", place.pk)
    assert slip.usable == "yes" and "受付の方" in slip.why and slip.ask is None
    actions.tell(viewer, place.pk, "home_app", False, "受付の方", today())
    slip = _slip(viewer, who, "home_medical", place.pk)
    assert slip.usable == "no" and slip.bring == ("資格確認書",) and not slip.card_goes


def test_an_answer_grows_old(viewer: Any, enrol: Any) -> None:
    place = actions.add_provider(viewer, "みどり野内科", "clinic")
    actions.tell(viewer, place.pk, "reader", True, "受付の方", today() - timedelta(days=181))
    slip = _slip(viewer, enrol("橘 千代", card__mode="standard"), provider=place.pk)
    assert slip.usable == "yes" and slip.ask is not None and slip.ask.stale
    with pytest.raises(ValidationError):
        actions.tell(viewer, place.pk, "reader", True, "", today())
    with pytest.raises(ValidationError):
        actions.tell(viewer, place.pk, "reader", True, "受付の方", today() + timedelta(days=1))


def test_the_same_press_twice_is_one(viewer: Any, enrol: Any) -> None:
    people, number = [enrol("橘 千代"), enrol("濵田 清")], new_id()
    for _again in range(2):
        outing = _plan(viewer, people, id=number)
        actions.add(viewer, outing.pk, people, "pharmacy")
    assert Outing.objects.count() == 1 and Going.objects.count() == 2
    assert len(actions.leave(viewer, outing.pk)) == 2 and actions.leave(viewer, outing.pk) == []
    first = Going.objects.order_by("id")[0]
    for _again in range(2):
        actions.come_back(viewer, first.pk, False)
    assert len(actions.all_back(viewer, outing.pk)) == 1
    first.refresh_from_db()
    assert first.brought_back is False
    told = Entry.objects.filter(action__startswith="outings.").values_list("action", flat=True)
    assert sorted(told) == ["outings.back"] * 2 + ["outings.leave"] * 2 + ["outings.plan"] * 2
    actions.take_back(viewer, first.pk), actions.take_back(viewer, first.pk), actions.take_back(viewer, first.pk)
    assert queries.stop(viewer, first.pk).state == "planned"
    actions.drop(viewer, first.pk)
    assert queries.stop(viewer, first.pk).state == "dropped"


def test_a_trip_ends_after_it_begins_and_somebody_goes(viewer: Any, enrol: Any) -> None:
    who = enrol("橘 千代")
    with pytest.raises(ValidationError):
        _plan(viewer, [who], back_by=now() - timedelta(days=1))
    with pytest.raises(ValidationError):
        _plan(viewer, [])
    assert Outing.objects.count() == 0


def test_wishes_are_the_persons_own_and_only_for_this_visit(viewer: Any, enrol: Any) -> None:
    who = enrol("橘 千代", card__mode="standard")
    going = Going.objects.get(outing=_plan(viewer, [who]))
    said = {"wishes": {"surgery": "yes", "checkup": "no"}, "could_not_say": False, "helps": ["place_card", "x"]}
    actions.hear(viewer, going.pk, heard_by="佐藤 美咲", **said)
    slip = guidance.slip_of(viewer, queries.stop(viewer, going.pk))
    assert [c.wish for c in slip.consents] == ["yes", "", "no"]
    assert [h.asked for h in slip.helps] == [True, False]
    other = Going.objects.get(outing=_plan(viewer, [who], "pharmacy"))
    assert other.wishes == {}
    actions.hear(viewer, going.pk, heard_by="佐藤 美咲", **{**said, "could_not_say": True})
    going.refresh_from_db()
    assert (going.wishes, going.help, going.could_not_say) == ({}, [], True)
    with pytest.raises(ValueError):
        actions.hear(viewer, going.pk, heard_by="佐藤", wishes={"anything": "yes"}, could_not_say=False, helps=[])


def test_who_only_looks_writes_nothing(viewer: Any, enrol: Any, home: Any, worker_in: Any) -> None:
    who = enrol("橘 千代")
    outing = _plan(viewer, [who])
    onlooker = viewer_of(worker_in(home, "viewer"))
    assert queries.trip(onlooker, outing.pk).stops
    for act in (
        lambda: actions.leave(onlooker, outing.pk),
        lambda: actions.add_provider(onlooker, "x", "clinic"),
        lambda: _plan(onlooker, [who]),
        lambda: actions.choose(onlooker, Going.objects.get().pk, ""),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_another_house_sees_nothing(viewer: Any, enrol: Any, other_home: Any, worker_in: Any) -> None:
    outing = _plan(viewer, [enrol("橘 千代")])
    with scope(organisation=other_home.pk):
        stranger = viewer_of(worker_in(other_home, "head"))
        with pytest.raises(Http404):
            queries.trip(stranger, outing.pk)
        with pytest.raises(Http404):
            actions.plan(
                stranger, leaves_at=now(), back_by=now() + timedelta(hours=1), care="outpatient", people=[new_id()]
            )


def test_late_is_counted_in_minutes(viewer: Any, enrol: Any) -> None:
    outing = _plan(
        viewer, [enrol("橘 千代")], leaves_at=now() - timedelta(hours=2), back_by=now() - timedelta(minutes=20)
    )
    actions.leave(viewer, outing.pk)
    trip = queries.trip(viewer, outing.pk)
    assert trip.late and trip.minutes_late in (19, 20, 21)


def test_the_papers_hold_the_slips_two_on_a_sheet_and_everybody_in_one_van(viewer: Any, enrol: Any) -> None:
    people = [
        enrol(name, card__mode="face_auth") for name in ("橘 千代", "濵田 清", "𠮷田 實", "髙橋 キヨ", "黒澤 德治")
    ]
    trip = queries.trip(viewer, _plan(viewer, people).pk)
    slips, van = papers.slips_pdf(viewer, trip, SITE), papers.van_pdf(viewer, trip, SITE)
    assert slips is not None and slips.pages == 3
    assert van is not None and van.pages == 1
    seen = Entry.objects.filter(action="look.print").values_list("refs", flat=True)
    assert any(set(refs) == {str(pk) for pk in people} for refs in seen)


# ── pages ──


def test_a_morning_through_the_pages(signed_in: Any, home: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(home.workers.get())
        person = residents.enrol(head, name="橘 千代", kana="タチバナ チヨ", birth_date=date(1931, 2, 3), room="207")
        residents.record_fact(head, person, "identity_documents", ["my_number_card"])
        place = actions.add_provider(head, "みどり野内科", "clinic")
    form = signed_in.get(reverse("outings:plan")).context["form"]
    said = {
        "number": str(form.initial["number"]), "day": f"{today():%Y/%m/%d}", "leaves": "9:00", "back": "23:59",
        "care": "outpatient", "provider": str(place.pk), "escort": "佐藤", "people": [str(person.pk)],
    }  # fmt: skip
    wrong = signed_in.post(reverse("outings:plan"), {**said, "back": "8:00"})
    assert wrong.status_code == 422 and 'value="佐藤"' in wrong.text
    assert signed_in.post(reverse("outings:plan"), {**said, "escort": "暗証番号は1234"}).status_code == 422
    made = signed_in.post(reverse("outings:plan"), said)
    assert made.status_code == 302
    page = signed_in.get(made["Location"])
    assert "1人が出た" in page.text
    going = page.context["trip"].stops[0].going
    wishes = reverse("outings:wishes", args=[going.pk])
    assert "健診の結果" in signed_in.get(wishes).text
    signed_in.post(wishes, {"surgery": "yes", "checkup": "no", "heard_by": "佐藤", "help": ["place_card"]})
    slip = signed_in.get(reverse("outings:slip", args=[going.pk]))
    assert "見せてよい" in slip.text and "望まれた" in slip.text and "先に電話で聞く" in slip.text
    assert "橘 千代" in signed_in.get(reverse("outings:day")).text
    outing = [going.outing_id]
    signed_in.post(reverse("outings:leave", args=outing))
    assert "外出中" in signed_in.get(reverse("today:today")).text
    signed_in.post(reverse("outings:back", args=[going.pk]), {"brought": "no"})
    assert "物が戻っていない" in signed_in.get(reverse("outings:outing", args=outing)).text
    for name in ("slips", "van"):
        paper = signed_in.post(reverse(f"outings:{name}", args=outing))
        assert paper.status_code == 200 and paper.content.startswith(b"%PDF")


def test_today_is_louder_when_somebody_is_late(signed_in: Any, home: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(home.workers.get())
        person = residents.enrol(head, name="濵田 清", kana="ハマダ キヨシ", birth_date=date(1931, 2, 3), room="205")
        outing = _plan(
            head, [person.pk], leaves_at=now() - timedelta(hours=3), back_by=now() - timedelta(minutes=25)
        )  # fmt: skip
        actions.leave(head, outing.pk)
    page = signed_in.get(reverse("today:today")).text
    assert "まだ戻っていません" in page and "分すぎています" in page


def test_a_provider_is_asked_once_for_everybody(signed_in: Any, home: Any) -> None:
    made = signed_in.post(
        reverse("outings:providers"), {"name": "みどり野薬局", "kind": "pharmacy", "phone": "00-0000-0000"}
    )
    assert made.status_code == 302
    with scope(organisation=home.pk):
        place = queries.providers(viewer_of(home.workers.get()))[0]
    address = reverse("outings:tell", args=[place.pk, "reader"])
    assert signed_in.post(address, {"value": "yes", "told_by": "", "told_on": "2026/11/20"}).status_code == 422
    said = {"value": "yes", "told_by": "薬剤師の方", "told_on": f"{today():%Y/%m/%d}"}
    assert signed_in.post(address, said).status_code == 302
    signed_in.post(address, said)
    with scope(organisation=home.pk):
        assert Told.objects.count() == 1
        assert Entry.objects.filter(action="outings.tell").count() == 1
    assert "薬剤師の方" in signed_in.get(reverse("outings:providers")).text
    assert signed_in.get(reverse("outings:tell", args=[place.pk, "nothing"])).status_code == 404


def test_the_practice_leads_through_without_keeping_anything(signed_in: Any, home: Any) -> None:
    steps = {step.code: step for step in rehearsal.steps(today())}
    reached, to_see = set(), ["start"]
    while to_see:
        code = to_see.pop()
        if code in reached:
            continue
        reached.add(code)
        page = signed_in.get(reverse("outings:practice_step", args=[code]))
        main = page.text.partition("<main")[2]  # above it stands the lock of the screen
        assert page.status_code == 200 and "<form" not in main and "<input" not in main
        to_see += [target for target, _word in steps[code].buttons]
    assert reached == set(steps)
    assert signed_in.get(reverse("outings:practice_step", args=["nowhere"])).status_code == 404
    with scope(organisation=home.pk):
        assert not Entry.objects.filter(action__startswith="outings").exists()


def test_a_day_that_is_no_day_is_today(signed_in: Any) -> None:
    assert signed_in.get(reverse("outings:day"), {"day": "x"}).context["day"] == today()
    assert isinstance(datetime.now().date(), date)


# ── the locker ──


@pytest.fixture
def kept(viewer: Any, home: Any, enrol: Any) -> tuple[Any, Any]:
    """Somebody whose card the house keeps, on a basis, with the head appointed."""
    type(home).objects.filter(pk=home.pk).update(custody="cards")
    custody.appoint(viewer, viewer.worker, today() - timedelta(days=1))
    who = enrol("濵田 清", card__mode="standard")
    item = custody.take_in(viewer, who, "my_number_card", found=True)
    return who, item


def test_one_press_takes_the_card_out_of_the_locker_and_puts_it_back(viewer: Any, kept: Any) -> None:
    who, _item = kept
    outing = _plan(viewer, [who], back_by=now() + timedelta(hours=2), leaves_at=now() - timedelta(minutes=1))
    actions.leave(viewer, outing.pk)
    out = locker.where_is(viewer, who).out
    assert out is not None and out.why == "visit" and out.due_at == outing.back_by
    going = Going.objects.get()
    assert going.hand_outs == [str(out.pk)]
    actions.come_back(viewer, going.pk, True)
    assert locker.where_is(viewer, who).out is None
    actions.take_back(viewer, going.pk)
    assert locker.where_is(viewer, who).out is not None
    actions.take_back(viewer, going.pk)
    assert locker.where_is(viewer, who).out is None and queries.stop(viewer, going.pk).state == "planned"


@pytest.fixture
def two(viewer: Any, kept: Any, home: Any, worker_in: Any) -> tuple[Any, Any, Any]:
    """The home wants two people at the locker: whose card it is, the trip, and the other person."""
    usual = {"night_place": "", "loud_after": 60, "clean_up_days": 30, "face_photos": False}
    custody.set_house(viewer, {**usual, "two_people": True})
    return kept[0], _plan(viewer, [kept[0]]), worker_in(home, "worker", username="other")


def test_two_people_at_the_locker_are_chosen_once_for_the_trip(client: Any, viewer: Any, home: Any, two: Any) -> None:
    _who, outing, other = two
    client.force_login(home.workers.get(pk=viewer.worker))
    page = reverse("outings:outing", args=[outing.pk])
    assert "確かめる人" in client.get(page).text
    chosen = client.get(page, {"second": str(other.pk)})
    assert f'name="second" value="{other.pk}"' in chosen.text
    strange = client.get(page, {"second": str(viewer.worker)})
    assert 'type="hidden" name="second"' not in strange.text
    left = client.post(reverse("outings:leave", args=[outing.pk]), {"second": str(other.pk)})
    assert f"second={other.pk}" in left["Location"]
    (out,) = locker.outs(viewer)
    assert out.second == other.pk
    alone = client.post(reverse("outings:all_back", args=[outing.pk]))
    assert alone.status_code == 422 and "2人で出し入れ" in alone.text
    assert locker.outs(viewer) == [out] and Going.objects.get(outing=outing).state == "out"
    with pytest.raises(ValidationError, match="2人"):
        actions.take_back(viewer, Going.objects.get(outing=outing).pk)
    client.post(reverse("outings:all_back", args=[outing.pk]), {"second": str(other.pk)})
    assert locker.outs(viewer) == [] and Going.objects.get(outing=outing).state == "back"


def test_a_label_is_read_with_the_other_person_and_alone_the_card_stays(
    client: Any, viewer: Any, home: Any, two: Any
) -> None:
    who, outing, other = two
    label = locker.pouch_of(viewer, who).code
    client.force_login(home.workers.get(pk=viewer.worker))
    scan = reverse("outings:scan", args=[outing.pk])
    read = client.post(scan, {"scan": label, "second": str(other.pk)}, follow=True)
    assert "出ました" in read.text and f'name="second" value="{other.pk}"' in read.text
    assert [out.second for out in locker.outs(viewer)] == [other.pk]
    going = Going.objects.get(outing=outing)
    Going.objects.filter(pk=going.pk).update(out_at=now() - timedelta(hours=1))
    alone = client.post(scan, {"scan": label})
    assert alone.status_code == 422 and "2人で出し入れ" in alone.text and len(locker.outs(viewer)) == 1
    client.post(scan, {"scan": label, "second": str(other.pk)})
    assert locker.outs(viewer) == []
    actions.leave(viewer, _plan(viewer, [who]).pk)
    assert locker.outs(viewer) == []


def test_what_is_missing_stays_out_in_the_locker(viewer: Any, kept: Any) -> None:
    who, _item = kept
    outing = _plan(viewer, [who], back_by=now() + timedelta(hours=2), leaves_at=now() - timedelta(minutes=1))
    actions.leave(viewer, outing.pk)
    actions.come_back(viewer, Going.objects.get().pk, False)
    assert locker.where_is(viewer, who).out is not None


def test_what_the_count_did_not_find_is_not_taken_along(client: Any, viewer: Any, kept: Any, home: Any) -> None:
    who, item = kept
    count = custody.begin_count(viewer)
    custody.see(viewer, count.pk, item.pk, "missing")
    custody.explain(viewer, count.pk, item.pk, "さがしている")
    custody.close_count(viewer, count.pk)
    outing = _plan(viewer, [who])
    client.force_login(home.workers.get(pk=viewer.worker))
    page = client.get(reverse("outings:outing", args=[outing.pk])).text
    assert "見当たりません" in page and "棚からの持ち出しもいっしょに" not in page
    assert "見当たりません" in client.get(reverse("outings:slip", args=[Going.objects.get().pk])).text
    actions.leave(viewer, outing.pk)
    assert locker.outs(viewer) == []


def test_what_is_out_by_another_hand_out_is_not_said_to_be_back(client: Any, viewer: Any, kept: Any, home: Any) -> None:
    who, item = kept
    custody.hand_out(viewer, item.pk, why="procedure")
    outing = _plan(viewer, [who])
    actions.leave(viewer, outing.pk)
    actions.all_back(viewer, outing.pk)
    client.force_login(home.workers.get(pk=viewer.worker))
    assert "別の持ち出しで出たまま" in client.get(reverse("outings:outing", args=[outing.pk])).text


def test_who_may_not_open_the_locker_is_told_what_still_lies_in_it(
    client: Any, viewer: Any, kept: Any, home: Any, worker_in: Any
) -> None:
    who, item = kept
    worker = worker_in(home, "worker")
    client.force_login(worker)
    outing = _plan(viewer, [who])
    client.post(reverse("outings:leave", args=[outing.pk]))
    page = client.get(reverse("outings:outing", args=[outing.pk])).text
    assert "まだ棚にあります" in page and reverse("custody:item", args=[item.pk]) in page
    assert locker.where_is(viewer, who).out is None
    assert Going.objects.get().state == "out"


def test_what_is_out_already_is_not_said_to_go_along(client: Any, viewer: Any, kept: Any) -> None:
    who, item = kept
    client.force_login(Worker.objects.get(pk=viewer.worker))
    outing = _plan(viewer, [who])
    page = client.get(reverse("outings:outing", args=[outing.pk])).text
    assert "棚からの持ち出しもいっしょに記録します" in page and "いま、棚にありません" not in page
    custody.hand_out(viewer, item.pk, why="ambulance", emergency=True)
    page = client.get(reverse("outings:outing", args=[outing.pk])).text
    assert "棚からの持ち出しもいっしょに記録します" not in page and "いま、棚にありません" in page
    assert reverse("custody:item", args=[item.pk]) in page


def _scan(client: Any, outing: Any, typed: str, *, follow: bool = False) -> Any:
    return client.post(reverse("outings:scan", args=[outing.pk]), {"scan": typed}, follow=follow)


def test_a_label_takes_out_and_brings_back_and_a_wrong_one_stops(
    client: Any, viewer: Any, kept: Any, enrol: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(Worker.objects.get(pk=viewer.worker))
    who, item = kept
    guest = enrol("大塚 久枝", room="104")
    custody.take_in(viewer, guest, "my_number_card", found=True)
    label, other = (locker.pouch_of(viewer, one).code for one in (who, guest))
    ahead = _plan(viewer, [who], leaves_at=now() + timedelta(days=2), back_by=now() + timedelta(days=2, hours=1))
    assert "きょうではありません" in _scan(client, ahead, label).text
    assert 'name="scan"' not in client.get(reverse("outings:outing", args=[ahead.pk])).text
    outing = _plan(viewer, [who])
    page = reverse("outings:outing", args=[outing.pk])
    assert 'name="scan"' in client.get(page).text
    wrong = _scan(client, outing, other)
    assert wrong.status_code == 422 and "これは 104 大塚 久枝 さんの袋" in wrong.text
    assert 'data-sound="error"' in wrong.text
    assert _scan(client, outing, "なにか").status_code == 422
    gone = _scan(client, outing, label.lower(), follow=True).text
    assert "出ました" in gone and 'data-sound="ok"' in gone
    (out,) = locker.outs(viewer)
    assert out.item_id == item.pk and Going.objects.get(outing=outing).hand_outs == [str(out.pk)]
    twice = _scan(client, outing, label)
    assert twice.status_code == 422 and "出たところです" in twice.text and len(locker.outs(viewer)) == 1
    monkeypatch.setattr(actions, "TWICE", timedelta())
    assert "みな戻りました" in _scan(client, outing, label, follow=True).text
    assert locker.outs(viewer) == [] and Going.objects.get(outing=outing).brought_back
    again = _scan(client, outing, label)
    assert again.status_code == 422 and "さんは、もう" in again.text
    assert Entry.objects.filter(action="outings.back").count() == 1


def test_a_label_is_for_who_may_run_visits_in_their_own_house(
    client: Any, viewer: Any, kept: Any, home: Any, other_home: Any, worker_in: Any
) -> None:
    who, _item = kept
    label = locker.pouch_of(viewer, who).code
    outing = _plan(viewer, [who])
    client.force_login(worker_in(other_home, "head", "stranger"))
    assert _scan(client, outing, label).status_code == 404
    client.force_login(worker_in(home, "viewer"))
    assert _scan(client, outing, label).status_code == 403 and Going.objects.get().state == "planned"
    client.force_login(worker_in(home, "worker"))  # not appointed: the person leaves, the card stays, and it is heard
    left = _scan(client, outing, label, follow=True).text
    assert "まだ棚にあります" in left and 'data-sound="error"' in left and locker.outs(viewer) == []


def test_what_the_locker_took_back_is_not_said_to_have_stayed_there(client: Any, viewer: Any, kept: Any) -> None:
    who, _item = kept
    client.force_login(Worker.objects.get(pk=viewer.worker))
    outing = _plan(viewer, [who])
    going = Going.objects.get()
    client.post(reverse("outings:leave_one", args=[going.pk]))
    client.post(reverse("outings:leave_one", args=[going.pk]))
    (out,) = locker.outs(viewer)
    custody.take_back(viewer, out.pk)
    page = client.get(reverse("outings:outing", args=[outing.pk])).text
    assert "袋に戻っています" in page and "まだ棚にあります" not in page


def test_the_plan_knows_whose_label_is_whose(client: Any, viewer: Any, kept: Any) -> None:
    client.force_login(Worker.objects.get(pk=viewer.worker))
    who, _item = kept
    page = client.get(reverse("outings:plan")).text
    assert f'data-code="{locker.pouch_of(viewer, who).code}"' in page and "袋の札を読み取ると" in page


def test_after_one_wish_the_next_person_is_offered(client: Any, viewer: Any, enrol: Any) -> None:
    client.force_login(Worker.objects.get(pk=viewer.worker))
    outing = _plan(viewer, [enrol("橘 千代", room="101"), enrol("濵田 清", room="102")])
    first, second = Going.objects.filter(outing=outing).order_by("id")
    wishes = reverse("outings:wishes", args=[first.pk])
    slip = client.post(wishes, {"surgery": "yes", "heard_by": "佐藤"}, follow=True).text
    assert "つぎに、濵田 清 さんにうかがう" in slip and reverse("outings:wishes", args=[second.pk]) in slip
    client.post(reverse("outings:wishes", args=[second.pk]), {"could_not_say": "on", "heard_by": "佐藤"})
    assert "つぎに、" not in client.get(reverse("outings:slip", args=[first.pk])).text
