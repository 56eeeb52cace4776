"""A tracking history for people: what each scan means, newest first, plain or in colour."""

from collections.abc import Iterator
from datetime import datetime
from textwrap import wrap

from dispute_assistant import identifiers, labels
from dispute_assistant.layout import WIDTH
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, Country, Message, say
from dispute_assistant.tracking.events import Contradiction, Event, Timeline, Verdict
from dispute_assistant.tracking.report import Row, Tone, rows

_INDENT = " " * 18

VERDICTS = {
    Verdict.NONE: N_("Nothing about customs"),
    Verdict.IN_PROCESS: N_("In customs clearance"),
    Verdict.HELD: N_("Held by customs"),
    Verdict.INFO_REQUIRED: N_("Customs asks for papers or data"),
    Verdict.DUTY_DUE: N_("A duty or tax is to be paid"),
    Verdict.ERROR: N_("An error in clearance"),
    Verdict.REFUSED: N_("Refused by customs"),
    Verdict.REFUSED_BY_BUYER: N_("The term to pay or to answer has passed"),
    Verdict.SUSPECTED_REFUSAL: N_("Probably not let in"),
    Verdict.RETURNED: N_("Going back, or back with the sender"),
    Verdict.RELEASED: N_("Released by customs"),
    Verdict.SEIZED: N_("Seized by customs"),
    Verdict.DESTROYED: N_("Destroyed by customs"),
}

_COLOURS = {Tone.CUSTOMS: "36", Tone.GOOD: "32", Tone.BAD: "31", Tone.UNKNOWN: "33"}


def page(timeline: Timeline, language: str, *, explain: bool = False, colour: bool = False) -> str:
    """Return the history of one parcel; ``explain`` adds which record classified each scan."""
    words = Locale(language)
    return "\n".join(_lines(timeline, words, explain, colour)) + "\n"


def _lines(timeline: Timeline, words: Locale, explain: bool, colour: bool) -> Iterator[str]:
    yield " ".join((timeline.tracking_number or "–", *timeline.other_numbers))
    if timeline.origin or timeline.destination:
        ends = (Country(code) if code else "–" for code in (timeline.origin, timeline.destination))
        yield " → ".join(words.value(end) for end in ends)
    yield words.text(say("Customs: {verdict}", verdict=say(VERDICTS[timeline.verdict])))
    if timeline.cause:
        yield words.text(say("Cause: {cause}", cause=say(labels.STATUS[timeline.cause])))
    for contradiction in timeline.contradictions:
        yield from _disagreement(contradiction, words)
    for note in (*timeline.notes, *_about_number(timeline)):
        yield from wrap(words.text(note), WIDTH, break_long_words=False, break_on_hyphens=False)
    yield ""
    for row in rows(timeline):
        yield from _row(row, words, explain, colour)


_TRACKERS = 3
"""So many places to look a number up are enough."""


def _about_number(timeline: Timeline) -> Iterator[Message]:
    """Yield what speaks against the number of a parcel, who may carry it, where to look it up."""
    number = timeline.tracking_number
    if not number:
        return
    found = identifiers.identify(number)
    credible = [kind for kind in found if kind.sound] or found
    notes = [note for kind in credible for note in kind.notes]
    yield from (note for place, note in enumerate(notes) if note not in notes[:place])
    if not found:
        yield say("{number} does not look like a tracking number.", number=number)
    places = identifiers.trackers(number, destination=timeline.destination)[:_TRACKERS]
    yield say("Look it up: {trackers}.", trackers=tuple(f"{t.name} ({t.address})" for t in places))


def _row(row: Row, words: Locale, explain: bool, colour: bool) -> Iterator[str]:
    form = "%Y-%m-%d %H:%M" if isinstance(row.at, datetime) else "%Y-%m-%d"
    at = f"{row.at:{form}}" if row.at else "–"
    meaning = words.text(labels.STATUS[row.status])
    if colour and row.tone in _COLOURS:
        meaning = f"\x1b[{_COLOURS[row.tone]}m{meaning}\x1b[0m"
    yield f"{at:<18}{meaning}"
    text = f"{row.text} ({row.place})" if row.place else row.text
    yield from wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if explain:
        yield _INDENT + words.text(say("read by {record}", record=row.matched_by or "–"))


def _disagreement(contradiction: Contradiction, words: Locale) -> Iterator[str]:
    yield from wrap(words.text(contradiction.what), WIDTH)
    for event in (contradiction.first, contradiction.second):
        yield from wrap(f"- {quoted(event, words)}", WIDTH, subsequent_indent="  ")
    yield from wrap(words.text(verdict_on(contradiction)), WIDTH)


def verdict_on(contradiction: Contradiction) -> Message:
    """Return which of the two entries the program relies on, and why."""
    return say(
        "The program relies on “{text}”. {why}",
        text=contradiction.relied_on.text,
        why=contradiction.why,
    )


def quoted(event: Event, words: Locale) -> str:
    """Return a scan in one line: day, the source's words, what they mean."""
    values = {
        "day": event.day or say("undated"),
        "text": event.text,
        "meaning": say(labels.STATUS[event.status]),
    }
    return words.text(Message(template=N_("{day}: “{text}” ({meaning})"), values=values))
