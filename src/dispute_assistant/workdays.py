"""Days counted as a rule counts them: all days, or working days without public holidays.

The holidays come from the library ``holidays``, an extra that is loaded only where a law counts
working days. It is optional on purpose: of the customs laws on record few count so, and the
library is large. Without it, or for a country that it does not know, Monday to Friday count, and
whoever shows such a day says so: holidays can only make the true day later, and the last safe day
earlier.

>>> after(date(2026, 11, 20), 3, working=True)
datetime.date(2026, 11, 25)
>>> before(date(2026, 11, 25), 3, working=True)
datetime.date(2026, 11, 22)
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)


def after(start: date, days: int, *, working: bool = False, country: str = "") -> date:
    """Return the day that lies ``days`` after ``start``.

    ``country`` (ISO code) is the one whose holidays and weekends count.
    """
    if not working:
        return start + timedelta(days=days)
    is_working = _calendar(country) or _is_weekday
    day = start
    while days:
        day += _DAY
        days -= is_working(day)
    return day


def before(end: date, days: int, *, working: bool = False, country: str = "") -> date:
    """Return the latest day from which ``days`` are over by ``end``: the inverse of ``after``."""
    if not working:
        return end - timedelta(days=days)
    is_working = _calendar(country) or _is_weekday
    day = end
    while days:
        days -= is_working(day)
        day -= _DAY
    return day


def knows_holidays(country: str) -> bool:
    """Tell whether the public holidays of ``country`` are counted here."""
    return _calendar(country) is not None


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


@cache
def _calendar(country: str) -> Callable[[date], bool] | None:
    if not country:
        return None
    try:
        import holidays

        return holidays.country_holidays(country).is_working_day
    except (ImportError, NotImplementedError):
        return None
