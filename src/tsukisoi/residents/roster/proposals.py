"""What a list says about a person beside name and birth, as proposals that somebody says yes or no to.

Only words of our own are kept: the sentence they stood in is not.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple


def _(words: str) -> str:
    """Marks words for translation. A list is also read without Django, whose own marker asks for its settings."""
    return words


class Proposal(NamedTuple):
    """One thing to confirm. `kind` is fact, accommodation or document; `words` is the question with what was seen."""

    kind: str
    key: str
    value: str | bool
    words: str


_NOT = re.compile(
    r"^(?:の?利用)?[はがもを]?\s*[:：]?\s*(?:な[しいく]|無[しい]?(?!断)|不要|未|非|ではな|でな|しな|せず|使わな|使用せず|使用しな|解消|終了|卒業|離脱|×|✕|予定な|申立|申請中|検討)"
)
_NOT_BEFORE = re.compile(r"(?:非|無|元|旧|脱)\s*$")
_KIN = "夫|妻|父|母|両親|息子|娘|[長次二三][男女]|兄|姉|弟|妹|祖|孫|嫁|婿|叔|伯|いとこ|甥|姪|家族|配偶者|主人|友人"
_OF_KIN = re.compile(rf"^(?:中|状態|気味|傾向|使用|利用|がち)?[のな](?:{_KIN})")
_KIN_BEFORE = re.compile(
    rf"(?:{_KIN})(?:様|さん|氏)?[がはも](?:少し|やや|[重軽]度の?|両[目耳]|[左右]|脳|老人性|現在|最近|いま|今|要介護[1-5]で|(?:癌|病気|骨折)で)*$"
)
_DONE_FOR = re.compile(r"^を|^[^。、\n]{0,8}(?:介助|操作|押|管理|持参|用意|付添)")
"""妻が車椅子を押す: what somebody does for the person, who has the thing."""
_LONG_AGO = re.compile(r"(?:以前|過去に?|かつて|昔)(?!から|より)は?[、,]?[^。、\n]{0,15}$")
_WAS = re.compile(r"^[^。、\n]{0,8}?(?:てい(?:た|まし)|だった|であった|でした|(?:した|あった)(?:が|けど|こと))")
_LEFT_HOSPITAL = re.compile(
    r"^してい(?:た|まし)|^[^。\n]{0,20}?退院(?!未定|予定|待|でき|困難|見込|調整|支援|前|日|の?(?:め|目))|^の?予定"
)
_NOT_YET = re.compile(
    r"^(?:に(?:なる|就く|就任)|を?(?:選任|選定|依頼|つける|付ける)|の?(?:選任|選定|申し?立て?|利用|開始)|が(?:つく|付く|決まる|選任される))"
    r"(?:の|を|する)?(?:予定|検討|準備|手続|中|待ち|見込)|^[のはを]?(?:予定|候補|検討|準備中|手続き?中|見込)"
)
_NO_GUARDIAN_YET = re.compile(
    r"^(?:検討|申し?立て?|申請|予定$|審[理判]|準備|相談|手続)|(?:検討中?|申し?立て?中?|審理中|手続き?中|待ち|[任立請定]予定)$|(?:な[しい]|無し|おらず|不在)$"
)

_ACCOMMODATIONS: tuple[tuple[str, str, str], ...] = (
    ("wheelchair", _("車椅子を使っていますか"), "車椅子|車いす|車イス|リクライニング車|ストレッチャー"),
    ("bedridden", _("寝たきりですか"), "寝たきり|寝たっきり|ねたきり|臥床|ベッド上"),
    ("blind", _("目が見えませんか"), "全盲|失明|盲(?!腸|導)"),
    (
        "low_vision",
        _("見えにくさがありますか"),
        "視力低下|弱視|視力障害|視覚障害|見えにく|見えづら|緑内障|白内障|視野狭窄|視野欠損",
    ),
    ("deaf", _("耳が聞こえませんか"), "ろう者|聾|失聴|全ろう"),
    ("hard_of_hearing", _("聞こえにくさがありますか"), "難聴|聴覚|聴力低下|補聴器|耳が遠|聞こえにく|聞こえづら"),
    (
        "tube",
        _("管や医療の器具を着けていますか"),
        "胃ろう|胃瘻|胃婁|経管|経鼻|気管切開|気切|人工呼吸|酸素|バルーン|カテーテル|ＰＥＧ|(?<![A-Z])PEG(?![A-Z])|中心静脈|IVH",
    ),
    ("dementia", _("認知症への配慮が要りますか"), "認知症|アルツハイマー|レビー小体|物忘れ|もの忘れ"),
    ("intellectual", _("知的障害への配慮が要りますか"), "知的障害|知的な障害|ダウン症|療育"),
    (
        "cannot_write",
        _("字を書くのが難しいですか"),
        "代筆|書字困難|書字不可|字が書け|字を書け|署名困難|署名不可|自署困難|自署不可",
    ),
    ("interpreter", _("通訳が要りますか"), "通訳|手話|日本語が話せ|日本語不可|外国籍|要約筆記"),
    ("ruby", _("ふりがなを付けますか"), "ふりがな|ルビ|振り仮名"),
    ("large_print", _("大きな文字にしますか"), "大きな文字|拡大文字|大活字|大きい字|大きな字|拡大読書"),
    ("braille", _("点字が要りますか"), "点字"),
    ("speech", _("話すのが難しいですか"), "失語|構音障害|発語なし|発語困難|会話困難|会話不可|意思疎通困難|言語障害"),
    ("easy_japanese", _("やさしい日本語にしますか"), "やさしい日本語|平易な"),
    ("paralysis", _("まひがありますか"), "麻痺|マヒ|まひ|拘縮"),
)
_FACTS: tuple[tuple[str, str, str, str], ...] = (
    ("guardian", "curator", _("保佐人がいますか"), "被?保佐人?"),
    ("guardian", "assistant", _("補助人がいますか"), "被補助人?|補助人"),
    (
        "guardian",
        "adult_guardian",
        _("成年後見人がいますか"),
        "成年後見(?!監督|制度)|被後見|(?<!任意)(?<!未成年)(?<!成年)後見人|後見(?:類型)?$",
    ),
    ("guardian", "parent", _("親権者がいますか"), "親権者"),
    ("circumstances", "voluntary_ward", _("任意後見の契約が始まっていますか"), "任意後見"),
    ("residence", "hospital", _("入院していますか"), "入院(?!歴|日|前|保証)"),
    ("circumstances", "long_hospitalised", _("長く入院していますか"), "長期入院|社会的入院"),
    (
        "registered_elsewhere",
        "yes",
        _("住民票は、ほかの市区町村にありますか"),
        "住所地特例|住民票は?(?:他|別|自宅|実家|ほか)",
    ),
    ("insurance.kind", "medical_assistance", _("生活保護の医療扶助を受けていますか"), "生活保護|生保|医療扶助"),
    (
        "insurance.protected_person",
        "yes",
        _("住所を知られないための支援措置を受けていますか"),
        "支援措置|(?<![A-Z])DV(?![A-Z])",
    ),
    ("notification_card", "lost", _("通知カードをなくしていますか"), "通知カード(?:を?紛失|なし|無し)"),
    (
        "insurance.card_lost",
        "yes",
        _("マイナンバーカードをなくしていますか"),
        "(?:マイナンバーカード|マイナカード)(?:を|は)?紛失",
    ),
    (
        "wants_card",
        "no_does_not",
        _("カードを持ちたくないと言っていますか"),
        "カード(?:の?取得)?(?:を|は)?(?:希望しな|希望せず|希望なし|いらない|不要)",
    ),
)
_ACCOMMODATION_RULES = tuple((code, ask, re.compile(pattern)) for code, ask, pattern in _ACCOMMODATIONS)
_FACT_RULES = tuple((key, value, ask, re.compile(pattern)) for key, value, ask, pattern in _FACTS)
_LEFT = re.compile("(?:退[所居去園寮]|死亡|逝去|永眠)(?![時先前]|支援|診断|届|保険)")
_GONE = re.compile("0|退|退済み?|除籍|(?:利用|契約)?終了|解約|死|亡|故人?|×|✕|✖|x|X|無し?|なし|いない|否")
_DENIALS_INSIDE = frozenset({"notification_card", "wants_card"})
_GUARDIANS, _HOSPITALS = frozenset({"guardian"}), frozenset({"residence"})
_STATES = _HOSPITALS | {
    "wheelchair", "bedridden", "blind", "low_vision", "deaf", "hard_of_hearing", "tube", "dementia", "intellectual",
    "speech", "paralysis",
}  # fmt: skip
"""What a relative named beside it may be meant to have; writing and interpreting are done for the person."""

ACCOMMODATIONS: frozenset[str] = frozenset(code for code, _, _ in _ACCOMMODATIONS)
"""Every accommodation a note may propose."""


def from_note(text: str, column: str) -> list[Proposal]:
    """What a free note (備考) proposes; denied things (車椅子なし) are not proposed."""
    folded = unicodedata.normalize("NFKC", text)
    return [*_accommodations(folded, column), *_facts(folded, column)]


def tells_of_leaving(text: str) -> bool:
    """Whether a note says that somebody has left or died (or will)."""
    return bool(_stated(unicodedata.normalize("NFKC", text), _LEFT))


def is_gone(text: str) -> bool:
    """Whether a column of who is here (在籍) says of somebody: 退, 死, × …, or tells of leaving in more words."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return tells_of_leaving(folded) or _GONE.fullmatch(folded) is not None


def from_guardian(text: str, column: str) -> list[Proposal]:
    """A guardian column: 成年後見, 保佐, ○ or a name. A name is not kept."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = [p for p in _facts(folded, column) if p.key in ("guardian", "circumstances")]
    if found or not folded or is_no(folded) or _NO_GUARDIAN_YET.search(folded):
        return found
    code, ask = next(
        (
            (code, ask)
            for code, ask, mark in (
                ("curator", _("保佐人がいますか"), "保佐"),
                ("assistant", _("補助人がいますか"), "補助"),
            )
            if mark in column
        ),
        ("adult_guardian", _("成年後見人がいますか")),
    )
    return [_fact("guardian", code, ask, column, "記入あり")]


def from_insurance(text: str, column: str) -> list[Proposal]:
    """A column of the kind of health insurance; never its numbers."""
    folded = unicodedata.normalize("NFKC", text)
    for code, ask, pattern in _INSURANCES:
        if match := pattern.search(folded):
            return [_fact("insurance.kind", code, ask, column, match.group())]
    return []


def from_card(text: str, column: str) -> list[Proposal]:
    """A column that says whether the person has a My Number card."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if is_no(folded):
        return [_fact("insurance.card_held", False, _("マイナンバーカードは持っていませんか"), column, "なし")]
    if is_yes(folded):
        return [_fact("insurance.card_held", True, _("マイナンバーカードを持っていますか"), column, "あり")]
    return []


def care_level(text: str) -> str | None:
    """The code of 要介護4, 介護4, 要支援２, 4 → care_4; None for 自立, 非該当, blank; ValueError otherwise."""
    folded = re.sub(r"[\s・]", "", unicodedata.normalize("NFKC", text))
    if match := re.fullmatch(r"(要?支援|支)([12一二12])(?:級|度)?", folded):
        return f"support_{_number(match[2])}"
    if match := re.fullmatch(r"(?:要?介護度?|介)?([1-5一二三四五])(?:級|度)?(?:\.0)?", folded):
        return f"care_{_number(match[1])}"
    if folded in _NO_LEVEL:
        return None
    raise ValueError


def disabilities(text: str, field: str) -> tuple[str, ...]:
    """The kinds of disability a cell of a handbook column names: 療育A, 身体2級, 精神3級, 身体・知的."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded or is_no(folded):
        return ()
    if field.startswith("handbook_"):
        return (field.removeprefix("handbook_"),)
    return tuple(code for code, pattern in _KINDS if pattern.search(folded))


def documents(kinds: tuple[str, ...], text: str, field: str, column: str) -> list[Proposal]:
    """A handbook is also an identity document, once somebody has seen it."""
    if field == "disability" and not re.search("手帳|級|[ABⒶⒷ]|度", f"{column}{text}"):
        return []
    return [Proposal("document", "identity_documents", _PAPERS[k][0], f"{_PAPERS[k][1]}（{column}）") for k in kinds]


def is_no(text: str) -> bool:
    """無, なし, ×, いいえ, 未 …"""
    return _NO.fullmatch(text) is not None


def is_yes(text: str) -> bool:
    """有, あり, ○, はい, 済 …"""
    return _YES.fullmatch(text) is not None


_NO = re.compile(
    r"(?:無し?|なし|ない|いない|×|✕|✖|x|X|いいえ|否|未(?:取得|所持|申請)?|不所持|-|ー|―|0|0\.0|no|NO|No|未定|不明)"
)
_YES = re.compile(r"(?:有り?|あり|ある|いる|○|◯|〇|◎|●|レ|✓|✔|はい|済み?|取得済み?|所持|保有|1|1\.0|yes|YES|Yes)")
_NO_LEVEL = (
    "",
    "自立",
    "非該当",
    "なし",
    "無",
    "無し",
    "該当なし",
    "-",
    "ー",
    "―",
    "未",
    "申請中",
    "区分変更中",
    "事業対象者",
    "不明",
    "未認定",
    "未申請",
    "認定なし",
    "総合事業",
)
_INSURANCES = (
    ("late_elderly", _("後期高齢者医療に入っていますか"), re.compile("後期")),
    ("medical_assistance", _("生活保護の医療扶助を受けていますか"), re.compile("生活保護|生保|医療扶助")),
    ("national_health", _("国民健康保険に入っていますか"), re.compile("国民健康保険|国保")),
    ("employer", _("会社などの健康保険に入っていますか"), re.compile("協会けんぽ|健保|社会保険|社保|共済|組合")),
)
_KINDS = (
    ("physical", re.compile("身体|身障|肢体|視覚|聴覚|内部障害|(?:^|[^A-Za-z一-鿿])身(?:$|[^元長])")),
    ("intellectual", re.compile("知的|療育|愛の手帳|みどりの手帳|愛護手帳|(?:^|[・、,/ ])知(?:$|[・、,/ 0-9A-Z])")),
    ("mental", re.compile("精神|(?:^|[・、,/ ])精(?:$|[・、,/ 0-9])")),
)
_PAPERS = {
    "physical": ("physical_disability_certificate", _("身体障害者手帳を持っていますか")),
    "intellectual": ("rehabilitation_certificate", _("療育手帳を持っていますか")),
    "mental": ("mental_disability_certificate", _("写真付きの精神障害者保健福祉手帳を持っていますか")),
}


def _number(character: str) -> int:
    return "一二三四五".find(character) + 1 or int(character)


def _accommodations(text: str, column: str) -> Iterator[Proposal]:
    for code, ask, pattern in _ACCOMMODATION_RULES:
        if seen := _stated(text, pattern, code):
            yield Proposal("accommodation", code, True, f"{ask}（{column}「{seen}」）")


def _facts(text: str, column: str) -> Iterator[Proposal]:
    for key, value, ask, pattern in _FACT_RULES:
        seen = _stated(text, pattern, key)
        if seen:
            yield _fact(key, True if value == "yes" else value, ask, column, seen)


def _stated(text: str, pattern: re.Pattern[str], about: str = "") -> str:
    """The words of ours that the text states and does not deny; empty when there are none.

    `about`: the accommodation or fact, of which they must be true today, and of the person.
    """
    for match in pattern.finditer(text):
        # Only so far around, or a very long cell would be gone through once for each of its words.
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 60]
        denied = about not in _DENIALS_INSIDE and (_NOT.match(after) or _NOT_BEFORE.search(before))
        if not denied and not (about and _is_elsewhere(about, before, after)):
            return match.group()
    return ""


def _is_elsewhere(about: str, before: str, after: str) -> bool:
    """Whether the words around say that it was, is to be, or is somebody else's."""
    if about in _GUARDIANS:
        return _NOT_YET.match(after) is not None
    if about in _STATES and (_OF_KIN.match(after) or (_KIN_BEFORE.search(before) and not _DONE_FOR.match(after))):
        return True
    if about in _HOSPITALS and _LEFT_HOSPITAL.match(after):
        return True
    return _LONG_AGO.search(before) is not None and _WAS.match(after) is not None


def _fact(key: str, value: str | bool, ask: str, column: str, seen: str) -> Proposal:
    return Proposal("fact", key, value, f"{ask}（{column}「{seen}」）")
