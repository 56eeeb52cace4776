"""Letters: which exist, what they may know, and how they become documents.

A letter is one whole natural text per kind and locale (``templates/<kind>/<locale>.txt.jinja``)
that sets ``subject`` and ``revision`` at its top. Its context is the flat :class:`Letter`; values
arrive raw and are formatted by filters bound to the letter's locale. The rendered body is text
with a few marks, which ``as_text`` and ``typeset`` show alike:

``# `` title line, ``## `` heading, ``- `` list item, ``1. `` numbered item, blank line between
paragraphs, and rows of a table as lines whose cells are divided by TAB, the header row first.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from dispute_assistant import cache, labels
from dispute_assistant.case import Kind
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.locales import Locale
from dispute_assistant.messages import say
from dispute_assistant.money import Money
from dispute_assistant.tables import kept
from dispute_assistant.tracking.events import Status

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment


class Scan(Struct, frozen=True, kw_only=True):
    """One row of the timeline as a letter shows it."""

    at: date | datetime
    """A datetime where the source gave a time, else the day alone."""
    place: str
    text: str
    """The source's own words."""
    status: str
    """Status id; the filter ``meaning`` says it in the letter's language."""
    carrier: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """Everything a letter may say; empty text or None means that it is not known."""

    today: date
    buyer_name: str
    buyer_address: tuple[str, ...] = ()
    buyer_contact: str = ""
    seller_name: str = ""
    marketplace: str = ""
    order_number: str = ""
    ordered_on: date | None = None
    item: str = ""
    amount: Money | None = None
    shipping: Money | None = None
    tracking_number: str = ""
    origin: str = ""
    """ISO 3166 code; the filter ``country`` names it."""
    destination: str = ""
    scans: tuple[Scan, ...] = ()
    last_scan: Scan | None = None
    customs_scan: Scan | None = None
    """The newest scan at customs of the destination that a ground rests on, or the newest one."""
    silent_days: int | None = None
    """Days without any scan, counted to ``today``; None where the history has no date."""
    grounds_found: tuple[str, ...] = ()
    """Rule ids of the findings that are certain or likely, main one first: each has a macro in
    ``templates/grounds``."""
    evidence: Mapping[str, Scan] = field(default_factory=dict)
    """The scan on which each of ``grounds_found`` rests, where it rests on one."""
    shown: str = ""
    """What the order page shows (``case.Shown``), where there is no history; or empty."""
    responsible: str = "unknown"
    """seller, buyer, carrier, nobody or unknown."""
    verdict: str = "none"
    """Outcome of the customs story, see ``tracking.events.Verdict``."""
    outcome: str = "open"
    """What became of the parcel: open, refused, returning, returned, seized, destroyed, lost."""
    demand: str = "clarify"
    """What the seller is asked for, see ``claims.demand``."""
    nothing_asked: bool = False
    """The buyer says, and no scan denies, that customs asked nothing of them."""
    demand_met: bool = False
    """The buyer says that they gave or paid what customs asked of them."""
    no_notice: bool = False
    """The buyer says that customs, post and courier told them nothing apart from the tracking."""
    talks: str = "not_started"
    talks_since: date | None = None
    dispute: str = "later"
    """How the seller is told of a dispute: open, today, by (before the protection ends), later, or
    none, where it would be untrue or unwise."""
    decided_on: date | None = None
    """Day of the decision that is contested."""
    settle_less_shipping: bool = False
    reply_by: date | None = None
    """Day until which the seller is asked to answer."""
    protection_end: date | None = None
    customs_said: str = ""
    """What customs, the post or the courier told the buyer (``case.Said``), or empty."""
    customs_said_on: date | None = None
    personal_use: bool = False
    """The buyer says that the goods are for themselves or their family."""
    office: str = ""
    """Customs office or exchange place that holds or held the parcel, as scans or buyer name it."""
    authority_name: str = ""
    """Name of the authority in its own language."""
    authority_office: str = ""
    """Office of the authority that deals with parcels."""
    authority_address: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    """What is attached: keys of ``labels.ENCLOSURES``."""
    note: str = ""


class Document(Struct, frozen=True, kw_only=True):
    """One letter ready to be shown: frame and body in one language."""

    kind: str
    locale: str
    title: str
    """For the metadata of the file."""
    formal: bool
    """Letter frame with addresses, date and signature, or a plain message."""
    copy_note: str = ""
    """Mark of a copy for the buyer, or empty."""
    sender: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    dateline: str = ""
    subject: str = ""
    body: str = ""
    enclosures: tuple[str, ...] = ()
    signature: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Words of the frame in the letter's language: ``page``, ``enclosures``, ``signature``..."""
    paper: str = "A4"
    created: date

    @property
    def addressee_first(self) -> bool:
        """An official letter of this language names the addressee before the sender."""
        return self.locale in ADDRESSEE_FIRST


def folder() -> Path:
    """Return the folder of templates: the wheel's, or the checkout's beside ``src``."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


@lru_cache
def locales(kind: Kind) -> tuple[str, ...]:
    """Return the locales in which letters of ``kind`` exist."""
    return tuple(sorted(p.name.partition(".")[0] for p in (folder() / kind).glob("*.txt.jinja")))


ADDRESSEE_FIRST = frozenset({"ru", "kk"})


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``kinds.toml`` says of a kind of document."""

    formal: bool
    revision: int
    needs: tuple[str, ...]
    """Fields of the letter without which it is not written."""
    enclosures: tuple[str, ...] = ()
    """Enclosures that go with it, where the letter has them."""


@kept
def frames() -> Mapping[str, Frame]:
    """Return the frame of each kind."""
    return msgspec.toml.decode((folder() / "kinds.toml").read_bytes(), type=dict[str, Frame])


def _refuse_blanks(letter: Letter, frame: Frame, kind: Kind) -> None:
    """Raise InputError when the letter lacks something that its kind cannot do without."""
    missing = [name for name in frame.needs if not getattr(letter, name)]
    if missing:
        raise InputError(
            Problem(
                key=kind,
                what=say("The paper cannot be written without: {fields}.", fields=missing),
                mend=say("Add it to the case file, or answer the questions again."),
            )
        )


def write(
    letter: Letter, kind: Kind, locale: str, *, copy: bool = False, paper: str = "A4"
) -> Document:
    """Return ``letter`` as a document of ``kind`` in ``locale``.

    ``copy`` marks it as a copy for the buyer to read. A value that the text needs and the letter
    lacks is an error of ours, never a blank in the document.
    """
    words = Locale(locale, "letter")
    template = environment(locale).get_template(f"{kind}/{locale}.txt.jinja")
    context = {name: _plain(getattr(letter, name)) for name in letter.__struct_fields__}
    module = template.make_module({**context, "ground": letter.grounds_found[0]})
    subject = " ".join(str(getattr(module, "subject")).split())  # noqa: B009 - set by the template
    frame = frames()[kind]
    _refuse_blanks(letter, frame, kind)
    formal = frame.formal
    sender: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    if kind is Kind.CUSTOMS_REQUEST:
        sender = (letter.buyer_name, *letter.buyer_address, letter.buyer_contact)
        addressee = (
            (letter.authority_name, letter.authority_office, *letter.authority_address)
            if letter.authority_name
            else (words.text(labels.FRAME["customs"]), words.country(letter.destination))
        )
    elif kind is Kind.DISPUTE_JUSTIFICATION:
        sender, addressee = (letter.buyer_name,), (letter.marketplace,)
    return Document(
        kind=kind,
        locale=locale,
        title=subject,
        formal=formal,
        copy_note=words.text(labels.FRAME["copy"]) if copy else "",
        sender=_lines(sender),
        addressee=_lines(addressee),
        dateline=words.day(letter.today) if formal else "",
        subject=subject,
        body=tidy(str(module)),
        enclosures=tuple(
            words.text(labels.ENCLOSURES[enclosure])
            for enclosure in frame.enclosures
            if enclosure in letter.enclosures
        ),
        signature=" ".join(letter.buyer_name.split()) if formal else "",
        labels={name: words.text(label) for name, label in labels.FRAME.items()},
        paper=paper,
        created=letter.today,
    )


def as_text(document: Document) -> str:
    """Return the document as plain text, with the same words as its PDF."""
    blocks: list[str] = [document.copy_note]
    if document.formal:
        parties = ["\n".join(document.sender), "\n".join(document.addressee)]
        blocks += [*(reversed(parties) if document.addressee_first else parties), document.dateline]
    space = "" if _WIDE.match(document.labels["subject"][-1]) else " "
    blocks.append(f"{document.labels['subject']}{space}{document.subject}")
    for block in document.body.split("\n\n"):
        lines = [re.sub(r"^#+ ", "", line).replace("\t", " | ") for line in block.splitlines()]
        blocks.append("\n".join(lines))
    blocks.append(document.signature)
    if document.enclosures:
        items = "\n".join(f"- {e}" for e in document.enclosures)
        blocks.append(f"{document.labels['enclosures']}\n{items}")
    return "\n\n".join(b for b in blocks if b) + "\n"


@lru_cache
def environment(locale: str) -> "Environment":
    """Return the Jinja environment whose filters write values as readers of ``locale`` expect."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    words = Locale(locale, "letter")
    env = Environment(
        loader=FileSystemLoader(folder()),
        bytecode_cache=_bytecode(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - letters are text; typeset escapes everything
    )
    env.filters["day"] = words.day
    env.filters["moment"] = words.moment
    env.filters["money"] = words.money
    env.filters["country"] = words.country
    env.filters["days"] = words.days
    env.filters["meaning"] = lambda status: words.text(labels.STATUS[Status(status)])
    env.globals["label"] = lambda name: words.text(labels.FRAME[name])
    return env


@lru_cache
def _bytecode() -> "BytecodeCache":
    """Keep compiled templates; each is compared with the text that it was made from."""
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    class Kept(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            content = cache.read(f"template-{bucket.key}")
            if content is not None:
                bucket.bytecode_from_string(content)

        def dump_bytecode(self, bucket: Bucket) -> None:
            cache.write(f"template-{bucket.key}", bucket.bytecode_to_string())

    return Kept()


def _plain(value: object) -> object:
    """Return ``value`` with every text on one line, so that no user data can become a mark."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, tuple):
        return tuple(_plain(v) for v in value)
    if isinstance(value, Mapping):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, Scan):
        return replace(
            value, place=" ".join(value.place.split()), text=" ".join(value.text.split())
        )
    return value


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(x.split()) for x in lines) if line)


_MARK = re.compile(r"#{1,2} |- |\d+\. |.*\t")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def tidy(body: str) -> str:
    r"""Join the lines of each paragraph; keep marks and tables, one blank line between blocks.

    >>> tidy("One\ntwo.\n\n\n- a\n- b\n")
    'One two.\n\n- a\n- b'
    """
    return "\n\n".join(_blocks(body))


def _blocks(body: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", body.strip()):
        joined: list[str] = []
        for line in (raw.strip(" ") for raw in block.splitlines()):
            if not line.strip():
                continue
            if joined and not _MARK.match(line) and not _MARK.match(joined[-1]):
                wide = _WIDE.match(joined[-1][-1]) or _WIDE.match(line[0])
                joined[-1] += line if wide else f" {line}"
            else:
                joined.append(line)
        if joined:
            yield "\n".join(joined)
