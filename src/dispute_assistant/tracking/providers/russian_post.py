"""Russian Post's tracking service: every operation with a parcel that its network saw.

One SOAP 1.2 question, ``getOperationHistory``, with login and password of the tracking service
(given out to registered users at https://tracking.pochta.ru; not those of the web site). It answers
for parcels within Russia (14 digits) and international ones (13 signs, S10). An error is a SOAP
fault, which comes with HTTP status 500 although nothing is out of order.

Sources, read 2026-11-22: the specification "Single access" of the service at
https://tracking.pochta.ru/specification (request, response, the faults ``AuthorizationFault``,
``OperationHistoryFault`` and ``LanguageFault``), seen in a public copy of its pages
(LasGIS/Prototype); the names in the detail of a fault (``...FaultReason``) and the status 500 as in
the open clients voronkovm/russianposttracking and LibreTrack; the words for a used-up quota in
lapaygroup/RussianPost issue 35. Confidence: reported.
"""

import re
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree as ET

from dispute_assistant.messages import say
from dispute_assistant.texts import fold
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

BASE_URL = "https://tracking.russianpost.ru/rtm34"
NUMBER = re.compile(r"[0-9]{14}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
"""The two forms of tracking numbers that the service knows."""

_ME = Provider.RUSSIAN_POST
_REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"
 xmlns:oper="http://russianpost.org/operationhistory"
 xmlns:data="http://russianpost.org/operationhistory/data"
 xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soap:Header/>
<soap:Body>
<oper:getOperationHistory>
<data:OperationHistoryRequest>
<data:Barcode>{number}</data:Barcode>
<data:MessageType>0</data:MessageType>
<data:Language>RUS</data:Language>
</data:OperationHistoryRequest>
<data:AuthorizationHeader soapenv:mustUnderstand="1">
<data:login>{login}</data:login>
<data:password>{password}</data:password>
</data:AuthorizationHeader>
</oper:getOperationHistory>
</soap:Body>
</soap:Envelope>
"""
_RECORDS = "{*}getOperationHistoryResponse/{*}OperationHistoryData/{*}historyRecord"
_FAULTS = ("AuthorizationFault", "OperationHistoryFault", "LanguageFault")
_LIMIT = ("лимит", "limit")
_FORMAT = (
    "формат данных запроса не соответствует установленному",
    "the format of the request data is invalid",
)


class _Fault(NamedTuple):
    """An error as the service puts it."""

    kind: str
    """One of the three that are documented, or empty."""
    words: str


def fetch(number: str, key: Credentials, link: Link) -> Answer:
    """Return what Russian Post knows about ``number``; raises :class:`ProviderError`."""
    number = compact(number)
    if not NUMBER.fullmatch(number):
        raise wrong_number(_ME)
    if not key.sendable:
        raise _bad_key()
    question = _REQUEST.format(number=number, login=escape(key.login), password=escape(key.secret))
    request = exchange.Request(
        provider=_ME,
        url=link.base_url or BASE_URL,
        content=question.encode(),
        headers={"Content-Type": "application/soap+xml; charset=utf-8"},
    )
    reply = exchange.post(request, link, busy=_busy)
    body = _body(reply)
    if body is None and reply.status != 200:
        raise _refused(str(reply.status))
    if body is None:
        raise not_understood(_ME)
    if fault := _fault(body):
        raise _error(fault)
    if body.find("{*}getOperationHistoryResponse") is None:
        raise not_understood(_ME)
    if body.find(_RECORDS) is None:
        raise no_entries(_ME)
    if _of_another(body, number):
        raise not_understood(_ME)
    return answer(_ME, number, reply.text or "", key)


def _busy(reply: exchange.Reply) -> bool:
    """Tell whether to ask again; a fault that the service documents is its last word."""
    if not reply.overloaded:
        return False
    body = _body(reply)
    fault = None if body is None else _fault(body)
    return fault is None or not fault.kind


def _body(reply: exchange.Reply) -> ET.Element | None:
    """Return the body of the SOAP envelope, or None when the reply is none.

    SOAP forbids document type declarations (SOAP 1.2 part 1, section 5), and with them go the
    entities that a hostile document would blow up.
    """
    if not reply.text or "<!DOCTYPE" in reply.text:
        return None
    try:
        root = ET.fromstring(reply.text)  # noqa: S314 - without a DTD nothing expands
    except ET.ParseError:
        return None
    return root.find("{*}Body") if _local(root) == "Envelope" else None


def _of_another(body: ET.Element, number: str) -> bool:
    """Tell whether the records name numbers, and ``number`` is none of them."""
    named = {
        compact(element.text or "")
        for item in body.iterfind(f"{_RECORDS}/{{*}}ItemParameters")
        for element in item
        if _local(element) in {"Barcode", "Internum"}
    }
    return bool(named) and number not in named


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _fault(body: ET.Element) -> _Fault | None:
    fault = body.find("{*}Fault")
    if fault is None:
        return None
    for element in fault.iter():
        for kind in _FAULTS:
            if _local(element).startswith(kind):
                return _Fault(kind, fold(" ".join(element.itertext())))
    return _Fault("", "")


def _error(fault: _Fault) -> ProviderError:
    if fault.kind == "AuthorizationFault":
        return _quota() if any(word in fault.words for word in _LIMIT) else _bad_key()
    if any(words in fault.words for words in _FORMAT):
        return wrong_number(_ME)
    return _refused(fault.kind or "Fault")


def _bad_key() -> ProviderError:
    return failure(
        Trouble.BAD_KEY,
        _ME,
        say("Russian Post does not accept your login and password."),
        say(
            "Copy them again from {page}; they are not those of the web site.",
            page="tracking.pochta.ru/access-settings",
        ),
    )


def _quota() -> ProviderError:
    return failure(
        Trouble.QUOTA,
        _ME,
        say("What your account may ask Russian Post in one day is used up."),
        say("Try again tomorrow, or paste the history from the tracking page."),
    )


def _refused(code: str) -> ProviderError:
    return failure(
        Trouble.REFUSED,
        _ME,
        say("{service} refused the question with error {code}.", service=NAMES[_ME], code=code),
        say("Try again later or from another network, or paste the history from its page."),
    )
