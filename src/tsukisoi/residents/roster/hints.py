"""Asks about columns that are read, or not read, for a reason that the head does not show."""

from collections.abc import Iterator

from tsukisoi.residents.roster import heads
from tsukisoi.residents.roster.heads import Column, Head
from tsukisoi.residents.roster.said import said


def questions(head: Head) -> Iterator[str]:
    """What is to be asked about the columns beside those told by their contents."""
    for column in head.columns:
        if column.hint == heads.MAY_BE_GIVEN:
            left = name_of(head.columns[column.index - 1])
            yield said(_NOT_READ, left=left, column=name_of(column))
    have = {column.field: column for column in head.columns}
    if "name" in have and "given" in have and "family" not in have:
        yield said(_GIVEN_WITHOUT_FAMILY, name=name_of(have["name"]), given=name_of(have["given"]))


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
