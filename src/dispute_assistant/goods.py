"""Whether an item's title names goods that meet bans where the parcel goes.

Where it stands in the flow: the interview warns before an order or a dispute, and the diagnosis
asks who answers for a ban. The words are search terms made for this project, not definitions of
law, so a match is a question to the buyer and never a verdict.

Matching is blind to case. A term matches whole words and a trailing ``*`` stands for any ending;
Chinese terms match anywhere. A term is void where an excluding phrase of its category takes its
words ("wine" in "wine glass", "fur coat" after "faux") or names another thing right beside it
("wine corkscrew"). Rules for the country come first, then those of its union; all are shown.
Without any, a general ban of the post counts; everything else is "not researched", which never
means "allowed".

>>> [m.category for m in check("Bottle of red WINE, 750 ml", "KZ")]
['alcohol']
>>> check("Red wine glass set", "KZ")
()
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dispute_assistant import reference
from dispute_assistant.facts import Confidence
from dispute_assistant.messages import Message
from dispute_assistant.records import GoodsCategory, GoodsRule, GoodsStatus, RuleChannel
from dispute_assistant.tables import kept

CHINESE = "zh"
_Span = tuple[int, int]
_SEVERITY = (
    GoodsStatus.PROHIBITED,
    GoodsStatus.RESTRICTED,
    GoodsStatus.NOT_RESEARCHED,
    GoodsStatus.ALLOWED,
)


@dataclass(frozen=True, kw_only=True)
class GoodsMatch:
    """One rule that may concern an item, with the word of its title that points there."""

    category: str
    """Id of the category."""
    label: Message
    """Name of the category."""
    keyword: str
    """The term that matched, as the data lists it."""
    status: GoodsStatus
    confidence: Confidence
    sources: tuple[str, ...] = ()
    note: str = ""
    """What the rule covers, in English; advice only."""
    channel: RuleChannel = RuleChannel.ANY
    question: Message | None = None
    """What to ask the buyer when the title alone does not tell."""

    @property
    def usable(self) -> bool:
        """True when the status may be stated: researched, and confirmed at least by report."""
        researched = self.status is not GoodsStatus.NOT_RESEARCHED
        return researched and self.confidence is not Confidence.UNVERIFIED


@dataclass(frozen=True)
class _Term:
    """A keyword or an excluding phrase, made ready for the search."""

    text: str
    probe: str
    """Part that a title must hold to be worth a closer look."""
    words: tuple[str, ...]
    """Empty for a Chinese term."""
    stems: tuple[bool, ...]
    """Whether any ending may follow the word of the same place."""


@lru_cache(maxsize=64)
def check(title: str, country: str, channel: str = "any") -> tuple[GoodsMatch, ...]:
    """Rules that an item with this ``title`` may meet in ``country`` (ISO code), worst first.

    ``channel`` is ``post``, ``courier``, or ``any`` where the way of sending is not known; rules
    for mail alone do not count for a courier parcel.
    """
    text = unicodedata.normalize("NFKC", title).casefold()
    words = tuple(re.finditer(r"\w+", text))
    matches: list[GoodsMatch] = []
    for category, keywords, excludes in _search_terms():
        hits = _spans(keywords, text, words)
        if not hits:
            continue
        places = [span for _, span in hits]
        excluded = [span for _, span in _spans(excludes, text, words)]
        standing = [term.text for term, span in hits if not _is_void(span, excluded, places, text)]
        if standing:
            keyword = max(standing, key=len)
            matches += (_match(category, keyword, r) for r in _rules(category, country, channel))
    return tuple(sorted(matches, key=lambda match: _SEVERITY.index(match.status)))


@kept
def _search_terms() -> tuple[tuple[GoodsCategory, tuple[_Term, ...], tuple[_Term, ...]], ...]:
    return tuple(
        (category, _terms(category.keywords), _terms(category.excludes))
        for category in reference.goods_categories()
    )


def _terms(by_language: dict[str, tuple[str, ...]]) -> tuple[_Term, ...]:
    found = {}
    for language, texts in by_language.items():
        for text in texts:
            folded = text.casefold()
            parts = () if language == CHINESE else re.findall(r"(\w+)(\*?)", folded)
            found[text] = _Term(
                text=text,
                probe=max((word for word, _ in parts), key=len, default=folded),
                words=tuple(word for word, _ in parts),
                stems=tuple(bool(star) for _, star in parts),
            )
    return tuple(found.values())


def _spans(
    terms: tuple[_Term, ...], text: str, words: tuple[re.Match[str], ...]
) -> list[tuple[_Term, _Span]]:
    """Places of ``terms`` in the title ``text``, which consists of ``words``."""
    likely = (term for term in terms if term.probe in text)
    return [(term, span) for term in likely for span in _spans_of(term, text, words)]


def _spans_of(term: _Term, text: str, words: tuple[re.Match[str], ...]) -> Iterator[_Span]:
    if not term.words:
        yield from (match.span() for match in re.finditer(re.escape(term.probe), text))
    for first in range(len(words) - len(term.words) + 1 if term.words else 0):
        run = words[first : first + len(term.words)]
        if all(
            word[0].startswith(wanted) if stem else word[0] == wanted
            for word, wanted, stem in zip(run, term.words, term.stems, strict=True)
        ):
            yield run[0].start(), run[-1].end()


def _is_void(hit: _Span, excluded: list[_Span], hits: list[_Span], text: str) -> bool:
    """Whether an excluding phrase takes the words of ``hit``, or stands right beside it."""
    for phrase in excluded:
        if phrase[0] < hit[1] and hit[0] < phrase[1]:
            if hit == phrase or not _holds(hit, phrase):
                return True
        elif not any(_holds(phrase, other) for other in hits):
            gap = text[phrase[1] : hit[0]] or text[hit[1] : phrase[0]]
            if not gap.strip(" -"):
                return True
    return False


def _holds(outer: _Span, inner: _Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _rules(category: GoodsCategory, country: str, channel: str) -> tuple[GoodsRule, ...]:
    """Rules of the country, then of its union; the general one where none of them is usable."""
    union = reference.union_of(country)
    covered = [r for r in category.rules if channel != "courier" or r.channel is RuleChannel.ANY]
    own = [rule for rule in covered if country in rule.countries]
    common = [rule for rule in covered if union and rule.union == union.id]
    found = (*own, *common)
    if any(rule.usable for rule in found) or (found and not category.default.usable):
        return found
    return (*found, category.default)


def _match(category: GoodsCategory, keyword: str, rule: GoodsRule) -> GoodsMatch:
    status = rule.status
    place_rule = bool(rule.countries or rule.union)
    if not rule.usable and (not place_rule or status is GoodsStatus.ALLOWED):
        status = GoodsStatus.NOT_RESEARCHED
    return GoodsMatch(
        category=category.id,
        label=Message(template=category.labels["en"]),
        keyword=keyword,
        status=status,
        confidence=rule.confidence,
        sources=rule.sources,
        note=rule.note,
        channel=rule.channel,
        question=Message(template=category.question) if category.question else None,
    )
