"""``dispute goods``: what an item's title says about bans, before it is bought or disputed."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from dispute_assistant.cli.commands import Argument, Option, command
from dispute_assistant.cli.console import day_of, echo, speaking, words_of
from dispute_assistant.cli.options import DayOption, LanguageOption
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from dispute_assistant.goods_page import Question

_CHANNELS = ("post", "courier")
_NEAR, _ALIKE = 5, 0.5
"""So many near countries are named, if so alike: of a code of two letters, one is right."""


@command
def goods(  # noqa: PLR0913, PLR0917 - the options of a command
    title: Annotated[
        str, Argument(metavar="TITLE", help="The item's title, copied from its page.")
    ],
    to: Annotated[str, Option("--to", metavar="CC", help="Country the parcel goes to.")] = "",
    by: Annotated[
        str, Option("--by", help="How it is sent: post or courier.", show_default=False)
    ] = "",
    value: Annotated[
        str, Option("--value", metavar="MONEY", help='What it costs, such as "35 USD".')
    ] = "",
    rate: Annotated[
        str,
        Option("--rate", help='Exchange rate for the limit, such as "1 USD = 0.92 EUR".'),
    ] = "",
    as_json: Annotated[bool, Option("--json", help="Print one JSON object.")] = False,
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Check an item's title for goods that are banned or limited where it goes."""
    from dispute_assistant import goods_page

    words = words_of(language)
    with speaking(words.tag):
        question = _question(title, to, by, value, rate, day_of(on), words.tag)
        found = goods_page.answer(question)
    text = goods_page.as_json(found, words) if as_json else goods_page.page(found, words)
    echo(text, nl=False)


def _question(  # noqa: PLR0913, PLR0917 - what was typed, one by one
    title: str, to: str, by: str, value: str, rate: str, on: date, language: str
) -> "Question":
    """Return what was asked; InputError with everything that is wrong at once."""
    from dispute_assistant import allowance, money, texts
    from dispute_assistant.goods_page import Question

    problems: list[Problem] = []
    clean = texts.clean(title, lines=False)
    if not clean:
        mend = say("Copy it from the item's page and put it in quotation marks.")
        problems.append(Problem(key="TITLE", what=say("The title is empty."), mend=mend))
    country = _country(to, language, problems)
    if by and by not in _CHANNELS:
        what = say("“{text}” is not among the answers.", text=by)
        mend = say("Choose one of: {choices}.", choices=_CHANNELS)
        problems.append(Problem(key="--by", what=what, mend=mend))
    cost = None
    try:
        cost = money.parse(value, key="--value") if value else None
        if rate and not value:
            what = say("A rate alone says nothing.")
            mend = say("Add the value, such as {option}.", option='--value "35 USD"')
            problems.append(Problem(key="--rate", what=what, mend=mend))
        given = allowance.parse_rate(rate, cost, country, on) if rate and cost else None
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return Question(
        title=clean, country=country, channel=by or "any", on=on, value=cost, rate=given
    )


def _country(text: str, language: str, problems: list[Problem]) -> str:
    """Return the code of the country that ``text`` names by code or name; else add a problem."""
    from difflib import get_close_matches

    from dispute_assistant import locales, texts

    own = locales.Locale(language)
    codes = {
        texts.fold(name): code
        for code, names in locales.countries(language)
        for name in names.split(" | ")
    }
    wanted = texts.fold(text)
    if wanted in codes:
        return codes[wanted]
    what = say("“{text}” is not a country that is known here.", text=text)
    mend = say("Write its two letters, such as {example}.", example="--to KZ")
    if not text:
        what = say("The country is missing.")
    elif near := get_close_matches(wanted, codes, n=_NEAR, cutoff=_ALIKE):
        names = dict.fromkeys(f"{codes[n]} ({own.country(codes[n])})" for n in near)
        mend = say("Did you mean one of these: {choices}?", choices=tuple(names))
    problems.append(Problem(key="--to", what=what, mend=mend))
    return ""
