"""What may be known of a person, and what `tsukisoi plan` reads and prints."""

import json
import tomllib
from importlib.resources import files

from _page import code, page, show, table

from tebiki.facts import Kind, kinds
from tebiki.reading import plan_file
from tebiki.terms import fact_codes, fact_name

HOLDS = {
    "day": "日（YYYY-MM-DD）", "yes_no": "はい・いいえ（true・false）", "number": "数（0, 1, 2 …）",
    "code": "コード1つ", "codes": "コードの並び",
}  # fmt: skip
EXAMPLE = {
    "as_of": "2026-11-23", "birth_date": "1938-06-01", "residence": "facility", "care_level": "care_3",
    "disabilities": [], "guardian": "none", "route": "proxy_delivery", "wants_card": "yes_wants", "wants_pin": False,
    "identity_documents": ["eligibility_certificate", "care_insurance_card", "photo_certificate"],
    "agent": "facility_staff", "notification_card": "lost",
}  # fmt: skip
SAYS = (
    ("application_documents", "申請のときに要る書類"),
    ("application_identity", "申請のときの本人確認書類の組（いちばん少ないもの）"),
    ("delivery_documents", "受取りのときに要る書類"),
    ("delivery_identity", "受取りのときの本人確認書類の組"),
    ("delivered_by", "渡しかた（郵送なら `mail`）"),
    ("difficulty_proof_needed", "来庁が困難であることを疎明する資料が要るか"),
    ("fallback_route", "出張申請受付が、書類や同席が足りずに変わる先の道"),
    ("photo_certificate_usable", "顔写真証明書が使えるか"),
    ("photo_certificate_issuers", "顔写真証明書を出せる人"),
    ("proxy_ground", "代理交付の事情"),
    ("proxy_delivery_possible", "代理交付ができるか"),
    ("ways", "道ごとに、できる・できない・市区町村に確認・まだわからない、そのわけ、聞くこと"),
    ("recommended", "いちばん良い道"),
    ("runner_up", "つぎに良い道"),
    ("asks", "まだ言われていないが、答えを変えうる事実"),
    ("confirm", "市区町村（保険者）に確かめるべきか"),
    ("because", "答えごとに、決めた行：表・版・行・出典・場所・層"),
)


def write() -> str:
    """The page."""
    facts = [(code(key), _name(key), _holds(key, kind)) for key, kind in kinds().items()]
    return page(
        "事実と `tsukisoi plan`",
        "一人について言えることは、下の表がすべてです。ほかの名前や、許されない値は、名ざしで断ります。"
        "言わなかったことは「まだわからない」で、「いいえ」とは数えません。",
        table(("名前", "意味", "入るもの"), facts),
        "## tsukisoi plan\n\n"
        'データベースを使わずに、規則だけに聞く動詞です。`[{"id": …, "facts": {…}}, …]` の JSON を読み、'
        '同じ順に `[{"id": …, "answer": {…}}, …]` を出します。名前のなかの点は、入れ子でも書けます'
        '（`"card": {"expires": …}`）。`as_of` と `birth_date` は必ず要ります。',
        table(
            ("聞きたいこと", "入れるもの"),
            (
                ("どの道があるか", "人のこと（`route` なし）"),
                ("その道の書類", "`route` と `wants_pin`、`identity_documents`"),
                ("カードと電子証明書の期限", "`card.…`"),
                ("資格確認書", "`insurance.…`"),
                ("受診に持つもの", "`visit.…`"),
            ),
        ),
        "`--as-of YYYY-MM-DD` は、どの事実の日よりも先に立ちます。`--municipality FILE` は、町のちがい（TOML）を"
        "重ねます。読めないときは、どの件の何がいけないかを1行で言い、2 で終わります。",
        f"入れるもの（facts.json）：\n\n```json\n{_asked()}\n```",
        f"`tsukisoi plan facts.json` が出すもの（`because` は長いので省きました）：\n\n```json\n{_answered()}\n```",
        "### 出るもの\n\n聞いたことに応じて、あるものだけが出ます。期限・保険・受診の答えは、"
        "それぞれの章の名前で出ます（[規則](rules.md)）。",
        table(("名前", "意味"), ((code(key), said) for key, said in SAYS)),
    )


def _name(key: str) -> str:
    said: str = tomllib.loads((files("tebiki") / "facts.toml").read_text("utf-8"))[key].get("ja", "")
    return said or fact_name(key)


def _holds(key: str, kind: Kind) -> str:
    words = fact_codes(key)
    codes = "、".join(f"`{each}` {words.get(each, '')}".strip() for each in kind.codes)
    return "\n".join(filter(None, (HOLDS[kind.holds] + ("、または null" if kind.nullable else ""), codes)))


def _asked() -> str:
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in EXAMPLE.items())
    return f'[{{"id": "example", "facts": {{\n{lines}\n}}}}]'


def _answered() -> str:
    answer = json.loads(plan_file(_asked()))[0]["answer"]
    answer.pop("because", None)
    return json.dumps(answer, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    show(write())
