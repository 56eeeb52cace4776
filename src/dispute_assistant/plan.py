"""What to do, by which day, with which papers, and what not to do."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from dispute_assistant import (
    claims,
    deadlines,
    marketplace_notes,
    objections,
    progress,
    proofs,
    pursuit,
    reference,
    summary,
)
from dispute_assistant.case import Case, Demand, Kind, Talks
from dispute_assistant.deadlines import Deadline, Deadlines
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.findings import ASKED, Statement
from dispute_assistant.messages import Message, say
from dispute_assistant.objections import Objection
from dispute_assistant.proofs import Gap
from dispute_assistant.steps import AT_THE_DOOR
from dispute_assistant.tracking.events import Timeline
from dispute_assistant.traps import traps
from dispute_assistant.view import Action, Step, View


class Plan(Struct, frozen=True, kw_only=True):
    """Steps in order, deadlines, traps, claims, proofs, and the papers that are due."""

    action: Action
    headline: Message
    summary: tuple[Message, Message, Message]
    """What happened, whether it is an error at all, who is responsible."""
    steps: tuple[Step, ...] = ()
    closing: bool = False
    """The last safe day is so near that the dispute goes before everything else."""
    days: Deadlines
    dates: tuple[Deadline, ...] = ()
    """The days to keep in mind: those still to come that belong to what is to be done."""
    traps: tuple[Statement, ...] = ()
    claims: tuple[Statement, ...] = ()
    not_claims: tuple[Statement, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Proofs that are missing, weightiest first."""
    objections: tuple[Objection, ...] = ()
    notes: tuple[Statement, ...] = ()
    """What is known of the marketplace and matters now."""
    papers: tuple[Kind, ...] = ()
    """Papers due now; empty when waiting is right."""
    languages: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    """Languages that the addressee of each paper accepts, best first."""


WAITING = ("clearance_error", "held", "held_by_carrier", "routine_clearance")
MOVING = ("delivered", "released", "on_the_way", *AT_THE_DOOR)


def make(case: Case, timeline: Timeline, diagnosis: Diagnosis, on: date) -> Plan:
    """Return the plan for the day ``on``."""
    view = View(
        case=case,
        timeline=timeline,
        diagnosis=diagnosis,
        on=on,
        days=deadlines.find(case, timeline, diagnosis, on),
        place=deadlines.marketplace(case),
    )
    action = _action(view)
    papers = _papers(view, action)
    return Plan(
        action=action,
        headline=pursuit.headline(view, action) or _headline(view, action),
        summary=summary.sentences(
            diagnosis, unread=view.unread, met=case.customs.demand is Demand.MET
        ),
        dates=tuple(_dates(view, action, papers)),
        steps=tuple(
            step if step.rests_on else replace(step, rests_on=view.rule)
            for step in sorted(
                pursuit.steps(view, action), key=lambda step: _order(step, view, action)
            )
        ),
        closing=view.urgent,
        days=view.days,
        traps=tuple(traps(view, action)),
        claims=() if view.fair_offer else tuple(claims.claims(view, action)),
        not_claims=() if view.fair_offer else tuple(claims.not_claims(view, action)),
        gaps=() if view.fair_offer else proofs.gaps(view, action),
        objections=objections.objections(view, action),
        notes=tuple(marketplace_notes.notes(view, action)),
        papers=papers,
        languages={kind: languages(kind, case) for kind in Kind},
    )


def _order(step: Step, view: View, action: Action) -> tuple[bool, ...]:
    """What keeps from harm goes first; near the end the dispute; then today, later, and habits."""
    if action not in (Action.NEGOTIATE, Action.DISPUTE):
        return ()
    urgent = step.id == "ask_lawyer" or (view.urgent and step.id == "open_dispute")
    undated = not (step.start or step.by)
    return (not urgent, undated, bool(step.start and step.start > view.on))


def _action(view: View) -> Action:
    if progress.settled(view.case) and not (view.can_appeal and not view.repaid):
        return Action.DONE
    if view.case.standing.decided:
        return Action.DECIDED
    if view.rule == "delivered":
        return Action.COLLECT
    if view.case.talks is Talks.DISPUTE_OPEN or view.urgent:
        return Action.DISPUTE
    if view.rule in MOVING:
        return Action.COLLECT
    if view.rule == "too_little_known":
        return Action.TELL_MORE
    if view.rule in ASKED and view.case.customs.demand is not Demand.MET:
        return Action.MEET_DEMAND
    may_wait = not (view.closed or view.diagnosis.has("stuck"))
    if view.rule in (*WAITING, *ASKED) and may_wait:
        return Action.WAIT
    if view.case.talks in (None, Talks.NOT_STARTED) or view.awaited or view.fair_offer:
        return Action.NEGOTIATE
    return Action.DISPUTE


def _headline(view: View, action: Action) -> Message:
    if action is Action.COLLECT:
        return _collect_headline(view)
    if view.closed:
        return say("Protection is over: see today whether a dispute can still be opened.")
    match action:
        case Action.DISPUTE:
            return _dispute_headline(view)
        case Action.NEGOTIATE if view.blamed:
            return say("Ask the seller for goodwill; a dispute has little chance here.")
        case Action.NEGOTIATE:
            return say("Write to the seller first; open the dispute if that does not settle it.")
        case Action.MEET_DEMAND:
            return say("Act on what customs asks for. Waiting or refusing makes the case weaker.")
        case Action.WAIT if view.days.wait_until:
            day = view.days.wait_until.day
            return say("Wait until {day}. Writing now would be too early.", day=day)
        case Action.WAIT:
            return say("Look at the carrier's own tracking before you write to anyone.")
        case _:
            return say("Get the tracking history; then the program can tell you what to do.")


def _collect_headline(view: View) -> Message:
    if view.rule == "delivered":
        return say("The parcel counts as delivered.")
    if view.rule in AT_THE_DOOR:
        return say("Act today with the carrier, or the parcel goes back.")
    if view.unread:
        return say("Ask the carrier what the newest entry means.")
    return say("The parcel is moving. There is nothing to claim now.")


def _dispute_headline(view: View) -> Message:
    if view.case.talks is Talks.DISPUTE_OPEN:
        return say("Keep the dispute open and add your proof to it.")
    if view.closing and view.days.protection_end:
        end = view.days.protection_end.day
        return say("Protection ends on {end}: open the dispute now.", end=end)
    if view.returning and view.days.open_by:
        return say("Open the dispute by {day} at the latest.", day=view.days.open_by.day)
    return say("Open the dispute.")


def _dates(view: View, action: Action, papers: tuple[Kind, ...]) -> Iterator[Deadline]:
    """Yield the days to keep in mind; what the steps of today take care of is not among them."""
    asks, standing = Kind.CUSTOMS_REQUEST in papers, view.case.standing
    awaited = view.awaited if action is Action.NEGOTIATE else None
    belongs = {
        "write_by": False,
        "hold_until": False,
        "ask_customs_by": asks,
        "wait_until": action is Action.WAIT,
        "reply_by": Kind.SELLER_MESSAGE in papers,
        "seller_answer": standing.in_dispute or view.days.seller_answer is awaited,
        "promised": view.days.promised is awaited,
        "customs_answer": asks or (standing.customs_asked is not None),
    }
    if action in (Action.DECIDED, Action.DONE):
        appeals = action is Action.DECIDED
        belongs = {d.id: appeals and d is view.days.appeal_by for d in view.days.known}
    for deadline in view.days.known:
        if deadline.day >= view.on and belongs.get(deadline.id, True):
            yield deadline


def _papers(view: View, action: Action) -> tuple[Kind, ...]:
    papers: list[Kind] = []
    if view.fair_offer and not view.closing:
        return ()
    match action:
        case Action.DECIDED:
            return (Kind.DISPUTE_JUSTIFICATION,) if view.can_appeal else ()
        case Action.NEGOTIATE | Action.DISPUTE:
            papers = [Kind.DISPUTE_JUSTIFICATION]
            if view.writes_first:
                papers.insert(0, Kind.SELLER_MESSAGE)
        case Action.MEET_DEMAND:
            papers = [Kind.SELLER_MESSAGE]
        case _:
            return ()
    unheard = view.case.customs.demand is Demand.NEVER_REACHED_ME
    if view.asks_customs and (action is not Action.MEET_DEMAND or unheard):
        papers.append(Kind.CUSTOMS_REQUEST)
    return tuple(papers)


def languages(kind: Kind, case: Case) -> tuple[str, ...]:
    """Return the languages that the addressee of ``kind`` accepts, best first."""
    if kind is Kind.CUSTOMS_REQUEST:
        authority = reference.authority(case.destination) if case.destination else None
        return authority.letter_languages if authority else ("en",)
    place = deadlines.marketplace(case)
    return reference.mediator_languages(place) if place else ("en",)
