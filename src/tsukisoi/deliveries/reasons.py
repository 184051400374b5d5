"""Why a card was refused at the counter: a closed list with its words, in the order in which it happens."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "notice": _("交付通知書がない・記入が足りない"),
    "seal": _("暗証番号の封が開いていた・ない"),
    "delegation": _("委任状の書きかた・本人の字でない"),
    "applicant_identity": _("本人の書類が足りない・期限切れ"),
    "agent_identity": _("代理人の書類が足りない"),
    "photo_certificate": _("顔写真証明書が使えない"),
    "difficulty": _("来庁が難しい理由を認められない"),
    "agent": _("この代理人では受け取れない"),
    "booking": _("予約がない・時間外"),
    "not_there": _("カードがまだ届いていない・もうない"),
    "other": _("そのほか"),
}
