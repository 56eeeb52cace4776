"""E-mails: the body of a message, saved as a file or copied with its head."""

import re

from dispute_assistant.tracking.formats.headings import is_mail_label

_FIELD = re.compile(r"([^\W\d_][\w -]{0,30}?)\s?:\s")


def body(text: str) -> str:
    """Return ``text`` without the head of a mail; the readable part of a message in parts."""
    if _ENCODED.search(text[:20_000]) and (part := _readable_part(text)):
        return part
    lines = text.split("\n")
    head = 0
    named = 0
    for line in lines:
        match = _FIELD.match(line)
        if match and is_mail_label(match[1]):
            named += 1
        elif line.strip() and not line.startswith((" ", "\t")):
            break
        head += 1
    if named < 2 or not _MAIL.search("\n".join(lines[:head])):
        return text
    return _without_dates(lines[:head]) + "\n".join(lines[head:])


_MAIL = re.compile(
    r"\S@\S|^(?:subject|тема|asunto|assunto|objet|betreff|temat|oggetto|主题)\s?:",
    re.IGNORECASE | re.MULTILINE,
)
"""What tells the head of a mail from the labels of a tracking page (``From: China``)."""
_AS_IS = (None, "7bit", "8bit", "binary")
"""Transfer encodings whose words were read with the file itself."""
_ENCODED = re.compile(r"^content-(?:type|transfer-encoding):", re.IGNORECASE | re.MULTILINE)


def _without_dates(head: list[str]) -> str:
    """Return the subject of a mail: it may name the parcel; its other fields do not."""
    subjects = [
        line.partition(":")[2] for line in head if re.search(r"[A-Z]{2}\d{9}[A-Z]{2}", line)
    ]
    return "\n".join([*subjects, ""])


def _readable_part(text: str) -> str:
    """Return subject and words of a message in parts; an empty text when they cannot be read."""
    from email import message_from_string, policy

    message = message_from_string(text, policy=policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        plain = part["content-transfer-encoding"] in _AS_IS
        content = part.get_payload() if plain else part.get_content()
    except (LookupError, ValueError):  # an encoding that nobody knows
        return ""
    return f"{message['subject'] or ''}\n{content}" if isinstance(content, str) else ""
