"""What a person may have meant: the known words nearest to one that is not known."""

from collections.abc import Mapping

from dispute_assistant import texts
from dispute_assistant.messages import Message, say

_MOST = 8
"""So many answers can be listed without hiding the right one."""
_NEAR, _NEARLY_SURE = 60, 85
"""Likeness, of 100, at which a word is worth showing, and at which it alone is shown."""


def did_you_mean(word: str, known: Mapping[str, str], otherwise: Message) -> Message:
    """Suggest the answers whose names in ``known`` are nearest; all if few, else ``otherwise``."""
    from rapidfuzz import fuzz, process

    names = {name: texts.fold(name) for name in known}
    wanted = texts.fold(word)
    similar = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None)
    holding = [known[name] for name, text in names.items() if len(wanted) > 2 and wanted in text]
    near = list(dict.fromkeys([*(known[name] for _, _, name in similar), *holding]))
    if near and (len(near) == 1 or (similar and similar[0][1] >= _NEARLY_SURE)):
        return say("Did you mean “{word}”?", word=near[0])
    answers = tuple(near or dict.fromkeys(known.values()))
    if near or len(answers) <= _MOST:
        return say("Choose one of: {choices}.", choices=answers[:_MOST])
    return otherwise
