"""From a case, its diagnosis and its plan to what a letter may say.

Every field of the letter comes from an answer, a scan or a finding; what is not known stays empty,
and the templates then leave the sentence out.
"""

from datetime import date

from msgspec.structs import replace

from dispute_assistant import claims, deadlines, reference
from dispute_assistant.case import Customs, Demand, Said, Talks
from dispute_assistant.diagnosis import Diagnosis
from dispute_assistant.documents import Letter, Scan
from dispute_assistant.findings import Certainty, Finding
from dispute_assistant.reference import Authority, Confidence
from dispute_assistant.remarks import REMARKS
from dispute_assistant.situation import Situation
from dispute_assistant.tracking.events import Event, Status, Timeline
from dispute_assistant.tracking.timeline import customs_place

_ASKING = frozenset(
    {
        Status.IMPORT_CUSTOMS_INFO_REQUIRED,
        Status.IMPORT_CUSTOMS_DUTY_DUE,
        Status.IMPORT_CUSTOMS_DUTY_REFUSED,
    }
)


def letter(now: Situation) -> Letter:
    """Return what letters about this situation may say."""
    case, timeline, diagnosis = now.case, now.timeline, now.diagnosis
    demand = claims.demand(diagnosis, case)
    found = _quotable(diagnosis, demand)
    evidence = {f.rule: scan for f in found if (scan := _evidence(f, timeline))}
    return replace(
        _answers(now),
        scans=tuple(scan for e in timeline if (scan := _scan(e))),
        last_scan=_scan(timeline.last) if timeline.last else None,
        customs_scan=_customs_scan(evidence, timeline),
        evidence=evidence,
        shown=case.shown or "" if not timeline.events else "",
        silent_days=timeline.silent_days(now.on),
        grounds_found=tuple(f.rule for f in found) or ("too_little_known",),
        responsible=diagnosis.responsible,
        verdict=timeline.verdict,
        outcome=claims.outcome(diagnosis),
        demand=demand,
        nothing_asked=_nothing_asked(case.customs, timeline),
        dispute=_dispute(now, demand),
        decided_on=case.standing.decided.day if case.standing.decided else None,
        reply_by=now.plan.days.reply_by.day,
        protection_end=_certain_end(now),
        office=case.customs.office or customs_place(timeline),
        enclosures=_enclosures(now),
    )


def _answers(now: Situation) -> Letter:
    """Return the letter with what the buyer and our records of the addressees say."""
    case = now.case
    authority = reference.authority(case.destination) if case.destination else None
    place = deadlines.marketplace(case)
    return Letter(
        today=now.on,
        buyer_name=case.buyer.name,
        buyer_address=case.buyer.address,
        buyer_contact=case.buyer.contact,
        seller_name=case.order.seller,
        marketplace=place.name if place else case.order.marketplace_name,
        order_number=case.order.number,
        ordered_on=case.order.ordered_on,
        item=case.order.item,
        amount=case.order.amount,
        shipping=case.order.shipping,
        tracking_number=now.tracking_number,
        origin=now.timeline.origin,
        destination=case.destination,
        demand_met=case.customs.demand is Demand.MET,
        no_notice=case.customs.said is Said.NOTHING,
        talks=case.talks or "",
        talks_since=case.talks_since,
        settle_less_shipping=case.settle_less_shipping,
        customs_said=case.customs.said or "",
        customs_said_on=case.customs.said_on,
        personal_use=case.customs.personal_use,
        authority_name=authority.name_local if authority else "",
        authority_office=_competent_office(authority),
        authority_address=_address(now),
        note=case.note,
    )


def _quotable(diagnosis: Diagnosis, demand: str) -> list[Finding]:
    """Return the findings that papers may rest on: certain or likely, and no mere remarks.

    Who asks for goodwill names nothing that accuses them.
    """
    remarks = {remark.__name__ for remark in REMARKS}
    return [
        finding
        for finding in diagnosis.telling
        if finding.certainty is not Certainty.POSSIBLE and finding.rule not in remarks
        if demand != "goodwill" or finding.rule in _NEUTRAL
    ]


_NEUTRAL = ("back_with_sender", "going_back")


def _evidence(finding: Finding, timeline: Timeline) -> Scan | None:
    """Return the scan to quote: one whose meaning is known, else the newest such scan."""
    if not finding.evidence:
        return None
    known = (e for e in finding.evidence if e.status is not Status.UNKNOWN)
    newest = (e for e in reversed(timeline.events) if e.status is not Status.UNKNOWN)
    return next((scan for e in (*known, *newest) if (scan := _scan(e))), None)


def _scan(event: Event) -> Scan | None:
    """Return the event as a row of a letter; an undated one is no proof."""
    if event.at is None:
        return None
    return Scan(
        at=event.at if event.has_time else event.at.date(),
        place=event.place,
        text=event.text,
        status=event.status,
        carrier=event.carrier,
    )


def _customs_scan(evidence: dict[str, Scan], timeline: Timeline) -> Scan | None:
    """Return what to quote to customs: a scan of the import, which alone it can answer for."""
    grounds = (scan for scan in evidence.values() if scan.status.startswith(_AT_IMPORT))
    newest = (e for e in reversed(timeline.events) if e.status.startswith(_AT_IMPORT))
    return next((scan for scan in (*grounds, *map(_scan, newest)) if scan), None)


_AT_IMPORT = ("import_customs", "customs_unspecified")


def _dispute(now: Situation, demand: str) -> str:
    """Return how the seller is told of a dispute, see ``Letter.dispute``."""
    standing, days = now.case.standing, now.plan.days
    end = days.protection_end
    over = end is not None and end.day < now.on
    if standing.decided or demand == "goodwill" or (over and not standing.in_dispute):
        return "none"
    if standing.in_dispute:
        return "open"
    if now.plan.closing:
        return "today"
    return "by" if _certain_end(now) else "later"


def _nothing_asked(customs: Customs, timeline: Timeline) -> bool:
    """The buyer says that nobody asked for anything, and no scan says otherwise."""
    return customs.said is Said.NOTHING and not any(e.status in _ASKING for e in timeline)


def _certain_end(now: Situation) -> date | None:
    end = now.plan.days.protection_end
    return end.day if end and not end.estimated and end.day >= now.on else None


def _address(now: Situation) -> tuple[str, ...]:
    """Return the postal address of the authority where an official text confirms it."""
    authority = reference.authority(now.case.destination) if now.case.destination else None
    if authority is None or authority.address is None:
        return ()
    if authority.address.confidence is Confidence.UNVERIFIED:
        return ()
    return tuple(part.strip() for part in authority.address.value.split(","))


def _competent_office(authority: Authority | None) -> str:
    """Return the office that deals with parcels, where at least a report names it."""
    office = authority.competent_office if authority else None
    if authority is None or office is None or not office.usable:
        return ""
    named_already = office.value in authority.name_local or authority.name_local in office.value
    return "" if named_already else office.value


def _enclosures(now: Situation) -> tuple[str, ...]:
    """Return what the buyer can attach, as far as the answers tell that it exists."""
    started = now.case.talks not in (None, Talks.NOT_STARTED)
    written = started and (now.case.talks is not Talks.DISPUTE_OPEN or now.case.talks_since)
    return (
        *(("tracking_history",) if now.timeline.events else ()),
        "order_page",
        *(("payment_proof",) if now.diagnosis.has("value_wrong") else ()),
        *(("seller_correspondence",) if written else ()),
    )
