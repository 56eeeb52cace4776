"""Whether an item's title names goods that meet bans where the parcel goes.

Where it stands in the flow: ``dispute goods`` answers before an order or a dispute, and a remark of
the diagnosis asks who answers for a ban. The words are search terms made for this project, not
definitions of law, so a match is a question to the buyer and never a verdict.

``offers`` says which keywords of the title stand ("wine" does not in "wine rack"). Rules
for the country come first, then those of its union; all are shown. Without any, a general ban of
the post counts; everything else is "not researched", which never means "allowed".

>>> [m.category for m in check("Bottle of red WINE, 750 ml", "KZ")]
['alcohol']
>>> check("Red wine glass set", "KZ")
()
"""

from functools import cache, lru_cache, partial

from msgspec import Struct

from dispute_assistant import offers, reference
from dispute_assistant.facts import Confidence
from dispute_assistant.messages import Message
from dispute_assistant.offers import Context, Hit
from dispute_assistant.records import (
    Brand,
    GoodsCategory,
    GoodsRule,
    GoodsStatus,
    RuleChannel,
)
from dispute_assistant.tables import kept
from dispute_assistant.titles import Term

LITHIUM = "lithium_batteries"
COUNTERFEIT = "counterfeit"
_SEVERITY = (
    GoodsStatus.PROHIBITED,
    GoodsStatus.RESTRICTED,
    GoodsStatus.NOT_RESEARCHED,
    GoodsStatus.ALLOWED,
)


class GoodsMatch(Struct, frozen=True, kw_only=True):
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
    permit: str = ""
    """What lets the goods in, in English."""
    channel: RuleChannel = RuleChannel.ANY
    general: bool = False
    """True for the rule that holds where the country's own is not known."""
    question: Message | None = None
    """What to ask the buyer when the title alone does not tell."""

    grave: bool = False
    """Ordering such goods may be an offence."""

    @property
    def usable(self) -> bool:
        """True when the status may be stated: researched, and confirmed at least by report."""
        researched = self.status is not GoodsStatus.NOT_RESEARCHED
        return researched and self.confidence is not Confidence.UNVERIFIED


class Found(Struct, frozen=True, kw_only=True):
    """Why a category was looked at: nothing, or a keyword and what the title writes for it."""

    keyword: str = ""
    word: str = ""


class _Category(Struct, frozen=True):
    """A category with its words ready for the search."""

    record: GoodsCategory
    keywords: tuple[Term, ...]
    """The vague ones too."""
    vague: frozenset[Term]


@lru_cache(maxsize=64)
def check(title: str, country: str, channel: str = "any") -> tuple[GoodsMatch, ...]:
    """Rules that an item with this ``title`` may meet in ``country`` (ISO code), worst first.

    ``channel`` is ``post``, ``courier``, or ``any`` where the way of sending is not known; rules
    for mail alone do not count for a courier parcel.
    """
    context = offers.context(title)
    matches: list[GoodsMatch] = []
    for category, hit in _found(context):
        found = Found(keyword=hit.term.text, word=context.written(hit))
        rules = _rules(category, country, channel)
        matches += (_match(category, found, rule) for rule in rules)
    return tuple(sorted(matches, key=lambda match: _SEVERITY.index(match.status)))


def battery_inside(title: str, country: str, channel: str = "any") -> tuple[GoodsMatch, ...]:
    """Rules of lithium batteries that a device of this ``title`` may meet, which holds one itself.

    Nothing where the title offers a battery alone, which ``check`` finds, or no such device.
    """
    context = offers.context(title)
    category = next(c for c in reference.goods_categories() if c.id == LITHIUM)
    if any(found.id == LITHIUM for found, _ in _found(context)):
        return ()
    hits = offers.standing(_devices(), partial(_excludes, LITHIUM), context)
    if not hits:
        return ()
    hit = max(hits, key=lambda hit: len(hit.term.text))
    found = Found(keyword=hit.term.text, word=context.written(hit))
    return tuple(_match(category, found, rule) for rule in _rules(category, country, channel))


def brands(title: str) -> tuple[Brand, ...]:
    """Makers named in ``title`` whose goods are often copied; not what is only made for theirs."""
    context = offers.context(title)
    makers = ((brand, offers.terms({"": brand.words})) for brand in reference.brands())
    return tuple(
        brand
        for brand, words in makers
        if offers.standing(words, tuple, context, pictured_too=True)
    )


def rules(category_id: str, country: str, channel: str = "any") -> tuple[GoodsMatch, ...]:
    """Rules of ``country`` for a category, whatever the title says."""
    category = next(c for c in reference.goods_categories() if c.id == category_id)
    return tuple(_match(category, Found(), rule) for rule in _rules(category, country, channel))


def _found(context: Context) -> list[tuple[GoodsCategory, Hit]]:
    """Return the categories that a title names, each with its longest keyword that stands."""
    pictured_too = reference.goods_words().pictured_too
    sure: list[tuple[GoodsCategory, Hit]] = []
    vague: list[tuple[GoodsCategory, Hit]] = []
    for category in _categories():
        name = category.record.id
        hits = offers.standing(
            category.keywords, partial(_excludes, name), context, pictured_too=name in pictured_too
        )
        if hits:
            only_vague = all(hit.term in category.vague for hit in hits)
            longest = max(hits, key=lambda hit: len(hit.term.text))
            (vague if only_vague else sure).append((category.record, longest))
    return sure or vague


@kept
def _devices() -> tuple[Term, ...]:
    return offers.terms(reference.goods_words().battery_inside)


@kept
def _categories() -> tuple[_Category, ...]:
    return tuple(
        _Category(
            record,
            (*offers.terms(record.keywords), *offers.terms(record.vague)),
            frozenset(offers.terms(record.vague)),
        )
        for record in reference.goods_categories()
    )


@cache
def _excludes(category_id: str) -> tuple[Term, ...]:
    """Return the excluding phrases of a category."""
    records = reference.goods_categories()
    return next(offers.terms(record.excludes) for record in records if record.id == category_id)


def _rules(category: GoodsCategory, country: str, channel: str) -> tuple[GoodsRule, ...]:
    """Rules of the country, then of its union; the general one where none of them is usable."""
    union = reference.union_of(country)
    covered = [rule for rule in category.rules if rule.channel.covers(channel)]
    own = [rule for rule in covered if country in rule.countries]
    common = [rule for rule in covered if union and rule.union == union.id]
    found = (*own, *common)
    if any(rule.usable for rule in found) or (found and not category.default.usable):
        return found
    return (*found, category.default)


def _match(category: GoodsCategory, found: Found, rule: GoodsRule) -> GoodsMatch:
    status = rule.status
    place_rule = bool(rule.countries or rule.union)
    if not rule.usable and (not place_rule or status is GoodsStatus.ALLOWED):
        status = GoodsStatus.NOT_RESEARCHED
    return GoodsMatch(
        category=category.id,
        label=Message(template=category.labels["en"]),
        keyword=found.keyword,
        word=found.word,
        status=status,
        confidence=rule.confidence,
        sources=rule.sources,
        note=rule.note,
        permit=rule.permit,
        channel=rule.channel,
        general=not place_rule,
        grave=category.grave,
        question=Message(template=category.question) if category.question else None,
    )
