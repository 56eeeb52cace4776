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
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from dispute_assistant.errors import DataError

DATA = Path(__file__).parent / "data"

T = TypeVar("T")
R = TypeVar("R")


class Confidence(StrEnum):
    """How well a fact is known."""

    VERIFIED = "verified"
    """An official or primary text was seen."""
    REPORTED = "reported"
    """A secondary source was seen; a deadline says "check the date on your order page"."""
    UNVERIFIED = "unverified"
    """General knowledge or one weak source; never printed."""


class Sourced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a fact comes from and how far it can be trusted."""

    confidence: Confidence
    sources: tuple[str, ...] = ()
    """Ids in ``sources.toml``; at least one unless the fact is unverified."""
    note: str = ""
    """What a reader of the fact should know; English, for advice, never for a letter."""
    contradicted_by: tuple[str, ...] = ()
    """Ids of sources that say otherwise."""

    def __post_init__(self) -> None:
        if self.confidence is not Confidence.UNVERIFIED and not self.sources:
            msg = f"a {self.confidence} fact needs a source"
            raise ValueError(msg)

    @property
    def usable(self) -> bool:
        """True when the fact may appear in advice, plan or paper."""
        return self.confidence is not Confidence.UNVERIFIED


class Fact(Sourced, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sourced value."""

    value: T


class Note(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sourced statement in words, shown to the user as advice."""

    id: str
    text: str


class SourceKind(StrEnum):
    """What a source is."""

    OFFICIAL = "official"
    LAW = "law"
    API_DOCS = "api_docs"
    MIRROR = "mirror"
    """A copy of an official page on another site."""
    GUIDE = "guide"
    SELLER_GUIDE = "seller_guide"
    VENDOR_DOCS = "vendor_docs"
    NEWS = "news"
    PUBLIC_CODE = "public_code"


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page or text that facts were read from."""

    title: str
    url: str
    kind: SourceKind
    age: str
    """Date or period of the text; "undated" where it has none; "c." marks an estimate."""
    read: date
    """Day on which it was read."""
    complete: bool = True
    """False when the address is only a host or a fragment: such an address is never printed."""


class DayType(StrEnum):
    """How days of a term are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class ParameterValue(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a parameter was from a certain day on."""

    since: date
    about: bool = False
    """True when the sources give no exact first day, only a year, a month or "now"."""
    value: int | tuple[int, ...] | None = None
    ended: bool = False
    """True for a closing row: from ``since`` on there is no value."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ended == (self.value is not None):
            msg = "a row has either a value or ended = true"
            raise ValueError(msg)

    @property
    def number(self) -> int:
        """The value of a parameter that is one number; DataError when it ended or is a list."""
        if not isinstance(self.value, int):
            msg = f"the value since {self.since} is not one number"
            raise DataError(msg)
        return self.value


class Parameter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number set by law, policy or habit, with its history."""

    description: str
    unit: str
    """``days``, ``hours``, ``months``, ``percent``, ``month numbers`` or a currency code."""
    values: tuple[ParameterValue, ...]
    """Oldest first."""
    our_reading: bool = False
    """True when the value is this project's reading of its source, not the source's own figure."""

    def __post_init__(self) -> None:
        days = [row.since for row in self.values]
        if not days or days != sorted(set(days)):
            msg = "rows must be there and dated in ascending order"
            raise ValueError(msg)

    def known_at(self, day: date) -> ParameterValue | None:
        """Newest row not after ``day``, or None before the first."""
        return next((row for row in reversed(self.values) if row.since <= day), None)

    def at(self, day: date) -> ParameterValue:
        """Newest row not after ``day``; DataError before the first."""
        if row := self.known_at(day):
            return row
        msg = f"nothing is known for {day}, before {self.values[0].since}: {self.description}"
        raise DataError(msg)


class Anchor(StrEnum):
    """The day from which a window is counted."""

    SHIPMENT = "shipment"
    PURCHASE = "purchase"
    PAYMENT = "payment"
    TRANSACTION = "transaction"
    TRACKING_GIVEN = "tracking_given"
    DELIVERY_TIME_END = "delivery_time_end"
    RECEIPT = "receipt"
    RECEIPT_OR_DELIVERY_TIME_END = "receipt_or_delivery_time_end"
    ESTIMATED_DELIVERY = "estimated_delivery"
    LATEST_ESTIMATED_DELIVERY = "latest_estimated_delivery"
    ESTIMATED_OR_ACTUAL_DELIVERY = "estimated_or_actual_delivery"
    HELP_REQUEST_AFTER_ESTIMATED_DELIVERY = "help_request_after_estimated_delivery"
    PROCESSING = "processing"
    """Day on which the card payment was processed."""
    PROCESSING_OR_RETURN = "processing_or_return"
    PROCESSING_OR_EXPECTED_DELIVERY = "processing_or_expected_delivery"
    DISPUTE_OPENED = "dispute_opened"
    MEDIATION_OPENED = "mediation_opened"
    DECISION = "decision"


class Window(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calendar days after an anchor on which something opens or closes."""

    anchor: Anchor
    days: int | None = None
    by_country: dict[str, int] = {}
    """Days by ISO country of the buyer, where they differ; they go before ``days``."""
    by_shipping: dict[str, int] = {}
    """Days by way of shipping: ``express``, ``ems_epacket``, ``post``."""
    other_days: int | None = None
    """The figure of the sources in ``contradicted_by``."""
    cap_days: int | None = None
    """Not later than this many days after ``cap_anchor``."""
    cap_anchor: Anchor | None = None

    @property
    def usable(self) -> bool:
        """True when days are known and confirmed at least by report."""
        known = self.days is not None or bool(self.by_country) or bool(self.by_shipping)
        return known and self.confidence is not Confidence.UNVERIFIED

    def days_for(self, country: str = "", shipping: str = "") -> int | None:
        """Days for this buyer; None when not known or not confirmed.

        Where only third parties report the figure and another one contradicts it, the smaller
        counts, so that a day called safe is safe by both.
        """
        if not self.usable:
            return None
        days = self.by_country.get(country, self.by_shipping.get(shipping, self.days))
        if days is None or self.other_days is None or self.confidence is Confidence.VERIFIED:
            return days
        return min(days, self.other_days)


class Term(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a step takes: one figure or a range."""

    days: int | None = None
    min_days: int | None = None
    max_days: int | None = None
    day_type: DayType = DayType.CALENDAR

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days is None and self.max_days is None:
            msg = "a term needs days or max_days"
            raise ValueError(msg)

    @property
    def longest(self) -> int:
        """The figure, or the upper end of the range."""
        return self.days if self.days is not None else self.max_days or 0


class EscalationMode(StrEnum):
    """Who brings the platform into a dispute."""

    AUTOMATIC = "automatic"
    BUYER_REQUEST = "buyer_request"


class Escalation(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a dispute reaches the platform."""

    mode: EscalationMode | None = None
    after_days: int | None = None
    """Earliest day after opening."""
    within_days: int | None = None
    """Last day after opening; later the dispute closes for good."""
    open_days: int | None = None
    """How long a request stays open."""
    day_type: DayType = DayType.CALENDAR
    stages: tuple[str, ...] = ()


class Appeal(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a decision can be contested on the platform."""

    days: int
    anchor: Anchor
    times: int


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What files a marketplace takes; None where nothing was found."""

    formats: Fact[tuple[str, ...]] | None = None
    """File name endings in lower case."""
    max_mb: Fact[int] | None = None
    """Megabytes per file."""
    max_total_mb: Fact[int] | None = None
    """Megabytes per submission."""
    max_count: Fact[int] | None = None
    video: Fact[bool] | None = None
    required_when_not_received: Fact[bool] | None = None
    editable_until_closed: Fact[bool] | None = None
    rejected: Fact[tuple[str, ...]] | None = None
    """Kinds of evidence that are refused."""
    types: Fact[tuple[str, ...]] | None = None
    """Codes of the evidence types that concern customs."""
    submit_within: Window | None = None
    notes: tuple[Note, ...] = ()


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long texts may be; None where nothing was found."""

    message_max_chars: Fact[int] | None = None
    description_max_chars: Fact[int] | None = None


class Reason(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the list of reasons in a dispute form."""

    id: str
    labels: dict[str, str] = {}
    """Wording seen, by locale; a missing locale was not found."""
    group_labels: dict[str, str] = {}
    """Wording of the group it stands in, by locale."""
    fits: tuple[str, ...] = ()
    """Ids of situations, or ``no_tracking``; our mapping, not the platform's wording."""
    avoid: bool = False
    """True when choosing it turns the case against the buyer."""


class UiLabel(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wording of a button or status seen on a marketplace's pages."""

    labels: dict[str, str]


class Cause(StrEnum):
    """Why a parcel does not pass customs, as the rules of marketplaces tell it apart."""

    MISSING_INVOICE = "missing_invoice"
    MISSING_LICENCE_OR_CERTIFICATE = "missing_licence_or_certificate"
    UNDERVALUATION = "undervaluation"
    COUNTERFEIT = "counterfeit"
    PROHIBITED_IMPORT = "prohibited_import"
    PROHIBITED_OR_REPLICA_PROVED = "prohibited_or_replica_proved"
    """Customs proves that the goods are prohibited or copies."""
    UNPAID_DUTY = "unpaid_duty"
    IMPORT_DUTY = "import_duty"
    IMPORTER_OF_RECORD = "importer_of_record"
    REFUSED_FORMALITIES = "refused_formalities"
    REFUSED_DELIVERY = "refused_delivery"
    UNCLAIMED_AT_CUSTOMS = "unclaimed_at_customs"
    CUSTOMS_PAYMENT_DELAYED_OR_REFUSED = "customs_payment_delayed_or_refused"
    HELD_AT_SENDER_CUSTOMS = "held_at_sender_customs"
    HELD_AT_BUYER_CUSTOMS = "held_at_buyer_customs"
    CUSTOMS_DETAINED_DESTROYED_OR_RETURNED = "customs_detained_destroyed_or_returned"


class Bearer(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The causes that one side answers for, and what follows."""

    causes: tuple[Cause, ...]
    outcome: str = ""


class Reopen(StrEnum):
    """Whether a closed dispute can be opened again."""

    WHILE_PROTECTED = "while_protected"
    NEVER = "never"


class MarketplaceKind(StrEnum):
    """What kind of counterpart the buyer has."""

    MARKETPLACE = "marketplace"
    SHOP = "shop"
    PAYMENT = "payment"
    CARD = "card"
    AGENT = "agent"


class Marketplace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A marketplace or payment route and the rules of its disputes; None means not found."""

    id: str
    name: str
    """As people say it: "AliExpress"."""
    note_name: str = ""
    """The longer name that tells it from its siblings."""
    kind: MarketplaceKind
    urls: dict[str, str]
    order_path: str = ""
    """Way through the menus to the order's dispute."""
    opens: Window | None = None
    opens_in_transit: Window | None = None
    """When a dispute opens while tracking moves normally."""
    closes: Window | None = None
    timezone: Fact[str] | None = None
    seller_response: Term | None = None
    mediation: Term | None = None
    escalation: Escalation | None = None
    appeal: Appeal | None = None
    return_goods: Term | None = None
    refund: Term | None = None
    mediator_languages: Fact[tuple[str, ...]] | None = None
    """Locales in order; see :func:`mediator_languages` for what to use when None."""
    evidence: Evidence = Evidence()
    text: Text = Text()
    reasons: tuple[Reason, ...] = ()
    ui_labels: dict[str, UiLabel] = {}
    seller_bears: Bearer | None = None
    buyer_bears: Bearer | None = None
    customs_notes: tuple[Note, ...] = ()
    """What is known of the rules on customs beyond the two lists above."""
    buyer_data: Fact[tuple[str, ...]] | None = None
    """What the buyer is asked for: ``passport``, ``inn``, ``product_links``."""
    cancel: Fact[Reopen] | None = None
    """Whether a dispute the buyer withdrew can be opened again."""
    accept: Fact[Reopen] | None = None
    """Whether a dispute can be opened again after an offer was accepted."""
    warnings: tuple[Note, ...] = ()
    history: tuple[Note, ...] = ()
    """Older rules, so that an old guide can be recognised."""
    tracking_labels: tuple[UiLabel, ...] = ()
    """Customs wording seen on its tracking pages."""

    def reasons_for(self, situation: str) -> tuple[Reason, ...]:
        """Reasons that fit a situation and do not harm the buyer, best first."""
        return tuple(r for r in self.reasons if situation in r.fits and not r.avoid and r.usable)


class ChannelKind(StrEnum):
    """How an authority can be reached."""

    POST = "post"
    PORTAL = "portal"
    FORM = "form"
    EMAIL = "email"
    PHONE = "phone"


class Channel(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to reach an authority."""

    kind: ChannelKind
    value: str = ""
    """Address or number; empty where only the way is known."""


class Office(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A customs office named in scans or by the authority."""

    name: str
    address: str = ""


class InfoRight(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A law under which a person may ask the authority."""

    law: str
    article: str = ""
    reply_days: int | None = None
    day_type: DayType = DayType.CALENDAR
    extension_days: int | None = None


class Declarant(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who declares parcels to customs."""

    post: str
    courier: str


class CustomsDocument(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that customs issues on refused, returned or seized goods."""

    name_local: str
    meaning: str


class ImportRule(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits below which a parcel is free of duty or tax, and the rule around them."""

    rule: str
    duty_free: Parameter | None = None
    tax_free: Parameter | None = None
    rates: dict[str, Parameter] = {}
    """Further figures of the rule by name, such as ``excess_percent``."""


class NeverCite(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provision that guides name and that no paper may rely on."""

    id: str
    law: str
    article: str
    why: str


class Union(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Countries with common customs rules; the rules stand here once."""

    id: str
    name: str
    members: tuple[str, ...]
    """ISO codes of the members that this project has researched."""
    imports: ImportRule | None = None
    info_rights: tuple[InfoRight, ...] = ()
    documents: tuple[CustomsDocument, ...] = ()
    declarant: Declarant | None = None
    restrictions: tuple[str, ...] = ()
    never_cite: tuple[NeverCite, ...] = ()


class Authority(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A country's customs authority and the way to ask it; None or empty means not found."""

    country: str
    """ISO 3166 code."""
    name_local: str
    """General knowledge, like ``letter_languages``."""
    name_en: str
    website: str
    website_confidence: Confidence
    letter_languages: tuple[str, ...]
    """Locales it accepts letters in, best first."""
    union: str = ""
    """Id of the union whose common rules were added on loading; never set in a country's file."""
    address: Fact[str] | None = None
    """Postal address; None: leave the address for the user to fill in."""
    competent_office: Fact[str] | None = None
    offices: tuple[Office, ...] = ()
    channels: tuple[Channel, ...] = ()
    info_rights: tuple[InfoRight, ...] = ()
    """Own laws first, then those of the union."""
    documents: tuple[CustomsDocument, ...] = ()
    imports: ImportRule | None = None
    declarant: Declarant | None = None
    restrictions: tuple[str, ...] = ()
    """Ids of goods categories that deserve attention there."""
    never_cite: tuple[NeverCite, ...] = ()


class Situation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trouble a buyer may be in; our own list, made from what users ask."""

    id: str
    name: str
    first_step: str
    papers: tuple[str, ...]
    """Kinds of document that help, most useful first."""


class Status(StrEnum):
    """Whether goods may be imported by a private person."""

    PROHIBITED = "prohibited"
    RESTRICTED = "restricted"
    ALLOWED = "allowed"
    NOT_RESEARCHED = "not_researched"


class RuleChannel(StrEnum):
    """Which ways of import a rule covers."""

    ANY = "any"
    POST = "post"


class GoodsRule(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The status of a category in some countries or in a union."""

    countries: tuple[str, ...] = ()
    union: str = ""
    status: Status
    channel: RuleChannel = RuleChannel.ANY


class GoodsCategory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods that meet bans, with the words that name them in product titles."""

    id: str
    labels: dict[str, str]
    keywords: dict[str, tuple[str, ...]]
    """Search terms by language; a trailing ``*`` stands for any ending of the word."""
    excludes: dict[str, tuple[str, ...]] = {}
    """Phrases in which a keyword means something else."""
    question: str = ""
    """What to ask the user when a title alone does not tell."""
    default: GoodsRule
    rules: tuple[GoodsRule, ...] = ()


class Defaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the program does where nothing is known: product choices, not facts."""

    mediator_languages: tuple[str, ...]
    description_soft_max_chars: int
    message_soft_max_chars: int
    image_soft_max_mb: int
    image_format: str


def load(path: Path, record: type[R]) -> R:
    """Read one file of records strictly; DataError names the file and the key at fault."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        checked = msgspec.convert(raw, record, strict=True)
    except FileNotFoundError as error:
        raise DataError(f"{_place(path)}: there is no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"{_place(path)}: {error}") from error
    for key, source_id in _source_references(raw):
        if source_id not in _source_ids():
            raise DataError(f"{_place(path)}: unknown source {source_id!r} at {key}")
    slug = raw.get("id", raw.get("country", path.stem))
    if isinstance(slug, str) and slug.lower() != path.stem:
        raise DataError(f"{_place(path)}: id {slug!r} is not the name of the file")
    return checked


def _place(path: Path) -> str:
    return "/".join(path.parts[-2:])


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


def _ids(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (DATA / folder).glob("*.toml")))


@cache
def _sources() -> dict[str, Source]:
    return load(DATA / "sources.toml", dict[str, Source])


def source(source_id: str) -> Source:
    """Return a source by id; DataError when there is none."""
    try:
        return _sources()[source_id]
    except KeyError:
        raise DataError(f"sources.toml: there is no source {source_id!r}") from None


def sources() -> dict[str, Source]:
    """All sources by id."""
    return dict(_sources())


@cache
def _parameters() -> dict[str, Parameter]:
    return load(DATA / "parameters.toml", dict[str, Parameter])


def parameter(parameter_id: str) -> Parameter:
    """Return a dated parameter by id; DataError when there is none."""
    try:
        return _parameters()[parameter_id]
    except KeyError:
        raise DataError(f"parameters.toml: there is no parameter {parameter_id!r}") from None


def parameters() -> dict[str, Parameter]:
    """All parameters by id."""
    return dict(_parameters())


@cache
def defaults() -> Defaults:
    """What the program does where a marketplace's rule is not known."""
    return load(DATA / "defaults.toml", Defaults)


def marketplace_ids() -> tuple[str, ...]:
    """Ids of all marketplaces and payment routes, without reading them."""
    return _ids("marketplaces")


@cache
def marketplace(marketplace_id: str) -> Marketplace:
    """Return a marketplace or payment route; DataError when there is none."""
    return load(DATA / "marketplaces" / f"{marketplace_id}.toml", Marketplace)


def marketplaces() -> tuple[Marketplace, ...]:
    """All marketplaces and payment routes, by id."""
    return tuple(marketplace(i) for i in marketplace_ids())


def mediator_languages(place: Marketplace) -> tuple[str, ...]:
    """Languages to write to its mediators in, best first; the product's default where unknown."""
    known = place.mediator_languages
    return known.value if known and known.usable else defaults().mediator_languages


@cache
def unions() -> tuple[Union, ...]:
    """Unions of countries with common customs rules."""
    return tuple(load(DATA / "unions" / f"{i}.toml", Union) for i in _ids("unions"))


def union_of(country: str) -> Union | None:
    """The union that ``country`` (ISO code) is researched as a member of."""
    return next((union for union in unions() if country in union.members), None)


def countries() -> tuple[str, ...]:
    """ISO codes of the countries whose customs authority is known, without reading them."""
    return tuple(i.upper() for i in _ids("customs"))


@cache
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


@cache
def situations() -> tuple[Situation, ...]:
    """The troubles a buyer may be in."""
    return load(DATA / "situations.toml", dict[str, tuple[Situation, ...]])["situations"]


@cache
def goods_categories() -> tuple[GoodsCategory, ...]:
    """Categories of goods that meet bans, by id."""
    return tuple(load(DATA / "goods" / f"{i}.toml", GoodsCategory) for i in _ids("goods"))
