"""A reception of 45 people on two devices and a laptop without a network, to a returned letter and a claim.

What a person presses is pressed in the browser, on two tablets with two sign-ins; those who go through as the first did
are taken through by the same actions, so that the day is a whole one.
"""

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localtime
from django_scopes import scope

from journeys.desk import sit

pytestmark = pytest.mark.browser

PEOPLE = 45


@pytest.fixture
def day(server: Any, home: Any, worker_in: Any) -> Any:
    """45 people on the list, of whom the first and the third live in the house, and what papers the first has is known;
    number 7 reads braille, number 9 wishes a card without a PIN.
    """
    from tsukisoi.municipalities.actions import open_home
    from tsukisoi.receptions.actions import open_reception, put_on
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.venue.actions import open_day

    head = worker_in(home, "head", "nakamura")
    worker_in(home, "worker", "sato")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        here = open_home(viewer, "みどり野町")
        made = open_reception(
            viewer, on=date(2026, 11, 23), begins=time(9, 30), ends=time(12), place="つばき苑 1階ホール",
            town="みどり野町",
        )  # fmt: skip
        for n in range(1, PEOPLE + 1):
            more = {"cares": ["braille"]} if n == 7 else {"mode": "face_auth"} if n == 9 else {}
            who = {"name": f"架空 {n}子", "birth_date": date(1930, 1, 1) + timedelta(400 * n % 9000)}
            if n in (1, 3):
                who["name"] = f"久保{n} 一"
                held = ["passport", "care_insurance_card"] if n == 1 else []
                more = {"resident": lives_here(viewer, here, held, **who)}
            put_on(viewer, made, **who, **more)
        return open_day(viewer, made.pk)


def lives_here(viewer: Any, here: Any, held: list[str], name: str, birth_date: date) -> Any:
    from tsukisoi.residents import actions as residents
    from tsukisoi.tenancy.ids import new_id

    one = residents.enrol(viewer, id=new_id(), name=name, kana="クボ", birth_date=birth_date, sex="female", room="101",
                          office_id=here.pk, address="みどり野町本町1")  # fmt: skip
    if held:
        residents.record_fact(viewer, one, "identity_documents", held)
    return one.pk


def seat_of(number: int) -> Any:
    from tsukisoi.venue.models import Seat

    return Seat.objects.model._base_manager.select_related("listed", "day").get(listed__number=number)


def pictures(tmp_path: Path, number: int, home: Any) -> list[Path]:
    """The two frames a tablet takes: the slate on its screen, and the face."""
    from tsukisoi.venue.models import Slate
    from venue import shots

    token = Slate.objects.model._base_manager.get(listed=seat_of(number).listed_id, spent_on=None).token
    at = datetime(2026, 11, 23, 10) + timedelta(minutes=number)
    files = [tmp_path / f"{number}-1-slate.jpg", tmp_path / f"{number}-2-face.jpg"]
    files[0].write_bytes(shots.slate(token, at))
    files[1].write_bytes(shots.face(number, at + timedelta(seconds=4)))
    return files


def through(viewer: Any, other: Any, seat: Any) -> None:
    """The ordinary way, by the actions behind the buttons."""
    from tsukisoi.venue import actions

    actions.arrive(viewer, seat.pk)
    actions.call(viewer, seat.pk)
    actions.papers(viewer, seat.pk, "own")
    actions.identity(viewer, seat.pk, ["passport", "care_insurance_card"], "町 太郎")
    actions.brought_photo(viewer, seat.pk)
    actions.pin(viewer, seat.pk, "standard")
    actions.check(other, seat.pk)
    actions.leave(other, seat.pk, "done")


def form_code(tmp_path: Path, text: str) -> Path:
    """The code of an application form as a tablet's camera takes it."""
    from venue import shots

    made = tmp_path / "form.jpg"
    made.write_bytes(shots.code(text))
    return made


def test_a_day_of_45_people(at_desk: Any, home: Any, day: Any, town_hall: Any, tmp_path: Path) -> None:
    from tsukisoi.receptions import actions as following
    from tsukisoi.receptions import queries as receptions
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.venue import actions, queries
    from tsukisoi.venue.models import Day, Event, Seat

    first, second = sit(at_desk, "nakamura"), sit(at_desk, "sato", javascript=False)
    board = f"/venue/{day.pk}/"

    # Number 1, by hand, and what it costs beyond going from desk to desk.
    with scope(organisation=home.pk):
        viewer = viewer_of(Worker.objects.get(username="nakamura"))
        other = viewer_of(Worker.objects.get(username="sato"))
        # The network is going: a laptop takes the day along and receives five people alone, while the others go on.
        made = actions.take_along(viewer, day.pk)
    out, back = tmp_path / "out", tmp_path / "back"
    out.write_bytes(made.content)
    laptop = alone(tmp_path / "laptop", made.code, out, back, [30, 31, 32, 33, 34])
    with scope(organisation=home.pk):
        through(viewer, other, seat_of(12))  # somebody before: who of the town looks at papers is known by now
    first.open(board)
    first.press_on(first.page.locator("li", has_text="久保1").get_by_role("button", name="来た"))
    first.click("button", "つぎの番号を呼ぶ")
    taps = first.clicks
    first.click("button", "本人が書いた")
    first.open(f"/venue/seat/{seat_of(1).pk}/identity/")
    assert "まだ、何も選んでいません" in first.text and "記録では、これを見せるはずです" in first.text
    assert first.page.get_by_label("確かめた人（町の職員）").input_value() == "町 太郎"
    first.click("button", "旅券と、介護保険被保険者証を、ぜんぶ見た")
    first.open(f"/venue/seat/{seat_of(1).pk}/photo/")
    first.page.locator("input[type=file]").set_input_files(pictures(tmp_path, 1, home))
    first.clicks += 1  # both chosen, the page sends them itself
    first.page.get_by_role("button", name="この方の写真です").wait_for()
    first.click("button", "この方の写真です")
    first.click("button", "本人が書き、封をした")
    second.open(f"/venue/seat/{seat_of(1).pk}/check/")
    second.click("button", "1")  # the number on the ticket of whoever stands there
    assert seat_of(1).place == "done"
    needed = first.clicks - taps + second.clicks
    print(f"\na person through all stations: {needed} taps beyond switching stations")
    assert needed <= 6  # papers, identity, the two frames, the first look, the envelope, the last look

    # Without a script on the other tablet: a walk-in, a refusal in two presses, two short of papers, braille.
    second.open(f"{board}walk-in/")
    second.page.locator("[name=name]").fill("岡田 弘")
    second.click("button", "番号札を出す")
    assert "46番" in second.text
    before = second.clicks
    second.open(f"{board}?seat={seat_of(2).pk}")
    second.click("link", "今日はしない（わけ）")
    second.click("button", "本人がいやだと言われた")
    assert second.clicks - before == 2 and seat_of(2).place == "not_today"
    for number in (3, 4):
        second.open(f"/venue/seat/{seat_of(number).pk}/identity/")
        second.page.get_by_label("介護保険被保険者証").check()
        second.page.locator("[name=seen_by]").fill("町 太郎")
        second.click("button", "選んだ書類で記録する")
        assert "申請はこのままできます" in second.text
    second.open(f"/venue/seat/{seat_of(7).pk}/papers/")
    second.page.get_by_label("点字で記名し、押印した").check()
    second.page.get_by_text("代筆・点字のとき").click()
    second.page.locator("[name=read_aloud]").check()
    second.page.locator("[name=writer]").fill("佐藤 美咲")
    second.page.locator("[name=watched_by]").fill("町 太郎")
    second.click("button", "記録する")
    assert seat_of(7).standing["papers"]["data"]["watched_by"] == "町 太郎"
    first.open(f"/venue/seat/{seat_of(9).pk}/pin/")
    first.click("button", "設定しない・登録に同意する")
    assert seat_of(9).standing["insurance"]["data"] == {"agrees": True}

    # The id of the form: by the tablet's camera, by a scanner, typed twice alike. What was on paper first
    # is entered with its real time.
    code = "https://apply.example/start?id=" + "1" * 11 + "2" * 12
    first.open(f"/venue/seat/{seat_of(13).pk}/papers/")
    first.page.locator("input[type=file]").set_input_files(form_code(tmp_path, code))
    first.click("button", "QRコードから申請書IDを入れる")
    assert "申請書IDを読みとりました" in first.text
    first.click("button", "記録する")
    first.open(f"/venue/seat/{seat_of(14).pk}/papers/")
    first.page.get_by_text("申請書ID（写真を電話で伝えるときなどに使います）").click()
    first.page.locator("[name=application_id]").click()
    first.page.keyboard.type(code)
    first.send()  # a scanner types what the code says, and Enter
    for number in (13, 14):
        assert seat_of(number).standing["papers"]["data"]["application_id"] == "1" * 11 + "2" * 12
    first.open(f"/venue/seat/{seat_of(10).pk}/papers/")
    first.page.get_by_text("申請書ID（写真を電話で伝えるときなどに使います）").click()
    first.page.locator("[name=application_id]").fill("1" * 11 + "2" * 12)
    first.page.locator("[name=application_id_again]").fill("1" * 12 + "2" * 11)
    first.click("button", "記録する")
    assert "2回の番号が違います" in first.text
    first.page.locator("[name=application_id_again]").fill("1" * 11 + "2" * 12)
    first.click("button", "記録する")
    assert seat_of(10).standing["papers"]["data"]["application_id"] == "1" * 11 + "2" * 12
    first.open(f"/venue/seat/{seat_of(11).pk}/")
    first.page.locator("[name=at]").fill("00:00")
    first.click("button", "来た時刻を入れる")
    late = Event.objects.model._base_manager.get(listed=seat_of(11).listed_id, topic="arrival")
    assert late.entered_late and f"{localtime(late.at):%H:%M}" == "00:00"

    with scope(organisation=home.pk):
        for number in [*range(5, 12), *range(13, 30), *range(35, 43), 46]:
            through(viewer, other, seat_of(number))
        for number in (3, 4):
            for do in (actions.arrive, actions.call):
                do(viewer, seat_of(number).pk)
            actions.papers(viewer, seat_of(number).pk, "own")
            actions.brought_photo(viewer, seat_of(number).pk)
            actions.leave(viewer, seat_of(number).pk, "done")
        for number in (43, 44, 45):
            actions.leave(viewer, seat_of(number).pk, "not_today", "no_show")

    printed, faults = laptop.communicate(timeout=600)
    assert laptop.returncode == 0, faults[-2000:]
    told = int(printed.splitlines()[-1])
    # The laptop comes back, by the page; read twice, it changes nothing.
    first.open(f"{board}laptops/")
    for _time in range(2):
        first.page.locator("input[type=file]").set_input_files(back)
        first.click("button", "持ち帰りを取りこむ")
        assert "取りこみました" in first.text
    assert [seat_of(number).place for number in (30, 31, 32, 33, 34)] == ["done"] * 5 and told == 5

    # The day closes: what was counted differs by one and is explained.
    with scope(organisation=home.pk):
        expected = queries.reckoning(viewer, queries.day(viewer, day.pk)).tally.expected
        assert Seat.objects.count() == PEOPLE + 1
    first.open(f"{board}close/")
    for name in ("papers", "envelopes", "photos"):
        first.page.locator(f"[name={name}]").fill(str(expected[name] + (name == "papers")))
    first.click("button", "この数で締める（署名）")
    assert "数が合いません" in first.text
    first.page.locator("[name=explanation]").fill("書き損じの申請書が1枚")
    first.click("button", "この数で締める（署名）")
    assert "今日の受付を締めました" in first.text
    assert Day.objects.model._base_manager.get(pk=day.pk).closed_at
    # After it: one letter comes back, the town tells again, and the house fetches that card for the person.
    reception = day.reception_id
    with scope(organisation=home.pk):
        kept = receptions.reception(viewer, reception)
        following.set_mark(viewer, receptions.people(viewer, kept)[:20], "applied", kept.on)
    letter = seat_of(3).listed
    for code, said in (("returned", "1人のカードが、もどったか廃棄に近づいています"), ("notified", "もう一度知らせた")):
        first.open(f"/receptions/{reception}/after/")
        first.page.locator(f"input[name=people][value='{letter.pk}']").check()
        first.page.locator("#id_code").select_option(code)
        first.click("button", "書きとめる", nth=0)
        assert said in first.text
    first.open(f"/deliveries/{letter.resident_id}/end/")
    first.tick("カードを本人に渡した")
    first.click("button", "保存する")
    # What the town itself received is nobody's support to be claimed; what was fetched is, once it was consulted about.
    first.open(f"/receptions/{reception}/claim/")
    assert "市区町村とまだ協議していません" in first.text and "請求書を出す" not in first.text
    first.type("協議した日", "2026-11-10")
    first.type("申請サポート1件の額（円）", "4000")
    first.type("代理受取1件の額（円）", "4000")
    first.page.locator("[name=own_account]").check()
    first.click("button", "書きとめる")
    assert "1件　4000円" in first.text and "申請サポートにあたりません" in first.text
    assert first.paper(lambda: first.click("button", "請求書を出す", leads=False)).startswith(b"%PDF")
    # The municipality on the same server sees nothing of all this.
    town = sit(at_desk, "sasamoto")
    town.open("/receptions/")
    assert "つばき苑" not in town.text and "久保" not in town.text
    for path in (board, f"{board}hall/", f"{board}close/", *(f"/receptions/{reception}/{at}" for at in ("", "after/"))):
        assert town.page.request.get(town.base + path).status == 404
    first.open(f"/venue/numbers/{reception}/")
    assert "来られなかった" in first.text and "46" not in first.heading
    first.complaints = [line for line in first.complaints if "422" not in line]  # the refused numbers are answered so
    assert not first.complaints and not second.complaints and not first.strangers | second.strangers


def alone(folder: Path, code: str, out: Path, back: Path, numbers: list[int]) -> "subprocess.Popen[str]":
    """The laptop: a process and a data folder of its own; its last line says how many it received."""
    program = Path(__file__).parents[2] / "bench" / "_venue_machine.py"
    command = [sys.executable, program, folder, "few", code, out, back, *map(str, numbers)]
    clean = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean
    )
