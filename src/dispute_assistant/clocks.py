"""Days by the clocks of two places: when a day of the marketplace ends where the buyer lives.

An order page counts in the time zone of its marketplace. Where the buyer's clock is behind it, the
last day is over there while it still runs here, so one day less is safe. The clocks of a country
come from the tz database (``zone.tab``); a country of several clocks is judged by the one that is
furthest behind.

>>> ends_early(date(2026, 12, 15), "America/Los_Angeles", "RU")
False
>>> ends_early(date(2026, 12, 15), "Asia/Shanghai", "BR")
True
>>> [f"{moment:%d %H:%M}" for moment in local_ends(date(2026, 12, 15), "Asia/Shanghai", "DE")]
['15 17:00']
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dispute_assistant.tables import kept


@lru_cache(maxsize=1024)
def local_ends(day: date, zone: str, country: str) -> tuple[datetime, ...]:
    """Return when ``day`` of ``zone`` ends by the clocks of ``country``, earliest first.

    Empty for a country without clocks on record.
    """
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    moments = {end.astimezone(ZoneInfo(own)).replace(tzinfo=None) for own in _zones(country)}
    return tuple(sorted(moments))


def ends_early(day: date, zone: str, country: str) -> bool:
    """Tell whether ``day`` of ``zone`` is over before it is over everywhere in ``country``."""
    first = next(iter(local_ends(day, zone, country)), None)
    return first is not None and first.date() <= day


@kept
def _zones(country: str) -> tuple[str, ...]:
    from importlib import resources

    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)
