"""The log of a case: what was sent, answered, opened and decided on which day, and what follows.

Where it stands in the flow: a case file keeps the entries as ``[[log]]`` tables, ``dispute log``
adds to them, and :func:`standing` folds them, in the order of their days, into where things stand.
Advice is a function of the case, its log and the day: an entry of a later day does not count yet.

>>> told = [
...     parse({"kind": "message_sent", "day": "2026-11-10"}),
...     parse({"kind": "seller_answered", "day": "2026-11-12"}),
...     parse({"kind": "dispute_opened", "day": "2026-11-20"}),
... ]
>>> standing(told, on=date(2026, 11, 15)).talks.value
'answered'
>>> standing(told, on=date(2026, 11, 23)).opened.day
datetime.date(2026, 11, 20)
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import dates, money, texts
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.money import Money


class Talks(StrEnum):
    """How far the buyer is with the seller and the marketplace."""

    NOT_STARTED = "not_started"
    NO_ANSWER = "no_answer"
    ANSWERED = "answered"
    """The seller answered, and nothing is settled."""
    ASKED_TO_WAIT = "asked_to_wait"
    PROTECTION_EXTENDED = "protection_extended"
    ASKED_TO_CLOSE = "asked_to_close"
    REFUSED = "refused"
    DISPUTE_OPEN = "dispute_open"


class EntryKind(StrEnum):
    """What can happen in a case, apart from the scans of the parcel."""

    MESSAGE_SENT = "message_sent"
    REMINDER_SENT = "reminder_sent"
    SELLER_ANSWERED = "seller_answered"
    SELLER_PROMISED = "seller_promised"
    PROTECTION_EXTENDED = "protection_extended"
    OFFER_RECEIVED = "offer_received"
    CUSTOMS_ASKED = "customs_asked"
    CUSTOMS_ANSWERED = "customs_answered"
    DISPUTE_OPENED = "dispute_opened"
    ESCALATED = "escalated"
    DECIDED_WON = "decided_won"
    DECIDED_PARTLY = "decided_partly"
    DECIDED_LOST = "decided_lost"
    APPEALED = "appealed"
    REFUND_RECEIVED = "refund_received"


LABELS = {
    EntryKind.MESSAGE_SENT: N_("You wrote to the seller"),
    EntryKind.REMINDER_SENT: N_("You reminded the seller"),
    EntryKind.SELLER_ANSWERED: N_("The seller answered"),
    EntryKind.SELLER_PROMISED: N_("The seller promised something"),
    EntryKind.PROTECTION_EXTENDED: N_("The seller extended the protection"),
    EntryKind.OFFER_RECEIVED: N_("You were offered a refund"),
    EntryKind.CUSTOMS_ASKED: N_("You sent the request to customs"),
    EntryKind.CUSTOMS_ANSWERED: N_("Customs answered"),
    EntryKind.DISPUTE_OPENED: N_("You opened the dispute"),
    EntryKind.ESCALATED: N_("You asked the marketplace to decide"),
    EntryKind.DECIDED_WON: N_("The marketplace decided for you"),
    EntryKind.DECIDED_PARTLY: N_("The marketplace decided partly for you"),
    EntryKind.DECIDED_LOST: N_("The marketplace decided against you"),
    EntryKind.APPEALED: N_("You appealed"),
    EntryKind.REFUND_RECEIVED: N_("A refund arrived"),
}
UNTIL = {
    EntryKind.MESSAGE_SENT: N_("Day until which the message asks for an answer"),
    EntryKind.SELLER_PROMISED: N_("Day for which it was promised"),
    EntryKind.PROTECTION_EXTENDED: N_("New last day of protection"),
    EntryKind.OFFER_RECEIVED: N_("Last day to answer the offer"),
    EntryKind.CUSTOMS_ASKED: N_("Day by which customs says that it will answer"),
    EntryKind.DISPUTE_OPENED: N_("Last day for the seller to answer, as the dispute shows it"),
    EntryKind.ESCALATED: N_("Day of the decision, as the dispute shows it"),
    EntryKind.DECIDED_PARTLY: N_("Last day to appeal, as the decision shows it"),
    EntryKind.DECIDED_LOST: N_("Last day to appeal, as the decision shows it"),
}
"""Entries that may name a second day, which then beats every day that the program counts."""
NEEDS_UNTIL = frozenset({EntryKind.PROTECTION_EXTENDED})
NEEDS_AMOUNT = frozenset({EntryKind.OFFER_RECEIVED, EntryKind.REFUND_RECEIVED})
TAKES_AMOUNT = NEEDS_AMOUNT | {EntryKind.DECIDED_WON, EntryKind.DECIDED_PARTLY}
FIELDS = ("day", "kind", "until", "amount", "note")
LONGEST_NOTE = 1000
"""Characters of a note, as of every answer."""


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that happened on a day."""

    day: date
    kind: EntryKind
    until: date | None = None
    """The second day that belongs to it, see :data:`UNTIL`."""
    amount: Money | None = None
    """Sum offered, awarded or received."""
    note: str = ""
    """The buyer's own words."""


_DECIDED = (EntryKind.DECIDED_WON, EntryKind.DECIDED_PARTLY, EntryKind.DECIDED_LOST)
_REACTIONS = {
    EntryKind.SELLER_ANSWERED: Talks.ANSWERED,
    EntryKind.SELLER_PROMISED: Talks.ASKED_TO_WAIT,
    EntryKind.PROTECTION_EXTENDED: Talks.PROTECTION_EXTENDED,
    EntryKind.OFFER_RECEIVED: Talks.ANSWERED,
}
"""What the seller may do, and how far the talks are then."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a case stands on a day, as far as its log and the interview tell."""

    talks: Talks | None = None
    written_on: date | None = None
    """Day of the first message to the seller."""
    asked_on: date | None = None
    """Day of the oldest message that the seller has not answered."""
    answer_by: date | None = None
    """Day until which that message asks for an answer."""
    reminded_on: date | None = None
    promise: Entry | None = None
    extended_until: date | None = None
    offer: Entry | None = None
    """The newest offer that nothing has overtaken."""
    customs_asked: Entry | None = None
    customs_answered_on: date | None = None
    opened: Entry | None = None
    """How the dispute began; None as well where the interview alone tells of a dispute."""
    seller_reacted: bool = False
    """The seller has answered since the dispute began."""
    escalated: Entry | None = None
    decided: Entry | None = None
    """The newest decision."""
    appealed: Entry | None = None
    """An appeal on which nobody has decided yet."""
    appeals: int = 0
    refunds: tuple[Entry, ...] = ()

    @property
    def in_dispute(self) -> bool:
        """A dispute was opened, so that the term to open one matters no more."""
        return self.talks is Talks.DISPUTE_OPEN

    @property
    def undecided(self) -> bool:
        """A dispute is open, and nobody has decided it."""
        return self.in_dispute and self.decided is None


def standing(
    entries: Iterable[Entry],
    on: date,
    *,
    told: Talks | None = None,
    since: date | None = None,
) -> Standing:
    """Return where things stand on the day ``on``.

    ``told`` is the state that the interview names and ``since`` the day of the first message. An
    entry moves it on when it is newer; where that day is not known, the first message of the log
    is taken for the one that the interview means.
    """
    past = sorted((entry for entry in entries if entry.day <= on), key=lambda entry: entry.day)
    if since is None and told not in (None, Talks.NOT_STARTED):
        messages = (e.day for e in past if e.kind is EntryKind.MESSAGE_SENT)
        since = next(messages, None)
    unanswered = told is Talks.NO_ANSWER
    now = Standing(talks=told, written_on=since, asked_on=since if unanswered else None)
    for entry in past:
        now = _after(now, entry, newer=since is None or entry.day > since)
    return now


def _after(now: Standing, entry: Entry, *, newer: bool) -> Standing:
    match entry.kind:
        case EntryKind.MESSAGE_SENT | EntryKind.REMINDER_SENT:
            return _after_writing(now, entry, newer=newer)
        case kind if kind in _REACTIONS:
            return _after_reaction(now, entry, newer=newer)
        case EntryKind.CUSTOMS_ASKED:
            waits = now.customs_asked and not now.customs_answered_on
            first = now.customs_asked if waits else entry
            return replace(now, customs_asked=first, customs_answered_on=None)
        case EntryKind.CUSTOMS_ANSWERED:
            return replace(now, customs_answered_on=entry.day)
        case EntryKind.DISPUTE_OPENED:
            return Standing(
                talks=Talks.DISPUTE_OPEN,
                written_on=now.written_on,
                extended_until=now.extended_until,
                customs_asked=now.customs_asked,
                customs_answered_on=now.customs_answered_on,
                opened=entry,
                refunds=now.refunds,
            )
        case EntryKind.ESCALATED:
            return replace(now, talks=Talks.DISPUTE_OPEN, escalated=entry)
        case kind if kind in _DECIDED:
            return replace(now, talks=Talks.DISPUTE_OPEN, decided=entry, appealed=None, offer=None)
        case EntryKind.APPEALED:
            return replace(now, talks=Talks.DISPUTE_OPEN, appealed=entry, appeals=now.appeals + 1)
        case _:
            return replace(now, refunds=(*now.refunds, entry), offer=None)


def _after_writing(now: Standing, entry: Entry, *, newer: bool) -> Standing:
    now = replace(now, written_on=now.written_on or entry.day)
    if entry.kind is EntryKind.REMINDER_SENT:
        now = replace(now, reminded_on=entry.day)
    if now.in_dispute:
        return now
    if newer and now.talks is not Talks.NO_ANSWER:
        now = replace(now, talks=Talks.NO_ANSWER, asked_on=entry.day, offer=None, promise=None)
    if now.talks is Talks.NO_ANSWER:
        now = replace(
            now, asked_on=now.asked_on or entry.day, answer_by=entry.until or now.answer_by
        )
    return now


def _after_reaction(now: Standing, entry: Entry, *, newer: bool) -> Standing:
    match entry.kind:
        case EntryKind.PROTECTION_EXTENDED:
            now = replace(now, extended_until=entry.until)
        case EntryKind.OFFER_RECEIVED:
            now = replace(now, offer=entry)
        case EntryKind.SELLER_PROMISED:
            now = replace(now, promise=entry)
    if now.in_dispute:
        return replace(now, seller_reacted=True)
    if newer:
        talks = _REACTIONS[entry.kind]
        now = replace(now, talks=talks, asked_on=None, answer_by=None, reminded_on=None)
    return now


# From text to entries and back


def parse(raw: Mapping[str, object], *, language: str = "en", default_currency: str = "") -> Entry:
    """Return the entry whose fields stand in ``raw``, as people type them or as TOML has them.

    ``default_currency`` serves a bare number. Raises InputError with all problems, each under the
    name of its field.
    """
    problems = list(_strangers(raw))
    text = {name: _as_text(value) for name, value in raw.items() if name in FIELDS}
    kind = _kind(text, problems)
    day = _day(text, "day", language, problems)
    until = _day(text, "until", language, problems)
    amount = None
    if text.get("amount"):
        try:
            amount = money.parse(text["amount"], default_currency=default_currency, key="amount")
        except InputError as error:
            problems += error.problems
    if kind:
        problems += _misfits(kind, text)
    try:
        not_before(until, day)
    except InputError as error:
        problems += error.problems
    note = texts.clean(text.get("note", ""), lines=False)
    if len(note) > LONGEST_NOTE:
        what = say("This is too long for an answer: {count} characters.", count=len(note))
        mend = say("Give at most {count}.", count=LONGEST_NOTE)
        problems.append(Problem(key="note", what=what, mend=mend))
    if problems or kind is None or day is None:
        raise InputError(problems)
    return Entry(day=day, kind=kind, until=until, amount=amount, note=note)


def _strangers(raw: Mapping[str, object]) -> Iterable[Problem]:
    for name in raw:
        if name not in FIELDS:
            what = say("An entry of the log has no “{name}”.", name=name)
            yield Problem(key=name, what=what, mend=suggestion(name, FIELDS))


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return str(value).strip()


def not_ahead(value: object, on: date) -> object:
    """Return ``value``; raise InputError for a day after ``on``, which cannot have happened."""
    if isinstance(value, date) and value > on:
        what = say("{day} is still to come.", day=value)
        raise InputError(Problem(key="day", what=what, mend=say("Give a day that has passed.")))
    return value


def not_before(until: object, day: object) -> object:
    """Return ``until``; raise InputError where it lies before ``day``, that of its entry."""
    if isinstance(until, date) and isinstance(day, date) and until < day:
        what = say("{until} lies before {day}, the day of the entry.", until=until, day=day)
        raise InputError(Problem(key="until", what=what, mend=say("Give a later day.")))
    return until


def fields(entry: Entry) -> dict[str, object]:
    """Return the fields of ``entry`` that say something: the inverse of :func:`parse`."""
    found = {name: getattr(entry, name) for name in FIELDS}
    return {name: value for name, value in found.items() if value not in (None, "")}


def suggestion(word: str, known: Iterable[str]) -> Message:
    """Return what may be meant by a word that is not known: one, those alike, or all."""
    from difflib import get_close_matches

    choices = sorted(known)
    word = word.strip().lower().replace(" ", "_").replace("-", "_")
    alike = [choice for choice in choices if word and word in choice]
    near = alike or get_close_matches(word, choices, n=1)
    if len(near) == 1:
        return say("Did you mean “{word}”?", word=near[0])
    return say("Choose one of: {choices}", choices=", ".join(near or choices))


def _kind(raw: Mapping[str, str], problems: list[Problem]) -> EntryKind | None:
    text = raw.get("kind", "")
    if text in set(EntryKind):
        return EntryKind(text)
    what = say("“{text}” is no kind of entry.", text=text) if text else _MISSING
    problems.append(Problem(key="kind", what=what, mend=suggestion(text, EntryKind)))
    return None


def _day(raw: Mapping[str, str], name: str, language: str, problems: list[Problem]) -> date | None:
    text = raw.get(name, "")
    if not text:
        if name == "day":
            mend = say("Write year-month-day, for example 2026-11-27.")
            problems.append(Problem(key=name, what=_MISSING, mend=mend))
        return None
    try:
        return dates.parse_day(text, language=language)
    except ValueError:
        what = say("“{text}” is not a date that can be read.", text=text)
        mend = say("Write year-month-day, for example 2026-11-27.")
        problems.append(Problem(key=name, what=what, mend=mend))
        return None


_MISSING = say("An answer is needed here.")


def _misfits(kind: EntryKind, raw: Mapping[str, str]) -> Iterable[Problem]:
    """Yield what an entry of this kind lacks or cannot have."""
    rules = (
        (
            "until",
            kind in UNTIL,
            kind in NEEDS_UNTIL,
            say("Add the day: {example}", example="until = 2026-12-15"),
        ),
        (
            "amount",
            kind in TAKES_AMOUNT,
            kind in NEEDS_AMOUNT,
            say("Add it: {example}", example='amount = "5.00 USD"'),
        ),
    )
    for name, takes, needs, mend in rules:
        given = bool(raw.get(name))
        if needs and not given:
            yield Problem(key=name, what=_MISSING, mend=mend)
        elif given and not takes:
            what = say("An entry “{kind}” has no “{name}”.", kind=kind.value, name=name)
            yield Problem(key=name, what=what, mend=say("Leave it out, or put it into the note."))
