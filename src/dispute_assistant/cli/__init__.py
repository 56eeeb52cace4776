"""The commands: thin, the only room that reads the clock and the environment.

Exit codes: 0 done, 1 a fault of the machine (a missing library, a full disk), 2 input that has to
be mended, 130 stopped by the user (the draft is saved).
"""

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from dispute_assistant.cli import batch, calendar, deadline, doctor, goods, log, sources, status
from dispute_assistant.cli.commands import Argument, Option, called, command
from dispute_assistant.cli.console import (
    country_of,
    day_of,
    echo,
    engine_of,
    formats_of,
    history,
    kinds_of,
    load,
    own_language,
    publish,
    report,
    situation,
    speaking,
    words_of,
)
from dispute_assistant.cli.news import Wish, ask_for_news, show_timelines
from dispute_assistant.cli.options import (
    CaseArgument,
    DayOption,
    EngineOption,
    FolderOption,
    FormatOption,
    LanguageOption,
    LetterLanguageOption,
    PapersOption,
)
from dispute_assistant.cli.sitting import Sitting, interview_in_terminal
from dispute_assistant.errors import AssistantError, InputError, Problem
from dispute_assistant.messages import say

__all__ = [
    "batch",
    "calendar",
    "deadline",
    "doctor",
    "goods",
    "log",
    "main",
    "sources",
    "status",
]

DEMO = Path(__file__).parents[1] / "data" / "examples" / "refused.toml"
DEMO_DAY = date(2026, 11, 23)


@command
def new(
    language: LanguageOption = "",
    plain: Annotated[bool, Option("--plain", help="Plain lines, no screen control.")] = False,
    out: FolderOption = None,
    tracking: Annotated[
        Path | None, Option("--tracking", help="File with the tracking history.")
    ] = None,
    on: DayOption = "",
) -> None:
    """Answer questions and get advice and papers."""
    answers: dict[str, object] = {}
    if tracking:
        answers["tracking.history"] = history(tracking)
    chosen = language or own_language()
    interview_in_terminal(
        Sitting(answers=answers, on=day_of(on), language=chosen, plain=plain, out=out)
    )


@command
def resume(
    draft: Annotated[
        Path | None, Argument(help="Draft or case file; the newest draft if left out.")
    ] = None,
    language: LanguageOption = "",
    plain: Annotated[bool, Option("--plain", help="Plain lines, no screen control.")] = False,
    out: FolderOption = None,
    on: DayOption = "",
) -> None:
    """Go on with an interview that was interrupted."""
    from dispute_assistant import casefile

    found = draft or next(iter(casefile.drafts(casefile.draft_folder(os.environ))), None)
    if found is None:
        raise InputError(
            Problem(
                key="resume",
                what=say("There is no draft."),
                mend=say("Start with {command}.", command="dispute new"),
            )
        )
    loaded = casefile.read(found, day_of(on), language=language or own_language())
    if loaded.problems and not loaded.text:
        raise InputError(loaded.problems)
    if loaded.problems:
        report(loaded.problems, language or loaded.language, str(found))
    chosen = language or loaded.language or own_language()
    interview_in_terminal(
        Sitting(
            answers=loaded.answers,
            on=day_of(on),
            language=chosen,
            plain=plain,
            out=out,
            draft=found,
        )
    )


@command
def check(case: CaseArgument, language: LanguageOption = "") -> None:
    """Check a case file and report every problem with its line."""
    day = day_of("")
    answers, language = load(case, day, language)
    words = words_of(language)
    count = len(answers)
    echo(words.text(say("{file} is fine: {count} answers.", file=case, count=count)))


@command
def advise(
    case: CaseArgument,
    on: DayOption = "",
    language: LanguageOption = "",
    why: Annotated[bool, Option("--why", help="Show evidence, rules and sources.")] = False,
    as_json: Annotated[bool, Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what happened, who is responsible, and what to do by which day."""
    from dispute_assistant import advice, advice_report

    now = situation(case, day_of(on), language)
    echo(advice_report.as_json(now) if as_json else advice.page(now, why=why), nl=False)


@command
def write(
    case: CaseArgument,
    out: FolderOption = None,
    formats: FormatOption = "",
    papers: PapersOption = "",
    letter_language: LetterLanguageOption = "",
    engine: EngineOption = "",
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Write the papers of a case file, without any question."""
    from dispute_assistant import assistant

    day = day_of(on)
    answers, language = load(case, day, language)
    with speaking(language):
        kinds, wanted = kinds_of(papers), formats_of(formats)
        prepared = assistant.prepare(
            answers, day, language, kinds=kinds, letter_language=letter_language
        )
        to_pdf = engine_of(engine) if engine else None
        publish(prepared, out or case.resolve().parent, wanted, words_of(language), to_pdf)


@command
def track(
    files: Annotated[
        list[Path],
        Argument(help="Histories in any form; or one case file, to ask for news."),
    ],
    destination: Annotated[
        str, Option("--destination", metavar="CC", help="Country the parcel was sent to.")
    ] = "",
    today: Annotated[
        str, Option("--today", metavar="DAY", help="Read the histories as of this day.")
    ] = "",
    as_json: Annotated[bool, Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[
        bool, Option("--explain", help="Say which record classified each scan.")
    ] = False,
    provider: Annotated[
        str,
        Option("--provider", help="Service to ask for a case: auto, 17track, russian_post."),
    ] = "auto",
    register: Annotated[
        bool, Option("--register", help="Register the number at 17TRACK (spends quota).")
    ] = False,
    carrier: Annotated[
        int, Option("--carrier", help="17TRACK's number of the carrier, if it must be said.")
    ] = 0,
    language: LanguageOption = "",
) -> None:
    """Show what histories say; or ask a service, with your own key, what is new in a case."""
    if len(files) == 1 and files[0].suffix == ".toml":
        wish = Wish(provider=provider, register=register, carrier=carrier)
        ask_for_news(files[0], day_of(today, "--today"), language, wish)
        return
    from dispute_assistant.tracking import report
    from dispute_assistant.tracking.timeline import build, read

    day = day_of(today, "--today")
    country = country_of(destination)
    with speaking(language):
        raw = [p for file in files for p in read(history(file), source=file.name, today=day)]
        timelines = build(raw, destination=country, today=day)
    if as_json:
        import json

        echo(json.dumps(report.as_object(timelines), ensure_ascii=False, indent=2))
        return
    show_timelines(timelines, words_of(language).tag, explain)


@command
def demo(out: FolderOption = None, language: LanguageOption = "") -> None:
    """Show the whole thing on an example: a parcel that customs refused and sent back."""
    from dispute_assistant import advice, assistant, casefile

    words = words_of(language)
    example = casefile.read(DEMO, DEMO_DAY, language=words.tag)
    prepared = assistant.prepare(example.answers, DEMO_DAY, words.tag)
    intro = say(
        "An example: Anna's parcel did not pass customs. This is her tracking history, and this "
        "is what the program says on {day}.",
        day=DEMO_DAY,
    )
    echo(words.text(intro))
    echo(f"\n{example.answers['tracking.history']}\n")
    echo(advice.page(prepared.situation))
    publish(prepared, out or Path("dispute-demo"), (), words)


def main() -> None:
    """Run a command; every mistake of the user becomes lines on standard error."""
    try:
        if call := called(sys.argv[1:]):
            call()
            return
        from dispute_assistant.cli import typer_app

        typer_app.app()()
    except KeyboardInterrupt:
        sys.exit(130)
    except InputError as error:
        report(error.problems, own_language())
        sys.exit(2)
    except AssistantError as error:
        echo(str(error), err=True)
        sys.exit(1)
