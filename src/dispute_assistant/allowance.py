"""Whether the value of an order lies under the limits below which customs asks nothing.

Where it stands in the flow: ``dispute goods`` shows it beside the goods themselves. The limits are
those of the destination's import rule (``data/customs``, ``data/unions``), each in its own
currency. Nothing is converted by a rate of ours: the buyer gives one, or the answer says up to
which rate the value lies within the limit.

>>> from datetime import date
>>> from dispute_assistant.money import parse
>>> [x.standing.value for x in limits("RU", date(2026, 11, 23), parse("35 USD"))]
['depends', 'depends']
>>> rate = parse_rate("0.92", parse("35 USD"), "RU", date(2026, 11, 23))
>>> [x.standing.value for x in limits("RU", date(2026, 11, 23), parse("35 USD"), rate)]
['within', 'within']
"""

import re
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from dispute_assistant import reference
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say
from dispute_assistant.money import Money, decimals
from dispute_assistant.records import ImportRule, RuleChannel

_RATE = re.compile(r"(?:1\s*([A-Za-z]{3})\s*=\s*)?(\d{1,9}(?:[.,]\d{1,9})?)\s*([A-Za-z]{3})?")
_FOUR_FIGURES = Context(prec=4, rounding=ROUND_DOWN)
"""Rounded down, the rate that is said is surely within the limit."""


class Levy(StrEnum):
    """What a limit frees from."""

    DUTY = "duty"
    TAX = "tax"
    """Import VAT or sales tax."""


class Standing(StrEnum):
    """How a value lies to a limit."""

    WITHIN = "within"
    ABOVE = "above"
    DEPENDS = "depends"
    """Two currencies and no rate."""
    NOT_GIVEN = "not_given"
    """No value to compare."""
    NO_LIMIT = "no_limit"
    """The levy is due from the first unit of money, or the limit has ended."""


class Rate(Struct, frozen=True, kw_only=True):
    """An exchange rate that the buyer gave: one ``base`` costs ``amount`` of ``quote``."""

    amount: Decimal
    base: str
    quote: str


class Limit(Struct, frozen=True, kw_only=True):
    """One limit of the destination, and how the buyer's value lies to it."""

    levy: Levy
    money: Money | None
    """None where the limit has ended."""
    since: date
    about: bool
    """True when the sources give no exact first day."""
    note: str
    confidence: reference.Confidence
    sources: tuple[str, ...]
    standing: Standing
    converted: Money | None = None
    """The value in the currency of the limit, by the buyer's rate."""
    channel: RuleChannel = RuleChannel.ANY
    """The way of sending that the limit holds for."""
    highest_rate: Decimal | None = None
    """Where it depends: the most that one unit of the value's currency may cost."""


def rule(country: str) -> ImportRule | None:
    """Return the import rule of ``country`` (ISO code) with what its union says; None if unknown.

    A rule that nobody confirmed counts as unknown.
    """
    authority = reference.authority(country)
    found = authority.imports if authority else None
    return found if found and found.usable else None


def limits(
    country: str,
    on: date,
    value: Money | None = None,
    rate: Rate | None = None,
    channel: str = "any",
) -> tuple[Limit, ...]:
    """Return the limits of ``country`` in force on a day; nothing where none is known.

    ``channel`` is ``post``, ``courier``, or ``any`` where the way of sending is not known.
    """
    found = rule(country)
    if found is None or not found.limits_by.covers(channel):
        return ()
    return tuple(
        replace(_limit(levy, parameter, on, value, rate), channel=found.limits_by)
        for levy, parameter in ((Levy.DUTY, found.duty_free), (Levy.TAX, found.tax_free))
        if parameter and (row := parameter.known_at(on)) and row.usable
    )


def _limit(
    levy: Levy,
    parameter: reference.Parameter,
    on: date,
    value: Money | None,
    rate: Rate | None,
) -> Limit:
    row = parameter.at(on)
    limit = None if row.ended else Money(Decimal(row.number), parameter.unit)
    converted = _converted(value, parameter.unit, rate) if value else None
    standing = _standing(limit, value, converted)
    highest = None
    if standing is Standing.DEPENDS and limit and value:
        highest = _FOUR_FIGURES.divide(limit.amount, value.amount)
    return Limit(
        levy=levy,
        money=limit,
        since=row.since,
        about=row.about,
        note=row.note,
        confidence=row.confidence,
        sources=row.sources,
        standing=standing,
        converted=converted if value and converted != value else None,
        highest_rate=highest,
    )


def _standing(limit: Money | None, value: Money | None, converted: Money | None) -> Standing:
    if limit is None or not limit.amount:
        return Standing.NO_LIMIT
    if value is None:
        return Standing.NOT_GIVEN
    if converted is None:
        return Standing.DEPENDS
    return Standing.WITHIN if converted.amount <= limit.amount else Standing.ABOVE


def _converted(value: Money, currency: str, rate: Rate | None) -> Money | None:
    if value.currency == currency:
        return value
    if rate and (rate.base, rate.quote) == (value.currency, currency):
        return _rounded(value.amount * rate.amount, currency)
    if rate and (rate.quote, rate.base) == (value.currency, currency):
        return _rounded(value.amount / rate.amount, currency)
    return None


def _rounded(amount: Decimal, currency: str) -> Money:
    return Money(amount.quantize(Decimal(1).scaleb(-decimals(currency))), currency)


def parse_rate(text: str, value: Money, country: str, on: date) -> Rate:
    """Return the rate that ``text`` gives: ``0.92``, ``1 USD = 0.92 EUR`` or ``1 EUR = 98 RUB``.

    A bare number says what one unit of the value's currency costs in that of the limits. Raises
    InputError with the key ``--rate``.
    """
    units = {limit.money.currency for limit in limits(country, on) if limit.money}
    currency = next(iter(units), value.currency)
    found = _RATE.fullmatch(text.strip())
    if not found:
        raise _wrong_rate(text, value.currency, currency)
    if value.currency == currency:  # there is nothing to convert
        return Rate(amount=Decimal(1), base=currency, quote=currency)
    base = (found[1] or value.currency).upper()
    other = currency if base == value.currency else value.currency
    quote = (found[3] or other).upper()
    amount = Decimal(found[2].replace(",", "."))
    if not amount or {base, quote} != {value.currency, currency}:
        raise _wrong_rate(text, value.currency, currency)
    return Rate(amount=amount, base=base, quote=quote)


def _wrong_rate(text: str, base: str, quote: str) -> InputError:
    return InputError(
        Problem(
            key="--rate",
            what=say(
                "“{text}” is not a rate between {first} and {second}.",
                text=text,
                first=base,
                second=quote,
            ),
            mend=say(
                "Write how much one {first} costs, such as 1 {first} = 0.92 {second}.",
                first=base,
                second=quote,
            ),
        )
    )
