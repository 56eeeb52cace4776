"""One question to a service over HTTP, and every way in which no usable answer comes back.

A service that is busy or broken is asked again, three times in all, with growing pauses or the
pause that it asks for (``Retry-After``, RFC 9110 section 10.2.3). Nothing else is repeated: a wrong
key does not become right. Certificates are always checked, redirects are never followed, and an
answer may be 10 MB long.
"""

import asyncio
import logging
import math
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dispute_assistant import __version__
from dispute_assistant.messages import Message, say, say_many
from dispute_assistant.texts import MAX_BYTES
from dispute_assistant.tracking.providers import (
    NAMES,
    Link,
    Provider,
    ProviderError,
    Trouble,
    failure,
    not_understood,
)

if TYPE_CHECKING:
    import httpx

BACK_OFF = {1: 1.0, 2: 4.0}
"""Seconds to wait after the first and after the second attempt; the third is the last."""
LONGEST_PAUSE = 30.0
"""Seconds that the program waits by itself; a longer pause is left to the user."""
LIBRARY = 'pip install "dispute-assistant[live]"'

_LATER = say("Try again later, or paste the history from the tracking page.")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question, ready to be sent."""

    provider: Provider
    url: str
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """Both may hold the user's key."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back, whatever it says."""

    status: int
    text: str | None
    """None when it is not a text in UTF-8."""
    pause: float | None = None
    """Seconds that the service asks to wait before the next question."""

    @property
    def overloaded(self) -> bool:
        """True for the statuses with which a service says that it cannot answer now."""
        return self.status == 429 or self.status >= 500


def post(request: Request, link: Link, *, busy: Callable[[Reply], bool]) -> Reply:
    """Return the reply to ``request``; ``busy`` tells which replies are worth a new attempt.

    Raises :class:`ProviderError` when none comes back. Not to be called from a running event loop.
    """
    _keep_private(request.url)
    attempt = 1
    while True:
        reply = _once(request, link.timeout)
        if reply and not busy(reply):
            return reply
        pause = max(BACK_OFF.get(attempt, math.inf), (reply and reply.pause) or 0.0)
        if pause > LONGEST_PAUSE:
            raise _given_up(request.provider, reply, attempt)
        link.wait(pause)
        attempt += 1


def _keep_private(url: str) -> None:
    """Raise ValueError for an address to which a key would travel in the open."""
    parts = urlsplit(url)
    loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise ValueError(f"keys are sent over https only, not to {parts.scheme}://{parts.hostname}")


def _once(request: Request, timeout: float) -> Reply | None:
    """Return the reply to one attempt, or None when it broke off."""
    if find_spec("httpx") is None:
        raise _no_library(request.provider)
    import httpx

    # Its debug log holds the headers of replies, in which a careless service may repeat a key.
    logging.getLogger("httpcore").setLevel(logging.INFO)
    try:
        return asyncio.run(_exchange(request, timeout))
    except (TimeoutError, httpx.TimeoutException):
        trouble = Trouble.TIMEOUT
    except httpx.HTTPError as error:
        trouble = _trouble(error)
    # Raised out here, so that no error of the library, which holds the key, hangs on ours.
    if trouble is Trouble.BROKEN_OFF:
        return None
    raise _unanswered(trouble, request.provider, timeout)


async def _exchange(request: Request, timeout: float) -> Reply:
    """Return the reply to one attempt.

    The library limits each step; only the limit on the whole stops a service that lets its answer
    drip.
    """
    import httpx

    headers = {
        **request.headers,
        "Accept-Encoding": "identity",
        "User-Agent": f"dispute-assistant/{__version__}",
    }
    async with (
        asyncio.timeout(timeout),
        httpx.AsyncClient(timeout=timeout, follow_redirects=False, verify=_authorities()) as client,
        client.stream("POST", request.url, content=request.content, headers=headers) as response,
    ):
        if response.is_redirect:
            raise _redirected(request.provider)
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise _too_large(request.provider)
        return Reply(
            status=response.status_code, text=_text(bytes(body)), pause=_pause(response.headers)
        )


@cache
def _authorities() -> ssl.SSLContext:
    """Return whose certificates count; read once, which costs more than an exchange."""
    import httpx

    return httpx.create_ssl_context()


def _text(body: bytes) -> str | None:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _pause(headers: Mapping[str, str]) -> float | None:
    """Return the seconds in ``Retry-After``: a number, or a date beside the reply's own date."""
    wanted = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return float(wanted)
    try:
        until = parsedate_to_datetime(wanted) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):  # TypeError: one of the two has no zone
        return None
    return max(0.0, until.total_seconds())


def _trouble(error: "httpx.HTTPError") -> Trouble:
    import httpx

    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.RemoteProtocolError):
        return Trouble.BROKEN_OFF
    if isinstance(error, httpx.DecodingError):
        return Trouble.NOT_UNDERSTOOD
    insecure = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
    return Trouble.INSECURE if insecure else Trouble.UNREACHABLE


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _unanswered(trouble: Trouble, provider: Provider, timeout: float) -> ProviderError:
    """Return the error for a connection that brought no reply."""
    service = NAMES[provider]
    if trouble is Trouble.TIMEOUT:
        what = say(
            "{service} did not answer within {seconds} seconds.",
            service=service,
            seconds=f"{timeout:g}",
        )
        return failure(trouble, provider, what, _LATER)
    if trouble is Trouble.INSECURE:
        what = say(
            "There is no secure connection to {service}, so your key was not sent.", service=service
        )
        mend = say("Check the date of this computer, or try another network.")
        return failure(trouble, provider, what, mend)
    if trouble is Trouble.UNREACHABLE:
        what = say("{service} cannot be reached.", service=service)
        mend = say("Check that this computer is online. Then try again.")
        return failure(trouble, provider, what, mend)
    return not_understood(provider)


def _given_up(provider: Provider, reply: Reply | None, attempts: int) -> ProviderError:
    """Return the error after the last attempt."""
    service = NAMES[provider]
    if reply is None:
        what = say_many(
            "The answer of {service} broke off.",
            "The answer of {service} broke off {count} times.",
            attempts,
            service=service,
        )
        return failure(Trouble.BROKEN_OFF, provider, what, _LATER)
    if reply.status == 429:
        what = say("{service} asks for a pause between questions.", service=service)
        return failure(Trouble.RATE_LIMITED, provider, what, _after(reply.pause))
    what = say_many(
        "{service} is out of order at the moment; it was asked once.",
        "{service} is out of order at the moment; it was asked {count} times.",
        attempts,
        service=service,
    )
    return failure(Trouble.SERVICE_DOWN, provider, what, _LATER)


def _after(pause: float | None) -> Message:
    if pause is None:
        return say("Try again in some minutes.")
    minutes = math.ceil(pause / 60)
    return say_many(
        "Try again in {count} minute.", "Try again in {count} minutes.", max(1, minutes)
    )


def _redirected(provider: Provider) -> ProviderError:
    return failure(
        Trouble.REDIRECTED,
        provider,
        say(
            "{service} points to another address; your key is not sent there.",
            service=NAMES[provider],
        ),
        say("Check whether your network asks you to log in first, or update this program."),
    )


def _too_large(provider: Provider) -> ProviderError:
    return failure(
        Trouble.TOO_LARGE,
        provider,
        say(
            "The answer of {service} is longer than {size} MB.",
            service=NAMES[provider],
            size=MAX_BYTES // 1_000_000,
        ),
        _LATER,
    )


def _no_library(provider: Provider) -> ProviderError:
    return failure(
        Trouble.NO_LIBRARY,
        provider,
        say("Looking parcels up needs the library {library}.", library="httpx"),
        say("Install it with {command}.", command=LIBRARY),
    )
