"""How well lines of tracking are understood: right, unknown, wrong, and dangerously wrong.

Run ``python benchmarks/tracking.py``. Three sections:

* the phrase table in five folds, each fold read with a vocabulary built without it (and once with
  no phrase table at all, so that only the ideas of ``patterns/`` are at work);
* paraphrases that stand in no table (``paraphrases.tsv``);
* whole histories, where the samples section is installed beside this file.

A reading is *dangerous* when it turns released into refused, returned, seized or destroyed or the
reverse, or when it says delivered where the parcel was not delivered to the buyer.
"""

import csv
import hashlib
import importlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from dispute_assistant.tracking.events import Status, Verdict
from dispute_assistant.tracking.vocabulary import (
    Phrase,
    Vocabulary,
    classify,
    phrases,
    statuses,
    vocabulary,
)

HERE = Path(__file__).parent
FOLDS = 5
OPEN = {
    Status.CUSTOMS_UNSPECIFIED: {Status.IMPORT_CUSTOMS_PROCESSING, Status.EXPORT_CUSTOMS},
    Status.CUSTOMS_RELEASED_UNSPECIFIED: {
        Status.IMPORT_CUSTOMS_RELEASED,
        Status.EXPORT_CUSTOMS_RELEASED,
    },
}
"""Statuses that leave the side open, and what they are then as good as."""

BAD_VERDICTS = {Verdict.REFUSED, Verdict.RETURNED, Verdict.SEIZED, Verdict.DESTROYED}
BAD = {s for s, r in statuses().items() if r.verdict in BAD_VERDICTS} | {
    Status.RETURNING,
    Status.RETURNED_TO_SENDER,
    Status.DESTROYED,
}
GOOD = {s for s, r in statuses().items() if r.verdict is Verdict.RELEASED}


def same(expected: Status, found: Status) -> bool:
    """Tell whether a reading is right; an open side counts as the sided twin."""
    return expected is found or expected in OPEN.get(found, ()) or found in OPEN.get(expected, ())


def dangerous(expected: Iterable[Status], found: Status) -> bool:
    """Tell whether a wrong reading could lose a buyer's case."""
    wanted = set(expected)
    if found is Status.DELIVERED:
        return Status.DELIVERED not in wanted
    if found in GOOD:
        return not wanted & GOOD and bool(wanted & BAD)
    return found in BAD and not wanted & BAD and bool(wanted & (GOOD | {Status.DELIVERED}))


def fold_of(phrase: str) -> int:
    """Return the fold of a phrase, the same on every machine."""
    return hashlib.sha256(phrase.encode()).digest()[0] % FOLDS


class Score:
    """Counts of right, unknown, wrong and dangerous readings, with the wrong ones kept."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.faults: list[str] = []

    def add(
        self, groups: Iterable[str], expected: tuple[Status, ...], found: Status, text: str
    ) -> None:
        """Count one reading under every group."""
        if any(same(e, found) for e in expected):
            outcome = "right"
        elif found is Status.UNKNOWN:
            outcome = "unknown"
        else:
            outcome = "wrong"
        for group in groups:
            self.counts[group]["all"] += 1
            self.counts[group][outcome] += 1
            if outcome == "wrong" and dangerous(expected, found):
                self.counts[group]["dangerous"] += 1
        if outcome == "wrong":
            mark = "DANGEROUS " if dangerous(expected, found) else ""
            self.faults.append(f"{mark}{text!r}: {'|'.join(expected)} read as {found}")

    def lines(self) -> Iterator[str]:
        """Yield one table line per group."""
        yield f"{'':34}{'n':>6}{'right':>8}{'unknown':>9}{'wrong':>7}{'dangerous':>11}"
        for group, c in sorted(self.counts.items(), key=lambda item: -item[1]["all"]):
            n = c["all"]
            yield (
                f"{group:34}{n:6}{c['right'] / n:8.1%}{c['unknown'] / n:9.1%}"
                f"{c['wrong'] / n:7.1%}{c['dangerous']:11}"
            )


def score_phrases(*, with_table: bool) -> Score:
    """Read every phrase of the table with a vocabulary that does not hold it."""
    table = phrases()
    empty = vocabulary(())
    others: list[Vocabulary] = [
        vocabulary(p for p in table if fold_of(p.phrase) != fold) if with_table else empty
        for fold in range(FOLDS)
    ]
    score = Score()
    for row in table:
        reading = classify(row.phrase, carrier=row.carrier, words=others[fold_of(row.phrase)])
        groups = ("all", f"language {row.language}", f"status {row.status}")
        score.add(groups, (row.status,), reading.status, row.phrase)
    return score


def score_paraphrases(path: Path) -> Score:
    """Read the paraphrases of ``path``, whose status column may name several statuses."""
    score = Score()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            expected = tuple(Status(s) for s in row["status"].split("|"))
            found = classify(row["phrase"]).status
            score.add(("all", f"language {row['language']}"), expected, found, row["phrase"])
    return score


def phrase_section(*, faults: bool) -> None:
    """Print accuracy on phrases."""
    for title, with_table in (("phrases, 5 folds", True), ("phrases, ideas alone", False)):
        score = score_phrases(with_table=with_table)
        show(title, score, faults=faults and with_table)
    for path in sorted(HERE.glob("paraphrases*.tsv")):
        show(path.stem, score_paraphrases(path), faults=faults)


def show(title: str, score: Score, *, faults: bool) -> None:
    """Print one score."""
    print(f"\n== {title}")
    for line in score.lines():
        print(line)
    for fault in score.faults:
        if faults or fault.startswith("DANGEROUS"):
            print("  ", fault)


def speed_section(table: tuple[Phrase, ...]) -> None:
    """Print the cost of a line, known and unknown to the table."""
    empty = vocabulary(())
    for title, words in (("known phrases", None), ("ideas alone", empty)):
        start = time.process_time()
        for row in table:
            classify(row.phrase, words=words)
        cost = (time.process_time() - start) / len(table)
        print(f"{title}: {cost * 1e3:.3f} ms a line")


def samples_section() -> None:
    """Print accuracy on whole histories, where ``tracking_samples.py`` stands beside this file."""
    if not (HERE / "tracking_samples.py").exists():
        print("\n== histories: no tracking_samples.py here")
        return
    sys.path.insert(0, str(HERE))
    importlib.import_module("tracking_samples").main()


def main() -> None:
    """Print all sections; ``--faults`` adds every wrong reading."""
    phrase_section(faults="--faults" in sys.argv)
    print("\n== speed")
    speed_section(phrases())
    samples_section()


if __name__ == "__main__":
    main()
