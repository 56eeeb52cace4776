"""What a product title really offers: the goods it names, or only a thing for such goods.

Where it stands in the flow: ``goods`` hands in keywords and gets back those that stand. A keyword
is void where an excluding phrase takes its words or names another thing right beside it, where the
title offers a thing made for such goods, whatever they are ("knife sharpener", "funda para power
bank", "чехол на айфон"), and where it only shows them ("T-shirt with a gun"). The words that say so
stand in ``data/goods_words.toml``.

>>> wine = terms({"en": ("wine",)})
>>> [hit.span for hit in standing(wine, tuple, context("red wine, 750 ml"))]
[(4, 8)]
>>> standing(wine, tuple, context("red wine rack"))
[]
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from msgspec import Struct

from dispute_assistant import reference, titles
from dispute_assistant.titles import Span, Term, Title

_PAUSE = re.compile(r"[^\w\s'’\"«»“”*.-]")
"""What parts one thing from the next in a title."""
_REACH, _FAR = 3, 60
"""So many words, and so many characters, may stand between "funda" and what it is made for."""


class Hit(Struct, frozen=True):
    """A keyword with its place in a title."""

    term: Term
    span: Span


class Context(Struct, frozen=True):
    """Places in a title of the words that say that it offers another thing."""

    title: Title
    after: tuple[Span, ...]
    before: tuple[Span, ...]
    made_for: tuple[Span, ...]
    adds: tuple[Span, ...]
    between: tuple[Span, ...]
    pictured: tuple[Span, ...]

    def written(self, hit: Hit) -> str:
        """Return what the title itself writes for a keyword."""
        return self.title.text[slice(*hit.span)]


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


def context(title: str) -> Context:
    """Return ``title`` with the places of the words that say what it offers."""
    read = titles.read(title)
    spans = {
        name: tuple(span for _, span in titles.places(found, read))
        for name, found in _words().items()
    }
    return Context(title=read, **spans)


def standing(
    keywords: Iterable[Term],
    excludes: Callable[[], Iterable[Term]],
    context: Context,
    *,
    pictured_too: bool = False,
) -> list[Hit]:
    """Return the keywords that a title holds and that nothing makes void.

    ``excludes`` gives the excluding phrases; few titles ever need them. ``pictured_too`` keeps the
    keywords of titles that only show the goods.
    """
    hits = [Hit(term, span) for term, span in titles.places(keywords, context.title)]
    if not hits:
        return []
    places = [hit.span for hit in hits]
    if not pictured_too and any(not _held(thing, places) for thing in context.pictured):
        return []
    excluded = [span for _, span in titles.places(excludes(), context.title)]
    return [
        hit
        for hit in hits
        if not _is_void(hit.span, excluded, places, context.title.text)
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


def _is_for_another_thing(found: Hit, hits: list[Span], context: Context) -> bool:
    """Whether the title offers a thing for the goods that the keyword names, not them."""
    term, hit = found.term, found.span
    after = (thing for thing in context.after if not _held(thing, hits))
    before = (thing for thing in context.before if not _held(thing, hits))
    small = (*context.between, *hits)
    return (
        any(_close(hit, thing, context.between, context) for thing in after)
        or any(_close(word, hit, small, context) for word in context.made_for)
        or any(_leads(thing, hit, context) for thing in before)
        or (term.is_stem and hit in context.after)  # a compound: "Handyhalterung"
    )


def _close(first: Span, second: Span, small: Iterable[Span], context: Context) -> bool:
    """Whether ``second`` follows ``first`` with nothing but ``small`` words between them."""
    between = _words_between(first, second, context)
    return between is not None and all(_held(span, small) for span in between)


def _leads(first: Span, second: Span, context: Context) -> bool:
    """Whether ``second`` follows ``first`` within a few words that add nothing of their own."""
    between = _words_between(first, second, context)
    if between is None or len(between) > _REACH:
        return False
    return not any(_held(span, context.adds) for span in between)


def _words_between(first: Span, second: Span, context: Context) -> list[Span] | None:
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
