"""What a back-end is given to ask, and what it gives back."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct

from dispute_assistant.terminal.search import Option

BACK, HELP, LANGUAGE, LIST, QUIT, UNKNOWN = ":b", "?", ":lang", ":list", ":q", ":u"
"""What people type, or what keys stand for, in every language."""
NOTHING = "-"
"""Typed to leave an answer empty that Enter would fill in."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def command(text: str) -> str:
    """Return the command that ``text`` is, or nothing; an unknown one asks for help.

    >>> command(" :lang ru"), command(":huh"), command("12: about 3")
    (':lang ru', '?', '')
    """
    text = text.strip().lower()
    if text in {BACK, HELP, LIST, QUIT, UNKNOWN} or re.fullmatch(rf"{LANGUAGE}(\s+\S+)?", text):
        return text
    return HELP if re.fullmatch(r":[a-z]+", text) else ""


class Judged(Struct, frozen=True, kw_only=True):
    """What the program makes of a text before it is taken as the answer."""

    problem: str = ""
    """What is wrong and how to mend it; empty when the text is fine."""
    certain: bool = False
    """Typing on cannot mend it, so that it may be said at once."""
    meaning: str = ""
    """The answer in words, where that tells more than what was typed."""


class Prompt(Struct, frozen=True, kw_only=True):
    """One question in the language of the interview, ready to be shown."""

    text: str
    hint: str = ""
    """How to answer."""
    keys: str = ""
    """The keys that serve this question, for a back-end that has them."""
    help: str = ""
    options: tuple[Option, ...] = ()
    """Answers to choose from, numbered from 1."""
    search: Callable[[str], tuple[Option, ...]] | None = None
    """Finds answers in a list too long to show."""
    several_lines: bool = False
    draft: str = ""
    """Text to begin with, where the back-end can edit it."""
    check: Callable[[str], Judged] = lambda _: Judged()
    left: Callable[[str], None] = lambda _: None
    """Is given what was typed so far when the prompt ends without an answer."""
    refused: str = ""
    """What to say when several lines are pasted where one is asked."""


class Reply(Struct, frozen=True):
    """What came back: a text or, from a key, a command with the text typed so far."""

    text: str
    command: str = ""


class Backend(Protocol):
    """Shows text and asks for text; knows nothing of cases.

    ``ask`` raises EOFError when no more answers can come, KeyboardInterrupt on Ctrl-C.
    """

    @property
    def reacts(self) -> bool:
        """Somebody is there who can mend an answer."""

    @property
    def keys(self) -> bool:
        """There are keys beside letters: a line is edited, an answer chosen from a menu."""

    def show(self, text: str, style: str = "") -> None:
        """Show ``text``; ``style`` is section, heading, page, problem, note or nothing."""

    def ask(self, prompt: Prompt) -> Reply:
        """Ask and return what was typed."""


def safe(text: str) -> str:
    r"""Return ``text`` without characters that steer a terminal, lines and tabs apart.

    >>> safe("held\x1b[2J")
    'held[2J'
    """
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def has_keys(environ: Mapping[str, str]) -> bool:
    """Tell whether somebody can use keys here: at a terminal that is able to, and wants to."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    able = environ.get("TERM", "") not in {"", "dumb", "unknown"} or os.name == "nt"
    return terminal and able and environ.get("ACCESSIBLE", "0") in {"", "0"}


def open_backend(environ: Mapping[str, str], *, plain: bool = False) -> Backend:
    """Return the back-end that fits the standard streams and ``environ``.

    Plain lines when asked for (``plain`` or ``ACCESSIBLE=1``), when a stream is no terminal, and
    for a terminal that cannot move its cursor.
    """
    if plain or not has_keys(environ):
        from dispute_assistant.terminal.plain import Plain

        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        return Plain(sys.stdin.buffer, sys.stdout, reacts=sys.stdin.isatty())
    from dispute_assistant.terminal.tty import Tty

    return Tty()
