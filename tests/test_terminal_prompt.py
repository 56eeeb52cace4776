"""The terminal with keys, driven through a pipe in place of a keyboard."""

import io
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.input import DummyInput, PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from dispute_assistant.terminal import End, Outcome, Prompt, Reply, interview
from dispute_assistant.terminal.backend import Judged
from dispute_assistant.terminal.search import Option, menu
from dispute_assistant.terminal.tty import Tty, _Bar, _completer, _wrapped
from tiny_interview import ANSWERED, ON, tiny

pytestmark = pytest.mark.usefixtures(tiny.__name__)

ALT_LEFT, SHIFT_TAB, DOWN = "\x1b[1;3D", "\x1b[Z", "\x1b[B"
F1, F2, F4 = "\x1bOP", "\x1bOQ", "\x1bOS"
CTRL_B, CTRL_C, CTRL_D, CTRL_U = "\x02", "\x03", "\x04", "\x15"


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


def ask(keyboard: PipeInput, keys: str, prompt: Prompt) -> Reply:
    keyboard.send_text(keys)
    return Tty(source=keyboard, screen=DummyOutput()).ask(prompt)


def run(keyboard: PipeInput, keys: str, answers: dict[str, object] | None = None) -> Outcome:
    keyboard.send_text(keys)
    tty = Tty(source=keyboard, screen=DummyOutput())
    return interview(tty, answers or {}, ON, "en", lambda _answers, _language: None)


def test_whole_interview(keyboard: PipeInput) -> None:
    *one_line, address = ANSWERED
    keys = "".join(f"{answer}\r" for answer in one_line) + paste(address) + CTRL_D + "\r"
    outcome = run(keyboard, keys)
    assert outcome.end is End.COMPLETE
    assert outcome.answers["buyer.address"] == "Street 1\n1000 Town"


@pytest.mark.parametrize("key", [CTRL_B, "\x1b\x1b[D", SHIFT_TAB])
def test_keys_go_back(keyboard: PipeInput, key: str) -> None:
    outcome = run(keyboard, f"germ\r{key}nigeria\r{CTRL_C}")
    assert outcome.answers == {"parcel.destination": "NG"}


def test_alt_left_as_xterm_sends_it_goes_back(keyboard: PipeInput) -> None:
    assert ask(keyboard, f"abc{ALT_LEFT}", Prompt(text="")) == Reply("abc", ":b")


@pytest.mark.parametrize(("key", "command"), [(F2, ":lang"), (F4, ":u")])
def test_function_keys_keep_what_was_typed(keyboard: PipeInput, key: str, command: str) -> None:
    assert ask(keyboard, f"abc{key}", Prompt(text="")) == Reply("abc", command)


def test_help_key_explains_and_keeps_the_prompt(keyboard: PipeInput) -> None:
    screen = io.StringIO()
    output = Vt100_Output(screen, lambda: Size(rows=30, columns=80), term="xterm")
    keyboard.send_text(f"abc{F1}d\r")
    reply = Tty(source=keyboard, screen=output).ask(Prompt(text="", help="It is about money."))
    assert reply == Reply("abcd")
    assert "It is about money." in screen.getvalue()


def test_language_key_keeps_the_text_and_the_answers(keyboard: PipeInput) -> None:
    outcome = run(keyboard, f"germ\rreturn{F2}\r{CTRL_C}")
    assert outcome.language == "ru"
    assert outcome.answers == {"parcel.destination": "DE", "parcel.shown": "returning"}


def test_wrong_answer_stays_to_be_mended(keyboard: PipeInput) -> None:
    prompt = Prompt(text="", check=lambda text: Judged(problem="" if text == "12" else "No."))
    assert ask(keyboard, "1\r2\r", prompt) == Reply("12")


def test_menu_shows_name_and_code_and_replaces_what_was_typed() -> None:
    prompt = Prompt(text="", search=lambda text: (Option("x_ng", f"Nigeria for {text}", "", "NG"),))
    (completion,) = _completer(prompt).get_completions(Document("nig"), CompleteEvent())
    assert (completion.text, completion.start_position) == ("Nigeria for nig", -3)
    assert completion.display_meta_text == "NG"


def test_paste_of_a_history_is_one_answer(keyboard: PipeInput) -> None:
    lines = "\n".join(f"2026-11-{n % 28 + 1:02} 10:00 Sorting" for n in range(200))
    reply = ask(keyboard, paste(f"{lines}\r\n") + CTRL_D, Prompt(text="", several_lines=True))
    assert reply.text.strip() == lines


def test_alt_enter_ends_several_lines(keyboard: PipeInput) -> None:
    prompt = Prompt(text="", several_lines=True)
    assert ask(keyboard, "one\rtwo\x1b\r", prompt) == Reply("one\ntwo")


def test_paste_without_brackets_keeps_its_lines_and_tabs(keyboard: PipeInput) -> None:
    typed = "2026-11-02\tAccepted\r  \t2026-11-10\t  Held\r"
    reply = ask(keyboard, typed * 100 + CTRL_D, Prompt(text="", several_lines=True))
    assert reply.text == typed.replace("\r", "\n") * 100


def test_keys_that_command_end_a_paste_without_brackets(keyboard: PipeInput) -> None:
    reply = ask(keyboard, f"one\rtwo{F4}three", Prompt(text="", several_lines=True))
    assert reply == Reply("one\ntwo", ":u")


@pytest.mark.parametrize("typed", ["?", ":b", ":lang ru"])
def test_command_in_an_empty_text_ends_with_enter(keyboard: PipeInput, typed: str) -> None:
    session = keys_one_by_one(keyboard, *typed, "\r")
    assert session.ask(Prompt(text="", several_lines=True)).text == typed


class Screen(DummyOutput):
    """A screen that tells when something was painted on it."""

    def __init__(self) -> None:
        self.painted = threading.Event()

    def flush(self) -> None:
        self.painted.set()


def keys_one_by_one(keyboard: PipeInput, *keys: str) -> Tty:
    """Return a terminal into which ``keys`` are typed as a person does, who sees what they type.

    Keys that come faster than the screen follows count as a paste.
    """
    screen, pause = Screen(), threading.Event()

    def type_them() -> None:
        for key in keys:
            screen.painted.wait(30)
            pause.wait(0.1)
            screen.painted.clear()
            keyboard.send_text(key)

    threading.Thread(target=type_them, daemon=True).start()
    return Tty(source=keyboard, screen=screen)


@pytest.mark.parametrize("several_lines", [False, True])
def test_what_was_typed_is_handed_over_when_the_user_stops(
    keyboard: PipeInput, *, several_lines: bool
) -> None:
    left: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        ask(
            keyboard, f"abc{CTRL_C}", Prompt(text="", left=left.append, several_lines=several_lines)
        )
    assert left == ["abc"]


def failing(text: str) -> Judged:
    if "b" in text:
        raise ZeroDivisionError
    return Judged()


@pytest.mark.parametrize(
    ("keys", "prompt"),
    [
        ("ab", Prompt(text="", check=failing)),
        (f"ab{CTRL_D}", Prompt(text="", check=failing, several_lines=True)),
        ("ab", Prompt(text="", search=lambda text: (failing(text), ())[1])),
    ],
    ids=["while typing", "at the end", "in the menu"],
)
def test_failure_ends_the_prompt_and_comes_out_once(
    keyboard: PipeInput, keys: str, prompt: Prompt, capsys: pytest.CaptureFixture[str]
) -> None:
    left: list[str] = []
    with pytest.raises(ZeroDivisionError):
        ask(keyboard, keys, replace(prompt, left=left.append))
    assert left == ["ab"]
    assert capsys.readouterr() == ("", "")


def wide(columns: int, rows: int = 24) -> tuple[io.StringIO, Vt100_Output]:
    screen = io.StringIO()
    return screen, Vt100_Output(screen, lambda: Size(rows=rows, columns=columns), term="xterm")


def bar(prompt: Prompt, text: str, columns: int = 80, rows: int = 24) -> _Bar:
    session: PromptSession[str] = PromptSession(input=DummyInput(), output=wide(columns)[1])
    session.default_buffer.reset(Document(text))
    return _Bar(prompt, session, rows)


LONG = "This answer is wrong for a reason that takes a good many words to say. Type another one."


def test_problem_waits_for_enter_unless_typing_on_cannot_mend_it() -> None:
    unsure = Prompt(text="", keys="F1 help", check=lambda _: Judged(problem="Wrong."))
    below = bar(unsure, "2026-1")
    assert below.text() == " F1 help"
    assert below.refuses("2026-1")
    assert below.text() == " Wrong.\n F1 help"
    below._session.default_buffer.reset(Document("2026-11"))
    assert below.text() == " F1 help"
    certain = Prompt(text="", check=lambda _: Judged(problem="Wrong.", certain=True))
    assert bar(certain, "zzzz").text() == " Wrong."


@pytest.mark.parametrize("columns", [80, 50, 20])
def test_toolbar_breaks_its_lines_between_words(columns: int) -> None:
    prompt = Prompt(text="", check=lambda _: Judged(problem=LONG))
    below = bar(prompt, "x", columns)
    below.refuses("x")
    lines = below.text().split("\n")
    assert max(map(len, lines)) < columns
    assert " ".join("".join(lines).split()) == LONG


def test_toolbar_leaves_room_for_the_line_and_never_loses_the_keys() -> None:
    below = bar(Prompt(text="", keys="F1 help", check=lambda _: Judged(problem=LONG)), "x", 20, 3)
    below.refuses("x")
    assert below.text() == " This answer is\n wrong for a reason\n F1 help"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("  1  one two three", ["  1  one", "  two", "  three"]),
        ("中文中文 中文", ["中文中文", "中文"]),
        ("0123456789ABC d", ["0123456789", "ABC d"]),
        ("a\n\nb", ["a", "", "b"]),
        ("", [""]),
    ],
)
def test_lines_are_as_wide_as_the_screen(text: str, lines: list[str]) -> None:
    assert list(_wrapped(text, 10)) == lines


def test_long_page_has_its_headline_repeated_below() -> None:
    screen, output = wide(80)
    Tty(screen=output).show("Write to the seller\nfirst.\n" + "\nA line." * 30, "page")
    assert screen.getvalue().count("Write to the seller") == 2
    assert "Write to the seller first." in screen.getvalue()
    screen, output = wide(80)
    Tty(screen=output).show("Wait.\n\nA line.", "page")
    assert screen.getvalue().count("Wait.") == 1


def test_arrow_down_opens_the_whole_list(keyboard: PipeInput) -> None:
    every = (Option("NG", "Nigeria"), Option("DE", "Germany"))
    prompt = Prompt(text="", search=lambda text: menu(text, every))
    session = keys_one_by_one(keyboard, DOWN, DOWN, "\r")
    assert session.ask(prompt).text == "Germany"


def test_short_paste_into_one_line_is_folded(keyboard: PipeInput) -> None:
    assert ask(keyboard, paste("Order\n 81234\n") + "\r", Prompt(text="")) == Reply("Order 81234")


def test_long_paste_into_one_line_is_refused(keyboard: PipeInput) -> None:
    keys = "a" + paste("line\n" * 200) + "b\r"
    assert ask(keyboard, keys, Prompt(text="", refused="Only one line.")) == Reply("ab")


def test_control_characters_of_a_paste_do_not_come_through(keyboard: PipeInput) -> None:
    assert ask(keyboard, paste("a\x1b[31mb\x07\u202e") + "\r", Prompt(text="")) == Reply("a[31mb")


def test_answer_given_before_can_be_edited_or_emptied(keyboard: PipeInput) -> None:
    assert ask(keyboard, "!\r", Prompt(text="", draft="Anna")) == Reply("Anna!")
    assert ask(keyboard, f"{CTRL_U}\r", Prompt(text="", draft="Anna")) == Reply("-")


def test_offer_is_taken_with_enter(keyboard: PipeInput) -> None:
    outcome = run(keyboard, f"germ\r2\r2026-12-01\r\r{CTRL_C}")
    assert outcome.answers["papers.wanted"] == ("customs_request",)
    assert outcome.answers["order.protection_end"] == date(2026, 12, 1)


def test_interrupt_and_end_of_input_keep_the_answers(keyboard: PipeInput) -> None:
    stopped = run(keyboard, f"germ\r{CTRL_C}")
    assert (stopped.end, stopped.exit_code) == (End.INTERRUPTED, 130)
    ended = run(keyboard, CTRL_D, {"parcel.destination": "DE"})
    assert (ended.end, ended.exit_code) == (End.QUIT, 0)
    assert ended.answers == stopped.answers == {"parcel.destination": "DE"}
