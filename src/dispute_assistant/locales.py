"""Languages: catalogs, choice of a language, and values written as a reader expects them.

Two gettext domains: ``messages`` is what the program says to the buyer (questions, advice,
problems), ``letter`` the short words inside letters (see ``labels``). The catalogs are ``.po``
files; a wheel carries them compiled, a checkout compiles them on first use into the user's cache.
"""

import gettext
import io
import os
import re
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dispute_assistant import cache
from dispute_assistant.messages import ByLanguage, Country, Message
from dispute_assistant.money import Money, decimals
from dispute_assistant.tables import kept
from dispute_assistant.texts import fold

if TYPE_CHECKING:
    import babel

FOLDER = Path(__file__).parent / "locales"
_ALIASES = Path(__file__).parent / "data" / "country_aliases.tsv"
INTERFACE = ("en", "ru", "es")
"""Languages that the interview and the advice speak."""


class Locale(Struct, frozen=True):
    """One language with its catalog; the only thing that turns a Message into words."""

    tag: str
    """Babel tag: ``ru``, ``zh_Hans``."""
    domain: str = "messages"

    def text(self, message: Message | str) -> str:
        """Return ``message`` in this language, its values formatted."""
        catalog = _catalog(self.tag, self.domain)
        if isinstance(message, str):
            return catalog.gettext(message) if message else ""
        if message.count is None:
            template = catalog.gettext(message.template)
        else:
            template = catalog.ngettext(message.template, message.plural, message.count)
        text = template.format_map({k: self.value(v) for k, v in message.values.items()})
        # A date may end with an abbreviation ("2026 г."), whose full stop ends the sentence too.
        return _TWO_STOPS.sub(".", text)

    def value(self, value: object) -> str:
        """Return ``value`` as a reader of this language expects it."""
        words = ""
        match value:
            case Message():
                words = self.text(value)
            case datetime():
                words = self.moment(value)
            case date():
                words = self.day(value)
            case Money():
                words = self.money(value)
            case Country():
                words = self.country(value.code)
            case ByLanguage():
                words = value.texts.get(self.tag) or self._with_meaning(value.texts.get("en", ""))
            case tuple() | list() | frozenset():
                words = self.listing(value)
            case _:
                words = str(value)
        return words

    def _with_meaning(self, english: str) -> str:
        """Return somebody's English wording with what it means, where the catalog knows it."""
        meaning = self.text(english)
        return english if meaning == english else f"{english} ({meaning})"

    def day(self, day: date) -> str:
        """Return a date in full: ``27 November 2026``."""
        from babel.dates import format_date

        return format_date(day, format="long", locale=self.babel)

    def short_day(self, day: date) -> str:
        """Return a date for a table: ``27 Nov 2026``."""
        from babel.dates import format_date

        return format_date(day, format="medium", locale=self.babel)

    def moment(self, at: date | datetime) -> str:
        """Return day and local time for a table; the day alone for a date."""
        if not isinstance(at, datetime):
            return self.short_day(at)
        pattern = str(self.babel.datetime_formats["medium"]).replace("'", "")
        return pattern.format(f"{at:%H:%M}", self.short_day(at.date()))

    def days(self, count: int) -> str:
        """Return ``5 days`` in the plural form of the language."""
        from babel.dates import format_timedelta

        # The threshold keeps days as days; the unit patterns of CLDR lack long forms for some
        # languages (Babel issue 1217).
        return format_timedelta(
            timedelta(days=count), granularity="day", threshold=10**6, locale=self.babel
        )

    def money(self, money: Money) -> str:
        """Return the amount with the currency in words: ``12.50 US dollars``, not a bare ``$``."""
        from babel.numbers import format_decimal, get_currency_name, get_currency_unit_pattern

        # Babel would round to the digits of everyday use, and a claim must not lose a cent.
        digits = decimals(money.currency)
        form = f"#,##0.{'0' * digits}" if digits else "#,##0"
        pattern = get_currency_unit_pattern(money.currency, money.amount, locale=self.babel)
        return pattern.format(
            format_decimal(money.amount, format=form, locale=self.babel),
            get_currency_name(money.currency, money.amount, locale=self.babel),
        )

    def country(self, code: str) -> str:
        """Return the name of the country with ISO code ``code``."""
        return str(self.babel.territories.get(code, code))

    def language_name(self, tag: str) -> str:
        """Return the name of another language in this one."""
        import babel

        return str(babel.Locale.parse(tag).get_display_name(self.tag) or tag)

    def listing(self, values: Iterable[object]) -> str:
        """Return ``a, b and c``."""
        from babel.lists import format_list

        return format_list([self.value(v) for v in values], locale=self.babel)

    @property
    def babel(self) -> "babel.Locale":
        """Babel's data for this language; the country fixes how dates are written."""
        return _babel(self.tag)


_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")

_REGION = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "de": "de_DE"}
"""Variant whose dates and numbers a language uses when no country is said: the day comes first,
so that no date in a letter can be read month first."""


@lru_cache
def _babel(tag: str) -> "babel.Locale":
    import babel

    return babel.Locale.parse(_REGION.get(tag, tag))


@kept
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and names of every country, in the order of names in ``language``.

    The names, divided by ``|``, are those in all interface languages and what people say instead
    ("EE. UU.", "Holland"), so that a buyer finds a country by whatever name comes first.
    """
    names = {tag: _babel(tag).territories for tag in dict.fromkeys((language, *INTERFACE))}
    own, aliases = names[language], _aliases()
    codes = (c for c in map(str, own) if len(c) == 2 and c.isalpha() and c not in _NOT_COUNTRIES)
    found = {c: [str(n[c]) for n in names.values() if c in n] for c in codes}
    return tuple(
        (code, " | ".join((code, *found[code], *aliases.get(code, ()))))
        for code in sorted(found, key=lambda c: fold(str(own[c])))
    )


@lru_cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    """Return for each code what people call the country, beside its names in CLDR."""
    lines = _ALIASES.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {code: tuple(names.split("|")) for code, names in rows}


_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes in CLDR that are no destination of a parcel."""


@kept
def decimal_mark(language: str, country: str = "") -> str:
    """Return the mark that divides the decimals of a number in ``language``.

    Countries may differ within their own language: Mexico writes 25.90, Spain 25,90.
    """
    from babel.languages import get_official_languages
    from babel.localedata import exists
    from babel.numbers import get_decimal_symbol

    local = f"{language}_{country}"
    own = language in get_official_languages(country, de_facto=True) and exists(local)
    return get_decimal_symbol(_babel(local if own else language))


@kept
def official_languages(country: str) -> tuple[str, ...]:
    """Return the official languages of a country, most spoken first (CLDR, territory data).

    >>> official_languages("BO")[0]
    'es'
    """
    from babel.languages import get_official_languages

    return tuple(get_official_languages(country, de_facto=True))


@kept
def home_currency(country: str) -> str:
    """Return the currency used in ``country`` (ISO code), or nothing where it is not known."""
    from babel.numbers import get_territory_currencies

    found = get_territory_currencies(country) if country else []
    return str(found[-1]) if found else ""


def negotiate(wanted: str, available: Iterable[str] = INTERFACE) -> str:
    """Return the tag in ``available`` for ``wanted`` (``ru_RU.UTF-8``, ``es-MX``), or ``en``."""
    tag = wanted.partition(".")[0].partition("@")[0].replace("-", "_")
    language = tag.partition("_")[0].lower()
    available = tuple(available)
    if tag in available:
        return tag
    return next((a for a in available if a.partition("_")[0] == language), "en")


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the interface language that the environment asks for."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return negotiate(next((environ[n] for n in names if environ.get(n)), "en"))


@lru_cache
def _catalog(tag: str, domain: str) -> gettext.NullTranslations:
    catalog = gettext.NullTranslations()
    for name in (domain,) if domain == "letter" else ("letter", domain):
        if layer := _layer(tag, name):
            layer.add_fallback(catalog)
            catalog = layer
    return catalog


def _layer(tag: str, domain: str) -> gettext.GNUTranslations | None:
    """Return one catalog: the wheel's, the cache's, or one compiled now."""
    source = FOLDER / tag / "LC_MESSAGES" / f"{domain}.po"
    packaged = source.with_suffix(".mo")
    if packaged.exists():
        return gettext.GNUTranslations(io.BytesIO(packaged.read_bytes()))
    if not source.exists():
        return None
    stat = source.stat()
    cached = Path(cache.folder()) / f"{tag}-{domain}-{stat.st_mtime_ns}-{stat.st_size}.mo"
    try:
        return gettext.GNUTranslations(io.BytesIO(cached.read_bytes()))
    except (OSError, ValueError, struct.error):  # not there, or damaged
        compiled = _compile(source, tag)
        _keep(cached, compiled)
        return gettext.GNUTranslations(io.BytesIO(compiled))


def stale_catalogs() -> tuple[str, ...]:
    """Return the languages without a catalog, and compiled files older than their source.

    A compiled file goes first wherever there is one.
    """
    found = {path.parts[-3] for path in FOLDER.glob("*/LC_MESSAGES/messages.[mp]o")}
    wrong = [tag for tag in INTERFACE if tag not in {"en", *found}]
    for compiled in FOLDER.glob("*/LC_MESSAGES/*.mo"):
        source = compiled.with_suffix(".po")
        if source.exists() and source.stat().st_mtime > compiled.stat().st_mtime:
            wrong.append(str(compiled))
    return tuple(wrong)


def _compile(source: Path, tag: str) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    with source.open("rb") as file:
        write_mo(out, read_po(file, locale=tag))
    return out.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """Store ``content`` for the next start; a read-only home only costs time."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
