"""The 23 digits of an application form: out of its code, as a camera or a scanner reads it, or typed."""

import re
import unicodedata

LENGTH = 23
"""Digits of a 申請書ID. Source: A-03."""
_ALONE = re.compile(rf"(?<!\d)\d{{{LENGTH}}}(?!\d)")
_TYPED = re.compile(r"[\d\s-]*")


def read(text: str) -> str:
    """The id in what a code says, which is the address of the application with the id in it; empty where none is."""
    found = set(_ALONE.findall(unicodedata.normalize("NFKC", text)))
    return found.pop() if len(found) == 1 else ""


def scanned(text: str) -> str:
    """The id, where a scanner wrote the whole code into the field; empty where somebody typed digits."""
    return "" if _TYPED.fullmatch(unicodedata.normalize("NFKC", text)) else read(text)


def digits(text: str) -> str:
    """What was typed, without spaces and hyphens."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdecimal())
