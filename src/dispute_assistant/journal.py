"""The journal of a batch: what became of each case, kept so that no work is done twice.

One SQLite file in the folder of the papers. A result is written when the papers of its case are in
place, and a file counts only while it is there with the size that was noted: so a run that was
stopped, killed, or cut off from power goes on where it was. Memory stays flat for any number.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

NAME = ".batch.sqlite"


class Status(StrEnum):
    """What became of a case."""

    DONE = "done"
    WAITING = "waiting"
    """No paper is due on this day."""
    PROBLEM = "problem"
    """Its row has to be mended."""
    FAILED = "failed"
    """The program failed on it, which is a fault of ours; the next run tries again."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of a row, in words for the reader of the report."""

    question: str
    """Key of the question, option or file that it is about."""
    kind: str
    """The sentence in English, its places open: the same for all problems of its kind."""
    what: str
    mend: str
    column: str = ""
    """Columns of the table from which the answer is made."""
    line: int | None = None
    """Line of the case file."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a case, as the journal keeps it."""

    status: Status
    advice: str = ""
    """What to do now, in one sentence."""
    due: date | None = None
    """The next day that matters."""
    files: dict[str, int] = {}
    """Size in bytes of each file in the folder of the case, by name."""
    doubts: tuple[str, ...] = ()
    """What to know before the papers are sent, in words for the reader of the report."""
    undrawn: str = ""
    """Characters that our fonts lack: the PDF shows a question mark for each."""
    troubles: tuple[Trouble, ...] = ()


class Entry(Struct, frozen=True, kw_only=True):
    """A case of this run, in the order of the input."""

    place: str
    folder: str
    outcome: Outcome
    unchanged: bool
    """Done by an earlier run already."""


class Journal:
    """The open journal of one run; its only writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_SCHEMA)
        ((self._run,),) = self._db.execute("select coalesce(max(run), 0) + 1 from cases")

    def name_for(self, wanted: str) -> str:
        """Return a folder for the next case that no other case of this run has.

        Names that differ in capitals alone are the same folder on some systems.
        """
        folded = wanted.casefold()
        found = self._db.execute("select last from taken where name = ?", [folded]).fetchone()
        number = found[0] if found else 0
        while True:
            number += 1
            name = wanted if number == 1 else f"{wanted}-{number}"
            new = "insert or ignore into taken values (?, 1)"
            if self._db.execute(new, [name.casefold()]).rowcount:
                self._db.execute("update taken set last = ? where name = ?", (number, folded))
                return name

    def before(self, folder: str) -> tuple[str, Outcome] | None:
        """Return key and outcome of the case that an earlier run did in ``folder``."""
        query = "select key, outcome from cases where folder = ?"
        found = self._db.execute(query, [folder]).fetchone()
        return (found[0], _decode(found[1])) if found else None

    def leave(self, folder: str, place: str, position: int) -> None:
        """Note that a case of this run was done before; ``position`` is its place in order."""
        self._db.execute(
            "update cases set run = ?, fresh = 0, place = ?, position = ? where folder = ?",
            (self._run, place, position, folder),
        )

    def keep(self, folder: str, place: str, position: int, key: str, outcome: Outcome) -> None:
        """Note what became of a case whose papers are in place."""
        self._db.execute(
            "insert or replace into cases values (?, ?, ?, 1, ?, ?, ?, ?)",
            (folder, key, self._run, place, position, outcome.status, _encode(outcome)),
        )

    def entries(self) -> Iterator[Entry]:
        """Yield the cases of this run."""
        query = "select place, folder, outcome, fresh from cases where run = ? order by position"
        for place, folder, outcome, fresh in self._db.execute(query, [self._run]):
            yield Entry(place=place, folder=folder, outcome=_decode(outcome), unchanged=not fresh)

    def counts(self) -> dict[Status, int]:
        """Return how many cases of this run ended how."""
        query = "select status, count(*) from cases where run = ? group by status"
        return {Status(status): count for status, count in self._db.execute(query, [self._run])}

    def fresh(self) -> int:
        """Return how many cases this run has done itself."""
        query = "select count(*) from cases where run = ? and fresh"
        ((count,),) = self._db.execute(query, [self._run])
        return int(count)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """Open the journal in ``folder``, for one run at a time.

    Raises InputError while another run writes there, or where the file is no journal.
    """
    path = folder / NAME
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            # One writer, so no shared memory is needed, which network file systems lack.
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            yield Journal(connection)
    except sqlite3.DatabaseError as error:
        what = say("The journal of this folder cannot be used: {reason}.", reason=str(error))
        mend = say("Wait until the other run ends, or choose another folder.")
        raise InputError(Problem(key=str(path), what=what, mend=mend)) from error


_SCHEMA = """
create table if not exists cases (
    folder text primary key, key text, run integer, fresh integer, place text, position integer,
    status text, outcome blob
) without rowid;
create index if not exists in_order on cases (run, position);
create temp table taken (name text primary key, last integer) without rowid;
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Outcome).decode
