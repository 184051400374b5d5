"""Every verb of the command, with its options as the program itself reads them."""

from argparse import Action, ArgumentParser
from collections.abc import Iterator

import _django  # noqa: F401  # commands are found through Django
from _page import code, page, show, table
from django.core.management import get_commands, load_command_class

from tsukisoi.config.command import HELP
from tsukisoi.config.verbs import plan, practice, restore, upgrade

PARSERS = {"plan": plan._parser, "restore": restore._parser, "upgrade": upgrade._parser,
           "practice": practice._parser}  # fmt: skip
MORE = {
    "serve": "データベースがこわれているとき・鍵が違うとき・古い版のときは、そう言って始めません。",
    "migrate": "前に控えをとります。控えに使う表と、組織のあいだの囲いも立てなおします。",
    "doctor": "○・▲・× で1行ずつ。× が1つでもあれば 1 で終わります。",
    "backup": "別のフォルダに戻して同じであることを確かめてから、名前をつけます。確かめられなければ残しません。",
    "restore": "戻して、控えたときの数と記録の頭をくらべてから、置きます。あるものは、言われなければ上書きしません。",
    "upgrade": "つきそいを止めてから。うまくいかなければ、控えから戻して元のままにします。"
    "途中で停電したら、もう一度行うとやりなおします。",
    "practice": "本番のとなりの、自分のフォルダ・鍵・データベースで動きます。"
    "`serve --practice ポート` でいっしょに動かせます。"
    "ほかの引数は `serve` に渡ります。",
    "export": "空のフォルダに書きます。ほかの組織のもの、パスワード、鍵は入りません。",
    "tidy": "毎日1回、タイマーから。30日前から「今日」に名前が出ます。預かっているものが残る人は消しません。",
    "verify": "食いちがいがあれば 1 で終わり、鎖ごとに初めの1か所を言います。",
    "organisation": "組織どうしは、たがいに何も見えません。その組織の責任者の最初のパスワードを1回だけ出します。",
    "recover_administrator": "新しい最初のパスワードを1回だけ出します。サーバーの上でだけでき、記録に残ります。",
    "plan": "→ [事実と tsukisoi plan](facts.md)",
    "roster": "何も書きません。JSON で、列の読みかた、人ごとの値、直すところを出します。",
}
OF_DJANGO = frozenset(
    {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
)
LONG = frozenset({"migrate"})
"""Django's own verbs: their options are Django's."""


def write() -> str:
    """The page."""
    parts = [
        "`.venv/bin/tsukisoi` だけで一覧が、`tsukisoi 動詞 --help` で使いかたが出ます。"
        "マイナンバーのように見える数字がコマンドにあると、何もせずに断ります（履歴に残るため）。",
    ]
    for japanese, _, verbs in HELP:
        parts.append(f"## {japanese}")
        for verb, meaning, _ in verbs:
            parts += [f"### {verb}", " ".join(filter(None, (f"{meaning}。", MORE.get(verb, "")))), _options(verb)]
    return page("コマンド `tsukisoi`", *parts)


def _options(verb: str) -> str:
    if verb == "roster":
        return table(("", "意味"), [("`FILE`", "xlsx, csv, tsv"), ("`--json`", "JSON で出す（この形だけ）")])
    rows = [] if verb in LONG else [(_spelled(action), action.help or "") for action in _actions(verb)]
    return table(("", "意味"), rows) if rows else ""


def _parser(verb: str) -> ArgumentParser:
    if verb in PARSERS:
        return PARSERS[verb]()
    return load_command_class(get_commands()[verb], verb).create_parser("tsukisoi", verb)


def _actions(verb: str) -> Iterator[Action]:
    return (action for action in _parser(verb)._actions if action.dest not in OF_DJANGO)


def _spelled(action: Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    return code(" ".join(filter(None, (*action.option_strings[-1:], value))))


if __name__ == "__main__":
    show(write())
