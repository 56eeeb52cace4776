"""Rows of ``speed.py``: startup."""

from paired import Row

ROWS: tuple[Row, ...] = ()
