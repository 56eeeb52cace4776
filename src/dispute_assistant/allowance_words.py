"""The limits of free import in words: how a value lies to each."""

from collections.abc import Iterator

from dispute_assistant.allowance import Levy, Limit, Standing
from dispute_assistant.messages import N_, Message, say
from dispute_assistant.money import Money
from dispute_assistant.records import RuleChannel

_BY = {
    RuleChannel.ANY: "{levy}",
    RuleChannel.POST: N_("{levy} by post"),
    RuleChannel.COURIER: N_("{levy} by courier"),
}
_LEVY = {Levy.DUTY: N_("Duty"), Levy.TAX: N_("Import tax")}


def sentences(limits: tuple[Limit, ...], value: Money | None) -> Iterator[tuple[Limit, Message]]:
    """Yield each limit with how ``value`` lies to it; two that say the same as one."""
    if (
        len({(limit.money, limit.since, limit.about, limit.note) for limit in limits})
        == 1
        < len(limits)
    ):
        levy = say(_BY[limits[0].channel], levy=say("Duty and import tax"))
        yield limits[0], _limit(limits[0], value, levy)
        return
    yield from ((limit, sentence(limit, value)) for limit in limits)


def sentence(limit: Limit, value: Money | None) -> Message:
    """Say how ``value`` lies to one limit."""
    return _limit(limit, value, say(_BY[limit.channel], levy=say(_LEVY[limit.levy])))


def _limit(limit: Limit, value: Money | None, levy: Message) -> Message:
    """Say how a value lies to a limit in a sentence; nothing is converted by a rate of ours."""
    since = say("since {day}", day=limit.since)
    if limit.about:
        since = say("since about {day}", day=limit.since)
    shown: object = value
    if limit.converted:
        shown = say("{value} (by your rate {converted})", value=value, converted=limit.converted)
    values = {"levy": levy, "since": since, "limit": limit.money, "value": shown}
    match limit.standing:
        case Standing.WITHIN:
            return say(
                "{levy}: the limit is {limit} {since}. An order of {value} is within it.", **values
            )
        case Standing.ABOVE:
            return say(
                "{levy}: the limit is {limit} {since}. An order of {value} is above it: expect to "
                "be asked to pay.",
                **values,
            )
        case Standing.DEPENDS:
            return say(
                "{levy}: the limit is {limit} {since}. Whether an order of {value} is within it "
                "depends on the exchange rate: yes if 1 {first} costs at most {rate} {second}. "
                "Give a rate with {option} to be told.",
                **values,
                first=value.currency if value else "",
                second=limit.money.currency if limit.money else "",
                rate=f"{limit.highest_rate:f}",
                option="--rate",
            )
        case Standing.NOT_GIVEN:
            return say("{levy}: the limit is {limit} {since}.", **values)
        case Standing.NO_LIMIT:
            return say("{levy}: {since} no value is free of it.", **values)
