"""Short ids: what a bad hand, a scanner and a Japanese keyboard do to them."""

import random

from tsukisoi.papers import ids


def made(seed: int) -> str:
    return ids.make(random.Random(seed).choice)


def test_every_made_id_is_valid_and_never_a_run_of_digits() -> None:
    for seed in range(2000):
        one = made(seed)
        assert ids.valid(one)
        assert len(one) == 8
        assert one[0].isalpha()
        assert not set("0O1IL") & set(one)


def test_one_wrong_sign_is_always_noticed() -> None:
    one = made(1)
    wrong = [one[:i] + sign + one[i + 1 :] for i in range(8) for sign in ids.ALPHABET if sign != one[i]]
    assert len(wrong) == 8 * 30
    assert not any(ids.valid(other) for other in wrong)


def test_two_neighbours_exchanged_are_always_noticed() -> None:
    for seed in range(200):
        one = made(seed)
        for i in range(7):
            other = one[:i] + one[i + 1] + one[i] + one[i + 2 :]
            assert other == one or not ids.valid(other)


def test_typed_ids_are_folded() -> None:
    one = made(3)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in one)
    for typed in (one.lower(), wide, f" {one[:4]}-{one[4:]} ", f"http://192.168.1.20:8000/papers/{one}", f"{one}\r\n"):
        assert ids.tidy(typed) == one


def test_what_is_typed_in_kana_mode_is_read() -> None:
    assert ids.tidy("Kやゆ2") == "K782"
    kana = dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789",
            "ちこそしいはきくにまのりもみらせたすとかなひてさんつぬふあうえおやゆよ",
            strict=True,
        )
    )
    for seed in range(50):
        one = made(seed)
        typed = "".join(kana[sign] for sign in one)
        assert ids.tidy(typed) == ids.tidy("".join(chr(ord(sign) + 0x60) for sign in typed)) == one
    assert ids.tidy("ぃっ") == "EZ"  # a scanner holds Shift for a capital


def test_other_texts_are_no_ids() -> None:
    assert not any(map(ids.valid, ("", "A", "123456789012", "AAAAAAA0", "あいうえおかきく", "ABCDEFGHJ")))


ROWS = {
    "": "あうえ", "K": "かくけ", "S": "さすせ", "T": "たつて", "N": "なぬね", "H": "はふへ", "M": "まむめ",
    "R": "らるれ", "G": "がぐげ", "Z": "ざずぜ", "D": "だづで", "B": "ばぶべ", "P": "ぱぷぺ", "C": "かくせ",
    "X": "ぁぅぇ", "V": ("ゔぁ", "ゔ", "ゔぇ"), "F": ("ふぁ", "ふ", "ふぇ"), "J": ("じゃ", "じゅ", "じぇ"),
    "Q": ("くぁ", "く", "くぇ"), "W": ("わ", "う", "うぇ"), "Y": ("や", "ゆ", "いぇ"),
    "KY": ("きゃ", "きゅ", "きぇ"), "SH": ("しゃ", "しゅ", "しぇ"), "CH": ("ちゃ", "ちゅ", "ちぇ"),
    "TS": ("つぁ", "つ", "つぇ"), "RY": ("りゃ", "りゅ", "りぇ"), "NY": ("にゃ", "にゅ", "にぇ"),
}  # fmt: skip


def in_romaji_mode(code: str) -> str:
    """What stands on the screen when these keys are pressed while an input method reads romaji."""
    made, wait = "", ""
    for sign in code:
        if wait not in ROWS:
            made, wait = made + "".join(chr(ord(one) + 0xFEE0) for one in wait), ""
        if sign in "AUE" and wait in ROWS:
            made, wait = made + ROWS[wait]["AUE".index(sign)], ""
        elif wait == "N" and sign == "N":
            made, wait = made + "ん", ""
        elif wait == "N" and sign != "Y":
            made, wait = made + "ん", sign
        elif wait == sign and sign.isalpha() and sign not in "AUE":
            made += "っ"
        elif wait + sign in ROWS:
            wait += sign
        else:
            made, wait = made + "".join(chr(ord(one) + 0xFEE0) for one in wait), sign
    return made + ("ん" if wait == "N" else "".join(chr(ord(one) + 0xFEE0) for one in wait))


def test_what_is_typed_in_romaji_mode_is_read() -> None:
    assert in_romaji_mode("KA2NNFU3") == "か２んふ３"
    several = 0
    for seed in range(3000):
        one = made(seed)
        typed = in_romaji_mode(one)
        meant = ids.readings(typed)
        assert one in meant, (one, typed, meant)
        assert ids.readings("".join(chr(ord(s) + 0x60) if "ぁ" <= s <= "ゖ" else s for s in typed)) == meant
        several += len(meant) > 1
    assert several < 60  # two in a hundred at the most: the place, the sheet or the badge says which is meant


def test_an_address_typed_in_kana_mode_is_read() -> None:
    assert ids.tidy("くかかせけめめかしめ" + "しちふえま２３４") == ids.tidy("しちふえま２３４")
