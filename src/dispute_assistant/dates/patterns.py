"""Ways to write a date and a time, as patterns; what they mean is decided in the package itself.

Groups: ``y`` year, ``m`` month, ``d`` day, ``name`` of a month; ``a`` and ``b`` numbers that are
day and month in one order or the other, ``s`` the sign between them; ``h`` hour, ``n`` minute,
``s`` second, ``f`` its fraction, ``half`` of the day (also ``cjk``, ``el``); ``utc``, ``o1`` and
``o2`` zone.
"""

import re

_Y = r"(?P<y>(?:19|2[0-6])\d\d)"
_WORD = r"(?P<name>[^\W\d_][^\s\d,/()\[\]:;]{0,20}?)\.?"
_OF = r"(?:de[l]?\s|of\s|d['’]\s?)?"

ISO = re.compile(
    rf"(?<!\d){_Y}\s?[-/.年년]\s?(?P<m>\d{{1,2}})\s?[-/.月월]\s?(?P<d>\d{{1,2}})(?!\d)[일日.]?"
)
"""2025-03-20, 2025/3/20, 2025.03.20, 2025年3月20日, 2025년 3월 20일"""
COMPACT = re.compile(
    r"(?<![\d-])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?=\D|\d{4,6}(?!\d)|$)"
)
"""20250320, also with the time behind it"""
THREE_NUMBERS = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?"
    r"(?P<y>(?:19|2[0-6])\d\d|\d\d(?!:\d\d))(?!\d)"
)
"""20.03.2025, 3/20/25"""
DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[.ºª])?(?:\s?[/-]|\s)?{_OF}{_WORD}[\s,/-]*{_OF}"
    r"(?P<y>(?:19|2[0-6])\d\d|['’]?\d\d(?!\s?,?\s?\d))(?![\d:])(?:\s?(?:г|р|m|ж)\.?(?!\w))?"
)
"""20 марта 2025 г., 20 de marzo de 2025, 20-Mar-25"""
NAME_DAY_YEAR = re.compile(
    rf"(?<![^\W_]){_WORD}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?,\s?|\s){_Y}(?!\d)"
)
"""March 20, 2025"""
YEAR_NAME_DAY = re.compile(
    rf"(?<!\d){_Y}[\s.,/-]+(?:m\.\s)?{_WORD}[\s/-]*(?P<d>\d{{1,2}})(?!\d)\.?(?:\s?d\.)?"
)
"""2025. március 20."""
VIETNAMESE = re.compile(
    rf"(?i)(?:ngày\s)?(?<!\d)(?P<d>\d{{1,2}})\s(?:tháng|thg\.?)\s(?P<m>\d{{1,2}}),?\s"
    rf"(?:năm\s)?{_Y}(?!\d)"
)
"""ngày 20 tháng 3 năm 2025"""
DAY_NAME = re.compile(rf"(?<![\d.:])(?P<d>\d{{1,2}})(?:st|nd|rd|th|[.])?\s{_OF}{_WORD}(?![^\W_])")
"""20 марта"""
NAME_DAY = re.compile(rf"(?<![^\W_]){_WORD}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.])")
"""Mar 20"""
CJK_DAY = re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]")
"""3月20日"""
TWO_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})\.?(?=,?\s\d{1,2}:\d\d)"
)
"""20.03 14:05: only with a time, or it would be any number"""
_HALF = r"(?:(?P<cjk>[上下]午|午[前後]|오[전후]|凌晨|中午|晚上|早上)\s?)?"
_TIME = (
    _HALF + r"(?<!\d)(?P<h>[01]?\d|2[0-4])\s?[:h.：时時시點点]\s?(?P<n>[0-5]\d)[分분]?"
    r"(?:\s?[:.：]\s?(?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,9}))?)?(?!\d)"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm](?:\.|\b)|\s?(?P<el>[πμ]\.?μ)\.?)?"
)
_ZONE = (
    r"(?:\s?[\[(]?(?:(?P<utc>Z\b|UTC|GMT)\s?(?P<o1>[+-]\s?\d{1,2}(?::?\d\d)?)?"
    r"|(?P<o2>[+-]\d\d(?::?\d\d)?))(?![\d.])[\])]?)?"
)
_LABEL = r"(?i:time|hora|hour|heure|uhrzeit|ora|saat|godzina|время|час|时间)\s?[:：]"
_JOIN = (
    r"(?:T|\s*[,;|/·•–—-]?\s*\(?(?:at|um|à|às|as|a\slas|alle|ora|ore|o\sgodz\.?|godz\.?|kl\.?|klo|pukul|о|об|в|"
    r"lúc|ob|στις|om|o|saat|ve)?\s*"
    rf"(?:{_LABEL}\s?)?)"
)
TIME_AFTER = re.compile(_JOIN + _TIME + _ZONE)
"""A time behind a date"""
COMPACT_TIME_AFTER = re.compile(
    r"[T ]?(?P<h>[01]\d|2[0-3])(?P<n>[0-5]\d)(?P<s>[0-5]\d)?(?!\d)" + _ZONE
)
"""A time of four or six digits behind a date of eight"""
TIME_BEFORE = re.compile(
    _TIME + r"\s?(?:Uhr|h|น\.?)?" + r"[\s,;|·•–—-]{0,3}(?P<between>(?:[^\W\d_]{2,12}\.?,?\s){0,2})$"
)
"""A time in front of a date, with at most a zone and a weekday between"""
_ALONE = _TIME.replace("[:h.：", "[:h：")
"""A time without a date beside it: with a point it would be any number."""
TIME_ALONE = re.compile(
    rf"(?:{_LABEL}\s?|at\s|um\s|в\s|kl\.?\s)?{_ALONE}(?:\s?(?:Uhr|h|hrs|น\.?))?{_ZONE}"
)
"""A line that is a time"""
TIME_FIRST = re.compile(rf"{_ALONE}{_ZONE}(?=[\s,;|–—-]+\S)")
"""A time before words"""
OTHER_WEEKDAY = re.compile(
    r"mar|(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日](?:曜日?)?|[월화수목금토일](?:요일)?"
)
"""星期四, 木曜日, (木), 목요일; mar, a Tuesday in French, Italian, Spanish and Romanian that is
short like March"""
WEEKDAY_AFTER = re.compile(r"[\s,(（]*([^\W\d_]{1,14}\.?)[)）]?,?(?=\s+\d)")
"""A word between a date and its time"""
ARTICLE = re.compile(r"(?i)(?:el\s(?:d[ií]a\s)?|on\s(?:the\s)?|the\s)\s*(?=\S)")
"""Words before a typed day, as people speak: el 5 de octubre, on the 5th"""
WCF = re.compile(r"\\?/Date\((-?\d{1,14})([+-]\d{4})?\)\\?/")
"""/Date(1789823771000+0300)/, milliseconds as Windows services write them"""
