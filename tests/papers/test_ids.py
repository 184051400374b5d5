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
