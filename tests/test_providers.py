"""Live look-up against a real server on loopback: each kind of trouble is one clear problem."""

import gzip
import io
import json
import logging
import re
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dispute_assistant.errors import InputError
from dispute_assistant.locales import INTERFACE, Locale
from dispute_assistant.tracking import lookup, timeline
from dispute_assistant.tracking.events import Event, Status, Timeline
from dispute_assistant.tracking.lookup import file_name, look_up, new_events
from dispute_assistant.tracking.providers import (
    Answer,
    Credentials,
    Link,
    Provider,
    ProviderError,
    Trouble,
    exchange,
    russian_post,
    seventeen_track,
)
from loopback import (
    Played,
    accepted,
    envelope,
    failed,
    fault,
    operations,
    playing,
    rejected,
    track_info,
)

NUMBER = "RV007000274CN"
SECRET = "5F1C0DE5EC7E7000AAAA5F1C0DE5EC7E"
LOGIN = "KtLoginQwErTy"
KEY = Credentials(secret=SECRET, login=LOGIN)
ENVIRON = {
    "DISPUTE_17TRACK_KEY": SECRET,
    "DISPUTE_RUSSIANPOST_LOGIN": LOGIN,
    "DISPUTE_RUSSIANPOST_PASSWORD": SECRET,
}
HELD = track_info(NUMBER, [("2026-11-20T10:00:00+03:00", "Held by customs")])
REFUSED = operations(
    NUMBER,
    [
        ("2026-11-12T09:15:00.000+03:00", "11 Прием на таможню", "0 Без атрибута"),
        ("2026-11-20T11:05:00.000+03:00", "14 Таможенное оформление", "4 Отказ в выпуске"),
    ],
)
PAGE = Played(body="<!DOCTYPE html><html><body>Log in to this network</body></html>")
NOT_REGISTERED = -18019902


@pytest.fixture(autouse=True)
def only_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a proxy nor the developer's own keyring has a part in these tests."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setitem(sys.modules, "keyring", None)


def pauses() -> tuple[list[float], Callable[[float], None]]:
    waited: list[float] = []
    return waited, waited.append


def link(url: str, wait: Callable[[float], None] = lambda _: None, timeout: float = 20.0) -> Link:
    return Link(wait=wait, base_url=url, timeout=timeout)


def asked(provider: Provider, url: str, **more: object) -> Answer:
    """Ask ``provider`` with a key that the server plays along with."""
    to = link(url, **more)  # type: ignore[arg-type]
    if provider is Provider.RUSSIAN_POST:
        return russian_post.fetch(NUMBER, KEY, to)
    return seventeen_track.fetch(NUMBER, KEY, to)


def trouble(provider: Provider, *replies: Played, **more: object) -> ProviderError:
    """Return how ``provider`` fails when the server plays ``replies``, each of them once."""
    with playing(*replies) as server:
        with pytest.raises(ProviderError) as caught:
            asked(provider, server.url, **more)
        assert len(server.seen) == len(replies)
    return caught.value


def shown(error: ProviderError, language: str = "en") -> str:
    words = Locale(language)
    return f"{words.text(error.problem.what)} {words.text(error.problem.mend)}"


# What comes back when all is well


def test_17track_is_asked_as_documented() -> None:
    with playing(HELD) as server:
        answer = seventeen_track.fetch(" rv 007000274 cn", KEY, link(server.url), carrier=3011)
    (question,) = server.seen
    assert question.path == "/gettrackinfo"
    assert json.loads(question.body) == [{"number": NUMBER, "carrier": 3011}]
    assert question.headers["17token"] == SECRET
    assert question.headers["Content-Type"] == "application/json"
    assert answer == Answer(provider=Provider.SEVENTEEN_TRACK, number=NUMBER, text=str(HELD.body))


def test_russian_post_is_asked_as_documented() -> None:
    key = Credentials(secret="p<a&s>s", login="l&n")
    with playing(REFUSED) as server:
        answer = russian_post.fetch(NUMBER, key, link(server.url))
    (question,) = server.seen
    assert question.headers["Content-Type"] == "application/soap+xml; charset=utf-8"
    body = ET.fromstring(question.body)
    assert body.tag == "{http://www.w3.org/2003/05/soap-envelope}Envelope"
    data = "{http://russianpost.org/operationhistory/data}"
    said = {e.tag.removeprefix(data): e.text for e in body.iter() if e.tag.startswith(data)}
    assert said["Barcode"] == NUMBER
    assert said["MessageType"] == "0"
    assert (said["login"], said["password"]) == ("l&n", "p<a&s>s")
    header = body.find(f".//{data}AuthorizationHeader")
    assert header is not None
    assert header.attrib == {"{http://schemas.xmlsoap.org/soap/envelope/}mustUnderstand": "1"}
    assert answer == Answer(provider=Provider.RUSSIAN_POST, number=NUMBER, text=str(REFUSED.body))


def test_an_answer_in_another_encoding_of_the_wire_is_read() -> None:
    packed = Played(
        body=gzip.compress(str(HELD.body).encode()), headers={"Content-Encoding": "gzip"}
    )
    with playing(packed) as server:
        assert asked(Provider.SEVENTEEN_TRACK, server.url).text == HELD.body


# 17TRACK: registration, codes, shapes


def test_a_number_is_registered_only_when_asked() -> None:
    error = trouble(Provider.SEVENTEEN_TRACK, rejected(NUMBER, NOT_REGISTERED))
    assert error.trouble is Trouble.NOT_REGISTERED
    assert "spends one unit of your quota" in shown(error)
    assert "--register" in shown(error)


@pytest.mark.parametrize("consent", [accepted(NUMBER), rejected(NUMBER, -18019901)])
def test_a_registered_number_is_asked_about_until_the_first_entries_come(consent: Played) -> None:
    waited, wait = pauses()
    unknown, silent = rejected(NUMBER, NOT_REGISTERED), rejected(NUMBER, -18019909)
    with playing(unknown, consent, silent, accepted(NUMBER), HELD) as server:
        answer = seventeen_track.fetch(NUMBER, KEY, link(server.url, wait), register=True)
    assert server.paths == [
        "/gettrackinfo",
        "/register",
        "/gettrackinfo",
        "/gettrackinfo",
        "/gettrackinfo",
    ]
    assert waited == [0.4, 2.0, 4.0, 8.0]  # 17TRACK takes three questions in a second
    assert answer.text == HELD.body


@pytest.mark.parametrize("code", [-18019909, NOT_REGISTERED])
def test_a_number_without_first_entries_is_given_time(code: int) -> None:
    silent = rejected(NUMBER, code)
    replies = [rejected(NUMBER, NOT_REGISTERED), accepted(NUMBER), silent, silent, silent]
    with playing(*replies) as server, pytest.raises(ProviderError) as caught:
        seventeen_track.fetch(NUMBER, KEY, link(server.url), register=True)
    assert caught.value.trouble is Trouble.NO_ENTRIES


def test_a_registration_that_fails_spends_no_further_question() -> None:
    replies = [rejected(NUMBER, NOT_REGISTERED), rejected(NUMBER, -18019908)]
    with playing(*replies) as server, pytest.raises(ProviderError) as caught:
        seventeen_track.fetch(NUMBER, KEY, link(server.url), register=True)
    assert caught.value.trouble is Trouble.QUOTA
    assert server.paths == ["/gettrackinfo", "/register"]


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        (-18010010, Trouble.WRONG_NUMBER, "does not take this tracking number"),
        (-18010011, Trouble.WRONG_NUMBER, "does not take this tracking number"),
        (-18010012, Trouble.WRONG_NUMBER, "does not take this tracking number"),
        (-18010013, Trouble.WRONG_NUMBER, "does not take this tracking number"),
        (-18010015, Trouble.WRONG_NUMBER, "does not take this tracking number"),
        (-18010018, Trouble.MORE_NEEDED, "more than the number"),
        (-18010019, Trouble.MORE_NEEDED, "more than the number"),
        (-18010020, Trouble.MORE_NEEDED, "more than the number"),
        (-18010022, Trouble.MORE_NEEDED, "more than the number"),
        (-18019903, Trouble.CARRIER, "--carrier"),
        (-18019907, Trouble.QUOTA, "in one day is used up"),
        (-18019908, Trouble.QUOTA, "quota of your account at 17TRACK is used up"),
        (-18019909, Trouble.NO_ENTRIES, "no entries for this number yet"),
        (-18019910, Trouble.CARRIER, "does not know this carrier"),
        (-18019911, Trouble.CARRIER, "cannot follow parcels of this carrier"),
        (-18099999, Trouble.REFUSED, "error -18099999"),
    ],
)
def test_17track_rejects_a_number(code: int, expected: Trouble, words: str) -> None:
    error = trouble(Provider.SEVENTEEN_TRACK, rejected(NUMBER, code))
    assert error.trouble is expected
    assert words in shown(error)


@pytest.mark.parametrize("code", [-18010011, -18010013])
def test_with_a_carrier_the_fault_may_lie_there(code: int) -> None:
    with playing(rejected(NUMBER, code)) as server, pytest.raises(ProviderError) as caught:
        seventeen_track.fetch(NUMBER, KEY, link(server.url), carrier=99999999)
    assert caught.value.trouble is Trouble.CARRIER
    assert "together with this carrier" in shown(caught.value)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (failed(-18010002, status=401), "17TRACK does not accept your key"),
        (failed(-18010002), "17TRACK does not accept your key"),
        (Played(status=401, body=""), "17TRACK does not accept your key"),
        (failed(-18010001, status=401), "only from the internet addresses"),
        (failed(-18010004, status=401), "is disabled"),
        (failed(-18010005, status=403), "does not allow this question"),
    ],
)
def test_17track_refuses_a_key(reply: Played, words: str) -> None:
    error = trouble(Provider.SEVENTEEN_TRACK, reply)
    assert error.trouble is Trouble.BAD_KEY
    assert words in shown(error)


@pytest.mark.parametrize("status", [400, 403, 404, 418])
@pytest.mark.parametrize("provider", list(Provider))
def test_another_refusal_names_its_status(provider: Provider, status: int) -> None:
    error = trouble(provider, Played(status=status, body=PAGE.body))
    assert error.trouble is Trouble.REFUSED
    assert f"error {status}" in shown(error)


def test_a_parcel_without_entries_is_no_history() -> None:
    empty = track_info(NUMBER, [], status="NotFound")
    assert trouble(Provider.SEVENTEEN_TRACK, empty).trouble is Trouble.NO_ENTRIES
    nothing = operations(NUMBER, [])
    assert trouble(Provider.RUSSIAN_POST, nothing).trouble is Trouble.NO_ENTRIES


@pytest.mark.parametrize(
    "body",
    [
        PAGE.body,
        "",
        "null",
        "[]",
        '"ok"',
        "{}",
        '{"code": 0}',
        '{"code": "0", "data": {}}',
        '{"code": 0, "data": {"accepted": [], "rejected": []}}',
        '{"code": 0, "data": {"accepted": {"number": "RV007000274CN"}}}',
        '{"code": 0, "data": {"accepted": [{"number": "RV007000274CN", "track_info": "gone"}]}}',
        str(track_info("RB007000583CN", [("2026-11-20T10:00:00", "Delivered")]).body),
        str(HELD.body)[:-40],
        str(HELD.body).encode("utf-16"),
        b"\xff\xfe\xff",
        "[" * 3_000_000,
        '{"code": 0, "other": ' + "[" * 3_000_000,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_17tracks_answer_is_said_to_be_none(body: str | bytes) -> None:
    error = trouble(Provider.SEVENTEEN_TRACK, Played(body=body))
    assert error.trouble is Trouble.NOT_UNDERSTOOD
    assert "cannot be read" in shown(error)


# Russian Post: faults, shapes


@pytest.mark.parametrize(
    ("kind", "words", "expected", "told"),
    [
        (
            "AuthorizationFaultReason",
            "Неверный логин или пароль",
            Trouble.BAD_KEY,
            "does not accept your login and password",
        ),
        (
            "AuthorizationFaultReason",
            "Ошибка авторизации: Превышен лимит количества запросов",
            Trouble.QUOTA,
            "in one day is used up",
        ),
        ("AuthorizationFault", "", Trouble.BAD_KEY, "does not accept your login and password"),
        (
            "OperationHistoryFaultReason",
            "Формат данных запроса не соответствует установленному в регламенте обмена",
            Trouble.WRONG_NUMBER,
            "does not take this tracking number",
        ),
        (
            "OperationHistoryFaultReason",
            "The format of the request data is invalid",
            Trouble.WRONG_NUMBER,
            "does not take this tracking number",
        ),
        (
            "OperationHistoryFaultReason",
            "Внутренняя ошибка",
            Trouble.REFUSED,
            "error OperationHistoryFault",
        ),
        ("LanguageFaultReason", "XXX", Trouble.REFUSED, "error LanguageFault"),
    ],
)
@pytest.mark.parametrize("status", [200, 500])
def test_russian_post_answers_with_a_fault(
    kind: str, words: str, expected: Trouble, told: str, status: int
) -> None:
    """A documented fault comes with status 500 and is still the last word."""
    error = trouble(Provider.RUSSIAN_POST, fault(kind, words, status=status))
    assert error.trouble is expected
    assert told in shown(error)


def test_a_fault_without_a_known_detail_may_pass() -> None:
    broken = fault("", "")
    waited, wait = pauses()
    with playing(broken, REFUSED) as server:
        assert asked(Provider.RUSSIAN_POST, server.url, wait=wait).text == REFUSED.body
    assert waited == [1.0]
    error = trouble(Provider.RUSSIAN_POST, fault("", "", status=200))
    assert error.trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    "body",
    [
        PAGE.body,
        "",
        "{}",
        "<a/>",
        str(envelope("").body),
        str(envelope("<other/>").body),
        str(operations("RB007000583CN", [("2026-11-20T11:05:00", "2 Вручение", "1 -")]).body),
        str(REFUSED.body)[:-40],
        str(REFUSED.body).encode("cp1251"),
        '<!DOCTYPE e [<!ENTITY a "ha">]>' + str(REFUSED.body).split("\n", 1)[1],
        "<a>" * 300_000,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_russian_posts_answer_is_said_to_be_none(body: str | bytes) -> None:
    error = trouble(Provider.RUSSIAN_POST, Played(body=body))
    assert error.trouble is Trouble.NOT_UNDERSTOOD
    assert "cannot be read" in shown(error)


# The way there and back, the same for all

BOTH = pytest.mark.parametrize(
    ("provider", "good"), [(Provider.SEVENTEEN_TRACK, HELD), (Provider.RUSSIAN_POST, REFUSED)]
)


@BOTH
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_service_is_asked_again(provider: Provider, good: Played, status: int) -> None:
    waited, wait = pauses()
    broken = Played(status=status, body=PAGE.body)
    with playing(broken, broken, good) as server:
        assert asked(provider, server.url, wait=wait).text == good.body
    assert waited == [1.0, 4.0]


@BOTH
def test_a_broken_service_is_asked_three_times_at_most(provider: Provider, good: Played) -> None:
    waited, wait = pauses()
    error = trouble(provider, *[Played(status=503, body="")] * 3, wait=wait)
    assert error.trouble is Trouble.SERVICE_DOWN
    assert "it was asked 3 times" in shown(error)
    assert waited == [1.0, 4.0]


def test_an_internal_error_of_17track_may_pass() -> None:
    with playing(failed(-18010003), HELD) as server:
        assert asked(Provider.SEVENTEEN_TRACK, server.url).text == HELD.body
    error = trouble(Provider.SEVENTEEN_TRACK, *[failed(-18010003)] * 3)
    assert error.trouble is Trouble.SERVICE_DOWN


@BOTH
@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": "0"}, 1.0),
        ({}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
        ({"Retry-After": "-5"}, 1.0),
        ({"Retry-After": "Mon, 23 Nov 2026 12:00:09 GMT"}, 9.0),
        ({"Retry-After": "Mon, 23 Nov 2026 12:00:09"}, 1.0),
    ],
)
def test_a_pause_that_is_asked_for_is_kept(
    provider: Provider, good: Played, headers: Mapping[str, str], pause: float
) -> None:
    waited, wait = pauses()
    headers = {"Date": "Mon, 23 Nov 2026 12:00:00 GMT", **headers}
    with playing(Played(status=429, body="", headers=headers), good) as server:
        assert asked(provider, server.url, wait=wait).text == good.body
    assert waited == [pause]


@BOTH
@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("31", "Try again in 1 minute."),
        ("3600", "Try again in 60 minutes."),
        ("999999999", "Try again in 16666667 minutes."),
    ],
)
def test_a_long_pause_is_left_to_the_user(
    provider: Provider, good: Played, after: str, words: str
) -> None:
    waited, wait = pauses()
    busy = Played(status=429, body="", headers={"Retry-After": after})
    error = trouble(provider, busy, wait=wait)
    assert error.trouble is Trouble.RATE_LIMITED
    assert words in shown(error)
    assert not waited


@BOTH
def test_a_service_may_ask_for_pauses_without_end(provider: Provider, good: Played) -> None:
    error = trouble(provider, *[Played(status=429, body="")] * 3)
    assert error.trouble is Trouble.RATE_LIMITED
    assert "asks for a pause" in shown(error)
    assert "in some minutes" in shown(error)


@BOTH
def test_a_service_that_keeps_silent_is_not_waited_for(provider: Provider, good: Played) -> None:
    error = trouble(provider, Played(body=good.body, slow=True), timeout=0.2)
    assert error.trouble is Trouble.TIMEOUT
    assert "within 0.2 seconds" in shown(error)


@BOTH
def test_a_service_that_lets_its_answer_drip_is_not_waited_for(
    provider: Provider, good: Played
) -> None:
    """Each byte comes in time; only the whole does not."""
    slow = Played(body=str(good.body)[:100], drip=0.02)
    error = trouble(provider, slow, timeout=0.5)
    assert error.trouble is Trouble.TIMEOUT


@BOTH
def test_an_answer_that_breaks_off_is_asked_for_again(provider: Provider, good: Played) -> None:
    half = Played(body=str(good.body)[:200], missing=500)
    with playing(half, good) as server:
        assert asked(provider, server.url).text == good.body
    error = trouble(provider, half, half, half)
    assert error.trouble is Trouble.BROKEN_OFF
    assert "broke off 3 times" in shown(error)


@BOTH
@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_not_read_to_its_end(
    provider: Provider, good: Played, packed: bool
) -> None:
    body = str(good.body).encode() + b" " * 40_000_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    long = Played(body=gzip.compress(body) if packed else body, headers=headers)
    error = trouble(provider, long)
    assert error.trouble is Trouble.TOO_LARGE
    assert "longer than 10 MB" in shown(error)


@BOTH
def test_an_answer_packed_wrongly_is_said_to_be_unreadable(
    provider: Provider, good: Played
) -> None:
    wrong = Played(body=good.body, headers={"Content-Encoding": "gzip"})
    assert trouble(provider, wrong).trouble is Trouble.NOT_UNDERSTOOD


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_key_does_not_follow_to_another_address(
    provider: Provider, good: Played, status: int
) -> None:
    with playing(good) as other:
        there = Played(status=status, body="", headers={"Location": other.url})
        error = trouble(provider, there)
    assert error.trouble is Trouble.REDIRECTED
    assert "your key is not sent there" in shown(error)
    assert not other.seen


@BOTH
def test_nobody_there(provider: Provider, good: Played) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, but nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ProviderError) as caught:
            asked(provider, url)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert "is online" in shown(caught.value)


@BOTH
def test_a_connection_that_is_not_secure_is_not_used(provider: Provider, good: Played) -> None:
    with playing(good) as server, pytest.raises(ProviderError) as caught:
        asked(provider, server.url.replace("http:", "https:"))
    assert caught.value.trouble is Trouble.INSECURE
    assert "no secure connection" in shown(caught.value)
    assert not server.seen


@BOTH
@pytest.mark.parametrize(
    "url", ["http://service.invalid/v2.4", "http://127.0.0.1.invalid", "ftp://127.0.0.1"]
)
def test_keys_travel_in_the_open_to_this_machine_only(
    provider: Provider, good: Played, url: str
) -> None:
    with pytest.raises(ValueError, match="https only"):
        asked(provider, url)


def test_the_services_own_addresses_are_secure() -> None:
    assert seventeen_track.BASE_URL == "https://api.17track.net/track/v2.4"
    assert russian_post.BASE_URL == "https://tracking.russianpost.ru/rtm34"


@BOTH
def test_the_http_library_is_optional(
    provider: Provider, good: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    error = trouble(provider)
    assert error.trouble is Trouble.NO_LIBRARY
    assert 'pip install "dispute-assistant[live]"' in shown(error)


@pytest.mark.parametrize(
    ("fetch", "number"),
    [
        (seventeen_track.fetch, ""),
        (seventeen_track.fetch, "1234"),
        (seventeen_track.fetch, "RV007000274CN; drop"),
        (seventeen_track.fetch, "9" * 51),
        (russian_post.fetch, "LP00123456789012"),
        (russian_post.fetch, "1234567890123"),
        (russian_post.fetch, "RV00700027٤CN"),
        (russian_post.fetch, "</data:Barcode>"),
    ],
)
def test_what_is_no_number_is_not_sent(fetch: Callable[..., Answer], number: str) -> None:
    with playing() as server, pytest.raises(ProviderError) as caught:
        fetch(number, KEY, link(server.url))
    assert caught.value.trouble is Trouble.WRONG_NUMBER
    assert caught.value.problem.key == "parcel.tracking_number"
    assert not server.seen


@pytest.mark.parametrize(
    ("fetch", "secret", "login"),
    [
        (seventeen_track.fetch, "", ""),
        (seventeen_track.fetch, f"{SECRET}\r\nX-More: 1", ""),
        (seventeen_track.fetch, f"{SECRET}ключ", ""),
        (russian_post.fetch, f"{SECRET}\x00", LOGIN),
        (russian_post.fetch, SECRET, "\x1b[0m"),
        (russian_post.fetch, "", LOGIN),
    ],
)
def test_what_cannot_be_a_key_is_not_sent(
    fetch: Callable[..., Answer], secret: str, login: str
) -> None:
    with playing() as server, pytest.raises(ProviderError) as caught:
        fetch(NUMBER, Credentials(secret=secret, login=login), link(server.url))
    assert caught.value.trouble is Trouble.BAD_KEY
    assert not server.seen


# Keys: where they come from, where they never show


@pytest.mark.parametrize(
    ("number", "names", "expected"),
    [
        (NUMBER, ENVIRON, Provider.SEVENTEEN_TRACK),
        ("RA644000001RU", ENVIRON, Provider.RUSSIAN_POST),
        ("80094463220651", ENVIRON, Provider.RUSSIAN_POST),
        ("LP00123456789012", ENVIRON, Provider.SEVENTEEN_TRACK),
        ("ra644000001ru", ["DISPUTE_17TRACK_KEY"], Provider.SEVENTEEN_TRACK),
        (
            NUMBER,
            ["DISPUTE_RUSSIANPOST_LOGIN", "DISPUTE_RUSSIANPOST_PASSWORD"],
            Provider.RUSSIAN_POST,
        ),
    ],
)
def test_a_service_is_chosen_by_number_and_key(
    number: str, names: Mapping[str, str] | list[str], expected: Provider
) -> None:
    environ = {name: ENVIRON[name] for name in names}
    full = number.upper()
    good = (
        track_info(full, [("2026-11-20T10:00:00", "Held by customs")])
        if expected is Provider.SEVENTEEN_TRACK
        else operations(full, [("2026-11-20T11:05:00", "2 Вручение", "1 -")])
    )
    with playing(good) as server:
        assert look_up(number, environ, link(server.url)).provider is expected


def test_a_service_may_be_named() -> None:
    with playing(REFUSED) as server:
        answer = look_up(NUMBER, ENVIRON, link(server.url), provider="russian_post")
    assert answer.provider is Provider.RUSSIAN_POST
    assert lookup.PROVIDERS == ("auto", "17track", "russian_post")


def test_an_unknown_service_is_said_to_be_none() -> None:
    with pytest.raises(InputError) as caught:
        look_up(NUMBER, ENVIRON, link(""), provider="dhl")
    (problem,) = caught.value.problems
    assert Locale("en").text(problem.mend) == "Choose one of: auto, 17track and russian_post."


def test_registration_and_carrier_reach_17track() -> None:
    replies = [rejected(NUMBER, NOT_REGISTERED), accepted(NUMBER), HELD]
    with playing(*replies) as server:
        look_up(NUMBER, ENVIRON, link(server.url), register=True, carrier=3011)
    assert server.paths == ["/gettrackinfo", "/register", "/gettrackinfo"]
    assert json.loads(server.seen[1].body) == [{"number": NUMBER, "carrier": 3011}]


@pytest.mark.parametrize(
    ("provider", "environ", "names"),
    [
        ("auto", {}, ["DISPUTE_17TRACK_KEY", "DISPUTE_RUSSIANPOST_LOGIN"]),
        ("auto", {"DISPUTE_17TRACK_KEY": " "}, ["DISPUTE_17TRACK_KEY"]),
        ("17track", {}, ["DISPUTE_17TRACK_KEY"]),
        (
            "russian_post",
            {"DISPUTE_RUSSIANPOST_LOGIN": LOGIN},
            ["DISPUTE_RUSSIANPOST_LOGIN", "DISPUTE_RUSSIANPOST_PASSWORD"],
        ),
    ],
)
def test_without_a_key_nothing_is_asked(
    provider: str, environ: Mapping[str, str], names: list[str]
) -> None:
    with playing() as server, pytest.raises(ProviderError) as caught:
        look_up(NUMBER, environ, link(server.url), provider=provider)
    assert caught.value.trouble is Trouble.NO_KEY
    assert all(name in shown(caught.value) for name in names)
    assert not server.seen


def test_a_key_for_russian_post_alone_does_not_help_a_number_it_does_not_know() -> None:
    environ = {name: value for name, value in ENVIRON.items() if "RUSSIANPOST" in name}
    with pytest.raises(ProviderError) as caught:
        look_up("LP00123456789012", environ, link(""))
    assert caught.value.trouble is Trouble.NO_KEY


KEYRING = '''
"""A keyring with the calls of the library of that name."""
from keyring import errors

def get_password(service_name, username):
    {body}
'''
ERRORS = """
class KeyringError(Exception): ...
class KeyringLocked(KeyringError): ...
class NoKeyringError(KeyringError, RuntimeError): ...
"""


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Install a keyring whose look-up is the given line."""

    def install(body: str) -> None:
        package = tmp_path / "keyring"
        package.mkdir()
        (package / "__init__.py").write_text(KEYRING.format(body=body))
        (package / "errors.py").write_text(ERRORS)
        monkeypatch.delitem(sys.modules, "keyring")
        monkeypatch.delitem(sys.modules, "keyring.errors", raising=False)
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_a_key_may_come_from_the_system_keyring(keyring: Callable[[str], None]) -> None:
    name = '("dispute-assistant", "DISPUTE_17TRACK_KEY")'
    keyring(f'return "{SECRET}" if (service_name, username) == {name} else None')
    with playing(HELD) as server:
        look_up(NUMBER, {}, link(server.url))
    assert server.seen[0].headers["17token"] == SECRET


def test_the_environment_goes_before_the_keyring(keyring: Callable[[str], None]) -> None:
    keyring('return "old"')
    with playing(HELD) as server:
        look_up(NUMBER, ENVIRON, link(server.url))
    assert server.seen[0].headers["17token"] == SECRET


def test_a_machine_without_a_keyring_has_no_key(keyring: Callable[[str], None]) -> None:
    keyring("raise errors.NoKeyringError")
    with pytest.raises(ProviderError) as caught:
        look_up(NUMBER, {}, link(""))
    assert caught.value.trouble is Trouble.NO_KEY


def test_a_locked_keyring_is_said_to_be_locked(keyring: Callable[[str], None]) -> None:
    keyring("raise errors.KeyringLocked")
    with pytest.raises(ProviderError) as caught:
        look_up(NUMBER, {}, link(""))
    assert caught.value.trouble is Trouble.KEYRING_CLOSED
    assert "Unlock it" in shown(caught.value)


ECHO = f"key {SECRET} of {LOGIN}"
ECHOING = {"tracking": {"providers": [{"events": [{"description": ECHO}]}]}}
LEAKS = {
    "bad key": [failed(-18010002, status=401, message=ECHO)],
    "rejected": [rejected(NUMBER, -18019903, ECHO)],
    "unknown code": [rejected(NUMBER, -1, ECHO)],
    "echo in the answer": [accepted(NUMBER, track_info=ECHOING)],
    "page": [Played(body=ECHO)],
    "status": [Played(status=403, body=ECHO)],
    "broken": [Played(status=500, body=ECHO)] * 3,
    "busy": [Played(status=429, body=ECHO, headers={"Retry-After": ECHO})] * 3,
    "half": [Played(body=ECHO, missing=9)] * 3,
    "redirect": [Played(status=302, body="", headers={"Location": f"https://{SECRET}.invalid/"})],
    "wrongly packed": [Played(body=ECHO, headers={"Content-Encoding": "gzip"})],
    "slow": [Played(body="", slow=True)],
    "fault": [fault("AuthorizationFaultReason", ECHO)],
    "other fault": [fault("OperationHistoryFaultReason", ECHO)],
    "odd fault": [fault("", ECHO, status=200)],
    "echo in the history": [operations(NUMBER, [("2026-11-20T11:05:00", f"2 {ECHO}", "1 -")])],
}


@pytest.mark.parametrize("replies", LEAKS.values(), ids=LEAKS.keys())
@pytest.mark.parametrize("provider", list(Provider))
def test_a_key_is_never_shown(
    provider: Provider,
    replies: list[Played],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with playing(*replies) as server, pytest.raises(ProviderError) as caught:
        look_up(NUMBER, ENVIRON, link(server.url, timeout=0.5), provider=provider)
    error = caught.value
    told = io.StringIO()
    traceback.print_exception(error, file=told)
    out, err = capfd.readouterr()
    words = [shown(error, language) for language in INTERFACE]
    everything = [*words, str(error), repr(error), repr(error.problem), repr(vars(error))]
    everything += [told.getvalue(), out, err, caplog.text, repr(KEY), str(KEY)]
    assert server.seen  # the key was sent, and
    assert caplog.text  # the library has logged
    assert not [text for text in everything if SECRET in text or LOGIN in text]
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_question_does_not_show_its_key() -> None:
    question = exchange.Request(
        provider=Provider.SEVENTEEN_TRACK,
        url=seventeen_track.BASE_URL,
        content=SECRET.encode(),
        headers={"17token": SECRET},
    )
    assert SECRET not in repr(question)
    assert SECRET not in repr(KEY)
    assert LOGIN not in f"{KEY}"


def test_an_answer_that_repeats_the_key_is_not_kept() -> None:
    (reply,) = LEAKS["echo in the answer"]
    error = trouble(Provider.SEVENTEEN_TRACK, reply)
    assert error.trouble is Trouble.KEY_REPEATED
    assert "is not kept" in shown(error)


def test_every_kind_of_trouble_is_tested() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert not [kind for kind in Trouble if f"Trouble.{kind.name}" not in here]


# What is new


def event(at: str, text: str, status: Status = Status.UNKNOWN, **more: object) -> Event:
    return Event(at=datetime.fromisoformat(at), text=text, status=status, **more)  # type: ignore[arg-type]


HOLD = event("2026-11-20T10:00", "Held by customs", Status.IMPORT_CUSTOMS_HELD)


@pytest.mark.parametrize(
    "again",
    [
        HOLD,
        event("2026-11-20T10:00", "  HELD by\u00a0customs "),
        event("2026-11-20T10:00", "Задержано таможней", Status.IMPORT_CUSTOMS_HELD),
        event("2026-11-20T10:00+03:00", "Held by customs", Status.IMPORT_CUSTOMS_HELD),
        event("2026-11-20T00:00", "Held by customs", has_time=False),
        event("2026-11-20T00:00", "Customs hold", Status.IMPORT_CUSTOMS_HELD, has_time=False),
    ],
)
def test_a_known_fact_is_not_new(again: Event) -> None:
    assert new_events(Timeline(events=(HOLD,)), Timeline(events=(again,))) == ()


@pytest.mark.parametrize(
    "other",
    [
        event("2026-11-20T10:01", "Held by customs", Status.IMPORT_CUSTOMS_HELD),
        event("2026-11-21T10:00", "Held by customs", Status.IMPORT_CUSTOMS_HELD),
        event("2026-11-20T10:00", "Released by customs", Status.IMPORT_CUSTOMS_RELEASED),
        event("2026-11-20T10:00", "Something odd"),
        event(
            "2026-11-20T10:00",
            "Held: invoice missing",
            Status.IMPORT_CUSTOMS_HELD,
            reason="invoice_missing",
        ),
        Event(at=None, text="Held by customs", status=Status.IMPORT_CUSTOMS_HELD),
    ],
)
def test_another_fact_is_new(other: Event) -> None:
    after = Timeline(events=(HOLD, other))
    assert new_events(Timeline(events=(HOLD,)), after) == (other,)
    assert new_events(after, after) == ()


def test_one_moment_in_two_zones_is_one_moment() -> None:
    before = event("2026-11-20T23:30+03:00", "Held by customs")
    after = event("2026-11-20T20:30+00:00", "Held by customs")
    assert new_events(Timeline(events=(before,)), Timeline(events=(after,))) == ()


def test_undated_entries_are_known_by_their_words() -> None:
    before = Timeline(events=(Event(at=None, text="Info received"),))
    after = Timeline(events=(Event(at=None, text="info received"), Event(at=None, text="Lost")))
    assert [e.text for e in new_events(before, after)] == ["Lost"]


def test_everything_is_new_at_first() -> None:
    assert new_events(Timeline(), Timeline(events=(HOLD,))) == (HOLD,)


@pytest.mark.parametrize(
    ("provider", "good", "news"),
    [
        (
            "17track",
            track_info(
                NUMBER,
                [
                    ("2026-11-20T11:05:00+03:00", "Import customs clearance started"),
                    ("2026-11-12T09:15:00+03:00", "Прием на таможню"),
                ],
            ),
            "Import customs clearance started",
        ),
        ("russian_post", REFUSED, "Отказ в выпуске"),
    ],
)
def test_an_answer_is_one_more_history_of_the_parcel(
    provider: str, good: Played, news: str
) -> None:
    pasted = timeline.read(f"Number: {NUMBER}\n2026-11-12 09:15 Москва, Прием на таможню")
    with playing(good) as server:
        answer = look_up(NUMBER, ENVIRON, link(server.url), provider=provider)
    live = timeline.read(answer.text, source=answer.provider)
    (before,) = timeline.build(pasted, destination="RU")
    (after,) = timeline.build([*pasted, *live], destination="RU")
    (new,) = new_events(before, after)
    assert news in new.text
    assert new.source == provider
    assert new.at == datetime.fromisoformat("2026-11-20T11:05:00+03:00")


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        (Provider.SEVENTEEN_TRACK, "RV007000274CN.17track.2026-11-23.json"),
        (Provider.RUSSIAN_POST, "RV007000274CN.russian_post.2026-11-23.xml"),
    ],
)
def test_an_answer_is_kept_under_the_day_it_came(provider: Provider, name: str) -> None:
    answer = Answer(provider=provider, number=NUMBER, text="")
    assert file_name(answer, date(2026, 11, 23)) == name
    assert re.fullmatch(r"[\w.-]+", name)


def test_the_stated_limits_are_the_real_ones() -> None:
    assert exchange.BACK_OFF == {1: 1.0, 2: 4.0}
    assert exchange.LONGEST_PAUSE == 30.0
