"""The practice screens of a card reader: fixed pages with readings and kana. Nothing is asked, kept or written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.outings.guidance import consents_of
from tsukisoi.outings.models import Care

KEYS = ("2", "5", "8", "0")
"""The keys to copy on the practice pad: the middle row from top to bottom, nobody's own."""
PAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")


@dataclass(frozen=True, slots=True)
class Step:
    """One page: what is said (with readings), the same in kana, and where its buttons lead."""

    code: str
    said: str | Promise
    kana: str
    buttons: tuple[tuple[str, str | Promise], ...] = ()
    picture: str = ""
    more: str | Promise = ""
    key: str = ""


_FIXED: tuple[Step, ...] = (
    Step(
        "start", _("{病院|びょういん}の {機械|きかい}の {練習|れんしゅう}を します。"),
        "びょういんの きかいの れんしゅうを します。", (("card", _("はじめる")),), "reader",
        _("これは {練習|れんしゅう}です。{何|なに}も {残|のこ}りません。{何回|なんかい}でも できます。"),
    ),
    Step(
        "card", _("カードを {機械|きかい}の {上|うえ}に {置|お}きます。"), "かーどを きかいの うえに おきます。",
        (("choose", _("置いた")),), "card_on",
        _("{手伝|てつだ}ってほしいときは、そばの {人|ひと}に {言|い}います。"),
    ),
    Step(
        "choose", _("どうやって {確|たし}かめるか {選|えら}びます。"), "どうやって たしかめるか えらびます。",
        (("face", _("顔で")), ("key1", _("番号で")), ("eyes", _("受付の人に見てもらう"))), "",
        _("カードに「{顔認証|かおにんしょう}」と {書|か}いてあれば、{番号|ばんごう}は {選|えら}びません。"),
    ),
    Step(
        "face", _("{顔|かお}を {丸|まる}の {中|なか}に {入|い}れます。"), "かおを まるの なかに いれます。",
        (("consent1", _("入れた")),), "face",
        _("うまくいかないときは、{受付|うけつけ}の {人|ひと}が {目|め}で {見|み}てくれます。"),
    ),
    Step(
        "eyes", _("「{目|め}で {見|み}てください」と {受付|うけつけ}の {人|ひと}に {言|い}います。"),
        "「めで みてください」と うけつけの ひとに いいます。", (("consent1", _("言った")),), "",
        _("{少|すこ}し {時間|じかん}が かかります。あわてなくて いいです。"),
    ),
    Step(
        "take", _("カードを {機械|きかい}から {取|と}ります。"), "かーどを きかいから とります。",
        (("done", _("取った")),), "card_off", _("いちばん {忘|わす}れやすい ところです。"),
    ),
    Step(
        "done", _("おわりです。{上手|じょうず}に できました。"), "おわりです。じょうずに できました。",
        (("start", _("もう一度")),), "", _("{今|いま}の {練習|れんしゅう}は、どこにも {残|のこ}っていません。"),
    ),
)  # fmt: skip


def step(code: str, on: date) -> Step | None:
    """The page of that name as the screens are on that day; None where there is none."""
    return next((found for found in steps(on) if found.code == code), None)


def steps(on: date) -> Iterable[Step]:
    """Every page, in the order of the way: the consents are those of the rules of that day."""
    yield from _FIXED[:5]
    yield from (_pad(number, key) for number, key in enumerate(KEYS, start=1))
    asked = consents_of(Care.OUTPATIENT, date(on.year - 80, 1, 1), on, {})
    for number, consent in enumerate(asked, start=1):
        onward = f"consent{number + 1}" if number < len(asked) else "take"
        answers = ((onward, gettext("見せてよい")), (onward, gettext("見せない")))
        told = _("どちらでも {病院|びょういん}に かかれます。{自分|じぶん}で {選|えら}べます。")
        yield Step(f"consent{number}", consent.plain, "どちらか ひとつを おします。", answers, "", told)
    yield from _FIXED[5:]


def _pad(number: int, key: str) -> Step:
    onward = f"key{number + 1}" if number < len(KEYS) else "consent1"
    said = _("{光|ひか}っている ボタンを {押|お}します。")
    own = _("{自分|じぶん}の {番号|ばんごう}は {押|お}しません。{見本|みほん}の とおりに {押|お}します。")
    return Step(f"key{number}", said, "ひかっている ぼたんを おします。", ((onward, ""),), "", own, key)
