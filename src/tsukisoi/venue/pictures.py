"""Photographs as they arrive: decoded once, everything but the picture dropped, and cut to the form's 45 × 35 mm.

Pure: bytes in, bytes out. What a camera wrote beside the picture (place, device, thumbnail) is read for the moment the
shutter fell and is never kept. The picture itself is not retouched: it is turned upright, made smaller and cut.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import pi_heif
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "HEIF")
MOST_PIXELS = 40_000_000
"""Of the frame as it arrives. A phone takes 12 to 25 million; a picture made to exhaust a server has billions."""
LONGEST_SIDE = 2000
"""Of the frame that is kept, in pixels: a portrait that fills half of it is still cut at 480 and more."""
QUALITY = 92
MILLIMETRES = (35, 45)
"""Width and height on the paper form. Source: A-06."""
SMALLEST, LARGEST = 480, 6000
"""Pixels of each side for the form online. Source: A-07."""
LIGHTEST, HEAVIEST = 20_000, 7_000_000
"""Bytes of the file for the form online. Source: A-07."""
CUT = (1050, 1350)
"""Pixels of a finished picture: 35 × 45 mm at 762 dpi; above 480 and far below 6000."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

Fault = Literal["not_a_picture", "too_many_pixels", "too_few_pixels", "damaged", "frame_outside", "too_light"]


class Unusable(Exception):
    """This picture cannot be taken; `why` says in one word what is wrong."""

    def __init__(self, why: Fault) -> None:
        super().__init__(why)
        self.why: Fault = why


@dataclass(frozen=True, slots=True)
class Frame:
    """One shot: a clean JPEG of the whole frame, its size, when the shutter fell (None: the camera did not say)."""

    jpeg: bytes
    width: int
    height: int
    taken_at: datetime | None
    codes: tuple[str, ...]
    """What the QR codes in the frame say."""


@dataclass(frozen=True, slots=True)
class Box:
    """A hand frame in thousandths of the whole: left and top of the cut, and its height. Its width follows (35:45)."""

    left: int
    top: int
    height: int


def read(content: bytes) -> Frame:
    """Decode once and keep the picture only. Raises Unusable."""
    with _decoding():
        source = Image.open(io.BytesIO(content), formats=FORMATS)
        if source.width * source.height > MOST_PIXELS:
            raise Unusable("too_many_pixels")
        taken = _taken_at(source)
        upright = ImageOps.exif_transpose(source).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return Frame(_jpeg(upright, QUALITY), upright.width, upright.height, taken, tuple(_codes(upright)))


@contextmanager
def _decoding() -> Iterator[None]:
    """Whatever a decoder says of a broken file is one of our words."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Unusable("not_a_picture") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, RuntimeError, MemoryError) as error:
        raise Unusable("damaged") from error


_DETAILS, _MOMENT, _FRACTION = 0x8769, 0x9003, 0x9291


def _taken_at(source: Image.Image) -> datetime | None:
    """When the shutter fell, by the camera's clock (no zone), or None."""
    details = source.getexif().get_ifd(_DETAILS)
    try:
        moment = datetime.strptime(str(details[_MOMENT]).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except (KeyError, ValueError):
        return None
    fraction = str(details.get(_FRACTION, "")).strip("\0 ")
    return moment + timedelta(seconds=float(f"0.{fraction}")) if fraction.isascii() and fraction.isdigit() else moment


_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def _codes(picture: Image.Image) -> Iterator[str]:
    for found in zxingcpp.read_barcodes(picture.convert("L"), formats=_QR):
        yield found.text


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """A JPEG with nothing in it but the picture."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    packed = io.BytesIO()
    bare.save(packed, "JPEG", quality=quality, optimize=True)
    return packed.getvalue()


def width_of(height: int, width_px: int, height_px: int) -> float:
    """The width that belongs to a height (thousandths of the frame) so that the cut is 35 to 45."""
    return height * height_px * MILLIMETRES[0] / MILLIMETRES[1] / width_px


def suggestion(width_px: int, height_px: int) -> Box:
    """Where a portrait usually sits: the middle, as high as the frame allows. A hand moves it; nothing waits for it."""
    height = min(900, int(1000 * width_px * MILLIMETRES[1] / MILLIMETRES[0] / height_px))
    left = int((1000 - width_of(height, width_px, height_px)) / 2)
    return Box(left, int((1000 - height) / 2), height)


def cut(frame: bytes, box: Box) -> bytes:
    """The picture for the form: 35 × 45, within every limit of the form online as well. Raises Unusable."""
    whole = Image.open(io.BytesIO(frame), formats=("JPEG",))
    edges = _edges(box, whole.width, whole.height)
    if edges[2] - edges[0] < SMALLEST:
        raise Unusable("too_few_pixels")
    small = whole.crop(edges).resize(_size(edges), Image.Resampling.LANCZOS)
    for quality in (90, 97, 100):
        made = _jpeg(small, quality)
        if LIGHTEST <= len(made) <= HEAVIEST:
            return made
    raise Unusable("too_light")


def _edges(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = box.left * width // 1000, box.top * height // 1000
    tall = box.height * height // 1000
    right = left + round(tall * MILLIMETRES[0] / MILLIMETRES[1])
    if min(left, top) < 0 or tall <= 0 or right > width or top + tall > height:
        raise Unusable("frame_outside")
    return left, top, right, top + tall


def _size(edges: tuple[int, int, int, int]) -> tuple[int, int]:
    """Never larger than the cut itself: nothing is invented."""
    wide = min(CUT[0], edges[2] - edges[0])
    return wide, round(wide * MILLIMETRES[1] / MILLIMETRES[0])


def thumbnail(jpeg: bytes, side: int = 240) -> bytes:
    """The same picture, small, for a screen that compares."""
    picture = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
    picture.thumbnail((side, side))
    return _jpeg(picture, 85)
