"""The one question every entrance asks: must this text be refused, and what is said then."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from tsukisoi.guard import numbers, pins

NUMBER_REFUSED: Promise | str = gettext_lazy(
    "マイナンバー（個人番号）のように見える12けたの数字があるため、保存していません。"
    "その数字を消してから、もう一度保存してください。マイナンバーは、このシステムのどこにも書けません。"
)
PIN_REFUSED: Promise | str = gettext_lazy(
    "暗証番号（パスワード）のように見える記載があるため、保存していません。"
    "その部分を消してから、もう一度保存してください。暗証番号は、このシステムのどこにも書けません。"
)

TOO_LONG: Promise | str = gettext_lazy(
    "文字が多すぎるため、マイナンバーが混じっていないか確かめられず、保存していません。"
    "いくつかに分けるか、名簿ならファイルで読み込んでください。"
)
LONGEST = 500_000
"""Characters that are screened at once; more than anybody writes, and still quick. Longer text is refused unread."""


def refuse(text: str) -> str | None:
    """A sentence that says what happened and what to do, or None. It never repeats the value."""
    if len(text) > LONGEST:
        return gettext(str(TOO_LONG))
    if numbers.find(text):
        return gettext(str(NUMBER_REFUSED))
    if pins.find(text):
        return gettext(str(PIN_REFUSED))
    return None


def redact(text: str) -> str:
    """`text` with every individual-number-like run and every PIN-like note masked."""
    return pins.redact(numbers.redact(text))
