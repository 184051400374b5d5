"""Days as people in Japan write and read them: era years beside the common era. Pure functions, no clock.

`gettext_noop` marks the sentences of refusal for translation; it returns them as they stand.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import jpholiday
from django.utils.translation import gettext_noop

WEEKDAYS = "月火水木金土日"
KANJI_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its Japanese name, its one-letter abbreviation, its name in English and its first day."""

    name: str
    letter: str
    english: str
    since: date


# First days: 太政官布告 (明治), 大正・昭和改元の詔書, 元号法に基づく政令 (平成 1989-01-08, 令和 2019-05-01).
# Japan counted by another calendar before 1873; nobody supported here was born then.
ERAS = (
    Era("令和", "R", "Reiwa", date(2019, 5, 1)),
    Era("平成", "H", "Heisei", date(1989, 1, 8)),
    Era("昭和", "S", "Showa", date(1926, 12, 25)),
    Era("大正", "T", "Taisho", date(1912, 7, 30)),
    Era("明治", "M", "Meiji", date(1873, 1, 1)),
)
MEIJI_FIRST_YEAR = 1868


def era_of(day: date) -> Era | None:
    """The era that `day` lies in; None before 1873."""
    return next((era for era in ERAS if day >= era.since), None)


def first_year(era: Era) -> int:
    """The common-era year that is the first year (元年) of `era`."""
    return MEIJI_FIRST_YEAR if era.letter == "M" else era.since.year


def year(day: date) -> str:
    """令和8年（2026年）; the first year is 元年; before 1873 only the common era."""
    era = era_year(day)
    return f"{era}（{day.year}年）" if era else f"{day.year}年"


def era_year(day: date) -> str:
    """令和8年; empty before 1873."""
    era = era_of(day)
    if era is None:
        return ""
    number = day.year - first_year(era) + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def plain(day: date) -> str:
    """昭和6年（1931年）2月3日: for births and for papers."""
    return f"{year(day)}{day.month}月{day.day}日"


def narrow(day: date) -> str:
    """昭和6年2月3日: where there is no room for both years."""
    return f"{era_year(day) or year(day)}{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """（月・祝）: the day of the week, and whether it is a national holiday."""
    return f"（{WEEKDAYS[day.weekday()]}{'・祝' if jpholiday.is_holiday(day) else ''}）"


def full(day: date) -> str:
    """令和8年（2026年）11月23日（月・祝）: for titles and deadlines."""
    return plain(day) + weekday(day)


def short(day: date, today: date) -> str:
    """11月25日（水）; with its year, 2027年1月8日（金）, when that is not the year of `today`."""
    head = "" if day.year == today.year else f"{day.year}年"
    return f"{head}{day.month}月{day.day}日{weekday(day)}"


def english(day: date) -> str:
    """Mon 23 November 2026 (Reiwa 8, holiday)."""
    era = era_of(day)
    notes = [f"{era.english} {day.year - first_year(era) + 1}"] if era else []
    notes += ["holiday"] if jpholiday.is_holiday(day) else []
    head = f"{day:%a} {day.day} {day:%B} {day.year}"
    return f"{head} ({', '.join(notes)})" if notes else head


def english_short(day: date, today: date) -> str:
    """Wed 25 November; with its year where that is not the year of `today`."""
    head = f"{day:%a} {day.day} {day:%B}"
    return head if day.year == today.year else f"{head} {day.year}"


def age(born: date, on: date) -> int:
    """Completed years on a day; the age changes on the birthday. Born on 29 February: on the 28th in other years."""
    try:
        birthday = born.replace(year=on.year)
    except ValueError:
        birthday = date(on.year, 2, 28)
    return on.year - born.year - (on < birthday)


NUMBER = r"([0-9]{1,4}|[〇零元一二三四五六七八九十]{1,5})"
WRITTEN = re.compile(
    rf"^(?:(明治|大正|昭和|平成|令和|[MTSHR明大昭平令])\.?)?{NUMBER}(?:年|[./-]){NUMBER}(?:月|[./-]){NUMBER}日?$"
)
EIGHT_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
NOTES = re.compile(r"[（(][^（()）]*[)）]")


def parse(text: str) -> date:
    """Read a day as people write it: 昭和6年2月3日, S6.2.3, 1931/2/3, 令和8年（2026年）11月23日（月）.

    An era year past the end of its era (平成35年, as old papers print) is counted on; a day before the first day of
    its era is refused. Raises ValueError with a sentence in Japanese where the text is not one certain day.
    """
    plain_text = re.sub(r"\s", "", NOTES.sub("", unicodedata.normalize("NFKC", text)))
    plain_text = plain_text.upper().replace("‐", "-").replace("−", "-").replace("・", ".")
    if match := EIGHT_DIGITS.match(plain_text):
        return _day(*(int(part) for part in match.groups()))
    match = WRITTEN.match(plain_text)
    if not match:
        raise ValueError(gettext_noop("日にちとして読めません。"))
    era_name, *numbers = match.groups()
    year_number, month, day = (_number(part) for part in numbers)
    return _in_era(era_name, year_number, month, day) if era_name else _common(year_number, month, day)


def _common(year_number: int, month: int, day: int) -> date:
    if year_number < 1000:
        raise ValueError(gettext_noop("元号か、4けたの西暦で入れてください。"))
    return _day(year_number, month, day)


def _in_era(name: str, year_number: int, month: int, day: int) -> date:
    era = next(era for era in ERAS if name in (era.name, era.name[0], era.letter))
    if not 1 <= year_number <= 99:
        raise ValueError(gettext_noop("元号の年は、元年（1年）から99年までです。"))
    found = _day(first_year(era) + year_number - 1, month, day)
    if found < era.since:
        raise ValueError(gettext_noop("その元号が始まる前の日です。"))
    return found


def _day(year_number: int, month: int, day: int) -> date:
    try:
        return date(year_number, month, day)
    except ValueError:
        raise ValueError(gettext_noop("暦にない日です。")) from None


def _number(text: str) -> int:
    """Digits, or kanji numbers written with or without 十 (十五, 二〇二六)."""
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return int("".join(str(KANJI_DIGITS[sign]) for sign in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(gettext_noop("日にちとして読めません。"))
    return KANJI_DIGITS.get(tens, 1) * 10 + KANJI_DIGITS.get(ones, 0)
