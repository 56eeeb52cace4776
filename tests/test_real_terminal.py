"""A whole journey in a real terminal, seen as a person sees it, and the same one over a pipe."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

ROWS, COLUMNS = 40, 100
COMMAND = [sys.executable, "-m", "dispute_assistant"]
SAMPLE = Path(__file__).parent / "samples" / "059_17track_copy_ru_returned_by_customs.txt"
F1, F2, CTRL_B, CTRL_C, CTRL_D, CTRL_U = "\x1bOP", "\x1bOQ", "\x02", "\x03", "\x04", "\x15"
DOWN = "\x1b[B"


def long_history() -> str:
    """Return the sample with so many scans at the origin that it has 200 lines."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("2025-02-07"))
    missing = 200 - len(lines)
    more = [f"2025-01-{31 - n // 10:02} {20 - n % 10}:15 Shenzhen, Sorting" for n in range(missing)]
    return "\n".join((*lines[: place + 1], *more, *lines[place + 1 :]))


class Screen(pyte.Screen):
    """A screen that can be asked where its cursor is, as real ones can."""

    def __init__(self, terminal: "Terminal", rows: int, columns: int) -> None:
        super().__init__(columns, rows)
        self._terminal = terminal

    def write_process_input(self, data: str) -> None:
        self._terminal.type(data)


class Terminal:
    """A program in a terminal whose screen can be looked at."""

    def __init__(
        self,
        arguments: list[str],
        environ: dict[str, str],
        rows: int = ROWS,
        columns: int = COLUMNS,
    ) -> None:
        self.screen = Screen(self, rows, columns)
        self._stream = pyte.Stream(self.screen)
        self.program: pexpect.spawn[str] = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], *arguments],
            env={**environ, "TERM": "xterm-256color"},
            encoding="utf-8",
            dimensions=(rows, columns),
            timeout=60,
        )

    @property
    def seen(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def see(self, text: str) -> None:
        """Wait until ``text`` stands on the screen, wherever its lines break."""
        while text not in " ".join(self.seen.split()):
            try:
                self._stream.feed(self.program.read_nonblocking(65536, timeout=180))
            except (pexpect.EOF, pexpect.TIMEOUT):
                pytest.fail(f"“{text}” is not on the screen:\n{self.seen}")

    def type(self, keys: str) -> None:
        self.program.send(keys)

    def answer(self, question: str, keys: str) -> None:
        """Wait for ``question`` at the prompt, then type an answer and Enter."""
        self.see(question)
        self.type(f"{keys}\r")

    def paste(self, text: str) -> None:
        """Paste a text once the program has the keys: until then they are the terminal's."""
        self.see("F1 help")
        self.program.send(f"\x1b[200~{text}\x1b[201~")

    def end(self) -> int | None:
        """Read to the end; return the exit code."""
        while True:
            try:
                self._stream.feed(self.program.read_nonblocking(65536, timeout=180))
            except pexpect.EOF:
                break
        self.program.close()
        return self.program.exitstatus


@pytest.fixture
def environ(private_home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(private_home),
        "XDG_DATA_HOME": str(private_home / "data"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "LANG": "C.UTF-8",
        "LANGUAGE": "en",
    }


def drafts(environ: dict[str, str]) -> list[Path]:
    return sorted(Path(environ["XDG_DATA_HOME"]).glob("dispute-assistant/drafts/*.toml"))


def papers(folder: Path) -> dict[str, str]:
    """Return the text of each paper; the buyer's own copies are left out."""
    names = {path.stem for path in folder.glob("*.txt") if ".copy" not in path.name}
    assert {path.stem for path in folder.glob("*.pdf") if ".copy" not in path.name} == names
    return {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in names}


def test_interview_goes_wrong_goes_back_is_killed_and_ends_in_three_papers(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    arguments = ["--on", "2025-03-22", "--out", str(tmp_path / "typed")]
    begin_and_be_killed(arguments, environ)
    resume_and_finish(arguments, environ)
    piped(tmp_path / "piped", environ)
    typed = papers(tmp_path / "typed")
    assert {name.partition(".")[0] for name in typed} == {
        "seller_message",
        "dispute_justification",
        "customs_request",
    }
    assert "8123456789012345" in typed["dispute_justification.en"]
    assert typed == papers(tmp_path / "piped")
    assert (tmp_path / "typed" / "case.toml").stat().st_mode & 0o777 == 0o600


def begin_and_be_killed(arguments: list[str], environ: dict[str, str]) -> None:
    first = Terminal(["new", *arguments], environ)
    first.answer("Where did you buy?", "zzzz")
    first.see("“zzzz” is not among the answers.")
    first.type(f"{CTRL_U}aliex")
    first.see("AliExpress.ru")
    first.type(f"{DOWN}\r")
    first.see("Paste the tracking history")
    first.type(F1)
    first.see("The best source is the carrier's own page.")
    first.paste(long_history())
    first.type(CTRL_D)
    first.see("193 entries read, newest of 20 March 2025")
    first.answer("To which country was the parcel sent?", "Kazakhstan")
    first.see("What have customs, the post or the courier told you?")
    first.type(CTRL_B)
    first.see("Enter takes: Kazakhstan.")
    first.type("cote d'iv")
    first.see("Côte d’Ivoire")
    first.type(f"{CTRL_U}russia\r")
    first.answer("Type a number or a word.", "1")
    first.see("When did you order?")
    first.paste("3 Feb\n" * 200)
    first.see("You pasted several lines")
    first.type("2026-01-01\r")
    first.see("1 January 2026 is still to come.")
    first.type(f"{CTRL_U}2025-02-03")
    first.see("3 February 2025")
    first.type(F2)
    first.see("3 февраля 2025")
    first.type("\r")
    wait_for_draft(environ, "ordered_on = 2025-02-03")
    first.program.kill(signal.SIGKILL)
    first.program.wait()


def resume_and_finish(arguments: list[str], environ: dict[str, str]) -> None:
    second = Terminal(["resume", "--language", "en", *arguments], environ)
    second.answer("Until when does buyer protection run?", "2025-04-20")
    second.answer("How far are you with the seller?", "1")
    second.see("Which papers do you want now?")
    second.answer("Enter takes: Message to the seller", "")
    second.answer("What is the order number?", "8123456789012345")
    second.answer("What did you order?", "Bluetooth headphones")
    second.answer("How much did you pay in all?", "25,9 $")
    second.answer("Which refund would you agree on with the seller?", "2")
    second.answer("How much of it was shipping?", "3.40 USD")
    second.answer("What is your full name?", "4nna")
    second.answer("“4nna” does not look like a full name.", "Anna Morozova")
    second.see("What is your postal address?")
    second.paste("Sadovaya 5-12\n443001 Samara\nRussia\n")
    second.type(CTRL_D)
    second.answer("press Enter to go on.", "")
    assert second.end() == 0
    assert "Your answers are kept in" in second.seen
    assert drafts(environ) == []


def wait_for_draft(environ: dict[str, str], line: str) -> None:
    """Wait until the program has saved ``line``, as it does before it asks again."""
    for _ in range(600):
        if any(line in path.read_text(encoding="utf-8") for path in drafts(environ)):
            return
        signal.sigtimedwait([], 0.1)
    pytest.fail(f"the draft lacks {line}")


ANSWERS = """\
aliexpress
{history}
.
russia
1
2025-02-03
2025-04-20
1

8123456789012345
Bluetooth headphones
25,9 $
2
3.40 USD
Anna Morozova
Sadovaya 5-12
443001 Samara
Russia
.
"""


def run(
    arguments: list[str], text: str, environ: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        input=text,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def piped(out: Path, environ: dict[str, str]) -> None:
    arguments = ["new", "--on", "2025-03-22", "--out", str(out)]
    done = run(arguments, ANSWERS.format(history=long_history()), environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "193 entries read, newest of 20 March 2025" in done.stdout


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "order.marketplace: There is no answer to “Where did you buy?”."),
        ("aliexpress\n.\nlost\n", "parcel.shown: “lost” is not among the answers."),
        ("\x00\x01\x02\n" * 99, "order.marketplace: This is not a text."),
        ("x" * 1_000_000, "order.marketplace: This is too long for an answer: 1000000 characters."),
    ],
)
def test_pipe_that_cannot_be_understood_ends_with_the_question_and_code_2(
    text: str, line: str, environ: dict[str, str]
) -> None:
    done = run(["new"], text, environ)
    assert done.returncode == 2
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_answers_of_a_broken_pipe_are_kept(environ: dict[str, str]) -> None:
    done = run(["new", "--on", "2025-03-22"], "aliexpress\n.\n1\n", environ)
    assert done.returncode == 2
    assert "Your answers are saved. Go on with: dispute resume" in done.stdout
    done = run(["resume", "--on", "2025-03-22"], "", environ)
    assert done.stderr.startswith("parcel.tracking_number: ")


def test_interrupt_ends_with_130_and_keeps_even_what_was_being_typed(
    environ: dict[str, str],
) -> None:
    terminal = Terminal(["new"], {**environ, "DISPUTE_PROGRAM": "./dispute"})
    terminal.answer("Where did you buy?", "ebay")
    terminal.see("Paste the tracking history")
    terminal.see("Ctrl-D or Alt-Enter")
    terminal.type("2026-11-02\tAccepted\r2026-11-10\tHeld by cust")
    terminal.see("Held by cust")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "Go on with: ./dispute resume" in terminal.seen
    assert 'marketplace = "ebay"' in drafts(environ)[0].read_text(encoding="utf-8")
    again = Terminal(["resume", "--on", "2026-11-23"], environ)
    again.see("Held by cust")
    again.type(f"oms{CTRL_D}")
    again.see("2 entries read, newest of 10 November 2026: Held by customs")
    again.see("What is the tracking number? > F1 help")
    again.type(CTRL_C)
    again.end()
    assert "unfinished" not in drafts(environ)[0].read_text(encoding="utf-8")


def test_case_file_of_ones_own_is_named_to_go_on_with(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    case = tmp_path / "my case.toml"
    case.write_text('[order]\nmarketplace = "ebay"\n', encoding="utf-8")
    done = run(["resume", str(case)], ".\n1\n", environ)
    assert f"Go on with: dispute resume '{case}'" in done.stdout


def test_unbracketed_paste_of_200_lines_is_whole(environ: dict[str, str]) -> None:
    terminal = Terminal(["new", "--on", "2025-03-22"], environ)
    terminal.answer("Where did you buy?", "ebay")
    terminal.see("Ctrl-D or Alt-Enter")
    terminal.type(long_history().replace("\n", "\r"))
    terminal.see("Powered by www.17track.net")
    terminal.see("Ctrl-D or Alt-Enter: end of the text F1 help")
    terminal.type(CTRL_D)
    terminal.see("193 entries read, newest of 20 March 2025")
    terminal.see("Enter takes: Russia. > F1 help")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


@pytest.mark.parametrize(("rows", "columns"), [(14, 50), (24, 80)])
def test_problem_is_shown_once_and_whole(rows: int, columns: int, environ: dict[str, str]) -> None:
    terminal = Terminal(["new"], environ, rows, columns)
    terminal.answer("Where did you buy?", "ali")
    terminal.see(
        "“ali” may mean several answers. "
        "Choose with the arrow keys and Enter, or type more letters."
    )
    assert terminal.seen.count("several answers") == 1
    terminal.type(f"{DOWN}{DOWN}\r")
    terminal.see("Paste the tracking history")
    terminal.type("2026-11-02 Accepted\r" * 200)
    terminal.type(F1)
    terminal.see("Leave it empty if you have none.")
    terminal.see("Ctrl-C save and stop")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert 'marketplace = "aliexpress_ru"' in drafts(environ)[0].read_text(encoding="utf-8")


def test_accessible_mode_never_steers_the_screen(environ: dict[str, str]) -> None:
    terminal = Terminal(["new"], {**environ, "ACCESSIBLE": "1"})
    log = terminal.program.logfile_read = Log()
    terminal.answer("Where did you buy?", "ebay")
    terminal.see("Paste the tracking history")
    terminal.type(":q\r")
    assert terminal.end() == 0
    assert "\x1b" not in log.text


class Log:
    """Everything that the program wrote."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...
