"""What follows from a set of answers on a day, each part worked out when it is first asked for."""

from datetime import date
from functools import cached_property, lru_cache

from dispute_assistant import diagnosis, plan
from dispute_assistant.case import Answers, Case, as_of, build
from dispute_assistant.errors import InputError
from dispute_assistant.tracking import timeline as tracking
from dispute_assistant.tracking.events import Status, Timeline
from dispute_assistant.tracking.formats.raw import RawParcel


class Situation:
    """The answers, the day, the reader's language, and all that follows from them."""

    def __init__(self, answers: Answers, on: date, language: str) -> None:
        self.answers = answers
        self.on = on
        self.language = language
        """Language of the interview."""

    @cached_property
    def case(self) -> Case:
        """The case that the answers describe, as it stands on the day."""
        return as_of(build(self.answers), self.on)

    @cached_property
    def timelines(self) -> tuple[Timeline, ...]:
        """The chronology of each parcel in the pasted histories."""
        case = self.case
        meanings = dict(case.meanings)
        found = _timelines(case.histories, case.destination, self.on, tuple(meanings.items()))
        last = found[0].last if found else None
        if case.newest_means and last and last.status is Status.UNKNOWN:
            meanings[last.text] = case.newest_means
            found = _timelines(case.histories, case.destination, self.on, tuple(meanings.items()))
        return found

    @cached_property
    def timeline(self) -> Timeline:
        """The chronology of the parcel in question: the one named, else the one in most trouble."""
        number = self.case.tracking_number
        named = (t for t in self.timelines if number in t.numbers)
        nameless = (t for t in self.timelines if number and not t.numbers)
        return next(iter((*named, *nameless, *self.timelines)), Timeline())

    @cached_property
    def diagnosis(self) -> diagnosis.Diagnosis:
        """What the rules find."""
        return diagnosis.diagnose(self.case, self.timeline, self.on)

    @cached_property
    def plan(self) -> plan.Plan:
        """What to do."""
        return plan.make(self.case, self.timeline, self.diagnosis, self.on)

    @cached_property
    def tracking_number(self) -> str:
        """The parcel's number: the buyer's answer, else the one in the history."""
        return self.case.tracking_number or self.timeline.tracking_number


@lru_cache(maxsize=32)
def _timelines(
    histories: tuple[str, ...], destination: str, on: date, meanings: tuple[tuple[str, str], ...]
) -> tuple[Timeline, ...]:
    parcels = [parcel for text in histories for parcel in _read(text, on)]
    return tracking.build(
        parcels,
        destination=destination,
        today=on,
        meanings={wording: Status(status) for wording, status in meanings},
    )


@lru_cache(maxsize=32)
def _read(text: str, on: date) -> tuple[RawParcel, ...]:
    """Return the parcels in a history; a text without entries was already doubted when given."""
    try:
        return tracking.read(text, today=on)
    except InputError:
        return ()
