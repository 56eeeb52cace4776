"""The words of the postal trail: statuses, verdicts, events, timelines.

The 44 statuses and their order of stages follow the taxonomy compiled from the UPU EMSEVT list
and about 40 carrier vocabularies; the sources are named in ``data/tracking/statuses.toml``.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from dispute_assistant.messages import Message


class Status(StrEnum):
    """What happened to the parcel; ``UNKNOWN`` when the wording is not known."""

    INFO_RECEIVED = "info_received"
    ACCEPTED = "accepted"
    EXPORT_CUSTOMS = "export_customs"
    EXPORT_CUSTOMS_HELD = "export_customs_held"
    EXPORT_CUSTOMS_RELEASED = "export_customs_released"
    EXPORT_CUSTOMS_REFUSED = "export_customs_refused"
    EXPORT_SECURITY_REJECTED = "export_security_rejected"
    DEPARTED_ORIGIN = "departed_origin"
    IN_TRANSIT = "in_transit"
    TRANSIT_CUSTOMS = "transit_customs"
    ARRIVED_DESTINATION = "arrived_destination"
    IMPORT_CUSTOMS_PRESENTED = "import_customs_presented"
    IMPORT_CUSTOMS_PROCESSING = "import_customs_processing"
    IMPORT_CUSTOMS_HELD = "import_customs_held"
    IMPORT_CUSTOMS_INFO_REQUIRED = "import_customs_info_required"
    IMPORT_CUSTOMS_DUTY_DUE = "import_customs_duty_due"
    IMPORT_CUSTOMS_DUTY_PAID = "import_customs_duty_paid"
    IMPORT_CUSTOMS_DUTY_REFUSED = "import_customs_duty_refused"
    IMPORT_CUSTOMS_ERROR = "import_customs_error"
    IMPORT_CUSTOMS_REFUSED = "import_customs_refused"
    IMPORT_CUSTOMS_RETURNED = "import_customs_returned"
    IMPORT_CUSTOMS_RELEASED = "import_customs_released"
    IMPORT_CUSTOMS_SEIZED = "import_customs_seized"
    IMPORT_CUSTOMS_DESTROYED = "import_customs_destroyed"
    CUSTOMS_UNSPECIFIED = "customs_unspecified"
    CUSTOMS_RELEASED_UNSPECIFIED = "customs_released_unspecified"
    HELD_BY_CARRIER = "held_by_carrier"
    SORTING = "sorting"
    HANDED_TO_LOCAL_CARRIER = "handed_to_local_carrier"
    OUT_FOR_DELIVERY = "out_for_delivery"
    PICKUP_READY = "pickup_ready"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERY_REFUSED = "delivery_refused"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED_TO_SENDER = "returned_to_sender"
    LOST = "lost"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    CORRECTION = "correction"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Outcome of the customs story of a whole history."""

    NONE = "none"
    IN_PROCESS = "in_process"
    HELD = "held"
    INFO_REQUIRED = "info_required"
    DUTY_DUE = "duty_due"
    ERROR = "error"
    REFUSED = "refused"
    REFUSED_BY_BUYER = "refused_by_buyer"
    SUSPECTED_REFUSAL = "suspected_refusal"
    RETURNED = "returned"
    RELEASED = "released"
    SEIZED = "seized"
    DESTROYED = "destroyed"


class Event(Struct, frozen=True, kw_only=True):
    """One scan of a parcel as its source shows it, with our two readings of it."""

    at: datetime | None
    """Local time of the place; aware only when the source gave an offset; None if undated."""
    has_time: bool = True
    """False when the source gave the day alone."""
    text: str
    """The source's own words, in its own language."""
    place: str = ""
    country: str = ""
    """ISO 3166 code of the place where it is known."""
    carrier: str = ""
    """Carrier heading or slug of the source, as given."""
    source: str = ""
    """Which paste, file or provider it came from."""
    status: Status = Status.UNKNOWN
    """What happened."""
    reason: str = ""
    """Why, by whom: id of a retention reason (``invoice_missing``), or empty."""
    matched_by: str = ""
    """Which vocabulary record decided the status, for ``--explain``."""
    code: str = ""
    """The carrier's own event code, where the source gave one."""

    @property
    def day(self) -> date | None:
        """Day of the scan at its place."""
        return self.at.date() if self.at else None


class Contradiction(Struct, frozen=True, kw_only=True):
    """Two sources that cannot both be right."""

    what: Message
    first: Event
    second: Event
    relied_on: Event
    why: Message


class Timeline(Struct, frozen=True, kw_only=True):
    """All scans of one parcel, oldest first, and what follows from them."""

    events: tuple[Event, ...] = ()
    """Dated events in order; events without a date keep the place their source gave them."""
    tracking_number: str = ""
    other_numbers: tuple[str, ...] = ()
    """Further numbers in the sources: relabelled, or parcels left out (see ``notes``)."""
    carriers: tuple[str, ...] = ()
    origin: str = ""
    """ISO 3166 country code, or empty."""
    destination: str = ""
    verdict: Verdict = Verdict.NONE
    cause: Status | None = None
    """The customs status that explains the verdict when it differs from it."""
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[Message, ...] = field(default=())
    """What the reader should know about the sources: lines left out, several parcels, ..."""

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of the parcel, its own first."""
        return tuple(n for n in (self.tracking_number, *self.other_numbers) if n)

    @property
    def at_destination(self) -> tuple[Event, ...]:
        """Scans from the first one on that shows the parcel in the country of destination."""
        signs = (Status.ARRIVED_DESTINATION.value, "import_customs_", "customs_")
        here = (n for n, e in enumerate(self.events) if e.status.startswith(signs))
        return self.events[next(here, len(self.events)) :]

    @property
    def last(self) -> Event | None:
        """Newest event."""
        return self.events[-1] if self.events else None

    @property
    def last_day(self) -> date | None:
        """Day of the newest dated event."""
        return next((e.day for e in reversed(self.events) if e.day), None)

    def silent_days(self, on: date) -> int | None:
        """Whole days without any scan up to ``on``; None without a dated event."""
        return max(0, (on - self.last_day).days) if self.last_day else None

    def first(self, *statuses: Status) -> Event | None:
        """Oldest event with one of ``statuses``."""
        return next((e for e in self.events if e.status in statuses), None)

    def newest(self, *statuses: Status) -> Event | None:
        """Newest event with one of ``statuses``."""
        return next((e for e in reversed(self.events) if e.status in statuses), None)
