"""`tsukisoi roster FILE --json`: what importing this roster would do. Changes nothing."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tsukisoi.config import environment as env
from tsukisoi.residents.roster.command import roster_json


def main(words: list[str]) -> int:
    """Print what an import would yield; 2, with a sentence, where the file cannot be read."""
    parser = argparse.ArgumentParser(
        "tsukisoi roster", description="名簿を読んで、取りこむとどうなるかを出す — what importing this roster would do"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="xlsx, csv, tsv")
    parser.add_argument("--json", action="store_true", help="JSON で出す — as JSON, the only form")
    path = parser.parse_args(words).file
    try:
        # Without Django there is no tenancy.clock; the day is asked for in the same two places.
        print(roster_json(path, env.day("TSUKISOI_TODAY") or datetime.now(ZoneInfo("Asia/Tokyo")).date()))
    except (OSError, ValueError) as error:
        print(f"読めませんでした — cannot read the roster: {error}", file=sys.stderr)
        return 2
    return 0
