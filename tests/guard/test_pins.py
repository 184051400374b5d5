"""PIN notes are refused; talk about PINs is not."""

import pytest

from tsukisoi.guard import pins, refusal


@pytest.mark.parametrize(
    "text",
    [
        "暗証番号は4827です",
        "PIN 4827",
        "PIN：４８２７",
        "pin=4827",
        "4827（暗証番号）",
        "4827が暗証番号",
        "パスワード 1234",
        "ﾊﾟｽﾜｰﾄﾞ:1234",
        "暗証番号 4 8 2 7",
        "暗証番号は四八二七",
        "暗証番号\n4827",
        "利用者証明用：1122",
        "本人の暗証　生年月日の0304",
        "署名用 ABC12345",
        "署名用電子証明書の暗証番号はＡＢＣ１２３４５です",
        "password: tanaka88",
        "暗\u200b証番号は4827",
    ],
)
def test_refused_without_repeating(text: str) -> None:
    assert pins.find(text)
    said = refusal.refuse(text)
    assert said is not None
    assert "暗証番号" in said
    assert "4827" not in said
    assert not pins.find(pins.redact(text))


@pytest.mark.parametrize(
    "text",
    [
        "暗証番号設定依頼書 2026/11/23",
        "暗証番号を2026年に変更",
        "shipping 4827",
        "暗証番号は4桁の数字",
        "暗証番号設定なし 令和8年11月23日",
        "電話 0866-22-1234 暗証番号なし",
        "署名用 20261123",
        "暗証番号を忘れた（0866-22-1234）",
        "署名用電子証明書 R8.11.23 有効",
        "部屋4827 暗証番号なし",
        "4827号室",
        "スピンドル 4827",
        "",
    ],
)
def test_let_through(text: str) -> None:
    assert refusal.refuse(text) is None
