"""``dispute batch``: many cases at once, from a folder or from a table."""

import os
import shlex
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from dispute_assistant.cli.commands import Argument, Option, command
from dispute_assistant.cli.console import day_of, echo, engine_of, formats_of, kinds_of, words_of
from dispute_assistant.cli.options import (
    DayOption,
    EngineOption,
    FolderOption,
    FormatOption,
    LanguageOption,
    LetterLanguageOption,
    PapersOption,
)
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import N_, say, say_many

if TYPE_CHECKING:
    from dispute_assistant.batch import Wish
    from dispute_assistant.batch_report import Kind
    from dispute_assistant.crew import Crew
    from dispute_assistant.journal import Journal
    from dispute_assistant.locales import Locale
    from dispute_assistant.rows import Row, Source

_TEMPLATE = Path(__file__).parents[1] / "data" / "batch"
_FORMS = ("csv", "jsonl", "xlsx")
_ENDS = {
    "done": N_("done"),
    "waiting": N_("waiting: no paper is due now"),
    "problem": N_("with problems, to be mended"),
    "failed": N_("failed: a fault of the program"),
}
_MOST_KINDS = 20
"""Kinds of problems that are shown; the report has all."""


@command
def batch(  # noqa: PLR0913, PLR0917 - options of a command
    cases: Annotated[
        Path | None,
        Argument(
            metavar="[INPUT]",
            help="Folder of case files, or a table: CSV, JSON lines, XLSX.",
            show_default=False,
        ),
    ] = None,
    out: FolderOption = None,
    mapping: Annotated[
        Path | None,
        Option("--mapping", "-m", help="Which columns answer what.", show_default=False),
    ] = None,
    papers: PapersOption = "",
    formats: FormatOption = "",
    letter_language: LetterLanguageOption = "",
    engine: EngineOption = "",
    copies: Annotated[
        bool, Option("--copies/--no-copies", help="Copies for the buyer to read.")
    ] = True,
    on: DayOption = "",
    language: LanguageOption = "",
    workers: Annotated[
        int | None,
        Option(
            "--workers", min=1, help="Processes; one for each core if left out.", show_default=False
        ),
    ] = None,
    scheduler: Annotated[
        str, Option("--scheduler", metavar="ADDRESS", help="Dask cluster that does the work.")
    ] = "",
    shared: Annotated[
        bool,
        Option("--shared", help="Cluster workers write into the folder themselves."),
    ] = False,
    template: Annotated[
        str,
        Option(
            "--template",
            metavar="csv|jsonl|xlsx",
            help="Write a table with an example row, and its mapping, to begin with.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Write the papers of many cases: of a folder, or of the rows of a table.

    The same command goes on where an earlier run stopped. Exit code 2: some rows have problems.
    """
    words = words_of(language)
    if template:
        _write_template(template, out or Path(), words)
        return
    from dispute_assistant import rows
    from dispute_assistant.batch import Wish

    if cases is None or out is None:
        what = say("An input and a folder for the papers are needed.")
        mend = say("Write, for example: {command}", command="dispute batch cases.csv --out papers")
        raise InputError(Problem(key="batch", what=what, mend=mend))
    if engine:
        engine_of(engine)  # refuses one that there is not
    source = rows.read(cases, mapping, words.tag)
    there = not scheduler or shared
    wish = Wish(
        on=day_of(on),
        reader=words.tag,
        language=language,
        kinds=kinds_of(papers),
        formats=formats_of(formats),
        letter_language=letter_language,
        engine=engine,
        copies=copies,
        folder=out.resolve() if there else None,
    )
    raise SystemExit(_run(source, wish, out, _crew(scheduler, workers), words))


def _crew(scheduler: str, workers: int | None) -> "AbstractContextManager[Crew]":
    from dispute_assistant import crew

    return crew.cluster(scheduler) if scheduler else crew.processes(workers or crew.cores())


def _run(
    source: "Source",
    wish: "Wish",
    out: Path,
    hired: "AbstractContextManager[Crew]",
    words: "Locale",
) -> int:
    """Do the rows, say what became of them, and return the exit code."""
    from dispute_assistant import batch as work
    from dispute_assistant import batch_report, journal

    progress = _Progress(words)
    with hired as crew, journal.opened(out) as book:
        try:
            for _ in work.run(progress.watch(source.rows), wish, out, book, crew):
                progress.count()
        except KeyboardInterrupt:
            crew.stop.set()
        finally:
            progress.end()
        kinds = batch_report.write(out, book, wish.on, source.columns)
        stopped = crew.stop.is_set()
        for line in _summary(book, wish, kinds, words, stopped=stopped):
            echo(line)
        echo(
            words.text(
                say(
                    "Each row is in {report}; {table} is for a spreadsheet.",
                    report=out / batch_report.JSON_NAME,
                    table=out / batch_report.CSV_NAME,
                )
            )
        )
        if stopped:
            what = say("Stopped. What is done is kept; the same command goes on from there.")
            echo(words.text(what), err=True)
            return 130
        return 2 if {"problem", "failed"} & book.counts().keys() else 0


def _summary(
    book: "Journal", wish: "Wish", kinds: "tuple[Kind, ...]", words: "Locale", *, stopped: bool
) -> Iterator[str]:
    counts, fresh = book.counts(), book.fresh()
    total = sum(counts.values())
    if total and not fresh and not stopped:
        yield words.text(say("Nothing to do: all was done before, for {day}.", day=wish.on))
    yield words.text(
        say_many("{count} row for {day}:", "{count} rows for {day}:", total, day=wish.on)
    )
    for status, text in _ENDS.items():
        if count := counts.get(status):  # type: ignore[call-overload]
            yield f"{count:>8}  {words.text(text)}"
    if fresh and total > fresh:
        yield words.text(
            say_many(
                "{count} of them was done before.",
                "{count} of them were done before.",
                total - fresh,
            )
        )
    if kinds:
        yield words.text(say("Problems:"))
    for kind in kinds[:_MOST_KINDS]:
        where = f"{kind.where}: " if kind.where else ""
        yield f"{kind.count:>8}  {where}{kind.what}"
    if rest := kinds[_MOST_KINDS:]:
        yield words.text(
            say_many("and {count} further kind", "and {count} further kinds", len(rest))
        )


def _write_template(form: str, folder: Path, words: "Locale") -> None:
    from dispute_assistant import sheets

    if form not in _FORMS:
        what = say("“{text}” is not among the answers.", text=form)
        mend = say("Choose one of: {choices}.", choices=_FORMS)
        raise InputError(Problem(key="--template", what=what, mend=mend))
    table, mapping = folder / f"cases.{form}", folder / "mapping.toml"
    if there := next((file for file in (table, mapping) if file.exists()), None):
        what = say("There is such a file already.")
        mend = say("Choose another folder with {option}.", option="--out")
        raise InputError(Problem(key=str(there), what=what, mend=mend))
    folder.mkdir(parents=True, exist_ok=True)
    example = sheets.read(_TEMPLATE / "example.csv")
    sheets.write(table, example.columns or (), next(example.records).values)
    mapping.write_bytes((_TEMPLATE / "mapping.toml").read_bytes())
    command = shlex.join(
        (
            *(os.environ.get("DISPUTE_PROGRAM", "dispute"), "batch", str(table)),
            *("--mapping", str(mapping), "--out", str(folder / "papers")),
        )
    )
    echo(f"{table}\n{mapping}")
    echo(words.text(say("The example in it runs as it is: {command}", command=command)))


class _Progress(Struct):
    """One line on a terminal's standard error that says how far the work is; else nothing."""

    words: "Locale"
    done: int = 0
    share: float = 0.0
    began_at: float = 0.0
    """Share of the input that was read when the first row was done."""
    start: float = 0.0
    drawn: float = 0.0

    def watch(self, rows: "Iterable[Row]") -> "Iterator[Row]":
        """Pass ``rows`` on, and note how much of the input they are."""
        self.start = time.monotonic()
        for row in rows:
            self.share = row.share
            yield row

    def count(self) -> None:
        """Count a row that is done, and tell it some times a second."""
        now = time.monotonic()
        if not self.done:
            self.start, self.began_at = now, self.share
        self.done += 1
        if sys.stderr.isatty() and now - self.drawn > _EVERY and self.done > 1:
            self.drawn = now
            echo(f"\r\x1b[K{self._line(now - self.start)}", err=True, nl=False)

    def _line(self, seconds: float) -> str:
        rate = (self.done - 1) / seconds if seconds else 0.0
        passed, ahead = self.share - self.began_at, 1 - self.share
        if not passed or not self.share:
            return self.words.text(
                say("{done} done, {rate} a second", done=self.done, rate=f"{rate:.1f}")
            )
        minutes, rest = divmod(round(seconds * ahead / passed), 60)
        return self.words.text(
            say(
                "{done} done, {rate} a second, {left} left",
                done=self.done,
                rate=f"{rate:.1f}",
                left=f"{minutes}:{rest:02}",
            )
        )

    def end(self) -> None:
        """Take the line away."""
        if self.drawn:
            echo("\r\x1b[K", err=True, nl=False)


_EVERY = 0.2
"""Seconds between two looks of the line."""
