"""Live look-up: what a tracking service says about one number, asked with the user's own key.

Nothing here runs unless the user asks for it. A provider module has one function ``fetch``, which
puts one question to one service and returns the answer as text. That text is a history like any
pasted or saved one: :func:`dispute_assistant.tracking.timeline.read` reads it, the timeline merges
it with the other sources. What went wrong is a :class:`ProviderError` with one :class:`Problem`;
neither it nor anything else shown or kept holds a key.

* :mod:`~dispute_assistant.tracking.providers.seventeen_track`: 17TRACK, nearly all carriers
* :mod:`~dispute_assistant.tracking.providers.russian_post`: parcels within, from and to Russia
* :mod:`~dispute_assistant.tracking.providers.exchange`: the HTTP that both share

>>> Credentials(secret="0123456789ABCDEF", login="anna")
Credentials()
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from dispute_assistant.errors import AssistantError, Problem
from dispute_assistant.messages import Message, say


class Provider(StrEnum):
    """The services that can be asked."""

    SEVENTEEN_TRACK = "17track"
    RUSSIAN_POST = "russian_post"


NAMES = {
    Provider.SEVENTEEN_TRACK: say("17TRACK"),
    Provider.RUSSIAN_POST: say("Russian Post"),
}
"""What people call the services."""


class Trouble(StrEnum):
    """Why there is no answer to keep."""

    NO_KEY = "no_key"
    KEYRING_CLOSED = "keyring_closed"
    BAD_KEY = "bad_key"
    QUOTA = "quota"
    RATE_LIMITED = "rate_limited"
    NOT_REGISTERED = "not_registered"
    NO_ENTRIES = "no_entries"
    WRONG_NUMBER = "wrong_number"
    CARRIER = "carrier"
    MORE_NEEDED = "more_needed"
    REFUSED = "refused"
    SERVICE_DOWN = "service_down"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    INSECURE = "insecure"
    BROKEN_OFF = "broken_off"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    NOT_UNDERSTOOD = "not_understood"
    KEY_REPEATED = "key_repeated"
    NO_LIBRARY = "no_library"


class ProviderError(AssistantError):
    """A look-up that brought nothing, with the one problem to tell the user.

    The errors of an HTTP library hold the request and with it the key, so none is ever its cause.
    """

    def __init__(self, trouble: Trouble, problem: Problem) -> None:
        self.trouble = trouble
        self.problem = problem
        super().__init__(f"{problem.key}: {trouble}")


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What proves to a service who asks; never shown."""

    secret: str = field(repr=False)
    """The key of 17TRACK, the password for Russian Post's tracking service."""
    login: str = field(default="", repr=False)

    @property
    def sendable(self) -> bool:
        """False for what no service issues and HTTP or XML could not carry."""
        return bool(self.secret) and self.secret.isprintable() and self.login.isprintable()


@dataclass(frozen=True, kw_only=True)
class Link:
    """How to reach a service."""

    wait: Callable[[float], None]
    """Waits so many seconds: ``time.sleep``."""
    timeout: float = 20.0
    """Seconds for one whole answer, from looking up the address to the last byte."""
    base_url: str = ""
    """Another address than the service's own."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service said, to be kept as a history of the case."""

    provider: Provider
    number: str
    """The number asked about, without spaces and in capitals."""
    text: str = field(repr=False)
    """JSON or XML, as the service wrote it."""


def compact(number: str) -> str:
    """Return a tracking number without spaces and in capitals.

    >>> compact(" rv 007 000 274 cn")
    'RV007000274CN'
    """
    return "".join(number.split()).upper()


def failure(trouble: Trouble, provider: Provider, what: Message, mend: Message) -> ProviderError:
    """Return the error for ``trouble`` with a service."""
    return ProviderError(trouble, Problem(key=provider, what=what, mend=mend))


def wrong_number(provider: Provider) -> ProviderError:
    """Return the error for a number that the service does not take."""
    problem = Problem(
        key="parcel.tracking_number",
        what=say("{service} does not take this tracking number.", service=NAMES[provider]),
        mend=say("Compare it with your order page, sign by sign."),
    )
    return ProviderError(Trouble.WRONG_NUMBER, problem)


def no_entries(provider: Provider) -> ProviderError:
    """Return the error for a number about which the service has nothing to tell."""
    problem = Problem(
        key="parcel.tracking_number",
        what=say("{service} has no entries for this number yet.", service=NAMES[provider]),
        mend=say("Compare the number with your order page. If it is right, try again later."),
    )
    return ProviderError(Trouble.NO_ENTRIES, problem)


def not_understood(provider: Provider) -> ProviderError:
    """Return the error for an answer that is not what the service documents."""
    return failure(
        Trouble.NOT_UNDERSTOOD,
        provider,
        say("The answer of {service} cannot be read.", service=NAMES[provider]),
        say("Check whether your network asks you to log in first. Then try again later."),
    )


def answer(provider: Provider, number: str, text: str, key: Credentials) -> Answer:
    """Return ``text`` as an answer to keep; raise ProviderError when it repeats the user's key."""
    if key.secret in text:
        raise failure(
            Trouble.KEY_REPEATED,
            provider,
            say(
                "The answer of {service} repeats your key, so it is not kept.",
                service=NAMES[provider],
            ),
            say("Change the key there before you ask again."),
        )
    return Answer(provider=provider, number=number, text=text)
