"""Whole letters as people will read them: review every change of a file under ``golden/`` aloud.

After a wanted change: ``pytest tests/test_golden.py --update-golden``, then read the difference.
"""

from collections.abc import Callable

import pytest

from dispute_assistant.case import Kind
from dispute_assistant.documents import as_text, locales, write
from golden_letters import LETTERS

GOLDEN = [
    (story, kind, locale)
    for story, (_, written) in LETTERS.items()
    for kind, languages in written.items()
    for locale in languages
]


@pytest.mark.parametrize(("story", "kind", "locale"), GOLDEN)
def test_a_letter_reads_as_reviewed(
    golden: Callable[[str, str], None], story: str, kind: Kind, locale: str
) -> None:
    letter, _ = LETTERS[story]
    golden(f"{story}/{kind}.{locale}.txt", as_text(write(letter, kind, locale)))


def test_every_kind_can_be_read_in_every_language_it_exists_in() -> None:
    existing = {(kind, locale) for kind in Kind for locale in locales(kind)}
    assert existing - {(kind, locale) for _, kind, locale in GOLDEN} == set()
