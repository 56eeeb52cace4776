"""``dispute log``: note what happened in a case, or list it."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from msgspec.structs import replace

from dispute_assistant.cli.commands import Argument, Option, command
from dispute_assistant.cli.console import day_of, echo, load, situation, speaking, words_of
from dispute_assistant.cli.options import CaseArgument, LanguageOption
from dispute_assistant.errors import InputError
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from dispute_assistant.locales import Locale
    from dispute_assistant.log import Entry
    from dispute_assistant.situation import Situation

_NAMES = {"kind": "KIND", "day": "--on", "until": "--until", "amount": "--amount", "note": "--note"}


@command
def log(  # noqa: PLR0913, PLR0917 - options of a command
    case: CaseArgument,
    kind: Annotated[
        str,
        Argument(
            metavar="[KIND]",
            help="What happened, such as message_sent; without it the log is shown.",
            show_default=False,
        ),
    ] = "",
    on: Annotated[
        str, Option("--on", metavar="DAY", help="Day on which it happened; else today.")
    ] = "",
    until: Annotated[
        str, Option("--until", metavar="DAY", help="New end of protection, or day named.")
    ] = "",
    amount: Annotated[str, Option("--amount", help="Sum offered or received: “5.00 USD”.")] = "",
    note: Annotated[str, Option("--note", help="A sentence for yourself.")] = "",
    language: LanguageOption = "",
) -> None:
    """Note what was sent, answered, opened or decided; the advice follows it."""
    from dispute_assistant import casefile
    from dispute_assistant.situation import Situation

    today = day_of("")
    answers, language = load(case, today, language)
    now = Situation(answers, today, language)
    words = words_of(now.language)
    raw = {"kind": kind, "day": on, "until": until, "amount": amount, "note": note}
    if any(raw.values()):
        with speaking(now.language):
            entry = _entry(raw, now)
    else:
        for known in now.case.log:
            echo("\n".join(_lines(known, words)))
        asked = _asked(now)
        if asked is None:
            return
        entry = asked
    with speaking(now.language):
        casefile.add_entry(case, entry)
    echo("\n".join(_lines(entry, words)))
    after = situation(case, now.on, now.language)
    echo(words.text(say("Now: {headline}", headline=after.plan.headline)))


def _entry(raw: dict[str, str], now: "Situation") -> "Entry":
    """Return the entry that the options describe; every problem names its option."""
    from dispute_assistant import log as entries

    raw = {**raw, "day": raw["day"] or now.on.isoformat()}
    paid = now.case.order.amount
    try:
        entry = entries.parse(
            raw, language=now.language, default_currency=paid.currency if paid else ""
        )
        entries.not_ahead(entry.day, now.on)
    except InputError as error:
        raise InputError(replace(p, key=_NAMES.get(p.key, p.key)) for p in error.problems) from None
    return entry


def _asked(now: "Situation") -> "Entry | None":
    """Return what somebody at a terminal adds; None where there is nobody, or nothing to add."""
    from dispute_assistant import terminal

    if not sys.stdin.isatty():
        return None
    try:
        return terminal.ask_entry(terminal.open_backend(os.environ), now)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _lines(entry: "Entry", words: "Locale") -> Iterator[str]:
    """Yield an entry for people: the day and what happened, and below what belongs to it."""
    from dispute_assistant import log as entries
    from dispute_assistant import texts

    what = say(entries.LABELS[entry.kind])
    yield words.text(say("{day}: {what}", day=entry.day, what=what))
    if entry.until:
        label = say(entries.UNTIL[entry.kind])
        yield "  " + words.text(say("{label}: {day}", label=label, day=entry.until))
    if entry.amount:
        yield "  " + words.text(say("Amount: {amount}", amount=entry.amount))
    if entry.note:
        yield "  " + texts.clean(entry.note, lines=False)
