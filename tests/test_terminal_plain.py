"""Plain lines: what a pipe, a script or a screen reader gets."""

import io
import os
import pty
import sys
import threading
from pathlib import Path

import pexpect
import pytest

from dispute_assistant.errors import InputError
from dispute_assistant.terminal import End, Outcome, Prompt, interview
from dispute_assistant.terminal.plain import Plain
from dispute_assistant.terminal.search import Option
from tiny_interview import ANSWERED, ON, tiny

pytestmark = pytest.mark.usefixtures(tiny.__name__)


def piped(raw: bytes) -> tuple[Plain, io.StringIO]:
    screen = io.StringIO()
    return Plain(io.BytesIO(raw), screen, reacts=False), screen


def run(raw: bytes) -> tuple[Outcome, str]:
    plain, screen = piped(raw)
    outcome = interview(plain, {}, ON, "en", lambda _answers, _language: None)
    return outcome, screen.getvalue()


def test_whole_interview_over_a_pipe() -> None:
    outcome, screen = run("\n".join((*ANSWERED, ".", "")).encode())
    assert outcome.end is End.COMPLETE
    assert len(outcome.answers) == 7
    assert "\x1b" not in screen
    assert "\r" not in screen
    assert "\nQuestion 2 of about 7. What is shown?\n1. Held\n2. Returning\n3. Other\n" in screen


def test_lines_that_look_like_commands_end_no_history() -> None:
    plain, _ = piped(b"one\n:q\n\n? two\n.\nnext\n")
    assert plain.ask(Prompt(text="", several_lines=True)).text == "one\n:q\n\n? two\n"
    assert plain.ask(Prompt(text="")).text == "next"


@pytest.mark.parametrize("first", [":b", "?", ":lang ru", "@file.txt"])
def test_command_in_the_first_line_needs_no_end(first: str) -> None:
    plain, _ = piped(f"{first}\nnext\n".encode())
    assert plain.ask(Prompt(text="", several_lines=True)).text == first
    assert plain.ask(Prompt(text="")).text == "next"


def test_end_of_input_ends_several_lines_and_then_the_interview() -> None:
    plain, _ = piped(b"one\ntwo")
    assert plain.ask(Prompt(text="", several_lines=True)).text == "one\ntwo"
    with pytest.raises(EOFError):
        plain.ask(Prompt(text="", several_lines=True))
    with pytest.raises(EOFError):
        plain.ask(Prompt(text=""))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    plain, _ = piped("Прием на таможню\r\nМосква\r\n.\r\nпотом\r\n".encode(encoding))
    assert plain.ask(Prompt(text="", several_lines=True)).text.splitlines() == [
        "Прием на таможню",
        "Москва",
    ]
    assert plain.ask(Prompt(text="")).text == "потом"


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\n", bytes(range(1, 10)) * 99 + b"\n"])
def test_binary_is_one_clear_problem(raw: bytes) -> None:
    plain, _ = piped(raw)
    with pytest.raises(InputError) as caught:
        plain.ask(Prompt(text=""))
    assert len(caught.value.problems) == 1
    outcome, _ = run(raw)
    assert (outcome.exit_code, outcome.problems[0].key) == (2, "parcel.destination")


class Interrupted(io.BytesIO):
    """Lines after which somebody presses Ctrl-C."""

    def readline(self, size: int | None = -1) -> bytes:
        if line := super().readline(size):
            return line
        raise KeyboardInterrupt


def test_lines_typed_so_far_are_handed_over_when_the_user_stops() -> None:
    left: list[str] = []
    plain = Plain(Interrupted("Приём\nHeld\n".encode()), io.StringIO(), reacts=True)
    with pytest.raises(KeyboardInterrupt):
        plain.ask(Prompt(text="", several_lines=True, left=left.append))
    assert left == ["Приём\nHeld\n"]


def test_history_of_200_lines_is_one_answer() -> None:
    lines = [f"2026-11-{day % 28 + 1:02} 10:00 Sorting" for day in range(200)]
    plain, _ = piped("\n".join((*lines, ".", "after")).encode())
    assert plain.ask(Prompt(text="", several_lines=True)).text.splitlines() == lines
    assert plain.ask(Prompt(text="")).text == "after"


def test_text_never_steers_the_terminal() -> None:
    plain, screen = piped(b"\n")
    plain.show("held\x1b[2J\x9b31m\u202eback\x07\r\nnext")
    plain.ask(Prompt(text="\x1b[1mWhat?", options=(Option("a", "\x1b]0;A\x07"),), hint="\x1b"))
    assert screen.getvalue() == "held[2J31mback\nnext\n\n[1mWhat?\n1. ]0;A\n\n> \n"


@pytest.mark.parametrize("typed", ["1\n2\n3\n", "one\n" * 200])
def test_paste_of_several_lines_into_one_is_refused_and_eaten(typed: str) -> None:
    master, slave = pty.openpty()
    screen = io.StringIO()
    with os.fdopen(slave, "rb") as stdin, os.fdopen(master, "wb", buffering=0) as keyboard:
        plain = Plain(stdin, screen, reacts=True)
        keyboard.write(typed.encode())
        later = threading.Timer(0.5, keyboard.write, [b"typed\n"])
        later.start()
        reply = plain.ask(Prompt(text="One?", refused="Only one line."))
        later.join()
    assert reply.text == "typed"
    assert screen.getvalue().count("Only one line.") == 1


def test_back_end_fits_the_terminal(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from dispute_assistant.terminal import open_backend\n"
        "for environ in {'TERM': 'xterm'}, {'TERM': 'dumb'}, {'TERM': 'unknown'}, {},\\\n"
        "  {'TERM': 'xterm', 'ACCESSIBLE': '1'}, {'TERM': 'xterm', 'ACCESSIBLE': '0'}:\n"
        "    print(type(open_backend(environ)).__name__, end=' ')\n"
        "print(type(open_backend({'TERM': 'xterm'}, plain=True)).__name__)\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(program)]
    seen = str(pexpect.run(" ".join(command), encoding="utf-8")).split()
    assert seen == ["Tty", "Plain", "Plain", "Plain", "Plain", "Tty", "Plain"]
    through = f"/bin/sh -c '{' '.join(command)} | cat'"
    piped_out = str(pexpect.run(through, encoding="utf-8")).split()
    assert set(piped_out) == {"Plain"}
