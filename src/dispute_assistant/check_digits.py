"""The check digit rules of tracking numbers, by the names that ``carriers.toml`` gives them.

Every rule takes the compact number (capitals, no spaces) of the right shape and tells whether its
check digit is right. The rules and test numbers are those of tracking_number_data
(https://github.com/jkeen/tracking_number_data), except SF Express (universal-parcel-scraper).

>>> CHECKS["s10"]("RB123456785GB"), CHECKS["gs1"]("80110885894667")
(True, False)
"""

from collections.abc import Callable, Mapping


def _s10(number: str) -> bool:
    """UPU S10: weights 8 6 4 2 3 5 9 7 over the serial number, modulo 11."""
    digits = number[2:11]
    total = sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False))
    rest = 11 - total % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(digits[8])


def _gs1(number: str) -> bool:
    """GS1: from the right, weights 3 and 1 in turn, completed to a multiple of ten."""
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(number[-2::-1]))
    return -total % 10 == int(number[-1])


def _gs1_tail(number: str) -> bool:
    """GS1 over what follows the routing part 420 + postcode."""
    return any(_gs1(number[n:]) for n in (8, 12) if number[n : n + 1] == "9")


def _ups(number: str) -> bool:
    """UPS: letters count 2, 3, 4, ...; every second of the 15 characters counts twice."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:]]
    total = sum(v * (2 if n % 2 else 1) for n, v in enumerate(values[:-1]))
    return number[-1].isdigit() and -total % 10 == values[-1]


def _mod7(number: str) -> bool:
    """DHL Express: the serial number modulo 7."""
    return int(number[:-1]) % 7 == int(number[-1])


def _fedex_weights(digits: str, weights: tuple[int, ...]) -> bool:
    total = sum(int(d) * w for d, w in zip(digits[:-1], weights, strict=False))
    return total % 11 % 10 == int(digits[-1])


def _fedex(number: str) -> bool:
    """FedEx Express: weights 3 1 7 in turn, modulo 11, modulo 10."""
    return _fedex_weights(number, (3, 1, 7) * 4)


def _fedex_34(number: str) -> bool:
    """FedEx label: the last 14 digits, weights 1 7 3 in turn."""
    return _fedex_weights(number[-14:], (1, 7, 3) * 5)


def _fedex_ground_96(number: str) -> bool:
    """FedEx Ground: GS1 over the last 15 digits."""
    return _gs1(number[-15:])


def _fedex_smartpost(number: str) -> bool:
    """FedEx SmartPost: GS1 with the prefix 92 that the label leaves out."""
    return _gs1("92" + number)


def _sf(number: str) -> bool:
    """SF Express: odd weights from the right, digits of each product added."""
    digits = number[2:]
    products = (int(d) * (2 * n + 1) for n, d in enumerate(digits[3:-1][::-1]))
    return -sum(p // 10 + p % 10 for p in products) % 10 == int(digits[-1])


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "s10": _s10,
    "gs1": _gs1,
    "gs1_tail": _gs1_tail,
    "ups": _ups,
    "mod7": _mod7,
    "fedex": _fedex,
    "fedex_34": _fedex_34,
    "fedex_ground_96": _fedex_ground_96,
    "fedex_smartpost": _fedex_smartpost,
    "sf": _sf,
}
"""Rules by name."""
