"""Bring the gettext catalogs in step with the sources: ``python tools/catalogs.py [LANGUAGE...]``.

Writes ``locales/<domain>.pot`` and updates every ``.po``; a LANGUAGE that has no catalog yet gets
one. Nothing is guessed: a changed English text comes back untranslated, never "fuzzy".
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from dispute_assistant import reference

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dispute_assistant"
LOCALES = PACKAGE / "locales"
KEYWORDS = {"N_": None, "say": None, "say_many": (1, 2)}
LETTER = PACKAGE / "labels.py"
HEADER = "# Translations of Dispute Assistant; MIT licence, like the program."


def sources(domain: str) -> list[Path]:
    """Return the modules whose texts belong to ``domain``."""
    if domain == "letter":
        return [LETTER]
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != LETTER]


def template(domain: str) -> Catalog:
    """Return all texts of ``domain`` as they stand in the sources."""
    catalog = Catalog(project="Dispute Assistant", header_comment=HEADER, charset="utf-8")
    for path in sources(domain):
        for _line, message, comments, _context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=("L10n:",)
        ):
            catalog.add(message, locations=[], auto_comments=comments)
    if domain == "messages":
        for text, comment in facts():
            catalog.add(text, auto_comments=[comment])
    return catalog


def facts() -> Iterator[tuple[str, str]]:
    """Yield the texts of the reference data that people read, with a word on each."""
    yield from _about_marketplaces()
    for category in reference.goods_categories():
        yield category.labels["en"], "Kind of goods"
        if category.question:
            yield category.question, "Question about goods"
        for rule in (category.default, *category.rules):
            if rule.usable:
                yield from ((text, "Rule on goods") for text in (rule.note, rule.permit) if text)
    rules = [place.imports for place in reference.unions()]
    rules += [place.imports for place in reference.authorities()]
    for found in rules:
        if found and found.usable:
            yield found.rule, "Rule on the value of a parcel"
            rows = (row for p in (found.duty_free, found.tax_free) if p for row in p.values)
            yield from ((row.note, "Note on such a limit") for row in rows if row.note)


def _about_marketplaces() -> Iterator[tuple[str, str]]:
    for place in reference.marketplaces():
        for note in (*place.customs_notes, *place.warnings):
            if note.usable:
                yield note.text, f"About {place.name}"
        for reason in place.reasons:
            if reason.usable and reason.buyer_sees and not reason.avoid and "en" in reason.labels:
                yield reason.labels["en"], f"Meaning of a reason of {place.name}, in lower case"
        for bearer in (place.seller_bears, place.buyer_bears):
            if bearer and bearer.outcome:
                yield bearer.outcome, f"About {place.name}"


def languages(domain: str) -> list[str]:
    """Return the languages that have a catalog of ``domain``."""
    return sorted(p.parents[1].name for p in LOCALES.glob(f"*/LC_MESSAGES/{domain}.po"))


def path_of(language: str, domain: str) -> Path:
    """Return where the catalog of a language stands."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


def update(language: str, domain: str, texts: Catalog) -> None:
    """Write the catalog of ``language`` with exactly the texts of ``texts``."""
    path = path_of(language, domain)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, project="Dispute Assistant")
    catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))


def written(catalog: Catalog) -> bytes:
    """Return the catalog as a file, in an order and form that make small diffs."""
    out = BytesIO()
    write_po(out, catalog, width=100, no_location=True, sort_output=True)
    # Babel's placeholders for people, days and mail would only make every diff longer.
    idle = re.compile(rb'"(POT-Creation|PO-Revision)-Date|"(Last-Translator|Language-Team|Report)')
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not idle.match(line))


def main(added: list[str]) -> None:
    """Update all catalogs, and start those of the languages in ``added``."""
    for domain in ("messages", "letter"):
        texts = template(domain)
        (LOCALES / f"{domain}.pot").write_bytes(written(texts))
        for language in sorted({*languages(domain), *added}):
            update(language, domain, texts)
            with path_of(language, domain).open("rb") as file:
                missing = [m for m in read_po(file) if m.id and not translated(m)]
            print(f"{language} {domain}: {len(missing)} of {len(texts)} to translate")  # noqa: T201


def translated(message: Message) -> bool:
    """Tell whether a message has a translation, in every plural form."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


if __name__ == "__main__":
    main(sys.argv[1:])
