"""The case: who bought what from whom, which parcel, what was said, what is wanted.

``build`` is the only place that knows both question keys and fields. It never fails: what was not
answered, or honestly answered "I don't know", is None or empty here.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, StrEnum
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from dispute_assistant.log import Entry, Standing, Talks, standing
from dispute_assistant.money import Money

__all__ = [
    "HISTORIES",
    "LOG",
    "MEANINGS",
    "UNASKED",
    "UNKNOWN",
    "Answers",
    "Buyer",
    "Case",
    "Customs",
    "Demand",
    "Kind",
    "Order",
    "Said",
    "Shown",
    "Talks",
    "Unknown",
    "as_of",
    "build",
]

T = TypeVar("T")


class Unknown(Enum):
    """The honest answer "I don't know": stored, and never the same as no answer."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

Answers = Mapping[str, object]
"""Typed values by question key: str, date, Money, tuple of str, or UNKNOWN; and the UNASKED."""

HISTORIES = "tracking.histories"
"""Further histories, a tuple of texts, that a case file may hold."""
MEANINGS = "meanings"
"""Wording of a scan to the status it stands for, as the buyer explained it."""
LOG = "log"
"""What happened in the case, a tuple of ``log.Entry``."""
UNASKED = (HISTORIES, MEANINGS, LOG)
"""Answers that no question asks in turn."""


class Kind(StrEnum):
    """The three kinds of document."""

    SELLER_MESSAGE = "seller_message"
    DISPUTE_JUSTIFICATION = "dispute_justification"
    CUSTOMS_REQUEST = "customs_request"


class Shown(StrEnum):
    """What the order page shows, for a buyer who has no history to paste."""

    ERROR = "error"
    HELD = "held"
    IN_PROCESS = "in_process"
    RETURNING = "returning"
    OTHER = "other"


class Said(StrEnum):
    """What customs, the post or the courier told the buyer, apart from the tracking."""

    NOTHING = "nothing"
    DATA_ASKED = "data_asked"
    DUTY_ASKED = "duty_asked"
    PAPERS = "papers"
    VALUE = "value"
    COUNTERFEIT = "counterfeit"
    PROHIBITED = "prohibited"
    COMMERCIAL = "commercial"
    TERM_PASSED = "term_passed"
    NO_REASON = "no_reason"


class Demand(StrEnum):
    """How far the buyer is with what customs asked of them."""

    MET = "met"
    NOT_YET = "not_yet"
    NEVER_REACHED_ME = "never_reached_me"


class Order(Struct, frozen=True, kw_only=True):
    """The purchase on the marketplace."""

    marketplace: str = ""
    """Id of a marketplace record, or ``other``."""
    marketplace_name: str = ""
    """As the buyer calls it, when it is not among the records."""
    number: str = ""
    ordered_on: date | None = None
    amount: Money | None = None
    """Paid in all, shipping included."""
    shipping: Money | None = None
    protection_end: date | None = None
    """Last day of buyer protection as the order page shows it."""
    extended_until: date | None = None
    """Last day after the seller extended the protection; beats ``protection_end``."""
    item: str = ""
    seller: str = ""


class Buyer(Struct, frozen=True, kw_only=True):
    """The person who bought and who signs."""

    name: str = ""
    address: tuple[str, ...] = ()
    contact: str = ""


class Customs(Struct, frozen=True, kw_only=True):
    """What passed between the buyer and customs, the post or the courier."""

    said: Said | None = None
    said_on: date | None = None
    demand: Demand | None = None
    personal_use: bool = False
    """The buyer says that the goods are for themselves or their family."""
    office: str = ""
    """Customs office or exchange place that the buyer names."""


class Case(Struct, frozen=True, kw_only=True):
    """Everything the rules and the papers may know."""

    destination: str = ""
    """ISO 3166 code of the country the parcel was sent to."""
    histories: tuple[str, ...] = ()
    """Tracking histories as pasted or read from files."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What the buyer said that an unknown wording means: wording to status."""
    newest_means: str = ""
    """Status that the buyer gives to the newest entry, where its wording is not known."""
    tracking_number: str = ""
    received: bool | None = None
    """Whether the buyer has the parcel, asked where the history says so; None if not asked."""
    shown: Shown | None = None
    order: Order = field(default_factory=Order)
    buyer: Buyer = field(default_factory=Buyer)
    customs: Customs = field(default_factory=Customs)
    talks: Talks | None = None
    talks_since: date | None = None
    """Day of the buyer's first message to the seller; of the oldest one without an answer, where
    they wait for one."""
    settle_less_shipping: bool = False
    """The buyer would settle for a refund less the shipping cost."""
    papers: tuple[Kind, ...] | None = None
    """Papers asked for; None leaves the choice to the plan."""
    note: str = ""
    """A further fact in the buyer's own words, for the dispute."""
    log: tuple[Entry, ...] = ()
    """What happened, by day."""
    standing: Standing = field(default_factory=Standing)
    """What follows from the log on the day of the advice, see :func:`as_of`."""

    @property
    def last_protected_day(self) -> date | None:
        """Last day of protection known from the buyer, an extension first."""
        return self.order.extended_until or self.order.protection_end


def build(answers: Answers) -> Case:
    """Return the case that ``answers`` describe; UNKNOWN and missing answers become None."""
    given = _Given(answers)
    history = given.text("tracking.history")
    papers = given.value("papers.wanted", tuple)
    return Case(
        destination=given.text("parcel.destination"),
        histories=(*((history,) if history else ()), *(given.value(HISTORIES, tuple) or ())),
        meanings=given.value(MEANINGS, dict) or {},
        newest_means=given.text("tracking.meaning"),
        tracking_number=given.text("parcel.tracking_number"),
        received={"yes": True, "no": False}.get(given.text("parcel.received")),
        shown=given.choice("parcel.shown", Shown),
        order=_order(given),
        buyer=Buyer(
            name=given.text("buyer.name"),
            address=tuple(given.text("buyer.address").splitlines()),
            contact=given.text("buyer.contact"),
        ),
        customs=Customs(
            said=given.choice("customs.said", Said),
            said_on=given.value("customs.said_on", date),
            demand=given.choice("customs.demand", Demand),
            personal_use=given.text("customs.personal_use") == "yes",
            office=given.text("customs.office"),
        ),
        talks=given.choice("talks.state", Talks),
        talks_since=given.value("talks.since", date),
        settle_less_shipping=given.text("remedy.settle") == "less_shipping",
        papers=None if papers is None else tuple(Kind(p) for p in papers),
        note=given.text("order.note"),
        log=given.value(LOG, tuple) or (),
    )


def as_of(case: Case, on: date) -> Case:
    """Return the case as it stands on the day ``on``: later entries of its log do not count yet.

    What the log tells of the talks and of an extension goes before what the interview told.
    """
    now = standing(case.log, on, told=case.talks, since=case.talks_since)
    unanswered = now.asked_on if now.talks is Talks.NO_ANSWER else None
    return replace(
        case,
        log=tuple(sorted((e for e in case.log if e.day <= on), key=lambda e: e.day)),
        standing=now,
        talks=now.talks,
        talks_since=unanswered or now.written_on,
        order=replace(case.order, extended_until=now.extended_until or case.order.extended_until),
    )


def _order(given: "_Given") -> Order:
    return Order(
        marketplace=given.text("order.marketplace"),
        marketplace_name=given.text("order.marketplace_name"),
        number=given.text("order.number"),
        ordered_on=given.value("order.ordered_on", date),
        amount=given.value("order.amount", Money),
        shipping=given.value("order.shipping", Money),
        protection_end=given.value("order.protection_end", date),
        extended_until=given.value("order.extended_until", date),
        item=given.text("order.item"),
        seller=given.text("order.seller"),
    )


class _Given(Struct, frozen=True):
    """The answers, read by type: one of another type counts as not given."""

    answers: Answers

    def value(self, key: str, kind: type[T]) -> T | None:
        value = self.answers.get(key)
        return value if isinstance(value, kind) else None

    def text(self, key: str) -> str:
        return self.value(key, str) or ""

    def choice(self, key: str, kind: Callable[[str], T]) -> T | None:
        value = self.text(key)
        return kind(value) if value else None
