"""The installed command `tsukisoi`: every verb a person types, one line of help each."""

import os
import sys
from importlib import import_module

from tsukisoi.guard import numbers

HELP = (
    ("動かす", "run", (
        ("serve", "画面を出す", "serve the pages"),
        ("venue", "会場のパソコンで、受付を1つだけ動かす", "one reception on a laptop at the venue"),
        ("tablet_sheet", "タブレットの準備の紙を作る", "the sheet for setting up a tablet"),
        ("migrate", "データベースを新しい版に合わせる", "bring the database up to this version"),
        ("practice", "練習（架空の人だけ、別の入れもの）", "the training mode, in a folder of its own"),
        ("demonstrate", "見本（架空の人たち）を入れる", "load the demonstration: invented people"),
    )),
    ("守る", "keep safe", (
        ("doctor", "具合を調べる", "examine the installation"),
        ("backup", "控えをとり、戻せることを確かめる", "write a backup and prove that it restores"),
        ("restore", "控えから戻す", "restore a backup"),
        ("export", "もっているものすべてを、開いた形で書き出す", "everything as open files, to take along"),
        ("upgrade", "新しい版にする（控え・合わせる・確かめる）", "backup, migrate, check — or back to where it was"),
        ("tidy", "期間の過ぎたものを消す（毎日）", "end what is over its days, once a day"),
        ("verify", "記録が書きかえられていないか確かめる", "verify that the record was not altered"),
        ("clocks", "カードの期限を今日で数えなおす", "reckon the last days of all cards for today"),
        ("reckon", "みんなの今日を数えておく（毎朝）", "reckon everybody for today, before anybody looks"),
        ("seal", "いまの記録に封をする", "seal the record as it stands"),
        ("organisation", "このサーバーに、もうひとつの組織を作る", "another organisation on this server"),
        ("recover_administrator", "施設長がサインインできなくなったとき", "when nobody can sign in as the head"),
    )),
    ("調べる（データベースを使わない）", "ask (without a database)", (
        ("plan", "事実のファイルから、いるもの・道すじを出す", "what these facts call for, by the rules"),
        ("roster", "名簿を読んで、取りこむとどうなるかを出す", "what importing this roster would do"),
    )),
)  # fmt: skip

EARLY = {verb: f"tsukisoi.config.verbs.{verb}" for verb in ("plan", "roster", "restore", "upgrade", "practice")}
"""Verbs that must not open this installation's database, or not yet: loaded by name, so that Django stays out."""

NUMBER_REFUSED = (
    "マイナンバーのように見える12けたの数字は、コマンドに書けません（履歴に残るため）。何もしていません。\n"
    "This looks like a My Number: it may not stand on a command line. Nothing was done."
)


def main(words: list[str] | None = None) -> None:
    """Run one verb; without one, show what there is. Ends the program with the verb's code."""
    words = sys.argv[1:] if words is None else words
    if holds_a_number(words):
        sys.exit(NUMBER_REFUSED)
    if not words or words in (["help"], ["-h"], ["--help"]):
        print(overview())
    elif words[0] in EARLY:
        sys.exit(import_module(EARLY[words[0]]).main(words[1:]))
    else:
        if words[0] == "serve" and "--lan" in words:
            import_module("tsukisoi.config.lan.ways").prepare(words)
        _through_django(words)


def holds_a_number(words: list[str]) -> bool:
    """Is there an individual number among the words, also one typed with spaces?"""
    typed_apart = " ".join(word for word in words if word.isdecimal())
    return any(numbers.find(text) for text in (*words, typed_apart))


def overview() -> str:
    """The verbs with their help, as `tsukisoi` alone prints them."""
    lines = ["つきそい — tsukisoi VERB --help"]
    for japanese, english, verbs in HELP:
        lines += ["", f"{japanese} — {english}"]
        lines += [f"  {verb:<22} {ja} — {en}" for verb, ja, en in verbs]
    return "\n".join(lines)


def _through_django(words: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
    import_module("django.core.management").execute_from_command_line(["tsukisoi", *words])
