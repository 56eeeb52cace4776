"""A terminal with keys: editing, a menu of matches, a toolbar that says what is understood.

Keys: Ctrl-B, Alt-Left or Shift-Tab back, F1 help, F2 language, F4 I don't know, Ctrl-C save and
stop, Ctrl-D or Alt-Enter to end several lines. A bracketed paste arrives whole; into a question of
one line it is folded when it is short and refused when it is not.
"""

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from dispute_assistant.terminal.backend import (
    BACK,
    LANGUAGE,
    NOTHING,
    UNKNOWN,
    Prompt,
    Reply,
    safe,
)

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.output import Output
    from prompt_toolkit.shortcuts import PromptSession
    from prompt_toolkit.validation import Validator

_STYLES = {
    "section": "bold underline",
    "heading": "bold",
    "problem": "fg:ansired",
    "note": "fg:ansigreen",
    "hint": "italic",
}
_MENU = 8
_FOLDED_LINES = 3
"""A paste of so few lines is taken for one line that was broken."""


class Tty:
    """Asks in the terminal of the standard streams, or in the ones given."""

    reacts = True

    def __init__(self, *, source: "Input | None" = None, screen: "Output | None" = None) -> None:
        self._source, self._screen = source, screen

    def show(self, text: str, style: str = "") -> None:
        """Show ``text``, its long lines wrapped between words."""
        from prompt_toolkit.formatted_text import FormattedText
        from prompt_toolkit.output.defaults import create_output
        from prompt_toolkit.shortcuts import print_formatted_text

        screen = self._screen or create_output()
        gap = "\n" if style in {"section", "heading"} else ""
        lines = "\n".join(_wrapped(safe(text), min(screen.get_size().columns, 100)))
        words = FormattedText([(_STYLES.get(style, ""), gap + lines)])
        print_formatted_text(words, output=screen)

    def ask(self, prompt: Prompt) -> Reply:
        """Ask and return what was typed once it is right."""
        from prompt_toolkit.shortcuts import PromptSession

        self.show(prompt.text, "heading")
        for number, option in enumerate(prompt.options, 1):
            self.show(f"{number:>3}  {option.label}")
        if prompt.key_hint:
            self.show(prompt.key_hint, "hint")
        session: PromptSession[Any] = PromptSession(input=self._source, output=self._screen)
        bar = _Bar(prompt, session)
        reply = session.prompt(
            "> ",
            default=safe(prompt.draft),
            multiline=prompt.several_lines,
            prompt_continuation="",
            key_bindings=_bindings(prompt, bar, self),
            validator=_validator(prompt),
            validate_while_typing=False,
            completer=_completer(prompt),
            complete_while_typing=True,
            reserve_space_for_menu=_MENU if prompt.search else 0,
            bottom_toolbar=bar.text,
        )
        if isinstance(reply, Reply):
            return reply
        emptied = prompt.draft and not reply.strip()
        return Reply(NOTHING if emptied else reply)


class _Bar:
    """The toolbar: what the text so far means, what it lacks, or how to answer."""

    def __init__(self, prompt: Prompt, session: "PromptSession[Any]") -> None:
        self._prompt, self._session = prompt, session
        self._seen = ("", prompt.keys)
        self.notice = ""
        """Said instead until the text changes."""

    def text(self) -> str:
        """Return the words of the toolbar; worked out once for each text."""
        text = self._session.default_buffer.text
        if text != self._seen[0]:
            self._seen, self.notice = (text, self._judged(text)), ""
        return f" {safe(self.notice or self._seen[1])}"

    def _judged(self, text: str) -> str:
        if not text.strip() or self._prompt.several_lines:
            return self._prompt.keys
        judged = self._prompt.check(text)
        return judged.problem or judged.meaning or self._prompt.keys


def _bindings(prompt: Prompt, bar: _Bar, tty: Tty) -> "KeyBindings":
    from prompt_toolkit.application import run_in_terminal
    from prompt_toolkit.filters import has_completions
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    def leave(command: str, *keys: Keys | str, **when: Any) -> None:
        @bindings.add(*keys, **when)
        def left(event: "KeyPressEvent") -> None:
            event.app.exit(result=Reply(event.current_buffer.text, command))

    leave(LANGUAGE, "f2")
    leave(UNKNOWN, "f4")
    leave(BACK, "c-b")
    leave(BACK, "escape", "left")
    leave(BACK, "s-tab", filter=~has_completions)

    @bindings.add("f1")
    def explain(_event: "KeyPressEvent") -> None:
        run_in_terminal(lambda: tty.show(prompt.help))

    if prompt.several_lines:

        @bindings.add("c-d")
        def end(event: "KeyPressEvent") -> None:
            event.current_buffer.validate_and_handle()

    @bindings.add(Keys.BracketedPaste)
    def paste(event: "KeyPressEvent") -> None:
        lines = safe(event.data).strip("\n").split("\n")
        if prompt.several_lines:
            event.current_buffer.insert_text("\n".join(lines) + "\n" * (len(lines) > 1))
        elif len(lines) <= _FOLDED_LINES:
            event.current_buffer.insert_text(" ".join(line.strip() for line in lines))
        else:
            bar.notice = prompt.refused

    return bindings


def _validator(prompt: Prompt) -> "Validator":
    from prompt_toolkit.validation import ValidationError, Validator

    class Check(Validator):
        def validate(self, document: "Document") -> None:
            text = document.text
            if prompt.draft and not text.strip():
                text = NOTHING
            if problem := prompt.check(text).problem:
                raise ValidationError(message=safe(problem), cursor_position=len(document.text))

    return Check()


def _completer(prompt: Prompt) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Menu(Completer):
        def get_completions(
            self, document: "Document", _event: "CompleteEvent"
        ) -> Iterable["Completion"]:
            if prompt.search:
                text = document.text
                for option in prompt.search(text):
                    yield Completion(option.label, -len(text), display_meta=option.value)

    return Menu()


def _wrapped(text: str, width: int) -> Iterable[str]:
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        yield from wrap(line, width, subsequent_indent=indent) or [""]
