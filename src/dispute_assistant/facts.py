"""What a fact is: a value with its sources, its confidence and, for numbers of law, its dates.

Where it stands in the flow: ``records`` builds marketplaces and authorities from these parts and
``reference`` reads them from ``data/``. Every fact has a :class:`Confidence` and its sources, and
``usable`` is false for what nobody confirmed: such facts never reach a paper or a deadline. A fact
that breaks a rule of its class raises ``ValueError``, which ``reference.load`` turns into an error
with file and key.
"""

from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct, field

from dispute_assistant.errors import DataError

T = TypeVar("T")


class Confidence(StrEnum):
    """How well a fact is known."""

    VERIFIED = "verified"
    """An official or primary text was seen."""
    REPORTED = "reported"
    """A secondary source was seen; a deadline says "check the date on your order page"."""
    UNVERIFIED = "unverified"
    """General knowledge or one weak source; never printed."""


class Sourced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact comes from and how far it can be trusted."""

    confidence: Confidence
    sources: tuple[str, ...] = ()
    """Ids in ``sources.toml``; at least one unless the fact is unverified."""
    note: str = ""
    """What a reader of the fact should know; English, for advice, never for a letter."""
    contradicted_by: tuple[str, ...] = ()
    """Ids of sources that say otherwise."""

    def __post_init__(self) -> None:
        if self.confidence is not Confidence.UNVERIFIED and not self.sources:
            msg = f"a {self.confidence} fact needs a source"
            raise ValueError(msg)

    @property
    def usable(self) -> bool:
        """True when the fact may appear in advice, plan or paper."""
        return self.confidence is not Confidence.UNVERIFIED


class Fact(Sourced, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sourced value."""

    value: T


class Note(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sourced statement in words, shown to the user as advice."""

    id: str
    text: str
    """English; translated through the catalogs."""
    fits: tuple[str, ...] = ()
    """Rules of the diagnosis that it speaks of; empty for all."""


class SourceKind(StrEnum):
    """What a source is."""

    OFFICIAL = "official"
    LAW = "law"
    API_DOCS = "api_docs"
    MIRROR = "mirror"
    """A copy of an official page on another site."""
    GUIDE = "guide"
    SELLER_GUIDE = "seller_guide"
    VENDOR_DOCS = "vendor_docs"
    NEWS = "news"
    PUBLIC_CODE = "public_code"


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page or text that facts were read from."""

    title: str
    url: str
    kind: SourceKind
    age: str
    """Date or period of the text; "undated" where it has none; "c." marks an estimate."""
    read: date
    """Day on which it was read."""
    complete: bool = True
    """False when the address is only a host or a fragment: such an address is never printed."""


class DayType(StrEnum):
    """How days of a term are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class ParameterValue(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a parameter was from a certain day on."""

    since: date
    about: bool = False
    """True when the sources give no exact first day, only a year, a month or "now"."""
    value: int | tuple[int, ...] | None = None
    ended: bool = False
    """True for a closing row: from ``since`` on there is no value."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ended == (self.value is not None):
            msg = "a row has either a value or ended = true"
            raise ValueError(msg)

    @property
    def number(self) -> int:
        """The value of a parameter that is one number; DataError when it ended or is a list."""
        if not isinstance(self.value, int):
            msg = f"the value since {self.since} is not one number"
            raise DataError(msg)
        return self.value


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number set by law, policy or habit, with its history."""

    description: str
    unit: str
    """``days``, ``hours``, ``months``, ``percent``, ``month numbers`` or a currency code."""
    values: tuple[ParameterValue, ...]
    """Oldest first."""
    our_reading: bool = False
    """True when the value is this project's reading of its source, not the source's own figure."""

    def __post_init__(self) -> None:
        days = [row.since for row in self.values]
        if not days or days != sorted(set(days)):
            msg = "rows must be there and dated in ascending order"
            raise ValueError(msg)

    def known_at(self, day: date) -> ParameterValue | None:
        """Newest row not after ``day``, or None before the first."""
        return next((row for row in reversed(self.values) if row.since <= day), None)

    def at(self, day: date) -> ParameterValue:
        """Newest row not after ``day``; DataError before the first."""
        if row := self.known_at(day):
            return row
        msg = f"nothing is known for {day}, before {self.values[0].since}: {self.description}"
        raise DataError(msg)


class Anchor(StrEnum):
    """The day from which a window is counted."""

    SHIPMENT = "shipment"
    PURCHASE = "purchase"
    PAYMENT = "payment"
    TRANSACTION = "transaction"
    TRACKING_GIVEN = "tracking_given"
    DELIVERY_TIME_END = "delivery_time_end"
    RECEIPT = "receipt"
    RECEIPT_OR_DELIVERY_TIME_END = "receipt_or_delivery_time_end"
    ESTIMATED_DELIVERY = "estimated_delivery"
    LATEST_ESTIMATED_DELIVERY = "latest_estimated_delivery"
    ESTIMATED_OR_ACTUAL_DELIVERY = "estimated_or_actual_delivery"
    HELP_REQUEST_AFTER_ESTIMATED_DELIVERY = "help_request_after_estimated_delivery"
    PROCESSING = "processing"
    """Day on which the card payment was processed."""
    PROCESSING_OR_RETURN = "processing_or_return"
    PROCESSING_OR_EXPECTED_DELIVERY = "processing_or_expected_delivery"
    DISPUTE_OPENED = "dispute_opened"
    MEDIATION_OPENED = "mediation_opened"
    DECISION = "decision"


class Window(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calendar days after an anchor on which something opens or closes."""

    anchor: Anchor
    days: int | None = None
    by_country: dict[str, int] = field(default_factory=dict)
    """Days by ISO country of the buyer, where they differ; they go before ``days``."""
    by_shipping: dict[str, int] = field(default_factory=dict)
    """Days by way of shipping: ``express``, ``ems_epacket``, ``post``."""
    other_days: int | None = None
    """The figure of the sources in ``contradicted_by``."""
    cap_days: int | None = None
    """Not later than this many days after ``cap_anchor``."""
    cap_anchor: Anchor | None = None

    @property
    def usable(self) -> bool:
        """True when days are known and confirmed at least by report."""
        known = self.days is not None or bool(self.by_country) or bool(self.by_shipping)
        return known and self.confidence is not Confidence.UNVERIFIED

    def days_for(self, country: str = "", shipping: str = "") -> int | None:
        """Days for this buyer; None when not known or not confirmed.

        Where only third parties report the figure and another one contradicts it, the smaller
        counts, so that a day called safe is safe by both.
        """
        if not self.usable:
            return None
        days = self.by_country.get(country, self.by_shipping.get(shipping, self.days))
        if days is None or self.other_days is None or self.confidence is Confidence.VERIFIED:
            return days
        return min(days, self.other_days)


class Term(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a step takes: one figure or a range."""

    days: int | None = None
    min_days: int | None = None
    max_days: int | None = None
    day_type: DayType = DayType.CALENDAR

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days is None and self.max_days is None:
            msg = "a term needs days or max_days"
            raise ValueError(msg)

    @property
    def longest(self) -> int:
        """The figure, or the upper end of the range."""
        return self.days if self.days is not None else self.max_days or 0
