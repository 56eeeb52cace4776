"""Rows of ``speed.py``: how long the program takes to start, and a PDF after the last answer."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from paired import Figure, Row, UnavailableError, command, ratio, ratio_of_seconds

EXAMPLE = Path(__file__).parents[1] / "src/dispute_assistant/data/examples/refused.toml"
DAY = ("--on", "2026-11-23")
PEERS = "pip install '.[peers]'"
TYPING = 3.0
"""Seconds that the last answer is thought about; people take longer."""
LONGEST = 60.0
"""Seconds after which something is wrong."""


def program(name: str, how: str) -> str:
    """Return the path of a program beside this Python, or on the search path."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise UnavailableError(f"{name} is not here; to get it: {how}")
    return found


def environment() -> dict[str, str]:
    """Return the variables for both arms: as on anybody's machine, compiled modules are kept."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}


def says(words: list[str], expected: str) -> None:
    """Check that a command does its work, before it is timed."""
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    if expected not in done.stdout:
        raise RuntimeError(f"{words} does not say {expected!r}:\n{done.stdout}")


def help_beside(peer: str) -> Figure:
    """Compare ``--help`` with a peer's."""
    ours = [program("dispute", "./dispute"), "--help"]
    theirs = [program(peer, PEERS), "--help"]
    says(ours, "Write the papers of a case file")
    says(theirs, "Usage: " if peer == "cookiecutter" else "copier")
    return ratio(lambda: command(ours, environment()), lambda: command(theirs, environment()))


def text_paper() -> Figure:
    """Compare one paper of a case as text with the help of a peer."""
    theirs = [program("cookiecutter", PEERS), "--help"]
    says(theirs, "Usage: ")
    with tempfile.TemporaryDirectory() as folder:
        ours = [program("dispute", "./dispute"), "write", str(EXAMPLE), *DAY, "--format", "txt"]
        ours += ["--papers", "seller_message", "--out", folder]
        says(ours, "seller_message.en.txt")
        return ratio(lambda: command(ours, environment()), lambda: command(theirs, environment()))


def pdf_after_interview() -> Figure:
    """Compare a PDF after the last Enter of an interview with the same from a new process."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder, "case.toml")
        case.write_text(_one_paper(EXAMPLE.read_text("utf-8")), "utf-8")
        unfinished = Path(folder, "unfinished.toml")
        cut = re.sub(r"(?m)^name = .*$", "", case.read_text("utf-8"))
        unfinished.write_text(cut, "utf-8")
        return ratio_of_seconds(
            lambda: _answered(unfinished, Path(folder, "after")),
            lambda: _written(case, Path(folder, "cold")),
        )


def _one_paper(case: str) -> str:
    """Return the example as a case with one paper, for a marketplace that takes PDF files."""
    case = re.sub(r"(?m)^marketplace = .*$", 'marketplace = "paypal"', case)
    case = case.partition("\naddress = ")[0] + "\n"
    return re.sub(r"(?m)^wanted = .*$", 'wanted = ["seller_message"]', case)


def _answered(case: Path, out: Path) -> float:
    """Return the seconds from the last Enter to the PDF on the disk, in a real terminal."""
    shutil.rmtree(out, ignore_errors=True)
    copy = case.with_name("resumed.toml")
    shutil.copy(case, copy)
    words = [program("dispute", "./dispute"), "resume", str(copy), *DAY, "--out", str(out)]
    terminal = Terminal([*words, "--language", "en"])
    terminal.see("What is your full name")
    time.sleep(TYPING)
    terminal.type("Anna Morozova\r")
    terminal.see("press Enter to go on")
    start = time.perf_counter()
    terminal.type("\r")
    seconds = _seconds_to_pdf(out, start, lambda: terminal.read(0.001))
    terminal.end()
    return seconds


def _written(case: Path, out: Path) -> float:
    """Return the seconds from the start of a process to its PDF on the disk."""
    shutil.rmtree(out, ignore_errors=True)
    words = [program("dispute", "./dispute"), "write", str(case), *DAY, "--out", str(out)]
    start = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment()):
        return _seconds_to_pdf(out, start, lambda: time.sleep(0.001))


def _seconds_to_pdf(out: Path, start: float, wait: Callable[[], object]) -> float:
    while not (found := list(out.glob("*.pdf"))):
        if time.perf_counter() - start > LONGEST:
            raise RuntimeError(f"No PDF in {out} after {LONGEST} seconds")
        wait()
    seconds = time.perf_counter() - start
    if not found[0].read_bytes().startswith(b"%PDF-"):
        raise RuntimeError(f"{found[0]} is no PDF")
    return seconds


class Terminal:
    """The program in a pseudo-terminal that answers where its cursor is, as real ones do."""

    def __init__(self, words: list[str]) -> None:
        import pexpect

        self._program = pexpect.spawn(
            words[0],
            words[1:],
            env={**environment(), "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            encoding="utf-8",
            dimensions=(40, 100),
        )
        self._program.delaybeforesend = None
        self._seen = ""

    def type(self, keys: str) -> None:
        """Type ``keys``."""
        self._program.send(keys)

    def see(self, text: str) -> None:
        """Wait until ``text`` is shown, and the program waits for keys."""
        start = time.perf_counter()
        while self.read(0.2) or text not in self._seen:
            if time.perf_counter() - start > LONGEST:
                raise RuntimeError(f"“{text}” does not come:\n{self._seen}")

    def read(self, longest: float) -> bool:
        """Read what is shown; tell whether there was anything."""
        import pexpect

        try:
            shown = self._program.read_nonblocking(65536, timeout=longest)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        if "\x1b[6n" in shown:
            self.type("\x1b[1;1R")
        self._seen += shown
        return True

    def end(self) -> None:
        """Read to the end; the program must be content."""
        while self._program.isalive():
            self.read(0.2)
        self._program.close()
        if self._program.exitstatus:
            raise RuntimeError(f"ended with {self._program.exitstatus}:\n{self._seen}")


ROWS: tuple[Row, ...] = (
    Row(
        name="start: `dispute --help` / `cookiecutter --help`",
        target=0.40,
        aim=0.10,
        measure=lambda: help_beside("cookiecutter"),
    ),
    Row(
        name="start: `dispute --help` / `copier --help`",
        target=0.20,
        aim=0.05,
        measure=lambda: help_beside("copier"),
    ),
    Row(
        name="start: text paper from a case file / `cookiecutter --help`",
        target=0.45,
        aim=0.30,
        measure=text_paper,
    ),
    Row(
        name="start: PDF after the last Enter of an interview / the same cold",
        target=0.20,
        measure=pdf_after_interview,
    ),
)
