"""A reception from the invitation to the list handed over, on both sides; and from a returned letter to a claim.

The house and its people stand there beforehand, made by the actions behind the buttons; the rest is pressed.
"""

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import sit

pytestmark = pytest.mark.browser

KNOWN = {
    "residence": "facility", "care_level": "care_4", "notification_card": "held", "guardian": "none",
    "identity_documents": ["passport", "care_insurance_card"],
}  # fmt: skip
TOWN = {
    "municipality.visiting_reception": True, "municipality.staffed_by": "municipality",
    "municipality.mail_delivery": True,
}  # fmt: skip


def _people(viewer: Any, count: int) -> list[Any]:
    """So many who live here, have no card and wish one."""
    from tsukisoi.cases import actions as cases
    from tsukisoi.municipalities import actions as municipalities
    from tsukisoi.residents import actions as residents
    from tsukisoi.tenancy.clock import now
    from tsukisoi.tenancy.ids import new_id

    here = municipalities.open_home(viewer, "みどり野町")
    for key, value in TOWN.items():
        municipalities.answer(viewer, here, key, value, source="電話 住民課", checked_on=date(2026, 11, 20))
    made = []
    for n in range(1, count + 1):
        one = residents.enrol(
            viewer, id=new_id(), name=f"架空 {n}子", kana="カクウ", birth_date=date(1931, 2, n), sex="female",
            room=f"{100 + n}", office_id=here.pk, address=f"みどり野町本町1-{n}",
        )  # fmt: skip
        for fact, value in KNOWN.items():
            residents.record_fact(viewer, one, fact, value)
        told = {"matter": "card", "at": now(), "explained_by": "佐藤 美咲", "methods": [], "answer": "yes_wants"}
        cases.record_attempt(viewer, one.pk, **told)
        made.append(one.pk)
    return made


def _viewer(organisation: Any, worker: Any) -> Any:
    from tsukisoi.staff.queries import viewer_of

    return viewer_of(worker)


def _save(hands: Any, folder: Path, press: str) -> Path:
    with hands.page.expect_download() as waited:
        hands.click("button", press, leads=False)
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def test_from_the_invitation_to_the_list_handed_over(
    at_desk: Any, home: Any, worker_in: Any, town_hall: Any, tmp_path: Path
) -> None:
    worker_in(home, "head", "nakamura")
    with scope(organisation=home.pk):
        _people(_viewer(home, worker_in(home, "worker", "sato")), 12)
    ours, town = sit(at_desk, "sato", width=1366), sit(at_desk, "sasamoto", width=1366)
    ours.open("/receptions/open/")
    ours.tick("出張申請受付（施設等）")
    ours.type("受付の日", "2026-12-22")
    ours.type("会場", "2階 会議室")
    ours.tick("市区町村の職員が来る")
    ours.click("button", "段取りを作る")
    assert "段取り" in ours.text and "から動かした" in ours.text
    here = ours.page.url.replace(ours.base, "")
    ours.click("link", "名簿")
    ours.click("button", "名簿にのせる")
    assert "12人を名簿にのせました" in ours.text
    ours.click("link", "名簿を渡す")
    ours.click("button", "つぎへ")
    code = re.search(r"[A-Z2-9]{5}(?:-[A-Z2-9]{5}){4}", ours.text)
    assert code is not None
    file = _save(ours, tmp_path, "ファイルを保存する")
    assert code[0].encode() not in file.read_bytes()

    # The town hall opens it; of the home's own reception it sees nothing, though both stand on one server.
    assert town.page.request.get(town.base + here).status == 404
    town.open("/receptions/")
    town.click("link", "届いたファイルを開く")
    town.give("届いたファイル", file)
    town.type("合い言葉", code[0].lower())
    town.click("button", "開く")
    receipt = re.search(r"受け取りの印は ([A-Z2-9]{4}-[A-Z2-9]{4})", town.text)
    assert receipt is not None and "つばき苑" in town.text
    theirs = town.page.url.replace(town.base, "")
    town.click("link", "名簿")
    assert town.page.locator("table.ledger tbody tr").count() == 12
    assert "のせるとよい人" not in town.text
    assert ours.page.request.get(ours.base + theirs).status == 404

    ours.open(here + "hand-over/")
    ours.page.get_by_label("受け取りの印（8文字）").first.fill(receipt[1])
    ours.click("button", "聞いた")
    assert "相手が受け取ったことを書きとめました" in ours.text
    ours.open("/receptions/partners/")
    assert ours.page.locator("h1").inner_text() == "相手の鍵"
    assert ours.complaints == [] and town.complaints == [] and ours.strangers == set()


@pytest.fixture
def helped(server: Any, worker_in: Any) -> Any:
    """Supporters who helped two people themselves, agreed on with the town beforehand. The reception."""
    from tsukisoi.receptions import actions
    from tsukisoi.staff.models import Organisation

    house = Organisation.objects.create(name="つなぐ会", kind="support_organisation", municipality="みどり野町")
    worker = worker_in(house, "head", "enokido")
    with scope(organisation=house.pk):
        viewer = _viewer(house, worker)
        ids = _people(viewer, 2)
        day = date(2026, 11, 17)
        made = actions.open_reception(
            viewer, kind="application_support", staffed_by="facility", on=day, begins=time(10), ends=time(12),
            place="事務所", town="みどり野町", mail="none",
        )  # fmt: skip
        actions.set_claim(
            viewer, made, method="reward", consulted_on=day - timedelta(days=10), consulted_with="住民課",
            own_account=True, yen_support=4000, yen_proxy=None, invoiced_on=None,
        )  # fmt: skip
        for one in actions.put_on_residents(viewer, made, ids):
            told = {"form": "qr", "filled_by": "本人", "photo_on": day, "channel": "online"}
            actions.set_support(viewer, one, sent_on=day + timedelta(days=1), **told)
        return made


def test_from_a_returned_letter_to_a_claim(at_desk: Any, helped: Any) -> None:
    hands = sit(at_desk, "enokido")
    hands.open(f"/receptions/{helped.pk}/after/")
    hands.page.locator("input[name=people]").first.check()
    hands.page.locator("#id_code").select_option("returned")
    hands.click("button", "書きとめる", nth=0)
    assert "もどったか廃棄に近づいています" in hands.text
    hands.open("/")
    assert "もどったカードのことを町に聞く" in hands.text
    hands.open(f"/receptions/{helped.pk}/claim/")
    assert "2件　8000円" in hands.text
    paper = hands.paper(lambda: hands.click("button", "請求書を出す", leads=False))
    assert paper.startswith(b"%PDF")
    assert hands.complaints == [] and hands.sideways() <= 0
