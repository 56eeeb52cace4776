"""Ask a tracking service for news, with keys that only the user has.

Keys come from the environment or, where the ``keyring`` library is installed, from the system
keyring, and from nowhere else: a case file cannot hold one. They are stored under the same names
in both::

    export DISPUTE_17TRACK_KEY=...
    keyring set dispute-assistant DISPUTE_17TRACK_KEY

An answer is one more history of the case; :func:`new_events` shows what it added.
"""

from collections.abc import Mapping
from datetime import date
from importlib import import_module

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say
from dispute_assistant.texts import fold
from dispute_assistant.tracking.events import Event, Status, Timeline
from dispute_assistant.tracking.providers import (
    NAMES,
    Answer,
    Credentials,
    Link,
    Provider,
    ProviderError,
    Trouble,
    compact,
    failure,
    russian_post,
    seventeen_track,
)

KEYRING = "dispute-assistant"
"""Name of this program in the system keyring."""
VARIABLES = {
    Provider.SEVENTEEN_TRACK: ("DISPUTE_17TRACK_KEY",),
    Provider.RUSSIAN_POST: ("DISPUTE_RUSSIANPOST_PASSWORD", "DISPUTE_RUSSIANPOST_LOGIN"),
}
"""Where the secret of each service is, and the login if it has one."""
AUTO = "auto"
PROVIDERS = (AUTO, *Provider)
"""What may be chosen."""


def look_up(
    number: str,
    environ: Mapping[str, str],
    link: Link,
    *,
    provider: str = AUTO,
    register: bool = False,
    carrier: int = 0,
) -> Answer:
    """Return what a service says about ``number``, to be kept as a history of the case.

    ``provider`` is one of :data:`PROVIDERS`; :data:`AUTO` takes a service for which there is a key
    and prefers Russian Post for its own numbers. ``register`` and ``carrier`` concern 17TRACK, see
    :func:`seventeen_track.fetch`. Raises :class:`ProviderError`, and :class:`InputError` for a
    ``provider`` that is none of them.
    """
    chosen, key = _chosen(number, environ, provider)
    if chosen is Provider.RUSSIAN_POST:
        return russian_post.fetch(number, key, link)
    return seventeen_track.fetch(number, key, link, register=register, carrier=carrier)


def credentials(provider: Provider, environ: Mapping[str, str]) -> Credentials | None:
    """Return the user's key for ``provider``, or None where the user has not stored one."""
    values = [_stored(name, environ) for name in VARIABLES[provider]]
    return (
        Credentials(**dict(zip(("secret", "login"), values, strict=False))) if all(values) else None
    )


def new_events(before: Timeline, after: Timeline) -> tuple[Event, ...]:
    """Return the events of ``after`` that tell something which ``before`` did not, oldest first.

    The same fact from another source, in other words or without its time, is not new; a reason that
    was not given before is.
    """
    return tuple(e for e in after if not any(_same_fact(known, e) for known in before))


def file_name(answer: Answer, on: date) -> str:
    """Return a name for the file beside the case that keeps ``answer``.

    It has the day in it: a service may drop old entries, and those are evidence.
    """
    suffix = "xml" if answer.provider is Provider.RUSSIAN_POST else "json"
    return f"{answer.number}.{answer.provider}.{on.isoformat()}.{suffix}"


def _chosen(number: str, environ: Mapping[str, str], wanted: str) -> tuple[Provider, Credentials]:
    if wanted not in PROVIDERS:
        raise InputError(
            Problem(
                key="--provider",
                what=say("“{text}” is not among the answers.", text=wanted),
                mend=say("Choose one of: {choices}.", choices=PROVIDERS),
            )
        )
    if wanted != AUTO:
        provider = Provider(wanted)
        if key := credentials(provider, environ):
            return provider, key
        raise _no_key(provider)
    number = compact(number)
    domestic = number.isdigit() or number.endswith("RU")
    order = [Provider.SEVENTEEN_TRACK]
    if russian_post.NUMBER.fullmatch(number):
        order.insert(0 if domestic else 1, Provider.RUSSIAN_POST)
    for provider in order:
        if key := credentials(provider, environ):
            return provider, key
    raise _no_keys()


def _stored(name: str, environ: Mapping[str, str]) -> str:
    return (environ.get(name, "") or _from_keyring(name)).strip()


def _from_keyring(name: str) -> str:
    try:
        keyring = import_module("keyring")
        errors = import_module("keyring.errors")
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING, name) or ""
    except errors.NoKeyringError:
        return ""
    except errors.KeyringError as error:
        raise _keyring_closed() from error


def _keyring_closed() -> ProviderError:
    problem = Problem(
        key="keyring",
        what=say("The system keyring is closed."),
        mend=say("Unlock it, or put your key into the environment."),
    )
    return ProviderError(Trouble.KEYRING_CLOSED, problem)


def _no_key(provider: Provider) -> ProviderError:
    return failure(
        Trouble.NO_KEY,
        provider,
        say("There is no key of yours for {service}.", service=NAMES[provider]),
        say(
            "Put {names} into the environment, or into the system keyring under {service}.",
            names=VARIABLES[provider],
            service=KEYRING,
        ),
    )


def _no_keys() -> ProviderError:
    problem = Problem(
        key="provider",
        what=say("There is no key of yours for a tracking service."),
        mend=say(
            "Put {key} (17TRACK) or {names} (Russian Post) into the environment, or paste the "
            "history from the tracking page: that needs no key.",
            key=VARIABLES[Provider.SEVENTEEN_TRACK],
            names=VARIABLES[Provider.RUSSIAN_POST],
        ),
    )
    return ProviderError(Trouble.NO_KEY, problem)


def _same_fact(known: Event, event: Event) -> bool:
    if not _same_moment(known, event):
        return False
    if fold(known.text) == fold(event.text):
        return True
    same_status = known.status is event.status and event.status is not Status.UNKNOWN
    return same_status and known.at is not None and event.reason in ("", known.reason)


def _same_moment(known: Event, event: Event) -> bool:
    if known.at is None or event.at is None:
        return known.at is event.at
    if known.at.tzinfo and event.at.tzinfo and known.at == event.at:
        return True
    if known.has_time and event.has_time:
        return known.at.replace(tzinfo=None) == event.at.replace(tzinfo=None)
    return known.day == event.day
