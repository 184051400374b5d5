"""Every environment variable and what counts without it. Fails where the program reads one that is not told here."""

import re
import sys
from pathlib import Path

from _page import code, page, show, table

SOURCE = Path(__file__).resolve().parents[2] / "src"
READ = re.compile(r"""env\.(?:text|flag|words|day|secret)\(\s*"(TSUKISOI_\w+)"|"(TSUKISOI_\w+)\"""")

SERVING = (
    ("TSUKISOI_DATA", "データのフォルダ。すべてがここにあります", "`./data`"),
    ("TSUKISOI_DATABASE_URL", "PostgreSQL を使うとき：`postgresql://ユーザー:パスワード@ホスト:ポート/名前`。"
     "ソケットなら `?host=フォルダ`", "なし（フォルダの中の暗号化した SQLite）"),
    ("TSUKISOI_HOSTS", "画面の名前（ブラウザーに打つもの）。カンマで並べます", "`localhost,127.0.0.1,[::1]`"),
    ("TSUKISOI_ORIGINS", "HTTPS の住所。前に別のサーバーを置くとき。例 `https://tsukisoi.example`", "なし"),
    ("TSUKISOI_HTTPS", "1＝いつも HTTPS：クッキーと HSTS をきびしくします", "`0`"),
    ("TSUKISOI_PROXY", "1＝前にサーバーが1つある：`X-Forwarded-For` と `X-Forwarded-Proto` を信じます。"
     "前に何もないときは、決して 1 にしません", "`0`"),
    ("TSUKISOI_CONTACT", "困ったときの連絡先として、画面に出すことば", "なし"),
    ("TSUKISOI_LOG_REQUESTS", "1＝画面1つごとに1行の記録を stderr に（JSON。名前も打った字も出ません）",
     "`0`（困りごとだけ）"),
    ("TSUKISOI_FONTS", "IPAmj明朝（`ipamjm.ttf`）のあるフォルダ", "OS の書体のフォルダ"),
)  # fmt: skip
SECRETS = (
    ("TSUKISOI_KEY", "データベースの鍵（64けたの16進）", "`TSUKISOI_KEY_FILE` のファイル"),
    ("TSUKISOI_KEY_FILE", "データベースの鍵のファイル。データと別のディスクに置きます",
     "フォルダの中の `keys/database.key`"),
    ("TSUKISOI_SECRET_KEY", "サインインを守る鍵。同じ画面を出すすべてのプロセスで同じにします",
     "フォルダの中の `keys/secret.key`"),
    ("TSUKISOI_SECRET_KEY_FILE", "その鍵のファイル", "なし"),
    ("TSUKISOI_BACKUP_KEY", "控えの鍵", "フォルダの中の `keys/backup.key`"),
    ("TSUKISOI_BACKUP_KEY_FILE", "その鍵のファイル", "なし"),
)  # fmt: skip
TRYING = (
    ("TSUKISOI_PRACTICE", "1＝練習（`tsukisoi practice` が自分で付けます）", "`0`"),
    ("TSUKISOI_PRACTICE_PORT", "練習が動いているポート（`serve --practice` が自分で付けます）", ""),
    ("TSUKISOI_REAL_PORT", "練習から見た、本番のポート（`serve --practice` が自分で付けます）", ""),
    ("TSUKISOI_DEMO", "1＝見本のフォルダ：架空の人と、サインインのしかたを出します", "`0`（`make run` では 1）"),
    ("TSUKISOI_TODAY", "今日の日（YYYY-MM-DD）を動かします。試すときだけ", "時計の日"),
    ("TSUKISOI_DEBUG", "1＝開発のとき：静的なファイルを読みなおします。人のいるところでは 0", "`0`"),
)
FILES = ("TSUKISOI_SECRET_KEY_FILE", "TSUKISOI_BACKUP_KEY_FILE")
"""`secret` reads NAME_FILE for each NAME, so these stand nowhere in the code."""


def read_by_the_program() -> set[str]:
    """The names that the code reads."""
    found = (READ.findall(path.read_text("utf-8")) for path in SOURCE.rglob("*.py"))
    return {one or other for names in found for one, other in names}


def told() -> set[str]:
    """The names that this page tells."""
    return {name for name, _, _ in (*SERVING, *SECRETS, *TRYING)}


def write() -> str:
    """The page. Raises LookupError where page and program differ."""
    if differing := (told() - set(FILES)) ^ read_by_the_program():
        raise LookupError(f"settings and this page differ: {', '.join(sorted(differing))}")
    heads = ("名前", "意味", "ないとき")
    return page(
        "環境変数",
        "設定は環境変数だけです。ファイルで渡すときは、[deploy](../../deploy/README.md) の見本があります。"
        "0・1 のものにほかの字があると、始まりません。",
        "## 動かす", table(heads, _rows(SERVING)),
        "## 鍵\n\nないものは、はじめに作られます（持ち主だけが読めるファイル）。"
        "値そのものより `_FILE` のほうが、ほかの人の目に触れにくいです。", table(heads, _rows(SECRETS)),
        "## 試す", table(heads, _rows(TRYING)),
        "`make run` は `PORT`（既定 8000）と `HOST`（既定 127.0.0.1）も読みます。"
        "画面の試験と絵は `TSUKISOI_CHROMIUM` の Chromium を使います。",
    )  # fmt: skip


def _rows(entries: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str]]:
    return [(code(name), meaning, default) for name, meaning, default in entries]


if __name__ == "__main__":
    try:
        show(write())
    except LookupError as error:
        sys.exit(str(error))
