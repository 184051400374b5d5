"""What the columns of a list may be called, and which are dropped unread."""

import _django  # noqa: F401  # the reader stands in a room
from _page import page, show, table

from tsukisoi.residents.roster.heads import FIELDS


def write() -> str:
    """The page."""
    rows = [(f"`{field}`", len(names), "、".join(names)) for field, names in FIELDS.items()]
    return page(
        "名簿の列",
        f"{sum(map(len, FIELDS.values()))} の呼び名を知っています。全角・半角、大文字・小文字、ひらがな・カタカナ、"
        "空白や記号、のばす音のちがいは、同じとみます。知らない名前の列は、中身から見当をつけて「たぶん」と出します。"
        "まちがって読まれたら、画面の「列を直す」で選びなおせます。",
        table(("読むもの", "数", "呼び名"), rows),
        "## 読まずに捨てる列\n\n"
        "個人番号、暗証番号、パスワード、保険の記号・番号、受給者番号、基礎年金番号、口座・クレジットカード、"
        "免許証・旅券・在留カード・手帳の番号、住民票コード、申請書ID らしい名前の列は、"
        "セルを読まずに捨て、そう知らせます。"
        "「マイナンバーカード有効期限」のように、カードのこと（番号でないこと）を言う列は読みます。",
        "## 読める形\n\nxlsx、csv・tsv（文字コードは見分けます）、表からの貼り付け。10 MB、20,000行・200列まで。"
        "xls、ods、xlsb、マクロ入り、パスワードのかかったものは断ります。",
    )


if __name__ == "__main__":
    show(write())
