"""Every setting of the environment: found in the code, so that none is left out."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src"
MEANING = {
    "TSUKISOI_DATA": ("`data`", "すべてを置くフォルダ（鍵、データベース、ファイル）"),
    "TSUKISOI_DATABASE_URL": ("なし", "`postgresql://…`。なければ、フォルダの中の暗号化されたファイル"),
    "TSUKISOI_HOSTS": ("`localhost,127.0.0.1,[::1]`", "開いてよい名前（コンマで区切る）"),
    "TSUKISOI_ORIGINS": ("なし", "前に置いたサーバーの `https://…`（コンマで区切る）"),
    "TSUKISOI_HTTPS": ("`0`", "`1`: HTTPSだけで使う（クッキーとHSTS）"),
    "TSUKISOI_PROXY": ("`0`", "`1`: 前に自分のサーバーが一つある（その見出しを信じる）"),
    "TSUKISOI_KEY": ("なし", "データベースの鍵（64桁の16進）。ふつうはファイルのまま"),
    "TSUKISOI_KEY_FILE": ("`keys/database.key`", "データベースの鍵のファイル"),
    "TSUKISOI_SECRET_KEY": ("`keys/secret.key` から", "署名の鍵"),
    "TSUKISOI_BACKUP_KEY": ("`keys/backup.key` から", "控えの鍵"),
    "TSUKISOI_CONTACT": ("なし", "画面の下に出す、この施設の連絡先"),
    "TSUKISOI_FONTS": ("なし", "紙に使う字形を足すフォルダ"),
    "TSUKISOI_DEMO": ("`0`", "`1`: 見本を入れて動かす"),
    "TSUKISOI_TODAY": ("なし", "今日をこの日にする（`YYYY-MM-DD`。試すときだけ）"),
    "TSUKISOI_DEBUG": ("`0`", "`1`: 作る人のため。本番では使わない"),
}


def found() -> set[str]:
    """The names in the code; a name with _FILE is the file of another setting."""
    texts = (path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    return {name for text in texts for name in re.findall(r'"(TSUKISOI_[A-Z_]+)"', text)}


def lines() -> Iterator[str]:
    """The page. Raises SystemExit for a setting nobody explained here."""
    if unknown := found() - MEANING.keys():
        raise SystemExit(f"docs/generate/settings.py does not explain {', '.join(sorted(unknown))}")
    yield "# 設定 — settings\n\n生成されたページです（`make docs`）。環境変数で決めます。ふつうは何も要りません。\n"
    yield "| 名前 | 決めないとき | 意味 |\n|---|---|---|"
    yield from (f"| `{name}` | {default} | {meaning} |" for name, (default, meaning) in MEANING.items())


sys.stdout.write("\n".join(lines()) + "\n")
