"""Mail merges that ``speed_batch`` compares ``dispute batch`` with, each a process of its own.

``python merge_peers.py PEER LETTERS.json FOLDER`` sets the finished letters, one PDF each:

* ``naive``: ``HTML(string=...).write_pdf()`` for each, as a script would;
* ``chromium``: one warm browser, asked over DevTools;
* ``libreoffice``: docxtpl fills a template, one ``soffice`` turns all of them into PDF.
"""

import base64
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import naive

from dispute_assistant.documents import Document
from dispute_assistant.typeset.marks import parse

PATIENCE = 60.0
"""Seconds in which a browser must have opened its door."""


def set_naively(letters: list[Document], folder: Path) -> None:
    """Set each letter anew."""
    for number, letter in enumerate(letters):
        (folder / f"{number}.pdf").write_bytes(naive.to_pdf(letter))


# Chromium


def set_by_chromium(letters: list[Document], folder: Path) -> None:
    """Set all letters in one page of one browser."""
    with _browser(folder) as ask:
        target = ask("Target.createTarget", {"url": "about:blank"}, "")["targetId"]
        page = ask("Target.attachToTarget", {"targetId": target, "flatten": True}, "")["sessionId"]
        frame = ask("Page.getFrameTree", {}, page)["frameTree"]["frame"]["id"]
        for number, letter in enumerate(letters):
            html = naive.html(letter)
            ask("Page.setDocumentContent", {"frameId": frame, "html": html}, page)
            wishes = {"preferCSSPageSize": True, "printBackground": True}
            pdf = ask("Page.printToPDF", wishes, page)["data"]
            (folder / f"{number}.pdf").write_bytes(base64.b64decode(pdf))


@contextmanager
def _browser(folder: Path) -> Any:
    """Start a browser and return a function that asks it: method, parameters, session."""
    import websocket

    home = folder / "profile"
    words = ["chromium", "--headless=new", "--no-sandbox", "--remote-debugging-port=0"]
    browser = subprocess.Popen(
        [*words, "--disable-gpu", f"--user-data-dir={home}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port, path = _door(home / "DevToolsActivePort")
        socket = websocket.create_connection(
            f"ws://127.0.0.1:{port}{path}", suppress_origin=True, timeout=PATIENCE
        )
        numbers = itertools.count(1)

        def ask(method: str, parameters: Mapping[str, Any], session: str) -> Any:
            number = next(numbers)
            question = {"id": number, "method": method, "params": parameters}
            socket.send(json.dumps({**question, "sessionId": session} if session else question))
            while True:
                answer = json.loads(socket.recv())
                if answer.get("id") == number:
                    if "error" in answer:
                        raise RuntimeError(f"{method}: {answer['error']}")
                    return answer["result"]

        yield ask
        socket.close()
    finally:
        browser.terminate()
        browser.wait()


def _door(file: Path) -> tuple[str, str]:
    """Return port and path where the browser listens, when it has written them down."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        lines = file.read_text("utf-8").split() if file.exists() else []
        if len(lines) == 2:
            return lines[0], lines[1]
        time.sleep(0.01)
    raise RuntimeError("The browser does not open its door.")


# LibreOffice


def set_by_libreoffice(letters: list[Document], folder: Path) -> None:
    """Fill a template for each letter, and let one LibreOffice set them all."""
    from docxtpl import DocxTemplate

    template = folder / "template.docx"
    _write_template(template, columns=max(len(r) for b in parse(letters[0].body) for r in b.rows))
    files = []
    for number, letter in enumerate(letters):
        filled = DocxTemplate(template)
        filled.render({"letter": letter, "blocks": parse(letter.body)}, autoescape=True)
        files.append(folder / f"{number}.docx")
        filled.save(files[-1])
    home = (folder.resolve() / "home").as_uri()
    words = ["soffice", "--headless", f"-env:UserInstallation={home}"]
    subprocess.run(
        [*words, "--convert-to", "pdf", "--outdir", folder, *files], check=True, capture_output=True
    )


def _write_template(file: Path, *, columns: int) -> None:
    """Write a letter as somebody would draw it in Word, with the words left open."""
    import docx

    page = docx.Document()
    for line in ("sender", "addressee"):
        for text in (f"{{%p for x in letter.{line} %}}", "{{ x }}", "{%p endfor %}"):
            page.add_paragraph(text)
    page.add_paragraph("{{ letter.dateline }}")
    page.add_heading("{{ letter.labels.subject }} {{ letter.subject }}", 1)
    page.add_paragraph("{%p for b in blocks %}")
    page.add_paragraph("{%p if b.rows %}")
    page.add_paragraph("{%p for line in b.lines %}")
    page.add_paragraph("{{ line }}")
    page.add_paragraph("{%p endfor %}")
    table = page.add_table(rows=3, cols=columns, style="Table Grid")
    table.cell(0, 0).text = "{%tr for row in b.rows %}"
    for column in range(columns):
        table.cell(1, column).text = f"{{{{ row[{column}] }}}}"
    table.cell(2, 0).text = "{%tr endfor %}"
    page.add_paragraph("{%p else %}")
    page.add_paragraph("{%p for line in b.lines %}")
    page.add_paragraph("{{ line }}")
    page.add_paragraph("{%p endfor %}")
    page.add_paragraph("{%p for item in b.items %}")
    page.add_paragraph("{{ item | join(' ') }}", "List Bullet")
    page.add_paragraph("{%p endfor %}")
    page.add_paragraph("{%p endif %}")
    page.add_paragraph("{%p endfor %}")
    page.add_paragraph("{{ letter.signature }}")
    page.add_paragraph("{{ letter.labels.enclosures }}")
    for text in ("{%p for x in letter.enclosures %}", "{{ x }}", "{%p endfor %}"):
        page.add_paragraph(text)
    page.save(file)


PEERS: Mapping[str, Callable[[list[Document], Path], None]] = {
    "naive": set_naively,
    "chromium": set_by_chromium,
    "libreoffice": set_by_libreoffice,
}


def main() -> None:
    """Set the letters of a file as a peer does."""
    peer, letters, folder = sys.argv[1:]
    PEERS[peer](msgspec.json.decode(Path(letters).read_bytes(), type=list[Document]), Path(folder))


if __name__ == "__main__":
    os.environ.setdefault("SAL_USE_VCLPLUGIN", "svp")
    main()
