"""The one error of the protocol: a stable word for what is wrong, never anything of the message itself."""


class ProtocolError(Exception):
    """A message of the card that is refused.

    `code` is stable: malformed, too_long, algorithm, unknown_key, signature, wrong_type, issuer, audience, binding,
    expired, not_yet_valid, life, clock_ahead, clock_behind, certificate, challenge, refused, replayed. `minutes` is set
    for the two clock codes, by how much the phone's clock is off, and for an expired QR.
    """

    def __init__(self, code: str, *, minutes: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.minutes = minutes
