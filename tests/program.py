"""The program as people start it: in this process for speed, or in one of its own."""

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from dispute_assistant.__main__ import main

EXAMPLE = Path(__file__).parents[1] / "src/dispute_assistant/data/examples/refused.toml"


@dataclass(frozen=True)
class Done:
    """What a run left behind."""

    code: int
    out: str
    err: str


def dispute(*arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run the program here, in English; an exception that escapes is one that a user would see."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    code: object = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C")
        patch.setattr(sys, "argv", ["dispute", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr("gc.set_threshold", lambda _: None)  # this process lives on
        patch.setattr("gc.freeze", lambda: None)
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    return Done(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def environment(**changes: str) -> dict[str, str]:
    """Return the variables for a process of its own: English, and no measuring of coverage."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COV_", "COVERAGE_"))}
    return {**kept, "LC_ALL": "C", **changes}


def command(*arguments: str | Path) -> list[str]:
    """Return the command that starts the program in a process of its own."""
    return [sys.executable, "-m", "dispute_assistant", *map(str, arguments)]


def process(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> Done:
    """Run the program in a process of its own."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(),
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
