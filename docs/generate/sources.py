"""Where every rule was read, and how many rows rest on each source."""

from collections import Counter

from _page import code, page, show, table

from tebiki.book import editions
from tebiki.sources import Source, sources

CONFIDENCE = {
    "read": "読んだ",
    "read-1": "1か所だけで読んだ",
    "plan": "予告だけ",
    "memory": "手元で読めていない",
}


def write() -> str:
    """The page."""
    used = Counter(row.source for every in editions().values() for t in every for row in t.every_row())
    rows = [_row(source, used[source.id]) for source in sources().values()]
    meaning = "、".join(f"`{key}` {words}" for key, words in CONFIDENCE.items())
    return page(
        "出典",
        f"規則の行は、どれも出典とその場所（第6-2(4)※3 など）を名のります。{len(rows)} の出典があります。\n\n"
        f"確からしさ：{meaning}。「行」は、すべての版を通して、その出典による行の数です。"
        "確かに読めていないもの・町でちがうものによる行には ◇ がつき、画面と紙に「市区町村（保険者）に確認」と出ます。",
        table(("名前", "題名", "出したところ", "日付", "確かめた日", "確からしさ", "行"), rows),
    )


def _row(source: Source, used: int) -> tuple[object, ...]:
    title = f"{source.title}\n{source.address}" if source.address else source.title
    return (code(source.id), title, source.issuer, source.dated, source.seen_on, source.confidence, used)


if __name__ == "__main__":
    show(write())
