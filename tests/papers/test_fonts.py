"""Which face draws which name, by what the fonts contain."""

import pytest

from tsukisoi.papers import fonts

needs_name_font = pytest.mark.skipif(fonts.name_font() is None, reason="IPAmj Mincho is not installed")


def test_the_house_face_and_its_licence_are_shipped() -> None:
    assert {path.name for path in fonts.SHIPPED.iterdir()} == {
        "BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf", "OFL.txt",
    }  # fmt: skip
    assert "SIL OPEN FONT LICENSE" in (fonts.SHIPPED / "OFL.txt").read_text()


@pytest.mark.parametrize("name", ["髙﨑 花子", "佐藤 ウメ", "葛\U000e0100城 実"])
def test_names_that_the_house_face_draws(name: str) -> None:
    assert fonts.drawable(name) == fonts.Choice(fonts.HOUSE, (fonts.Run(name, fonts.HOUSE),), ())


@needs_name_font
@pytest.mark.parametrize("name", ["𠮷田 実", "葛\U000e0102城 実", "髙﨑 辻\U000e0102子"])
def test_names_that_need_the_name_face_are_set_whole(name: str) -> None:
    assert fonts.drawable(name) == fonts.Choice(fonts.NAMES, (fonts.Run(name, fonts.NAMES),), ())


@needs_name_font
def test_variants_of_two_collections_are_set_word_by_word() -> None:
    choice = fonts.drawable("葛\U000e0100城 𠮷子")
    assert [run.font for run in choice.runs] == [fonts.HOUSE, fonts.NAMES]
    assert "".join(run.text for run in choice.runs) == "葛\U000e0100城 𠮷子"
    assert choice.missing == ()


def test_an_unknown_variant_falls_back_to_its_base_and_is_told() -> None:
    choice = fonts.drawable("辻\U000e01ef子")
    assert choice.missing == ("辻\U000e01ef",)
    assert "".join(run.text for run in choice.runs) == "辻子"


def test_an_unknown_character_becomes_the_geta_mark_and_is_told() -> None:
    choice = fonts.drawable("山\U000fffff子")
    assert choice.missing == ("\U000fffff",)
    assert "".join(run.text for run in choice.runs) == "山〓子"


def test_without_the_name_face_rare_kanji_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "faces", lambda: (("BIZ UDPGothic", fonts.SHIPPED / "BIZUDPGothic-Regular.ttf"),))
    assert fonts.drawable.__wrapped__("𠮷田").missing == ("𠮷",)


def test_control_characters_are_dropped() -> None:
    assert "".join(run.text for run in fonts.drawable("山\x00田\x07").runs) == "山田"


def test_a_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    target = f"{tmp_path}/ipamjm.ttf"
    open(target, "wb").close()
    monkeypatch.setenv("TSUKISOI_FONTS", str(tmp_path))
    assert str(fonts.name_font.__wrapped__()) == target
