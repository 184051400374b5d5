"""Every action of the record in words: a closed list. A test holds the code to it."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "cards.drop_errand": _("窓口の用件をやめた"),
    "cards.errand": _("窓口の用件を書きとめた"),
    "cards.event": _("カードのことを書きとめた"),
    "cases.answer": _("必要なものと道すじの答えをとっておいた"),
    "cases.attempt": _("意思確認を記録した"),
    "cases.join": _("二重の記録の取得を一つにした"),
    "cases.task": _("することの状態をかえた"),
    "cases.way": _("取得の道を選んだ"),
    "keep.backup": _("控えをとり、戻せることを確かめた"),
    "keep.key_sheet": _("控えの鍵の紙を出した"),
    "look.cards.card": _("カードのことを見た"),
    "look.cards.ending": _("切れるカードの一覧を見た"),
    "look.cards.list": _("カードの一覧を見た"),
    "look.cases.changes": _("道すじの変わりかたを見た"),
    "look.cases.grid": _("取得の一覧を見た"),
    "look.cases.interview": _("聞きとりの画面を開いた"),
    "look.cases.kit": _("書類一式を作った"),
    "look.cases.kits": _("何人かの書類一式を作った"),
    "look.cases.move": _("返事を移す画面を見た"),
    "look.cases.person": _("この人の画面を見た"),
    "look.cases.questions": _("町に聞くことを見た"),
    "look.cases.roster": _("名簿を書き出した"),
    "look.cases.will": _("意思確認の画面を見た"),
    "look.journal.list": _("記録を見た"),
    "look.journal.person": _("ひとりの記録を見た"),
    "look.municipalities.inquiry": _("町に聞くことの画面を見た"),
    "look.print": _("紙を出した"),
    "look.residents.detail": _("この人のくわしい内容を見た"),
    "look.residents.import_preview": _("名簿の取りこみを下見した"),
    "look.residents.proposed": _("名簿から読めたことを、まとめて見た"),
    "look.residents.list": _("利用者の一覧を見た"),
    "look.residents.merge": _("二重の人をまとめる画面を見た"),
    "look.residents.search": _("人をさがした"),
    "look.residents.undo_import": _("取りこみの取り消しを下見した"),
    "look.rulebook.difference": _("町のちがいで答えの変わる人を見た"),
    "look.today.page": _("今日の画面を見た"),
    "municipalities.add_office": _("市区町村・保険者をふやした"),
    "municipalities.answer": _("町の答えを書きとめた"),
    "municipalities.ask": _("町・保険者に聞いたことを書きとめた"),
    "municipalities.change_office": _("市区町村・保険者のことをかえた"),
    "municipalities.drop_row": _("町のちがいを1つ消した"),
    "municipalities.export": _("町のちがいをファイルに書き出した"),
    "municipalities.open_home": _("所在地の市区町村を決めた"),
    "municipalities.reply": _("町・保険者の答えを書きとめた"),
    "packets.confirm": _("相手の鍵を電話で確かめた"),
    "packets.deleted": _("受け取ったファイルの中身を廃棄した"),
    "packets.forget": _("相手の鍵を消した"),
    "packets.learn": _("相手の鍵をおぼえた"),
    "packets.make": _("受け渡しのファイルを作った"),
    "packets.open": _("受け渡しのファイルを開いた"),
    "packets.received": _("相手が受け取ったことを書きとめた"),
    "receptions.call_off": _("出張申請受付を中止した"),
    "receptions.change": _("出張申請受付の約束をかえた"),
    "receptions.change_listed": _("受付の名簿の欄をかえた"),
    "receptions.close": _("出張申請受付をすべて終えた"),
    "receptions.hold": _("出張申請受付の日を終えた"),
    "receptions.lead_time": _("町の日数を書きとめた"),
    "receptions.open": _("出張申請受付をはじめた"),
    "receptions.place": _("受付の名簿に出し入れした"),
    "receptions.put_on": _("受付の名簿にのせた"),
    "receptions.step": _("受付の段取りを書きとめた"),
    "residents.accommodate": _("配慮をくわえた"),
    "residents.accommodate_no_more": _("配慮をやめた"),
    "residents.add_contact": _("連絡先をくわえた"),
    "residents.answer_proposal": _("名簿からの案に答えた"),
    "residents.change": _("この人のことをかえた"),
    "residents.change_contact": _("連絡先をかえた"),
    "residents.die": _("亡くなられたことを書きとめた"),
    "residents.documents_checked": _("持っている書類を確かめた"),
    "residents.drop_document": _("持っている書類から外した"),
    "residents.enrol": _("利用者としてくわえた"),
    "residents.forget_fact": _("聞いたことを取り消した"),
    "residents.hold_document": _("持っている書類をくわえた"),
    "residents.import": _("名簿を取りこんだ"),
    "residents.leave": _("退所を書きとめた"),
    "residents.merge": _("二重の記録をここにまとめた"),
    "residents.merged_into": _("別の記録にまとめられた"),
    "residents.move": _("部屋・ユニットをかえた"),
    "residents.record_fact": _("聞いたことを書きとめた"),
    "residents.return": _("利用中にもどした"),
    "residents.remove_contact": _("連絡先を外した"),
    "residents.undo_import": _("名簿の取りこみを取り消した"),
    "sheet.withdraw": _("出した紙を古いものとした"),
    "staff.add_unit": _("ユニットをふやした"),
    "staff.add_worker": _("職員をふやした"),
    "staff.assign_units": _("受けもつユニットを決めた"),
    "staff.change_role": _("役割をかえた"),
    "staff.end_access": _("職員の利用を終えた"),
    "staff.first_password": _("最初のパスワードを出した"),
    "staff.found": _("この組織をはじめた"),
    "staff.recover": _("サーバーで施設長のパスワードを出しなおした"),
    "staff.rename_unit": _("ユニットの名前をかえた"),
    "staff.set_up": _("組織の設定をかえた"),
    "staff.sign_in": _("サインインした"),
    "staff.take_back": _("職員の利用を元にもどした"),
}

FIELDS: dict[str, Promise] = {
    "name": _("氏名"), "kana": _("フリガナ"), "birth_date": _("生年月日"), "room": _("部屋"), "unit": _("ユニット"),
    "address": _("住所"), "status": _("状態"), "role": _("役割"), "answer": _("答え"), "answered_by": _("答えた人"),
    "methods": _("伝えかた"), "route": _("道すじ"), "code": _("項目"), "key": _("項目"), "kind": _("種類"),
    "rows": _("行数"), "relation": _("続柄"), "state": _("状態"), "ended_on": _("終えた日"), "note": _("メモ"),
}  # fmt: skip
"""Names of recorded values; one without a name is shown as the program calls it."""

FAULTS: dict[str, Promise] = {
    "missing_before": _("この前の記録がなくなっています"),
    "does_not_follow": _("前の記録とつながっていません"),
    "altered": _("書いたときと違います"),
    "value_altered": _("書きかえた値が、書いたときと違います"),
    "cut_off": _("この後の記録が切り取られています"),
    "head_behind": _("終わりの印が、記録と合いません"),
    "no_head": _("終わりの印がありません"),
    "sealed_entry_altered": _("封をしたときと違います"),
    "sealed_entry_gone": _("封をした記録がなくなっています"),
    "sealed_chain_gone": _("封をした記録が、すべてなくなっています"),
    "seal_missing_before": _("この前の封がなくなっています"),
    "seal_altered": _("封が書きかえられています"),
}


def of_action(code: str) -> str:
    """The words of an action; the code itself where the list has none (an entry of a later or earlier version)."""
    return gettext(str(ACTIONS[code])) if code in ACTIONS else code


def of_field(name: str) -> str:
    """What a recorded value is called."""
    return gettext(str(FIELDS[name])) if name in FIELDS else name


def of_fault(code: str) -> str:
    """The words of a fault that verifying found."""
    return gettext(str(FAULTS[code])) if code in FAULTS else code
