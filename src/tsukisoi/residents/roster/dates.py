"""Birth dates and other days, in every spelling a Japanese list has them in."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from tsukisoi.residents.roster.said import said


class UnreadableDate(ValueError):
    """The text is no day, or more than one day. The message says why, in Japanese, and never repeats the text."""


ERAS: tuple[tuple[str, str, str, date, date], ...] = (
    ("明治", "明", "M", date(1868, 1, 25), date(1912, 7, 30)),
    ("大正", "大", "T", date(1912, 7, 30), date(1926, 12, 25)),
    ("昭和", "昭", "S", date(1926, 12, 25), date(1989, 1, 7)),
    ("平成", "平", "H", date(1989, 1, 8), date(2019, 4, 30)),
    ("令和", "令", "R", date(2019, 5, 1), date(2200, 12, 31)),
)
"""Name, short name, letter, first day, last day. The first day of 大正 and of 昭和 also bears the older name
(改元の詔書: 明治45年7月30日以後, 大正15年12月25日以後)."""

_ERA_OF = {spelling: era for era in ERAS for spelling in era[:3]}
_CODE_OF = dict(zip("12345", ERAS, strict=True))
_SQUARE = str.maketrans({"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"})
_DAIJI = str.maketrans("壱壹弐貳参參肆伍陸漆捌玖拾零廿", "一一二二三三四五六七八九十〇卄")
_KANJI_DIGIT = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十百千卄]+")
_ERA = "(明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHR])"
_SEP = r"[年./\-,・' ]"
_MSEP = r"[月./\-,・' ]"
_ERA_DATE = re.compile(rf"{_ERA}[.\-/ ]?(元|\d{{1,2}}){_SEP}(\d{{1,2}}){_MSEP}(\d{{1,2}})日?")
_ERA_PACKED = re.compile(rf"{_ERA}[.\-/ ]?(\d{{2}})(\d{{2}})(\d{{2}})")
_WESTERN = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}}){_MSEP}(\d{{1,2}})日?")
_WESTERN_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CODED = re.compile(r"([1-5])(\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.0+)?")
_CLOCK = re.compile(r"[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+\d{2}:?\d{2})?$")
_NOTE = re.compile(r"\(([^()]*)\)")
_WEEKDAY = re.compile(r"[月火水木金土日](?:曜日?)?")
_YEAR_NOTE = re.compile(rf"(?:西暦)?(\d{{4}})年?|{_ERA}(元|\d{{1,2}})年?")
_LEAD = re.compile(r"^(?:生年月日|誕生日|西暦|和暦)[:\s]*")
_TAIL = re.compile(r"(?:生まれ|うまれ|生)$")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-") | {"。": ".", "､": ",", "、": ",", "\\": "/"})

_SHAPE = said("生年月日として読めません。「昭和15年3月4日」「S15.3.4」「1940/3/4」のように書いてください。")
_NO_ERA = said("年が2けたで元号がないため、どの年か決められません。元号（昭和など）か西暦4けたを付けてください。")
_DAY_FIRST = said("月と日のどちらが先か決められません。「1940/3/4」のように年から書いてください。")
_NO_SUCH_DAY = said("暦にない日付です。年・月・日を確かめてください。")
_TWO_YEARS = said("和暦と西暦の年が食い違っています。どちらが正しいか確かめてください。")
_TWO_READINGS = said("元号の番号とも西暦とも読めます。元号か西暦4けたで書きなおしてください。")
_PART = said("年・月・日のどれかがありません。年月日をそろえて書いてください。")
_TIME_ONLY = said("時刻だけのセルです。年月日を書いてください。")
_SERIAL_RANGE = said("Excelの日付の番号として範囲の外です。年月日を書いてください。")


def parse(value: object, epoch_1904: bool = False) -> date:
    """The day a cell holds: text, a date, or an Excel serial number. Raises UnreadableDate with a reason."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise UnreadableDate(_SHAPE)
    if isinstance(value, int | float):
        return _from_number(value, epoch_1904)
    if isinstance(value, str):
        return _from_text(value, epoch_1904)
    raise UnreadableDate(_TIME_ONLY)


def is_serial(value: object) -> bool:
    """Whether the cell holds a bare Excel day number, which a person should look at once."""
    if isinstance(value, int | float):
        return not isinstance(value, bool) and value < 100_000
    return isinstance(value, str) and _SERIAL.fullmatch(unicodedata.normalize("NFKC", value).strip()) is not None


def looks_like_date(text: str) -> bool:
    """Whether `parse` would give a day for what is written as one (bare serial numbers do not count).

    Asked of cells nobody has screened yet, so nothing of them goes into the cache.
    """
    if is_serial(text):
        return False
    try:
        _from_plain(_plain(text), epoch_1904=False)
    except UnreadableDate:
        return False
    return True


def _from_number(value: float, epoch_1904: bool) -> date:
    if value != value or value in (float("inf"), float("-inf")):
        raise UnreadableDate(_SHAPE)
    if value >= 1_000_000:
        return _from_text(str(int(value)), epoch_1904)
    return _from_serial(int(value), epoch_1904)


def _from_serial(days: int, epoch_1904: bool) -> date:
    """Excel's day number; the 1900 system counts a 29 February 1900 that never was, as number 60."""
    if not 1 <= days < 80_000 or (days == 60 and not epoch_1904):
        raise UnreadableDate(_SERIAL_RANGE)
    if epoch_1904:
        return date(1904, 1, 1) + timedelta(days)
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days)


@lru_cache(maxsize=8_192)
def _read(text: str, epoch_1904: bool) -> date | str:
    """A day, or the reason why there is none; cached, for a list repeats its dates."""
    try:
        return _from_plain(_plain(text), epoch_1904)
    except UnreadableDate as reason:
        why: str = reason.args[0]  # not str(reason): that would forget what the sentence was made of
        return why


def _from_text(text: str, epoch_1904: bool) -> date:
    found = _read(text, epoch_1904)
    if isinstance(found, str):
        raise UnreadableDate(found)
    return found


def _plain(text: str) -> str:
    """NFKC, one kind of dash, kanji numerals as digits, no label, no clock."""
    folded = unicodedata.normalize("NFKC", text.translate(_SQUARE)).translate(_DASHES).upper()
    folded = _TAIL.sub("", _LEAD.sub("", " ".join(folded.split()))).strip()
    folded = _KANJI_NUMBER.sub(_kanji_number, folded.translate(_DAIJI))
    return re.sub(r"\s*([年月日./\-,])\s*", r"\1", _CLOCK.sub("", folded)).strip()


def _kanji_number(match: re.Match[str]) -> str:
    """十五 → 15, 一五 → 15, 一九四〇 → 1940, 二十 → 20, 千九百四十 → 1940."""
    written = match.group().replace("卄", "二十")
    if not set(written) & set("十百千"):
        return "".join(str(_KANJI_DIGIT[c]) for c in written)
    total, digit = 0, 0
    for character in written:
        if character in _KANJI_DIGIT:
            digit = _KANJI_DIGIT[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return str(total + digit)


def _from_plain(text: str, epoch_1904: bool) -> date:
    bare, notes = _without_notes(text)
    found = _one_day(bare, epoch_1904)
    for note in notes:
        _agree(note, found)
    return found


def _without_notes(text: str) -> tuple[str, list[str]]:
    """昭和15年(1940)3月4日(月) → 昭和15年3月4日, and the notes in brackets."""
    notes = _NOTE.findall(text)
    bare = _NOTE.sub("", text).strip()
    trailing = re.fullmatch(r"(.*日) ?(?:[月火水木金土日]曜日?)", bare)
    return (trailing[1] if trailing else bare), notes


def _agree(note: str, found: date) -> None:
    """A note in brackets is a weekday, or the same year by its other name; anything else is not understood."""
    if _WEEKDAY.fullmatch(note) or re.fullmatch(r"満?\d{1,3}歳?", note) or note in ("", "西暦", "和暦"):
        return
    year = _YEAR_NOTE.fullmatch(note)
    if year is None:
        if _one_day(note, False) != found:
            raise UnreadableDate(_TWO_YEARS)
        return
    told = int(year[1]) if year[1] else _ERA_OF[year[2]][3].year - 1 + (1 if year[3] == "元" else int(year[3]))
    if told != found.year:
        raise UnreadableDate(_TWO_YEARS)


def _one_day(text: str, epoch_1904: bool) -> date:
    if match := _ERA_DATE.fullmatch(text) or _ERA_PACKED.fullmatch(text):
        return _era_day(_ERA_OF[match[1]], 1 if match[2] == "元" else int(match[2]), int(match[3]), int(match[4]))
    if match := _WESTERN.fullmatch(text) or _WESTERN_PACKED.fullmatch(text):
        return _western_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _CODED.fullmatch(text):
        return _coded_day(text, match)
    if _SERIAL.fullmatch(text):
        return _from_serial(int(float(text)), epoch_1904)
    raise UnreadableDate(_why_not(text))


def _era_day(era: tuple[str, str, str, date, date], year: int, month: int, day: int) -> date:
    name, _, _, first, last = era
    if year == 0:
        raise UnreadableDate(_NO_SUCH_DAY)
    western = first.year - 1 + year
    if western > last.year:
        raise UnreadableDate(said(
            "%(era)sは%(day)sまでです。元号と年を確かめてください。%(other)s", era=name, day=_in_era(era, last),
            other=_other_name(western, name),
        ))  # fmt: skip
    found = _day(western, month, day)
    if not first <= found <= last:
        early = found < first
        limit = _in_era(era, first if early else last)
        edge = said("%(day)sから", day=limit) if early else said("%(day)sまで", day=limit)
        raise UnreadableDate(said("%(era)sは%(edge)sです。元号と年を確かめてください。", era=name, edge=edge))
    return found


def _in_era(era: tuple[str, str, str, date, date], day: date) -> str:
    year = day.year - era[3].year + 1
    return f"{era[0]}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def _other_name(western: int, name: str) -> str:
    era = next((e for e in reversed(ERAS) if e[3].year <= western and e[0] != name), None)
    if era is None:
        return ""
    year = str(western - era[3].year + 1)
    return said("（%(western)s年なら%(era)s%(year)s年です。）", western=str(western), era=era[0], year=year)


def _western_day(year: int, month: int, day: int) -> date:
    if not 1868 <= year <= 2200:
        raise UnreadableDate(_NO_SUCH_DAY)
    return _day(year, month, day)


def _coded_day(text: str, match: re.Match[str]) -> date:
    """3150304: the era's number (明治1 大正2 昭和3 平成4 令和5), then YYMMDD."""
    if 1868 <= int(text[:4]) <= 2100:
        raise UnreadableDate(_TWO_READINGS)
    return _era_day(_CODE_OF[match[1]], int(match[2]), int(match[3]), int(match[4]))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableDate(_NO_SUCH_DAY) from None


def _why_not(text: str) -> str:
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", text):
        return _DAY_FIRST
    if re.fullmatch(rf"\d{{1,2}}{_SEP}\d{{1,2}}{_MSEP}\d{{1,2}}日?|\d{{6}}", text):
        return _NO_ERA
    if re.fullmatch(rf"(?:{_ERA}(?:元|\d{{1,2}})|\d{{4}})(?:年|{_SEP}\d{{1,2}}月?)?(?:頃|ごろ)?", text):
        return _PART
    return _SHAPE
