"""`tsukisoi plan FILE`: a JSON list of facts in, a JSON list of answers out, by the rules of one day."""

import argparse
import sys
from datetime import date
from pathlib import Path

from tebiki.reading import plan_file


def main(words: list[str]) -> int:
    """Print the answers; 2, with a sentence, where the file cannot be read."""
    options = _parser().parse_args(words)
    try:
        overlay = options.municipality.read_text("utf-8") if options.municipality else None
        print(plan_file(_text(options.file), options.as_of, overlay))
    except (OSError, ValueError) as error:
        print(f"読めませんでした — cannot plan: {error}", file=sys.stderr)
        return 2
    return 0


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
