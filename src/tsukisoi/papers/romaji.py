"""What a Japanese input method in romaji mode makes of a code's letters (KA becomes か), and the letters again.

Only what the alphabet of ids can give: it has no I, L and O. Several spellings may give the same kana (か is KA and
CA); which one was typed is for the check sign to say.
"""

from collections.abc import Iterator

_ALONE = """
あ A|う U WU WHU|え E|か KA CA|く KU CU QU|け KE|さ SA|す SU|せ SE CE|た TA|つ TU TSU|て TE|な NA|ぬ NU|ね NE
は HA|ふ HU FU|へ HE|ま MA|む MU|め ME|や YA|ゆ YU|ら RA|る RU|れ RE|わ WA|ん N NN XN
が GA|ぐ GU|げ GE|ざ ZA|ず ZU|ぜ ZE|だ DA|づ DU|で DE|ば BA|ぶ BU|べ BE|ぱ PA|ぷ PU|ぺ PE|ゔ VU
ぁ XA|ぅ XU|ぇ XE XYE|ゃ XYA|ゅ XYU|ゎ XWA|っ XTU XTSU|ゕ XKA|ゖ XKE
"""
_PAIRS = """
しゃ SYA SHA|しゅ SYU SHU|しぇ SYE SHE|じゃ ZYA JA JYA|じゅ ZYU JU JYU|じぇ ZYE JE JYE
ちゃ TYA CHA CYA|ちゅ TYU CHU CYU|ちぇ TYE CHE CYE|てゃ THA|てゅ THU|てぇ THE|でゃ DHA|でゅ DHU|でぇ DHE
ふゃ FYA|ふゅ FYU|ふぇ FE FYE FWE|ふぁ FA FWA|ふぅ FWU|ゔぁ VA|ゔぇ VE VYE|ゔゃ VYA|ゔゅ VYU
くぁ QA KWA QWA|くぅ QWU|くぇ QE QWE QYE|くゃ QYA|くゅ QYU|ぐぁ GWA|ぐぅ GWU|ぐぇ GWE|すぁ SWA|すぅ SWU|すぇ SWE
つぁ TSA|つぇ TSE|とぁ TWA|とぅ TWU|とぇ TWE|どぁ DWA|どぅ DWU|どぇ DWE|うぁ WHA|うぇ WE WHE|いぇ YE
"""
_PLAIN = {"き": "K", "ぎ": "G", "ぢ": "D", "に": "N", "ひ": "H", "び": "B", "ぴ": "P", "み": "M", "り": "R"}
_VOWELS = {"ゃ": "YA", "ゅ": "YU", "ぇ": "YE"}
_DOUBLED = tuple("BCDFGHJKMPQRSTVWXYZ")
_HIRAGANA = {sign: sign - 0x60 for sign in range(0x30A1, 0x30F7)}
_TABLE: dict[str, list[str]] = {
    kana: letters
    for entry in "|".join((_ALONE + _PAIRS).strip().splitlines()).split("|")
    if entry
    for kana, *letters in [entry.split()]
} | {first + small: [begun + ended] for first, begun in _PLAIN.items() for small, ended in _VOWELS.items()}


def spellings(text: str, length: int) -> Iterator[str]:
    """Every way to have typed this with exactly so many letters and digits; none where that cannot be."""
    return _spelt(text.translate(_HIRAGANA).upper(), length)


def _spelt(text: str, left: int) -> Iterator[str]:
    if not text or left <= 0:
        if not text and not left:
            yield ""
        return
    for size in {1, min(2, len(text))}:
        begun, rest = text[:size], text[size:]
        for letters in [begun] if begun.isascii() and size == 1 else _TABLE.get(begun, []):
            yield from (letters + ended for ended in _spelt(rest, left - len(letters)))
    if text[0] == "っ":  # a consonant typed twice
        yield from (ended[0] + ended for ended in _spelt(text[1:], left - 1) if ended[:1] in _DOUBLED)
