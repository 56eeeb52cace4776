"""The records of ``data/``: marketplaces, customs authorities, unions, situations, goods.

Where it stands in the flow: ``reference`` reads the files into these records and everything else
reads the records. What was not found is ``None`` or empty; nothing is filled in by guessing.
"""

from enum import StrEnum

from msgspec import Struct, field

from dispute_assistant.facts import (
    Anchor,
    Confidence,
    DayType,
    Fact,
    Note,
    Parameter,
    Sourced,
    Term,
    Window,
)


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


class TextLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long texts may be; None where nothing was found."""

    message_max_chars: Fact[int] | None = None
    description_max_chars: Fact[int] | None = None


class Reason(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the list of reasons in a dispute form."""

    id: str
    labels: dict[str, str] = field(default_factory=dict)
    """Wording seen, by locale; a missing locale was not found."""
    group_labels: dict[str, str] = field(default_factory=dict)
    """Wording of the group it stands in, by locale."""
    fits: tuple[str, ...] = ()
    """Ids of situations, or ``no_tracking``; our mapping, not the platform's wording."""
    avoid: bool = False
    """True when choosing it turns the case against the buyer."""
    buyer_sees: bool = True
    """False where only sellers or programs see this wording."""


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
    disputed_causes: tuple[Cause, ...] = ()
    """Those of which the sources in ``contradicted_by`` say otherwise."""
    outcome: str = ""
    """English; translated through the catalogs."""


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
    aliases: tuple[str, ...] = ()
    """What people call it in other scripts and for short, to find it by; general knowledge."""
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
    text_limits: TextLimits = TextLimits()
    reasons: tuple[Reason, ...] = ()
    ui_labels: dict[str, UiLabel] = field(default_factory=dict)
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
    registration_days: int | None = None
    """Calendar days in which a request is registered, where the term counts from that day."""
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


class RuleChannel(StrEnum):
    """Which ways of import a rule covers."""

    ANY = "any"
    POST = "post"
    COURIER = "courier"

    def covers(self, channel: str) -> bool:
        """Tell whether the rule concerns a parcel sent by ``channel``; ``any``: not known."""
        return self is RuleChannel.ANY or channel in ("any", self)


class ImportRule(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits below which a parcel is free of duty or tax, and the rule around them."""

    rule: str
    duty_free: Parameter | None = None
    tax_free: Parameter | None = None
    limits_by: RuleChannel = RuleChannel.ANY
    """The way of import that these two limits hold for, where ``rule`` gives the other another."""
    rates: dict[str, Parameter] = field(default_factory=dict)
    """Further figures of the rule by name, such as ``excess_percent``."""


class NeverCite(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provision that guides name and that no paper may rely on."""

    id: str
    law: str
    article: str
    why: str


class CustomsUnion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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


class SituationList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all situations."""

    situations: tuple[Situation, ...]


class GoodsStatus(StrEnum):
    """Whether goods may be imported by a private person."""

    PROHIBITED = "prohibited"
    RESTRICTED = "restricted"
    ALLOWED = "allowed"
    NOT_RESEARCHED = "not_researched"


class GoodsRule(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The status of a category in some countries or in a union."""

    countries: tuple[str, ...] = ()
    union: str = ""
    status: GoodsStatus
    channel: RuleChannel = RuleChannel.ANY
    permit: str = ""
    """What lets the goods in, as the source says it: a paper, or whose consent; English."""


class GoodsCategory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods that meet bans, with the words that name them in product titles."""

    id: str
    grave: bool = False
    """True where ordering such goods may be an offence: this program then sends nobody to an
    authority with a letter. Its own caution, not a fact."""
    labels: dict[str, str]
    keywords: dict[str, tuple[str, ...]]
    """Search terms by language; a trailing ``*`` stands for any ending of the word."""
    vague: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Terms that count only where nothing else in the title names goods of another category:
    "capsules" of vitamins, a "replica" that is an air gun."""
    excludes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases in which a keyword means something else."""
    question: str = ""
    """What to ask the user when a title alone does not tell."""
    default: GoodsRule
    rules: tuple[GoodsRule, ...] = ()


class GoodsWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How titles of goods are read: words, by language, that say what a title really offers."""

    pictured_too: tuple[str, ...]
    """Categories whose goods may be clothes or pictures themselves."""
    after: dict[str, tuple[str, ...]]
    """Things that take the goods named just before them: "knife *sharpener*"."""
    before: dict[str, tuple[str, ...]]
    """Things that take the goods named after them: "*funda* para power bank"."""
    made_for: dict[str, tuple[str, ...]]
    """What stands before goods that the title is only made for: "*for* iPhone"."""
    between: dict[str, tuple[str, ...]]
    """Small words that may stand between such a word and the goods."""
    adds: dict[str, tuple[str, ...]]
    """What adds a thing of its own right: "glass *and* wine"."""
    pictured: dict[str, tuple[str, ...]]
    """Things that only show what the title names: T-shirts, posters."""
    battery_inside: dict[str, tuple[str, ...]]
    """Devices that usually hold a lithium battery."""
    plural: dict[str, tuple[str, ...]]
    """Endings of the plural that a keyword may take."""


class Brand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A maker whose goods are often copied; our own list."""

    name: str
    words: tuple[str, ...]
    """How titles write the name; compared like keywords of goods."""


class BrandList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of all brands."""

    brands: tuple[Brand, ...]


class Defaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the program does where nothing is known: product choices, not facts."""

    mediator_languages: tuple[str, ...]
    description_soft_max_chars: int
    message_soft_max_chars: int
    image_soft_max_mb: int
    image_format: str
    seller_reply_days: int
    """Days given to a seller to answer a message."""
    reminder_after_days: int
    """Days after a message from which a reminder is due, if an answer is still to come in time."""
    closing_alarm_days: int
    """Days before the end of protection from which its end is told first."""
    safety_margin_days: int
    """Days kept free between the last safe day to act and the end of a window."""
    old_order_days: int
    """Age of an order from which its date is asked back."""
    silent_transit_days: int
    """Days without a scan after which a parcel that customs does not hold counts as stalled."""
    most_objections: int
    """How many things that the seller may say are named; more nobody reads."""
    most_notes: int
    """How many notes on the marketplace are shown."""
    stale_after_months: int
    """Months after which a source that was read should be read again."""
