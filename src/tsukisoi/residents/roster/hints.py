"""Asks about columns that are read, or not read, for a reason that the head does not show."""

from collections.abc import Iterator

from tsukisoi.residents.roster import heads
from tsukisoi.residents.roster.heads import Column, Head
from tsukisoi.residents.roster.said import listed, said


def questions(head: Head) -> Iterator[str]:
    """What is to be asked about the columns beside those told by their contents."""
    for column in head.columns:
        if column.hint == heads.MAY_BE_GIVEN:
            left = name_of(head.columns[column.index - 1])
            yield said(_NOT_READ, left=left, column=name_of(column))
        if column.hint == heads.BY_PARENT and column.field:
            yield said(_BY_PARENT, column=column.label, what=WORDS.get(column.field, column.field))
    yield from _about_addresses(head)
    have = {column.field: column for column in head.columns}
    if "name" in have and "given" in have and "family" not in have:
        yield said(_GIVEN_WITHOUT_FAMILY, name=name_of(have["name"]), given=name_of(have["given"]))


def _about_addresses(head: Head) -> Iterator[str]:
    read = next((column for column in head.columns if column.field == "address"), None)
    others = [column for column in head.columns if column.hint == heads.OTHER_ADDRESS]
    if _stand_side_by_side(head):
        others = [column for column in others if read and column.label != read.label]
    if read and others:
        told = listed(said("「%(column)s」", column=name_of(column)) for column in others)
        coded = any(column.field == "postal_code" for column in head.columns)
        yield said(_ADDRESSES_AND_CODE if coded else _ADDRESSES, read=name_of(read), others=told)


def _stand_side_by_side(head: Head) -> bool:
    """Whether the names stand twice, as where two tables do; that is asked about already."""
    called = [column.label for column in head.columns if column.field == "name"]
    return sum(column.label in called for column in head.columns) > 1


def name_of(column: Column) -> str:
    """The column's name, or its letter where it has none."""
    return column.label or heads.letter(column.index)


_NOT_READ = (
    "「%(left)s」の右にある、見出しのない列（%(column)s）は読んでいません。"
    "名前の続きが書かれていれば、列を選びなおしてください。"
)
_GIVEN_WITHOUT_FAMILY = (
    "「%(given)s」の列は、「%(name)s」を氏名の全体として読んだため、読んでいません。"
    "「%(name)s」が姓だけなら、「姓」に直してください。"
)
_BY_PARENT = "「%(column)s」の列を、上の見出しから「%(what)s」として読みました。よろしいですか。"
_ADDRESSES = (
    "住所の列が二つ以上あります。「%(read)s」を読み、%(others)sは読んでいません。"
    "住民票の住所が読まれているか確かめ、ちがえば列を選びなおしてください。"
)
_ADDRESSES_AND_CODE = (
    "住所の列が二つ以上あります。「%(read)s」を読み、%(others)sは読んでいません。"
    "住民票の住所が読まれているか、郵便番号もその住所のものか確かめ、ちがえば列を選びなおしてください。"
)
WORDS = {
    "name": said("氏名"), "kana": said("フリガナ"), "birth_date": said("生年月日"), "sex": said("性別"),
    "given": said("名"), "family_kana": said("姓のフリガナ"), "given_kana": said("名のフリガナ"),
    "postal_code": said("郵便番号"), "room": said("居室"), "care_level": said("要介護度"), "address": said("住所"),
}  # fmt: skip
"""What a column is read as, in words."""
