"""`tsukisoi plan FILE`: a JSON list of facts in, a JSON list of answers out, by the rules of one day."""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tebiki.reading import plan_file
from tsukisoi.guard import numbers, pins

REFUSED = (
    "マイナンバーか暗証番号のように見える記載があります。消してから、もう一度どうぞ。何も出していません。\n"
    "Something in the file looks like a My Number or a PIN: take it out first. Nothing was printed."
)


def main(words: list[str]) -> int:
    """Print the answers; 2, with a sentence, where the file cannot be read."""
    options = _parser().parse_args(words)
    try:
        overlay = options.municipality.read_text("utf-8") if options.municipality else None
        text = _text(options.file)
        if holds_a_secret(_parsed(json.loads, text)) or holds_a_secret(_parsed(tomllib.loads, overlay or "")):
            print(REFUSED, file=sys.stderr)
            return 2
        print(plan_file(text, options.as_of and options.as_of.isoformat(), overlay))
    except (OSError, ValueError) as error:
        print(f"読めませんでした — cannot plan: {error}", file=sys.stderr)
        return 2
    return 0


def holds_a_secret(value: object) -> bool:
    """Whether a name or a value anywhere in a parsed file looks like an individual number or a PIN."""
    if isinstance(value, dict):
        return any(holds_a_secret(part) for item in value.items() for part in item)
    if isinstance(value, list):
        return any(holds_a_secret(item) for item in value)
    return bool(numbers.find(str(value)) or pins.find(str(value)))


def _parsed(loads: Callable[[str], object], text: str) -> object:
    """What the file holds, so that escapes hide nothing; its text where it cannot be parsed."""
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "tsukisoi plan", description="事実のファイルから、いるもの・道すじを出す — what these facts call for"
    )
    parser.add_argument("file", metavar="FILE", help="JSON（- は標準入力） — a JSON list of cases, or -")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="いつの規則で — the day the rules are asked for"
    )
    parser.add_argument(
        "--municipality", type=Path, metavar="FILE", help="市区町村のちがい（TOML） — a municipality's differences"
    )
    return parser


def _text(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
