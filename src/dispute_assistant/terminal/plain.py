"""Plain lines: no escape codes, nothing ever painted over.

For pipes, scripts, screen readers and simple terminals. Bytes are decoded here, because a pipe may
carry any encoding.
"""

import os
import select
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from typing import BinaryIO, TextIO

from dispute_assistant import texts
from dispute_assistant.terminal.backend import Prompt, Reply, safe

END = "."
"""A line that holds only this ends an answer of several lines."""


class Plain:
    """Asks on ``stdout``, reads lines from ``stdin``."""

    keys = False

    def __init__(self, stdin: BinaryIO, stdout: TextIO, *, reacts: bool) -> None:
        self._stdin, self._stdout = stdin, stdout
        self._begun = False
        self.reacts = reacts
        """Somebody types: a wrong answer is asked again."""

    def show(self, text: str, style: str = "") -> None:
        """Show ``text``; headings stand after an empty line."""
        gap = "\n" if style in {"section", "heading"} else ""
        self._stdout.write(f"{gap}{safe(text)}\n")
        self._stdout.flush()

    def ask(self, prompt: Prompt) -> Reply:
        """Ask and return the next line, or lines up to one with a full stop alone."""
        self.show(prompt.text, "heading")
        for number, option in enumerate(prompt.options, 1):
            self.show(f"{number}. {option.label}")
        if prompt.hint:
            self.show(prompt.hint)
        while True:
            self._stdout.write("> ")
            self._stdout.flush()
            text = self._several(prompt) if prompt.several_lines else self._line()
            if not self.reacts:
                self._stdout.write("\n")
            if prompt.several_lines or not self._more_waits():
                return Reply(text)
            self.show(prompt.refused)

    def _several(self, prompt: Prompt) -> str:
        lines = [self._read()]
        first = lines[0].strip()
        if first.startswith((b":", b"?", b"@")):
            return texts.decode(first, "")
        while lines[-1] and lines[-1].strip() != END.encode():
            try:
                lines.append(self._read(needed=False))
            except KeyboardInterrupt:
                prompt.left(texts.decode(b"".join(lines), ""))
                raise
        return texts.decode(b"".join(lines[:-1]), "")

    def _line(self) -> str:
        return texts.decode(self._read(), "").rstrip("\r\n")

    def _read(self, *, needed: bool = True) -> bytes:
        """Return the next line with its end; nothing at the end, EOFError where it is needed."""
        line = self._stdin.readline(texts.MAX_BYTES + 1)
        if not self._begun and line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            text = texts.decode(line + self._stdin.read(texts.MAX_BYTES), "")
            self._stdin = BytesIO(text.encode())
            line = self._stdin.readline()
        self._begun = True
        if needed and not line:
            raise EOFError
        return line

    def _more_waits(self) -> bool:
        """Tell whether more lines came with the last one, as after a paste; take them out."""
        pasted = False
        if self.reacts and os.name != "nt":  # Windows cannot look whether a console has more
            while select.select([self._stdin], [], [], 0.05 if pasted else 0)[0]:
                pasted = bool(self._read(needed=False))
                if not pasted:
                    break
        return pasted
