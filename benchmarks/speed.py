"""Every figure of speed and scale in one command: ``python benchmarks/speed.py [WORD...]``.

Words choose the rows whose name holds one of them. Without words all rows run and the table is
written to ``RESULTS.md``. A row whose peer is not on the machine says so and is left out.
"""

import platform
import sys
import sysconfig
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import speed_batch
import speed_rendering
import speed_startup
from paired import Row, UnavailableError

ROWS: tuple[Row, ...] = (*speed_startup.ROWS, *speed_rendering.ROWS, *speed_batch.ROWS)
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure the chosen rows, print them, and keep the table when all were measured."""
    wanted = [word.casefold() for word in sys.argv[1:]]
    rows = [row for row in ROWS if not wanted or any(w in row.name.casefold() for w in wanted)]
    lines = []
    for row in rows:
        lines.append(_line(row))
        print(lines[-1], flush=True)
    if not wanted:
        RESULTS.write_text("\n".join((*_head(), *lines, "")), "utf-8")


def _line(row: Row) -> str:
    bound = "≥" if row.at_least else "≤"
    target = "" if row.target is None else f"{bound} {row.target:g}"
    aim = "" if row.aim is None else f"{row.aim:g}"
    try:
        figure = row.measure()
    except UnavailableError as error:
        return f"| {row.name} | {target} | {aim} | left out | | {error} |"
    spread = f"{figure.value:.3g} ({figure.low:.3g}–{figure.high:.3g})"
    return f"| {row.name} | {target} | {aim} | {spread} | {row.verdict(figure)} | {figure.detail} |"


def _head() -> Iterator[str]:
    flags = sysconfig.get_config_var("CONFIG_ARGS") or ""
    pgo = "with" if "--enable-optimizations" in flags else "without"
    yield "# Speed and scale, as measured"
    yield ""
    yield (
        f"`python benchmarks/speed.py`, {datetime.now().astimezone():%Y-%m-%d}; "
        f"{platform.python_implementation()} {platform.python_version()} ({pgo} "
        f"profile-guided optimisation), {platform.system()} {platform.machine()}. Figures are "
        "medians of pairs measured in one run, lowest and highest in brackets."
    )
    yield ""
    yield "| figure | target | aim | measured | | detail |"
    yield "|---|---|---|---|---|---|"


if __name__ == "__main__":
    main()
