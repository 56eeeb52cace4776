"""``dispute doctor``: whether everything is there, and how to get what is not."""

import os
import sys
from typing import TYPE_CHECKING

from dispute_assistant.cli.commands import command
from dispute_assistant.cli.console import echo, words_of
from dispute_assistant.cli.options import LanguageOption
from dispute_assistant.messages import say

if TYPE_CHECKING:
    from dispute_assistant.doctor import Check


@command
def doctor(language: LanguageOption = "") -> None:
    """Check that this computer has all the program needs, and say how to mend what is wrong."""
    from dispute_assistant.doctor import examine

    words = words_of(language)
    well = True
    for check in (*examine(os.environ), _terminal()):
        mark = "ok" if check.mend is None else "--" if check.optional else "!!"
        echo(f"{mark}  {words.text(check.what)}")
        if check.mend is not None:
            wrong = say("To mend: {how}", how=check.mend)
            lacking = say("To get it: {how}", how=check.mend)
            echo(f"    {words.text(lacking if check.optional else wrong)}")
            well = well and check.optional
    if not well:
        raise SystemExit(1)


def _terminal() -> "Check":
    from dispute_assistant import terminal
    from dispute_assistant.doctor import Check, as_is

    encoding = sys.stdout.encoding
    try:
        "ёñ海".encode(encoding)
    except UnicodeEncodeError:
        return Check(
            what=say(
                "The terminal writes {encoding}, so many letters show as “?”.", encoding=encoding
            ),
            mend=as_is("export LC_ALL=C.UTF-8"),
        )
    if terminal.has_keys(os.environ):
        return Check(what=say("Terminal: keys and menus, {encoding}", encoding=encoding))
    return Check(what=say("Terminal: plain lines only, {encoding}", encoding=encoding))
