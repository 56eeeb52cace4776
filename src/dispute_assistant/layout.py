"""How pages of plain text are set: one width, and lists that a screen reader reads in order."""

from textwrap import wrap

WIDTH = 78


def wrapped(text: str) -> list[str]:
    """Return ``text`` in lines that fit the page."""
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def item(text: str, *, mark: str = "-", indent: int = 0) -> list[str]:
    """Return ``text`` as an item of a list, in lines that fit the page."""
    head = " " * indent + f"{mark} "
    return wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
