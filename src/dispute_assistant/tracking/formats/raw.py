"""What a reader finds in a source, before anything is classified."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from dispute_assistant.dates import Order
from dispute_assistant.messages import Message, say

LONGEST_TEXT = 400
"""No carrier says more of one scan; what is longer is a page's own reading matter."""

Known = Callable[[str], bool]
"""Says whether a wording is in the vocabulary. Readers ask it for one purpose only: to tell the
text of a scan from its place where the layout of a paste leaves both readings open."""


class Entry(Struct, frozen=True, kw_only=True):
    """The words of one entry, told apart."""

    text: str
    place: str = ""
    detail: str = ""


class RawEvent(Struct, frozen=True, kw_only=True):
    """One entry of a history, in the words of its source."""

    at: datetime | None
    """Local time of the place; aware only when the source gave an offset; None if undated."""
    has_time: bool = True
    text: str
    detail: str = ""
    """Further wording on the same scan: a remark, an exception, a second line."""
    place: str = ""
    country: str = ""
    """As the source writes it: a code or a name."""
    carrier: str = ""
    code: str = ""
    code_source: str = ""
    """Which code list ``code`` belongs to."""
    forecast: bool = False
    """True for what is only expected to happen."""


class RawParcel(Struct, frozen=True, kw_only=True):
    """The entries of one parcel in one source."""

    numbers: tuple[str, ...] = ()
    """Tracking numbers, the parcel's own first."""
    carrier: str = ""
    origin: str = ""
    """Country code or name, as the source writes it."""
    destination: str = ""
    headline: str = ""
    """The status that the source shows above the entries."""
    events: tuple[RawEvent, ...] = ()
    """In the order of the source."""
    layout: str = ""
    """Name of the format that was recognised."""
    source: str = ""
    """Which paste, file or provider it came from."""
    notes: tuple[Message, ...] = ()


def order_notes(order: Order) -> tuple[Message, ...]:
    """Return what must be said when nothing in a history tells the day from the month."""
    if order is not Order.AMBIGUOUS:
        return ()
    return (
        say(
            "The dates can be read with the day or the month first. They were read with the day "
            "first. Check one of them."
        ),
    )
