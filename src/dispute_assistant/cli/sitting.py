"""``dispute new`` and ``dispute resume``: ask, advise, write the papers, keep the case."""

import os
import re
import shlex
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dispute_assistant.cli.console import echo, publish, report, speaking, words_of
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from dispute_assistant.assistant import Prepared
    from dispute_assistant.case import Answers
    from dispute_assistant.situation import Situation


class Sitting(Struct, frozen=True, kw_only=True):
    """What an interview needs from the command line."""

    answers: "Answers"
    on: date
    language: str
    plain: bool
    out: Path | None
    draft: Path | None = None
    """The draft that is continued, or None for a new one."""


def interview_in_terminal(sitting: Sitting) -> None:
    """Ask, advise, write the papers, and keep the case beside them."""
    from dispute_assistant import advice, assistant, casefile, terminal
    from dispute_assistant.cli import ahead

    folder = casefile.draft_folder(os.environ)
    draft = sitting.draft

    def save(answers: "Answers", language: str) -> str:
        nonlocal draft
        draft = casefile.save_draft(folder, answers, language, draft=draft)
        own = () if draft.parent == folder else (str(draft),)
        return shlex.join((os.environ.get("DISPUTE_PROGRAM", "dispute"), "resume", *own))

    def page(section: str, now: "Situation") -> str | None:
        return advice.page(now) if section == "papers" else None

    backend = terminal.open_backend(os.environ, plain=sitting.plain)
    with ahead.ready() if backend.reacts else nullcontext(assistant.to_pdf) as to_pdf:
        outcome = terminal.interview(
            backend, sitting.answers, sitting.on, sitting.language, save, page
        )
        words = words_of(outcome.language)
        if outcome.end is not terminal.End.COMPLETE:
            report(outcome.problems, outcome.language)
            raise SystemExit(outcome.exit_code)
        with speaking(outcome.language):
            prepared = assistant.prepare(outcome.answers, sitting.on, outcome.language)
            target = sitting.out or Path(_folder_name(prepared))
            publish(prepared, target, (), words, to_pdf)
            case = target / "case.toml"
            if not (draft and case.exists() and case.samefile(draft)):
                casefile.write(case, outcome.answers, outcome.language)
    echo(words.text(say("Your answers are kept in {file}.", file=case)))
    if draft:
        casefile.drop_draft(draft)


def _folder_name(prepared: "Prepared") -> str:
    """Return a name for the folder of a case: its order or parcel number, safe for any disk."""
    now = prepared.situation
    name = now.case.order.number or now.tracking_number or now.on.isoformat()
    return "dispute-" + re.sub(r"[^\w-]+", "-", name).strip("-")[:60]
