"""The program's name and the options that several commands share."""

import re
from pathlib import Path
from typing import Annotated

import typer

from dispute_assistant.errors import InputError, Problem
from dispute_assistant.messages import say

app = typer.Typer(
    name="dispute",
    help="Help for online orders stuck at customs: what happened, what to do, and the papers.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CaseArgument = Annotated[
    Path, typer.Argument(metavar="CASE", help="Case file (TOML).", show_default=False)
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
    typer.Option(
        "--language",
        "-l",
        help="Language of questions and advice: en, ru, es.",
        callback=_spoken,
        show_default=False,
    ),
]
DayOption = Annotated[
    str, typer.Option("--on", metavar="DAY", help="Advice as of this day, for example 2026-11-27.")
]
FolderOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for the papers.", show_default=False)
]
FormatOption = Annotated[
    str, typer.Option("--format", "-f", help="File formats: pdf,txt,jpg.", show_default=False)
]
PapersOption = Annotated[
    str,
    typer.Option(
        "--papers",
        "-p",
        help="seller_message, dispute_justification, customs_request; several with commas.",
    ),
]
LetterLanguageOption = Annotated[
    str,
    typer.Option("--letter-language", help="Language of the papers instead of the addressee's."),
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="plutoprint: PDFs many times faster, in Latin, Cyrillic and Chinese letters only, "
        "without tags and not PDF/A. Needs the extra turbo.",
        show_default=False,
    ),
]
