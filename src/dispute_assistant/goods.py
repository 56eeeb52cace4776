"""Whether an item's title names goods that meet bans where the parcel goes.

Where it stands in the flow: ``dispute goods`` answers before an order or a dispute, and a remark of
the diagnosis asks who answers for a ban. The words are search terms made for this project, not
definitions of law, so a match is a question to the buyer and never a verdict.

``titles`` finds the words. A keyword is void where an excluding phrase of its category takes its
words ("wine" in "wine glass", "fur coat" after "faux") or names another thing right beside it
("wine corkscrew"), and where the title offers only a thing for such goods, whatever they are
("knife sharpener", "funda para power bank", "чехол на айфон"; ``data/goods_words.toml``). Rules for
the country come first, then those of its union; all are shown. Without any, a general ban of the
post counts; everything else is "not researched", which never means "allowed".

>>> [m.category for m in check("Bottle of red WINE, 750 ml", "KZ")]
['alcohol']
>>> check("Red wine glass set", "KZ")
()
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dispute_assistant import reference, titles
from dispute_assistant.facts import Confidence
from dispute_assistant.messages import Message
from dispute_assistant.records import GoodsCategory, GoodsRule, GoodsStatus, RuleChannel
from dispute_assistant.titles import Span, Term, Title

_Hit = tuple[Term, Span]
_SEVERITY = (
    GoodsStatus.PROHIBITED,
    GoodsStatus.RESTRICTED,
    GoodsStatus.NOT_RESEARCHED,
    GoodsStatus.ALLOWED,
)

_PAUSE = re.compile(r"[^\w\s'’\"«»“”*.-]")
"""What parts one thing from the next in a title."""
_REACH, _FAR = 3, 60
"""So many words, and so many characters, may stand between "funda" and what it is made for."""


@dataclass(frozen=True, kw_only=True)
class GoodsMatch:
    """One rule that may concern an item, with the word of its title that points there."""

    category: str
    """Id of the category."""
    label: Message
    """Name of the category."""
    keyword: str
    """The term that matched, as the data lists it."""
    word: str
    """The words of the title that it matched."""
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
class _Category:
    """A category with its words ready for the search."""

    record: GoodsCategory
    keywords: tuple[Term, ...]
    """The vague ones too."""
    vague: frozenset[Term]


@dataclass(frozen=True)
class _Context:
    """Places in a title of the words that say that it offers another thing."""

    title: Title
    after: tuple[Span, ...]
    before: tuple[Span, ...]
    made_for: tuple[Span, ...]
    adds: tuple[Span, ...]
    between: tuple[Span, ...]
    pictured: tuple[Span, ...]


def check(title: str, country: str, channel: str = "any") -> tuple[GoodsMatch, ...]:
    """Rules that an item with this ``title`` may meet in ``country`` (ISO code), worst first.

    ``channel`` is ``post``, ``courier``, or ``any`` where the way of sending is not known; rules
    for mail alone do not count for a courier parcel.
    """
    read = titles.read(title)
    matches: list[GoodsMatch] = []
    for category, (term, span) in _found(read):
        word = read.text[slice(*span)]
        rules = _rules(category, country, channel)
        matches += (_match(category, term.text, word, rule) for rule in rules)
    return tuple(sorted(matches, key=lambda match: _SEVERITY.index(match.status)))


def _found(title: Title) -> list[tuple[GoodsCategory, _Hit]]:
    """Return the categories that ``title`` names, each with its longest keyword that stands."""
    context = _context(title)
    sure: list[tuple[GoodsCategory, _Hit]] = []
    vague: list[tuple[GoodsCategory, _Hit]] = []
    for category in _categories():
        if hits := _standing(category, context):
            longest = max(hits, key=lambda hit: len(hit[0].text))
            only_vague = all(term in category.vague for term, _ in hits)
            (vague if only_vague else sure).append((category.record, longest))
    return sure or vague


@cache
def _categories() -> tuple[_Category, ...]:
    return tuple(
        _Category(
            record,
            (*terms(record.keywords), *terms(record.vague)),
            frozenset(terms(record.vague)),
        )
        for record in reference.goods_categories()
    )


@cache
def _excludes(category_id: str) -> tuple[Term, ...]:
    """Return the excluding phrases of a category; few titles ever need them."""
    records = reference.goods_categories()
    return next(terms(record.excludes) for record in records if record.id == category_id)


def terms(by_language: Mapping[str, Iterable[str]]) -> tuple[Term, ...]:
    """Return the terms of all languages ready for the search, each once."""
    found = {
        text: titles.term(text, language)
        for language, texts in by_language.items()
        for text in texts
    }
    return tuple(found.values())


@cache
def _words() -> Mapping[str, tuple[Term, ...]]:
    words = reference.goods_words()
    names = ("after", "before", "made_for", "adds", "between", "pictured")
    return {name: terms(getattr(words, name)) for name in names}


def _context(title: Title) -> _Context:
    spans = {
        name: tuple(span for _, span in titles.places(found, title))
        for name, found in _words().items()
    }
    return _Context(title=title, **spans)


def _standing(category: _Category, context: _Context) -> list[_Hit]:
    """Return the keywords of a category that a title holds and that nothing makes void."""
    hits = titles.places(category.keywords, context.title)
    if not hits:
        return []
    places = [span for _, span in hits]
    may_be_pictured = category.record.id not in reference.goods_words().pictured_too
    if may_be_pictured and any(not _held(thing, places) for thing in context.pictured):
        return []
    excluded = [span for _, span in titles.places(_excludes(category.record.id), context.title)]
    return [
        hit
        for hit in hits
        if not _is_void(hit[1], excluded, places, context.title.text)
        and not _is_for_another_thing(hit, places, context)
    ]


def _is_void(hit: Span, excluded: list[Span], hits: list[Span], text: str) -> bool:
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


def _is_for_another_thing(found: _Hit, hits: list[Span], context: _Context) -> bool:
    """Whether the title offers a thing for the goods that the keyword names, not them."""
    term, hit = found
    after = (thing for thing in context.after if not _held(thing, hits))
    before = (thing for thing in context.before if not _held(thing, hits))
    small = (*context.between, *hits)
    return (
        any(_close(hit, thing, context.between, context) for thing in after)
        or any(_close(word, hit, small, context) for word in context.made_for)
        or any(_leads(thing, hit, context) for thing in before)
        or (term.is_stem and hit in context.after)  # a compound: "Handyhalterung"
    )


def _close(first: Span, second: Span, small: Iterable[Span], context: _Context) -> bool:
    """Whether ``second`` follows ``first`` with nothing but ``small`` words between them."""
    between = _words_between(first, second, context)
    return between is not None and all(_held(span, small) for span in between)


def _leads(first: Span, second: Span, context: _Context) -> bool:
    """Whether ``second`` follows ``first`` within a few words that add nothing of their own."""
    between = _words_between(first, second, context)
    if between is None or len(between) > _REACH:
        return False
    return not any(_held(span, context.adds) for span in between)


def _words_between(first: Span, second: Span, context: _Context) -> list[Span] | None:
    """Return the words from one place to the next; None where a pause or too much parts them."""
    gap = context.title.text[first[1] : second[0]]
    if first[1] > second[0] or len(gap) > _FAR or _PAUSE.search(gap):
        return None
    start, end = first[1], second[0]
    return [
        (max(word.start, start), min(word.end, end))
        for word in context.title.words
        if start < end and word.start < end and start < word.end
    ]


def _held(inner: Span, outers: Iterable[Span]) -> bool:
    return any(_holds(outer, inner) for outer in outers)


def _holds(outer: Span, inner: Span) -> bool:
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


def _match(category: GoodsCategory, keyword: str, word: str, rule: GoodsRule) -> GoodsMatch:
    status = rule.status
    place_rule = bool(rule.countries or rule.union)
    if not rule.usable and (not place_rule or status is GoodsStatus.ALLOWED):
        status = GoodsStatus.NOT_RESEARCHED
    return GoodsMatch(
        category=category.id,
        label=Message(template=category.labels["en"]),
        keyword=keyword,
        word=word,
        status=status,
        confidence=rule.confidence,
        sources=rule.sources,
        note=rule.note,
        channel=rule.channel,
        question=Message(template=category.question) if category.question else None,
    )
