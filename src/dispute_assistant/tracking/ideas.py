"""The ideas in a wording: what is named (customs, the addressee), done (held, released), denied.

:mod:`dispute_assistant.tracking.wordlists` has the words of some hundred ideas for each language.
Longer entries win over shorter ones: *out for delivery* is not read as *delivery*.

A negation is bound to the idea it denies and turns it into another one, ``not_released``, so that
it can never be read past:

>>> sorted(ideas("Paket vom Zoll nicht freigegeben", "de"))
['customs', 'not_released', 'parcel']
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from dispute_assistant.tracking.folding import fold
from dispute_assistant.tracking.wordlists import Entry, Words, words

_GAP = ".."
_LONGEST_GAP = 3
_SHORTEST_STEM = 2


class Hit(NamedTuple):
    """An entry found in a text."""

    ideas: tuple[str, ...]
    start: int
    end: int


@functools.cache
def _starred(word: str) -> re.Pattern[str]:
    return re.compile(re.escape(word).replace(r"\*", r"\w*"))


def _word_fits(pattern: str, word: str) -> bool:
    if "*" not in pattern:
        return pattern == word
    if pattern.endswith("*") and pattern.count("*") == 1:
        return word.startswith(pattern[:-1]) and word != "|"
    return word != "|" and _starred(pattern).fullmatch(word) is not None


def _fits(entry: Entry, tokens: list[str], start: int) -> int:
    """Return the end of ``entry`` in ``tokens``, its first word being known to fit, or 0."""
    at = start + 1
    gap = False
    for pattern in entry.words[1:]:
        if pattern == _GAP:
            gap = True
            continue
        reach = _LONGEST_GAP if gap else 0
        while True:
            if at >= len(tokens) or tokens[at] == "|":
                return 0
            if _word_fits(pattern, tokens[at]):
                break
            if not reach:
                return 0
            reach -= 1
            at += 1
        at += 1
        gap = False
    return at


def _candidates(token: str, lexicon: Words) -> Iterator[Entry]:
    yield from lexicon.whole.get(token, ())
    for length in range(len(token) + 1):
        for entry in lexicon.stems.get(token[:length], ()):
            if _word_fits(entry.words[0], token):
                yield entry


def _forms(token: str, lexicon: Words) -> tuple[str, ...]:
    """Return the token, and what is left without the small words written together with it."""
    glued = re.match(lexicon.before, token)
    length = glued.end() if glued else 0
    forms = [token]
    forms += [token[n:] for n in range(1, length + 1) if len(token) - n >= _SHORTEST_STEM]
    return tuple(forms)


def _spaced_hits(tokens: list[str], lexicon: Words) -> list[Hit]:
    found: list[Hit] = []
    at = 0
    while at < len(tokens):
        best: Entry | None = None
        best_end = 0
        for form in _forms(tokens[at], lexicon):
            for entry in _candidates(form, lexicon):
                if best is None or entry > best:
                    end = _fits(entry, tokens, at)
                    if end:
                        best, best_end = entry, end
        if best is None:
            at += 1
        else:
            found.append(Hit(best.ideas, at, best_end))
            at = best_end
    return found


def _unspaced_hits(folded: str, lexicon: Words) -> list[Hit]:
    found: list[Hit] = []
    at = 0
    while at < len(folded):
        for entry in lexicon.unspaced.get(folded[at], ()):
            if folded.startswith(entry.words[0], at):
                found.append(Hit(entry.ideas, at, at + len(entry.words[0])))
                at += len(entry.words[0])
                break
        else:
            at += 1
    return found


_SHORTEST_BEGINNING = 3


def _cut_off_hits(
    tokens: list[str], hits: list[Hit], lexicon: Words, cut_off: frozenset[str]
) -> list[Hit]:
    """Return what words mean that were cut off: *held by cust...* names customs.

    Where such a beginning may become words of different ideas, it is none of them surely.
    """
    read = {at for hit in hits for at in range(hit.start, hit.end)}
    return [
        Hit(ideas, at, at + 1)
        for at, token in enumerate(tokens)
        if token in cut_off
        and at not in read
        and len(token) >= _SHORTEST_BEGINNING
        and (ideas := _begun(token, lexicon))
    ]


def _begun(beginning: str, lexicon: Words) -> tuple[str, ...]:
    """Return the ideas that all words with a beginning share; nothing where there are none."""
    begun = [
        entry.ideas
        for table in (lexicon.whole, lexicon.stems)
        for head, entries in table.items()
        if head.startswith(beginning)
        for entry in entries
        if len(entry.words) == 1
    ]
    if not begun:
        return ()
    if common := set(begun[0]).intersection(*begun[1:]):
        return tuple(sorted(common))
    about_customs = all(_ABOUT_CUSTOMS.intersection(named) for named in begun)
    return ("customs" if about_customs else "cut_off",)


def _place(hit: Hit) -> int:
    return hit.start


class Reading(NamedTuple):
    """What one language finds in a text: tokens (or characters) and hits among them."""

    tokens: list[str]
    hits: list[Hit]


def find(folded: str, lexicon: Words, *, cut_off: frozenset[str] = frozenset()) -> Reading:
    """Return the entries of ``lexicon`` in a folded text, without what stands after *if*.

    ``cut_off`` are the words of which only the beginning is there.
    """
    if lexicon.unspaced:
        tokens = list(folded)
        hits = _unspaced_hits(folded, lexicon)
    else:
        tokens = folded.split()
        hits = _spaced_hits(tokens, lexicon)
        if cut_off:
            hits = sorted(hits + _cut_off_hits(tokens, hits, lexicon, cut_off), key=_place)
    return Reading(tokens, _without_conditions(tokens, hits))


def _without_conditions(tokens: list[str], hits: list[Hit]) -> list[Hit]:
    """Leave out what stands after *if*: it has not happened.

    A condition in the middle of a thought ends with it (*we call you if it is refused, ...*); one
    that opens a thought governs all that follows (*if it is refused, it goes back*).
    """
    kept: list[Hit] = []
    until = -1
    for hit in hits:
        if hit.start < until:
            continue
        kept.append(hit)
        if "if_" in hit.ideas:
            opens = hit.start == 0 or tokens[hit.start - 1] == "|"
            until = len(tokens) if opens else _break_after(tokens, hit.end)
    return kept


def _break_after(tokens: list[str], start: int) -> int:
    return next((n for n in range(start, len(tokens)) if tokens[n] == "|"), len(tokens))


def _break_before(tokens: list[str], end: int) -> int:
    return next((n for n in range(end - 1, -1, -1) if tokens[n] == "|"), -1)


# --- negation -----------------------------------------------------------------------------------

_UNDENIED = frozenset({
    "customs", "clearance", "authority", "broker", "exchange", "security", "airline", "carrier",
    "sender", "addressee", "origin", "destination", "import", "export", "transit_country",
    "document", "duty", "delivery", "partner", "parcel", "will", "may", "if_", "neg", "yet",
    "overdue", "courier",
})  # fmt: skip
"""Ideas that a negation passes over to reach what it denies."""

_NEAR_BEFORE = 4
_NEAR_AFTER = 3
_NEAR_UNSPACED = 12
"""How many words (or characters) a negation reaches over."""

_CUSTOMS = frozenset({"customs", "clearance", "authority", "to_customs", "from_customs"})
_ABOUT_CUSTOMS = _CUSTOMS | {"duty", "broker"}
_AHEAD = frozenset({"await", "will"})
"""*Cleared and awaiting departure* is cleared; *awaiting release* is not released."""
_JOURNEY = frozenset({
    "airline", "depart", "transit", "delivery", "out", "handover", "partner", "exchange",
    "carrier", "parcel", "destination", "sorting", "move",
})  # fmt: skip
_SIDES = frozenset({"import", "export", "transit_country", "origin", "destination"})
"""*In the country of destination* makes a label no longer."""


def covered(reading: Reading) -> set[int]:
    """Return the places of the tokens (or characters) that an entry was found for."""
    return {at for hit in reading.hits for at in range(hit.start, hit.end)}


_SHORTEST_UNREAD = 4
_MOST_UNREAD_SIGNS = 5
_SIGN = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def unread(reading: Reading, known: frozenset[str], before_place: frozenset[str]) -> bool:
    """Tell whether a word is left that no entry covers and that is neither small nor a place.

    Scripts without spaces do not say where a word ends: there the signs left are counted.
    """
    found = covered(reading)
    end = next((hit.start for hit in reading.hits if "if_" in hit.ideas), len(reading.tokens))
    left = [at for at in range(end) if at not in found and reading.tokens[at].isalpha()]
    signs = sum(_SIGN.fullmatch(reading.tokens[at]) is not None for at in left)
    return signs > _MOST_UNREAD_SIGNS or any(
        len(reading.tokens[at]) >= _SHORTEST_UNREAD
        and reading.tokens[at] not in known
        and not (at and reading.tokens[at - 1] in before_place)
        for at in left
    )


def bind(reading: Reading, lexicon: Words) -> set[str]:
    """Return the ideas of a text, each negation bound to the idea that it denies.

    A negation that denies nothing known taints its own part of the text only where that part says
    something: *Held by customs, no reason* is a hold.
    """
    denials = _denials(reading, lexicon)
    targets = _with_the_next(reading, {n for n in denials.values() if n is not None}, lexicon)
    result: set[str] = {"long"} if _is_long(reading, lexicon) else set()
    for number, hit in enumerate(reading.hits):
        if "may" in hit.ideas and number - 1 in denials:
            result.add("not_possible")
        elif number in denials:
            result.update(i for i in hit.ideas if i != "neg")
            mere = hit.ideas == ("neg",)
            if denials[number] is None and mere and _says_something(reading, number):
                result.add("neg")
        elif number in targets:
            result.update(map(_denied, hit.ideas))
        elif not _only_the_next_leg(result, reading, number):
            result.update(hit.ideas)
    return result


_LABEL_WORDS = 6
_LABEL_CHARACTERS = 12


def _is_long(reading: Reading, lexicon: Words) -> bool:
    """Tell whether a text has too many words for a mere label such as *customs release*."""
    most = _LABEL_CHARACTERS if lexicon.unspaced else _LABEL_WORDS
    sides = sum(hit.end - hit.start for hit in reading.hits if _SIDES.issuperset(hit.ideas))
    letters = (t for t in reading.tokens if t.isalpha() and not (lexicon.unspaced and t.isascii()))
    return sum(1 for _ in letters) - sides > most


def _only_the_next_leg(found: set[str], reading: Reading, number: int) -> bool:
    """Tell whether a hit is only the wait for the next leg: *released, awaiting departure*.

    *Ready until Friday* is ready.
    """
    here = reading.hits[number]
    if not _AHEAD.issuperset(here.ideas) or _alone(reading, number):
        return False
    if "ready" in found:
        return "await" not in here.ideas
    later = {idea for hit in reading.hits[number + 1 :] for idea in hit.ideas}
    if "released" in found:
        return not _CUSTOMS & later
    start = _break_before(reading.tokens, here.start)
    part = {i for hit in reading.hits[:number] if hit.start > start for i in hit.ideas}
    awaited = later or part
    return "complete" in found and bool(awaited & _JOURNEY) and awaited <= _JOURNEY | _AHEAD


def _alone(reading: Reading, number: int) -> bool:
    """Tell whether a hit is all there is between two breaks, like an answer: *cleared: no*."""
    here = reading.hits[number]
    start = _break_before(reading.tokens, here.start) + 1
    return (start, _break_after(reading.tokens, here.end)) == (here.start, here.end)


def _denials(reading: Reading, lexicon: Words) -> dict[int, int | None]:
    """Return for every negation the number of the hit that it denies, or None."""
    near_before, near_after = (
        (_NEAR_UNSPACED, _NEAR_UNSPACED) if lexicon.unspaced else (_NEAR_BEFORE, _NEAR_AFTER)
    )
    found: dict[int, int | None] = {}
    for number, hit in enumerate(reading.hits):
        if "neg" not in hit.ideas:
            continue
        target = None
        if lexicon.negation in ("before", "both"):
            target = _target(reading, number, lexicon.parting, step=1, near=near_before)
        if target is None and lexicon.negation in ("after", "both"):
            target = _target(reading, number, lexicon.parting, step=-1, near=near_after)
        found[number] = target
    return found


def _with_the_next(reading: Reading, targets: set[int], lexicon: Words) -> set[int]:
    """Return the hits denied, and those joined to them: *not seized or destroyed*."""
    joined = set(targets)
    last = 0
    for number, hit in enumerate(reading.hits):
        between = reading.tokens[reading.hits[last].end : hit.start]
        if last in joined and between and lexicon.joining.issuperset(between):
            joined.add(number)
        if hit.ideas != ("yet",):
            last = number
    return joined


def _target(
    reading: Reading, number: int, parting: frozenset[str], *, step: int, near: int
) -> int | None:
    """Return the hit that a negation denies.

    *Cannot be cleared by customs, papers missing* does not deny that they are missing.
    """
    here = reading.hits[number]
    other = number + step
    customs = False
    while 0 <= other < len(reading.hits):
        hit = reading.hits[other]
        if customs and "missing" in hit.ideas:
            return None
        customs = customs or bool(_CUSTOMS & set(hit.ideas))
        left, right = (here.end, hit.start) if step > 0 else (hit.end, here.start)
        if right - left > near or not parting.isdisjoint(reading.tokens[left:right]):
            return None
        if not _UNDENIED.issuperset(hit.ideas):
            return other
        other += step
    return None


def _denied(idea: str) -> str:
    return idea if idea in _UNDENIED or idea.startswith("not_") else f"not_{idea}"


def _says_something(reading: Reading, number: int) -> bool:
    """Tell whether the part of the text around a hit names a deed or customs."""
    here = reading.hits[number]
    if _alone(reading, number):
        return True
    start = _break_before(reading.tokens, here.start)
    end = _break_after(reading.tokens, here.end)
    return any(
        start < hit.start < end
        and (_CUSTOMS & set(hit.ideas) or not _UNDENIED.issuperset(hit.ideas))
        for hit in reading.hits
    )


def ideas_of(folded: str, language: str) -> frozenset[str]:
    """Return the ideas of a folded text."""
    lexicon = words(language)
    return frozenset(bind(find(folded, lexicon), lexicon))


def ideas(text: str, language: str) -> frozenset[str]:
    """Return the ideas that ``text`` names, denied ones with ``not_`` before them."""
    return ideas_of(fold(text), language)
