"""Every right of the system on one page: what it allows, and which role has it."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.staff.models import Role


class Right(StrEnum):
    """One thing a person may do. Names are stable: the journal and the tests use them."""

    APPROVE_CUSTODY = "approve_custody"
    CLOSE_VENUE = "close_venue"
    EDIT_MUNICIPALITIES = "edit_municipalities"
    EDIT_RESIDENTS = "edit_residents"
    EMERGENCY_CUSTODY = "emergency_custody"
    EXPORT = "export"
    HAND_OVER = "hand_over"
    HANDLE_CUSTODY = "handle_custody"
    HANDLE_LEAKS = "handle_leaks"
    HANDLE_MAIL = "handle_mail"
    IMPORT_ROSTER = "import_roster"
    KEEP_DATA = "keep_data"
    MANAGE_STAFF = "manage_staff"
    MERGE_RESIDENTS = "merge_residents"
    MOVE_PEOPLE = "move_people"
    PRINT_PAPERS = "print_papers"
    READ_JOURNAL = "read_journal"
    RECORD_CALLS = "record_calls"
    RECORD_WILL = "record_will"
    RUN_CASES = "run_cases"
    RUN_INCIDENTS = "run_incidents"
    RUN_OUTINGS = "run_outings"
    RUN_RECEPTIONS = "run_receptions"
    RUN_VENUE = "run_venue"
    SEE_RESIDENTS = "see_residents"
    SEE_STAFF = "see_staff"
    SET_UP = "set_up"
    SET_UP_CUSTODY = "set_up_custody"
    SIGN_CERTIFICATES = "sign_certificates"
    SIGN_OFF_RULES = "sign_off_rules"


WORDS: dict[Right, Promise] = {
    Right.APPROVE_CUSTODY: _("預かりを扱う人を決める・月の点検と緊急の持ち出しを確かめる"),
    Right.CLOSE_VENUE: _("受付の当日を締める（数が合わないときは署名する）"),
    Right.EDIT_MUNICIPALITIES: _("市区町村・保険者のちがいを書きかえる"),
    Right.EDIT_RESIDENTS: _("利用者のことを書きかえる"),
    Right.EMERGENCY_CUSTODY: _("緊急のとき、預かっているものを持ち出す・戻す"),
    Right.EXPORT: _("名簿などを書き出す"),
    Right.HAND_OVER: _("受け渡しのファイルを作る・開く"),
    Right.HANDLE_CUSTODY: _("カードなどを預かる・出し入れする・返す（決められた職員だけ）"),
    Right.HANDLE_LEAKS: _("個人情報の漏えいに対応する"),
    Right.HANDLE_MAIL: _("郵便を受け付け、本人に渡す"),
    Right.IMPORT_ROSTER: _("名簿を取りこむ・取り消す"),
    Right.KEEP_DATA: _("記録の期間を決める・開示に答える・消す"),
    Right.MANAGE_STAFF: _("職員をふやす・役割をかえる・終える"),
    Right.MERGE_RESIDENTS: _("二重の人をまとめる・記録を移す"),
    Right.MOVE_PEOPLE: _("部屋がえ・入院・退所などの動きを書く・取り消す"),
    Right.PRINT_PAPERS: _("紙を出す"),
    Right.READ_JOURNAL: _("記録（誰が何を見て何をしたか）を読む"),
    Right.RECORD_CALLS: _("電話・申し送りを書きとめる"),
    Right.RECORD_WILL: _("意思確認を記録する"),
    Right.RUN_CASES: _("取得の道を進める"),
    Right.RUN_INCIDENTS: _("紛失などの手順を進める"),
    Right.RUN_OUTINGS: _("受診の予定と、行きと戻りを書く"),
    Right.RUN_RECEPTIONS: _("出張申請受付を進める"),
    Right.RUN_VENUE: _("受付の当日に呼び、受け付け、写真をとる"),
    Right.SEE_RESIDENTS: _("利用者を見る"),
    Right.SEE_STAFF: _("職員の一覧を見る"),
    Right.SET_UP: _("組織の設定をかえる"),
    Right.SET_UP_CUSTODY: _("預かりの置き場所・札・決まりをととのえる"),
    Right.SIGN_CERTIFICATES: _("顔写真証明書に署名する"),
    Right.SIGN_OFF_RULES: _("規則を確かめた印を押す"),
}

_LOOK = frozenset({Right.SEE_RESIDENTS})
_WORK = _LOOK | {
    Right.EDIT_RESIDENTS,
    Right.MOVE_PEOPLE,
    Right.HANDLE_MAIL,
    Right.RECORD_CALLS,
    Right.RECORD_WILL,
    Right.RUN_CASES,
    Right.RUN_RECEPTIONS,
    Right.RUN_OUTINGS,
    Right.RUN_VENUE,
    Right.RUN_INCIDENTS,
    Right.PRINT_PAPERS,
    Right.SEE_STAFF,
    Right.EMERGENCY_CUSTODY,
    Right.HANDLE_CUSTODY,
}
_HEAD = frozenset(Right)

ROLES: dict[Role, frozenset[Right]] = {
    Role.HEAD: _HEAD,
    Role.DEPUTY: _HEAD - {Right.MANAGE_STAFF, Right.SET_UP},
    Role.WORKER: _WORK | {Right.HAND_OVER, Right.IMPORT_ROSTER, Right.EDIT_MUNICIPALITIES},
    Role.CUSTODIAN: _WORK | {Right.SET_UP_CUSTODY},
    Role.CLERK: _WORK
    | {Right.CLOSE_VENUE, Right.HAND_OVER, Right.IMPORT_ROSTER, Right.EDIT_MUNICIPALITIES, Right.EXPORT}
    | {Right.SIGN_OFF_RULES},
    Role.VIEWER: _LOOK,
}


def roles_with(right: str) -> list[Role]:
    """The roles that have a right, in the order of the roles."""
    return [role for role in Role if right in ROLES[role]]
