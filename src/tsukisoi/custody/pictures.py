"""A photographed paper or face: decoded once, everything but the picture dropped, and what must not be seen blackened.

Pure: bytes in, bytes out. A black box is burnt in: under it nothing is left of the picture.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import pi_heif
import zxingcpp
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from tsukisoi.guard.refusal import refuse

pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "HEIF")
MOST_PIXELS = 40_000_000
PAPER_SIDE, FACE_SIDE = 1600, 700
"""Pixels of the longer side that are kept: a page can be read, and a face known, at these."""
HEAVIEST = 900_000
UNITS = 600
"""Width and height of the picture in which boxes are told."""
MOST_BOXES = 20

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
Fault = Literal["not_a_picture", "too_many_pixels", "damaged", "number_code"]


class Unusable(Exception):
    """This picture cannot be taken; `why` says in one word what is wrong."""

    def __init__(self, why: Fault) -> None:
        super().__init__(why)
        self.why: Fault = why


class Box(NamedTuple):
    """What is blackened, in UNITS of the width and the height."""

    left: int
    top: int
    right: int
    bottom: int


def read(content: bytes, side: int) -> bytes:
    """The picture alone as a JPEG, upright, its longer side at most so long. Raises Unusable."""
    try:
        source = Image.open(io.BytesIO(content), formats=FORMATS)
        if source.width * source.height > MOST_PIXELS:
            raise Unusable("too_many_pixels")
        picture = ImageOps.exif_transpose(source).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Unusable("not_a_picture") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, RuntimeError, MemoryError) as error:
        raise Unusable("damaged") from error
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    """A JPEG with nothing in it but the picture, small enough to travel in a page."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    made = b""
    for quality in (82, 65, 45):
        packed = io.BytesIO()
        bare.save(packed, "JPEG", quality=quality, optimize=True)
        made = packed.getvalue()
        if len(made) <= HEAVIEST:
            break
    return made


def masked(jpeg: bytes, boxes: Iterable[Box], corner: tuple[int, int] | None = None) -> bytes:
    """The same picture with these boxes burnt in, black; `corner` is drawn as a cross, for the screen only."""
    picture = Image.open(io.BytesIO(jpeg), formats=("JPEG",)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle([*_at(picture, box.left, box.top), *_at(picture, box.right, box.bottom)], fill="black")
    if corner:
        _cross(pen, *_at(picture, *corner))
    return _jpeg(picture)


def _at(picture: Image.Image, x: int, y: int) -> tuple[int, int]:
    return round(x * picture.width / UNITS), round(y * picture.height / UNITS)


def _cross(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    for colour, wide in (("white", 9), ("black", 4)):
        pen.line([x - 24, y, x + 24, y], fill=colour, width=wide)
        pen.line([x, y - 24, x, y + 24], fill=colour, width=wide)


def check_codes(jpeg: bytes) -> None:
    """Raises Unusable where a code that can be read in the picture still says what looks like an individual number."""
    grey = Image.open(io.BytesIO(jpeg), formats=("JPEG",)).convert("L")
    if any(refuse(found.text) for found in zxingcpp.read_barcodes(grey)):
        raise Unusable("number_code")


def size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    return Image.open(io.BytesIO(jpeg), formats=("JPEG",)).size


def box(first: tuple[int, int], second: tuple[int, int]) -> Box:
    """The box between two corners, whichever came first."""
    (x, y), (a, b) = first, second
    return Box(min(x, a), min(y, b), max(x, a), max(y, b))


def write_boxes(boxes: Sequence[Box]) -> str:
    """Boxes as letters, two for each number: digits in a row could look like a number."""
    return "-".join("".join(map(letters, one)) for one in boxes)


def letters(number: int) -> str:
    """A number up to 675 as two letters."""
    return chr(97 + number // 26) + chr(97 + number % 26)


def read_boxes(text: str) -> list[Box]:
    """The boxes of such letters; what is none is left out."""
    found = [_numbers(part) for part in text[: 9 * MOST_BOXES].split("-")]
    return [Box(*four) for four in found if len(four) == 4]


def read_corner(text: str) -> tuple[int, int] | None:
    """The corner of such letters."""
    found = _numbers(text)
    return (found[0], found[1]) if len(found) == 2 else None


def _numbers(part: str) -> list[int]:
    if len(part) % 2 or not all("a" <= sign <= "z" for sign in part):
        return []
    found = [(ord(part[at]) - 97) * 26 + ord(part[at + 1]) - 97 for at in range(0, len(part), 2)]
    return found if all(number <= UNITS for number in found) else []
