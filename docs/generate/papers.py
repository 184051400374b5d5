"""Every paper: for whom it is, when it is printed, what stands on it and what never does."""

import _django  # noqa: F401  # the sheets stand in a room
from _page import code, page, show, table

from tsukisoi.cases.sheets import NAMES, ROSTER_COLUMNS

PAPERS = {
    "cover": (
        "担当の職員", "いつも",
        "氏名と確かめたフリガナ、居室、生年月日。本人の気持ちと聞いた日。進める方法とそのわけ、次の方法。手助け。"
        "持ち物の一つひとつに、あるか・だれが用意するか・わけ・出典。まだ聞くこと。",
    ),
    "intent": (
        "担当の職員・立会人", "いつも",
        "これまでに説明して答えを聞いた記録（日、説明した人、方法、答え、立会い、署名の立場）と、次に書く4行。"
        "伝わりやすい方法。",
    ),
    "explain": (
        "本人", "いつも",
        "カードの種類と、作らないときのこと。やさしい日本語とふりがなと絵。困ったときに聞くところ。",
    ),
    "photo_certificate": (
        "施設長など証明する人 → 市区町村", "顔写真証明書が要る書類に入っているとき",
        "下書き。写真の枠、氏名・生年月日・住所、証明する人の立場・施設・所在地・電話・署名の欄、使えるとき。",
    ),
    "agent": (
        "代理で受け取る人", "道が代理交付のとき",
        "行くところ（電話・受付・予約）、受け取れる方、持っていくものの原本。封筒は封をしたまま渡すこと。"
        "受け取れないと言われたときに聞くこと。顔認証カードなら、暗証番号がないこと。",
    ),
    "photo_note": (
        "申請を手伝う職員", "配慮のために、写真が規格どおりに撮れないとき",
        "どこがちがうか、そのわけ。申請のしかた（オンライン・郵送・窓口）ごとの伝えかた。伝えた記録の欄。",
    ),
    "family": (
        "ご家族", "家族に聞けることが残っているとき",
        "おたずねと選ぶ□、聞くわけ。「分からない」の□。書いた人と関係。返すところ。",
    ),
    "roster": (
        "市区町村", "町へ名簿を渡すとき（書き出す権利のある人だけ）",
        "1人1行：" + "、".join(heading for heading, _ in ROSTER_COLUMNS) + "。Excel でも同じ列だけが出ます。",
    ),
    "staff_list": (
        "職員室（来客の目にふれてよい）", "することのある居室を貼り出すとき",
        "居室とすること。名前も、わけも、希望しないことも、のりません。",
    ),
}  # fmt: skip


def write() -> str:
    """The page. Raises KeyError where a kind of paper is not told here."""
    if PAPERS.keys() != NAMES.keys():
        raise KeyError(f"papers and this page differ: {PAPERS.keys() ^ NAMES.keys()}")
    rows = [(NAMES[kind], code(kind), *PAPERS[kind]) for kind in NAMES]
    return page(
        "紙",
        "どの紙も A4 の PDF（PDF/UA-1）で、日本語です。カードの道が閉じている人"
        "（希望しない・意思が確かめられない）の一式は、表紙・意思確認の記録・本人への説明だけです。",
        table(("紙", "名前", "だれのためか", "いつ出るか", "のっていること"), rows),
        "## どの紙にもあるもの\n\n"
        "- 施設の名前、つきそいの版、いつの規則か、印刷した時刻。\n"
        "- **整理番号**とQRコード。中身が同じなら同じ番号、中身が変われば新しい番号です。"
        "→ [古くなった紙を見分ける](../howto/old-papers.md)\n"
        "- ①②…の出典と場所。◇は、使う前に市区町村（保険者）に確かめるところです。",
        "## どの紙にもないもの\n\n"
        "- 個人番号、暗証番号、保険の記号・番号。\n"
        "- 確かめていないフリガナ（空のままにします）。\n"
        "- 名簿には、病名や障害の名前。職員室の一覧には、名前。",
    )


if __name__ == "__main__":
    show(write())
