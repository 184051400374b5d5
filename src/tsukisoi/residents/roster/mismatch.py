"""Postal codes that do not go with the rest of the address, as far as the list itself and the first two digits show.

A hint for a person to look at, never a correction. The first two digits of a postal code tell the prefecture
(日本郵便の地域番号); towns at a border may be served from next door, so some pairs are let through.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tsukisoi.residents.roster.said import listed, said

_BY_PREFECTURE = (
    "北海道 00 04 05 06 07 08 09|秋田県 01|岩手県 02|青森県 03 01|東京都 10 11 12 13 14 15 16 17 18 19 20|"
    "神奈川県 21 22 23 24 25|千葉県 26 27 28 29|茨城県 30 31|栃木県 32|埼玉県 33 34 35 36|群馬県 37|長野県 38 39|"
    "山梨県 40|静岡県 41 42 43|愛知県 44 45 46 47 48 49|岐阜県 50|三重県 51 49 64|滋賀県 52|"
    "大阪府 53 54 55 56 57 58 59 61|京都府 60 61 62 52|奈良県 63 64|和歌山県 64|兵庫県 65 66 67|鳥取県 68|島根県 69 68|"
    "岡山県 70 71|広島県 72 73|山口県 74 75|香川県 76|徳島県 77|高知県 78|愛媛県 79|福岡県 80 81 82 83 87|佐賀県 84|"
    "長崎県 85 81 84|熊本県 86|大分県 87|宮崎県 88|鹿児島県 89|沖縄県 90|福井県 91|石川県 92|富山県 93|新潟県 94 95|"
    "福島県 96 97|宮城県 98|山形県 99"
)
PREFECTURES: dict[str, frozenset[str]] = {
    words[0]: frozenset(words[1:]) for words in (entry.split() for entry in _BY_PREFECTURE.split("|"))
}
"""Prefecture → first two digits that its postal codes may have."""

_PREFECTURE = re.compile("北海道|東京都|京都府|大阪府|[^\\s\\d]{2,3}県")
_TOWN = re.compile(rf"(?:{_PREFECTURE.pattern})?\s*(?:[^\s0-9]{{1,6}}?郡)?(?P<town>[^\s0-9]{{1,7}}?[市区町村])")


class Place(NamedTuple):
    """What a postal code and an address say, and the rows they stand in (from 1)."""

    rows: list[int]
    postal_code: str
    address: str


def questions(rows: Iterable[tuple[int, str, str]]) -> list[str]:
    """Sentences to ask about: another prefecture's code, one code in two towns, one town with codes far apart.

    Of each row, its number, postal code and address.
    """
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, postal_code, address in rows:
        if postal_code and address:
            known[postal_code, address].append(row)
    places = [Place(found, *written) for written, found in known.items()]
    towns = [(place, town) for place in places if (town := town_of(place.address))]
    return [*_other_prefecture(places), *_two_towns(towns), *_far_apart(towns)]


def town_of(address: str) -> str:
    """岡山県高梁市南町53-18 → 高梁市; empty when the address does not begin with a town."""
    match = _TOWN.match(address)
    return match["town"] if match else ""


def _other_prefecture(places: list[Place]) -> Iterable[str]:
    wrong: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        match = _PREFECTURE.match(place.address)
        if match and place.postal_code[:2] not in PREFECTURES.get(match.group(), place.postal_code[:2]):
            wrong[place.postal_code, match.group()] += place.rows
    for (code, prefecture), rows in wrong.items():
        yield said(
            "郵便番号%(code)sは、%(prefecture)sの番号ではないようです（%(rows)s）。郵便番号と住所を確かめてください。",
            code=code,
            prefecture=prefecture,
            rows=rows_in_words(rows),
        )


def _two_towns(places: list[tuple[Place, str]]) -> Iterable[str]:
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, town in places:
        found[place.postal_code][town] += place.rows
    for code, towns in found.items():
        if len(towns) > 1:
            each = listed(said("%(town)s（%(rows)s）", town=t, rows=rows_in_words(rows)) for t, rows in towns.items())
            yield said(
                "同じ郵便番号%(code)sに、違う市区町村が書かれています：%(each)s。どちらが正しいか確かめてください。",
                code=code,
                each=each,
            )


def _far_apart(places: list[tuple[Place, str]]) -> Iterable[str]:
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, town in places:
        found[town][place.postal_code[:2]] += place.rows
    for town, areas in found.items():
        if not _one_prefecture(areas):
            each = listed(
                said("%(area)sで始まる番号（%(rows)s）", area=a, rows=rows_in_words(rows)) for a, rows in areas.items()
            )
            yield said(
                "%(town)sの住所に、離れた地域の郵便番号があります：%(each)s。郵便番号と住所を確かめてください。",
                town=town,
                each=each,
            )


def _one_prefecture(areas: Iterable[str]) -> bool:
    wanted = frozenset(areas)
    return len(wanted) < 2 or any(wanted <= known for known in PREFECTURES.values())


def rows_in_words(rows: list[int]) -> str:
    """5・7行目, and how many more when there are more than five."""
    shown = "・".join(map(str, sorted(rows)[:5]))
    if len(rows) <= 5:
        return said("%(rows)s行目", rows=shown)
    return said("%(rows)s行目ほか%(more)s行", rows=shown, more=str(len(rows) - 5))
