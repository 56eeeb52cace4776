"""``dispute deadline``: each day of a case with its computation."""

import typer

from dispute_assistant.cli.console import day_of, situation
from dispute_assistant.cli.options import CaseArgument, DayOption, LanguageOption, app


@app.command()
def deadline(case: CaseArgument, on: DayOption = "", language: LanguageOption = "") -> None:
    """Show each deadline with its rule, its start, its days, its source and how sure it is."""
    from dispute_assistant import deadline_page

    typer.echo(deadline_page.page(situation(case, day_of(on), language)), nl=False)
