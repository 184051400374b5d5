"""Names as written, readings in full-width katakana, and keys to search both by."""

import re
import unicodedata
from collections.abc import Sequence

_VARIANTS = (
    "髙高﨑崎嵜崎碕崎𥔎崎齋斎齊斉邊辺邉辺濵浜濱浜𠮷吉廣広澤沢德徳惠恵國国龍竜瀨瀬渕淵渊淵嶋島嶌島櫻桜瀧滝藏蔵彌弥會会關関靜静"
    "壽寿榮栄豐豊實実眞真禮礼黑黒增増曾曽薗園條条將将圓円萬万與与鄕郷冨富峯峰桒桑栁柳舘館埜野𡈽土𣘺橋槗橋緖緒淸清靑青橫横吞呑"
    "內内步歩卷巻鷗鴎麴麹遙遥龜亀鐵鉄檜桧勳勲齡齢莊荘塚塚羽羽晉晋祿禄祐祐穗穂稻稲縣県號号團団圖図樂楽來来賴頼兒児學学寬寛濟済"
    "澁渋收収數数繩縄總総德徳冲沖凉涼剣剣劍剣舊旧辯弁瓣弁龝秋穐秋煕熙凞熙槇槙邨村髮髪飮飲餠餅晴晴藪薮鰺鯵頴穎惠恵琢琢彥彦產産"
)
_FOLDED = str.maketrans(_VARIANTS[::2], _VARIANTS[1::2])
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_KANA = re.compile(r"[ァ-ヺー・ ]+")
_WITH_READING = re.compile(r"(?P<name>[^()（）\n]+?)\s*[(（\n]\s*(?P<kana>[ぁ-ゖァ-ヺｦ-ﾟー・\s]+?)\s*[)）]?")
_WALL = "\0"  # no list can hold it, no folding joins across it, and it is no blank
_HONORIFIC = re.compile(r"(?<=[^\s])(?:\s*(?:様|さま|殿)|さん)$")  # サン alone may be a given name
_IN_NAMES = "・･'’-‐−.．＝=゠"


_GONE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ALIKE = {chr(code): chr(to) for code, to in (*_SMALL.items(), *_FOLDED.items())}
_ALIKE |= {chr(code): _ALIKE.get(chr(to), chr(to)) for code, to in _HIRAGANA.items()}


def spaced(text: str) -> str:
    """The name as written, with every run of blanks as one plain space. No character is changed."""
    if text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    return " ".join(text.translate(_UNSEEN).split())


def all_spaced(texts: Sequence[str]) -> list[str]:
    """The same of many texts: where none of them has anything to change, that is seen at one look."""
    whole = f"|{'|'.join(texts)}|"
    if whole.isprintable() and not any(blank in whole for blank in ("  ", "| ", " |")):
        return list(texts)
    return list(map(spaced, texts))


def joined(family: str, given: str) -> str:
    """Family and given name from two columns, one plain space between."""
    return spaced(f"{family} {given}")


def katakana(text: str) -> str:
    """A reading in full-width katakana with one plain space; half-width, hiragana and mixtures are joined up."""
    if _KANA.fullmatch(text):
        return " ".join(text.split())
    folded = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_HIRAGANA)
    return " ".join(folded.split())


def is_reading(kana: str) -> bool:
    """Whether `kana`, as `katakana` gives it, holds nothing but kana."""
    return _KANA.fullmatch(kana) is not None


def with_reading(cell: str) -> tuple[str, str] | None:
    """山田 花子（ヤマダ ハナコ）, or two lines in one cell: the name and its reading."""
    if not cell.endswith((")", "）")) and "\n" not in cell:
        return None
    match = _WITH_READING.fullmatch(cell.strip())
    # A name broken over two lines has its shorter half below; a reading is as long as the name or longer.
    if match is None or len("".join(match["kana"].split())) < len("".join(match["name"].split())):
        return None
    return match["name"], match["kana"]


def without_honorific(name: str) -> str:
    """The name without 様, 殿 or さん at its end."""
    return _HONORIFIC.sub("", name)


def is_name(text: str) -> bool:
    """Whether nothing stands there but letters of any script, their marks, and what joins them."""
    return text.replace(" ", "").isalpha() or all(
        letter in " " + _IN_NAMES or unicodedata.category(letter)[0] in "LM" for letter in text
    )


def search_key(text: str) -> str:
    """One key for 髙橋・高橋, ｻｲﾄｳ・サイトウ・さいとう: only for finding, never shown or stored as the name."""
    return "".join(_folded(text).split()).replace("・", "")


def search_keys(texts: Sequence[str]) -> list[str]:
    """The keys of many texts at once: folding one long text takes a fraction of the time of many short ones."""
    keys = search_key(_WALL.join(texts)).split(_WALL)
    return keys if len(keys) == len(texts) else list(map(search_key, texts))


def _folded(text: str) -> str:
    return _alike(unicodedata.normalize("NFKC", _GONE.sub("", text))).casefold()


def _alike(text: str) -> str:
    """As str.translate; but it asks the table for each different character, of which long texts have few.

    Nothing that the table puts in stands in it as well, so one after the other is the same as all at once.
    """
    for character in _ALIKE.keys() & set(text):
        text = text.replace(character, _ALIKE[character])
    return text
