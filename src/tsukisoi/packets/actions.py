"""Making and opening hand-over files: permitted, recorded, in one transaction, idempotent by the file's own id."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tsukisoi.guard.refusal import refuse
from tsukisoi.guard.texts import every_text
from tsukisoi.journal.actions import Chain, write
from tsukisoi.packets import codes, screening, sealed, workbooks
from tsukisoi.packets.models import Direction, Keys, Packet, Partner
from tsukisoi.packets.queries import HAND_OVER
from tsukisoi.packets.sealed import Pair
from tsukisoi.papers.ids import tidy
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import letters, new_id
from tsukisoi.tenancy.viewer import Viewer

YEARS = set(range(2020, 2200))
"""Days beyond are a mistake, and some cannot be reckoned with."""


class Refused(ValueError):
    """The file is not taken or not made. Its text is a sentence for people: what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file. `code` opens it where no partner's key does: to be told by another way than the file."""

    content: bytes
    name: str
    code: str
    record: Packet


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened file. `again`: this very file was opened here before. `sender` is proven, not only written."""

    id: UUID
    kind: str
    sender: str
    made_at: datetime
    delete_on: date
    payload: dict[str, Any]
    files: dict[str, bytes] = field(repr=False)
    again: bool
    record: Packet


def make(
    viewer: Viewer,
    *,
    kind: str,
    payload: Mapping[str, Any],
    organisation: str,
    recipient: str,
    delete_on: date,
    files: Mapping[str, bytes] | None = None,
    about: UUID | None = None,
    to: Partner | None = None,
    code: str = "",
    machine: str = "",
    id: UUID | None = None,
) -> Made:
    """Make a file of `kind` for `recipient` with plain JSON and, where there are any, attached files.

    Locked for the partner `to`; without one, for whoever is told `code` (made here where none is given; a code printed
    before may be given again, as between a server and its laptops). `organisation` is the name of the sender, `machine`
    which of its machines. `id`: making the file of that id again changes nothing in the record.
    Raises Refused where the content holds a forbidden number or is too large; NotPermitted.
    """
    viewer.require(HAND_OVER)
    code = "" if to else codes.read(code) if code else codes.make()
    header: dict[str, Any] = {
        "id": str(id or new_id()), "kind": kind, "sender": {"name": organisation, "machine": machine},
        "recipient": to.name if to else recipient, "made": now().isoformat(), "delete_on": delete_on.isoformat(),
    }  # fmt: skip
    _screen(chain(screening.of_header(header), every_text(payload), files or {}))
    with transaction.atomic():
        before = Packet.objects.filter(direction=Direction.MADE, packet=UUID(header["id"])).first()
        receipt = before.receipt if before else sealed.fresh_receipt()
        done = _sealed(viewer, header, payload, files or {}, code, to, receipt)
        record = _record(viewer, Direction.MADE, header, about, receipt, done, organisation)
        write(
            viewer, "packets.make", Chain("packet", UUID(header["id"])), refs=[record.pk],
            values={"kind": kind, "recipient": record.recipient, "delete_on": delete_on.isoformat()},
        )  # fmt: skip
    return Made(done, name_of(kind, header), code, record)


def make_workbook(
    viewer: Viewer, build: Callable[[str], bytes], *, kind: str, organisation: str, recipient: str, delete_on: date,
    about: UUID, password: str, id: UUID | None = None,
) -> Made:  # fmt: skip
    """Make an encrypted workbook for somebody who has nothing but Excel; its record is as that of every file.

    `build` is handed the receipt as one reads it out, and writes it into the workbook: only who opened it can tell it.
    `password` opens it: told by another way, kept nowhere. `id`: that file made again changes nothing in the record.
    Raises Refused where the recipient holds a forbidden number; NotPermitted.
    """
    viewer.require(HAND_OVER)
    header: dict[str, Any] = {
        "id": str(id or new_id()), "kind": kind, "recipient": recipient, "made": now().isoformat(),
        "delete_on": delete_on.isoformat(),
    }  # fmt: skip
    _screen(screening.of_header(header))
    with transaction.atomic():
        before = Packet.objects.filter(direction=Direction.MADE, packet=UUID(header["id"])).first()
        receipt = before.receipt if before else sealed.fresh_receipt()
        done = workbooks.lock(build(f"{receipt[:4]}-{receipt[4:]}"), password)
        record = _record(viewer, Direction.MADE, header, about, receipt, done, organisation)
        write(
            viewer, "packets.make", Chain("packet", UUID(header["id"])), refs=[record.pk],
            values={"kind": kind, "recipient": record.recipient, "delete_on": delete_on.isoformat()},
        )  # fmt: skip
    return Made(done, name_of(kind, header, "xlsx"), "", record)


def name_of(kind: str, header: Mapping[str, Any], ending: str = "tsukisoi") -> str:
    """How the file is called: what it is, its day, and six letters. Digits beside a day could read as a My Number."""
    return f"{kind}-{header['made'][:10]}-{letters(header['id'][-6:])}.{ending}"


def _sealed(
    viewer: Viewer, header: dict[str, Any], payload: Mapping[str, Any], files: Mapping[str, bytes], code: str,
    to: Partner | None, receipt: str,
) -> bytes:  # fmt: skip
    try:
        opening = to.opening_public if to else ""
        return sealed.seal(header, payload, files, _own(viewer), code=code, to=opening, receipt=receipt)
    except sealed.TooLarge:
        raise Refused(_("渡すものが大きすぎます。人か写真を分けて、2つのファイルにしてください。")) from None
    except sealed.BadKey:
        raise Refused(_("相手の鍵が壊れています。その鍵を消して、もう一度受け取ってください。")) from None


def open_packet(
    viewer: Viewer, content: bytes, *, kinds: Iterable[str], code: str = "", about: UUID | None = None
) -> Opened:
    """Open a file of one of these kinds. The same file again gives the same content with `again` True.

    A sender not met before is remembered with its key when the code was right; later files under that name must bear
    the same key. Raises Refused (a sentence for people): not such a file, changed, wrong code, unknown sender, of
    another kind, past its day of deletion, holding a forbidden number.
    """
    viewer.require(HAND_OVER)
    with transaction.atomic():
        inside = _opened(viewer, content, code)
        header = inside.header
        if header["kind"] not in kinds:
            raise Refused(_("これは別の用事のファイルです。そのファイルを受け取る画面で開いてください。"))
        made, delete_on = _times(header)
        if delete_on < today():
            raise Refused(_("このファイルは、廃棄する日を過ぎています。新しいものを送ってもらってください。"))
        _readable(inside)
        sender = _known(viewer, header)
        before = Packet.objects.filter(direction=Direction.OPENED, packet=UUID(header["id"])).first()
        record = before or _record(viewer, Direction.OPENED, header, about, inside.receipt, content, sender)
        if before is None:
            write(
                viewer, "packets.open", Chain("packet", record.packet), refs=[record.pk],
                values={"kind": record.kind, "sender": sender, "delete_on": delete_on.isoformat()},
            )  # fmt: skip
        return Opened(
            record.packet, record.kind, sender, made, delete_on, inside.payload, inside.files, before is not None,
            record,
        )  # fmt: skip


def _opened(viewer: Viewer, content: bytes, code: str) -> sealed.Inside:
    try:
        way = sealed.about(content)["lock"]["way"]
        return sealed.unseal(content, code=codes.read(code) if way == "code" else "", own=_own(viewer))
    except codes.Mistyped as error:
        raise Refused(_mistyped(error.group)) from None
    except sealed.WrongCode:
        raise Refused(
            _("このファイルは開けません。合い言葉が違うか、ほかの相手あてのファイルです。送った人に確かめてください。")
        ) from None
    except sealed.TooLarge:
        raise Refused(_("ファイルが大きすぎるため、開いていません。送った人に連絡してください。")) from None
    except sealed.Changed:
        raise Refused(_not_as_sent()) from None
    except sealed.NotOurs:
        raise Refused(_("受け渡しのファイルではありません。送られたファイルをそのまま選んでください。")) from None


def _not_as_sent() -> str:
    return _("このファイルは、送られたときと違っています。何も取りこんでいません。もう一度送ってもらってください。")


def _readable(inside: sealed.Inside) -> None:
    """Raises Refused for what this program never writes, and for a forbidden number."""
    try:
        texts = list(chain(screening.of_header(inside.header), every_text(inside.payload), inside.files))
    except RecursionError:  # lists in lists in lists
        raise Refused(_not_as_sent()) from None
    if not all(map(sealed.is_text, texts)):
        raise Refused(_not_as_sent())
    _screen(texts)


def _mistyped(group: int) -> str:
    if group:
        return _("合い言葉の %(n)d 組めに打ちまちがいがあります。") % {"n": group}
    return _("合い言葉は5文字が5組です。紙のとおりに入れてください。")


def _times(header: Mapping[str, Any]) -> tuple[datetime, date]:
    try:
        made, delete_on = parse_datetime(header["made"]), parse_date(header["delete_on"])
        UUID(header["id"])
    except ValueError:
        made = delete_on = None
    if made is None or delete_on is None or made.tzinfo is None or not {made.year, delete_on.year} <= YEARS:
        raise Refused(_("このファイルの日付が読めません。送った人に連絡してください。"))
    return made, delete_on


def _known(viewer: Viewer, header: Mapping[str, Any]) -> str:
    """The proven name of the sender. Raises Refused for a key that is not the one known under that name."""
    sender = header["sender"]
    own = Keys.objects.filter(organisation_id=viewer.organisation, signing_public=sender["signing"]).exists()
    name = screening.name_of(sender)
    if own:
        return name
    by_key = Partner.objects.filter(signing_public=sender["signing"]).first()
    if by_key is not None:
        return by_key.name
    if Partner.objects.filter(name=name).exists():
        raise Refused(
            _("送り手の鍵が、前と違います。開いていません。%(name)s に電話で確かめてください。") % {"name": name}
        )
    if header["lock"]["way"] != "code":
        raise Refused(_("%(name)s の鍵をまだ受け取っていません。先に鍵を交換してください。") % {"name": name})
    learn(viewer, name, sender["signing"], sender["opening"])
    return name


def learn(viewer: Viewer, name: str, signing: str, opening: str) -> Partner:
    """Remember somebody's public keys. The same again changes nothing. Raises Refused for another key of that name."""
    viewer.require(HAND_OVER)
    _screen([name])
    if not (screening.is_key(signing) and screening.is_key(opening)):
        raise Refused(_not_as_sent())
    with transaction.atomic():
        partner, made = Partner.objects.get_or_create(
            organisation_id=viewer.organisation, name=name[:160],
            defaults={"signing_public": signing, "opening_public": opening, "learnt_on": today()},
        )  # fmt: skip
        if not made and partner.signing_public != signing:
            raise Refused(
                _("送り手の鍵が、前と違います。開いていません。%(name)s に電話で確かめてください。") % {"name": name}
            )
        if made:
            write(viewer, "packets.learn", Chain("partner", partner.pk), values={"name": partner.name})
        return partner


def confirm(viewer: Viewer, partner: Partner) -> Partner:
    """The words of the key were compared by telephone and agree."""
    viewer.require(HAND_OVER)
    with transaction.atomic():
        found = Partner.objects.select_for_update().get(pk=partner.pk)
        if found.confirmed_on is None:
            found.confirmed_on = today()
            found.save()
            write(viewer, "packets.confirm", Chain("partner", found.pk))
        return found


def forget(viewer: Viewer, partner: Partner) -> None:
    """Forget a partner's key: the next file under that name is met as if for the first time."""
    viewer.require(HAND_OVER)
    with transaction.atomic():
        gone, _rows = Partner.objects.filter(pk=partner.pk).delete()
        if gone:
            write(viewer, "packets.forget", Chain("partner", partner.pk), values={"name": partner.name})


def received(viewer: Viewer, packet: Packet, told: str) -> Packet:
    """The other side told the eight signs that only an opened file shows. Raises Refused where they are not those."""
    viewer.require(HAND_OVER)
    with transaction.atomic():
        found = Packet.objects.select_for_update().get(pk=packet.pk)
        if tidy(told) != found.receipt:
            raise Refused(_("受け取りの印が違います。相手の画面に出ている8文字を、もう一度聞いてください。"))
        if found.received_on is None:
            found.received_on = today()
            found.save()
            write(viewer, "packets.received", Chain("packet", found.packet), refs=[found.pk])
        return found


def deleted(viewer: Viewer, packet: Packet) -> Packet:
    """The content that came with this file was deleted here."""
    viewer.require(HAND_OVER)
    with transaction.atomic():
        found = Packet.objects.select_for_update().get(pk=packet.pk)
        if found.deleted_on is None:
            found.deleted_on = today()
            found.save()
            write(viewer, "packets.deleted", Chain("packet", found.packet), refs=[found.pk])
        return found


def belongs_to(viewer: Viewer, packet: Packet, about: UUID) -> None:
    """Say to which thing of the room above an opened file belongs, once that is known."""
    viewer.require(HAND_OVER)
    Packet.objects.filter(pk=packet.pk, about=None).update(about=about)


def own_keys(viewer: Viewer) -> sealed.Public:
    """The organisation's own public keys; made at the first use."""
    viewer.require(HAND_OVER)
    return _own(viewer).public


def _own(viewer: Viewer) -> Pair:
    keys = Keys.objects.filter(organisation_id=viewer.organisation).first()
    if keys is None:
        pair = Pair.fresh()
        public = pair.public
        keys, _made = Keys.objects.get_or_create(
            organisation_id=viewer.organisation,
            defaults={
                "signing_public": public.signing, "opening_public": public.opening, "made_at": now(),
                "wrapped": _wrap(viewer.organisation, pair),
            },
        )  # fmt: skip
    return _unwrap(viewer.organisation, keys.wrapped)


def _wrap(organisation: UUID, pair: Pair) -> str:
    nonce = hashlib.sha256(pair.signing).digest()[:12]
    return base64.b64encode(
        nonce + _wrapping(organisation).encrypt(nonce, pair.signing + pair.opening, organisation.bytes)
    ).decode()


def _unwrap(organisation: UUID, wrapped: str) -> Pair:
    raw = base64.b64decode(wrapped)
    plain = _wrapping(organisation).decrypt(raw[:12], raw[12:], organisation.bytes)
    return Pair(plain[:32], plain[32:])


def _wrapping(organisation: UUID) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, organisation.bytes, b"tsukisoi packet keys").derive(settings.SECRET_KEY.encode()))


def _record(
    viewer: Viewer, direction: Direction, header: Mapping[str, Any], about: UUID | None, receipt: str, content: bytes,
    sender: str,
) -> Packet:  # fmt: skip
    record, _made = Packet.objects.update_or_create(
        organisation_id=viewer.organisation, direction=direction, packet=UUID(header["id"]),
        defaults={
            "kind": header["kind"], "about": about, "sender": sender, "recipient": str(header["recipient"])[:160],
            "made_at": header["made"], "at": now(), "by": viewer.worker, "delete_on": header["delete_on"],
            "digest": hashlib.sha256(content).hexdigest(), "receipt": receipt,
        },
    )  # fmt: skip
    return Packet.objects.get(pk=record.pk)


def _screen(texts: Iterable[str]) -> None:
    for text in texts:
        if refusal := refuse(text):
            raise Refused(refusal)
