"""Rows of ``speed.py``: rendering."""

from paired import Row

ROWS: tuple[Row, ...] = ()
