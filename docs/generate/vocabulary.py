"""Every word: what rules may look at, and what codes are called."""

from _page import code, page, show, table

from tebiki.terms import fact_name, term, terms
from tebiki.words import vocabulary

GROUPS = {
    "people": "人と組織", "credentials": "カードと証", "routes": "取得の道", "documents": "書類",
    "identity_documents.A": "本人確認書類 A", "identity_documents.B": "本人確認書類 B",
    "proxy_grounds": "代理交付の事情", "circumstances": "そのほかの事情",
    "photo_certificate_issuers": "顔写真証明書を出せる人", "insurers": "医療保険",
    "eligibility_certificate_grounds": "資格確認書の事由", "care_kinds": "受診の種類",
    "verification_methods": "資格確認の方法", "answers": "答え", "agents": "同行する人・代わりに行く人",
    "notification_card_states": "通知カード", "window_papers": "窓口の書類", "delivered_by": "渡しかた",
    "given": "行が言うこと", "residences": "いるところ", "care_levels": "要介護・要支援", "guardians": "法定代理人など",
    "disability_kinds": "障害の種類", "wills": "本人の意思", "events": "できごと", "reception_staff": "出張に来る人",
    "post_office_services": "郵便局の取扱い", "credentials_brought": "持って行くもの", "accommodations": "配慮",
    "card_modes": "カードの種類",
}  # fmt: skip


def write() -> str:
    """The page."""
    words = [(code(w.name), w.ja, w.en, f"{fact_name(w.fact)}\n{code(w.fact)}") for w in vocabulary().by_name.values()]
    parts = [
        "名前（コード）は、一度出したら意味を変えません。変えるかわりに足します。日本語が正で、英語は画面の訳です。",
        f"## 規則が見ることば\n\n{len(words)} 語。表の条件は、このことばだけで書かれます。"
        "どのことばも「はい・いいえ・まだわからない」のどれかで、まだわからないときは右の事実を聞きます。",
        table(("名前", "ことば", "英語", "聞くこと"), words),
        "## コードのことば",
    ]
    for group, title in GROUPS.items():
        rows = [(code(key), said, term(group, key, "en")) for key, said in terms(group).items()]
        parts += [f"### {title}\n\n`{group}`", table(("コード", "ことば", "英語"), rows)]
    return page("ことば", *parts)


if __name__ == "__main__":
    show(write())
