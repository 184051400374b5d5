"""A year in one facility, day after day on the pages: nobody is without something to show whom they had not named.

The world of this test is written down by hand in WITHOUT: who has nothing that opens a doctor's door, from when to
when. What the pages say is read as a worker reads it, on every second Monday or so and on the days on which things
happen.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

FIRST, LAST = date(2026, 6, 1), date(2027, 6, 1)
CHILD, YOUTH, AT_75, AT_85 = "松原 文", "備中 実", "五十嵐 清", "髙橋 キヨ"
LATE, RETURNED, PAPER_LOST, CARD_LOST, NEW = "山﨑 茂", "小林 節子", "渡邉 弥生", "中村 幸子", "鈴木 千代"
WITHOUT = {
    RETURNED: (date(2026, 8, 1), date(2026, 8, 19)),
    PAPER_LOST: (date(2026, 9, 10), date(2026, 9, 17)),
    CARD_LOST: (date(2027, 2, 3), date(2027, 2, 19)),
    NEW: (date(2027, 3, 1), date(2027, 3, 2)),
}
SUDDEN = {PAPER_LOST: "保険者に電話する", CARD_LOST: "資格確認書を今日申請する", NEW: "聞く"}
"""What happens from one day to the next, and the words of the bridge that must stand there the same day."""
CARD = {"insurance.card_held": True, "insurance.insurance_use_registered": True, "card.mode": "standard"}
USED = {"insurance.uses_last_12_months": 8, "insurance.uses_last_3_months": 2}
NO_CARD = {"insurance.card_held": False}


def _card(expires: str, certificate: str) -> dict[str, Any]:
    return {**CARD, "card.expires": expires, "card.certificate_expires": certificate}


PEOPLE: dict[str, tuple[date, str, dict[str, Any], date | None]] = {
    CHILD: (date(2011, 10, 10), "employer", _card("2028-10-10", "2028-10-10"), None),
    YOUTH: (date(2008, 9, 20), "employer", _card("2028-09-20", "2028-09-20"), None),
    AT_75: (date(1951, 12, 20), "national_health", NO_CARD, date(2026, 12, 19)),
    AT_85: (date(1941, 7, 20), "late_elderly", _card("2031-07-20", "2029-07-20"), date(2026, 7, 31)),
    LATE: (date(1946, 9, 1), "late_elderly", {**_card("2031-09-01", "2026-09-01"), **USED}, None),
    RETURNED: (date(1936, 4, 4), "late_elderly", NO_CARD, date(2026, 7, 31)),
    PAPER_LOST: (date(1938, 3, 3), "late_elderly", NO_CARD, date(2026, 7, 31)),
    CARD_LOST: (date(1960, 1, 15), "national_health", _card("2031-01-15", "2029-01-15"), None),
}


@pytest.fixture
def house(settings: Any, server: Any, home: Any, worker_in: Any) -> Any:
    """つばき苑 on the first of June with eight people; one is registered in another town."""
    from tsukisoi.insurance import actions
    from tsukisoi.municipalities import actions as municipalities
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.queries import viewer_of

    settings.TSUKISOI_TODAY = FIRST
    head = worker_in(home, "head", "nakamura")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        municipalities.open_home(viewer, "みどり野町")
        city = municipalities.add_office(viewer, "川北市", section="市民課", phone="0000-00-0000")
        for number, (name, (born, kind, facts, paper)) in enumerate(PEOPLE.items()):
            who = residents.enrol(
                viewer, name=name, kana="", birth_date=born, sex="", room=f"10{number}",
                office_id=city.pk if name == RETURNED else None,
            )  # fmt: skip
            for key, value in {"residence": "facility", "insurance.kind": kind, **facts}.items():
                residents.record_fact(viewer, who, key, value)
            if paper is not None:
                actions.paper_arrived(
                    viewer, who.pk, kind="eligibility_certificate", arrived_on=FIRST, expires=paper, place="金庫"
                )
    return home


class Year:
    """Who works there: reads the page of the house, and writes down what happens."""

    def __init__(self, hands: Any, settings: Any, home: Any) -> None:
        self.hands, self.settings, self.home = hands, settings, home
        self.named: dict[str, set[date]] = {name: set() for name in (*PEOPLE, NEW)}
        self.read_on: list[date] = []

    def id_of(self, name: str) -> Any:
        from tsukisoi.residents.models import Resident

        with scope(organisation=self.home.pk):
            return Resident.objects.get(name=name).pk

    def read(self, on: date) -> None:
        """The page of the house: whoever is named is remembered; whoever has nothing must be named, and since when."""
        self.settings.TSUKISOI_TODAY = on
        self.hands.open("/insurance/")
        said = {}
        for row in self.hands.page.locator("tbody tr").all_inner_texts():
            _room, name, state, *rest = [cell.strip() for cell in row.split("\t")]
            said[name] = (state, " ".join(rest))
            if state != "出せる" or "75歳" in row:
                self.named[name].add(on)
        self.read_on.append(on)
        for name, (since, until) in WITHOUT.items():
            if since <= on <= until:
                self._without(name, since, on, *said[name])
        calm = [name for name, (state, _rest) in said.items() if state == "出せるものがない"]
        assert all(name in WITHOUT and WITHOUT[name][0] <= on <= WITHOUT[name][1] for name in calm), (on, calm)

    def _without(self, name: str, since: date, on: date, state: str, told: str) -> None:
        assert state in ("出せるものがない", "確かめる"), (on, name, state)
        if name in SUDDEN:
            assert told.strip("― ") and since in self.named[name], (on, name, told)
            assert on != since or SUDDEN[name] in told, (on, name, told)
        else:
            assert any(day <= since - timedelta(days=30) for day in self.named[name]), (on, name)

    def arrives(self, name: str, on: date, expires: str, kind: str = "資格確認書", which: str = "") -> None:
        """A paper comes and is written down."""
        self.settings.TSUKISOI_TODAY = on
        self.hands.open(f"/insurance/{self.id_of(name)}/arrived/")
        self.hands.tick(kind)
        if which:
            self.hands.page.get_by_label(which).check()
        self.hands.type("届いた日", on.strftime("%Y/%m/%d"))
        self.hands.type("書いてある有効期限", expires)
        self.hands.type("どこにある", "金庫")
        self.hands.click("button", "書きとめる")
        assert "書きとめました" in self.hands.text

    def first_page(self) -> str:
        """Everything on Today, what is folded, too."""
        self.hands.open("/")
        return str(self.hands.page.locator("main").text_content())

    def card_page(self, name: str, on: date) -> str:
        """What stands on the page of a card that day."""
        self.settings.TSUKISOI_TODAY = on
        self.hands.open(f"/cards/{self.id_of(name)}/")
        return str(self.hands.text)


@pytest.fixture
def year(house: Any, at_desk: Any, settings: Any) -> Year:
    """The head, signed in already."""
    from tsukisoi.staff.models import Worker

    hands, client = at_desk(), Client()
    client.force_login(Worker.objects.get(username="nakamura"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    hands.page.set_default_timeout(60_000)  # a year is long, and other tests run beside it
    return Year(hands, settings, house)


def _letters(year: Year) -> None:
    """July and August: two come, one is only a notice, one goes back and comes late."""
    year.arrives(AT_85, date(2026, 7, 14), "2027/7/31")
    year.arrives(PAPER_LOST, date(2026, 7, 10), "2027/7/31")
    year.arrives(LATE, date(2026, 7, 10), "2027/7/31", "資格情報のお知らせ")
    year.settings.TSUKISOI_TODAY = date(2026, 7, 20)
    year.hands.open("/insurance/summer/")
    row = year.hands.page.locator("tr", has_text=RETURNED)
    assert "ここには届かない" in row.inner_text() and AT_75 not in year.hands.page.locator("table").first.inner_text()
    row.locator("summary").click()
    year.hands.press_on(row.get_by_role("button", name="戻ってしまった"))
    assert "保険の書類が戻ってしまいました" in year.first_page()


def _the_law(year: Year) -> None:
    """Weeks before the first of August: the change stands on Today, with whom it touches."""
    year.settings.TSUKISOI_TODAY = date(2026, 6, 15)
    assert "規則が変わります" in year.first_page()
    year.hands.open("/rulebook/touched/?day=2026-08-01")
    touched = year.hands.text
    assert LATE in touched and "この日からは" in touched and CHILD not in touched
    year.hands.open("/insurance/?on=2026/8/1")
    assert "見込みです" in year.hands.text and RETURNED in year.hands.text


def _paper_lost(year: Year) -> None:
    year.settings.TSUKISOI_TODAY = date(2026, 9, 10)
    year.hands.open(f"/insurance/{year.id_of(PAPER_LOST)}/")
    year.hands.page.locator("select[name=why]").select_option("gone")
    year.hands.click("button", "終わりにする")


def _renewed_late(year: Year) -> None:
    """The certificate ended on 1 September; for three months the card only proves the insurance."""
    assert "資格の確認だけ" in year.card_page(LATE, date(2026, 10, 20))
    year.hands.open(f"/cards/{year.id_of(LATE)}/renewed/")
    year.hands.tick("代理人（職員・家族など）")
    year.hands.type("新しい電子証明書の有効期限", "2031/9/1")
    year.hands.click("button", "書きとめる")
    assert "電子証明書の更新を書きとめました" in year.hands.text


def _75(year: Year) -> None:
    """The new paper comes three weeks ahead; on the birthday the record is put right."""
    year.arrives(AT_75, date(2026, 11, 28), "2027/7/31", which="後期高齢者医療（先に届いたもの）")
    year.read(date(2026, 12, 1))
    assert "届いている新しい書類に入れかえる" in year.hands.text
    year.read(date(2026, 12, 20))
    assert "75歳：保険の記録を直す" in year.hands.text
    year.hands.open(f"/insurance/{year.id_of(AT_75)}/insurer/")
    year.hands.tick("後期高齢者医療")
    year.hands.type("いつから", "2026/12/20")
    year.hands.click("button", "書きとめる")
    year.read(date(2026, 12, 21))
    assert "75歳：保険の記録を直す" not in year.hands.text


def _card_lost(year: Year) -> None:
    """Lost and told the same day: the certificate is applied for, and comes two weeks later."""
    id, on = year.id_of(CARD_LOST), date(2027, 2, 3)
    year.settings.TSUKISOI_TODAY = on
    year.hands.open(f"/cards/{id}/happened/")
    year.hands.tick("なくした")
    year.hands.click("button", "書きとめる")
    year.read(on)
    year.hands.open(f"/cases/{id}/will/?matter=certificate")
    year.hands.page.locator("input[value=yes_wants]").first.check()
    year.hands.click("button", "記録する")
    year.hands.open(f"/insurance/{id}/apply/")
    year.hands.page.locator("input[name=asked_by][value=self]").check()
    year.hands.click("button", "書きとめる")
    year.hands.page.locator("select[name=outcome]").select_option("sent")
    year.hands.page.locator("form", has=year.hands.page.locator("select[name=outcome]")).locator("button").click()
    year.hands.page.wait_for_url("**/insurance/*/")
    assert "出して待っている" in year.hands.text


def _moves_in(year: Year) -> None:
    """Somebody new on the form that people use; what they are insured by, nobody has asked yet."""
    year.settings.TSUKISOI_TODAY = date(2027, 3, 1)
    year.hands.open("/residents/add/")
    year.hands.type("氏名", NEW)
    year.hands.type("生年月日", "S19.5.5")
    year.hands.type("居室", "109")
    year.hands.page.locator("form[data-unsaved] button").first.click()
    year.hands.page.wait_for_url("**/residents/*-*/")


def test_a_year_in_which_nobody_is_forgotten(year: Year) -> None:
    happens: dict[date, Any] = {
        date(2026, 6, 15): _the_law, date(2026, 7, 20): _letters,
        date(2026, 8, 20): lambda y: y.arrives(RETURNED, date(2026, 8, 20), "2027/7/31"),
        date(2026, 9, 10): _paper_lost,
        date(2026, 9, 18): lambda y: y.arrives(PAPER_LOST, date(2026, 9, 18), "2027/7/31"),
        date(2026, 10, 20): _renewed_late, date(2026, 11, 28): _75, date(2027, 2, 3): _card_lost,
        date(2027, 2, 20): lambda y: y.arrives(CARD_LOST, date(2027, 2, 20), "2027/7/31"), date(2027, 3, 1): _moves_in,
        date(2027, 3, 3): lambda y: y.arrives(NEW, date(2027, 3, 3), "2027/7/31"),
    }  # fmt: skip
    plain = {FIRST + timedelta(days=14 * number) for number in range(27)} | {date(2026, 8, 1), date(2026, 7, 31)}
    for on in sorted({*plain, *happens}):
        if on in happens:
            happens[on](year)
        if not year.read_on or on > year.read_on[-1]:
            year.read(on)
    assert year.read_on[-1] >= LAST - timedelta(days=14)
    assert "15歳" in year.card_page(CHILD, date(2026, 9, 1))
    assert "18歳" in year.card_page(YOUTH, date(2026, 9, 1))
    assert not year.hands.complaints and not year.hands.strangers
