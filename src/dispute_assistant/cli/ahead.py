"""A second process that gets PDF output ready while answers are typed, and then sets the letters.

Getting ready is a second of work: a thread would make typing stutter, a process does not. It reads
letters from its standard input, one a line, so that it ends when the program ends, however that
may be; it prints nothing. What it cannot do is done, and told, as if it had never been there.
"""

import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from dispute_assistant import documents, typeset
from dispute_assistant.documents import Document


@contextmanager
def ready() -> Iterator[Callable[[Document], bytes]]:
    """Start to get ready; what is given back makes PDFs as ``typeset.to_pdf`` does."""
    second = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is meant for the questions
    )
    try:
        documents.environment("en")  # loads what this process writes letters with
        yield lambda document: _asked(second, document) or typeset.to_pdf(document)
    finally:
        second.terminate()
        second.communicate()  # closes the pipes, broken or not


def _asked(second: "subprocess.Popen[bytes]", document: Document) -> bytes:
    """Return the PDF that the second process makes; nothing if it fails."""
    assert second.stdin
    assert second.stdout
    try:
        second.stdin.write(msgspec.json.encode(document) + b"\n")
        second.stdin.flush()
        return b64decode(second.stdout.readline().rstrip(), validate=True)
    except (OSError, ValueError):
        return b""


def main() -> None:
    """Be the second process."""
    typeset.warm()
    for line in sys.stdin.buffer:
        document = msgspec.json.decode(line, type=Document)
        sys.stdout.buffer.write(b64encode(typeset.to_pdf(document)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
