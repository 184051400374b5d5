"""The file itself: a readable first line, the signature, and one sealed body.

Line 1: JSON (format, id, kind, sender with its public keys, recipient, made, delete_on, lock). Line 2: the Ed25519
signature over line 1 and the body, base64. Body: ChaCha20-Poly1305, authenticated with line 1; its key comes from a
code (scrypt) or from X25519 with a fresh key of the sender, through HKDF-SHA256. Inside: four bytes of length, the
deflated JSON, then the attached files one after another. Nothing is unpacked beyond the stated limits.
"""

import base64
import hashlib
import json
import re
import secrets
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tsukisoi.papers.ids import ALPHABET

FORMAT = "tsukisoi-packet-1"
MAX_BYTES = 256 * 1024 * 1024
"""Largest file made or opened, in bytes: the photographs of a day of several hundred people."""
MAX_TEXT = 32 * 1024 * 1024
"""Largest text inside once unpacked, in bytes. A file that would grow beyond it is refused while it is unpacked."""
LONGEST_HEADER = 8192
_SIGNATURE_LINE = 89
_RECEIPT = 8
_TEXTS = ("id", "kind", "recipient", "made", "delete_on")
_HEX = re.compile(r"[0-9a-f]+")
_UNKEPT = re.compile("[\\0\ud800-\udfff]")


class NotOurs(ValueError):
    """Not a hand-over file at all, or its first line is damaged."""


class Changed(ValueError):
    """The file is not as it was made: changed on the way, cut off, or signed by somebody else."""


class WrongCode(ValueError):
    """The code or key does not open it."""


class BadKey(ValueError):
    """The key of the one it is for is none."""


class TooLarge(ValueError):
    """More than is ever made."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both private keys of one organisation or machine, 32 bytes each."""

    signing: bytes
    opening: bytes

    @classmethod
    def fresh(cls) -> "Pair":
        """New keys."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> "Public":
        """The halves that others may know."""
        signing = Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()
        opening = X25519PrivateKey.from_private_bytes(self.opening).public_key().public_bytes_raw()
        return Public(signing.hex(), opening.hex())


@dataclass(frozen=True, slots=True)
class Public:
    """Both public keys, in hex."""

    signing: str
    opening: str

    @property
    def words(self) -> str:
        """What two people compare by telephone: four groups of four signs out of both keys."""
        number = int.from_bytes(hashlib.sha256(f"{self.signing}{self.opening}".encode()).digest())
        signs = ""
        for _place in range(16):
            number, sign = divmod(number, len(ALPHABET))
            signs += ALPHABET[sign]
        return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Inside:
    """What an opened file holds. `receipt`: eight signs that only somebody who opened it can know."""

    header: dict[str, Any]
    payload: dict[str, Any]
    files: dict[str, bytes]
    receipt: str


def seal(
    header: Mapping[str, Any], payload: Mapping[str, Any], files: Mapping[str, bytes], sender: Pair,
    *, code: str = "", to: str = "", receipt: str = "",
) -> bytes:  # fmt: skip
    """Seal a payload and files for whoever knows `code` or owns the opening key `to`. Raises TooLarge, BadKey."""
    lock, key = _lock(code, to)
    public = sender.public
    about = {
        **header, "format": FORMAT, "lock": lock,
        "sender": {**header["sender"], "signing": public.signing, "opening": public.opening},
    }  # fmt: skip
    line = json.dumps(about, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    plain = _pack(payload, files, receipt)
    if len(plain) > MAX_BYTES or len(line) > LONGEST_HEADER:
        raise TooLarge
    body = ChaCha20Poly1305(key).encrypt(_NONCE, plain, line)
    signature = Ed25519PrivateKey.from_private_bytes(sender.signing).sign(_signed(line, body))
    return line + base64.b64encode(signature) + b"\n" + body


# A key serves one file only, so that its one nonce may be nought.
_NONCE = bytes(12)


def about(content: bytes) -> dict[str, Any]:
    """The first line. Nothing in it is proven before the file is opened. Raises NotOurs and TooLarge."""
    return _split(content)[1]


def unseal(content: bytes, *, code: str = "", own: Pair | None = None) -> Inside:
    """Open a file. Raises NotOurs, TooLarge, Changed, WrongCode."""
    line, header, signature, body = _split(content)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(header["sender"]["signing"])).verify(
            signature, _signed(line, body)
        )
    except (InvalidSignature, ValueError) as error:
        raise Changed from error
    key = _unlock(header["lock"], code, own)
    try:
        plain = ChaCha20Poly1305(key).decrypt(_NONCE, body, line)
    except InvalidTag as error:
        raise WrongCode from error
    payload, files, receipt = _unpack(plain)
    return Inside(header, payload, files, receipt)


def _split(content: bytes) -> tuple[bytes, dict[str, Any], bytes, bytes]:
    if len(content) > MAX_BYTES + LONGEST_HEADER + 1024:
        raise TooLarge
    end = content.find(b"\n", 0, LONGEST_HEADER) + 1
    line, mark, body = content[:end], content[end : end + _SIGNATURE_LINE], content[end + _SIGNATURE_LINE :]
    try:
        header = json.loads(line)
        if header["format"] != FORMAT or not _is_whole(header):
            raise NotOurs
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotOurs from error
    try:
        return line, header, base64.b64decode(mark, validate=False), body
    except ValueError as error:
        raise Changed from error


def _is_whole(header: Mapping[str, Any]) -> bool:
    """Is everything in the first line that one of ours has, each in its own shape?"""
    sender, lock = header["sender"], header["lock"]
    texts = [*(header[name] for name in _TEXTS), sender["name"], sender.get("machine", ""), lock["way"]]
    keys = [sender["signing"], sender["opening"], *((lock["fresh"], lock["for"]) if lock["way"] == "key" else ())]
    return (
        all(isinstance(table, dict) for table in (header, sender, lock))
        and lock["way"] in ("code", "key")
        and all(map(is_text, texts))
        and all(_is_hex(key, 32) for key in keys)
        and _is_hex(lock["salt"], 16)
    )


def is_text(value: object) -> bool:
    """Can it be kept as text? JSON may hold half a character or a nought, which no database takes."""
    return isinstance(value, str) and not _UNKEPT.search(value)


def _is_hex(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) == 2 * length and bool(_HEX.fullmatch(value))


def _signed(line: bytes, body: bytes) -> bytes:
    return hashlib.sha256(line).digest() + hashlib.sha256(body).digest()


def _lock(code: str, to: str) -> tuple[dict[str, str], bytes]:
    salt = secrets.token_bytes(16)
    if code:
        return {"way": "code", "salt": salt.hex()}, _from_code(code, salt)
    fresh = X25519PrivateKey.generate()
    try:
        shared = fresh.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(to)))
    except ValueError as error:
        raise BadKey from error
    lock = {"way": "key", "salt": salt.hex(), "fresh": fresh.public_key().public_bytes_raw().hex(), "for": to}
    return lock, _derived(shared, salt)


def _unlock(lock: Mapping[str, str], code: str, own: Pair | None) -> bytes:
    salt = bytes.fromhex(lock["salt"])
    if lock["way"] == "code":
        if not code:
            raise WrongCode
        return _from_code(code, salt)
    if own is None or lock["for"] != own.public.opening:
        raise WrongCode
    fresh = X25519PublicKey.from_public_bytes(bytes.fromhex(lock["fresh"]))
    try:
        return _derived(X25519PrivateKey.from_private_bytes(own.opening).exchange(fresh), salt)
    except ValueError as error:  # a point with which nobody shares a secret
        raise Changed from error


def _from_code(code: str, salt: bytes) -> bytes:
    return _derived(Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(code.encode()), salt)


def _derived(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, FORMAT.encode()).derive(secret)


def fresh_receipt() -> str:
    """Eight signs to put inside a file: whoever reads them out has opened it."""
    return "".join(secrets.choice(ALPHABET) for _place in range(_RECEIPT))


def _pack(payload: Mapping[str, Any], files: Mapping[str, bytes], receipt: str) -> bytes:
    listed = [[name, len(data), hashlib.sha256(data).hexdigest()] for name, data in files.items()]
    text = json.dumps({"payload": payload, "files": listed, "receipt": receipt}, ensure_ascii=False).encode()
    if len(text) > MAX_TEXT:
        raise TooLarge
    packed = zlib.compress(text, 6)
    return struct.pack(">I", len(packed)) + packed + b"".join(files.values())


def _unpack(plain: bytes) -> tuple[dict[str, Any], dict[str, bytes], str]:
    try:
        length = struct.unpack(">I", plain[:4])[0]
        reader = zlib.decompressobj()
        text = reader.decompress(plain[4 : 4 + length], MAX_TEXT)
        if reader.unconsumed_tail:
            raise TooLarge
        inside = json.loads(text)
        payload, receipt = inside["payload"], inside["receipt"]
        if not (isinstance(payload, dict) and isinstance(receipt, str)):
            raise Changed
        if len(receipt) > _RECEIPT or set(receipt) - set(ALPHABET):
            raise Changed
        return payload, _files(inside["files"], plain[4 + length :]), receipt
    except TooLarge:
        raise
    except (struct.error, zlib.error, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Changed from error


def _files(listed: list[list[Any]], rest: bytes) -> dict[str, bytes]:
    found, at = {}, 0
    for name, size, digest in listed:
        data = rest[at : at + size]
        if not is_text(name) or size < 0 or hashlib.sha256(data).hexdigest() != digest:
            raise Changed
        found[name] = data
        at += size
    return found
