"""QR codes of sheet ids, quickly.

With version, level and mask fixed, a QR code is linear: error correction (Reed-Solomon) and the mask only add bits
modulo 2. So the code of any id after a known address is the code of a blank id, plus the pattern of each bit that
differs. segno makes the 57 patterns once per address (about 50 ms); after that an id costs a few additions.
"""

import struct
import zlib
from functools import cache, reduce
from operator import xor

import segno

from tsukisoi.papers import ids

QUIET = 4  # modules of white around the code (JIS X 0510)
MASK = 3  # a fixed pattern; scanners read any
BLANK = "@" * ids.LENGTH  # 0b1000000: the sign in the middle of the capitals' range


def png(site: str, sheet_id: str) -> bytes:
    """The code of `site` + `sheet_id` (level M), one pixel a module. Raises ValueError for an id of another length."""
    if len(sheet_id) != ids.LENGTH or not sheet_id.isascii():
        raise ValueError("a sheet id is eight ASCII signs")
    size, blank, patterns = _patterns(site)
    changed = int.from_bytes(sheet_id.encode()) ^ int.from_bytes(BLANK.encode())
    return _drawn(reduce(xor, (pattern for bit, pattern in patterns if changed >> bit & 1), blank), size)


@cache
def _patterns(site: str) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """The size in modules, the code of the blank id, and for each bit of the id what it changes."""
    size, blank = _made(site + BLANK)
    base = int.from_bytes(BLANK.encode())
    bits = [bit for bit in range(8 * ids.LENGTH) if bit % 8 != 7]
    made = ((bit, _made(site + (base ^ 1 << bit).to_bytes(ids.LENGTH).decode())[1] ^ blank) for bit in bits)
    return size, blank, tuple(made)


def _made(content: str) -> tuple[int, int]:
    """One code by segno, as its size and one long number of its modules. Byte mode: letters never change the length."""
    code = segno.make_qr(content, error="m", mode="byte", mask=MASK, boost_error=False)
    return len(code.matrix), int("".join("".join(map(str, row)) for row in code.matrix), 2)


def _drawn(code: int, size: int) -> bytes:
    """A one-bit greyscale PNG with its quiet zone; in PNG a set bit is white."""
    whole = size + 2 * QUIET
    spare = -whole % 8
    row_bytes = (whole + spare) // 8
    white, row_mask = (1 << whole) - 1, (1 << size) - 1
    quiet = (b"\0" + (white << spare).to_bytes(row_bytes)) * QUIET
    rows = ((white ^ (code >> size * y & row_mask) << QUIET) << spare for y in reversed(range(size)))
    pixels = b"".join(b"\0" + row.to_bytes(row_bytes) for row in rows)
    head = struct.pack(">IIBBBBB", whole, whole, 1, 0, 0, 0, 0)
    body = zlib.compress(quiet + pixels + quiet, 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
