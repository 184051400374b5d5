"""The masked copy of a signed paper, and the face to know a person by. Nothing unmasked is written down anywhere."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.custody import actions, pictures, queries, vault
from tsukisoi.custody.forms import CopyForm, FaceForm, MaskForm, UploadForm
from tsukisoi.custody.models import Agreement, Purpose
from tsukisoi.custody.pictures import Box, Unusable
from tsukisoi.custody.views.request import file, tried
from tsukisoi.guard.allowance import screens_itself
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today

KEPT_DAYS = {Purpose.AGREEMENT: 1825, Purpose.IDENTIFY: 365}
"""The day that is proposed: as long as a home keeps a contract; a face for a year."""


@require_http_methods(["GET", "HEAD", "POST"])
@screens_itself("draft")  # a sealed picture in letters, opened only here
def take(request: StaffRequest, resident: UUID, purpose: str) -> HttpResponse:
    """Take a picture, blacken what must not be seen, look, confirm; only then is it kept."""
    who = residents.person(request.viewer, resident)
    agreement = _about(request, who, purpose)
    looked(request.viewer, "custody.person", [who.pk])
    if request.method == "POST" and "draft" in request.POST:
        return _masking(request, who, Purpose(purpose), agreement)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        side = pictures.PAPER_SIDE if agreement else pictures.FACE_SIDE
        try:
            return _page(request, who, purpose, jpeg=pictures.read(form.cleaned_data["file"].read(), side))
        except Unusable as error:
            form.add_error("file", _words(error))
    return _page(request, who, purpose, upload=form)


def _about(request: StaffRequest, who: Person, purpose: str) -> Agreement | None:
    """The paper of which it is a copy; None of a face. Raises Http404 where there is nothing to take."""
    if purpose == Purpose.IDENTIFY and queries.house(request.viewer).face_photos:
        return None
    agreement = queries.signed_on_paper(request.viewer, who.pk) if purpose == Purpose.AGREEMENT else None
    if agreement is None:
        raise Http404(gettext("写しをとるものがありません。"))
    return agreement


def _words(error: Unusable) -> str:
    return {
        "not_a_picture": gettext("写真として読めません。JPEG・PNG・HEICの写真を選んでください。"),
        "too_many_pixels": gettext("写真が大きすぎます。小さくして、もう一度選んでください。"),
        "damaged": gettext("写真がこわれていて読めません。撮りなおしてください。"),
        "number_code": gettext("番号の入ったQRコードかバーコードが写っています。そこも黒くぬってください。"),
    }[error.why]


def _bound(request: StaffRequest, who: Person, purpose: str) -> bytes:
    return request.viewer.worker.bytes + who.pk.bytes + purpose.encode()


def _masking(request: StaffRequest, who: Person, purpose: Purpose, agreement: Agreement | None) -> HttpResponse:
    try:
        jpeg = vault.carried(request.POST["draft"], _bound(request, who, purpose))
    except vault.Unreadable:
        messages.warning(request, gettext("時間がたったので、写真は消えました。もう一度撮ってください。"))
        return redirect(request.path)
    boxes, typed = pictures.read_boxes(request.POST.get("boxes", "")), MaskForm(request.POST)
    corner = pictures.read_corner(request.POST.get("first", ""))
    if "save" in request.POST:
        return _save(request, who, purpose, agreement, jpeg, boxes)
    boxes, corner = _moved(request, jpeg, boxes, corner, typed)
    return _page(request, who, purpose, jpeg=jpeg, boxes=boxes, corner=corner, typed=typed)


def _moved(
    request: StaffRequest, jpeg: bytes, boxes: list[Box], corner: tuple[int, int] | None, typed: MaskForm
) -> tuple[list[Box], tuple[int, int] | None]:
    """The boxes after what was pressed: one taken away, one typed, or a corner of the next one touched."""
    dropped = request.POST.get("drop", "")
    if dropped.isdecimal():
        return [one for n, one in enumerate(boxes) if n != int(dropped[:3])], None
    touched = _touched(request, jpeg)
    if touched and corner:
        return [*boxes, pictures.box(corner, touched)][: pictures.MOST_BOXES], None
    if touched:
        return boxes, touched
    if typed.is_valid() and (two := typed.corners):
        (a, b), (c, d) = two
        part = pictures.UNITS // 100
        return [*boxes, pictures.box((a * part, b * part), (c * part, d * part))][: pictures.MOST_BOXES], None
    return boxes, corner


def _touched(request: StaffRequest, jpeg: bytes) -> tuple[int, int] | None:
    """Where the picture was touched, in units; the picture is sent as wide as the page shows it."""
    x, y = (request.POST.get(f"corner.{way}", "") for way in "xy")
    if not (x.isdecimal() and y.isdecimal()) or (x, y) == ("0", "0") or max(len(x), len(y)) > 5:
        return None
    wide, high = _shown(jpeg)
    across, down = int(x) * pictures.UNITS // wide, int(y) * pictures.UNITS // high
    return min(across, pictures.UNITS), min(down, pictures.UNITS)


def _shown(jpeg: bytes) -> tuple[int, int]:
    """Pixels of the page that the picture takes: always the same, so that a touch can be reckoned."""
    wide, high = pictures.size(jpeg)
    return SHOWN, max(1, SHOWN * high // wide)


SHOWN = 560


def _save(
    request: StaffRequest, who: Person, purpose: Purpose, agreement: Agreement | None, jpeg: bytes, boxes: list[Box]
) -> HttpResponse:
    form = (CopyForm if agreement else FaceForm)(request.POST)
    try:
        if form.is_valid() and tried(form, lambda: _keep(request, who, agreement, jpeg, boxes, form.cleaned_data)):
            messages.success(request, gettext("黒くぬったものだけを残しました。もとの写真は残っていません。"))
            return redirect("custody:person", who.pk)
    except Unusable as error:
        form.add_error(None, _words(error))
    return _page(request, who, purpose, jpeg=jpeg, boxes=boxes, form=form)


def _keep(
    request: StaffRequest, who: Person, agreement: Agreement | None, jpeg: bytes, boxes: list[Box], data: dict[str, Any]
) -> None:
    told = {name: data[name] for name in data if name != "seen"}
    if agreement:
        actions.keep_copy(request.viewer, agreement, jpeg, boxes, **told)
    else:
        actions.keep_face(request.viewer, who.pk, jpeg, boxes, **told)


def _page(
    request: StaffRequest, who: Person, purpose: str, *, jpeg: bytes | None = None, boxes: list[Box] | None = None,
    corner: tuple[int, int] | None = None, form: CopyForm | None = None, typed: MaskForm | None = None,
    upload: UploadForm | None = None,
) -> HttpResponse:  # fmt: skip
    face = purpose == Purpose.IDENTIFY
    given = {"delete_on": today() + timedelta(days=KEPT_DAYS[Purpose(purpose)]), "consent_on": today()}
    wrong = bool((form and form.errors) or (upload and upload.errors) or (typed and typed.errors))
    context: dict[str, Any] = {
        "resident": who, "face": face, "purpose": Purpose(purpose).label, "upload": upload,
        "typed": typed or MaskForm(),
        "form": form or (FaceForm if face else CopyForm)(initial=given), "boxes": boxes or [],
    }  # fmt: skip
    if jpeg is not None:
        shown = pictures.masked(jpeg, boxes or [], corner)
        wide, high = _shown(jpeg)
        context |= {
            "draft": vault.carry(jpeg, _bound(request, who, purpose)), "wide": wide, "high": high,
            "picture": "data:image/jpeg;base64," + b64encode(shown).decode(), "told": pictures.write_boxes(boxes or []),
            "first": "".join(map(pictures.letters, corner)) if corner else "",
        }  # fmt: skip
    return render(request, "custody/picture.html", context, status=422 if wrong else 200)


@require_GET
def picture(request: StaffRequest, picture: UUID) -> HttpResponse:
    """The kept picture, for the screen; no browser keeps it."""
    found, content = queries.picture_content(request.viewer, picture)
    looked(request.viewer, "custody.picture", [found.resident_id])
    answer = file(content, "picture.jpg", "image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def remove(request: StaffRequest, picture: UUID) -> HttpResponse:
    """It goes before its day."""
    found = actions.delete_picture(request.viewer, picture)
    messages.success(request, gettext("消しました。控えからも、控えを保つ期間のあとに消えます。"))
    return redirect("custody:person", found.resident_id)
