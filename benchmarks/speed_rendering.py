"""Rows of ``speed.py``: setting letters, beside a script that sets each one anew.

Both arms set the letters of ``naive``; ours are tagged, PDF/A-3a and PDF/UA-1 besides.
"""

import io
import multiprocessing
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec
import naive
from paired import PAIRS, Figure, Row, UnavailableError, command, ratio, timed
from pypdf import PdfReader

from dispute_assistant import typeset
from dispute_assistant.documents import Document
from dispute_assistant.errors import MissingLibraryError

_turbo = partial(typeset.to_pdf, engine="plutoprint")


def _cold(language: str = "en") -> Figure:
    """One case file to one PDF, each in a new process; the script is given the finished words."""
    naive.install_fonts()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        case, letter, theirs = home / "case.toml", home / "letter.json", home / "letter.pdf"
        case.write_text(naive.cases(1)[0], "utf-8")
        letter.write_bytes(msgspec.json.encode(naive.justifications(language, 1)[0]))
        write = [sys.executable, "-m", "dispute_assistant", "write", str(case), "-o", folder]
        write += ["--on", naive.DAY.isoformat(), "-p", "dispute_justification", "-f", "pdf"]
        write += ["--letter-language", language, "-l", "en"]
        script = [sys.executable, naive.__file__, str(letter), str(theirs)]
        figure = ratio(partial(command, write), partial(command, script))
        _refuse_other(
            (home / f"dispute_justification.{language}.pdf").read_bytes(), theirs.read_bytes()
        )
    return figure


def _warm(language: str) -> Figure:
    """The same letter again and again in one process."""
    naive.install_fonts()
    (letter,) = naive.justifications(language, 1)
    _refuse_other(typeset.to_pdf(letter), naive.to_pdf(letter))
    return ratio(partial(typeset.to_pdf, letter), partial(naive.to_pdf, letter), pairs=4 * PAIRS)


def _size() -> Figure:
    naive.install_fonts()
    sizes = []
    for letter in naive.justifications("zh_Hans", PAIRS):
        ours, theirs = typeset.to_pdf(letter), naive.to_pdf(letter)
        _refuse_other(ours, theirs)
        sizes.append((len(ours), len(theirs)))
    ratios = [ours / theirs for ours, theirs in sizes]
    ours, theirs = (statistics.median(column) / 1000 for column in zip(*sizes, strict=True))
    return Figure(
        value=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        detail=f"{ours:.0f} kB / {theirs:.0f} kB",
    )


def _turbo_rate() -> Figure:
    """Two processes of the turbo engine, which is how ``batch`` runs it, and the one loop."""
    naive.install_fonts()
    letters = naive.justifications("en")
    try:
        _refuse_other(_turbo(letters[0]), naive.to_pdf(letters[0]))
    except MissingLibraryError as error:
        raise UnavailableError(str(error)) from error
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, fork) as pool:
        return ratio(
            lambda: list(map(naive.to_pdf, letters)),
            lambda: list(pool.map(_turbo, letters, chunksize=4)),
        )


def _growth() -> Figure:
    """Resident memory of a worker between its 200th and its 2,000th letter."""
    ours = _grown(typeset.to_pdf, 200, 2000)
    theirs = _grown(naive.to_pdf, 100, 300)
    detail = f"kB a letter; the naive loop {theirs:.0f} kB from its 100th to its 300th letter"
    return Figure(value=ours, low=ours, high=ours, detail=detail)


def _grown(to_pdf: Callable[[Document], bytes], first: int, last: int) -> float:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_grown_here, to_pdf, first, last).result()


def _grown_here(to_pdf: Callable[[Document], bytes], first: int, last: int) -> float:
    letters = naive.justifications("en")
    if to_pdf is typeset.to_pdf:
        typeset.warm(["en"])
    else:
        naive.install_fonts()
    sizes = []
    for number in range(1, last + 1):
        to_pdf(letters[number % len(letters)])
        if number in (first, last):
            sizes.append(_resident_kb())
    return (sizes[1] - sizes[0]) / (last - first)


def _resident_kb() -> int:
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError as error:
        raise UnavailableError("Only Linux says how much memory a process holds.") from error
    return int(status.partition("VmRSS:")[2].split()[0])


def _events(few: int = 25, many: int = 3000) -> Figure:
    """A case file to its PDF: seconds for each entry of the history."""
    seconds = []
    for number in range(PAIRS + 1):
        pair = [timed(partial(_case_to_pdf, number, events)) / events for events in (few, many)]
        seconds.append(pair)
    counted = seconds[1:]
    ratios = [more / less for less, more in counted]
    less, more = (1000 * statistics.median(column) for column in zip(*counted, strict=True))
    return Figure(
        value=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        detail=f"{more:.2f} ms an entry of {many} / {less:.2f} ms an entry of {few}",
    )


def _case_to_pdf(number: int, events: int) -> bytes:
    case = naive.cases(number + 1, events)[number]
    return typeset.to_pdf(naive.justification(case, "en"))


def _refuse_other(ours: bytes, theirs: bytes) -> None:
    """Raise unless two PDFs have the same pages and, wherever on them, the same characters."""
    if _text(ours) != _text(theirs):
        raise RuntimeError("The two arms do not set the same letter.")


def _text(pdf: bytes) -> tuple[int, Counter[str]]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), Counter("".join(c for p in pages for c in p.extract_text() if c.strip()))


ROWS: tuple[Row, ...] = (
    Row(
        name="cold PDF of one case / naive Jinja and WeasyPrint script",
        target=0.75,
        aim=0.40,
        measure=_cold,
    ),
    Row(name="warm PDF, English / naive", measure=partial(_warm, "en")),
    Row(name="warm PDF, Chinese / naive", measure=partial(_warm, "zh_Hans")),
    Row(name="Chinese PDF size / naive WeasyPrint with Noto Sans CJK", target=0.40, measure=_size),
    Row(
        name="turbo engine, documents a second / naive loop",
        target=50,
        at_least=True,
        measure=_turbo_rate,
    ),
    Row(name="memory of a worker, growth over 2,000 documents", target=5, measure=_growth),
    Row(name="cost of an entry in 3,000 / in 25", target=1.5, measure=_events),
)
