"""Two frames of a camera, drawn: a slate with its code, and a figure of plain shapes that is nobody."""

import io
from datetime import datetime

import segno
from PIL import Image, ImageDraw

from tsukisoi.venue.locking import MARK

_DETAILS, _MOMENT = 0x8769, 0x9003


def _jpeg(picture: Image.Image, at: datetime) -> bytes:
    written = Image.Exif()
    written[_DETAILS] = {_MOMENT: f"{at:%Y:%m:%d %H:%M:%S}"}
    packed = io.BytesIO()
    picture.save(packed, "JPEG", exif=written, quality=88)
    return packed.getvalue()


def slate(token: str, at: datetime) -> bytes:
    """The sign, photographed."""
    picture, code = Image.new("RGB", (800, 600), (250, 250, 250)), io.BytesIO()
    segno.make(MARK + token, error="q").save(code, kind="png", scale=12)
    picture.paste(Image.open(code).convert("RGB"), (240, 120))
    return _jpeg(picture, at)


def figure(at: datetime) -> bytes:
    """Somebody in plain shapes, with the grain of a camera."""
    size = wide, tall = 900, 1200
    grain = Image.effect_noise((wide // 3, tall // 3), 24).resize(size).convert("RGB")
    picture = Image.blend(Image.new("RGB", size, (226, 230, 234)), grain, 0.12)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((170, 800, 730, 1300), 140, fill=(88, 110, 128))
    draw.rectangle((400, 690, 500, 840), fill=(214, 182, 158))
    draw.ellipse((280, 250, 620, 740), fill=(222, 190, 166))
    draw.pieslice((262, 205, 638, 620), 180, 360, fill=(196, 196, 196))
    for left in (365, 495):
        draw.ellipse((left, 470, left + 40, 490), fill=(60, 60, 60))
    draw.arc((390, 560, 510, 640), 20, 160, fill=(150, 90, 80), width=8)
    return _jpeg(picture, at)
