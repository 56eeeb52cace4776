"""How well titles of goods are understood: what is found, what is missed, what is a false alarm.

Run ``python benchmarks/goods.py``; ``--faults`` adds every miss and false alarm. The titles of
``goods_titles.tsv`` are invented after the manner of real ones, in the seven languages of the
keywords. Its column ``goods`` names what the title offers: a category that must be found, one with
a question mark that may be found (both readings are right), or ``-`` for goods of no category.

*Recall* is the share of the categories that must be found; *precision* is the share of right ones
among all that were found, those with a question mark left out. *False alarms* counts innocent
titles for which anything was found.

The column ``part`` says when a title was written, and so how honest its score is. ``held`` and
``seen`` were written before the keywords were read, ``late`` and ``last`` after a first and a
second round of mending. All faults have been mended since, so what is printed today flatters.
What counts are the scores when a part was first read (precision and recall):

======  ========  =====================  ==================
part      titles  search before mending  search of that day
======  ========  =====================  ==================
held          88  59.3% 72.7%            59.3% 72.7%
seen         268  76.7% 82.2%            76.7% 82.2%
late         108  51.1% 40.4%            78.2% 75.4%
last          88  69.7% 51.1%            84.1% 82.2%
======  ========  =====================  ==================

To measure again, write new titles before looking at the words, and give them a new part.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispute_assistant import goods

TITLES = Path(__file__).with_name("goods_titles.tsv")
COUNTRY = "RU"
"""Which categories are found does not depend on the country; their rules do."""


@dataclass(frozen=True, kw_only=True)
class Title:
    """A labelled title."""

    part: str
    language: str
    text: str
    must: frozenset[str]
    may: frozenset[str]

    @property
    def innocent(self) -> bool:
        """True when nothing at all should be found."""
        return not self.must and not self.may


def titles() -> Iterator[Title]:
    """Yield the labelled titles."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            names = [] if row["goods"] == "-" else row["goods"].split()
            yield Title(
                part=row["part"],
                language=row["language"],
                text=row["title"],
                must=frozenset(name for name in names if not name.endswith("?")),
                may=frozenset(name[:-1] for name in names if name.endswith("?")),
            )


def score(rows: list[Title]) -> tuple[dict[str, Counter[str]], list[str]]:
    """Return counts by part and language, and every fault in a line."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    faults = []
    for title in rows:
        found = {match.category for match in goods.check(title.text, COUNTRY)}
        missed, wrong = title.must - found, found - title.must - title.may
        for group in (f"{title.part}, all", f"{title.part}, {title.language}"):
            counts[group].update(
                titles=1,
                right=len(title.must & found),
                missed=len(missed),
                wrong=len(wrong),
                innocent=title.innocent,
                alarms=title.innocent and bool(wrong),
            )
        said = [f"missed {' '.join(sorted(missed))}"] * bool(missed)
        said += [f"false alarm {' '.join(sorted(wrong))}"] * bool(wrong)
        if said:
            faults.append(f"{title.part} {title.language} {title.text!r}: {'; '.join(said)}")
    return counts, faults


def share(part: int, whole: int) -> str:
    """Return a share in percent."""
    return f"{part / whole:.1%}" if whole else "-"


def main() -> None:
    """Print the table; ``--faults`` adds what was missed or found by mistake."""
    counts, faults = score(list(titles()))
    print(f"{'':12}{'titles':>8}{'precision':>11}{'recall':>9}{'innocent':>10}{'false alarms':>14}")
    for group, c in sorted(counts.items()):
        precision = share(c["right"], c["right"] + c["wrong"])
        recall = share(c["right"], c["right"] + c["missed"])
        print(
            f"{group:12}{c['titles']:8}{precision:>11}{recall:>9}{c['innocent']:10}{c['alarms']:14}"
        )
    if "--faults" in sys.argv:
        print(*faults, sep="\n")


if __name__ == "__main__":
    main()
