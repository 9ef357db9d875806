"""Text forms of bytes, each with one spelling only: base64url without padding (RFC 7515) and base45 (RFC 9285)."""

import re
from binascii import a2b_base64, b2a_base64
from typing import Final

from card_protocol.errors import ProtocolError

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*\Z")
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_", b"+/")
# By how many letters are left over of four. The last may carry bits that no byte uses: only zero is one spelling.
_PADDED: Final = {0: b"", 2: b"==", 3: b"="}
_LAST: Final = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}


def b64url(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def from_b64url(text: str) -> bytes:
    """The bytes of base64url; ProtocolError malformed for padding, foreign letters or unused bits that are set."""
    left = len(text) % 4
    if left == 1 or not _BASE64URL.match(text) or (left and text[-1] not in _LAST[left]):
        raise ProtocolError("malformed")
    return a2b_base64(text.encode().translate(_FROM_URL) + _PADDED[left])


def base45(data: bytes) -> str:
    """Bytes as base45: two bytes are three letters, a last single byte is two."""
    letters: list[str] = []
    for at in range(0, len(data) - 1, 2):
        rest, first = divmod(data[at] * 256 + data[at + 1], 45)
        third, second = divmod(rest, 45)
        letters += (_ALPHABET[first], _ALPHABET[second], _ALPHABET[third])
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        letters += (_ALPHABET[first], _ALPHABET[second])
    return "".join(letters)


def from_base45(text: str) -> bytes:
    """The bytes of base45; ProtocolError malformed for a letter, a length or a value that no encoder writes."""
    try:
        values = [_VALUES[letter] for letter in text]
    except KeyError:
        raise ProtocolError("malformed") from None
    if len(values) % 3 == 1:
        raise ProtocolError("malformed")
    data = bytearray()
    for at in range(0, len(values), 3):
        data += _group(values[at : at + 3])
    return bytes(data)


def _group(values: list[int]) -> bytes:
    number = 0
    for value in reversed(values):
        number = number * 45 + value
    size = len(values) - 1
    if number >= 256**size:
        raise ProtocolError("malformed")
    return number.to_bytes(size)
