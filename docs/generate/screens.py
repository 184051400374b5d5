"""Every screen and what it is for, from the help that stands beside it."""

import tomllib
from importlib.resources import files

from _page import code, page, show, table

ROOMS = {
    "today": "今日", "residents": "利用者", "cases": "取得", "receptions": "出張申請受付", "venue": "受付の当日",
    "cards": "カード", "insurance": "保険",
    "municipalities": "市区町村", "rulebook": "規則集",
    "staff": "職員と権限", "journal": "記録", "papers": "紙", "help": "用語と連絡先",
    "outings": "受診", "upkeep": "困ったとき", "deliveries": "受取",
    "custody": "預かり",
    "feeds": "暦",
    "calls": "電話", "notes": "申し送り",
    "keeping": "記録の期間と開示",
    "desks": "共用パソコン",
    "mail": "郵便",
    "movements": "人の動き",
}  # fmt: skip


def write() -> str:
    """The page. Raises KeyError for a screen of a room that has no name here."""
    screens = tomllib.loads((files("tsukisoi.help") / "screens.toml").read_text("utf-8"))
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for name, screen in screens.items():
        if "same_as" not in screen:
            rows.setdefault(ROOMS[name.partition(".")[0]], []).append((screen["title"], code(name), screen["purpose"]))
    parts = [
        part
        for room, each in rows.items()
        for part in (f"## {room}", table(("画面", "名前", "何をするところか"), each))
    ]
    return page("画面", "どの画面にも「この画面の使い方」があり、することと、困ったときのことが出ます。", *parts)


if __name__ == "__main__":
    show(write())
