"""Figures as ratios: two arms measured in turn, in one run, the median of the pairs.

A machine's speed drifts from minute to minute, so no absolute time is ever compared with another
run's. An arm is a function that does the work once; both arms must give the same thing, which the
row checks itself before it is timed.
"""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PAIRS = 5


class UnavailableError(Exception):
    """A peer is not on this machine; the text says which, and how to get it."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured row: a value, its spread, and what was compared."""

    value: float
    low: float
    high: float
    detail: str = ""
    """What was measured, in words: sizes, counts, seconds of both arms."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table of results."""

    name: str
    target: float | None = None
    aim: float | None = None
    at_least: bool = False
    """True where the figure should be large, not small."""
    measure: Callable[[], Figure] = field(repr=False)

    def verdict(self, figure: Figure) -> str:
        """Say whether the figure meets its target and its aim."""
        if self.target is None:
            return "stated"
        if self._meets(figure.value, self.aim):
            return "met, aim too"
        return "met" if self._meets(figure.value, self.target) else "missed"

    def _meets(self, value: float, wanted: float | None) -> bool:
        if wanted is None:
            return False
        return value >= wanted if self.at_least else value <= wanted


def ratio(
    ours: Callable[[], object], theirs: Callable[[], object], *, pairs: int = PAIRS
) -> Figure:
    """Return how long ``ours`` takes beside ``theirs``."""
    return ratio_of_seconds(lambda: timed(ours), lambda: timed(theirs), pairs=pairs)


def ratio_of_seconds(
    ours: Callable[[], float], theirs: Callable[[], float], *, pairs: int = PAIRS
) -> Figure:
    """Return the ratio of two arms that time themselves: one warm-up each, then A B A B."""
    ours()
    theirs()
    seconds = [(ours(), theirs()) for _ in range(pairs)]
    ratios = [a / b for a, b in seconds]
    a, b = (statistics.median(column) for column in zip(*seconds, strict=True))
    return Figure(
        value=statistics.median(ratios),
        low=min(ratios),
        high=max(ratios),
        detail=f"{a:.3f} s / {b:.3f} s, {pairs} pairs",
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of wall time that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(words: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run a whole process; what it says on a failure is not swallowed."""
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
