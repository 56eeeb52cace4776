"""The arguments and options that several commands share."""

import re
from pathlib import Path
from typing import Annotated

from dispute_assistant.cli.commands import Argument, Option
from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

CaseArgument = Annotated[
    Path, Argument(metavar="CASE", help="Case file (TOML).", show_default=False)
]


def _spoken(text: str) -> str:
    """Return the interface language that ``text`` names (``ru``, ``ru_RU``), or nothing."""
    from dispute_assistant import locales

    tag = locales.negotiate(text) if text else ""
    if tag != re.split(r"[-_.@]", text.lower())[0]:
        raise InputError(
            Problem(
                key="--language",
                what=say("“{text}” is not among the answers.", text=text),
                mend=say("Choose one of: {choices}.", choices=locales.INTERFACE),
            )
        )
    return tag


LanguageOption = Annotated[
    str,
    Option(
        "--language",
        "-l",
        help="Language of questions and advice: en, ru, es.",
        callback=_spoken,
        show_default=False,
    ),
]
DayOption = Annotated[
    str, Option("--on", metavar="DAY", help="Advice as of this day, for example 2026-11-27.")
]
FolderOption = Annotated[
    Path | None, Option("--out", "-o", help="Folder for the papers.", show_default=False)
]
FormatOption = Annotated[
    str, Option("--format", "-f", help="File formats: pdf,txt,jpg.", show_default=False)
]
PapersOption = Annotated[
    str,
    Option(
        "--papers",
        "-p",
        help="seller_message, dispute_justification, customs_request; several with commas.",
    ),
]
LetterLanguageOption = Annotated[
    str,
    Option("--letter-language", help="Language of the papers instead of the addressee's."),
]
EngineOption = Annotated[
    str,
    Option(
        "--engine",
        metavar="NAME",
        help="plutoprint: PDFs many times faster, in Latin, Cyrillic and Chinese letters only, "
        "without tags and not PDF/A. Needs the extra turbo.",
        show_default=False,
    ),
]
