"""Two spellings of one wording made equal: case, accents, width, apostrophes, punctuation.

Carriers write the same status in capitals, without accents, with full-width signs, with other
quotation marks. Every comparison of the vocabulary is made on folded text. Marks that end a
thought (full stop, comma, bracket, spaced hyphen) become ``|`` so that a negation never reaches
over them; :func:`unbroken` drops them for look-ups of whole phrases.

>>> fold("Die Sendung wurde, laut ZOLL, freigegeben.")
'die sendung wurde | laut zoll | freigegeben'
>>> unbroken(fold("Saída do Centro Internacional – São Paulo"))
'saida do centro internacional sao paulo'
>>> fold("海关 放行（深圳）")
'海关放行|深圳'
"""

import re
import unicodedata

_JOIN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_ELISION = re.compile(r"\b(l|d|n|s|c|j|m|t|qu|un|dell|all|nell|sull|dall|jusqu|lorsqu)'(?!s\b)")
_BARS = re.compile(r" *\|[ |]*")
_SPACES = re.compile(r"[^\S\n]+|_+")
_EDGES = re.compile(r"(?m)^[ |]+|[ |]+$")
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_HAS_CJK = re.compile(_CJK)
_CJK_SPACE = re.compile(rf"(?<={_CJK}) (?={_CJK})|(?<={_CJK}) ?(\|) ?|(\|) ?(?={_CJK})")

_BREAKS = '.,;:!?/\\()[]{}<>"«»„“”‹›|•·–—…、。；：・「」『』【】〈〉،؛؟׃*=>'
_SAME = {
    **dict.fromkeys("‘’ʻʼʹ`´׳՚", "'"),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىی", "ي"),
    "ة": "ه", "ک": "ك", "ё": "е", "đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i",
    "þ": "th", "ð": "d", "&": " and ", "ـ": "",
}  # fmt: skip
_TRADITIONAL = dict(
    zip(
        "關檢單貨發達離還這進過運遞郵寄務處業區國際電話補資訊證認費稅繳賣買買銷毀絕無時間門戶機場"
        "飛離轉運輸終點櫃異狀態從為與個來後準備開啟動張種類問題實際報請聯繫絡錯誤應該將對條約圍內"
        "陸島臺灣鐵車載裝卸庫儲傳寫號碼驗審結束預計嘗試敗損壞遺銀經濟獲許規範責禁扣沒"
        "簽絞遲滯嚴緊",
        "关检单货发达离还这进过运递邮寄务处业区国际电话补资讯证认费税缴卖买买销毁绝无时间门户机场"
        "飞离转运输终点柜异状态从为与个来后准备开启动张种类问题实际报请联系络错误应该将对条约围内"
        "陆岛台湾铁车载装卸库储传写号码验审结束预计尝试败损坏遗银经济获许规范责禁扣没"
        "签绞迟滞严紧",
        strict=True,
    )
)
"""Traditional to simplified, for the characters that tracking texts use."""

_SIGNS = dict.fromkeys(map(ord, "№™®©℠"), " ")
"""Signs that compatibility forms would turn into letters: № into *no*, ™ into *tm*."""

_STRIPPED_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x64B, 0x65F), (0x670, 0x670))


class _Table(dict[int, str]):
    """Character table for ``str.translate``, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        value = self[code] = _fold_character(chr(code))
        return value


def _fold_character(char: str) -> str:
    """Return what one case-folded character stands for in a comparison."""
    if char in _SAME:
        return _SAME[char]
    if char in _TRADITIONAL:
        return _TRADITIONAL[char]
    if char in _BREAKS:
        return "|"
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if category == "Cf" or any(low <= ord(char) <= high for low, high in _STRIPPED_MARKS):
        return ""
    if category == "Zs" or category[0] in "CPS":
        return char if char in "-'" else " "
    if ord(char) < 0x250 or 0x370 <= ord(char) < 0x400 or 0x1E00 <= ord(char) < 0x2000:
        # Latin and Greek letters lose their accents; Cyrillic й and ї are letters of their own.
        return unicodedata.normalize("NFD", char)[0]
    return char


_TABLE = _Table()


def fold(text: str) -> str:
    """Return ``text`` in the form in which wordings are compared, thoughts parted by ``|``."""
    return fold_lines(text.replace("\n", "|"))


def fold_lines(text: str) -> str:
    """Fold many texts at once, one a line: for a table this is many times faster."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    folded = unicodedata.normalize("NFC", folded).translate(_TABLE)
    folded = _ELISION.sub(r"\1 ", folded).replace("'s ", "s ").replace("'", "")
    folded = _JOIN.sub(" ", folded).replace(" - ", "|").replace("-", " ")
    folded = _BARS.sub(" | ", _SPACES.sub(" ", folded))
    folded = _EDGES.sub("", folded)
    if folded.isascii():
        return folded
    return "\n".join(_close_up(line) for line in folded.split("\n"))


def _close_up(line: str) -> str:
    """Take the spaces out between characters of scripts that need none."""
    if line.isascii() or not _HAS_CJK.search(line):
        return line
    return _CJK_SPACE.sub(lambda m: "|" if m[0].strip() else "", line)


def unbroken(folded: str) -> str:
    """Return the look-up key of a whole phrase: folded text without its breaks.

    >>> unbroken(fold("Released  from customs.")) == unbroken(fold("released from CUSTOMS"))
    True
    """
    plain = _SPACES.sub(" ", folded.replace("|", " ")).strip(" ")
    return plain if plain.isascii() else "\n".join(map(_close_up, plain.split("\n")))
