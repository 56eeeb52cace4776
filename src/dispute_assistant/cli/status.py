"""``dispute status``: all cases of a folder, the most urgent first."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from dispute_assistant.cli.commands import Argument, command
from dispute_assistant.cli.console import day_of, echo, own_language, report, words_of
from dispute_assistant.cli.options import DayOption, LanguageOption
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from dispute_assistant.casefile import Loaded

_NO_DAY = "–"


class _Row(Struct, frozen=True, kw_only=True):
    """One case: its next deadline, its name, and what to do now."""

    day: date | None
    name: str
    text: str

    @property
    def urgency(self) -> tuple[bool, date, str]:
        return self.day is None, self.day or date.max, self.name


@command
def status(
    folder: Annotated[
        Path, Argument(metavar="[FOLDER]", help="Folder of case files, or of their folders.")
    ] = Path(),
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Show all cases of a folder with their next deadline, the most urgent first."""
    from dispute_assistant import casefile, rows

    day = day_of(on)
    found: list[_Row] = []
    failed = False
    for file in rows.case_files(folder):
        name = str(file.relative_to(folder))
        loaded = casefile.read(file, day, language=language or own_language())
        if not rows.is_case(loaded.text):
            continue
        if loaded.problems:
            report(loaded.problems, language or loaded.language or own_language(), name)
            failed = True
        else:
            found.append(_row(loaded, name, day, language))
    if not found and not failed:
        what = say("There is no case file in this folder.")
        mend = say("Name the folder where your case files are.")
        raise InputError(Problem(key=str(folder), what=what, mend=mend))
    width = max((len(row.name) for row in found), default=0)
    for row in sorted(found, key=lambda row: row.urgency):
        when = row.day.isoformat() if row.day else _NO_DAY
        echo(f"{when:<10}  {row.name:<{width}}  {row.text}")
    if failed:
        raise SystemExit(2)


def _row(loaded: "Loaded", name: str, on: date, language: str) -> _Row:
    from dispute_assistant import interview, texts
    from dispute_assistant.situation import Situation

    words = words_of(language or loaded.language)
    now = Situation(interview.prune(loaded.answers, on, words.tag), on, words.tag)
    coming = next(iter(now.plan.dates), None)
    text = now.plan.headline
    if coming:
        text = say("{deadline} Now: {headline}", deadline=coming.says, headline=text)
    return _Row(
        day=coming.day if coming else None,
        name=texts.clean(name, lines=False),
        text=words.text(text),
    )
