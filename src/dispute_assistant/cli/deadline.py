"""``dispute deadline``: the days of a case, or one of them, each with its computation."""

from typing import Annotated

from dispute_assistant.cli.commands import Argument, command
from dispute_assistant.cli.console import day_of, echo, situation, speaking
from dispute_assistant.cli.options import CaseArgument, DayOption, LanguageOption


@command
def deadline(
    case: CaseArgument,
    rule: Annotated[
        str, Argument(help="Rule of one deadline, such as open_by; all if left out.")
    ] = "",
    on: DayOption = "",
    language: LanguageOption = "",
) -> None:
    """Show each deadline with its rule, its start, its days, its source and how sure it is."""
    from dispute_assistant import deadline_page

    now = situation(case, day_of(on), language)
    with speaking(now.language):
        echo(deadline_page.page(now, rule), nl=False)
