"""The same commands as Typer knows them: for help, mistakes, completion and unusual forms."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from dispute_assistant import __version__
from dispute_assistant.cli.commands import COMMANDS, Option


def app() -> typer.Typer:
    """Return the application with all commands."""
    made = typer.Typer(
        name="dispute",
        help="Help for online orders stuck at customs: what happened, what to do, and the papers.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_common)
    for function in COMMANDS.values():
        made.command()(_declared_to_typer(function))
    return made


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Help for online orders stuck at customs: what happened, what to do, and the papers."""


def _declared_to_typer(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def run(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)

    signature = inspect.signature(function)
    parameters = [p.replace(annotation=_hint(p.annotation)) for p in signature.parameters.values()]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


def _hint(hint: Any) -> Any:
    (declared,) = hint.__metadata__
    make: Any = typer.Option if isinstance(declared, Option) else typer.Argument
    return Annotated[hint.__origin__, make(*declared.names, **declared.words)]
