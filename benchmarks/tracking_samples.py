"""How well whole histories are understood, and what a scan costs; a part of ``tracking.py``.

Histories of ours lie in ``tests/samples``; those of other publishers are measured too where the
folder that ``DISPUTE_SAMPLES`` names, or ``../shared/data/tracking/samples``, is there.
"""

import csv
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from dispute_assistant.texts import decode
from dispute_assistant.tracking import report
from dispute_assistant.tracking.events import Timeline, Verdict
from dispute_assistant.tracking.timeline import build, read

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "tests" / "samples"
OTHERS = Path(os.environ.get("DISPUTE_SAMPLES") or ROOT.parent / "shared/data/tracking/samples")
TODAY = date(2026, 11, 23)
"""Day on which the pastes without years are read."""
BAD = {Verdict.REFUSED, Verdict.RETURNED, Verdict.SEIZED, Verdict.DESTROYED}
SIZES = (10, 100, 1_000, 10_000, 100_000)


class History(NamedTuple):
    """One labelled history."""

    path: Path
    language: str
    destination: str
    events: int
    status: str
    verdict: str
    cause: str


def histories() -> Iterator[History]:
    """Yield the labelled histories of both folders, each once."""
    names = {
        OURS: ("destination", "status", "verdict"),
        OTHERS: ("destination_country", "expected_final_status", "expected_customs_verdict"),
    }
    seen = set()
    for folder, (destination, status, verdict) in names.items():
        index = folder / "index.tsv"
        rows = index.read_text("utf-8").splitlines() if index.exists() else []
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"] not in seen:
                seen.add(row["file"])
                yield History(
                    folder / row["file"],
                    row["language"].partition(",")[0],
                    row[destination].strip("-"),
                    int(row["events"]),
                    row[status],
                    row[verdict],
                    row["cause"].strip("-"),
                )


def parcels_of(history: History) -> tuple[Timeline, ...]:
    """Return what the program makes of one history."""
    text = decode(history.path.read_bytes(), history.path.name)
    found = read(text, source=history.path.name, today=TODAY)
    return build(found, destination=history.destination, today=TODAY)


def right(history: History, parcels: tuple[Timeline, ...]) -> dict[str, bool]:
    """Return which parts of the outcome are right; a file with several parcels is labelled once."""
    labelled = [p for p in parcels if report.status(p) == history.status] or list(parcels[:1])
    return {
        "events": sum(len(p.events) for p in parcels) == history.events,
        "status": any(report.status(p) == history.status for p in parcels),
        "verdict": any(p.verdict == history.verdict for p in labelled),
        "cause": any((p.cause or "") == history.cause for p in labelled),
    }


def dangerous(history: History, parcels: tuple[Timeline, ...]) -> bool:
    """Tell whether every parcel turns a release into a refusal or return, or the reverse."""
    wanted, found = Verdict(history.verdict), {p.verdict for p in parcels}
    if wanted is Verdict.RELEASED:
        return found <= BAD
    return wanted in BAD and found == {Verdict.RELEASED}


def accuracy() -> None:
    """Print how many outcomes are right, by language, and name every history that is not."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for history in histories():
        parcels = parcels_of(history)
        parts = right(history, parcels)
        wrong = [part for part, good in parts.items() if not good]
        for group in (history.language, "all"):
            counts[group].update(part for part, good in parts.items() if good)
            counts[group]["histories"] += 1
            counts[group]["dangerous"] += dangerous(history, parcels)
        if wrong:
            print(f"   not right in {history.path.name}: {', '.join(wrong)}")
    print(
        f"{'':10}{'histories':>10}{'events':>8}{'status':>8}{'verdict':>8}{'cause':>8}{'dangerous':>10}"
    )
    for group, found in sorted(counts.items(), key=lambda g: (g[0] == "all", g[0])):
        shares = "".join(
            f"{found[part] / found['histories']:8.0%}"
            for part in ("events", "status", "verdict", "cause")
        )
        print(f"{group:10}{found['histories']:10}{shares}{found['dangerous']:10}")


def paste(size: int) -> str:
    """Return a history of ``size`` scans, one every 17 minutes."""
    words = ("Held by import Customs", "Прием на таможню", "Item processed", "Arrived at facility")
    start = datetime(2020, 1, 1)  # noqa: DTZ001 - local, as tracking pages have it
    lines = (
        f"{start + timedelta(minutes=17 * i):%Y-%m-%d %H:%M} Riga, {words[i % len(words)]}"
        for i in range(size)
    )
    return "\n".join(("Number: RB007000019CN", *lines))


def cost() -> None:
    """Print what a scan costs in histories of growing length, against the shortest."""
    build(read(paste(10)))
    base = 0.0
    for size in SIZES:
        text = paste(size)
        repeats = max(1, 1_000 // size)
        began = time.process_time()
        for _ in range(repeats):
            build(read(text))
        each = (time.process_time() - began) / repeats / size
        base = base or each
        print(f"{size:8} scans: {each * 1e6:7.0f} µs each, {each / base:5.2f} times the shortest")


def main() -> None:
    """Print both sections."""
    print("\n== histories")
    accuracy()
    print("\n== cost of a scan, read and classified")
    cost()


if __name__ == "__main__":
    main()
