"""A sentence for people, kept apart from its language until someone shows it.

Rules, plans and problems say what they mean as a :class:`Message`: an English template (the
gettext id) and the raw values of its places. ``locales.Locale.text`` translates the template and
formats each value (dates, money, countries, nested messages, lists) for one language.

>>> wait = say("Wait until {day}.", day="27 November")
>>> wait.template
'Wait until {day}.'
"""

from collections.abc import Mapping

from msgspec import Struct, field


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark ``text`` for the catalogs and return it unchanged."""
    return text


class Message(Struct, frozen=True, kw_only=True):
    """One translatable sentence with the values of its named places."""

    template: str
    plural: str = ""
    count: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class Country(Struct, frozen=True):
    """A country whose name is said in the reader's language."""

    code: str
    """ISO 3166 code."""


class ByLanguage(Struct, frozen=True):
    """Somebody else's wording, as far as it is known in several languages."""

    texts: Mapping[str, str]
    """Text by language; English is there where nothing else is."""


def say(template: str, /, **values: object) -> Message:
    """Return a message; ``template`` is extracted into the catalogs."""
    return Message(template=template, values=values)


def say_many(singular: str, plural: str, /, count: int, **values: object) -> Message:
    """Return a message whose wording depends on ``count``, which fills the place ``{count}``."""
    return Message(template=singular, plural=plural, count=count, values={"count": count, **values})


def joined(first: Message, second: Message) -> Message:
    """Return two sentences, one after the other."""
    return say("{first} {second}", first=first, second=second)
