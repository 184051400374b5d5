"""A signed paper photographed and blackened, and a face with consent: nothing unmasked is ever kept."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from PIL import Image

from tsukisoi.custody import actions, papers, pictures, queries, vault
from tsukisoi.custody.models import Picture
from tsukisoi.custody.pictures import Box, Unusable
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import NotPermitted

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def photo(wide: int = 800, high: int = 1100, form: str = "JPEG") -> bytes:
    """A white page with a red square in the middle, and a camera's words beside the picture."""
    page = Image.new("RGB", (wide, high), WHITE)
    page.paste((200, 0, 0), (wide // 4, high // 4, wide // 2, high // 2))
    exif = Image.Exif()
    exif[0x010F] = "つばきカメラ"
    packed = io.BytesIO()
    page.save(packed, form, exif=exif)
    return packed.getvalue()


def look(jpeg: bytes, x: float, y: float) -> tuple[int, ...]:
    page = Image.open(io.BytesIO(jpeg))
    return tuple(page.getpixel((int(page.width * x), int(page.height * y))))  # type: ignore[arg-type]


def test_a_box_is_burnt_in_and_nothing_but_the_picture_is_left() -> None:
    clean = pictures.read(photo(), pictures.PAPER_SIDE)
    assert not Image.open(io.BytesIO(clean)).getexif() and "つばき".encode() not in clean
    black = pictures.masked(clean, [Box(140, 140, 310, 310)])
    assert max(look(black, 0.3, 0.3)) < 12 and min(look(black, 0.8, 0.8)) > 240
    assert pictures.read_boxes(pictures.write_boxes([Box(0, 600, 599, 3)])) == [Box(0, 600, 599, 3)]
    assert pictures.read_boxes("zzzzzzzz-a1") == [] and pictures.read_boxes("") == []
    assert max(pictures.size(pictures.read(photo(4000, 3000, "PNG"), 1600))) == 1600


@pytest.mark.parametrize(("content", "why"), [(b"%PDF-1.7", "not_a_picture"), (photo()[:300], "damaged")])
def test_what_is_no_picture_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Unusable) as told:
        pictures.read(content, 1600)
    assert told.value.why == why


def test_a_code_that_says_a_number_is_not_kept() -> None:
    packed = io.BytesIO()
    segno.make_qr("123456789018").save(packed, kind="png", scale=8, border=4)
    code = pictures.read(packed.getvalue(), 1600)
    with pytest.raises(Unusable):
        pictures.check_codes(code)
    pictures.check_codes(pictures.masked(code, [Box(0, 0, 600, 600)]))


def test_what_travels_in_the_page_opens_for_one_worker_person_and_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    text = vault.carry(b"picture", b"one")
    assert vault.carried(text, b"one") == b"picture" and not re.search(r"\d", text)
    for wrong, bound in ((text, b"two"), ("b" + text[1:], b"one"), ("12", b"one"), ("a", b"one")):
        if wrong != text or bound != b"one":
            with pytest.raises(vault.Unreadable):
                vault.carried(wrong, bound)
    monkeypatch.setattr(vault, "CARRIED_SECONDS", -1)
    with pytest.raises(vault.Unreadable):
        vault.carried(text, b"one")


@pytest.fixture
def signed(viewer: Any, enrol: Any) -> Any:
    """Somebody who signed on paper."""
    person = enrol()
    text = papers.receipt_text(viewer, person, ["card"])
    return actions.sign(
        viewer, person.pk, text, how="paper", capacity="self", signer=person.name, signed_on=today(), matters=["card"],
        paper_place="事務室",
    )  # fmt: skip


@pytest.fixture
def desk(client: Client, viewer: Any) -> Client:
    call_command("createcachetable")
    client.force_login(Worker.objects.get(pk=viewer.worker))
    return client


def _sent(page: str) -> dict[str, str]:
    """The hidden fields of the page, as a browser sends them back."""
    return {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("draft", "boxes", "first")}


@pytest.mark.django_db
def test_two_touches_blacken_and_only_the_confirmed_picture_is_kept(desk: Client, viewer: Any, signed: Any) -> None:
    address = reverse("custody:take_picture", args=[signed.resident_id, "agreement"])
    assert desk.get(address).status_code == 200
    upload = {"file": SimpleUploadedFile("receipt.jpg", photo(), "image/jpeg")}
    page = desk.post(address, upload).content.decode()
    assert Picture.objects.count() == 0
    for x, y in (("130", "180"), ("290", "400")):
        page = desk.post(address, {**_sent(page), "corner.x": x, "corner.y": y}).content.decode()
    assert "ぬるのをやめる" in page
    typed = {"left": "80", "top": "80", "right": "90", "bottom": "90", "typed": "1"}
    page = desk.post(address, {**_sent(page), **typed}).content.decode()
    assert len(pictures.read_boxes(_sent(page)["boxes"])) == 2
    wanted = {"save": "1", "delete_on": (today() + timedelta(days=30)).isoformat()}
    answer = desk.post(address, {**_sent(page), **wanted})
    assert answer.status_code == 422 and "番号が見えないこと" in answer.content.decode()
    assert Picture.objects.count() == 0
    wanted["seen"] = "on"
    for _twice in range(2):
        assert desk.post(address, {**_sent(page), **wanted}).status_code == 302
    kept = Picture.objects.get()
    assert kept.agreement_id == signed.pk and b"JFIF" not in bytes(kept.content or b"")
    shown = desk.get(reverse("custody:picture", args=[kept.pk]))
    assert shown["Cache-Control"] == "no-store" and max(look(shown.content, 0.35, 0.35)) < 12
    assert max(look(shown.content, 0.85, 0.85)) < 12 and min(look(shown.content, 0.6, 0.6)) > 240
    assert reverse("custody:picture", args=[kept.pk]) in desk.get(
        reverse("custody:person", args=[signed.resident_id])
    ).content.decode()  # fmt: skip
    desk.post(reverse("custody:remove_picture", args=[kept.pk]))
    assert Picture.objects.get().content is None
    assert desk.get(reverse("custody:picture", args=[kept.pk])).status_code == 404
    page = desk.post(address, {**_sent(page), "draft": "abcd"}, follow=True).content.decode()
    assert "もう一度撮って" in page


@pytest.mark.django_db
def test_a_face_needs_the_homes_decision_consent_and_an_end(viewer: Any, enrol: Any, stranger: Any) -> None:
    person, face = enrol("山田 花", "104", basis=False), pictures.read(photo(), pictures.FACE_SIDE)
    told: dict[str, Any] = {
        "delete_on": today() + timedelta(days=90), "consent_by": "self", "consent_on": today(),
    }  # fmt: skip
    with pytest.raises(ValidationError):
        actions.keep_face(viewer, person.pk, face, [], **told)
    usual = {"two_people": False, "night_place": "", "loud_after": 60, "clean_up_days": 30}
    actions.set_house(viewer, {**usual, "face_photos": True})
    for wrong in (
        {"consent_by": "family"}, {"delete_on": today()}, {"delete_on": today() + timedelta(days=500)},
        {"consent_on": today() + timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            actions.keep_face(viewer, person.pk, face, [], **{**told, **wrong})
    first = actions.keep_face(viewer, person.pk, face, [], **told)
    assert actions.keep_face(viewer, person.pk, face, [], **told).pk == first.pk
    second = actions.keep_face(viewer, person.pk, face, [Box(0, 0, 50, 50)], **told)
    assert [one.pk for one in queries.pictures_of(viewer, person.pk)] == [second.pk]
    assert queries.faces_of(viewer, [person.pk]) == {person.pk: second.pk}
    with scope(organisation=stranger.organisation), pytest.raises(Http404):
        queries.picture_content(stranger, second.pk)
    Picture.objects.filter(pk=second.pk).update(delete_on=today())
    with pytest.raises(Http404):
        queries.picture_content(viewer, second.pk)
    assert queries.faces_of(viewer, [person.pk]) == {}
    assert actions.end_pictures(viewer) == 1 and actions.end_pictures(viewer) == 0
    assert not Picture.objects.exclude(content=None).exists()


@pytest.mark.django_db
def test_who_may_not_handle_keeps_no_picture(viewer: Any, signed: Any, worker_in: Any, home: Any) -> None:
    guest = viewer_of(worker_in(home, "viewer", "guest"))
    jpeg = pictures.read(photo(), pictures.PAPER_SIDE)
    with pytest.raises(NotPermitted):
        actions.keep_copy(guest, signed, jpeg, [], delete_on=today() + timedelta(days=9))
    with pytest.raises(ValidationError):
        actions.keep_copy(viewer, signed, jpeg, [], delete_on=today() + timedelta(days=5000))
