"""The second process that makes PDFs: the same bytes, no word, and it never outlives the first."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dispute_assistant import typeset
from dispute_assistant.cli import ahead, console
from dispute_assistant.documents import Document
from dispute_assistant.errors import MissingLibraryError
from dispute_assistant.locales import Locale
from program import environment
from sample_letters import EN

ALONE = """
import sys
from dispute_assistant.cli import ahead
popen = ahead.subprocess.Popen
def told(*arguments, **options):
    process = popen(*arguments, **options)
    print(process.pid, flush=True)
    return process
ahead.subprocess.Popen = told
with ahead.ready():
    sys.stdin.read()
"""


def test_the_second_process_makes_the_same_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = typeset.to_pdf(EN)
    monkeypatch.setattr(typeset, "to_pdf", lambda _: b"made here")
    with ahead.ready() as to_pdf:
        assert to_pdf(EN) == expected
        assert to_pdf(EN) == expected


def test_a_second_process_that_fails_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "to_pdf", lambda _: b"made here")
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with ahead.ready() as to_pdf:
        for _ in range(3):  # it may take the first letter before it ends
            assert to_pdf(EN) == b"made here"
            signal.sigtimedwait([], 0.05)


def test_what_it_cannot_do_is_told_by_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Document) -> bytes:
        raise MissingLibraryError("PDF needs Pango")

    monkeypatch.setattr(typeset, "to_pdf", missing)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with ahead.ready() as to_pdf, pytest.raises(MissingLibraryError):
        to_pdf(EN)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_it_ends_when_the_first_process_ends(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ALONE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as first:
        assert first.stdout
        second = int(first.stdout.readline())
        first.send_signal(how)
        first.wait()
        for _ in range(600):
            if not _runs(second):
                return
            signal.sigtimedwait([], 0.1)
    pytest.fail(f"process {second} runs on")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_progress_is_a_line_that_is_wiped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with console._progress(2, Locale("en"), lambda _: b"pdf") as to_pdf:
        assert [to_pdf(EN), to_pdf(EN)] == [b"pdf", b"pdf"]
    first, second = "Making PDF 1 of 2 …", "Making PDF 2 of 2 …"
    assert capsys.readouterr().err == f"\r{first}\r{second}\r{' ' * len(second)}\r"


def test_nothing_is_said_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with console._progress(2, Locale("en"), lambda _: b"pdf") as to_pdf:
        to_pdf(EN)
    assert capsys.readouterr() == ("", "")
