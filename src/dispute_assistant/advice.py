"""The advice as a page for a worried person: what happened, who is responsible, what to do.

Plain text of at most 78 columns, top to bottom, without column art, so that a screen reader reads
it in order.
"""

from collections.abc import Iterator
from textwrap import wrap

from dispute_assistant import reference
from dispute_assistant.deadlines import Deadline
from dispute_assistant.findings import Party
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, say
from dispute_assistant.situation import Situation
from dispute_assistant.steps import Step
from dispute_assistant.tracking.events import Event
from dispute_assistant.tracking_page import quoted

WIDTH = 78

_RESPONSIBLE = {
    Party.SELLER: N_("By what is known, the cause lies on the seller's side."),
    Party.BUYER: N_("By what is known, it is on your side to act, and that weakens a claim."),
    Party.CARRIER: N_("By what is known, the cause lies with the carrier, not with customs."),
    Party.NOBODY: N_("Nobody is to blame by what is known now."),
    Party.UNKNOWN: N_("It cannot be told yet who is responsible."),
}


def page(now: Situation, *, why: bool = False) -> str:
    """Return the advice for the situation in its language; ``why`` adds evidence and sources."""
    words = Locale(now.language)
    return "\n".join(_lines(now, words, why)) + "\n"


def _lines(now: Situation, words: Locale, why: bool) -> Iterator[str]:
    yield from _paragraph(words.text(now.plan.headline))
    yield from _section(words.text(say("What happened")), _what_happened(now, words, why))
    steps = enumerate(now.plan.steps, start=1)
    yield from _section(
        words.text(say("What to do")),
        (line for n, step in steps for line in _item(_step(step, words, now), mark=f"{n}.")),
    )
    yield from _section(words.text(say("Days that matter")), _days(now, words, why))
    yield from _section(
        words.text(say("What not to do")),
        (line for trap in now.plan.traps for line in _item(words.text(trap.says))),
    )
    if why:
        yield from _section(words.text(say("Sources")), _sources(now))


def _section(heading: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield a heading and its lines, or nothing where there are no lines."""
    first = next(lines, None)
    if first is not None:
        yield from ("", heading, first)
        yield from lines


def _what_happened(now: Situation, words: Locale, why: bool) -> Iterator[str]:
    quoted_already: list[Event] = []
    for finding in now.diagnosis.telling:
        yield from _item(words.text(finding.says))
        shown = finding.evidence if why or finding.rule == "contradiction" else finding.evidence[:1]
        for event in shown:
            if why or event not in quoted_already:
                quoted_already.append(event)
                yield from _item(quoted(event, words), indent=4)
    yield from _item(words.text(_RESPONSIBLE[now.diagnosis.responsible]))
    for note in now.timeline.notes:
        yield from _item(words.text(note))


def _days(now: Situation, words: Locale, why: bool) -> Iterator[str]:
    for deadline in now.plan.dates:
        yield from _item(day_line(deadline, words))
        if why:
            yield from _item(words.text(deadline.basis), indent=4)


def _step(step: Step, words: Locale, now: Situation) -> str:
    text = words.text(step.says)
    if step.by == now.on:
        return words.text(say("Today: {text}", text=text))
    if step.start and step.by and step.start < step.by:
        return words.text(
            say("From {start}, by {by}: {text}", start=step.start, by=step.by, text=text)
        )
    if step.start and step.start > now.on:
        return words.text(say("From {start}: {text}", start=step.start, text=text))
    return text


def day_line(deadline: Deadline, words: Locale) -> str:
    """Return a day that matters in one line; an estimate asks to be checked."""
    says = words.text(deadline.says)
    if deadline.estimated:
        return words.text(
            say("About {day}: {says} Check it yourself.", day=deadline.day, says=says)
        )
    return words.text(say("{day}: {says}", day=deadline.day, says=says))


def _sources(now: Situation) -> Iterator[str]:
    plan = now.plan
    ids = (
        *(source for finding in now.diagnosis.findings for source in finding.sources),
        *(source for step in plan.steps for source in step.sources),
        *(source for deadline in plan.dates for source in deadline.sources),
        *(source for trap in plan.traps for source in trap.sources),
    )
    for source in map(reference.source, dict.fromkeys(ids)):
        where = f" {source.url}" if source.complete else ""
        yield from _item(f"{source.title} ({source.age}).{where}")


def _paragraph(text: str) -> list[str]:
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(text: str, *, mark: str = "-", indent: int = 0) -> list[str]:
    head = " " * indent + f"{mark} "
    return wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
