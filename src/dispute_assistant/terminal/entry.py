"""Asking for one entry of the log: what happened, when, and what belongs to it."""

from collections.abc import Iterator, Mapping
from datetime import date

from dispute_assistant import interview, log, money
from dispute_assistant.errors import InputError
from dispute_assistant.forms import AnswerType, Choice, Question
from dispute_assistant.interview import Situation
from dispute_assistant.locales import Locale
from dispute_assistant.log import Entry, EntryKind
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.terminal import answering, backend, wording
from dispute_assistant.terminal.backend import Backend, Judged, Prompt

_KINDS = tuple(Choice(value=kind, label=say(label)) for kind, label in log.LABELS.items())
_KIND = Question(
    key="log.kind",
    section="log",
    label=N_("What happened?"),
    help=N_("Choose what comes nearest; details go into the note."),
    type=AnswerType.CHOICE,
    choices=lambda _: _KINDS,
    optional=True,
)


def ask_entry(asker: Backend, now: Situation) -> Entry | None:
    """Ask for one entry and return it; None when the user wants no more.

    KeyboardInterrupt passes.
    """
    try:
        kind = _ask(asker, _KIND, now)
        if not kind:
            return None
        raw = {"kind": kind}
        for question in _details(EntryKind(kind), raw):
            raw[question.key.partition(".")[2]] = _ask(asker, question, now)
    except EOFError:
        return None
    return log.parse(raw)


def _details(kind: EntryKind, raw: Mapping[str, str]) -> Iterator[Question]:
    """Yield what else is asked about an entry of this kind, given the answers so far."""
    yield Question(
        key="log.day",
        section="log",
        label=N_("On which day?"),
        help=N_("The day on which it happened, for example 2026-11-20."),
        type=AnswerType.DATE,
        check=lambda value, now: log.not_ahead(value, now.on),
        suggest=lambda now: now.on.isoformat(),
    )
    if kind in log.UNTIL:
        yield Question(
            key="log.until",
            section="log",
            label=log.UNTIL[kind],
            help=N_("It goes before every day that the program counts."),
            type=AnswerType.DATE,
            check=lambda value, _: log.not_before(value, date.fromisoformat(raw["day"])),
            optional=kind not in log.NEEDS_UNTIL,
        )
    if kind in log.TAKES_AMOUNT:
        yield Question(
            key="log.amount",
            section="log",
            label=N_("How much?"),
            help=N_("With the currency, for example 25.90 USD."),
            type=AnswerType.MONEY,
            optional=kind not in log.NEEDS_AMOUNT,
        )
    yield Question(
        key="log.note",
        section="log",
        label=N_("A note?"),
        help=N_("One sentence for yourself: what was said, by whom."),
        optional=True,
    )


def _ask(asker: Backend, question: Question, now: Situation) -> str:
    """Return the answer as ``log.parse`` takes it; EOFError when the user stops."""
    words = Locale(now.language)
    while True:
        reply = asker.ask(_prompt(question, now, words, keys=asker.keys))
        command = reply.command or backend.command(reply.text)
        if command == backend.QUIT:
            raise EOFError
        if command:
            asker.show(words.text(question.help), "note")
            continue
        try:
            return _value(question, reply.text, now)
        except InputError as error:
            asker.show(_problems(error, words), "problem")
            if not asker.reacts:
                raise


def _value(question: Question, text: str, now: Situation) -> str:
    text = text.strip().removeprefix(backend.NOTHING) or question.suggest(now)
    if not text and question.optional:
        return ""
    if question.type is AnswerType.MONEY and text:
        paid = now.case.order.amount  # no other currency is guessed: nobody would notice
        return money.typed(money.parse(text, default_currency=paid.currency if paid else ""))
    known = answering.options(question, now)
    value = interview.accept(question, answering.as_answer(question, text, known, keys=False), now)
    return interview.as_typed(question, value)


def _prompt(question: Question, now: Situation, words: Locale, *, keys: bool) -> Prompt:
    offer = question.suggest(now)
    told: Message | None = Message(template="{value}", values={"value": now.on}) if offer else None

    def check(text: str) -> Judged:
        if backend.command(text):
            return Judged()
        try:
            _value(question, text, now)
        except InputError as error:
            return Judged(problem=_problems(error, words))
        return Judged()

    return Prompt(
        text=words.text(question.label),
        hint=" ".join(map(words.text, wording.hints(question, told, now, keys=keys))),
        help=words.text(question.help),
        options=answering.options(question, now),
        check=check,
        refused=words.text(wording.ONE_LINE),
    )


def _problems(error: InputError, words: Locale) -> str:
    return " ".join(f"{words.text(p.what)} {words.text(p.mend)}" for p in error.problems)
