"""What is known of the marketplace and matters now: its own habits, warnings and file limits."""

from collections.abc import Iterator

from dispute_assistant import reference
from dispute_assistant.findings import Statement
from dispute_assistant.messages import Message, say
from dispute_assistant.reference import Evidence, Marketplace, Note
from dispute_assistant.view import Action, View


def notes(view: View, action: Action) -> Iterator[Statement]:
    """Yield what to know of the marketplace, those that speak of this very case first."""
    if view.place is None or action in (Action.COLLECT, Action.TELL_MORE, Action.DONE):
        return
    fitting = [note for note in _notes(view.place) if _fits(note, view)]
    for note in sorted(fitting, key=lambda note: not note.fits)[: reference.defaults().most_notes]:
        yield Statement(id=note.id, says=Message(template=note.text), sources=note.sources)
    if action in (Action.NEGOTIATE, Action.DISPUTE):
        yield from _files(view.place.evidence)


def _notes(place: Marketplace) -> tuple[Note, ...]:
    return tuple(note for note in (*place.customs_notes, *place.warnings) if note.usable)


def _fits(note: Note, view: View) -> bool:
    return not note.fits or view.diagnosis.has(*note.fits)


def _files(evidence: Evidence) -> Iterator[Statement]:
    formats, limit = evidence.formats, evidence.max_mb
    if formats is None or not formats.usable:
        return
    names = tuple(name.upper() for name in formats.value)
    says = say("It takes files of these kinds: {names}.", names=names)
    sources = formats.sources
    if limit and limit.usable:
        says = say(
            "It takes files of these kinds, each of at most {limit} MB: {names}.",
            limit=limit.value,
            names=names,
        )
        sources = (*sources, *limit.sources)
    yield Statement(id="files", says=says, sources=sources)
