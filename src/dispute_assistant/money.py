"""An amount of money with its currency; never a float, never converted.

:func:`parse` reads what people type or copy from an order page: digits of every script, spaces
and apostrophes between thousands, the currency as ISO code, sign or word on either side. It
refuses to guess where a guess could be wrong by a factor of a hundred or a thousand. Codes,
decimals and signs come from ``data/currencies.toml``, names from ``data/currency_names.tsv``.

>>> parse("25,90 €")
Money(amount=Decimal('25.90'), currency='EUR')
>>> parse("1 234,50 руб.")
Money(amount=Decimal('1234.50'), currency='RUB')
>>> typed(parse("US $12"))
'12.00 USD'
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import Message, say
from dispute_assistant.tables import kept

_DATA = Path(__file__).parent / "data" / "currencies.toml"
_NAMES = _DATA.with_name("currency_names.tsv")
_MAX_DIGITS = 15
_LARGE, _LARGE_OF_SMALL_UNIT = Decimal(1_000_000), Decimal(100_000_000)

_SEPARATORS = str.maketrans(dict.fromkeys("'’‘ʼ`´′", "'") | {"،": ",", "٬": "'", "٫": "·"})
"""Separators made alike; the Arabic decimal sign becomes ``·``, which can only be a decimal."""
_NUMBER = re.compile(r"[.,·]?\d(?:[\d.,·' ]*\d)?(?:[.,][-–—]|[.,](?=\s|$))?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d\d)+,\d{3}")
"""Thousands, western or Indian (``1,23,456``), with one kind of separator."""


class Money(Struct, frozen=True):
    """``amount`` in the currency with ISO 4217 code ``currency``."""

    amount: Decimal
    currency: str


def parse(text: str, *, decimal_hint: str = "", default_currency: str = "", key: str = "") -> Money:
    """Return the money that ``text`` names.

    ``decimal_hint`` is the decimal mark of the reader's language, ``default_currency`` the
    currency of the buyer's country: it serves a bare number and decides what ``kr`` means, but
    never turns ``$`` into something that the buyer may not have meant. Raises InputError with one
    problem under ``key``.

    >>> parse("1.234 USD")
    Traceback (most recent call last):
    dispute_assistant.errors.InputError: : “{text}” can be read in two ways.
    >>> parse("1.234", decimal_hint=",", default_currency="EUR").amount
    Decimal('1234.00')
    """
    try:
        return _parse(text, decimal_hint, default_currency)
    except _NotMoney as wrong:
        raise InputError(Problem(key=key, what=wrong.what, mend=wrong.mend)) from None


def typed(money: Money) -> str:
    """Return ``money`` as ``parse`` reads it in every language: ``25.90 USD``."""
    return f"{money.amount:f} {money.currency}"


def decimals(currency: str) -> int:
    """Return how many decimals amounts in ``currency`` have.

    >>> decimals("JPY"), decimals("USD"), decimals("KWD")
    (0, 2, 3)
    """
    codes = _codes()
    if currency in codes["without_decimals"]:
        return 0
    return 3 if currency in codes["three_decimals"] else 2


def doubt(money: Money) -> Message | None:
    """Return a soft warning when the sum is larger than a parcel is ever worth."""
    small = money.currency in _codes()["small_unit"]
    if money.amount <= (_LARGE_OF_SMALL_UNIT if small else _LARGE):
        return None
    return say("{amount} is a very large sum for one order.", amount=money)


class _NotMoney(Exception):  # noqa: N818 - a question back, not an error of the program
    def __init__(self, what: Message, mend: Message) -> None:
        self.what, self.mend = what, mend


_EXAMPLE = say("Write the amount and the currency, such as 25.90 USD.")


def names_currency(text: str) -> bool:
    """Tell whether a word or a sign of money stands beside the number in ``text``.

    >>> names_currency("25,90"), names_currency("25,90 €")
    (False, True)
    """
    return any(unicodedata.category(sign) in {"Sc", "Ll", "Lu", "Lo"} for sign in text)


def _parse(text: str, decimal_hint: str, default_currency: str) -> Money:
    if any(c.isnumeric() and not c.isdecimal() for c in text):
        # NFKC would turn the small raised figures of a price tag into whole units.
        raise _NotMoney(say("“{text}” has special figures in it.", text=text.strip()), _EXAMPLE)
    plain = _plain(text)
    numbers = list(_NUMBER.finditer(plain))
    if not numbers:
        raise _NotMoney(say("There is no amount in “{text}”.", text=text.strip()), _EXAMPLE)
    if len(numbers) > 1:
        raise _NotMoney(
            say("There is more than one number in “{text}”.", text=text.strip()), _EXAMPLE
        )
    before, after = plain[: numbers[0].start()].strip(), plain[numbers[0].end() :].strip()
    if before[:1] in {"-", "("} or before[-1:] == "-" or after[:1] == "-":
        raise _NotMoney(say("The amount must be more than zero."), _EXAMPLE)
    currency = _currency(before.lstrip("+"), after, default_currency)
    amount = _amount(re.sub(r"[.,][-–—]?$", "", numbers[0][0]), currency, decimal_hint)
    if amount <= 0:
        raise _NotMoney(say("The amount must be more than zero."), _EXAMPLE)
    return Money(amount, currency)


def _plain(text: str) -> str:
    """Return ``text`` with ASCII digits and one kind of each separator."""
    text = unicodedata.normalize("NFKC", text.translate(_SEPARATORS))
    return "".join(_plain_character(c) for c in text).strip()


def _plain_character(c: str) -> str:
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    category = unicodedata.category(c)
    if category == "Zs" or c in "\t\n\r":
        return " "
    if category == "Cf":  # direction marks that number formats of right-to-left scripts carry
        return ""
    return "-" if c == "−" else c


def _currency(before: str, after: str, default: str) -> str:
    meant = [_meant(sign, default) for sign in (before, after) if sign]
    if not meant:
        if default:
            return default
        raise _NotMoney(say("The currency is missing."), _EXAMPLE)
    both = [code for code in meant[0] if code in meant[-1]]
    if not both:
        raise _NotMoney(
            say("“{first}” and “{second}” are two currencies.", first=before, second=after),
            _EXAMPLE,
        )
    if len(both) > 1 and len(meant) == 1:
        both = _settled(_sign(before or after), both, default)
    if len(both) > 1:
        raise _NotMoney(
            say("“{sign}” is used by several currencies.", sign=before or after),
            say("Write the code of yours: {codes}.", codes=", ".join(both)),
        )
    return both[0]


def _settled(sign: str, codes: list[str], default: str) -> list[str]:
    """Narrow a shared sign: the usual meaning, unless the buyer's own currency has that sign."""
    usual = _signs()[sign][1]
    if usual and default not in codes[1:]:
        return [usual]
    if not usual and default in codes:
        return [default]
    return [usual, default] if usual else codes


def _meant(word: str, default: str) -> tuple[str, ...]:
    """Return the codes that ``word`` may stand for, the usual one first."""
    sign = _sign(word)
    if sign.upper() in _codes()["known"]:
        return (sign.upper(),)
    if sign in _signs():
        return _signs()[sign][0]
    raise _NotMoney(
        say("“{word}” is not a currency that is known here.", word=word),
        say(
            "Write the amount and the three-letter code, such as 25.90 {code}.",
            code=default or "USD",
        ),
    )


def _sign(word: str) -> str:
    """Return a sign or word for comparing: people leave out accents."""
    letters = unicodedata.normalize("NFKD", word.replace(" ", "").casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).removesuffix(".")


def _amount(number: str, currency: str, hint: str) -> Decimal:
    whole, part = _split(number, currency, hint)
    places = decimals(currency)
    if len(whole) + len(part) > _MAX_DIGITS:
        raise _NotMoney(say("The number “{number}” is too long.", number=number), _EXAMPLE)
    if part[places:].strip("0"):
        mend = say(
            "Amounts in {currency} have {places} decimals.", currency=currency, places=places
        )
        if places == 0:
            mend = say("Amounts in {currency} have no decimals.", currency=currency)
        raise _NotMoney(say("“{number}” has too many decimals.", number=number), mend)
    return Decimal(f"{whole or '0'}.{part[:places].ljust(places, '0')}".removesuffix("."))


def _split(number: str, currency: str, hint: str) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    if number.isdecimal():
        return number, ""
    marks = [c for c in number if c in ".,·"]
    last = marks[-1] if marks else ""
    head, _, tail = number.rpartition(last) if last else (number, "", "")
    if last and marks.count(last) == 1 and tail.isdecimal():
        if head == "" or head.isdecimal():
            if last != "·" and len(tail) == 3 and _may_be_thousands(head):
                return _three_digits(head, tail, last, currency=currency, hint=hint)
            return head, tail
        if _GROUPED.fullmatch(head):
            return re.sub(r"\D", "", head), tail
    if _GROUPED.fullmatch(number):
        return re.sub(r"\D", "", number), ""
    raise _NotMoney(
        say("The separators in “{number}” are unclear.", number=number),
        say("Write the amount without separators of thousands, such as 1234.50."),
    )


def _may_be_thousands(head: str) -> bool:
    return 1 <= len(head) <= 3 and head[0] != "0"


def _three_digits(head: str, tail: str, mark: str, *, currency: str, hint: str) -> tuple[str, str]:
    """Decide whether ``1.234`` is a thousand and more, or one with three decimals."""
    places = decimals(currency)
    if places == 0 or (hint and mark != hint and places < 3):
        return head + tail, ""
    if places == 3 and mark in {".", hint}:
        # With a point and the full three decimals it is also how ``typed`` writes such amounts.
        return head, tail
    if places == 3 and hint:
        return head + tail, ""
    raise _NotMoney(
        say("“{text}” can be read in two ways.", text=head + mark + tail),
        say(
            "Write {whole} if that is what you mean, otherwise {places} digits after the point.",
            whole=head + tail,
            places=places,
        ),
    )


@kept
def _codes() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["codes"]
    return codes


@kept
def _signs() -> Mapping[str, tuple[tuple[str, ...], str]]:
    """Return for each sign the codes it may mean, and the usual one where there is one."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    signs: dict[str, tuple[tuple[str, ...], str]] = {}
    for line in _NAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, names = line.split("\t")
            signs |= {_sign(_plain(name)): ((code,), code) for name in names.split("|")}
    for code, words in data["signs"].items():
        signs |= {_sign(_plain(word)): ((code,), code) for word in words}
    for entry in data["usual"]:
        codes = (entry["code"], *entry["also"])
        signs |= {_sign(_plain(word)): (codes, entry["code"]) for word in entry["signs"]}
    for word, codes in data["open"].items():
        signs[_sign(_plain(word))] = (tuple(codes), "")
    return signs
