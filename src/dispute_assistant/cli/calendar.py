"""``dispute calendar``: the days of a case as a file that calendar programs open."""

from pathlib import Path
from typing import Annotated

from dispute_assistant.cli.commands import Option, command
from dispute_assistant.cli.console import day_of, echo, load, speaking, words_of
from dispute_assistant.cli.options import CaseArgument, DayOption, LanguageOption
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say


@command
def calendar(
    case: CaseArgument,
    out: Annotated[
        Path | None,
        Option(
            "--out", "-o", help="File or folder; beside the case if left out.", show_default=False
        ),
    ] = None,
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Write the days that matter, with reminders, into a file for your calendar."""
    from dispute_assistant import assistant, calendar_file, interview
    from dispute_assistant.situation import Situation

    day = day_of(on)
    answers, language = load(case, day, language)
    with speaking(language):
        now = Situation(interview.prune(answers, day, language), day, language)
        text = calendar_file.ics(now)
        if not text:
            raise InputError(
                Problem(
                    key=str(case),
                    what=say("No day lies ahead that a calendar could hold."),
                    mend=say(
                        "Add the last day of buyer protection if it is still to come, or try "
                        "again when something has changed."
                    ),
                )
            )
    file = out or case.resolve().parent
    if file.is_dir():
        file /= calendar_file.NAME
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    assistant.keep(file, text.encode())
    opens = say("Open {file} with your calendar: it adds the days and their reminders.", file=file)
    echo(words_of(language).text(opens))
