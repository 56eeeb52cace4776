"""17TRACK, tracking API v2.4: nearly all posts and carriers behind one key.

A number must be registered before it can be looked up. Registering spends one unit of the user's
quota, so it happens only when asked for; looking up a registered number is free.

Sources, read 2026-11-22: the open client godely/aio17track, which follows the documentation of the
API v2.4 (https://api.17track.net/en/doc) and lists all error codes; the HTTP statuses and the codes
up to 18019904 also at https://help.17track.net/hc/en-us/articles/37570440168473; the limits (three
questions a second, numbers of 5 to 50 signs, a new key works within five minutes) in
api-evangelist/17track. Confidence: reported.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from dispute_assistant.messages import Message, say
from dispute_assistant.tracking.providers import (
    NAMES,
    Answer,
    Credentials,
    Link,
    Provider,
    ProviderError,
    Trouble,
    answer,
    compact,
    exchange,
    failure,
    no_entries,
    not_understood,
    wrong_number,
)

BASE_URL = "https://api.17track.net/track/v2.4"
PACE = 0.4
"""Seconds between two questions: 17TRACK takes three in a second."""
FIRST_NEWS = (2.0, 4.0, 8.0)
"""Seconds to wait for the first entries of a number that was just registered."""

_ME = Provider.SEVENTEEN_TRACK
_NUMBER = re.compile(r"[0-9A-Z-]{5,50}")
_INTERNAL = -18010003
_REGISTERED = -18019901
_NOT_REGISTERED = -18019902
_NO_NEWS = -18019909
_WRONG = frozenset({-18010010, -18010011, -18010012, -18010013, -18010015})


class _Error(msgspec.Struct):
    code: int


class _Carrier(msgspec.Struct):
    events: list[dict[str, object]] | None = None


class _Tracking(msgspec.Struct):
    providers: list[_Carrier] | None = None


class _Info(msgspec.Struct):
    tracking: _Tracking | None = None


class _Item(msgspec.Struct):
    number: str = ""
    error: _Error | None = None
    track_info: _Info | None = None


class _Data(msgspec.Struct):
    accepted: list[_Item] | None = None
    rejected: list[_Item] | None = None
    errors: list[_Error] | None = None


class _Envelope(msgspec.Struct):
    code: int
    data: _Data | None = None


class _Found(NamedTuple):
    """What one question brought."""

    text: str
    code: int
    """0, or the code of the error."""
    has_entries: bool


def fetch(
    number: str, key: Credentials, link: Link, *, register: bool = False, carrier: int = 0
) -> Answer:
    """Return what 17TRACK knows about ``number``.

    With ``register`` a number that it does not follow yet is registered first, which spends one
    unit of the quota. ``carrier`` is 17TRACK's own number of the carrier, for tracking numbers
    that do not tell it. Raises :class:`ProviderError`.
    """
    number = compact(number)
    if not _NUMBER.fullmatch(number):
        raise wrong_number(_ME)
    if not (key.sendable and key.secret.isascii()):
        raise _refusal(-18010002)

    item: dict[str, object] = {"number": number}
    if carrier:
        item["carrier"] = carrier

    def ask(method: str) -> _Found:
        return _ask(method, item, key, link)

    found = ask("gettrackinfo")
    if found.code == _NOT_REGISTERED and register:
        found = _registered(ask, link)
    if carrier and found.code in _WRONG:
        raise _wrong_pair()
    if found.code:
        raise _refusal(found.code)
    if not found.has_entries:
        raise no_entries(_ME)
    return answer(_ME, number, found.text, key)


def _registered(ask: Callable[[str], _Found], link: Link) -> _Found:
    """Register the number and return its first entries, if they come while we wait."""
    link.wait(PACE)
    found = ask("register")
    if found.code not in (0, _REGISTERED):
        return found
    for pause in FIRST_NEWS:
        link.wait(pause)
        found = ask("gettrackinfo")
        if found.has_entries:
            break
    # It takes its time with a number that it has just taken.
    return found._replace(code=_NO_NEWS) if found.code == _NOT_REGISTERED else found


def _ask(method: str, item: dict[str, object], key: Credentials, link: Link) -> _Found:
    request = exchange.Request(
        provider=_ME,
        url=f"{link.base_url or BASE_URL}/{method}",
        content=msgspec.json.encode([item]),
        headers={"17token": key.secret, "Content-Type": "application/json"},
    )
    reply = exchange.post(request, link, busy=_busy)
    envelope = _envelope(reply)
    if reply.status != 200:
        raise _refused(reply.status, _code(envelope) if envelope else 0)
    if envelope is None:
        raise not_understood(_ME)
    found = _found(envelope, str(item["number"]), reply.text or "")
    if found is None:
        raise not_understood(_ME)
    return found


def _busy(reply: exchange.Reply) -> bool:
    if reply.overloaded:
        return True
    envelope = _envelope(reply)
    return envelope is not None and _code(envelope) == _INTERNAL


def _envelope(reply: exchange.Reply) -> _Envelope | None:
    try:
        return msgspec.json.decode(reply.text or "", type=_Envelope)
    except (msgspec.DecodeError, RecursionError):
        return None


def _code(envelope: _Envelope) -> int:
    errors = (envelope.data and envelope.data.errors) or []
    return envelope.code or next((error.code for error in errors), 0)


def _found(envelope: _Envelope, number: str, text: str) -> _Found | None:
    """Return what the envelope says about ``number``, or None when it does not speak of it."""
    if code := _code(envelope):
        return _Found(text, code, has_entries=False)
    data = envelope.data or _Data()
    accepted = data.accepted or []
    if any(compact(item.number) != number for item in accepted):
        return None
    if accepted:
        return _Found(text, 0, has_entries=any(_has_entries(item) for item in accepted))
    for item in data.rejected or []:
        if compact(item.number) == number and item.error and item.error.code:
            return _Found(text, item.error.code, has_entries=False)
    return None


def _has_entries(item: _Item) -> bool:
    tracking = item.track_info and item.track_info.tracking
    return any(carrier.events for carrier in (tracking and tracking.providers) or [])


def _refused(status: int, code: int) -> ProviderError:
    """Return the error for an HTTP status; a code of 17TRACK in the body says more."""
    if code:
        return _refusal(code)
    if status == 401:
        return _refusal(-18010002)
    return failure(
        Trouble.REFUSED,
        _ME,
        say(
            "{service} refused the question with error {code}.",
            service=NAMES[_ME],
            code=str(status),
        ),
        say("Check your key, and try again later or from another network."),
    )


def _refusal(code: int) -> ProviderError:
    """Return the error for a code of 17TRACK."""
    if code in _WRONG:
        return wrong_number(_ME)
    if code == _NO_NEWS:
        return no_entries(_ME)
    if code in _REFUSALS:
        return failure(_REFUSALS[code][0], _ME, *_REFUSALS[code][1:])
    return failure(
        Trouble.REFUSED,
        _ME,
        say(
            "{service} refused the question with error {code}.", service=NAMES[_ME], code=str(code)
        ),
        say("Try again later, or paste the history from the tracking page."),
    )


def _wrong_pair() -> ProviderError:
    return failure(
        Trouble.CARRIER,
        _ME,
        say("17TRACK does not take this tracking number together with this carrier."),
        say("Compare the one with your order page and the other with {page}.", page=_CARRIERS),
    )


_ACCOUNT = "api.17track.net"
_CARRIERS = "res.17track.net/asset/carrier/info/apicarrier.all.json"
_MORE = (
    Trouble.MORE_NEEDED,
    say("For this carrier 17TRACK asks for more than the number, such as a postcode or a phone."),
    say("Look the parcel up on the page of the carrier and paste the history from there."),
)
_REFUSALS: dict[int, tuple[Trouble, Message, Message]] = {
    -18010001: (
        Trouble.BAD_KEY,
        say("17TRACK takes your key only from the internet addresses that you listed there."),
        say("Add the address of this computer in your account at {page}.", page=_ACCOUNT),
    ),
    -18010002: (
        Trouble.BAD_KEY,
        say("17TRACK does not accept your key."),
        say(
            "Copy it again from your account at {page}. A new key may need five minutes to work.",
            page=_ACCOUNT,
        ),
    ),
    -18010004: (
        Trouble.BAD_KEY,
        say("Your account at 17TRACK is disabled."),
        say("See your account at {page}.", page=_ACCOUNT),
    ),
    -18010005: (
        Trouble.BAD_KEY,
        say("Your key does not allow this question to 17TRACK."),
        say("See your account at {page}.", page=_ACCOUNT),
    ),
    -18010018: _MORE,
    -18010019: _MORE,
    -18010020: _MORE,
    -18010022: _MORE,
    _NOT_REGISTERED: (
        Trouble.NOT_REGISTERED,
        say("17TRACK does not follow this number yet."),
        say(
            "Ask again with {option}: that registers the number and spends one unit of your quota.",
            option="--register",
        ),
    ),
    -18019903: (
        Trouble.CARRIER,
        say("17TRACK cannot tell from the number which carrier has the parcel."),
        say(
            "Ask again with {option} and the number of the carrier from {page}.",
            option="--carrier",
            page=_CARRIERS,
        ),
    ),
    -18019907: (
        Trouble.QUOTA,
        say("What your account at 17TRACK may ask in one day is used up."),
        say("Try again tomorrow, or paste the history from the tracking page."),
    ),
    -18019908: (
        Trouble.QUOTA,
        say("The quota of your account at 17TRACK is used up."),
        say(
            "Extend it at {page}, or paste the history from the tracking page.",
            page=_ACCOUNT,
        ),
    ),
    -18019910: (
        Trouble.CARRIER,
        say("17TRACK does not know this carrier."),
        say(
            "Ask again with {option} and the number of the carrier from {page}.",
            option="--carrier",
            page=_CARRIERS,
        ),
    ),
    -18019911: (
        Trouble.CARRIER,
        say("17TRACK cannot follow parcels of this carrier at the moment."),
        say("Look the parcel up on the page of the carrier and paste the history from there."),
    ),
}
