"""The naive arm of the rendering figures: what a mail-merge script does, on the same letters.

``cases`` are case files of invented buyers whose dispute justification fills two pages,
``justifications`` the papers that follow from them, and ``to_pdf`` sets one as a script would:
``HTML(string=...).write_pdf()`` per document, everything anew each time. Its HTML and CSS are ours
without what we do for speed alone (fixed tables with column groups); its fonts are
installed on the machine as a person would have them. Neither tags nor PDF/A are asked of it.
"""

import atexit
import os
import shutil
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from dispute_assistant.documents import Document, folder
from dispute_assistant.typeset import to_html
from dispute_assistant.typeset.fonts import CHINESE, FONTS

DAY = date(2026, 11, 23)
EVENTS = 25

_LEGS = (
    ("Shenzhen", "中国邮政已收取快件"),
    ("Guangzhou", "送交出口海关"),
    ("Guangzhou", "出口海关/放行"),
    ("Urumqi", "离开处理中心,发往下一站"),
    ("Москва", "Прибыло на территорию РФ"),
    ("Москва", "Прием на таможню"),
)
"""Places and carriers' words of a usual way, gone through again and again."""
_END = (
    ("Москва", "Отказ в выпуске, Таможенное оформление"),
    ("Москва", "Отказ в выпуске таможней, Возврат"),
)
_CASE = """\
format = 1
language = "en"

[order]
marketplace = "aliexpress"
number = "{order}"
ordered_on = 2026-10-01
item = "{item}"
amount = "{price}.90 USD"
shipping = "3.40 USD"
protection_end = 2026-12-15

[tracking]
history = '''
Number: RB007000019CN
Country: China -> Russian Federation
{history}
'''

[parcel]
destination = "RU"

[customs]
said = "nothing"

[talks]
state = "not_started"

[papers]
wanted = ["dispute_justification"]

[remedy]
settle = "less_shipping"

[buyer]
name = "{buyer}"
address = '''
ул. Садовая, д. {house}
443001, г. Самара
Россия
'''
"""
_BUYERS = ("Анна Морозова", "Иван Соколов", "Мария Лебедева", "Пётр Козлов", "Ольга Новикова")
_ITEMS = ("Bluetooth headphones", "LED desk lamp", "Running shoes", "Phone case", "Travel mug")


def cases(count: int = 40, events: int = EVENTS) -> tuple[str, ...]:
    """Return case files of different buyers and days, each with ``events`` entries."""
    return tuple(
        _CASE.format(
            order=8190000000000000 + number,
            item=_ITEMS[number % len(_ITEMS)],
            price=20 + number,
            history=_history(number, events),
            buyer=_BUYERS[number % len(_BUYERS)],
            house=number + 1,
        )
        for number in range(count)
    )


def _history(number: int, events: int) -> str:
    end = datetime(2026, 11, 19, 11, 5)  # noqa: DTZ001  local time, as carriers print it
    last = end - timedelta(minutes=7 * number)
    step = timedelta(days=40) / events
    way = [*(_LEGS[n * len(_LEGS) // (events - 2)] for n in range(events - 2)), *_END]
    lines = [
        f"{last - step * (events - 1 - n):%Y-%m-%d %H:%M} {place}, {text}"
        for n, (place, text) in enumerate(way)
    ]
    return "\n".join(reversed(lines))


def justifications(language: str, count: int = 40, events: int = EVENTS) -> tuple[Document, ...]:
    """Return the justification of each case in ``language``, without copies for the buyer."""
    return tuple(justification(case, language) for case in cases(count, events))


def justification(case: str, language: str) -> Document:
    """Return the justification that follows from a case file."""
    from dispute_assistant import assistant, casefile
    from dispute_assistant.case import Kind

    answers = casefile.read(case.encode(), DAY).answers
    prepared = assistant.prepare(
        answers, DAY, "en", kinds=(Kind.DISPUTE_JUSTIFICATION,), letter_language=language
    )
    return prepared.papers[0]


def to_pdf(document: Document) -> bytes:
    """Return the document as a mail-merge script would set it."""
    import weasyprint

    pdf: bytes = weasyprint.HTML(string=html(document)).write_pdf()
    return pdf


def html(document: Document) -> str:
    """Return the page of the document with its style, as a script would write it."""
    css = (folder() / "letter.css").read_text("utf-8").replace("table-layout: fixed;", "")
    chinese = document.locale.startswith("zh")
    families = ("Noto Sans CJK SC", "Noto Sans") if chinese else ("Noto Sans", "Noto Sans CJK SC")
    names = ", ".join(f'"{family}"' for family in families)
    page = to_html(document)
    return page.replace("<style>", f"<style>html {{ font-family: {names} }}\n{css}", 1)


def install_fonts() -> None:
    """Install the fonts that a person would have, for this process and those started here.

    The families are ours, but for Chinese Noto Sans CJK as it is published: the small font made
    from it is a part of what is measured.
    """
    home = Path(tempfile.mkdtemp(prefix="naive-fonts-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for font in FONTS:
        if font is not CHINESE:
            for file in font.faces.values():
                (home / file.name).symlink_to(file)
    text = f"<fontconfig><dir>{home}</dir><cachedir>{home}/cache</cachedir></fontconfig>"
    (home / "fonts.conf").write_text(text, "utf-8")
    os.environ["FONTCONFIG_FILE"] = str(home / "fonts.conf")


def main() -> None:
    """Be a script that sets one letter: ``python naive.py LETTER.json LETTER.pdf``."""
    letter, file = map(Path, sys.argv[1:])
    document = msgspec.json.decode(letter.read_bytes(), type=Document)
    file.write_bytes(to_pdf(document))


if __name__ == "__main__":
    main()
