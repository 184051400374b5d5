"""Whose picture is whose; what comes in and what is kept of it."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from tsukisoi.tenancy.ids import new_id
from tsukisoi.venue import actions, pictures, queries, vault
from tsukisoi.venue.locking import MARK, Shot, SlateNow, bind
from tsukisoi.venue.models import Picture, Seat, Slate
from tsukisoi.venue.pictures import Box, Unusable
from venue import shots

BEGIN = datetime(2026, 11, 23, 10, 0, 0)


def again(seat: Seat) -> Seat:
    return Seat.objects.select_related("listed", "day").get(pk=seat.pk)


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


# --- the file -------------------------------------------------------------------------------------------------------


def test_only_the_picture_is_kept() -> None:
    frame = pictures.read(shots.face(1, at(3)) + b"<script>alert(1)</script>PK\x03\x04")
    kept = Image.open(io.BytesIO(frame.jpeg))
    assert frame.taken_at == at(3)
    assert len(kept.getexif()) == 0 and not kept.info.keys() - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"<script" not in frame.jpeg and b"Exif" not in frame.jpeg


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "not_a_picture"), (b"<svg/>", "not_a_picture"), (b"GIF89a" + b"0" * 50, "not_a_picture")],
)  # fmt: skip
def test_what_is_no_photograph_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Unusable) as refused:
        pictures.read(content)
    assert refused.value.why == why


def test_a_cut_off_file_and_a_flood_of_pixels_are_refused() -> None:
    with pytest.raises(Unusable) as refused:
        pictures.read(shots.face(1)[:4000])
    assert refused.value.why == "damaged"
    flood = io.BytesIO()
    Image.new("1", (50_000, 50_000)).save(flood, "PNG")
    with pytest.raises(Unusable) as refused:
        pictures.read(flood.getvalue())
    assert refused.value.why == "too_many_pixels"


def test_a_picture_held_sideways_stands_upright() -> None:
    turned = io.BytesIO()
    written = Image.Exif()
    written[0x0112] = 6
    Image.new("RGB", (800, 600), "white").save(turned, "JPEG", exif=written)
    assert (pictures.read(turned.getvalue()).width, pictures.read(turned.getvalue()).height) == (600, 800)


def test_heic_and_cmyk_come_out_as_plain_jpeg() -> None:
    four = io.BytesIO()
    Image.new("CMYK", (600, 800)).save(four, "JPEG")
    assert Image.open(io.BytesIO(pictures.read(four.getvalue()).jpeg)).mode == "RGB"


@pytest.mark.parametrize("size", [(1200, 1600), (1600, 1200), (4000, 3000), (700, 1000)])
def test_the_cut_is_35_to_45_within_the_limits_of_the_form(size: tuple[int, int]) -> None:
    frame = pictures.read(shots.face(2, size=size))
    made = pictures.cut(frame.jpeg, pictures.suggestion(frame.width, frame.height))
    cut = Image.open(io.BytesIO(made))
    assert abs(cut.width / cut.height - 35 / 45) < 0.002
    assert all(480 <= side <= 6000 for side in cut.size) and 20_000 <= len(made) <= 7_000_000


def test_a_frame_outside_or_too_small_is_refused() -> None:
    frame = pictures.read(shots.face(2))
    for box, why in (
        (Box(900, 0, 500), "frame_outside"),
        (Box(-1, 0, 500), "frame_outside"),
        (Box(0, 0, 100), "too_few_pixels"),
    ):
        with pytest.raises(Unusable) as refused:
            pictures.cut(frame.jpeg, box)
        assert refused.value.why == why


def test_at_rest_it_is_sealed_for_its_own_row() -> None:
    one, other = new_id(), new_id()
    sealed = vault.seal(b"face", one, "cut")
    assert b"face" not in sealed and vault.unseal(sealed, one, "cut") == b"face"
    for row, part in ((other, "cut"), (one, "frame")):
        with pytest.raises(vault.Unreadable):
            vault.unseal(sealed, row, part)


# --- the roll -------------------------------------------------------------------------------------------------------


def shot(file: int, seconds: float | None, *tokens: str, digest: str = "") -> Shot:
    return Shot(file, None if seconds is None else at(seconds), tuple(MARK + t for t in tokens), digest or f"d{file}")


FRESH = {token: SlateNow(spent=False, closed=False) for token in ("A", "B", "C")}


def test_a_proper_roll_is_bound_by_the_clock_whatever_the_order_of_files() -> None:
    roll = bind([shot(1, 30), shot(2, 20, "B"), shot(3, 10), shot(4, 0, "A")], FRESH)
    assert [(bound.token, bound.shot.at) for bound in roll.bound] == [("A", 3), ("B", 1)]
    assert roll.stopped == ()


@pytest.mark.parametrize(
    ("shots_", "why"),
    [
        ([shot(1, 0), shot(2, 5)], ["no_slate"]),
        ([shot(1, 0, "A"), shot(2, 5), shot(3, 9)], ["two_shots"]),
        ([shot(1, 0, "A"), shot(2, 5), shot(3, 10, "A"), shot(4, 15)], ["reused_slate", "reused_slate"]),
        ([shot(1, 0, "A")], ["no_shot"]),
        ([shot(1, 0, "A", "B"), shot(2, 5)], ["two_slates"]),
        ([shot(1, 0, "Z"), shot(2, 5)], ["unknown_slate"]),
        ([shot(1, 0, "A"), shot(2, 400)], ["too_long"]),
        ([shot(1, 0, "A"), shot(2, None)], ["no_time"]),
        ([shot(1, 0, "A"), shot(2, 0)], ["same_moment"]),
        ([shot(1, 0, "A"), shot(2, 5, digest="x"), shot(3, 9, "B"), shot(4, 12, digest="x")], ["same_picture"] * 2),
    ],
)  # fmt: skip
def test_every_mistake_is_stopped(shots_: list[Shot], why: list[str]) -> None:
    roll = bind(shots_, FRESH)
    stopped = [one.why for one in roll.stopped]
    assert stopped[: len(why)] == why and roll.bound == ()


def test_spent_and_closed_slates_take_nothing() -> None:
    now = {"A": SlateNow(spent=True, closed=False), "B": SlateNow(spent=False, closed=True)}
    roll = bind([shot(1, 0, "A"), shot(2, 5), shot(3, 10, "B"), shot(4, 15)], now)
    assert [one.why for one in roll.stopped] == ["reused_slate", "late"]


# --- the day --------------------------------------------------------------------------------------------------------


@pytest.fixture
def photographed(viewer: Any, seats: Any) -> Any:
    """The first of the list, with a picture taken by the roll."""
    actions.arrive(viewer, seats[0].pk)
    token = actions.slate(viewer, seats[0].pk).token
    done = actions.take_roll(viewer, seats[0].day_id, [shots.face(1, at(5)), shots.slate(token, at(0))])
    assert done.seats == (seats[0].pk,) and not done.roll.stopped
    return again(seats[0])


@pytest.mark.django_db
def test_a_slate_serves_one_picture(viewer: Any, photographed: Any) -> None:
    token = Slate.objects.get().token
    done = actions.take_roll(viewer, photographed.day_id, [shots.slate(token, at(60)), shots.face(2, at(65))])
    assert done.seats == () and [one.why for one in done.roll.stopped] == ["reused_slate"]
    assert actions.slate(viewer, photographed.pk).token != token


@pytest.mark.django_db
def test_the_pair_of_one_person_takes_only_the_persons_own_slate(viewer: Any, seats: Any) -> None:
    mine, other = (actions.slate(viewer, seat.pk).token for seat in seats[:2])
    wrong = actions.take_pair(viewer, seats[0].pk, shots.slate(other, at(0)), shots.face(1, at(5)))
    assert [one.why for one in wrong.roll.stopped] == ["another_person"] and Picture.objects.count() == 0
    right = actions.take_pair(viewer, seats[0].pk, shots.slate(mine, at(0)), shots.face(1, at(5)))
    assert right.seats == (seats[0].pk,)


@pytest.mark.django_db
def test_two_sign_ins_lock_a_picture_and_one_cannot_alone(viewer: Any, second: Any, photographed: Any) -> None:
    picture = queries.picture(viewer, photographed)
    assert picture
    actions.compare(viewer, photographed.pk, picture.pk, "")
    assert actions.compare(viewer, photographed.pk, picture.pk, "1").again
    with pytest.raises(actions.NotNow):
        actions.check(viewer, photographed.pk)
    with pytest.raises(actions.WrongTicket):
        actions.compare(second, photographed.pk, picture.pk, "4")
    actions.compare(second, photographed.pk, picture.pk, "1")
    assert len(again(photographed).standing["photo"]["data"]["seen"]) == 2
    actions.identity(viewer, photographed.pk, ["passport", "care_insurance_card"], "町 太郎")
    actions.check(viewer, photographed.pk)


@pytest.mark.django_db
def test_a_locked_picture_is_not_replaced_by_a_late_one(viewer: Any, second: Any, photographed: Any) -> None:
    picture = queries.picture(viewer, photographed)
    assert picture
    token = actions.slate(viewer, photographed.pk).token
    for one in (viewer, second):
        actions.compare(one, photographed.pk, picture.pk, "1")
    late = actions.take_roll(viewer, photographed.day_id, [shots.slate(token, at(90)), shots.face(9, at(95))])
    assert [one.why for one in late.roll.stopped] == ["late"]


@pytest.mark.django_db
def test_moving_the_frame_asks_for_both_looks_again(viewer: Any, photographed: Any) -> None:
    picture = queries.picture(viewer, photographed)
    assert picture
    actions.compare(viewer, photographed.pk, picture.pk, "")
    actions.frame_by_hand(viewer, photographed.pk, Box(100, 100, 700))
    assert again(photographed).standing["photo"]["data"]["seen"] == []


@pytest.mark.django_db
def test_a_doubted_picture_is_gone_at_once(viewer: Any, photographed: Any) -> None:
    actions.doubt(viewer, photographed.pk)
    kept = Picture.objects.get()
    assert kept.frame is None and kept.cut is None and kept.deleted_at
    assert again(photographed).standing["photo"]["data"] == {"doubt": True}


@pytest.mark.django_db
def test_pictures_are_sealed_in_the_database_and_gone_on_their_day(
    viewer: Any, photographed: Any, settings: Any
) -> None:
    kept = Picture.objects.get()
    assert bytes(kept.frame)[:3] != b"\xff\xd8\xff" and b"JFIF" not in bytes(kept.frame)
    assert queries.content(viewer, photographed.pk, kept.pk, "cut")[:3] == b"\xff\xd8\xff"
    settings.TSUKISOI_TODAY = kept.delete_on
    assert actions.delete_due(viewer) == 1 and actions.delete_due(viewer) == 0
    assert Picture.objects.get().frame is None


@pytest.mark.django_db
def test_who_could_be_taken_for_somebody_else(viewer: Any, seats: Any) -> None:
    found = queries.alike(seats[0], seats)
    assert [other.listed.name for other in found["surname"]] == ["髙橋 正"]
    assert [other.listed.name for other in found["birth_date"]] == ["髙橋 正"]
    assert len(found["household"]) == 4
