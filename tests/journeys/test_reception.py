"""A reception from the invitation to the list handed over, on both sides; and from a returned letter to a claim."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.browser


def _in(hands: Any, username: str, password: str) -> None:
    hands.open("/accounts/login/")
    hands.page.fill("input[name=login]", username)
    hands.page.fill("input[name=password]", password)
    hands.click("button", "使いはじめる")


def _open(hands: Any, kind: str, comes: str, day: str) -> None:
    hands.open("/receptions/open/")
    hands.tick(kind)
    hands.type("受付の日", day)
    hands.type("会場", "2階 会議室")
    hands.tick(comes)
    hands.click("button", "段取りを作る")


def _save(hands: Any, folder: Path, press: str) -> Path:
    with hands.page.expect_download() as waited:
        hands.click("button", press, leads=False)
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def test_from_the_invitation_to_the_list_handed_over(at_desk: Any, tmp_path: Path) -> None:
    call_command("demonstrate")
    home, town = at_desk(), at_desk()
    _in(home, "narumi", "tsubaki-tanto")
    _open(home, "出張申請受付（施設等）", "市区町村の職員が来る", "2026-12-22")
    assert "段取り" in home.text and "から動かした" in home.text
    here = home.page.url
    home.click("link", "名簿")
    home.click("button", "名簿にのせる")
    assert "人を名簿にのせました" in home.text
    home.click("link", "名簿を渡す")
    home.click("button", "つぎへ")
    code = re.search(r"[A-Z2-9]{5}(?:-[A-Z2-9]{5}){4}", home.text)
    assert code is not None
    file = _save(home, tmp_path, "ファイルを保存する")
    assert code[0].encode() not in file.read_bytes()

    _in(town, "sasamoto", "midorino-madoguchi")
    town.open("/receptions/")
    town.click("link", "届いたファイルを開く")
    town.give("届いたファイル", file)
    town.type("合い言葉", code[0].lower())
    town.click("button", "開く")
    receipt = re.search(r"受け取りの印は ([A-Z2-9]{4}-[A-Z2-9]{4})", town.text)
    assert receipt is not None and "つばき苑" in town.text
    town.click("link", "名簿")
    assert town.page.locator("table.ledger tbody tr").count() > 10
    assert "のせるとよい人" not in town.text

    home.open(here.replace(home.base, "") + "hand-over/")
    home.page.get_by_label("受け取りの印（8文字）").first.fill(receipt[1])
    home.click("button", "聞いた")
    assert "相手が受け取ったことを書きとめました" in home.text
    assert home.complaints == [] and town.complaints == [] and home.strangers == set()


def test_from_a_returned_letter_to_a_claim(at_desk: Any) -> None:
    call_command("demonstrate")
    hands = at_desk(width=1024)
    _in(hands, "enokido", "tsunagu-shien")
    hands.open("/receptions/")
    hands.page.locator("table.ledger tbody a").first.click()
    hands.click("link", "カードが届くまで")
    hands.page.locator("input[name=people]").first.check()
    hands.page.locator("#id_code").select_option("returned")
    hands.click("button", "書きとめる", nth=0)
    assert "もどったか廃棄に近づいています" in hands.text
    hands.open("/")
    assert "もどったカードのことを町に聞く" in hands.text
    hands.open("/receptions/")
    hands.page.locator("table.ledger tbody a").first.click()
    hands.click("link", "報償費・委託料")
    assert "2件　8000円" in hands.text or "2件" in hands.text
    paper = hands.paper(lambda: hands.click("button", "請求書を出す", leads=False))
    assert paper.startswith(b"%PDF")
    assert hands.complaints == [] and hands.sideways() <= 0
