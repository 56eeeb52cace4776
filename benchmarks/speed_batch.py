"""Rows of ``speed.py``: many cases at once, beside other ways of merging mail.

All arms are whole processes, start-up included. Ours reads case files, advises, and sets letters
that are tagged, PDF/A-3a and PDF/UA-1; the peers are given the finished words.
``DISPUTE_ROWS=2000 python benchmarks/speed.py rows`` measures the long table with fewer rows.
"""

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import merge_peers
import msgspec
import naive
import pypdfium2
from paired import Figure, Row, UnavailableError, command, ratio

from dispute_assistant import sheets

CASES = 40
WORKERS = 2
ROWS_OF_TABLE = int(os.environ.get("DISPUTE_ROWS", "100000"))
ROWS_FOR_CLUSTER = 1000
TEMPLATE = Path(__file__).parents[1] / "src" / "dispute_assistant" / "data" / "batch"
FOOTERS = 0.03
"""Share of a letter's text that page numbers are at most."""
NEEDS = {
    "naive": ((), ()),
    "chromium": (("websocket",), ("chromium",)),
    "libreoffice": (("docxtpl",), ("soffice",)),
}
"""Modules and programs of each peer."""
PACKAGES = {"chromium": "chromium", "soffice": "libreoffice-writer"}


def _batch(source: Path, out: Path, *options: str) -> list[str]:
    day = naive.DAY.isoformat()
    words = [sys.executable, "-m", "dispute_assistant", "batch", str(source), "--out", str(out)]
    return [*words, "--on", day, "--no-copies", *options]


def _beside(peer: str, language: str, *, same: bool = True) -> Figure:
    """Compare the 40 letters as PDF; ``same`` where the peer sets our pages."""
    _need(peer)
    naive.install_fonts()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "cases").mkdir()
        for number, case in enumerate(naive.cases(CASES)):
            (home / "cases" / f"{number:02}.toml").write_text(case, "utf-8")
        letters = home / "letters.json"
        letters.write_bytes(msgspec.json.encode(naive.justifications(language, CASES)))
        ours, theirs = home / "ours", home / "theirs"
        options = ("--papers", "dispute_justification", "--format", "pdf", "--language", "en")
        options += ("--letter-language", language, "--workers", str(WORKERS))
        batch = _batch(home / "cases", ours, *options)
        merge = [sys.executable, merge_peers.__file__, peer, str(letters), str(theirs)]
        arms = (partial(_afresh, batch, ours), partial(_afresh, merge, theirs))
        figure = ratio(*arms)
        for number in range(CASES):
            mine = ours / f"{number:02}" / f"dispute_justification.{language}.pdf"
            _refuse_other(mine.read_bytes(), (theirs / f"{number}.pdf").read_bytes(), same=same)
    return figure


def _afresh(words: list[str], out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    command(words)


def _need(peer: str) -> None:
    modules, programs = NEEDS[peer]
    for name in modules:
        if importlib.util.find_spec(name) is None:
            raise UnavailableError(f"{name} is not here; to get it: pip install '.[peers]'")
    for name in programs:
        if shutil.which(name) is None:
            how = f"apt-get install {PACKAGES[name]} (Debian, Ubuntu)"
            raise UnavailableError(f"{name} is not here; to get it: {how}")


def _refuse_other(ours: bytes, theirs: bytes, *, same: bool) -> None:
    """Raise unless both arms set the same letter: its letters and, if ``same``, its pages too.

    Where the layout is another, the page numbers may be missing.
    """
    (pages, text), (their_pages, their_text) = _text(ours), _text(theirs)
    missing = (text - their_text).total() / text.total()
    alike = text == their_text and pages == their_pages if same else missing < FOOTERS
    if not alike:
        raise RuntimeError(f"Not the same: {pages}, {their_pages} pages; {missing:.1%} is missing")


def _text(pdf: bytes) -> tuple[int, Counter[str]]:
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    return len(document), Counter(filter(str.isalnum, words))


# A long table


@cache
def _long_run() -> tuple[float, list[int]]:
    """Return rows a second of the long table as text, and kilobytes held, once a second."""
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / "cases.csv", Path(folder) / "out"
        _write_table(table, ROWS_OF_TABLE)
        mapping = str(TEMPLATE / "mapping.toml")
        words = _batch(table, out, "--mapping", mapping, "--format", "txt")
        start = time.perf_counter()
        program = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        held = []
        while program.poll() is None:
            held.append(_held_kb(program.pid))
            time.sleep(1)
        seconds = time.perf_counter() - start
        with (out / "report.jsonl").open(encoding="utf-8") as report:
            done = sum('"status": "done"' in line for line in report)
        if program.returncode or done != ROWS_OF_TABLE:
            raise RuntimeError(f"{done} of {ROWS_OF_TABLE} rows are done")
    return ROWS_OF_TABLE / seconds, held


def _write_table(file: Path, count: int) -> None:
    """Write the row of the template ``count`` times, each with its own order and history."""
    columns = sheets.read(TEMPLATE / "example.csv").columns or ()
    row = dict(next(sheets.read(TEMPLATE / "example.csv").records).values)
    history = str(row["Tracking history"])
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns)
        writer.writeheader()
        for number in range(count):
            at = f"{number // 3600 % 9 + 10}:{number // 60 % 60:02}:{number % 60:02}"
            row["Order number"] = str(8190000000000000 + number)
            row["Tracking history"] = history.replace("11:05", at)
            writer.writerow(row)


def _held_kb(pid: int) -> int:
    """Return the memory of a process and its children, what they share counted once."""
    total = 0
    with suppress(OSError):  # a process that has just ended
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
        for one in (pid, *children):
            text = Path(f"/proc/{one}/smaps_rollup").read_text("utf-8")
            total += int(text.partition("Pss:")[2].split()[0])
    return total


def _rate() -> Figure:
    rate, held = _long_run()
    detail = f"{ROWS_OF_TABLE} rows of 7 scans, {os.cpu_count()} processes; most held: "
    return Figure(value=rate, low=rate, high=rate, detail=f"{detail}{max(held) // 1024} MB")


def _growth() -> Figure:
    held = _long_run()[1]
    tenth = max(len(held) // 10, 1)
    early, late = max(held[tenth : 2 * tenth] or held), max(held[-tenth - 1 : -1] or held)
    detail = f"{late // 1024} MB / {early // 1024} MB, {ROWS_OF_TABLE} rows"
    return Figure(value=late / early, low=late / early, high=late / early, detail=detail)


# A cluster


def _cluster() -> Figure:
    """Compare two workers of a Dask cluster that is up with a pool of two processes."""
    if importlib.util.find_spec("distributed") is None:
        raise UnavailableError("distributed is not here; to get it: pip install '.[cluster]'")
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        home = Path(folder)
        _write_table(home / "cases.csv", ROWS_FOR_CLUSTER)
        options = ("--mapping", str(TEMPLATE / "mapping.toml"), "--format", "txt")
        batch = partial(_batch, home / "cases.csv")
        there = batch(home / "there", *options, "--scheduler", cluster.scheduler_address)
        here = batch(home / "here", *options, "--workers", str(WORKERS))
        figure = ratio(
            partial(_afresh, there, home / "there"), partial(_afresh, here, home / "here")
        )
        if _papers(home / "there") != _papers(home / "here"):
            raise RuntimeError("The cluster has not written the same papers.")
    return figure


def _papers(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in out.glob("*/*")}


def _row(name: str, target: float, aim: float, measure: Callable[[], Figure]) -> Row:
    return Row(name=f"batch, {CASES} letters, {name}", target=target, aim=aim, measure=measure)


ROWS: tuple[Row, ...] = (
    _row("English / naive WeasyPrint loop", 0.35, 0.20, partial(_beside, "naive", "en")),
    _row("Chinese / naive WeasyPrint loop", 0.25, 0.17, partial(_beside, "naive", "zh_Hans")),
    _row(
        "English / docxtpl and one LibreOffice for all",
        0.6,
        0.45,
        partial(_beside, "libreoffice", "en", same=False),
    ),
    _row(
        "English / warm Chromium over DevTools",
        1.0,
        0.75,
        partial(_beside, "chromium", "en", same=False),
    ),
    Row(name=f"{ROWS_OF_TABLE} rows to text papers, rows a second", measure=_rate),
    Row(
        name=f"{ROWS_OF_TABLE} rows to text papers, memory at the end / after a tenth",
        target=1.1,
        measure=_growth,
    ),
    Row(
        name=f"Dask on {WORKERS} local workers / pool of {WORKERS}, after start",
        target=1.3,
        measure=_cluster,
    ),
)
