"""The words of a product title, and where search terms stand among them.

Where it stands in the flow: ``goods`` asks here which keywords a title holds. Titles are typed by
sellers: capitals, missing spaces and accents, emojis, plurals, several languages at once. So case,
width and the accents of longer words do not matter, a keyword takes the plural endings of its
language, "power bank" also finds "powerbank" and "PowerBank", and the other way round.

A term matches whole words; a star at the end of a word stands for any ending, also none, and one
at its beginning for the first part of a compound ("*messer" finds "Jagdmesser", not "Messer").
Chinese terms match anywhere, since Chinese does not part its words.

>>> title = read("Mini PowerBanks, 20000mAh")
>>> [title.text[slice(*span)] for _, span in places((term("power bank", "en"),), title)]
['PowerBanks']
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from dispute_assistant import reference

CHINESE = "zh"
Span = tuple[int, int]
"""First character of a place in a title, and the one after its last."""

_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
_NEW_WORD = re.compile(r"(?<=[a-zа-яё]{2})(?=[A-ZА-ЯЁ][a-zа-яё]{2})")
_TERM_WORD = re.compile(r"(\*?)([^\W_]+)(\*?)")
_ACCENTED = 5
"""Length from which accents do not matter; below it they tell words apart ("thé" from "the")."""
_JOINED = 6
"""Length from which two words may be written as one; shorter ones meet by chance."""
_HALF = 3
"""Length from which each part of a word written as two must be."""

_WITHOUT_ACCENT = {
    letter: unicodedata.normalize("NFD", chr(letter))[0] for letter in range(0xC0, 0x180)
}
"""Accented Latin letters, each with its base."""


class Word(Struct, frozen=True):
    """A word of a title."""

    start: int
    end: int
    forms: tuple[str, ...]
    """The word for comparing: as it is written, and without accents."""


class Title(Struct, frozen=True):
    """A title ready for the search."""

    text: str
    """The title, compatibility forms made equal (NFKC); spans count its characters."""
    words: tuple[Word, ...]
    folded: str
    letters: str
    """All words without what parts them, with and without accents."""


class _Part(Struct, frozen=True):
    """One word of a term."""

    forms: tuple[str, ...]
    open_start: bool
    open_end: bool

    def fits(self, word: Word) -> bool:
        """Tell whether ``word`` is this one, as far as the stars say."""
        return any(self._fits(form) for form in word.forms)

    def _fits(self, form: str) -> bool:
        if self.open_start:
            tail = form[1:]
            return tail.endswith(self.forms)
        return form.startswith(self.forms) if self.open_end else form in self.forms


class Term(Struct, frozen=True, dict=True):
    """A keyword or another search term; its words are read when a title may hold them."""

    text: str
    """As the data lists it."""
    language: str
    probe: str
    """Letters that a title must hold to be worth a closer look."""

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """Its words; none for a Chinese term."""
        if self.language == CHINESE:
            return ()
        return tuple(
            _Part(_variants(word, "" if after else self.language), bool(before), bool(after))
            for before, word, after in _TERM_WORD.findall(self.text)
        )

    @cached_property
    def joined(self) -> _Part | None:
        """A term of several words as one word; None for a short one, or with stars inside."""
        found = _TERM_WORD.findall(self.text)
        whole = "".join(word for _, word, _ in found)
        stars = any(after for _, _, after in found[:-1]) or any(star for star, _, _ in found[1:])
        if len(found) < 2 or stars or len(whole) < _JOINED:
            return None
        forms = _variants(whole, "" if self.is_stem else self.language)
        return _Part(forms, bool(found[0][0]), self.is_stem)

    @property
    def is_stem(self) -> bool:
        """True when any ending may follow."""
        return self.text.endswith("*")


def read(title: str) -> Title:
    """Return ``title`` with its words."""
    text = unicodedata.normalize("NFKC", title)
    words = tuple(
        Word(start, end, _forms(text[start:end]))
        for found in _WORD.finditer(text)
        for start, end in _pieces(found[0], found.start())
    )
    letters = "".join(word.forms[0] for word in words)
    bare = "".join(word.forms[-1] for word in words)
    return Title(text, words, text.casefold(), letters if letters == bare else f"{letters} {bare}")


def _pieces(word: str, start: int) -> Iterator[Span]:
    """Yield the places of words run together like "PowerBank"."""
    ends = [*(match.start() for match in _NEW_WORD.finditer(word)), len(word)]
    for first, last in zip([0, *ends], ends, strict=False):
        yield start + first, start + last


def _forms(word: str) -> tuple[str, ...]:
    folded = word.casefold().replace("ё", "е")
    if folded.isascii() or len(folded) < _ACCENTED:
        return (folded,)
    bare = folded.translate(_WITHOUT_ACCENT)
    return (folded,) if bare == folded else (folded, bare)


def term(text: str, language: str) -> Term:
    """Return a term of the data ready for the search."""
    if language == CHINESE:
        return Term(text, language, text.casefold())
    longest = max(_WORD.findall(text), key=len)
    return Term(text, language, _forms(longest)[-1].removesuffix("y"))


def _variants(word: str, language: str) -> tuple[str, ...]:
    """Return the forms of a word of a term, with those of its plural in ``language``."""
    forms = _forms(word)
    if word[-1].isdigit():
        return forms
    endings = reference.goods_words().plural.get(language, ())
    plurals = [form + ending for form in forms for ending in endings]
    if language == "en" and word.endswith("y"):
        plurals += [f"{form[:-1]}ies" for form in forms]
    return (*forms, *plurals)


def places(terms: Iterable[Term], title: Title) -> list[tuple[Term, Span]]:
    """Return every place of ``terms`` in ``title``."""
    return [(term, span) for term in terms for span in _places(term, title)]


def _places(term: Term, title: Title) -> Iterator[Span]:
    if term.language == CHINESE:
        if term.probe in title.folded:
            found = re.finditer(re.escape(term.text), title.text, re.IGNORECASE)
            yield from (match.span() for match in found)
        return
    if term.probe not in title.letters:
        return
    words, size = title.words, len(term.parts)
    for first, word in enumerate(words):
        run = words[first : first + size]
        if len(run) == size and all(p.fits(w) for p, w in zip(term.parts, run, strict=True)):
            yield word.start, run[-1].end
        elif term.joined and term.joined.fits(word):
            yield word.start, word.end
        elif size == 1 and first + 1 < len(words):
            yield from _parted(term.parts[0], word, words[first + 1], title)


def _parted(part: _Part, word: Word, following: Word, title: Title) -> Iterator[Span]:
    """Yield the place where one word of a term is written as two: "power bank"."""
    both = Word(word.start, following.end, (word.forms[-1] + following.forms[-1],))
    short = min(word.end - word.start, following.end - following.start) < _HALF
    apart = title.text[word.end : following.start].strip(" -")
    if not (short or apart or part.open_start or part.open_end) and part.fits(both):
        yield both.start, both.end
