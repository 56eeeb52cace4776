"""``dispute track``: show what histories say, or ask a service what is new in a case."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from dispute_assistant.cli.console import echo, own_language, report, words_of
from dispute_assistant.errors import InputError
from dispute_assistant.messages import say, say_many
from dispute_assistant.tracking.events import Timeline


def show_timelines(timelines: Sequence[Timeline], language: str, explain: bool) -> None:
    """Print the table of each parcel, in colour on a terminal."""
    from dispute_assistant import tracking_page

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    pages = (
        tracking_page.page(timeline, language, explain=explain, colour=colour)
        for timeline in timelines
    )
    echo("\n".join(pages), nl=False)


class Wish(Struct, frozen=True, kw_only=True):
    """How a service is to be asked."""

    provider: str
    register: bool
    carrier: int


def ask_for_news(case: Path, on: date, language: str, wish: Wish) -> None:
    """Ask a service about the parcel of a case, show what is new, and keep it beside the case."""
    import time

    from dispute_assistant import casefile, interview, tracking_page
    from dispute_assistant.case import HISTORIES
    from dispute_assistant.situation import Situation
    from dispute_assistant.tracking import lookup
    from dispute_assistant.tracking.providers import Link, ProviderError

    loaded = casefile.read(case, on, language=language or own_language())
    if loaded.problems:
        raise InputError(loaded.problems)
    words = words_of(language or loaded.language)
    before = Situation(interview.prune(loaded.answers, on, words.tag), on, words.tag)
    try:
        answer = lookup.look_up(
            before.tracking_number,
            os.environ,
            Link(wait=time.sleep),
            provider=wish.provider,
            register=wish.register,
            carrier=wish.carrier,
        )
    except ProviderError as error:
        report((error.problem,), words.tag)
        raise SystemExit(1) from None
    known = loaded.answers.get(HISTORIES, ())
    histories = (*(known if isinstance(known, tuple) else ()), answer.text)
    answers = {**loaded.answers, HISTORIES: histories}
    after = Situation(interview.prune(answers, on, words.tag), on, words.tag)
    fresh = lookup.new_events(before.timeline, after.timeline)
    if not fresh:
        echo(words.text(say("Nothing new since the last look.")))
        return
    casefile.add_history(case, lookup.file_name(answer, on), answer.text)
    count = say_many("{count} new entry:", "{count} new entries:", len(fresh))
    echo(words.text(count))
    for event in fresh:
        echo(f"  {tracking_page.quoted(event, words)}")
