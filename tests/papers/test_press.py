"""The press: tagged, repeatable, deaf to markup in data, and honest about what it cannot draw."""

import dataclasses
import io
import re

import invented_papers as people
import pytest
from pypdf import PdfReader

from tsukisoi.cases import sheets
from tsukisoi.papers import fonts, ids, press, qrcode

MARKUP = '#panic("x") *fat* _it_ $x^2$ = head `raw` <label> @ref \\ // \\u{1F4A9} #{1+1} "q" [b] - + / ~'


def kit(*contents: sheets.Content) -> press.Pdf:
    leaves = [sheets.leaf(content, people.head(f"K7M2Q9{n:02d}")) for n, content in enumerate(contents)]
    return sheets.kit(leaves, title="書類一式", printed_at=people.NOW)


def text_of(pdf: press.Pdf) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def whole() -> press.Pdf:
    return kit(*people.everything(), people.roster(), people.staff_list())


def test_every_paper_is_one_tagged_document(whole: press.Pdf) -> None:
    reader = PdfReader(io.BytesIO(whole.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith("ja")
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "書類一式"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert whole.pages == len(reader.pages)


def test_each_paper_of_a_person_is_one_page() -> None:
    for content in people.everything():
        assert kit(content).pages == 1, type(content).__name__


def test_all_fonts_are_embedded_and_only_ours(whole: press.Pdf) -> None:
    for page in PdfReader(io.BytesIO(whole.content)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert inner["/BaseFont"].split("+")[1].split("-")[0] in ("BIZUDPGothic", "IPAmjMincho")
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()


def test_every_sheet_says_edition_day_id_and_page(whole: press.Pdf) -> None:
    for number, page in enumerate(PdfReader(io.BytesIO(whole.content)).pages):
        text = squeezed(page.extract_text())
        assert "規則の版2026-08-01" in text
        assert "令和8年（2026年）11月23日（月・祝）現在" in text
        assert re.search(r"K7M2Q9\d\d", text), number
        assert re.search(r"\d/\d頁", text), number


@pytest.mark.skipif(fonts.name_font() is None, reason="IPAmj Mincho is not installed")
@pytest.mark.parametrize(
    "name", ["髙﨑 花子", "𠮷田 実", "葛\U000e0102城 節子", "葛\U000e0100城 節子", "邉 辻\U000e0102"]
)
def test_names_can_be_read_out_of_the_file(name: str) -> None:
    made = kit(people.cover(sheets.Person(name)))
    assert made.missing == ()
    assert squeezed(name) in squeezed(text_of(made))


def test_readings_are_printed_only_when_confirmed() -> None:
    def printed(confirmed: bool) -> str:
        return squeezed(text_of(kit(people.cover(sheets.Person("佐藤 ウメ", "サトウ ウメ", confirmed)))))

    assert "さとう" in printed(True)
    assert "さとう" not in printed(False)


def test_markup_in_data_is_only_text() -> None:
    person = sheets.Person(MARKUP, room="#1*2$", unit="= 3", reading=MARKUP, reading_confirmed=True)
    made = kit(*(dataclasses.replace(paper, person=person) for paper in people.everything()))
    printed = squeezed(text_of(made))
    assert squeezed('#panic("x")*fat*_it_$x^2$=head') in printed
    assert "#1*2$" in printed


def test_a_glyph_nobody_has_is_told_on_the_sheet_and_to_the_caller() -> None:
    made = kit(people.cover(sheets.Person("辻\U000e01ef \U000fffff子")), people.cover(sheets.Person("佐藤 ウメ")))
    first, second = (squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(made.content)).pages)
    assert made.missing == ("辻\U000e01ef", "\U000fffff")
    assert "字形を表示できません（U+8FBB＋U+E01EF、U+FFFFF）" in first
    assert "字形を表示できません" not in second


@pytest.mark.parametrize("name", ["𠮷\U000fffff", "\U000fffff", "辻\U000e01ef", "😀", "\u202e山田", "‍", "\ufffe子"])
def test_no_name_stops_the_press(name: str) -> None:
    person = sheets.Person(name, "ヨミ", True)
    assert kit(*(dataclasses.replace(paper, person=person) for paper in people.everything())).pages == 7


def test_the_same_input_gives_the_same_bytes() -> None:
    assert kit(people.cover()).content == kit(people.cover()).content


def test_sheets_of_several_pages_count_their_own_pages() -> None:
    made = kit(people.cover(), people.roster(40), people.staff_list())
    texts = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(made.content)).pages]
    roster = [text for text in texts if "K7M2Q901" in text]
    assert len(roster) > 2
    for number, text in enumerate(roster, start=1):
        assert f"{number}/{len(roster)}頁" in text
    assert "1/1頁" in texts[0]
    assert "1/1頁" in texts[-1]


def test_a_long_run_comes_in_whole_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "VOLUME", 3)
    leaves = (sheets.leaf(people.staff_list(), people.head(place=f"{n}/7")) for n in range(1, 8))
    volumes = list(sheets.run(leaves, title="一覧", printed_at=people.NOW))
    assert [volume.pages for volume in volumes] == [3, 3, 1]


def test_the_digest_tells_content_from_circumstance() -> None:
    one = sheets.leaf(people.cover(), people.head("K7M2Q901"))
    again = sheets.leaf(people.cover(), people.head("K7M2Q902", place="3/9"))
    other = sheets.leaf(people.cover(sheets.Person("佐藤 ウメ")), people.head("K7M2Q901"))
    assert one.digest == again.digest
    assert one.digest != other.digest


def test_no_paper_for_the_wall_names_anybody() -> None:
    assert {field.name for field in dataclasses.fields(sheets.TaskLine)} == {"room", "task", "unit"}


def test_no_paper_has_a_place_for_a_number_or_a_pin(whole: press.Pdf) -> None:
    assert not re.search(r"\d{12}", squeezed(text_of(whole)).replace("0120-95-0178", ""))


def test_quick_codes_are_those_of_the_library() -> None:
    for site in ("", "http://192.168.1.20:8000/papers/"):
        for _ in range(20):
            one = ids.make()
            size, code = qrcode._made(site + one)
            assert qrcode.png(site, one) == qrcode._drawn(code, size)


def test_a_code_needs_an_id_of_eight_signs() -> None:
    with pytest.raises(ValueError):
        qrcode.png("", "SHORT")
    with pytest.raises(ValueError):
        qrcode.png("", "八文字の番号です")


def test_a_run_is_ordered_by_unit_room_and_reading() -> None:
    people_there = [
        sheets.Person("ア", room=room, unit=unit) for unit, room in (("2階", "10"), ("1階", "203"), ("2階", "9"))
    ]
    assert [p.room for p in sorted(people_there, key=sheets.reading_order)] == ["203", "9", "10"]


def test_a_run_resumes_after_a_jam() -> None:
    kits = [[sheets.leaf(paper, people.head()) for paper in people.everything()[:2]] for _ in range(5)]
    places = [leaf.head.place_in_run for leaf in sheets.bundle(kits, first=4)]
    assert places == ["4人目/5人", "4人目/5人", "5人目/5人", "5人目/5人"]
    assert len(list(sheets.bundle(kits))) == sum(map(len, kits))
