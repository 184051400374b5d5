"""What the record may hold: every action in words, and what verifying may find."""

import _django  # noqa: F401  # words are translated lazily
from _page import code, page, show, table

from tsukisoi.journal.words import ACTIONS, FAULTS, FIELDS


def write() -> str:
    """The page."""
    done = [(code(key), said) for key, said in ACTIONS.items() if not key.startswith("look.")]
    looked = [(code(key), said) for key, said in ACTIONS.items() if key.startswith("look.")]
    return page(
        "記録にのること",
        "だれが、いつ、だれ（何）について、何をしたか。行は書きかえも消しもできず、前の行とつながっています。"
        "値とわけは横に置かれ、期限で消せます（[なぜ](../explanation/decisions/0005-journal-values-apart.md)）。"
        "読みかたは[記録を確かめる](../howto/verify-record.md)。",
        "## したこと", table(("名前", "ことば"), done),
        "## 見たこと", table(("名前", "ことば"), looked),
        "## 値の名前", table(("名前", "ことば"), ((code(key), said) for key, said in FIELDS.items())),
        "## 確かめたときに見つかること", table(("名前", "ことば"), ((code(key), said) for key, said in FAULTS.items())),
    )  # fmt: skip


if __name__ == "__main__":
    show(write())
