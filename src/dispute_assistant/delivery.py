"""The rules on the way to the door: delivered, refused there, waiting, lost, or moving no more.

A rule is a plain function ``(facts) -> Finding | None``, as in ``rules``, which says in which order
all of them decide.
"""

from msgspec.structs import replace

from dispute_assistant import reference
from dispute_assistant.findings import Certainty, Facts, Finding, Party
from dispute_assistant.messages import say, say_many
from dispute_assistant.tracking.events import Status, Verdict


def suspected_refusal(facts: Facts) -> Finding | None:
    """A "Final delivery" minutes after the exchange office: probably an import ban.

    Source: a German guide to the postal status (paketda.de).
    """
    if facts.timeline.verdict is not Verdict.SUSPECTED_REFUSAL or facts.case.received:
        return None
    return Finding(
        rule="suspected_refusal",
        says=say(
            "The history says “delivered”, but only minutes after the parcel left the exchange "
            "office. If you did not receive it, it was probably not let in, or it went to the "
            "customs office."
        ),
        certainty=Certainty.LIKELY,
        evidence=facts.newest(Status.DELIVERED),
        sources=("paketda_final_delivery",),
        settles="customs.said",
    )


def not_received(facts: Facts) -> Finding | None:
    """The history says "delivered", and the buyer says that they do not have the parcel."""
    event = facts.timeline.last
    if event is None or event.status is not Status.DELIVERED or facts.case.received is not False:
        return None
    return Finding(
        rule="not_received",
        says=say(
            "The history says that the parcel was delivered on {day}, but you do not have it.",
            day=event.day,
        ),
        evidence=(event,),
        answers=("parcel.received",),
    )


def delivered(facts: Facts) -> Finding | None:
    """The history ends with a delivery to the buyer, and the buyer does not deny it."""
    event = facts.timeline.last
    if event is None or event.status is not Status.DELIVERED or facts.case.received is False:
        return None
    return Finding(
        rule="delivered",
        says=say("The history says that the parcel was delivered on {day}.", day=event.day),
        responsible=Party.NOBODY,
        evidence=(event,),
    )


def _reported(facts: Facts, status: Status, finding: Finding) -> Finding | None:
    """Return ``finding`` while the newest entry has ``status``."""
    event = facts.timeline.last
    if event is None or event.status is not status:
        return None
    return replace(finding, evidence=(event,))


def lost(facts: Facts) -> Finding | None:
    """The carrier itself says that the parcel is lost; silence alone is never called a loss."""
    return _reported(
        facts,
        Status.LOST,
        Finding(
            rule="lost",
            says=say("The carrier reports that the parcel is lost."),
            responsible=Party.CARRIER,
        ),
    )


def damaged(facts: Facts) -> Finding | None:
    """The carrier itself reports damage, and nothing has happened since."""
    return _reported(
        facts,
        Status.DAMAGED,
        Finding(
            rule="damaged",
            says=say("The carrier reports that the parcel is damaged."),
            responsible=Party.CARRIER,
        ),
    )


def delivery_refused(facts: Facts) -> Finding | None:
    """The carrier says that the delivery was refused; by whom, only the buyer knows."""
    return _reported(
        facts,
        Status.DELIVERY_REFUSED,
        Finding(
            rule="delivery_refused",
            says=say("The carrier reports that the delivery was refused."),
        ),
    )


def delivery_failed(facts: Facts) -> Finding | None:
    """A delivery was tried in vain."""
    return _reported(
        facts,
        Status.DELIVERY_FAILED,
        Finding(
            rule="delivery_failed",
            says=say("The carrier tried to deliver the parcel and could not."),
        ),
    )


def waiting_for_pickup(facts: Facts) -> Finding | None:
    """The parcel waits for the buyer to collect it."""
    return _reported(
        facts,
        Status.PICKUP_READY,
        Finding(
            rule="waiting_for_pickup",
            says=say("The parcel is ready for you to collect."),
            responsible=Party.NOBODY,
        ),
    )


def stalled(facts: Facts) -> Finding | None:
    """Nothing has moved for long, though customs does not hold the parcel.

    How long is this program's own choice: no source gives a time for parcels on their way.
    """
    last, silent = facts.timeline.last, facts.timeline.silent_days(facts.on)
    moving = facts.over or facts.timeline.verdict is Verdict.NONE
    if last is None or silent is None or not moving or facts.gate is not None:
        return None
    if last.status in _AT_REST or silent <= reference.defaults().silent_transit_days:
        return None
    return Finding(
        rule="stalled",
        says=say_many(
            "Nothing has moved for {count} day, though customs does not hold the parcel.",
            "Nothing has moved for {count} days, though customs does not hold the parcel.",
            silent,
        ),
        certainty=Certainty.LIKELY,
        evidence=(last,),
    )


_AT_REST = (
    Status.UNKNOWN,
    Status.DELIVERED,
    Status.PICKUP_READY,
    Status.DELIVERY_FAILED,
    Status.DELIVERY_REFUSED,
    Status.LOST,
    Status.DAMAGED,
    Status.DESTROYED,
    Status.RETURNING,
    Status.RETURNED_TO_SENDER,
    Status.EXPORT_CUSTOMS_REFUSED,
    Status.EXPORT_SECURITY_REJECTED,
)
"""Entries after which no further scan is to be expected, or that another rule reads."""
