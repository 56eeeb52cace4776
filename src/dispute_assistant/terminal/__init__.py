"""The interview in a terminal: the only room that asks.

:func:`interview` walks through the questions and knows nothing of screens; two back-ends show and
ask for it. ``tty`` edits lines with keys, a menu and a toolbar; ``plain`` writes and reads lines
and nothing else, for pipes, screen readers and terminals that can do no more.
"""

from dispute_assistant.terminal.backend import Backend, Prompt, Reply, has_keys, open_backend
from dispute_assistant.terminal.entry import ask_entry
from dispute_assistant.terminal.talk import End, Outcome, interview

__all__ = [
    "Backend",
    "End",
    "Outcome",
    "Prompt",
    "Reply",
    "ask_entry",
    "has_keys",
    "interview",
    "open_backend",
]
