"""Many cases at once: rows in, papers and results out.

``run`` takes the rows one after the other, leaves out those that are done already, hands the others
in chunks to worker processes (of this machine, or of a cluster: see ``crew``), keeps each result in
the journal, and yields it. What happens to a single case is ``assistant.prepare`` and
``assistant.files``, as everywhere; a row that cannot be done ends as a problem and stops no other.
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from traceback import extract_tb

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import __version__, assistant, casefile, typeset
from dispute_assistant.assistant import File
from dispute_assistant.case import Kind
from dispute_assistant.crew import Crew, spread, stopping
from dispute_assistant.errors import InputError, MissingLibraryError, Problem
from dispute_assistant.journal import Journal, Outcome, Status, Trouble
from dispute_assistant.locales import Locale
from dispute_assistant.messages import Message, say
from dispute_assistant.rows import Row

_CHUNK = 16
"""Rows that are handed over together where only texts are written: some milliseconds each."""
_CHUNK_OF_PAGES = 2
"""The same where pages are set, which takes a part of a second each."""
_SET = frozenset({"pdf", "jpg"})


class Wish(Struct, frozen=True, kw_only=True):
    """What is wanted of every row."""

    on: date
    reader: str
    """Language of whoever reads the report, and of a case that names none."""
    language: str = ""
    """Language of every case, whatever it says itself; empty to let it say."""
    kinds: tuple[Kind, ...] | None = None
    formats: tuple[str, ...] = ()
    letter_language: str = ""
    engine: str = ""
    """What sets the pages (``typeset.ENGINES``), or empty for the usual one."""
    copies: bool = True
    """Whether copies for the buyer to read are written too, in the language of the case."""
    folder: Path | None = None
    """Where the workers write the papers, each case in a folder of its own; None to have the
    papers come back."""

    @property
    def sets_pages(self) -> bool:
        """Whether any page is set; what a marketplace takes always holds a PDF."""
        return not self.formats or bool(_SET & set(self.formats))

    def key(self, row: Row) -> str:
        """Return a sum over all that the papers of ``row`` depend on."""
        parts = (
            __version__,
            self.on.isoformat(),
            self.reader,
            self.language,
            self.kinds,
            self.formats,
            self.letter_language,
            self.engine,
            self.copies,
            row.digest,
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Task(Struct, frozen=True, kw_only=True):
    """A row that is to be done."""

    row: Row
    folder: str
    """Name of the folder of its papers, which no other row of the run has."""
    position: int
    """Place in the order of the input."""
    key: str


class Result(Struct, frozen=True, kw_only=True):
    """What a worker gives back for a task."""

    outcome: Outcome
    files: tuple[File, ...] = ()
    """The papers, unless the worker has put them in place."""


def run(
    rows: Iterable[Row], wish: Wish, out: Path, journal: Journal, crew: Crew
) -> Iterator[tuple[Task, Outcome]]:
    """Do every row that no earlier run has done; yield each when it is in its place and kept.

    The first is done in this process where the workers are forked from it: they begin with all
    that it has loaded. Ends early when ``crew.stop`` is set.
    """
    tasks = _tasks(rows, wish, out, journal)
    worker = partial(work, wish)
    if crew.forks and (first := next(tasks, None)):
        yield first, _settle(first, worker((first,))[0], out, journal)
    lost: list[tuple[Task]] = []
    chunks = _chunks(tasks, _CHUNK_OF_PAGES if wish.sets_pages else _CHUNK)
    for chunk, results in spread(chunks, worker, crew):
        if results is None:
            lost += [(task,) for task in chunk]
        for task, result in zip(chunk, results or (), strict=False):  # fewer when it was stopped
            yield task, _settle(task, result, out, journal)
    if lost:
        for (task,), results in spread(iter(lost), worker, replace(crew, ahead=1)):
            for result in (_crashed(wish),) if results is None else results:
                yield task, _settle(task, result, out, journal)


def _tasks(rows: Iterable[Row], wish: Wish, out: Path, journal: Journal) -> Iterator[Task]:
    """Yield the rows that are not done, or not as they are wanted now."""
    for position, row in enumerate(rows):
        key, folder = wish.key(row), journal.name_for(row.name)
        before = journal.before(folder)
        if before and before[0] == key and _stands(before[1], out / folder):
            journal.leave(folder, row.place, position)
            continue
        if (out / folder).is_dir():
            assistant.sweep(out / folder)
        yield Task(row=row, folder=folder, position=position, key=key)


def _stands(outcome: Outcome, folder: Path) -> bool:
    """Tell whether an outcome is final, and its files are there as they were written."""
    if outcome.status is Status.FAILED:
        return False
    try:
        return all((folder / name).stat().st_size == size for name, size in outcome.files.items())
    except FileNotFoundError:
        return False


def _chunks(tasks: Iterator[Task], size: int) -> Iterator[tuple[Task, ...]]:
    while chunk := tuple(islice(tasks, size)):
        yield chunk


def _settle(task: Task, result: Result, out: Path, journal: Journal) -> Outcome:
    """Put the papers of a task in place, and then note in the journal that they are."""
    outcome, folder = result.outcome, out / task.folder
    if result.files:
        assistant.save(result.files, folder)
    before = journal.before(task.folder)
    if before and outcome.files:
        for name in before[1].files.keys() - outcome.files.keys():
            (folder / name).unlink(missing_ok=True)
    journal.keep(task.folder, task.row.place, task.position, task.key, outcome)
    return outcome


# One case, in a worker

_ONE_AT_A_TIME = threading.Lock()
"""Setting a page changes the environment of the process; a worker with threads waits its turn."""


def work(wish: Wish, tasks: tuple[Task, ...]) -> tuple[Result, ...]:
    """Do the tasks one after the other; fewer results than tasks when it was stopped."""
    with _ONE_AT_A_TIME:
        return tuple(_done(task, wish) for task in tasks if not stopping())


def _done(task: Task, wish: Wish) -> Result:
    """Do one task; only a fault of the machine, which would hit all others too, is raised."""
    words = Locale(wish.reader)
    try:
        return _written(task, wish, words)
    except InputError as error:
        outcome = Outcome(status=Status.PROBLEM, troubles=_troubles(error.problems, words))
    except (MissingLibraryError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - told in the report; the other rows go on
        place = extract_tb(error.__traceback__)[-1]
        name = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        outcome = _failed(say("The program failed on this row: {error}.", error=name), words)
    return Result(outcome=outcome)


def _crashed(wish: Wish) -> Result:
    what = say("The worker ended while it was at this row.")
    return Result(outcome=_failed(what, Locale(wish.reader)))


def _failed(what: Message, words: Locale) -> Outcome:
    mend = say("This is a fault of the program: please report it, with this row.")
    troubles = _troubles([Problem(key="", what=what, mend=mend)], words)
    return Outcome(status=Status.FAILED, troubles=troubles)


def _troubles(
    problems: Iterable[Problem], words: Locale, *, in_cells: bool = False
) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(
            question="" if in_cells else problem.key,
            column=problem.key if in_cells else "",
            kind=problem.what.template,
            what=words.text(problem.what),
            mend=words.text(problem.mend),
            line=problem.line,
        )
        for problem in problems
    )


def _written(task: Task, wish: Wish, words: Locale) -> Result:
    """Return the papers of a task, or what became of it where the worker puts them in place."""
    row = task.row
    fallback = wish.language or wish.reader
    if isinstance(row.case, bytes):
        loaded = casefile.read(row.case, wish.on, language=fallback, folder=row.beside)
    else:
        loaded = casefile.from_tables(row.case, wish.on, language=fallback, folder=row.beside)
    if row.problems or loaded.problems:
        troubles = _troubles(row.problems, words, in_cells=not isinstance(row.case, bytes))
        troubles += _troubles(loaded.problems, words)
        return Result(outcome=Outcome(status=Status.PROBLEM, troubles=troubles))
    language = wish.language or loaded.language or wish.reader
    prepared = assistant.prepare(
        loaded.answers, wish.on, language, kinds=wish.kinds, letter_language=wish.letter_language
    )
    if not wish.copies:
        papers = tuple(paper for paper in prepared.papers if not paper.copy_note)
        prepared = replace(prepared, papers=papers)
    to_pdf = partial(typeset.to_pdf, engine=wish.engine) if wish.engine else assistant.to_pdf
    files = tuple(replace(f, paper=None) for f in assistant.files(prepared, wish.formats, to_pdf))
    sizes = {file.name: len(file.content) for file in files}
    plan = prepared.situation.plan
    outcome = Outcome(
        status=Status.DONE if prepared.papers else Status.WAITING,
        advice=words.text(plan.headline),
        due=next((deadline.day for deadline in plan.dates), None),
        files=sizes,
        doubts=tuple(map(words.text, assistant.doubts(prepared))),
        undrawn="".join(assistant.undrawn(prepared.papers, sizes)),
    )
    if wish.folder is None:
        return Result(outcome=outcome, files=files)
    folder = wish.folder / task.folder
    if folder.is_dir():
        assistant.sweep(folder)  # another worker may have died at this very row
    assistant.save(files, folder)
    return Result(outcome=outcome)
