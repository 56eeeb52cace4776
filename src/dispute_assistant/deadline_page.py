"""Each day of a case with its computation: start, days, number, source, and how sure it is."""

from collections.abc import Iterator
from textwrap import wrap

from dispute_assistant import reference
from dispute_assistant.advice import day_line
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.layout import WIDTH
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, Message, say, say_many
from dispute_assistant.reference import Confidence
from dispute_assistant.situation import Situation
from dispute_assistant.terms import Count, Deadline

_SURE = {
    Confidence.VERIFIED: N_("Confidence: the number stands in an official text."),
    Confidence.REPORTED: N_("Confidence: others report the number; check it yourself."),
}


def page(now: Situation, rule: str = "") -> str:
    """Return all days of the case, those that passed included, in the language of the situation.

    With a ``rule`` only its day; InputError names the rules where the case has no such day.
    """
    words = Locale(now.language)
    return "\n".join(_lines(now, words, rule)) + "\n"


def _lines(now: Situation, words: Locale, rule: str) -> Iterator[str]:
    if rule:
        yield from _day(_named(rule, now), now, words)
        return
    for number, deadline in enumerate(_relevant(now)):
        if number:
            yield ""
        yield from _day(deadline, now, words)
    if now.plan.days.protection_end is None and not now.case.standing.in_dispute:
        missing = say(
            "The last day of buyer protection is not known. Look at the order page and note it as "
            "{key}: the other days follow from it.",
            key="order.protection_end",
        )
        yield ""
        yield from wrap(words.text(missing), WIDTH)


def _named(rule: str, now: Situation) -> Deadline:
    """Return the day that a rule gives; InputError where the case has none."""
    known = now.plan.days.known
    for deadline in known:
        if deadline.id == rule:
            return deadline
    what = say("This case has no day “{rule}”.", rule=rule)
    mend = say("Choose one of: {choices}.", choices=tuple(deadline.id for deadline in known))
    raise InputError(Problem(key="deadline", what=what, mend=mend))


def _day(deadline: Deadline, now: Situation, words: Locale) -> Iterator[str]:
    yield from wrap(day_line(deadline, words), WIDTH)
    for line in _details(deadline, now):
        yield from _wrapped(words.text(line))
    for source in map(reference.source, dict.fromkeys(deadline.sources)):
        where = f" {source.url}" if source.complete else ""
        yield from _wrapped(f"{source.title} ({source.age}).{where}")


def _relevant(now: Situation) -> Iterator[Deadline]:
    """Yield the days of what was done or is to be done; not those of a letter nobody needs."""
    asked = now.case.standing.customs_asked is not None
    for deadline in now.plan.days.known:
        supposed = deadline.id in ("reply_by", "wait_until") or (
            deadline.id == "customs_answer" and not asked
        )
        if not supposed or deadline in now.plan.dates:
            yield deadline


def _wrapped(text: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _details(deadline: Deadline, now: Situation) -> Iterator[Message]:
    if deadline.day < now.on:
        yield say("This day has passed.")
    yield say("Rule: {rule}", rule=deadline.id)
    yield deadline.basis
    for count in deadline.counts:
        yield _count(count)
        if count.span.parameter:
            yield say("Number: {parameter}", parameter=count.span.parameter)
    if deadline.confidence:
        yield say(_SURE[deadline.confidence])
    elif deadline.counts:
        yield say("Confidence: a choice of this program, to be on the safe side.")
    else:
        yield say("Confidence: your own date, which goes before every count.")


def _count(count: Count) -> Message:
    """Say one step of a computation in a sentence."""
    span, values = count.span, {"start": count.start, "day": count.day}
    if span.working and count.back:
        return say_many(
            "{count} working day before {start}: {day}",
            "{count} working days before {start}: {day}",
            span.days,
            **values,
        )
    if span.working:
        return say_many(
            "{count} working day after {start}: {day}",
            "{count} working days after {start}: {day}",
            span.days,
            **values,
        )
    if count.back:
        return say_many(
            "{count} day before {start}: {day}",
            "{count} days before {start}: {day}",
            span.days,
            **values,
        )
    return say_many(
        "{count} day after {start}: {day}",
        "{count} days after {start}: {day}",
        span.days,
        **values,
    )
