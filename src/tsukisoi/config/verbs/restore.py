"""`tsukisoi restore FILE`: everything back from one encrypted file, also on another computer."""

import argparse
import os
import sys
from pathlib import Path

from tsukisoi.config.backup import keysheet, unpack
from tsukisoi.config.backup.sealed import Damaged

IN_THE_WAY = (
    "{folder} にはもう何かあります。上書きしません。別のところへ: --into フォルダ　置きかえるなら: --overwrite\n"
    "There is something in this folder already: nothing was changed. See --into and --overwrite."
)
NO_KEY = (
    "鍵がありません。控えの鍵の紙を打ちこんだファイルを --key-file で示してください。\n"
    "There is no recovery key: type the key sheet into a file and name it with --key-file."
)


def main(words: list[str]) -> int:
    """0 when everything is back and was compared; 1, with a sentence, when nothing was changed."""
    options = _parser().parse_args(words)
    target = (options.into or Path(os.environ.get("TSUKISOI_DATA") or "data")).absolute()
    try:
        key = _key(options.key_file, target)
        address = os.environ.get("TSUKISOI_DATABASE_URL", "").strip()
        manifest = unpack.restore(options.file, key, target, address, options.overwrite)
    except unpack.InTheWay:
        print(IN_THE_WAY.format(folder=target), file=sys.stderr)
        return 1
    except (Damaged, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    rows = sum(manifest["database"]["rows"].values())
    print(f"戻しました: {target}（{manifest['made']} の控え、{rows} 行、{len(manifest['files'])} ファイル）。")
    print(f"Restored and compared with what was backed up. Start with: TSUKISOI_DATA={target} tsukisoi serve")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tsukisoi restore", description="控えから戻す — restore a backup")
    parser.add_argument("file", metavar="FILE", type=Path, help="控えのファイル — the backup")
    parser.add_argument("--into", metavar="FOLDER", type=Path, help="戻す先（既定 TSUKISOI_DATA） — where to")
    parser.add_argument(
        "--key-file", metavar="FILE", type=Path, help="控えの鍵の紙を打ちこんだもの — the key sheet, typed"
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="あるものと置きかえる（元のは名前を変えて残す） — replace what is there",
    )
    return parser


def _key(named: Path | None, target: Path) -> str:
    """The recovery key: from the sheet named, else from the environment or the folder that is being replaced."""
    if named:
        return keysheet.read(named.read_text("utf-8"))
    if value := os.environ.get("TSUKISOI_BACKUP_KEY", "").strip():
        return keysheet.read(value)
    beside = target / "keys" / "backup.key"
    if not beside.exists():
        raise ValueError(NO_KEY)
    return keysheet.read(beside.read_text("ascii"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
