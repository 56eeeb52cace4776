"""A real HTTP server on 127.0.0.1 that plays a tracking service: right, wrong, slow and broken.

Each test hands over the replies that it wants, in order; a question more than that is answered with
status 418, which no provider treats as good. The shapes are those that the services document; the
parcels in them are invented.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import cast

JSON = "application/json; charset=utf-8"
SOAP = "application/soap+xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Played:
    """One reply of the server."""

    body: bytes | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    missing: int = 0
    """Bytes that are promised and never sent."""
    slow: bool = False
    """Nothing is sent until the test is over."""
    drip: float = 0
    """Seconds between two single bytes."""


@dataclass(frozen=True)
class Seen:
    """One question to the server."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass
class Loopback:
    """The server while it plays."""

    url: str
    seen: list[Seen] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [question.path for question in self.seen]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    waiting: list[Played]
    loopback: Loopback
    over: Event


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = cast("_Server", self.server)
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length).decode()
        server.loopback.seen.append(Seen(self.path, dict(self.headers), body))
        played = server.waiting.pop(0) if server.waiting else Played(status=418, body="")
        self.close_connection = True
        if played.slow:
            server.over.wait()
            return
        try:
            self.play(played, server.over)
        except ConnectionError:
            return  # the client has hung up, as it should when it has had enough

    def play(self, played: Played, over: Event) -> None:
        content = played.body.encode() if isinstance(played.body, str) else played.body
        self.send_response_only(played.status)
        headers = {
            "Date": self.date_time_string(),
            "Content-Type": played.content_type,
            "Content-Length": str(len(content) + played.missing),
            "Connection": "close",
            **played.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if played.drip:
            for byte in content:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if over.wait(played.drip):
                    return
        else:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the inherited name
        """Keep quiet: tests look at what the program itself says."""


@contextmanager
def playing(*replies: Played) -> Iterator[Loopback]:
    """Play ``replies``, each to one question, on a port of its own."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.waiting = list(replies)
        server.loopback = Loopback(f"http://127.0.0.1:{server.server_port}")
        server.over = Event()
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.loopback
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def track_info(
    number: str, entries: Sequence[tuple[str, str]], *, status: str = "InTransit"
) -> Played:
    """Return what 17TRACK's gettrackinfo says: ``entries`` are ISO times and texts."""
    events = [
        {
            "time_iso": time,
            "time_utc": None,
            "time_raw": {"date": time[:10], "time": time[11:19], "timezone": time[19:] or None},
            "description": text,
            "description_translation": None,
            "location": "MOSCOW",
            "stage": None,
            "sub_status": f"{status}_Other",
            "address": {"country": "RU", "city": "MOSCOW"},
        }
        for time, text in entries
    ]
    info = {
        "latest_status": {"status": status, "sub_status": f"{status}_Other"},
        "latest_event": events[0] if events else None,
        "misc_info": {"service_type": None},
        "tracking": {
            "providers": [{"provider": {"key": 3011, "name": "China Post"}, "events": events}]
        },
    }
    return accepted(number, track_info=info)


def accepted(number: str, **more: object) -> Played:
    """Return 17TRACK's consent to one number."""
    item = {"number": number, "carrier": 3011, "tag": None, **more}
    return Played(body=json.dumps({"code": 0, "data": {"accepted": [item], "rejected": []}}))


def rejected(number: str, code: int, message: str = "") -> Played:
    """Return 17TRACK's refusal of one number."""
    item = {"number": number, "carrier": 0, "error": {"code": code, "message": message}}
    return Played(body=json.dumps({"code": 0, "data": {"accepted": [], "rejected": [item]}}))


def failed(code: int, *, status: int = 200, message: str = "") -> Played:
    """Return 17TRACK's refusal of the whole question."""
    errors = {"errors": [{"code": code, "message": message}]}
    return Played(status=status, body=json.dumps({"code": code, "data": errors}))


def operations(number: str, entries: Sequence[tuple[str, str, str]]) -> Played:
    """Return Russian Post's history: ``entries`` are ISO times, types and attributes."""
    records = "".join(
        f"""<ns3:historyRecord>
<ns3:AddressParameters><ns3:OperationAddress><ns3:Index>102975</ns3:Index>
<ns3:Description>Москва</ns3:Description></ns3:OperationAddress></ns3:AddressParameters>
<ns3:ItemParameters><ns3:Barcode>{number}</ns3:Barcode></ns3:ItemParameters>
<ns3:OperationParameters>
<ns3:OperType>{_coded(kind)}</ns3:OperType><ns3:OperAttr>{_coded(attribute)}</ns3:OperAttr>
<ns3:OperDate>{time}</ns3:OperDate>
</ns3:OperationParameters>
</ns3:historyRecord>
"""
        for time, kind, attribute in entries
    )
    return envelope(
        '<ns7:getOperationHistoryResponse xmlns:ns7="http://russianpost.org/operationhistory"'
        ' xmlns:ns3="http://russianpost.org/operationhistory/data"><ns3:OperationHistoryData>'
        f"{records}</ns3:OperationHistoryData></ns7:getOperationHistoryResponse>"
    )


def _coded(words: str) -> str:
    number, name = words.split(" ", 1)
    return f"<ns3:Id>{number}</ns3:Id><ns3:Name>{name}</ns3:Name>"


def fault(kind: str, words: str, *, status: int = 500) -> Played:
    """Return a fault of Russian Post; ``kind`` is the name of the element in its detail."""
    detail = f"<ns3:{kind}>{words}</ns3:{kind}>" if kind else ""
    return envelope(
        '<S:Fault xmlns:ns3="http://russianpost.org/operationhistory/data">'
        "<S:Code><S:Value>S:Receiver</S:Value></S:Code>"
        '<S:Reason><S:Text xml:lang="ru">Ошибка</S:Text></S:Reason>'
        f"<S:Detail>{detail}</S:Detail></S:Fault>",
        status=status,
    )


def envelope(content: str, *, status: int = 200) -> Played:
    """Return a SOAP 1.2 message."""
    return Played(
        status=status,
        content_type=SOAP,
        body='<?xml version="1.0" encoding="UTF-8"?>\n'
        '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope">'
        f"<S:Body>{content}</S:Body></S:Envelope>",
    )
