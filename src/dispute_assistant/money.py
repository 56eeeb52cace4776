"""An amount of money with its currency; never a float, never converted."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    """``amount`` in the currency with ISO 4217 code ``currency``."""

    amount: Decimal
    currency: str
