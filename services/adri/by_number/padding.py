"""Makes every answer of access by number the same size, whatever it tells. Pure."""

from typing import Final

from vitale.rights.v1.acquisition_service_pb2 import GetRightsByNumberResponse, RightsResult

SIZE: Final = 8_192
"""Bytes of an answer: twice the largest answer with its proof that was seen."""
# Tag of the field and two bytes of length, which is never below 128 nor above 16,383.
_FRAME: Final = 3
_LEAST: Final = 128


def padded(result: RightsResult) -> GetRightsByNumberResponse:
    """The answer, filled up to SIZE bytes, or to the next multiple of it."""
    response = GetRightsByNumberResponse(result=result)
    used = response.ByteSize() + _FRAME + _LEAST
    target = SIZE * -(-used // SIZE)
    response.padding = bytes(target - used + _LEAST)
    return response
