"""Names of columns that are dropped unread when a list is brought in."""

import re
import unicodedata

_NOISE = re.compile(r"[\s　・･_\-‐－ー―()（）\[\]【】「」『』:：/／.．,，*※★]+")
_FORBIDDEN = re.compile(
    r"マイナンバ|マイナ番号|個人番号|個人ナンバ|個番|MYNUMBER|INDIVIDUALNUMBER|特定個人情報|12桁|12ケタ|"
    r"暗証|PINコド|PIN番号|^PIN\d*$|PINナンバ|ピン番号|ピンコド|^ピン$|パスワド|パスコド|PASSWORD|PASSCODE|PASSWD|^PW\d*$|^PASS$|"
    r"記号番号|保険証番号|保険者証番号|被保険者番号|保険者番号|被保険者証|保険番号|被保番|保険記号|^保険証?記号|"
    r"受給者番号|負担者番号|受給資格者番号|医療証番号|介護保険番号|"
    r"基礎年金番号|年金番号|年金証書番号|年金手帳番号|住民票コド|"
    r"口座番号|銀行口座|口座情報|口座名義|カド番号|クレジット|免許証番号|免許番号|旅券番号|パスポト番号|在留カド番号|"
    r"手帳番号|申請書ID|シリアル番号"
)
_ABOUT_THE_CARD = re.compile(
    r"(?:マイナンバカド|個人番号カド|マイナカド|MYNUMBERCARD)(?:の)?"
    r"(?:$|有無|有り?無し?|あり?なし?|保有|所持|所有|有効|期限|取得|申請|交付|発行|更新|受取|受け取り|預|保管|状況|希望|意思|意向|予定|更改|紛失|返納|種類|種別|区分|未)"
)
_ABOUT_THE_PIN = re.compile(
    r"(?:暗証番号|暗証|PIN)の?(?:設定)?の?(?:有無|希望|依頼書|ロック|可否|不要|なし|無し|要否|設定$)"
)


def fold(heading: str) -> str:
    """A heading for comparison: NFKC, upper case, no blanks, marks or long-vowel signs."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).upper()


def is_forbidden(heading: str) -> bool:
    """Whether the cells under this heading must be dropped unread.

    「マイナンバーカード有効期限」 is about the card and stays; 「マイナンバー」 and 「マイナンバーカード番号」 go.
    """
    folded = fold(_kana_as_katakana(heading))
    if _ABOUT_THE_CARD.search(folded) and "カド番号" not in folded:
        folded = _ABOUT_THE_CARD.sub("", folded)
    return _FORBIDDEN.search(_ABOUT_THE_PIN.sub("", folded)) is not None


def _kana_as_katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" and _in_a_word(text) else c for c in text)


def _in_a_word(text: str) -> bool:
    """Headings spelled in hiragana (まいなんばー, ぱすわーど, ぴん) are turned; one with kanji is left as it is."""
    return not any("一" <= c <= "鿿" for c in text)
