"""In words: from which day a marketplace counts the time in which a dispute can be opened.

Where it stands in the flow: where the window starts with a day that only the order page shows, no
date can be computed. The buyer is then told what to look for.
"""

from dispute_assistant.messages import Message, say_many
from dispute_assistant.reference import Anchor, Marketplace


def rule(place: Marketplace, country: str) -> Message | None:
    """Return the rule of the window for a buyer in ``country``, or None where none is known."""
    window = place.closes
    days = window.days_for(country) if window else None
    if window is None or days is None:
        return None
    return _says(window.anchor, days, place.name)


def _says(anchor: Anchor, days: int, name: str) -> Message | None:
    match anchor:
        case Anchor.RECEIPT_OR_DELIVERY_TIME_END:
            return say_many(
                "At {name} it usually ends {count} day after the delivery time ended or "
                "receipt was confirmed.",
                "At {name} it usually ends {count} days after the delivery time ended "
                "or receipt was confirmed.",
                days,
                name=name,
            )
        case Anchor.LATEST_ESTIMATED_DELIVERY | Anchor.ESTIMATED_DELIVERY:
            return say_many(
                "At {name} it usually ends {count} day after the estimated delivery.",
                "At {name} it usually ends {count} days after the estimated delivery.",
                days,
                name=name,
            )
        case Anchor.ESTIMATED_OR_ACTUAL_DELIVERY:
            return say_many(
                "At {name} it usually ends {count} day after the estimated or the actual delivery.",
                "At {name} it usually ends {count} days after the estimated or the "
                "actual delivery.",
                days,
                name=name,
            )
        case Anchor.SHIPMENT | Anchor.TRACKING_GIVEN:
            return say_many(
                "At {name} it usually ends {count} day after the shipment.",
                "At {name} it usually ends {count} days after the shipment.",
                days,
                name=name,
            )
        case Anchor.PROCESSING_OR_EXPECTED_DELIVERY:
            return say_many(
                "At {name} it usually ends {count} day after the payment or the expected delivery.",
                "At {name} it usually ends {count} days after the payment or the "
                "expected delivery.",
                days,
                name=name,
            )
        case Anchor.PURCHASE | Anchor.PAYMENT | Anchor.TRANSACTION:
            return say_many(
                "At {name} it usually ends {count} day after the order.",
                "At {name} it usually ends {count} days after the order.",
                days,
                name=name,
            )
    return None
