"""What the scans of one parcel add up to: the outcome at customs, and what caused it.

The verdict is that of the newest scan that belongs to the customs story, with four exceptions that
the taxonomy of the scans cannot show one by one:

* a scan on the way to the buyer's door after customs scans means that customs let the parcel go,
  though nobody said so; while duty is due only the delivery itself means that;
* a parcel that goes back before customs let it go was returned, whatever the last customs scan;
* returned, seized and destroyed are final: later customs scans belong to the way back;
* a delivery minutes after the parcel left the office of exchange is no delivery to a door. In
  Germany it is reported to be how an import ban shows on the page of the Universal Postal Union
  (paketda.de, read 2026-11-22, reported).

>>> judge([Step(Status.IMPORT_CUSTOMS_HELD), Step(Status.SORTING)]).verdict
<Verdict.RELEASED: 'released'>
>>> judge([Step(Status.IMPORT_CUSTOMS_REFUSED), Step(Status.RETURNING)])
Story(verdict=<Verdict.RETURNED: 'returned'>, cause=<Status.IMPORT_CUSTOMS_REFUSED: ...>)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dispute_assistant.tracking.events import Status, Verdict
from dispute_assistant.tracking.vocabulary import statuses

TO_THE_DOOR = frozenset(
    {
        Status.SORTING,
        Status.HANDED_TO_LOCAL_CARRIER,
        Status.OUT_FOR_DELIVERY,
        Status.PICKUP_READY,
        Status.DELIVERY_FAILED,
        Status.DELIVERY_REFUSED,
        Status.DELIVERED,
    }
)
"""Scans that come after customs, on the way to the buyer."""
GOING_BACK = frozenset({Status.RETURNING, Status.RETURNED_TO_SENDER})
_WAY_BACK = GOING_BACK | {Status.IN_TRANSIT, Status.DEPARTED_ORIGIN, Status.ARRIVED_DESTINATION}
FINAL = frozenset({Verdict.RETURNED, Verdict.SEIZED, Verdict.DESTROYED})
OPEN = frozenset(
    {
        Verdict.IN_PROCESS,
        Verdict.HELD,
        Verdict.INFO_REQUIRED,
        Verdict.DUTY_DUE,
        Verdict.ERROR,
        Verdict.REFUSED,
        Verdict.REFUSED_BY_BUYER,
    }
)
"""Verdicts after which customs has not let the parcel go to the buyer."""
_ABROAD = frozenset({Status.DEPARTED_ORIGIN, Status.ARRIVED_DESTINATION})
_PASSED_BY = frozenset({Verdict.IN_PROCESS, Verdict.HELD, Verdict.INFO_REQUIRED, Verdict.ERROR})
"""Verdicts that any scan on the way to the door overtakes."""
_EXPLAINS = frozenset(
    {
        Status.IMPORT_CUSTOMS_INFO_REQUIRED,
        Status.IMPORT_CUSTOMS_DUTY_DUE,
        Status.IMPORT_CUSTOMS_DUTY_REFUSED,
        Status.IMPORT_CUSTOMS_ERROR,
        Status.IMPORT_CUSTOMS_REFUSED,
        Status.EXPORT_CUSTOMS_REFUSED,
    }
)
"""Customs scans that say why: a hold alone does not."""
_EXPLAINED = FINAL | {Verdict.REFUSED, Verdict.REFUSED_BY_BUYER}
_TOO_FAST = timedelta(minutes=30)
"""No parcel reaches a door so soon after it left the office of exchange."""


class Step(NamedTuple):
    """One scan as far as the story needs it."""

    status: Status
    at: datetime | None = None


class Story(NamedTuple):
    """Outcome of the customs story."""

    verdict: Verdict = Verdict.NONE
    cause: Status | None = None
    """The customs status that explains the verdict when it differs from it."""


def judge(steps: Sequence[Step]) -> Story:
    """Return the outcome of the customs story in ``steps``, oldest first."""
    verdict = Verdict.NONE
    newest: Status | None = None
    reasons: list[Status] = []
    paid = False
    went_back = under_way = abroad = False
    for step in steps:
        status = step.status
        record = statuses()[status]
        paid = paid or status is Status.IMPORT_CUSTOMS_DUTY_PAID
        abroad = (abroad or status in _ABROAD) and record.side != "export"
        under_way = under_way or (verdict in FINAL and status in _WAY_BACK)
        if record.customs:
            if _overrides(status, verdict, under_way=under_way):
                verdict, newest, went_back = record.verdict, status, False
            if status in _EXPLAINS and status not in reasons[-1:]:
                reasons.append(status)
        elif status in TO_THE_DOOR and _overtakes(status, verdict, newest, abroad=abroad):
            verdict = Verdict.RELEASED
        elif status in GOING_BACK and verdict in OPEN:
            verdict, went_back = Verdict.RETURNED, True
    if _delivered_too_fast(steps):
        return Story(Verdict.SUSPECTED_REFUSAL)
    return Story(verdict, _cause(verdict, newest, reasons, paid=paid, went_back=went_back))


def _overrides(status: Status, verdict: Verdict, *, under_way: bool) -> bool:
    """Tell whether a customs scan changes the outcome so far.

    After a final outcome only another final one does, or a release by import customs while the
    parcel has not yet left: customs scans of the way back belong to another country.
    """
    if verdict not in FINAL or statuses()[status].verdict in FINAL:
        return True
    return status is Status.IMPORT_CUSTOMS_RELEASED and not under_way


def _overtakes(status: Status, verdict: Verdict, newest: Status | None, *, abroad: bool) -> bool:
    """Tell whether a scan on the way to the door means that customs let the parcel go.

    After a scan of export customs it does once the parcel has left its country: the offices of the
    sender's side sort and hand on as well.
    """
    if status is Status.DELIVERED:
        return verdict in OPEN
    at_export = newest is not None and statuses()[newest].side == "export" and not abroad
    return verdict in _PASSED_BY and not at_export


def _cause(
    verdict: Verdict,
    newest: Status | None,
    reasons: Sequence[Status],
    *,
    paid: bool,
    went_back: bool,
) -> Status | None:
    if verdict is Verdict.RELEASED:
        return Status.IMPORT_CUSTOMS_DUTY_PAID if paid else None
    if verdict not in _EXPLAINED:
        return None
    settled = {Status.IMPORT_CUSTOMS_DUTY_DUE} if paid else set()
    others = [s for s in reasons if s not in settled and (s is not newest or went_back)]
    if others:
        return others[-1]
    return newest if went_back and newest and statuses()[newest].verdict is Verdict.HELD else None


def _delivered_too_fast(steps: Sequence[Step]) -> bool:
    if len(steps) < 2 or steps[-1].status is not Status.DELIVERED:
        return False
    before, last = steps[-2], steps[-1]
    if before.status is not Status.IMPORT_CUSTOMS_RELEASED or not (before.at and last.at):
        return False
    if (before.at.tzinfo is None) != (last.at.tzinfo is None):
        return False
    return timedelta(0) <= last.at - before.at <= _TOO_FAST
