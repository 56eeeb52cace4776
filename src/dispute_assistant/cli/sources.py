"""``dispute sources``: every fact with its source, its confidence and its age."""

from typing import Annotated

from dispute_assistant.cli.commands import Argument, Option, command
from dispute_assistant.cli.console import day_of, echo, words_of
from dispute_assistant.cli.options import DayOption, LanguageOption


@command
def sources(
    words: Annotated[
        list[str] | None,
        Argument(metavar="WORD", help="Only facts that hold all these words."),
    ] = None,
    stale: Annotated[
        bool, Option("--stale", help="Only facts whose sources should be read again.")
    ] = False,
    as_json: Annotated[bool, Option("--json", help="Print one JSON object.")] = False,
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """List the facts that the program relies on, with source, confidence and age."""
    from dispute_assistant import provenance, sources_page

    day = day_of(on)
    facts = provenance.matching(tuple(words or ()), day, stale=stale)
    text = (
        sources_page.as_json(facts, day)
        if as_json
        else sources_page.page(facts, words_of(language), day)
    )
    echo(text, nl=False)
