"""The start of the program: what it says of itself is known from the time before.

The help and the version are kept as Typer said them when this state of the program was first asked
for them in a terminal of this width; everything else starts in ``cli``.
"""

import gc
import io
import os
import sys

from dispute_assistant import cache


def main() -> None:
    """Run the program; a fault of the machine becomes one line on standard error."""
    gc.set_threshold(200_000)  # what a start makes stays: to look through it is a sixth of the time
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of few characters shows "?"
    try:
        if question := _about_itself(sys.argv[1:]):
            _answer(question)
        else:
            from dispute_assistant import expressions

            with expressions.kept():
                from dispute_assistant import cli

                cli.main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'dispute'}: {error.strerror}\n")
        sys.exit(1)
    finally:
        gc.freeze()  # and so does all at the end: another quarter


def run() -> None:
    """Run the program and end at once: what Python would tidy up goes with the process."""
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
    os._exit(code if isinstance(code, int) else 1)


def _about_itself(arguments: list[str]) -> str:
    """Name a question for help or version with all that the answer depends on; or nothing."""
    *command, asked = arguments or [""]
    if asked not in {"--help", "-h", "--version"} or not all(c.isalpha() for c in command):
        return ""
    program = os.path.basename(sys.argv[0]), sys.modules["__main__"].__package__ or ""
    return "-".join(("says", *program, *arguments, str(_columns())))


def _columns() -> int:
    """Return the width of the terminal; 0 where there is none."""
    try:
        return int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        return 0


def _answer(question: str) -> None:
    known = cache.read(question)
    if known is not None:
        sys.stdout.write(known.decode())
        sys.stdout.flush()
        return
    from contextlib import redirect_stdout

    from dispute_assistant import cli

    said = io.StringIO()
    try:
        with redirect_stdout(said):
            cli.main()
    except SystemExit as end:
        if not end.code:
            cache.write(question, said.getvalue().encode())
        raise
    finally:
        sys.stdout.write(said.getvalue())


if __name__ == "__main__":
    run()
