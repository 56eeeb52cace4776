"""The commands: thin, the only room that reads the clock and the environment.

Exit codes: 0 done, 1 a fault of the machine (a missing library, a full disk), 2 input that has to
be mended, 130 stopped by the user (the draft is saved).
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispute_assistant import __version__
from dispute_assistant.errors import AssistantError, InputError, Problem
from dispute_assistant.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dispute_assistant.assistant import Prepared
    from dispute_assistant.case import Answers, Kind
    from dispute_assistant.locales import Locale
    from dispute_assistant.situation import Situation
    from dispute_assistant.tracking.events import Timeline

app = typer.Typer(
    name="dispute",
    help="Help for online orders stuck at customs: what happened, what to do, and the papers.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DEMO = Path(__file__).parent / "data" / "examples" / "refused.toml"
DEMO_DAY = date(2026, 11, 23)

CaseArgument = Annotated[
    Path, typer.Argument(metavar="CASE", help="Case file (TOML).", show_default=False)
]


def _spoken(text: str) -> str:
    """Return the interface language that ``text`` names (``ru``, ``ru_RU``), or nothing."""
    from dispute_assistant import locales

    tag = locales.negotiate(text) if text else ""
    if tag != re.split(r"[-_.@]", text.lower())[0]:
        raise InputError(
            Problem(
                key="--language",
                what=say("“{text}” is not among the answers.", text=text),
                mend=say("Choose one of: {choices}.", choices=locales.INTERFACE),
            )
        )
    return tag


LanguageOption = Annotated[
    str,
    typer.Option(
        "--language",
        "-l",
        help="Language of questions and advice: en, ru, es.",
        callback=_spoken,
        show_default=False,
    ),
]
DayOption = Annotated[
    str, typer.Option("--on", metavar="DAY", help="Advice as of this day, for example 2026-11-27.")
]
FolderOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for the papers.", show_default=False)
]
FormatOption = Annotated[
    str, typer.Option("--format", "-f", help="File formats: pdf,txt,jpg.", show_default=False)
]
LetterLanguageOption = Annotated[
    str,
    typer.Option("--letter-language", help="Language of the papers instead of the addressee's."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Help for online orders stuck at customs: what happened, what to do, and the papers."""


@app.command()
def new(
    language: LanguageOption = "",
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines, no screen control.")] = False,
    out: FolderOption = None,
    tracking: Annotated[
        Path | None, typer.Option("--tracking", help="File with the tracking history.")
    ] = None,
    on: DayOption = "",
) -> None:
    """Answer questions and get advice and papers."""
    answers: dict[str, object] = {}
    if tracking:
        answers["tracking.history"] = _history(tracking)
    chosen = language or _language()
    _interview(_Sitting(answers=answers, on=_day(on), language=chosen, plain=plain, out=out))


@app.command()
def resume(
    draft: Annotated[
        Path | None, typer.Argument(help="Draft or case file; the newest draft if left out.")
    ] = None,
    language: LanguageOption = "",
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines, no screen control.")] = False,
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
    loaded = casefile.read(found, _day(on), language=language or _language())
    if loaded.problems and not loaded.text:
        raise InputError(loaded.problems)
    if loaded.problems:
        _report(loaded.problems, language or loaded.language, str(found))
    chosen = language or loaded.language or _language()
    _interview(
        _Sitting(
            answers=loaded.answers,
            on=_day(on),
            language=chosen,
            plain=plain,
            out=out,
            draft=found,
        )
    )


@app.command()
def check(case: CaseArgument, language: LanguageOption = "") -> None:
    """Check a case file and report every problem with its line."""
    day = _day("")
    answers, language = _load(case, day, language)
    from dispute_assistant import interview

    words = _words(language)
    count = len(interview.prune(answers, day, language))
    typer.echo(words.text(say("{file} is fine: {count} answers.", file=case, count=count)))


@app.command()
def advise(
    case: CaseArgument,
    on: DayOption = "",
    language: LanguageOption = "",
    why: Annotated[bool, typer.Option("--why", help="Show evidence, rules and sources.")] = False,
) -> None:
    """Say what happened, who is responsible, and what to do by which day."""
    from dispute_assistant import advice, interview
    from dispute_assistant.situation import Situation

    day = _day(on)
    answers, language = _load(case, day, language)
    now = Situation(interview.prune(answers, day, language), day, language)
    typer.echo(advice.page(now, why=why), nl=False)


@app.command()
def write(
    case: CaseArgument,
    out: FolderOption = None,
    formats: FormatOption = "",
    papers: Annotated[
        str,
        typer.Option(
            "--papers",
            "-p",
            help="seller_message, dispute_justification, customs_request; several with commas.",
        ),
    ] = "",
    letter_language: LetterLanguageOption = "",
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Write the papers of a case file, without any question."""
    from dispute_assistant import assistant

    day = _day(on)
    answers, language = _load(case, day, language)
    with _speaking(language):
        kinds, wanted = _kinds(papers), _formats(formats)
        prepared = assistant.prepare(
            answers, day, language, kinds=kinds, letter_language=letter_language
        )
        _publish(prepared, out or case.resolve().parent, wanted, _words(language))


@app.command()
def track(
    files: Annotated[
        list[Path],
        typer.Argument(help="Histories in any form; or one case file, to ask for news."),
    ],
    destination: Annotated[
        str, typer.Option("--destination", metavar="CC", help="Country the parcel was sent to.")
    ] = "",
    today: Annotated[
        str, typer.Option("--today", metavar="DAY", help="Read the histories as of this day.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say which record classified each scan.")
    ] = False,
    provider: Annotated[
        str,
        typer.Option("--provider", help="Service to ask for a case: auto, 17track, russian_post."),
    ] = "auto",
    register: Annotated[
        bool, typer.Option("--register", help="Register the number at 17TRACK (spends quota).")
    ] = False,
    language: LanguageOption = "",
) -> None:
    """Show what histories say; or ask a service, with your own key, what is new in a case."""
    if len(files) == 1 and files[0].suffix == ".toml":
        _news(files[0], _day(today), language, provider, register)
        return
    from dispute_assistant.tracking import report
    from dispute_assistant.tracking.timeline import build, read

    day = _day(today)
    raw = [p for file in files for p in read(_history(file), source=file.name, today=day)]
    timelines = build(raw, destination=destination.upper(), today=day)
    if as_json:
        import json

        typer.echo(json.dumps(report.as_object(timelines), ensure_ascii=False, indent=2))
        return
    _show(timelines, _words(language).tag, explain)


@app.command()
def demo(out: FolderOption = None, language: LanguageOption = "") -> None:
    """Show the whole thing on an example: a parcel that customs refused and sent back."""
    from dispute_assistant import advice, assistant, casefile

    words = _words(language)
    example = casefile.read(DEMO, DEMO_DAY, language=words.tag)
    prepared = assistant.prepare(example.answers, DEMO_DAY, words.tag)
    intro = say(
        "An example: Anna's parcel did not pass customs. This is her tracking history, and this "
        "is what the program says on {day}.",
        day=DEMO_DAY,
    )
    typer.echo(words.text(intro))
    typer.echo(f"\n{example.answers['tracking.history']}\n")
    typer.echo(advice.page(prepared.situation))
    _publish(prepared, out or Path("dispute-demo"), (), words)


def main() -> None:
    """Run the program; every mistake of the user becomes lines on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of few characters shows "?"
    try:
        app()
    except InputError as error:
        _report(error.problems, _language())
        sys.exit(2)
    except AssistantError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        typer.echo(f"{error.filename or 'dispute'}: {error.strerror}", err=True)
        sys.exit(1)


def _show(timelines: "Sequence[Timeline]", language: str, explain: bool) -> None:
    from dispute_assistant import tracking_page

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    pages = (
        tracking_page.page(timeline, language, explain=explain, colour=colour)
        for timeline in timelines
    )
    typer.echo("\n".join(pages), nl=False)


def _news(case: Path, on: date, language: str, provider: str, register: bool) -> None:
    """Ask a service about the parcel of a case, show what is new, and keep it in the case."""
    import time

    from dispute_assistant import casefile, interview, tracking_page
    from dispute_assistant.case import HISTORIES
    from dispute_assistant.situation import Situation
    from dispute_assistant.tracking import lookup
    from dispute_assistant.tracking.providers import Link

    loaded = casefile.read(case, on, language=language or _language())
    if loaded.problems:
        raise InputError(loaded.problems)
    words = _words(language or loaded.language)
    before = Situation(interview.prune(loaded.answers, on, words.tag), on, words.tag)
    answer = lookup.look_up(
        before.tracking_number,
        os.environ,
        Link(wait=time.sleep),
        provider=provider,
        register=register,
    )
    known = loaded.answers.get(HISTORIES, ())
    histories = (*(known if isinstance(known, tuple) else ()), answer.text)
    answers = {**loaded.answers, HISTORIES: histories}
    after = Situation(interview.prune(answers, on, words.tag), on, words.tag)
    fresh = lookup.new_events(before.timeline, after.timeline)
    if not fresh:
        typer.echo(words.text(say("Nothing new since the last look.")))
        return
    casefile.write(case, answers, loaded.language or words.tag, keep=loaded.text)
    count = say_many("{count} new entry:", "{count} new entries:", len(fresh))
    typer.echo(words.text(count))
    for event in fresh:
        typer.echo(f"  {tracking_page.quoted(event, words)}")


@dataclass(frozen=True, kw_only=True)
class _Sitting:
    """What an interview needs from the command line."""

    answers: "Answers"
    on: date
    language: str
    plain: bool
    out: Path | None
    draft: Path | None = None
    """The draft that is continued, or None for a new one."""


def _interview(sitting: _Sitting) -> None:
    """Ask, advise, write the papers, and keep the case beside them."""
    from dispute_assistant import advice, assistant, casefile, terminal

    folder = casefile.draft_folder(os.environ)
    draft = sitting.draft

    def save(answers: "Answers", language: str) -> None:
        nonlocal draft
        draft = casefile.save_draft(folder, answers, language, draft=draft)

    def page(section: str, now: "Situation") -> str | None:
        return advice.page(now) if section == "papers" else None

    backend = terminal.open_backend(os.environ, plain=sitting.plain)
    outcome = terminal.interview(backend, sitting.answers, sitting.on, sitting.language, save, page)
    words = _words(outcome.language)
    if outcome.end is not terminal.End.COMPLETE:
        _report(outcome.problems, outcome.language)
        raise typer.Exit(outcome.exit_code)
    with _speaking(outcome.language):
        prepared = assistant.prepare(outcome.answers, sitting.on, outcome.language)
        target = sitting.out or Path(_folder_name(prepared))
        _publish(prepared, target, (), words)
        case = target / "case.toml"
        if not (draft and case.exists() and case.samefile(draft)):
            casefile.write(case, outcome.answers, outcome.language)
    typer.echo(words.text(say("Your answers are kept in {file}.", file=case)))
    if draft:
        casefile.drop_draft(draft)


def _folder_name(prepared: "Prepared") -> str:
    """Return a name for the folder of a case: its order or parcel number, safe for any disk."""
    now = prepared.situation
    name = now.case.order.number or now.tracking_number or now.on.isoformat()
    return "dispute-" + re.sub(r"[^\w-]+", "-", name).strip("-")[:60]


def _publish(prepared: "Prepared", folder: Path, wanted: tuple[str, ...], words: "Locale") -> None:
    """Write the papers and say where they are."""
    from dispute_assistant import assistant

    if not prepared.papers:
        typer.echo(words.text(say("No paper is due now.")))
        return
    files = assistant.save(
        prepared.papers,
        folder,
        wanted or assistant.formats(prepared.situation),
        assistant.max_picture_mb(prepared.situation),
    )
    typer.echo(words.text(say("The papers:")))
    for file in files:
        typer.echo(f"  {file}")
    if undrawn := assistant.undrawn(prepared.papers, files):
        warning = say(
            "Our fonts lack these characters, so the PDF shows a question mark for each: "
            "{characters}. The text files hold them.",
            characters=" ".join(undrawn),
        )
        typer.echo(words.text(warning), err=True)


def _load(case: Path, on: date, language: str) -> "tuple[Answers, str]":
    """Return answers and language of a case file; InputError with all its problems."""
    from dispute_assistant import casefile

    loaded = casefile.read(case, on, language=language or _language())
    language = language or loaded.language or _language()
    with _speaking(language):
        if loaded.problems:
            raise InputError(loaded.problems)
    return loaded.answers, language


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Say what has to be mended in ``language`` instead of the environment's."""
    try:
        yield
    except InputError as error:
        _report(error.problems, language)
        raise typer.Exit(2) from None


def _report(problems: tuple[Problem, ...], language: str, place: str = "") -> None:
    from dispute_assistant import texts

    words = _words(language)
    for problem in problems:
        where = [place] if place else []
        if problem.line is not None:
            where.append(words.text(say("line {line}", line=problem.line)))
        where.append(problem.key)
        text = f"{words.text(problem.what)} {words.text(problem.mend)}"
        line = f"{': '.join(w for w in where if w)}: {text}"
        # What is wrong is quoted; it must not steer the terminal.
        typer.echo(texts.clean(line, lines=False), err=True)


def _history(path: Path) -> str:
    from dispute_assistant import casefile, texts

    if str(path) == "-":
        text = texts.decode(sys.stdin.buffer.read(texts.MAX_BYTES + 1), "--tracking")
    else:
        text = casefile.text_of_file(path, str(path))
    return texts.clean(text, lines=True)


def _day(text: str) -> date:
    if not text:
        return datetime.now().astimezone().date()
    from dispute_assistant import dates

    try:
        return dates.parse_day(text, language="en")
    except ValueError:
        raise InputError(
            Problem(
                key="--on",
                what=say("“{text}” is not a date that can be read.", text=text),
                mend=say("Write year-month-day, for example 2026-11-27."),
            )
        ) from None


def _kinds(text: str) -> "tuple[Kind, ...] | None":
    from dispute_assistant.case import Kind

    names = _names("--papers", text, tuple(Kind))
    return tuple(map(Kind, names)) or None


def _formats(text: str) -> tuple[str, ...]:
    from dispute_assistant.assistant import FORMATS

    return _names("--format", text, FORMATS)


def _names(key: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name for part in text.split(",") if (name := part.strip().lower()))
    wrong = [name for name in names if name not in known]
    if wrong:
        raise InputError(
            Problem(
                key=key,
                what=say("“{text}” is not among the answers.", text=wrong[0]),
                mend=say("Choose one of: {choices}.", choices=known),
            )
        )
    return names


def _language() -> str:
    from dispute_assistant import locales

    return locales.from_environment(os.environ)


def _words(language: str) -> "Locale":
    from dispute_assistant import locales

    return locales.Locale(locales.negotiate(language or _language()))
