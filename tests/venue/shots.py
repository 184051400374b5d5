"""Invented frames of a camera: a slate with its code, a face of plain shapes, and the moment the shutter fell."""

import io
import random
from datetime import datetime
from typing import Any

import segno
from PIL import Image, ImageDraw

from tsukisoi.venue.locking import MARK

DETAILS, MOMENT, FRACTION, PLACE = 0x8769, 0x9003, 0x9291, 0x8825


def _jpeg(picture: Image.Image, at: datetime | None) -> bytes:
    written = Image.Exif()
    if at is not None:
        written[DETAILS] = {MOMENT: f"{at:%Y:%m:%d %H:%M:%S}", FRACTION: f"{at.microsecond // 1000:03}"}
    where = written.get_ifd(PLACE)
    where[1], where[2] = "N", (35.0, 1.0, 2.0)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", exif=written, quality=88)
    return packed.getvalue()


def face(seed: int, at: datetime | None = None, size: tuple[int, int] = (1200, 1600)) -> bytes:
    """Somebody: the colours are the person's own, with the grain of a camera."""
    chance = random.Random(seed)
    wide, tall = size
    grain = Image.effect_noise((wide // 2, tall // 2), 30).resize(size).convert("RGB")
    picture = Image.blend(Image.new("RGB", size, (225, 228, 232)), grain, 0.15)
    draw = ImageDraw.Draw(picture)
    skin, hair = tuple(chance.randrange(150, 240) for _ in range(3)), tuple(chance.randrange(30, 120) for _ in range(3))
    draw.ellipse((wide * 0.3, tall * 0.2, wide * 0.7, tall * 0.65), fill=skin)
    draw.pieslice((wide * 0.28, tall * 0.15, wide * 0.72, tall * 0.55), 180, 360, fill=hair)
    draw.rectangle((wide * 0.2, tall * 0.68, wide * 0.8, tall), fill=hair)
    return _jpeg(picture, at)


def slate(token: str, at: datetime | None = None, size: tuple[int, int] = (1200, 900), number: Any = "") -> bytes:
    """A sign with a code, photographed."""
    picture = Image.new("RGB", size, (250, 250, 250))
    code = io.BytesIO()
    segno.make(MARK + token, error="q").save(code, kind="png", scale=max(4, size[1] // 60))
    picture.paste(Image.open(code).convert("RGB"), (size[0] // 3, size[1] // 6))
    ImageDraw.Draw(picture).text((size[0] // 10, size[1] // 2), str(number), fill="black")
    return _jpeg(picture, at)


def code(text: str) -> bytes:
    """The code of an application form, photographed."""
    picture, packed = Image.new("RGB", (1200, 900), (240, 240, 240)), io.BytesIO()
    segno.make(text, error="q").save(packed, kind="png", scale=8)
    picture.paste(Image.open(packed).convert("RGB"), (300, 150))
    return _jpeg(picture, None)
