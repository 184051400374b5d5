"""The encrypted file: a readable first line, then pieces of AES-256-GCM that can be neither changed, moved nor cut off.

Line 1: JSON with `format`, the id of the key, a salt. Then pieces: four bytes of length, ciphertext, tag. The key of a
file comes from the recovery key and the salt (HKDF-SHA256); the nonce of a piece is its number and whether it is the
last (the STREAM construction); line 1 is authenticated with every piece.
"""

import hashlib
import io
import json
import secrets
import struct
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "tsukisoi-backup-1"
PIECE = 1024 * 1024
LONGEST_HEADER = 4096
_OVERHEAD = 16


class Damaged(Exception):
    """The file is not a backup, is cut off, or was changed. Its text is a sentence for people."""


def key_id(key: str) -> str:
    """What tells one recovery key from another without giving it away."""
    return hashlib.sha256(b"tsukisoi key id" + bytes.fromhex(key)).hexdigest()[:8]


class Writer(io.RawIOBase):
    """Encrypts what is written to it. Closing writes the last piece; without that the file is refused as cut off."""

    def __init__(self, file: IO[bytes], key: str, about: dict[str, Any]) -> None:
        self._file, self._buffer, self._number = file, bytearray(), 0
        header = {"format": FORMAT, "key": key_id(key), "salt": secrets.token_hex(16), **about}
        self._header = json.dumps(header, sort_keys=True).encode() + b"\n"
        self._cipher = _cipher(key, header["salt"])
        file.write(self._header)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole pieces go to the file."""
        self._buffer += data
        while len(self._buffer) > PIECE:
            self._piece(bytes(self._buffer[:PIECE]), last=False)
            del self._buffer[:PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece, which may be empty."""
        if not self.closed:
            self._piece(bytes(self._buffer), last=True)
            super().close()

    def _piece(self, plain: bytes, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), plain, self._header)
        self._file.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


class Reader(io.RawIOBase):
    """Decrypts. Raises Damaged at the first piece that is not as it was written, and for a missing end."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        self._file, self._number, self._rest, self._ended = file, 0, b"", False
        self._header, header = _header(file)
        if header["key"] != key_id(key):
            raise Damaged(
                f"この控えの鍵は {header['key']} です。渡された鍵は {key_id(key)} で、別の鍵です。"
                f" This backup was made with key {header['key']}; the key given is {key_id(key)}."
            )
        self._cipher = _cipher(key, header["salt"])

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill `into` with the next bytes; 0 at the end."""
        while not self._rest and not self._ended:
            self._rest = self._next()
        given = self._rest[: len(into)]
        into[: len(given)] = given
        self._rest = self._rest[len(given) :]
        return len(given)

    def _next(self) -> bytes:
        length = self._exactly(4)
        sealed = self._exactly(min(struct.unpack(">I", length)[0], PIECE + _OVERHEAD))
        following = self._file.read(1)
        self._ended = not following
        if following:
            self._file.seek(-1, io.SEEK_CUR)
        try:
            plain = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, self._header)
        except InvalidTag as error:
            raise Damaged(
                f"控えがこわれているか、途中で切れています（{self._number + 1} 番めの部分）。別の控えをお使いください。"
                f" The backup is damaged or cut off at piece {self._number + 1}. Use another backup."
            ) from error
        self._number += 1
        return plain

    def _exactly(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise Damaged(
                "控えが途中で切れています。別の控えをお使いください。 The backup is cut off. Use another backup."
            )
        return data


def about(file: IO[bytes]) -> dict[str, Any]:
    """What the first line says; nothing in it is proven before the pieces are read."""
    return _header(file)[1]


def _header(file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    line = file.readline(LONGEST_HEADER)
    try:
        header = json.loads(line)
        if header["format"] != FORMAT or not {"key", "salt"} <= header.keys():
            raise ValueError(header["format"])
        bytes.fromhex(header["salt"])
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(
            "つきそいの控えではありません（または初めの部分がこわれています）。 This is not a backup of Tsukisoi."
        ) from error
    return line, header


def _cipher(key: str, salt: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, bytes.fromhex(salt), FORMAT.encode()).derive(bytes.fromhex(key))
    return AESGCM(derived)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
