"""Random buyers: any answers together, on the path or off it, with a history of any scans.

The scans have invented wordings whose meaning the case file states, so that no test here depends
on what the vocabulary happens to know.
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st

from dispute_assistant import choices, interview, reference
from dispute_assistant.case import MEANINGS, UNKNOWN, Answers, Demand, Kind, Said, Shown, Talks
from dispute_assistant.money import Money
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Status

ON = date(2026, 11, 23)
NUMBER = "RB007000019CN"

MANY = settings(max_examples=10 * settings().max_examples)
"""1,000 cases a day, 20,000 in ``./check --all``."""

STATUSES = tuple(status for status in Status if status is not Status.UNKNOWN)
WORDINGS: dict[Status, str] = {status: f"Qx{n:02}v" for n, status in enumerate(STATUSES)}
"""Wording of a scan for every status; no language has such words."""


def history(*scans: tuple[date, Status], number: str = NUMBER) -> str:
    """Return the text of a history with ``scans``; an unknown status has an unknown wording."""
    lines = [f"{day} 09:00 {WORDINGS.get(status, 'Zzyzx')}" for day, status in reversed(scans)]
    return "\n".join([f"Number: {number}"] * bool(number) + lines)


MEANT = {MEANINGS: {wording: status.value for status, wording in WORDINGS.items()}}
"""What the wordings mean, as a case file states it."""


def situation(answers: Answers, on: date = ON, language: str = "en") -> Situation:
    """Return what follows from the answers on the path, as every command does."""
    return Situation(interview.prune({**MEANT, **answers}, on, language), on, language)


@st.composite
def _histories(draw: st.DrawFn) -> str:
    statuses = draw(st.lists(st.sampled_from(Status), max_size=6))
    gaps = draw(st.lists(st.integers(0, 9), min_size=6, max_size=6))
    days = [ON - timedelta(days=sum(gaps[n:])) for n in range(len(statuses))]
    number = draw(st.sampled_from((NUMBER, NUMBER, "")))
    return history(*zip(days, statuses, strict=True), number=number) if statuses else ""


def _days(first: int, last: int) -> st.SearchStrategy[object]:
    days = tuple(ON + timedelta(days=n) for n in range(first, last + 1))
    return st.sampled_from((UNKNOWN, *days))


def _any_of(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


_YES_NO = _any_of("yes", "no")
TRIAGE: dict[str, st.SearchStrategy[object]] = {
    "order.marketplace": _any_of("other", *reference.marketplace_ids()),
    "tracking.history": _histories(),
    "tracking.meaning": _any_of(UNKNOWN, *(choice.value for choice in choices.MEANING)),
    "parcel.shown": _any_of(*Shown),
    "parcel.received": _YES_NO,
    "parcel.destination": _any_of("RU", "DE", "US", "BR", "KZ", "TR", *reference.countries(), "XK"),
    "customs.said": _any_of(*Said),
    "customs.said_on": _days(-30, 0),
    "customs.demand": _any_of(*Demand),
    "customs.personal_use": _YES_NO,
    "order.ordered_on": _days(-200, -1),
    "order.protection_end": _days(-9, 60),
    "order.extended_until": _days(-9, 90),
    "talks.state": _any_of(*Talks),
    "talks.since": _days(-20, 0),
    "papers.wanted": _any_of((), *((kind,) for kind in Kind), tuple(Kind)),
    "order.item": _any_of(
        "Desk lamp", "Air rifle 4.5 mm", "Шапка из меха", "海洛因", "Kabel USB-C"
    ),
    "customs.office": _any_of("", "102975 Москва"),
    "order.note": _any_of("", "The seller changed the carrier."),
    "order.seller": _any_of("", "Audio Store"),
    "order.shipping": _any_of(UNKNOWN, Money(Decimal("3.40"), "USD")),
    "remedy.settle": _any_of("full", "less_shipping"),
    "buyer.contact": _any_of("", "+7 900 000-00-00"),
}
"""Answers that decide something, by question key."""
DETAILS: dict[str, object] = {
    "order.marketplace_name": "Basar am Eck",
    "parcel.tracking_number": "LX123456785HK",
    "order.number": "8190000000000017",
    "order.amount": Money(Decimal("25.90"), "USD"),
    "buyer.name": "Анна Морозова",
    "buyer.address": "ул. Садовая, д. 5\n443001 Самара",
}
"""Answers that papers need and no rule looks at."""

CASES = st.fixed_dictionaries(
    {"tracking.history": TRIAGE["tracking.history"]},
    optional={key: values for key, values in TRIAGE.items() if key != "tracking.history"},
).map(lambda answers: {**DETAILS, **answers})
"""Answers of any buyer; any of those that decide may be missing."""
COMPLETE = st.fixed_dictionaries(TRIAGE).map(lambda answers: {**DETAILS, **answers})
"""Answers of any buyer, every question answered."""
DAYS = st.integers(0, 40).map(lambda n: ON + timedelta(days=n))


@cache
def trusted_sources() -> frozenset[str]:
    """Return the ids of all sources but those on which only something unverified rests."""
    good: set[str] = set()
    doubtful: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "confidence" in value:
                found = doubtful if value["confidence"] == "unverified" else good
                found.update(value.get("sources", ()))
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                walk(inner)

    for path in reference.DATA.rglob("*.toml"):
        if path.parent.name != "tracking":
            walk(tomllib.loads(path.read_text("utf-8")))
    return frozenset(set(reference.sources()) - (doubtful - good))
