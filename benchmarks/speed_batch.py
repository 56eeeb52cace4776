"""Rows of ``speed.py``: batch."""

from paired import Row

ROWS: tuple[Row, ...] = ()
