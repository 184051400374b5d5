"""Finds notes of a PIN: four digits beside the word 暗証番号, or a password beside 署名用."""

import re
import unicodedata
from collections.abc import Iterator

from tsukisoi.guard.characters import UNSEEN, character_class
from tsukisoi.guard.numbers import MASK, Hit

_WORD = (
    r"(?:暗証(?:番号|コード)?|(?<![A-Z])P\.?I\.?N(?![A-Z])(?:番号|コード)?|ピン(?:番号|コード|ナンバー)|"
    r"パスワード|パスコード|PASS\s?(?:WORD|CODE)|PASSWD|署名用(?:電子証明書)?|利用者証明用(?:電子証明書)?)"
)
_BARE = r"(?:(?<![ァ-ヶー全虫押])ピン|(?<![ァ-ヶー一-龥])パス)(?![ァ-ヶー])"
_SO_LONG = r"4\s?(?:桁|けた|ケタ|文字)"
_BETWEEN = rf"(?:[^\d。]|{_SO_LONG}){{0,14}}?"
_ONE = r"[0-9〇零一二三四五六七八九]"
_NOT_AFTER = rf"(?<!{_ONE})(?<!\d[./:\-])"
_NOT_BEFORE = rf"(?!{_ONE}|[ ]{_ONE}(?!{_ONE}{{3}})|[/:.\-]\d|年|円|号室|[ ]?桁|けた)"
_MIXED = r"(?<![A-Z0-9])(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6,16}(?![A-Z0-9])"
_MORE = rf"(?:\s?[ /・,、]\s?(?:{_ONE}{{4}}(?!{_ONE})|{_MIXED})){{0,4}}"  # a card has four, often noted in one breath
_FOUR = rf"{_NOT_AFTER}{_ONE}(?:[ \-・.,、]?{_ONE}){{3}}{_MORE}{_NOT_BEFORE}"
_DENIED = r"(?!\S{2,4}(?:番号)?\s?(?:な[しい]|あり|の?有|無|未|不|設定|変更|の?ロック|を))"
_BACK = rf"(?:\s?[(「\[=:→]\s?|が|は|を|という|\s{_DENIED})"
_VOICING = ("ﾞ", "ﾟ")
_SIGNS = ("暗証", "PIN", "P.I", "I.N", "ピン", "パス", "PASS", "署名用", "証明用")
_UNSEEN = re.compile(character_class(UNSEEN))
_NOTES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}{_BETWEEN}(?P<secret>{_FOUR})",
        rf"{_BARE}\s?(?:は|が|の|[:=])?\s?(?:{_SO_LONG}[ので、:]?\s?)?(?P<secret>{_FOUR})(?![個枚本人回])",
        rf"{_WORD}[^。]{{0,14}}?(?P<secret>{_MIXED})",
        rf"(?P<secret>{_FOUR}){_BACK}[^\d\n。]{{0,4}}?{_WORD}",
        rf"(?P<secret>{_FOUR})(?:\s?[(「\[]\s?|が|は)ピン(?![ァ-ヶー一-龥])",
        rf"(?P<secret>{_MIXED}){_BACK}[^A-Z0-9\n。]{{0,4}}?{_WORD}",
    )
)


def find(text: str) -> list[Hit]:
    """Every PIN-like note in `text`: the span of the secret itself, not of the word beside it."""
    if len(text) < 5 or not worth_a_look(text):
        return []
    folded, places = _fold(text)
    return sorted(set(_secrets(folded, places)), key=lambda hit: (hit.start, hit.end))


def worth_a_look(text: str) -> bool:
    """A quick sign without which `find` finds nothing, on text of any width; for many cells at once."""
    seen = text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    folded = seen.upper()
    return any(sign in folded for sign in _SIGNS)


def redact(text: str) -> str:
    """`text` with every PIN-like secret masked."""
    for hit in reversed(find(text)):
        text = text[: hit.start] + MASK * (hit.end - hit.start) + text[hit.end :]
    return text


def _secrets(folded: str, places: list[int]) -> Iterator[Hit]:
    for note in _NOTES:
        for match in note.finditer(folded):
            yield Hit(places[match.start("secret")], places[match.end("secret") - 1] + 1)


def _fold(text: str) -> tuple[str, list[int]]:
    """The text as NFKC without unseen characters, and for each character where it stood."""
    if text.isascii():
        return text, list(range(len(text)))
    pairs = [
        (folded, place)
        for place, character in enumerate(text)
        if unicodedata.category(character) not in ("Cf", "Mn", "Me") and character not in _VOICING
        for folded in unicodedata.normalize("NFKC", character + _voicing_after(text, place))
    ]
    return "".join(folded for folded, _ in pairs), [place for _, place in pairs]


def _voicing_after(text: str, place: int) -> str:
    """The half-width mark that makes ﾄ into ド."""
    following = text[place + 1 : place + 2]
    return following if following in _VOICING else ""
