"""Which role has which right."""

import _django  # noqa: F401  # models are imported below
from _page import code, page, show, table

from tsukisoi.staff.models import Role
from tsukisoi.staff.permits import ROLES, WORDS, Right

NOTES = {
    Role.HEAD: "すべてできます。",
    Role.DEPUTY: "職員の出入りと組織の設定のほかは、施設長と同じです。",
    Role.WORKER: "日々の担当です。名簿と町のちがいも書けます。",
    Role.CUSTODIAN: "預かりを受けもちます。名簿の取りこみはできません。",
    Role.CLERK: "市区町村の窓口の職員です。規則を確かめた印を押せます。",
    Role.VIEWER: "見るだけです。紙も出せません。",
}


def write() -> str:
    """The page."""
    rows = [(WORDS[right], code(right), *("○" if right in ROLES[role] else "" for role in Role)) for right in Right]
    return page(
        "役割とできること",
        "できることは役割で決まり、一つずつ足すことはできません。画面では「職員と権限」→「役割とできること」です。"
        "ユニットを受けもつ職員には、そのユニットの人だけが見えます。権利は画面ではなく、書くところで確かめます。",
        table(("できること", "名前", *(str(role.label) for role in Role)), rows),
        table(("役割", "名前", ""), ((role.label, code(role.value), NOTES[role]) for role in Role)),
    )


if __name__ == "__main__":
    show(write())
