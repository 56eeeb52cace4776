"""Letters: which exist, what they may know, and how they become documents.

A letter is one whole natural text per kind and locale (``templates/<kind>/<locale>.txt.jinja``)
that sets ``subject`` and ``revision`` at its top. Its context is the flat :class:`Letter`; values
arrive raw and are formatted by filters bound to the letter's locale. The rendered body is text
with a few marks, which ``as_text`` and ``typeset`` show alike:

``# `` title line, ``## `` heading, ``- `` list item, ``1. `` numbered item, blank line between
paragraphs, and rows of a table as lines whose cells are divided by TAB, the header row first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dispute_assistant.money import Money


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One row of the timeline as a letter shows it."""

    at: date | datetime
    """A datetime where the source gave a time, else the day alone."""
    place: str
    text: str
    """The source's own words."""
    status: str
    """Status id; the filter ``meaning`` says it in the letter's language."""
    carrier: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything a letter may say; empty text or None means that it is not known."""

    today: date
    buyer_name: str
    buyer_address: tuple[str, ...] = ()
    buyer_contact: str = ""
    seller_name: str = ""
    marketplace: str = ""
    order_number: str = ""
    ordered_on: date | None = None
    item: str = ""
    amount: Money | None = None
    shipping: Money | None = None
    tracking_number: str = ""
    origin: str = ""
    """ISO 3166 code; the filter ``country`` names it."""
    destination: str = ""
    scans: tuple[Scan, ...] = ()
    last_scan: Scan | None = None
    customs_scan: Scan | None = None
    """The scan on which the letter's main statement rests."""
    first_customs_scan: Scan | None = None
    silent_days: int | None = None
    """Days without any scan, counted to ``today``; None where the history has no date."""
    grounds: tuple[str, ...] = ()
    """Rule ids of the findings that are certain or likely, main one first: each has a macro in
    ``templates/grounds``."""
    responsible: str = "unknown"
    """seller, buyer, carrier, nobody or unknown."""
    verdict: str = "none"
    """Outcome of the customs story, see ``tracking.events.Verdict``."""
    outcome: str = "open"
    """What became of the parcel: open, refused, returning, returned, seized, destroyed, lost."""
    talks: str = "not_started"
    talks_since: date | None = None
    settle_less_shipping: bool = False
    reply_by: date | None = None
    """Day until which the seller is asked to answer."""
    protection_end: date | None = None
    customs_said: str = ""
    """What customs, the post or the courier told the buyer (``case.Said``), or empty."""
    customs_said_on: date | None = None
    office: str = ""
    """Customs office or exchange place that holds or held the parcel, as scans or buyer name it."""
    authority_name: str = ""
    """Name of the authority in its own language."""
    authority_address: tuple[str, ...] = ()
    customs_asked: bool = False
    """A customs request goes out with or before this letter."""
    enclosures: tuple[str, ...] = ()
    """Ids of what is attached: tracking_history, order_page, payment_proof, customs_answer."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One letter ready to be shown: frame and body in one language."""

    kind: str
    locale: str
    title: str
    """For the metadata of the file."""
    formal: bool
    """Letter frame with addresses, date and signature, or a plain message."""
    copy_note: str = ""
    """Mark of a copy for the buyer, or empty."""
    sender: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    dateline: str = ""
    subject: str = ""
    body: str = ""
    enclosures: tuple[str, ...] = ()
    signature: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Words of the frame in the letter's language: ``page``, ``enclosures``, ``signature``..."""
    paper: str = "A4"
    created: date
