"""What an item's title says about bans, battery, value and brand, for people and for programs.

Plain text of at most 78 columns, top to bottom, so that a screen reader reads it in order: first
whether there is reason to worry, then each kind of goods with its rule, and how sure it is. The
shape of the JSON is published in ``data/goods.schema.json`` and changes only with :data:`FORMAT`.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Any

from msgspec import Struct

from dispute_assistant import allowance, allowance_words, goods, reference, sources_page
from dispute_assistant.allowance import Limit, Rate
from dispute_assistant.facts import Confidence
from dispute_assistant.goods import GoodsMatch
from dispute_assistant.layout import WIDTH, item
from dispute_assistant.locales import Locale
from dispute_assistant.messages import N_, Country, Message, say
from dispute_assistant.money import Money, typed
from dispute_assistant.records import Brand, GoodsStatus, RuleChannel

FORMAT = "dispute-assistant/goods/1"


class Question(Struct, frozen=True, kw_only=True):
    """What a buyer asks about an item."""

    title: str
    country: str
    """ISO code of the destination."""
    channel: str
    """``post``, ``courier``, or ``any`` where it is not known."""
    on: date
    value: Money | None = None
    rate: Rate | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """What the data say to it."""

    question: Question
    matches: tuple[GoodsMatch, ...]
    battery: tuple[GoodsMatch, ...]
    """Rules for the battery inside the device."""
    limits: tuple[Limit, ...]
    brands: tuple[Brand, ...]

    @property
    def status(self) -> GoodsStatus | None:
        """The worst status that may be stated; not researched where none may; None: no match.

        A general rule of the post states nothing of a courier parcel.
        """
        courier = self.question.channel == "courier"
        usable = [m.status for m in self.matches if m.usable and not (m.general and courier)]
        if usable:
            return usable[0]
        return GoodsStatus.NOT_RESEARCHED if self.matches else None


def answer(question: Question) -> Answer:
    """Return what the data say about an item."""
    title, country, channel = question.title, question.country, question.channel
    return Answer(
        question=question,
        matches=goods.check(title, country, channel),
        battery=goods.battery_inside(title, country, channel),
        limits=allowance.limits(country, question.on, question.value, question.rate, channel),
        brands=goods.brands(title),
    )


# --- the page -------------------------------------------------------------------------------------

_HEADLINE = {
    GoodsStatus.PROHIBITED: N_(
        "Stop and ask first: the title names goods that are banned on the way to {country}."
    ),
    GoodsStatus.RESTRICTED: N_(
        "Careful: the title names goods that are let through to {country} only under conditions."
    ),
    GoodsStatus.NOT_RESEARCHED: N_(
        "Not researched: the title names goods that are banned or limited in some countries. What "
        "holds for {country} is not known here. That does not mean that they are allowed."
    ),
    GoodsStatus.ALLOWED: N_(
        "The title names goods that are allowed in {country}, as far as the sources say."
    ),
    None: N_(
        "Nothing found: no word of the title names goods that are known here to be banned or "
        "limited. That does not mean that they are allowed in {country}: the title may say too "
        "little, and not everything is researched."
    ),
}
_CHANNEL = {
    "any": N_("To {country}, by post or courier"),
    "post": N_("To {country}, by post"),
    "courier": N_("To {country}, by courier"),
}
_STATUS = {
    (GoodsStatus.PROHIBITED, RuleChannel.ANY): N_("Banned in {country}."),
    (GoodsStatus.PROHIBITED, RuleChannel.POST): N_("Banned in parcels by post to {country}."),
    (GoodsStatus.RESTRICTED, RuleChannel.ANY): N_("Let into {country} only under conditions."),
    (GoodsStatus.RESTRICTED, RuleChannel.POST): N_(
        "Taken in parcels by post to {country} only under conditions."
    ),
    (GoodsStatus.ALLOWED, RuleChannel.ANY): N_("Allowed in {country}."),
    (GoodsStatus.ALLOWED, RuleChannel.POST): N_("Allowed in parcels by post to {country}."),
}
_GENERAL = {
    GoodsStatus.PROHIBITED: N_(
        "Banned by a general rule of the post. No rule of {country} itself is confirmed here."
    ),
    GoodsStatus.RESTRICTED: N_(
        "Limited by a general rule of the post. No rule of {country} itself is confirmed here."
    ),
    GoodsStatus.ALLOWED: N_(
        "Allowed by a general rule. No rule of {country} itself is confirmed here."
    ),
}
_NOT_RESEARCHED = N_(
    "Not researched for {country}. That does not mean allowed: ask its customs or post."
)
_NOT_CONFIRMED = N_(
    "Not confirmed for {country}: there are hints of a rule, but no source. That does not mean "
    "allowed: ask its customs or post."
)
_SURE = {
    Confidence.VERIFIED: N_("How sure: verified, an official or primary text was seen."),
    Confidence.REPORTED: N_("How sure: reported by others. Check it before you rely on it."),
}


def page(found: Answer, words: Locale) -> str:
    """Return the answer for a worried person, in the language of ``words``."""
    return "\n".join(_lines(found, words)) + "\n"


def _lines(found: Answer, words: Locale) -> Iterator[str]:
    asked = found.question
    country = Country(asked.country)
    yield from _text(words.text(say(_HEADLINE[found.status], country=country)))
    yield ""
    yield from _text(words.text(say("Title: {title}", title=asked.title)))
    yield from _text(words.text(say(_CHANNEL[asked.channel], country=country)))
    for _, rules in groupby(found.matches, key=lambda match: match.category):
        same = tuple(rules)
        yield ""
        yield from _text(words.text(same[0].label))
        yield from _kind(same, asked, words)
    if found.battery:
        yield ""
        yield words.text(say("Battery inside"))
        yield from _battery(found.battery, asked, words)
    if found.brands:
        yield ""
        yield words.text(say("Brand"))
        yield from _brands(found, words)
    yield ""
    yield words.text(say("Value"))
    yield from _value(found, words)


def _kind(rules: tuple[GoodsMatch, ...], asked: Question, words: Locale) -> Iterator[str]:
    yield from item(words.text(say("Found by: “{word}”", word=rules[0].word)))
    if question := rules[0].question:
        yield from item(words.text(say("Settle this first: {question}", question=question)))
    for rule in rules:
        yield from _rule(rule, asked, words)


def _rule(rule: GoodsMatch, asked: Question, words: Locale) -> Iterator[str]:
    country = Country(asked.country)
    yield from item(words.text(say(_verdict(rule), country=country)))
    if not rule.usable:
        return
    for line in _details(rule, asked):
        yield from item(words.text(line), indent=2)
    yield from _sources(rule.sources, asked.on, words)


def _verdict(rule: GoodsMatch) -> str:
    if rule.status is GoodsStatus.NOT_RESEARCHED:
        return _NOT_RESEARCHED
    if not rule.usable:
        return _NOT_CONFIRMED
    return _GENERAL[rule.status] if rule.general else _STATUS[rule.status, rule.channel]


def _details(rule: GoodsMatch, asked: Question) -> Iterator[Message]:
    if asked.channel != "post" and (rule.general or rule.channel is RuleChannel.POST):
        yield say("By courier it may be otherwise.")
    if rule.note:
        yield say("The rule, in short: {note}", note=Message(template=rule.note))
    if rule.permit:
        yield say("What lets it in: {permit}", permit=Message(template=rule.permit))
    yield say(_SURE[rule.confidence])


def _battery(rules: tuple[GoodsMatch, ...], asked: Question, words: Locale) -> Iterator[str]:
    inside = say(
        "“{word}” usually has a lithium battery inside; such batteries have rules of their own.",
        word=rules[0].word,
    )
    yield from item(words.text(inside))
    for rule in rules:
        yield from _rule(rule, asked, words)


def _brands(found: Answer, words: Locale) -> Iterator[str]:
    for brand in found.brands:
        remark = say(
            "The title names {brand}, whose goods are often copied (our own list, not a source). "
            "The name proves nothing. Ask the seller whether {brand} made or licensed the goods, "
            "and keep the answer.",
            brand=brand.name,
        )
        yield from item(words.text(remark))
    asked = found.question
    rules = goods.rules(goods.COUNTERFEIT, asked.country, asked.channel)
    copies = next((rule for rule in rules if rule.usable), None)
    if copies and all(match.category != goods.COUNTERFEIT for match in found.matches):
        yield from item(words.text(say("If they are copies:")))
        yield from _rule(copies, asked, words)


def _value(found: Answer, words: Locale) -> Iterator[str]:
    asked = found.question
    country = Country(asked.country)
    rule = allowance.rule(asked.country)
    if not (rule and (rule.duty_free or rule.tax_free)):
        unknown = say(
            "No limit of {country} below which nothing is due is confirmed here. Ask its customs.",
            country=country,
        )
        yield from item(words.text(unknown))
    for limit, says in allowance_words.sentences(found.limits, asked.value):
        yield from item(words.text(says))
        if limit.note:
            note = say("Note: {note}", note=Message(template=limit.note))
            yield from item(words.text(note), indent=2)
    if rule:
        said = say("The rule, in short: {note}", note=Message(template=rule.rule))
        yield from item(words.text(said))
        yield from item(words.text(_SURE[rule.confidence]), indent=2)
        of_limits = (source for limit in found.limits for source in limit.sources)
        yield from _sources(dict.fromkeys((*rule.sources, *of_limits)), asked.on, words)
    if found.limits:
        shipping = say("Whether the price of shipping counts is not researched here.")
        yield from item(words.text(shipping))


def _sources(sources: Iterable[str], on: date, words: Locale) -> Iterator[str]:
    for source in map(reference.source, sources):
        named = sources_page.named(source, words, on)
        yield from item(words.text(say("Source: {source}", source=named)), indent=2)


def _text(text: str) -> list[str]:
    return wrap(text, WIDTH, break_on_hyphens=False)


# --- for programs ---------------------------------------------------------------------------------


def as_json(found: Answer, words: Locale) -> str:
    """Return the answer as one JSON object, ended by a new line."""
    return json.dumps(as_object(found, words), ensure_ascii=False, indent=2) + "\n"


def as_object(found: Answer, words: Locale) -> dict[str, Any]:
    """Return the answer as one object for JSON; ids and statuses are the same in all languages."""
    asked = found.question
    return {
        "format": FORMAT,
        "on": asked.on.isoformat(),
        "language": words.tag,
        "title": asked.title,
        "country": asked.country,
        "channel": asked.channel,
        "value": typed(asked.value) if asked.value else None,
        "status": found.status.value if found.status else "nothing_found",
        "headline": words.text(say(_HEADLINE[found.status], country=Country(asked.country))),
        "goods": [_match(match, asked.on, words) for match in found.matches],
        "battery_inside": [_match(match, asked.on, words) for match in found.battery],
        "brands": [brand.name for brand in found.brands],
        "limits": [_limit_object(limit, asked, words) for limit in found.limits],
    }


def _match(match: GoodsMatch, on: date, words: Locale) -> dict[str, Any]:
    usable = match.usable
    return {
        "category": match.category,
        "label": words.text(match.label),
        "word": match.word,
        "keyword": match.keyword,
        "status": (match.status if usable else GoodsStatus.NOT_RESEARCHED).value,
        "channel": match.channel.value,
        "general": match.general,
        "confidence": match.confidence.value if usable else None,
        "rule": words.text(match.note) if usable else "",
        "permit": words.text(match.permit) if usable else "",
        "question": words.text(match.question) if match.question else "",
        "sources": [sources_page.source_object(s, on) for s in match.sources] if usable else [],
    }


def _limit_object(limit: Limit, asked: Question, words: Locale) -> dict[str, Any]:
    return {
        "levy": limit.levy.value,
        "channel": limit.channel.value,
        "limit": typed(limit.money) if limit.money else None,
        "since": limit.since.isoformat(),
        "about": limit.about,
        "standing": limit.standing.value,
        "converted": typed(limit.converted) if limit.converted else None,
        "highest_rate": f"{limit.highest_rate:f}" if limit.highest_rate is not None else None,
        "says": words.text(allowance_words.sentence(limit, asked.value)),
        "confidence": limit.confidence.value,
        "sources": [sources_page.source_object(source, asked.on) for source in limit.sources],
    }
