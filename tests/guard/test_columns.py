# ruff: noqa: E501
"""Forbidden columns are told by name, in the spellings that lists have."""

import pytest

from tsukisoi.guard import columns

FORBIDDEN = """マイナンバー|個人番号|暗証番号|PIN|パスワード|記号番号|被保険者番号|保険者番号|基礎年金番号|口座番号|ﾏｲﾅﾝﾊﾞｰ|まいなんばー
個人番号（12桁）|マイナンバーカード番号|マイナンバーカードの番号|Ｐ Ｉ Ｎ|暗 証 番 号|署名用パスワード|記号・番号|被保険者証記号|My Number|保険証 記号番号
介護保険被保険者番号|マイ・ナンバー|個　人　番　号|ﾊﾟｽﾜｰﾄﾞ|暗証番号（4桁）|PIN番号|年金番号|医療保険 記号番号|マイナンバー（個人番号）|在留カード番号|免許証番号"""
KEPT = """台帳番号|部屋番号|電話番号|マイナンバーカード有無|マイナンバーカード有効期限|マイナンバーカード|利用者番号|郵便番号|整理番号|マイナンバーカードの有無
個人番号カード有無|暗証番号設定の有無|カード有無|携帯番号|備考|番号|手帳種別|氏名|ピンク|介護保険負担割合|保険種別|通帳有無|連絡先番号|Shipping
マイナンバーカード取得状況|顔認証マイナンバーカード希望|マイナンバーカード受取方法|居室番号|No."""


@pytest.mark.parametrize("heading", FORBIDDEN.replace("\n", "|").split("|"))
def test_dropped(heading: str) -> None:
    assert columns.is_forbidden(heading)


@pytest.mark.parametrize("heading", KEPT.replace("\n", "|").split("|"))
def test_kept(heading: str) -> None:
    assert not columns.is_forbidden(heading)
