"""The facts the program knows about the world, read strictly from ``data/``.

Where it stands in the flow: the rules, the plan and the letters take every number, label, address
and limit from here. One TOML file is one record and its name is the record's id: marketplaces and
payment routes, customs authorities, unions of countries with common rules, categories of goods.
``parameters.toml`` holds the numbers that law or habit sets, each row dated; ``sources.toml`` says
where every fact was read.

A fact that was not found is ``None``; nothing is filled in by guessing. Every fact has a
:class:`Confidence`, and ``usable`` is false for what nobody confirmed: such facts never reach a
paper or a deadline. Reading one record parses that file alone.

>>> from datetime import date
>>> parameter("silent_days_before_acting").at(date(2026, 11, 23)).number
5
>>> marketplace("aliexpress").evidence.max_mb.value
2
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from dispute_assistant.errors import DataError
from dispute_assistant.facts import (
    Anchor,
    Confidence,
    DayType,
    Fact,
    Note,
    Parameter,
    ParameterValue,
    Source,
    Sourced,
    SourceKind,
    Term,
    Window,
)
from dispute_assistant.records import (
    Appeal,
    Authority,
    Bearer,
    Brand,
    BrandList,
    Cause,
    Channel,
    ChannelKind,
    CustomsDocument,
    CustomsUnion,
    Declarant,
    Defaults,
    Escalation,
    EscalationMode,
    Evidence,
    GoodsCategory,
    GoodsRule,
    GoodsStatus,
    GoodsWords,
    ImportRule,
    InfoRight,
    Marketplace,
    MarketplaceKind,
    NeverCite,
    Office,
    Reason,
    Reopen,
    RuleChannel,
    Situation,
    SituationList,
    TextLimits,
    UiLabel,
)
from dispute_assistant.tables import kept

__all__ = [
    "Anchor",
    "Appeal",
    "Authority",
    "Bearer",
    "Brand",
    "Cause",
    "Channel",
    "ChannelKind",
    "Confidence",
    "CustomsDocument",
    "CustomsUnion",
    "DayType",
    "Declarant",
    "Defaults",
    "Escalation",
    "EscalationMode",
    "Evidence",
    "Fact",
    "GoodsCategory",
    "GoodsRule",
    "GoodsStatus",
    "GoodsWords",
    "ImportRule",
    "InfoRight",
    "Marketplace",
    "MarketplaceKind",
    "NeverCite",
    "Note",
    "Office",
    "Parameter",
    "ParameterValue",
    "Reason",
    "Reopen",
    "RuleChannel",
    "Situation",
    "SituationList",
    "Source",
    "SourceKind",
    "Sourced",
    "Term",
    "TextLimits",
    "UiLabel",
    "Window",
    "authorities",
    "authority",
    "brands",
    "countries",
    "defaults",
    "goods_categories",
    "goods_words",
    "load",
    "load_table",
    "marketplace",
    "marketplace_ids",
    "marketplaces",
    "mediator_languages",
    "parameter",
    "parameters",
    "records",
    "situations",
    "source",
    "sources",
    "union_of",
    "unions",
]

DATA = Path(__file__).parent / "data"

R = TypeVar("R")


def load(path: Path, record: type[R]) -> R:
    """Read a file that is one record, strictly; DataError names the file and the key at fault."""
    raw = _parsed(path)
    slug = raw.get("id", raw.get("country", path.stem))
    if isinstance(slug, str) and slug.lower() != path.stem:
        raise DataError(f"{_place(path)}: id {slug!r} is not the name of the file")
    return _converted(raw, record, _place(path))


def load_table(path: Path, record: type[R]) -> dict[str, R]:
    """Read a file of many records by id, strictly; DataError names file, id and key."""
    return {
        name: _converted(raw, record, f"{_place(path)}, {name}")
        for name, raw in _parsed(path).items()
    }


def _place(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _parsed(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{_place(path)}: there is no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{_place(path)}: {error}") from error


def _converted(raw: object, record: type[R], place: str) -> R:
    try:
        checked = msgspec.convert(raw, record, strict=True)
    except msgspec.ValidationError as error:
        raise DataError(f"{place}: {error}") from error
    for key, source_id in _source_references(raw):
        if source_id not in _source_ids():
            raise DataError(f"{place}: unknown source {source_id!r} at {key}")
    return checked


def _source_references(value: object, key: str = "$") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"sources", "contradicted_by"} and isinstance(inner, list):
                yield from ((f"{key}.{name}", source_id) for source_id in inner)
            else:
                yield from _source_references(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _source_references(inner, f"{key}[{index}]")


@cache
def _source_ids() -> frozenset[str]:
    """Names of the tables alone: parsing all sources to check one record would be slow."""
    text = (DATA / "sources.toml").read_text("utf-8")
    return frozenset(re.findall(r"^\[(\w+)\]$", text, re.MULTILINE))


@cache
def _ids(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (DATA / folder).glob("*.toml")))


@kept
def _sources() -> dict[str, Source]:
    return load_table(DATA / "sources.toml", Source)


def source(source_id: str) -> Source:
    """Return a source by id; DataError when there is none."""
    try:
        return _sources()[source_id]
    except KeyError:
        raise DataError(f"sources.toml: there is no source {source_id!r}") from None


def sources() -> dict[str, Source]:
    """All sources by id."""
    return dict(_sources())


@kept
def _parameters() -> dict[str, Parameter]:
    return load_table(DATA / "parameters.toml", Parameter)


def parameter(parameter_id: str) -> Parameter:
    """Return a dated parameter by id; DataError when there is none."""
    try:
        return _parameters()[parameter_id]
    except KeyError:
        raise DataError(f"parameters.toml: there is no parameter {parameter_id!r}") from None


def parameters() -> dict[str, Parameter]:
    """All parameters by id."""
    return dict(_parameters())


@kept
def defaults() -> Defaults:
    """What the program does where a marketplace's rule is not known."""
    return load(DATA / "defaults.toml", Defaults)


def marketplace_ids() -> tuple[str, ...]:
    """Ids of all marketplaces and payment routes, without reading them."""
    return _ids("marketplaces")


@kept
def marketplace(marketplace_id: str) -> Marketplace:
    """Return a marketplace or payment route; DataError when there is none."""
    if marketplace_id not in marketplace_ids():
        raise DataError(f"marketplaces: there is no marketplace {marketplace_id!r}")
    return load(DATA / "marketplaces" / f"{marketplace_id}.toml", Marketplace)


def marketplaces() -> tuple[Marketplace, ...]:
    """All marketplaces and payment routes, by id."""
    return tuple(marketplace(i) for i in marketplace_ids())


def mediator_languages(place: Marketplace) -> tuple[str, ...]:
    """Languages to write to its mediators in, best first; the product's default where unknown."""
    known = place.mediator_languages
    return known.value if known and known.usable else defaults().mediator_languages


@kept
def unions() -> tuple[CustomsUnion, ...]:
    """Unions of countries with common customs rules."""
    return tuple(load(DATA / "unions" / f"{i}.toml", CustomsUnion) for i in _ids("unions"))


def union_of(country: str) -> CustomsUnion | None:
    """The union that ``country`` (ISO code) is researched as a member of."""
    return next((union for union in unions() if country in union.members), None)


def countries() -> tuple[str, ...]:
    """ISO codes of the countries whose customs authority is known, without reading them."""
    return tuple(i.upper() for i in _ids("customs"))


@kept
def authority(country: str) -> Authority | None:
    """The customs authority of ``country`` (ISO code) with its union's rules; None if unknown."""
    if country not in countries():
        return None
    own = load(DATA / "customs" / f"{country.lower()}.toml", Authority)
    union = union_of(country)
    if union is None:
        return own
    return msgspec.structs.replace(
        own,
        union=union.id,
        info_rights=own.info_rights + union.info_rights,
        documents=own.documents + union.documents,
        imports=own.imports or union.imports,
        declarant=own.declarant or union.declarant,
        restrictions=own.restrictions + union.restrictions,
        never_cite=own.never_cite + union.never_cite,
    )


def authorities() -> tuple[Authority, ...]:
    """All customs authorities, by country code."""
    return tuple(found for country in countries() if (found := authority(country)))


@kept
def situations() -> tuple[Situation, ...]:
    """The troubles a buyer may be in."""
    return load(DATA / "situations.toml", SituationList).situations


@kept
def goods_categories() -> tuple[GoodsCategory, ...]:
    """Categories of goods that meet bans, by id."""
    return tuple(load(DATA / "goods" / f"{i}.toml", GoodsCategory) for i in _ids("goods"))


@kept
def goods_words() -> GoodsWords:
    """How the titles of goods are read."""
    return load(DATA / "goods_words.toml", GoodsWords)


@cache
def brands() -> tuple[Brand, ...]:
    """Makers whose goods are often copied."""
    return load(DATA / "brands.toml", BrandList).brands


_FOLDERS: dict[str, type[msgspec.Struct]] = {
    "customs": Authority,
    "goods": GoodsCategory,
    "marketplaces": Marketplace,
    "unions": CustomsUnion,
}


def records() -> Iterator[tuple[str, object]]:
    """Yield every file of facts as it stands, with its name below ``data/``; in that order."""
    for folder, record in _FOLDERS.items():
        for name in _ids(folder):
            path = DATA / folder / f"{name}.toml"
            yield f"{folder}/{path.name}", load(path, record)
    yield "parameters.toml", parameters()
