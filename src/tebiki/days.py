"""Counting days as Japanese administrative practice counts them. Every day is handed in; there is no clock here."""

from calendar import monthrange
from datetime import date, timedelta


def birthday_in(year: int, born: date) -> date:
    """The birthday of someone born on `born` in `year`.

    Born on 29 February: 28 February in other years (unverified: confirm before a date hangs on it).
    """
    if (born.month, born.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 2, 28)
    return date(year, born.month, born.day)


def age_on(day: date, born: date) -> int:
    """Completed years of age on `day`; the age changes on the birthday itself. Negative before birth."""
    return day.year - born.year - (day < birthday_in(day.year, born))


def nth_birthday_after(day: date, born: date, n: int) -> date:
    """The n-th birthday (n >= 1) strictly after `day`; a birthday on the day itself does not count."""
    first = day.year if birthday_in(day.year, born) > day else day.year + 1
    return birthday_in(first + n - 1, born)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day number `months` later (earlier if negative), or that month's last day where it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_school_day(born: date) -> date:
    """31 March after the 15th birthday: the last day on which a person counts as 中学生以下.

    Source: 学校教育法 17条 (the school year in which 15 is reached); a child born on 1 April is 15 the day before
    in law, so its school year ends a year earlier.
    """
    fifteen = birthday_in(born.year + 15, born)
    reached = fifteen - timedelta(days=1) if (born.month, born.day) == (4, 1) else fifteen
    year = reached.year if reached <= date(reached.year, 3, 31) else reached.year + 1
    return date(year, 3, 31)
