"""The recovery key, and the sheet of paper it is kept on: eight numbered lines, each with two check characters."""

import hashlib
import re
from datetime import date

from tsukisoi.config.backup.sealed import key_id

_LINE = re.compile(r"([1-8])\s*[):：]?\s+([0-9a-fA-F]{4})[\s-]*([0-9a-fA-F]{4})[\s-]+([0-9a-fA-F]{2})\b")
_HEX = re.compile(r"\s*([0-9a-fA-F]{64})\s*")


def _check(number: int, group: str) -> str:
    return hashlib.sha256(f"{number}{group}".encode()).hexdigest()[:2]


def sheet(key: str, day: date) -> str:
    """The text to print and lock away."""
    groups = [key[i : i + 8] for i in range(0, 64, 8)]
    lines = [f"  {n}  {g[:4]} {g[4:]}  {_check(n, g)}" for n, g in enumerate(groups, 1)]
    return "\n".join([
        "つきそい　控えの鍵（回復用）　　Recovery key of the backups", "",
        f"鍵の名前 {key_id(key)}　　作った日 {day.isoformat()}", "", *lines, "",
        "この紙と控えのファイルがあれば、別のパソコンに戻せます。どちらか一方では開けません。",
        "紙は施錠できるところに。控えのファイルやパソコンと同じところに置かないでください。",
        "戻しかた:  tsukisoi restore 控えのファイル --key-file この紙を打ちこんだファイル",
        "各行の右の2文字は打ちまちがいを見つけるための文字です。",
        "With this sheet and a backup file everything can be restored on another computer. Keep it locked, apart.", "",
    ])  # fmt: skip


def read(text: str) -> str:
    """The key out of a sheet as somebody typed it, or 64 hex digits alone.

    Raises ValueError whose text names the first line that is missing or mistyped.
    """
    if plain := _HEX.fullmatch(text):
        return plain[1].lower()
    found = {int(n): ((a + b).lower(), check.lower()) for n, a, b, check in _LINE.findall(text)}
    for number in range(1, 9):
        group, check = found.get(number, ("", ""))
        if not group:
            raise ValueError(f"鍵の {number} 行目がありません。 Line {number} of the key is missing.")
        if _check(number, group) != check:
            raise ValueError(f"鍵の {number} 行目に打ちまちがいがあります。 Line {number} of the key is mistyped.")
    return "".join(found[number][0] for number in range(1, 9))
