"""From whatever a buyer can copy, save or download to the entries of a history.

:func:`read` finds out by the content what it was given, never by a file name. One small reader
serves each shape: :mod:`lines` text, :mod:`tables` rows and columns (CSV, tabs, HTML tables),
:mod:`structured` JSON and XML by the paths of ``data/tracking/formats.toml``, :mod:`pages` HTML,
:mod:`mails` e-mails. None of them classifies anything.
"""

from dispute_assistant.tracking.formats import lines
from dispute_assistant.tracking.formats.raw import Known, RawEvent, RawParcel

__all__ = ["Known", "RawEvent", "RawParcel", "read"]


def read(text: str, *, known: Known) -> tuple[RawParcel, ...]:
    """Return the parcels in ``text``."""
    return lines.read(text, known=known)
