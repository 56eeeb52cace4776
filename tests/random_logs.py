"""Random logs: any entries on any days, with the details that such entries may have."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from dispute_assistant.log import NEEDS_AMOUNT, NEEDS_UNTIL, TAKES_AMOUNT, UNTIL, Entry, EntryKind
from dispute_assistant.money import Money
from random_cases import ON

SUMS = tuple(
    Money(Decimal(text), code) for text in ("25.90", "22.50", "5") for code in ("USD", "EUR")
)


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(EntryKind))
    day = ON + timedelta(days=draw(st.integers(-25, 12)))
    until, amount = None, None
    if kind in NEEDS_UNTIL or (kind in UNTIL and draw(st.booleans())):
        until = day + timedelta(days=draw(st.integers(0, 60)))
    if kind in NEEDS_AMOUNT or (kind in TAKES_AMOUNT and draw(st.booleans())):
        amount = draw(st.sampled_from(SUMS))
    return Entry(day=day, kind=kind, until=until, amount=amount)


ENTRY = _entries()
LOGS: st.SearchStrategy[tuple[Entry, ...]] = st.lists(ENTRY, max_size=7).map(tuple)


def days_of(entries: tuple[Entry, ...]) -> list[date]:
    """Return the days of the entries, in their order."""
    return [entry.day for entry in entries]
