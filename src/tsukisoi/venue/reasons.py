"""Why somebody is not received today, how one signs, in which capacity one helps: closed lists."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAVING: dict[str, Promise] = {
    "asleep": _("眠っている"),
    "ill": _("体の具合がわるい"),
    "refused": _("本人がいやだと言われた"),
    "out": _("外出・入院している"),
    "tired": _("疲れた・長く待てない"),
    "no_show": _("来られなかった"),
}
"""In the order of the buttons."""

SIGNED: dict[str, Promise] = {
    "own": _("本人が書いた"),
    "written_for": _("代筆し、本人が押印した"),
    "braille": _("点字で記名し、押印した"),
}

CAPACITIES: dict[str, Promise] = {
    "representative": _("法定代理人として"),
    "carer": _("介助者として"),
    "family": _("家族として"),
    "town": _("市区町村の職員として"),
}
"""In which capacity somebody helped with the PIN request."""

CHANNELS: dict[str, Promise] = {
    "counter": _("この受付で（町の職員が手続をする）"),
    "online": _("オンライン申請（電話で伝える）"),
    "post": _("郵送（申請書の氏名欄に書く）"),
}
"""How an exceptional photograph is explained, by the way the application goes."""
