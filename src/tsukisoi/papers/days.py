"""Times as paper says them: the twelve-hour clock, beside the days of ui.wareki."""

from datetime import date, datetime


def common(day: date) -> str:
    """2026年11月23日"""
    return f"{day.year}年{day.month}月{day.day}日"


def clock(moment: datetime) -> str:
    """午後1時20分: papers that residents read keep the twelve-hour clock."""
    half = "午前" if moment.hour < 12 else "午後"
    return f"{half}{moment.hour % 12}時{moment.minute:02d}分"
