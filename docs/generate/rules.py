"""Every table of the rules in every edition, in words, chapter by chapter."""

from collections.abc import Iterator
from functools import cache

from _page import code, page, show, table

from tebiki.book import CHAPTERS, editions
from tebiki.sources import sources
from tebiki.table import Row, Table
from tebiki.terms import terms
from tebiki.words import vocabulary

TITLES = {
    "route": "道", "identity": "本人確認", "proxy": "代理交付", "photo": "顔写真証明書", "pin": "暗証番号と顔認証",
    "insurance": "保険証・資格確認書", "visit": "受診", "schedule": "出張受付の日程と物品", "custody": "預かり",
    "expiry": "期限", "loss": "紛失・連絡先", "support_money": "報償費・委託", "accommodation": "配慮",
    "moving": "ほかの町へ移る・亡くなられたとき",
}  # fmt: skip
HITS = {
    "first": "上から見て、はじめにあてはまる行で決まります。",
    "any": "あてはまる行が1つあれば足ります。",
    "all": "あてはまる行は、すべて要ります。",
}
GROUPS = (
    "documents", "routes", "answers", "identity_documents", "proxy_grounds", "photo_certificate_issuers", "agents",
    "credentials_brought", "window_papers", "delivered_by", "wills", "given",
)  # fmt: skip


def write() -> str:
    """The page."""
    tables = editions()
    every = [t for name in tables for t in tables[name]]
    rows = sum(len(list(t.every_row())) for t in every)
    intro = (
        f"{len(CHAPTERS)}章・{len(tables)}表・{len(every)}版・{rows}行。行ごとに、わけと出典があります。"
        "ある日に効くのは、その日までに始まった版のうち、いちばん新しいものです。\n\n"
        "◇は、使う前に市区町村（保険者）に確かめる行です。出典の題名と読んだ日は[出典](sources.md)、"
        "決まりかたは[規則はどう決めるか](../explanation/how-rules-decide.md)にあります。"
        "画面の「規則集」では、日を選んで見て、印刷できます。"
    )
    return page("規則", intro, _index(), *(part for chapter in CHAPTERS for part in _chapter(chapter)))


def _of(chapter: str) -> list[tuple[str, tuple[Table, ...]]]:
    return [(name, every) for name, every in editions().items() if name.startswith(f"{chapter}.")]


def _index() -> str:
    links = (f"- [{TITLES[c]}](#{TITLES[c].replace('・', '')})（{len(_of(c))}表）" for c in CHAPTERS)
    return "## 章\n\n" + "\n".join(links)


def _chapter(chapter: str) -> Iterator[str]:
    yield f"## {TITLES[chapter]}"
    heads = ("表", "名前", "版（いつから）")
    yield table(heads, ((f"[{every[-1].title}](#{name.replace('.', '')})", code(name),
                         "・".join(t.since.isoformat() for t in every)) for name, every in _of(chapter)))  # fmt: skip
    for name, every in _of(chapter):
        yield f"### {name}"
        for edition, following in zip(every, (*every[1:], None), strict=True):
            yield from _edition(edition, following)


def _edition(edition: Table, following: Table | None) -> Iterator[str]:
    until = f"、{following.since.isoformat()} から次の版" if following else ""
    yield f"**{edition.title}**　{edition.since.isoformat()} から{until}。{HITS[edition.hit]}"
    lines = [_line(str(number), row) for number, row in enumerate(edition.rows, 1)]
    last = [_line("―", edition.otherwise)] if edition.otherwise else []
    yield table(("行", "あてはまるとき", "答え・要るもの", "わけ", "根拠"), lines + last)


def _line(number: str, row: Row) -> tuple[str, ...]:
    confirm = " ◇" if row.confirm else ""
    return (
        number,
        _condition(number, row),
        _gives(row),
        row.note,
        f"{sources()[row.source].short} {row.place}{confirm}",
    )


def _condition(number: str, row: Row) -> str:
    names = vocabulary().names
    when = "、かつ、".join(word.ja for word in names(row.when))
    unless = [f"ただし「{word.ja}」でない" for word in names(row.unless)]
    nothing = "どれでもないとき" if number == "―" else "だれでも"
    return "\n".join([when, *unless] if when else unless or [nothing])


def _gives(row: Row) -> str:
    told = [word(given) for given in (*row.need, *((row.say,) if row.say else ()))]
    return "\n".join([*told, *(["別に出す必要はない"] if row.waives else [])])


@cache
def _words() -> dict[str, str]:
    return {given: said for group in reversed(GROUPS) for given, said in terms(group).items()}


def word(given: str) -> str:
    """The word for what a row gives; many rows say a sentence of their own."""
    return _words().get(given, given)


if __name__ == "__main__":
    show(write())
