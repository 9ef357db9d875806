"""Base45 under the names of its norm (RFC 9285)."""

from card_protocol.encoding import base45 as encode
from card_protocol.encoding import from_base45 as decode

__all__ = ["decode", "encode"]
