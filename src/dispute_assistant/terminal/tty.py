"""A terminal with keys: editing, a menu of matches, a toolbar that says what is understood.

Keys: Ctrl-B, Alt-Left or Shift-Tab back, F1 help, F2 language, F4 I don't know, Ctrl-C save and
stop, Ctrl-D or Alt-Enter to end several lines, the arrow keys to choose from the menu. A bracketed
paste arrives whole; into a question of one line it is folded when it is short and refused when it
is not. What is wrong with an answer stands in the toolbar from Enter on until the text changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dispute_assistant.terminal.backend import (
    BACK,
    LANGUAGE,
    NOTHING,
    UNKNOWN,
    Prompt,
    Reply,
    command,
    safe,
)

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPress, KeyPressEvent
    from prompt_toolkit.layout import Dimension
    from prompt_toolkit.output import Output
    from prompt_toolkit.shortcuts import PromptSession

_STYLES = {
    "section": "bold underline",
    "heading": "bold",
    "problem": "fg:ansired",
    "note": "fg:ansigreen",
    "hint": "italic",
}
_MENU = 8
_BELOW_MENU = 7
"""Rows that the line and a toolbar of several lines need beside the menu."""
_WIDEST = 100
_FOLDED_LINES = 3
"""A paste of so few lines is taken for one line that was broken."""


class Tty:
    """Asks in the terminal of the standard streams, or in the ones given."""

    reacts = True
    keys = True

    def __init__(self, *, source: "Input | None" = None, screen: "Output | None" = None) -> None:
        self._source, self._screen = source, screen

    def show(self, text: str, style: str = "") -> None:
        """Show ``text``, its long lines wrapped between words.

        A page that pushes its own beginning off the screen has its first paragraph repeated.
        """
        from prompt_toolkit.formatted_text import FormattedText
        from prompt_toolkit.output.defaults import create_output
        from prompt_toolkit.shortcuts import print_formatted_text

        screen = self._screen or create_output()
        size = screen.get_size()
        gap = "\n" if style in {"section", "heading"} else ""
        lines = list(_wrapped(safe(text), min(size.columns, _WIDEST)))
        words = FormattedText([(_STYLES.get(style, ""), gap + "\n".join(lines))])
        print_formatted_text(words, output=screen)
        if style == "page" and len(lines) > size.rows - _BELOW_MENU:
            self.show(" ".join(text.strip().partition("\n\n")[0].split()), "note")

    def ask(self, prompt: Prompt) -> Reply:
        """Ask and return what was typed once it is right."""
        from prompt_toolkit.layout.processors import TabsProcessor
        from prompt_toolkit.shortcuts import PromptSession

        self.show(prompt.text, "heading")
        for number, option in enumerate(prompt.options, 1):
            self.show(f"{number:>3}  {option.label}")
        if prompt.hint:
            self.show(prompt.hint, "hint")
        session: PromptSession[Any] = PromptSession(input=self._source, output=self._screen)
        rows = session.app.output.get_size().rows
        menu = max(2, min(_MENU, rows - _BELOW_MENU)) if prompt.search else 0
        bar = _Bar(prompt, session, rows - max(menu, 2))
        try:
            reply = session.prompt(
                "> ",
                default=safe(prompt.draft),
                multiline=prompt.several_lines,
                prompt_continuation="",
                key_bindings=_bindings(prompt, bar, self),
                completer=_completer(prompt),
                complete_while_typing=bool(prompt.search),
                input_processors=[TabsProcessor(char1=" ", char2=" ")],
                reserve_space_for_menu=menu,
                bottom_toolbar=bar.text,
                pre_run=lambda: _end_on_failure(session),
            )
        except BaseException:
            prompt.left(session.default_buffer.text)
            raise
        if isinstance(reply, Reply):
            return reply
        emptied = prompt.draft and not reply.strip()
        return Reply(NOTHING if emptied else reply)


def _end_on_failure(session: "PromptSession[Any]") -> None:
    """Let a failure while drawing, searching or judging end the prompt and come out of it.

    The library would show it and ask for Enter, again and again, without a way out.
    """
    import asyncio

    def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        future = session.app.future
        if future and not future.done():
            error = context.get("exception") or RuntimeError(context["message"])
            session.app.exit(exception=error)

    asyncio.get_running_loop().set_exception_handler(failed)


class _Bar:
    """The toolbar: what the text so far means or lacks, and below it the keys."""

    def __init__(self, prompt: Prompt, session: "PromptSession[Any]", rows: int) -> None:
        self._prompt, self._session, self._rows = prompt, session, rows
        self._said = ("", "")
        """A text, and what is said of it until it changes."""
        for window in session.layout.find_all_windows():
            if window.style == "class:bottom-toolbar":  # else a long text takes its rows
                window.height = self._height

    def _height(self) -> "Dimension":
        from prompt_toolkit.layout import Dimension

        return Dimension.exact(self.text().count("\n") + 1)

    def text(self) -> str:
        """Return the words of the toolbar, wrapped; worked out once for each text."""
        text = self._session.default_buffer.text
        if text != self._said[0]:
            self._said = (text, self._judged(text))
        width = self._session.app.output.get_size().columns - 2
        said, keys = (
            list(_wrapped(safe(text), width)) if text else []
            for text in (self._said[1], self._prompt.keys)
        )
        return "\n".join(f" {line}" for line in [*said[: self._rows - len(keys)], *keys])

    def _judged(self, text: str) -> str:
        """Return what ``text`` means; what it lacks only if typing on cannot mend it."""
        if not text.strip() or self._prompt.several_lines:
            return ""
        judged = self._prompt.check(text)
        return judged.problem if judged.certain else judged.meaning

    def refuses(self, text: str) -> bool:
        """Tell whether ``text`` cannot be the answer; if so, say why."""
        emptied = self._prompt.draft and not text.strip()
        problem = self._prompt.check(NOTHING if emptied else text).problem
        if problem:
            self.tell(problem)
        return bool(problem)

    def tell(self, said: str) -> None:
        """Say ``said`` until the text changes."""
        self._said = (self._session.default_buffer.text, said)

    def turn(self, said: str) -> None:
        """Say ``said``, or nothing where it stands there already."""
        self.tell("" if self._said[1] == said else said)


def _bindings(prompt: Prompt, bar: _Bar, tty: Tty) -> "KeyBindings":
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.filters import has_completions
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()
    _leave_by_keys(bindings)

    @bindings.add("f1")
    def explain(_event: "KeyPressEvent") -> None:
        if prompt.several_lines:  # a long text would push away what is shown above it
            bar.turn(prompt.help)
        else:
            run_in_terminal(lambda: tty.show(prompt.help))

    def end(event: "KeyPressEvent") -> None:
        if not bar.refuses(event.current_buffer.text):
            event.current_buffer.validate_and_handle()

    if prompt.several_lines:
        _write_several_lines(bindings, end)
    else:
        bindings.add("enter")(end)

    if prompt.search:

        @bindings.add("down", filter=~has_completions)
        def browse(event: "KeyPressEvent") -> None:
            event.current_buffer.start_completion(select_first=True)

    bindings.add(Keys.BracketedPaste)(lambda event: _paste(prompt, bar, event))
    return bindings


def _paste(prompt: Prompt, bar: _Bar, event: "KeyPressEvent") -> None:
    lines = safe(event.data).strip("\n").split("\n")
    if prompt.several_lines:
        event.current_buffer.insert_text("\n".join(lines) + "\n" * (len(lines) > 1))
    elif len(lines) <= _FOLDED_LINES:
        event.current_buffer.insert_text(" ".join(line.strip() for line in lines))
    else:
        bar.tell(prompt.refused)


def _leave_by_keys(bindings: "KeyBindings") -> None:
    from prompt_toolkit.filters import has_completions

    def leave(name: str, *keys: str, **when: Any) -> None:
        @bindings.add(*keys, **when)
        def left(event: "KeyPressEvent") -> None:
            event.app.exit(result=Reply(event.current_buffer.text, name))

    leave(LANGUAGE, "f2")
    leave(UNKNOWN, "f4")
    leave(BACK, "c-b")
    leave(BACK, "escape", "left")
    leave(BACK, "s-tab", filter=~has_completions)


def _write_several_lines(bindings: "KeyBindings", end: Callable[["KeyPressEvent"], None]) -> None:
    """Bind the keys of a text of several lines.

    A terminal without bracketed paste types a paste key by key, and the library takes a quarter of
    a millisecond for each: whatever waits is therefore taken at once, and a tab is a tab.
    """
    from prompt_toolkit.keys import Keys

    bindings.add("c-d")(end)
    bindings.add("escape", "enter")(end)

    @bindings.add(Keys.Any)
    @bindings.add("enter")
    @bindings.add("c-j")
    @bindings.add("tab")
    def write(event: "KeyPressEvent") -> None:
        waiting = event.app.key_processor.input_queue
        if event.data == "\r" and not waiting and command(event.current_buffer.text):
            end(event)
            return
        typed = [_letter(press) for press in event.key_sequence]
        while waiting and _letter(waiting[0]):
            typed.append(_letter(waiting.popleft()))
        event.current_buffer.insert_text(safe("".join(typed)))


def _letter(press: "KeyPress") -> str:
    """Return what a key writes into a text; nothing for a key that commands."""
    from prompt_toolkit.keys import Keys

    if not isinstance(press.key, Keys):
        return press.data if press.data == press.key else ""
    lines = {Keys.ControlM: "\n", Keys.ControlJ: "\n", Keys.ControlI: "\t"}
    return lines.get(press.key, "")


def _completer(prompt: Prompt) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Menu(Completer):
        def get_completions(
            self, document: "Document", _event: "CompleteEvent"
        ) -> Iterable["Completion"]:
            if prompt.search:
                text = document.text
                for option in prompt.search(text):
                    yield Completion(option.label, -len(text), display_meta=option.code)

    return Menu()


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of ``text`` at most ``width`` cells wide, parted between words.

    A wide letter, such as a Chinese one, fills two cells.
    """
    from prompt_toolkit.utils import get_cwidth

    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        row = ""
        for word in re.findall(r"\s*\S+", line):
            if row and get_cwidth(row + word) > width:
                yield row
                row = indent + word.lstrip()
            else:
                row += word
            while get_cwidth(row) > width and len(row) > 1:
                fits = next(n for n in range(len(row), 0, -1) if get_cwidth(row[:n]) <= width)
                yield row[:fits]
                row = row[fits:]
        yield row
