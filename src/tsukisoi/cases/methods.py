"""How something was explained, who may answer what, and the tasks on the way: closed lists with their words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METHODS: dict[str, Promise] = {
    "plain_talk": _("ゆっくり話した"),
    "easy_japanese": _("やさしい日本語"),
    "pictures": _("絵や写真"),
    "large_print": _("大きな字の紙"),
    "writing": _("筆談"),
    "sign": _("手話"),
    "braille": _("点字"),
    "interpreter": _("通訳"),
    "yes_no_signs": _("うなずき・視線など"),
}

# In whose capacity an answer was given. A family's word is kept, but it is nobody's will but the family's own.
CAPACITIES: dict[str, Promise] = {
    "self": _("本人"),
    "representative": _("法定代理人"),
    "family": _("家族（代理権なし）"),
}

TASKS: dict[str, Promise] = {
    "identity": _("本人確認書類"),
    "notification_card": _("通知カード"),
    "face_photo": _("券面用顔写真"),
    "application_form": _("交付申請書"),
    "pin_setting_request": _("暗証番号設定依頼書"),
    "insurance_use_consent": _("保険証利用の同意書"),
    "photo_certificate": _("顔写真証明書"),
    "agent_papers": _("代理人の書類"),
    "eligibility_certificate": _("資格確認書の申請"),
}

NOT_KNOWN = "not_known"
"""The answer 「わからない」."""

TOLD_BY = [
    ("self", _("本人")),
    ("family", _("家族")),
    ("representative", _("法定代理人など")),
    ("staff", _("職員が見て")),
    ("paper", _("書類を見て")),
]
