"""When customs has to answer: the term of the law of that country, counted as its law counts."""

from datetime import date

from dispute_assistant import reference, workdays
from dispute_assistant.case import Case
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.reference import Confidence, DayType, InfoRight
from dispute_assistant.terms import Deadline, Span, counted


def customs_answer(case: Case, on: date) -> Deadline | None:
    """Return the day by which customs should answer the request sent, or one sent today."""
    standing, right = case.standing, _right(case.destination)
    if standing.customs_answered_on:
        return None
    asked = standing.customs_asked
    says = say("Customs should have answered a request sent today by about this day.")
    if asked:
        says = say("Customs should have answered your request by about this day.")
    if asked and asked.until:
        basis = say("You noted this day from what customs said.")
        return Deadline(id="customs_answer", day=asked.until, says=says, basis=basis)
    if right is None:
        return None
    counts = counted(asked.day if asked else on, *_spans(right, case.destination))
    return Deadline(
        id="customs_answer",
        day=counts[-1].day,
        says=says,
        basis=_extended(right, _basis(right, case.destination)),
        counts=counts,
        estimated=True,
        sources=right.sources,
    )


def ask_customs_by(case: Case, open_by: Deadline | None) -> Deadline | None:
    """Return the last day to ask customs so that its answer can come before the dispute."""
    right = _right(case.destination)
    if right is None or open_by is None or case.standing.customs_asked:
        return None
    spans = reversed(_spans(right, case.destination))
    counts = counted(open_by.day, *spans, back=True)
    return Deadline(
        id="ask_customs_by",
        day=counts[-1].day,
        says=say("Last day to ask customs, if its answer is to come before the dispute."),
        basis=say(
            "Counted back from {end}, the last safe day to open the dispute. {rule}",
            end=open_by.day,
            rule=_basis(right, case.destination),
        ),
        counts=(*open_by.counts, *counts),
        estimated=True,
        sources=(*open_by.sources, *right.sources),
    )


def _right(country: str) -> InfoRight | None:
    """Return the best confirmed right to an answer that names a term."""
    authority = reference.authority(country) if country else None
    rights = (r for r in (authority.info_rights if authority else ()) if r.reply_days and r.usable)
    return min(rights, key=lambda r: r.confidence is not Confidence.VERIFIED, default=None)


def _spans(right: InfoRight, country: str) -> tuple[Span, ...]:
    """Return the days for registration, where the law gives them, and those for the answer."""
    article = f", article {right.article}" if right.article else ""
    where = f"customs/{country.lower()}: {right.law}{article}"
    reply = Span(
        days=right.reply_days or 0,
        working=right.day_type is DayType.WORKING,
        country=country,
        parameter=f"{where}: reply_days",
        confidence=right.confidence,
        sources=right.sources,
    )
    if right.registration_days is None:
        return (reply,)
    registration = Span(
        days=right.registration_days,
        parameter=f"{where}: registration_days",
        confidence=right.confidence,
        sources=right.sources,
    )
    return registration, reply


def _basis(right: InfoRight, country: str) -> Message:
    days = right.reply_days or 0
    if right.registration_days is not None:
        return say_many(
            "The law gives customs {count} day from registration, which comes up to "
            "{registration} later; days in the post come on top.",
            "The law gives customs {count} days from registration, which comes up to "
            "{registration} later; days in the post come on top.",
            days,
            registration=say_many("{count} day", "{count} days", right.registration_days),
        )
    if right.day_type is not DayType.WORKING:
        return say_many(
            "The law gives customs {count} day; days in the post and for registration come on top.",
            "The law gives customs {count} days; days in the post and for registration come on "
            "top.",
            days,
        )
    if workdays.knows_holidays(country):
        return say_many(
            "The law gives customs {count} working day, weekends and public holidays left out; "
            "days in the post and for registration come on top.",
            "The law gives customs {count} working days, weekends and public holidays left out; "
            "days in the post and for registration come on top.",
            days,
        )
    return say_many(
        "The law gives customs {count} working day; public holidays, days in the post and for "
        "registration come on top.",
        "The law gives customs {count} working days; public holidays, days in the post and for "
        "registration come on top.",
        days,
    )


def _extended(right: InfoRight, basis: Message) -> Message:
    if right.extension_days is None:
        return basis
    return say_many(
        "{basis} Customs may extend that by {count} day.",
        "{basis} Customs may extend that by {count} days.",
        right.extension_days,
        basis=basis,
    )
