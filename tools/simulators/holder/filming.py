"""A video of a phone that shows a QR: held askew, out of focus, in a dim room; what Chromium's camera then plays."""

import io
import random
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageEnhance, ImageFilter

FRAMES: Final = 24
LARGEST: Final = 15
"""Version of the largest QR that the holder's page draws."""
_SCENE: Final = (1280, 720)
_WALL: Final = 92
_CODE_PX: Final = 520
_SEED: Final = 20261124


def film(screenshot: bytes, video: Path, *, seed: int = _SEED, frames: int = FRAMES) -> None:
    """Write a Motion JPEG of a screenshot (PNG of the QR): each frame is tilted, blurred and dark in its own way.

    All is grey, as a code is: colour would take twice as long.
    """
    code = Image.open(io.BytesIO(screenshot)).convert("L").resize((_CODE_PX, _CODE_PX), Image.Resampling.BILINEAR)
    dice = random.Random(seed)  # noqa: S311 - how the hand shakes
    fresh = video.with_suffix(".new")
    fresh.write_bytes(b"".join(_frame(code, dice) for _ in range(frames)))
    fresh.replace(video)


def drawn(text: str) -> bytes:
    """The QR of a text as the holder's page draws it (PNG): medium correction, low where it would grow too large."""
    code = segno.make(text, mode="alphanumeric", error="m", boost_error=False, micro=False)
    if int(code.version) > LARGEST:
        code = segno.make(text, mode="alphanumeric", error="l", version=LARGEST, boost_error=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=6, border=4)
    return picture.getvalue()


def camera(video: Path) -> list[str]:
    """What Chromium is started with so that its camera plays a video, from its beginning each time it is opened."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]


def darkness(video: Path) -> None:
    """Write a video of nothing: the camera must exist before there is something to film."""
    picture = io.BytesIO()
    Image.new("RGB", _SCENE, (8, 8, 8)).save(picture, "JPEG")
    video.write_bytes(picture.getvalue() * 2)


def _frame(code: Image.Image, dice: random.Random) -> bytes:
    scene = Image.new("L", _SCENE, _WALL)
    phone = _askew(code, dice)
    at = (
        (_SCENE[0] - phone.width) // 2 + dice.randint(-40, 40),
        (_SCENE[1] - phone.height) // 2 + dice.randint(-15, 15),
    )
    scene.paste(phone, at, phone)
    scene = scene.filter(ImageFilter.GaussianBlur(dice.uniform(0.8, 1.8)))
    scene = ImageEnhance.Brightness(scene).enhance(dice.uniform(0.25, 0.45))
    picture = io.BytesIO()
    scene.convert("RGB").save(picture, "JPEG", quality=80)  # what the camera of Chromium reads
    return picture.getvalue()


def _askew(code: Image.Image, dice: random.Random) -> Image.Image:
    """The code on its screen, leaning back and turned in its plane; transparent around."""
    size = code.width
    lean, side = dice.uniform(0.02, 0.07) * size, dice.uniform(-0.04, 0.04) * size
    corners = [(lean, side), (size - lean, 0.0), (float(size), float(size)), (0.0, size - side)]
    leaning = code.convert("LA").transform(
        code.size, Image.Transform.PERSPECTIVE, _perspective(corners, size), Image.Resampling.BICUBIC
    )
    return leaning.rotate(dice.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)


def _perspective(corners: list[tuple[float, float]], size: int) -> list[float]:
    """Eight coefficients that take each seen corner back to the corner of the square it is."""
    import numpy as np  # noqa: PLC0415 - only what films needs it

    square = [(0, 0), (size, 0), (size, size), (0, size)]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, square, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows, float), np.array(wanted, float))]
