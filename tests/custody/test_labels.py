"""Every field that takes a label reads it the same, however a scanner's keys arrive."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tsukisoi.custody import actions, queries
from tsukisoi.custody.views import counts, locker
from tsukisoi.desks import actions as desks
from tsukisoi.outings import actions as outings
from tsukisoi.papers import ids
from tsukisoi.papers.models import Sheet
from tsukisoi.staff import actions as staff
from tsukisoi.staff.models import Worker
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db

SOURCE = Path(actions.__file__).parents[3]
KEYS = str.maketrans(ids.ALPHABET, "ちこそしいはきくまのもみせたすとかなひてさんつふあうえおやゆよ")
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x30, 0x5B)})
TYPED: dict[str, tuple[str, str]] = {
    "as it stands": ("KAHU5TNJ", "KAHU5TNJ"),
    "small letters": ("KAHU5TNJ", "kahu5tnj"),
    "full width": ("KAHU5TNJ", "KAHU5TNJ".translate(WIDE)),
    "kana mode": ("KAHU5TNJ", "KAHU5TNJ".translate(KEYS)),
    "katakana": ("KAHU5TNJ", "".join(chr(ord(sign) + 0x60) for sign in "KAHU5TNJ".translate(KEYS))),
    "romaji mode": ("KAHU5TNJ", "かふ５ｔんｊ"),
    "with the blank and the end of a line": ("KAHU5TNJ", " KAHU-5TNJ\t"),
}  # fmt: skip
"""A label, and what stands in the field after it was scanned."""
CODE = next(iter(TYPED.values()))[0]


def _as(code: str) -> list[tuple[str, str]]:
    return [(name, typed) for name, (_code, typed) in TYPED.items() if code == _code]


@pytest.fixture
def labelled(viewer: Any, card: Any) -> Any:
    """The card, in a pouch whose label has signs that become kana."""
    type(card.place).objects.filter(pk=card.place_id).update(code=CODE)
    return card


def _locker(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    return str(card.place_id) in desk.get(reverse("custody:scan"), {"scan": typed}).get("Location", "")


def _count(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    page = reverse("custody:count", args=[actions.begin_count(viewer).pk])
    return CODE in desk.post(page, {"scan": typed}).get("Location", "")


def _owner(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    """In a large house the owner of what lay in a wrong pouch is named by the label."""
    page = reverse("custody:count", args=[actions.begin_count(viewer).pk])
    sent = {"owner": typed, "kind": "my_number_card", "seen": "elsewhere", "seen_in": typed, "pouch": typed}
    return desk.post(page, sent).status_code == 302


def _emergency(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    return "髙橋 キヨ さん" in desk.post(reverse("custody:emergency"), {"room": typed}).content.decode()


def _later(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    return "髙橋 キヨ" in desk.get(reverse("custody:later"), {"room": typed}).content.decode()


def _people(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    return "髙橋 キヨ" in desk.get(reverse("residents:search"), {"q": typed}, follow=True).content.decode()


def _trip(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    """On the page of a trip to the doctor."""
    soon = {"leaves_at": now(), "back_by": now() + timedelta(hours=2)}
    trip = outings.plan(viewer, care="outpatient", people=[card.resident_id], **soon)
    return "heard=" in desk.post(reverse("outings:scan", args=[trip.pk]), {"scan": typed}).get("Location", "")


def _sheet(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    answer = desk.get(reverse("papers:ask"), {"id": typed})
    return answer.get("Location", "") == reverse("papers:sheet", args=[CODE])


def _badge(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    """At the locked screen of an emergency."""
    screen, page = Client(), reverse("custody:emergency")
    screen.cookies[settings.DESK_COOKIE] = desk.device  # type: ignore[attr-defined]
    return screen.post(page, {"who": typed, "code": "2704"}).get("Location", "") == page


def _place(desk: Client, viewer: Any, card: Any, typed: str) -> bool:
    """At a shared computer."""
    screen = Client()
    screen.cookies[settings.DESK_COOKIE] = desk.device  # type: ignore[attr-defined]
    return screen.post(reverse("desks:locked"), {"who": typed, "code": "2704"}).status_code == 302


FIELDS: dict[str, Callable[..., bool]] = {
    "custody/templates/custody/locker.html scan": _locker,
    "custody/templates/custody/count.html scan": _count,
    "custody/templates/custody/count.html owner": _owner,
    "custody/templates/custody/later.html room": _later,
    "custody/forms/emergency.py room": _emergency,
    "custody/forms/emergency.py who": _badge,
    "desks/forms.py who": _place,
    "papers/templates/papers/field.html id": _sheet,
    "residents/templates/residents/search.html q": _people,
    "ui/templates/ui/page.html q": _people,
    "outings/templates/outings/outing.html scan": _trip,
}
"""Every field that says of itself that it takes a label."""
MARKED = re.compile(
    r'name="(\w+)"[^>]*data-label|(\w+) = forms\.CharField\((?:(?!forms\.CharField).)*?"data-label"', re.DOTALL
)


def test_every_field_that_takes_a_label_is_tried_here() -> None:
    found = set()
    for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("forms*.py"), *SOURCE.rglob("forms/*.py")]:
        for html, field in MARKED.findall(file.read_text(encoding="utf-8")):
            found.add(f"{file.relative_to(SOURCE / 'tsukisoi')} {html or field}")
    assert found == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_label_is_read_however_it_arrives(
    desk: Client, viewer: Any, labelled: Any, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locker, "MANY", 0)
    monkeypatch.setattr(counts, "MANY", 0)
    worker = Worker.objects.get(pk=viewer.worker)
    staff.set_own_code(worker, "2704")
    Worker.objects.filter(pk=worker.pk).update(badge=CODE)
    _device, desk.device = desks.enrol(viewer, new_id(), "1階", None)  # type: ignore[attr-defined]
    Sheet.objects.create(
        organisation_id=viewer.organisation, short_id=CODE, subject_id=labelled.resident_id, kind="slip",
        printed_at=now(), digest="0" * 64, title="紙", edition="1", printed_by=worker.pk, printed_by_name=worker.name,
    )  # fmt: skip
    reads = FIELDS[field]
    assert ids.valid(CODE)
    wrong = [name for name, typed in _as(CODE) if not reads(desk, viewer, labelled, typed)]
    assert wrong == []
    assert not reads(desk, viewer, labelled, "いろは")


def test_where_kana_have_two_readings_the_label_of_this_home_is_meant(viewer: Any, card: Any) -> None:
    """か may be KA or CA, ふ HU or FU; now and then the check sign lets more than one pass."""
    kana = "かかく22"
    one, other = ids.readings(kana)
    for code in (one, other):
        type(card.place).objects.filter(pk=card.place_id).update(code=code)
        assert queries.scanned(viewer, kana).code == code
