"""Days and times as paper says them: the Japanese era beside the common year, the twelve-hour clock."""

from datetime import date, datetime

WEEKDAYS = "月火水木金土日"
# First day of each era (元号法, and before it 皇室典範): an era's first day already counts to it.
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)


def era_year(day: date) -> str:
    """令和8年; 令和元年 for the first year of an era; the common year before 1868."""
    for first, name in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def birth(day: date) -> str:
    """昭和14年（1939年）3月3日"""
    return f"{era_year(day)}（{day.year}年）{day.month}月{day.day}日"


def full(day: date) -> str:
    """令和8年（2026年）11月23日（月）"""
    return f"{birth(day)}（{WEEKDAYS[day.weekday()]}）"


def common(day: date) -> str:
    """2026年11月23日"""
    return f"{day.year}年{day.month}月{day.day}日"


def clock(moment: datetime) -> str:
    """午後1時20分: papers that residents read keep the twelve-hour clock."""
    half = "午前" if moment.hour < 12 else "午後"
    return f"{half}{moment.hour % 12}時{moment.minute:02d}分"
