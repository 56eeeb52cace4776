"""Remarks beside the main finding: what the buyer should look at, never a ground in a paper."""

from dispute_assistant import goods
from dispute_assistant.case import Said
from dispute_assistant.findings import Certainty, Facts, Finding, Rule
from dispute_assistant.goods import GoodsMatch
from dispute_assistant.messages import Country, say
from dispute_assistant.progress import PROGRESS
from dispute_assistant.reference import GoodsStatus


def goods_doubt(facts: Facts) -> Finding | None:
    """The item's title hints at goods that the destination does not let in.

    Source: the goods records; a hint for the buyer, never a statement in a paper.
    """
    match = _banned(facts)
    if match is None or match.grave or facts.case.customs.said is Said.PROHIBITED:
        return None  # customs has told more than a title can
    return Finding(
        rule="goods_doubt",
        says=say(
            "The title hints at goods that may not be sent to {country}: {category}. If that is "
            "so, the case is weaker. Check it before you open a dispute.",
            country=Country(facts.case.destination),
            category=match.label,
        ),
        certainty=Certainty.POSSIBLE,
        answers=("order.item",),
        sources=match.sources,
    )


def grave_goods(facts: Facts) -> Finding | None:
    """The title hints at banned goods of a kind that is no matter for letters of one's own.

    Source: the goods records; which kinds are meant is this program's own caution.
    """
    match = _banned(facts)
    if match is None or not match.grave:
        return None
    return Finding(
        rule="grave_goods",
        says=say(
            "The title hints at goods whose order may be an offence in {country}: {category}.",
            country=Country(facts.case.destination),
            category=match.label,
        ),
        certainty=Certainty.POSSIBLE,
        answers=("order.item",),
        sources=match.sources,
    )


def _banned(facts: Facts) -> GoodsMatch | None:
    case = facts.case
    if not case.order.item or not case.destination or facts.over:
        return None
    matches = goods.check(case.order.item, case.destination)
    return next((m for m in matches if m.usable and m.status is GoodsStatus.PROHIBITED), None)


def contradiction(facts: Facts) -> Finding | None:
    """Two sources cannot both be right."""
    if not facts.timeline.contradictions:
        return None
    found = facts.timeline.contradictions[0]
    return Finding(
        rule="contradiction",
        says=say(
            "{what} The program relies on “{text}”. {why}",
            what=found.what,
            text=found.relied_on.text,
            why=found.why,
        ),
        evidence=(found.first, found.second),
    )


REMARKS: tuple[Rule, ...] = (contradiction, goods_doubt, grave_goods, *PROGRESS)
