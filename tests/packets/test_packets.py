"""Hand-over files: what goes in comes out, once; what was changed is refused."""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django_scopes import scope

from tsukisoi.guard.refusal import refuse
from tsukisoi.packets import actions, codes, queries, sealed
from tsukisoi.packets.models import Packet, Partner
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted, Viewer

pytestmark = pytest.mark.django_db
PEOPLE = {"people": [{"name": "髙橋 キヨ", "room": "103"}]}


@pytest.fixture
def facility(home: Any, worker_in: Any) -> Viewer:
    return viewer_of(worker_in(home, "worker"))


@pytest.fixture
def town(other_home: Any, worker_in: Any) -> Viewer:
    return viewer_of(worker_in(other_home, "clerk"))


def _make(viewer: Viewer, **other: Any) -> actions.Made:
    with scope(organisation=viewer.organisation):
        return actions.make(
            viewer,
            **{
                "kind": "reception_list", "payload": PEOPLE, "organisation": "つばき苑", "recipient": "みどり野町",
                "delete_on": date(2027, 1, 31), **other,
            },
        )  # fmt: skip


def _open(viewer: Viewer, content: bytes, code: str = "", kinds: Any = ("reception_list",)) -> actions.Opened:
    with scope(organisation=viewer.organisation):
        return actions.open_packet(viewer, content, kinds=kinds, code=code)


def test_what_goes_in_comes_out_with_its_files(facility: Viewer, town: Viewer) -> None:
    made = _make(facility, files={"a.jpg": b"\xff\xd8 picture", "b.jpg": b""})
    found = _open(town, made.content, made.code.lower().replace("-", " "))
    assert (found.payload, found.sender, found.again) == (PEOPLE, "つばき苑", False)
    assert found.files == {"a.jpg": b"\xff\xd8 picture", "b.jpg": b""}
    assert "髙橋".encode() not in made.content and made.code.encode() not in made.content


def test_the_name_of_a_file_is_never_taken_for_a_number() -> None:
    """A day has eight digits: four more beside it made a file that could not be handed in."""
    for digits in range(1000):
        header = {"id": f"01a2163a-4f64-73c0-a719-6550e8{digits:04d}ab", "made": "2026-11-26T09:00:00+09:00"}
        assert refuse(actions.name_of("reception_list", header)) is None


def test_opening_twice_is_opening_once(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    first, second = _open(town, made.content, made.code), _open(town, made.content, made.code)
    assert (first.again, second.again) == (False, True) and first.id == second.id
    with scope(organisation=town.organisation):
        assert Packet.objects.count() == 1


def test_the_receipt_proves_that_it_was_opened(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    told = _open(town, made.content, made.code).record.receipt_shown
    with scope(organisation=facility.organisation):
        with pytest.raises(actions.Refused, match="印が違います"):
            actions.received(facility, made.record, "AAAA-AAAA")
        assert actions.received(facility, made.record, told.lower()).received_on == date(2026, 11, 23)
        assert queries.without_receipt(facility) == []


@pytest.mark.parametrize("place", [40, 300, -1, -200])
def test_a_changed_file_is_refused_and_nothing_is_kept(facility: Viewer, town: Viewer, place: int) -> None:
    made = _make(facility)
    changed = bytearray(made.content)
    changed[place] ^= 1
    with pytest.raises(actions.Refused):
        _open(town, bytes(changed), made.code)
    with scope(organisation=town.organisation):
        assert not Packet.objects.exists() and not Partner.objects.exists()


def test_a_cut_file_is_refused(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    for end in (0, 10, 200, len(made.content) // 2, len(made.content) - 1):
        with pytest.raises(actions.Refused):
            _open(town, made.content[:end], made.code)


def test_another_code_does_not_open_and_a_mistyped_one_says_where(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    with pytest.raises(actions.Refused, match="開けません"):
        _open(town, made.content, codes.make())
    wrong = "-".join([*made.code.split("-")[:2], "AAAAA", *made.code.split("-")[3:]])
    with pytest.raises(actions.Refused, match="3 組め"):
        _open(town, made.content, wrong)
    with pytest.raises(actions.Refused, match="5文字が5組"):
        _open(town, made.content, "")


def test_a_file_of_another_kind_is_not_taken(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    with pytest.raises(actions.Refused, match="別の用事"):
        _open(town, made.content, made.code, kinds=("reception_day",))


def test_a_file_past_its_day_is_refused(facility: Viewer, town: Viewer) -> None:
    made = _make(facility, delete_on=date(2026, 11, 22))
    with pytest.raises(actions.Refused, match="廃棄する日"):
        _open(town, made.content, made.code)


def test_no_number_goes_in(facility: Viewer) -> None:
    with pytest.raises(actions.Refused):
        _make(facility, payload={"note": "123456789018"})


NUMBER = "123456789018"
WAYS_IN: dict[str, dict[str, Any]] = {
    "a text": {"payload": {"note": NUMBER}},
    "a whole number": {"payload": {"people": [{"room": int(NUMBER)}]}},
    "a number with a point": {"payload": {"people": [{"room": float(NUMBER)}]}},
    "a point within": {"payload": {"people": [{"room": 1234.56789018}]}},
    "a number whose first nought is lost": {"payload": {"room": 62904214766}},
    "the name of a field": {"payload": {NUMBER: True}},
    "a note of a PIN": {"payload": {"note": "暗証番号は7391です"}},
    "the name of a file": {"files": {f"{NUMBER}.jpg": b"x"}},
    "the recipient": {"recipient": NUMBER},
    "the sender": {"sender": {"name": NUMBER, "machine": ""}},
    "the sender's machine": {"sender": {"name": "つばき苑", "machine": NUMBER}},
    "the sender with its machine": {"sender": {"name": "12345678", "machine": "9018"}},
    "something else beside the sender": {"sender": {"name": "つばき苑", "machine": "", "more": [int(NUMBER)]}},
    "something else in the header": {"more": {"more": NUMBER}},
    "the name of something in the header": {NUMBER: "x"},
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_number_comes_in_whichever_way(facility: Viewer, town: Viewer, way: str) -> None:
    """A file that was made elsewhere, by whatever means: it is refused whole, and nothing of it stays."""
    told = {"payload": PEOPLE, "files": {}, **WAYS_IN[way]}
    code, payload, files = codes.make(), told.pop("payload"), told.pop("files")
    header = {
        "id": str(new_id()), "kind": "reception_list", "sender": {"name": "つばき苑", "machine": ""},
        "recipient": "みどり野町", "made": now().isoformat(), "delete_on": "2027-01-31", **told,
    }  # fmt: skip
    content = sealed.seal(header, payload, files, sealed.Pair.fresh(), code=code, receipt=sealed.fresh_receipt())
    with pytest.raises(actions.Refused, match="見える") as error:
        _open(town, content, code)
    assert NUMBER not in str(error.value)
    with scope(organisation=town.organisation):
        assert not Packet.objects.exists() and not Partner.objects.exists()


def test_nothing_but_a_key_stands_in_the_place_of_a_key(facility: Viewer, town: Viewer) -> None:
    with scope(organisation=town.organisation):
        signing = sealed.Pair.fresh().public.signing
        for keys in ((signing, NUMBER), (NUMBER, signing), (signing, "")):
            with pytest.raises(actions.Refused, match="違っています"):
                actions.learn(town, "つばき苑", *keys)
        assert not Partner.objects.exists()


@pytest.mark.parametrize(
    "told", [{"files": {f"{NUMBER}.jpg": b""}}, {"recipient": NUMBER}, {"organisation": NUMBER}, {"machine": NUMBER}]
)
def test_no_number_goes_out_beside_the_content(facility: Viewer, told: dict[str, Any]) -> None:
    with pytest.raises(actions.Refused):
        _make(facility, **told)


def test_once_known_a_partner_needs_no_code(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    _open(town, made.content, made.code)
    with scope(organisation=town.organisation):
        partner = Partner.objects.get()
        back = actions.make(
            town, kind="reception_list", payload=PEOPLE, organisation="みどり野町", recipient="", to=partner,
            delete_on=date(2027, 1, 31),
        )  # fmt: skip
    assert back.code == ""
    with pytest.raises(actions.Refused, match="先に鍵を交換"):
        _open(facility, back.content)
    with scope(organisation=town.organisation):
        keys = actions.own_keys(town)
    with scope(organisation=facility.organisation):
        actions.learn(facility, "みどり野町", keys.signing, keys.opening)
    assert _open(facility, back.content).sender == "みどり野町"


def test_a_stranger_under_a_known_name_is_refused(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    _open(town, made.content, made.code)
    header = {k: v for k, v in sealed.about(made.content).items() if k not in ("format", "lock")}
    header |= {"id": str(made.record.pk), "sender": {"name": "つばき苑", "machine": ""}}
    forged = sealed.seal(header, PEOPLE, {}, sealed.Pair.fresh(), code=made.code)
    with pytest.raises(actions.Refused, match="前と違います"):
        _open(town, forged, made.code)


def test_what_would_unpack_to_too_much_is_refused_while_unpacking(
    facility: Viewer, town: Viewer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sealed, "MAX_TEXT", 100_000)
    made = _make(facility)
    line = made.content[: made.content.index(b"\n") + 1]
    key = sealed._from_code(made.code, bytes.fromhex(json.loads(line)["lock"]["salt"]))
    bomb = zlib.compress(b'{"payload": "' + b"0" * 50_000_000)
    body = ChaCha20Poly1305(key).encrypt(bytes(12), struct.pack(">I", len(bomb)) + bomb, line)
    pair = sealed.Pair.fresh()
    own = pair.public.opening
    header = json.loads(line) | {"sender": {"name": "x", "machine": "", "signing": pair.public.signing, "opening": own}}
    line = json.dumps(header).encode() + b"\n"
    body = ChaCha20Poly1305(key).encrypt(bytes(12), struct.pack(">I", len(bomb)) + bomb, line)
    signature = Ed25519PrivateKey.from_private_bytes(pair.signing).sign(sealed._signed(line, body))
    with pytest.raises(actions.Refused, match="大きすぎる"):
        _open(town, line + base64.b64encode(signature) + b"\n" + body, made.code)


CODE = codes.make()
DEEP: Any = {"a": []}
for _level in range(700):
    DEEP = {"a": DEEP}
DAMAGED: list[dict[str, Any]] = [
    *({"lock": lock} for lock in (
        None, "code", [], {}, {"way": "code"}, {"way": "code", "salt": "zz"}, {"way": "code", "salt": 7},
        {"way": "code", "salt": "00"}, {"way": "code", "salt": "0" * 31 + "g"}, {"way": "code", "salt": "00 " * 16},
        {"way": ["code"], "salt": "0" * 32}, {"way": "other", "salt": "0" * 32}, {"way": "key", "salt": "0" * 32},
        {"way": "key", "salt": "0" * 32, "fresh": "zz", "for": "OWN"},
        {"way": "key", "salt": "0" * 32, "fresh": "00", "for": "OWN"},
        {"way": "key", "salt": "0" * 32, "fresh": "0" * 64, "for": "OWN"},
        {"way": "key", "salt": "0" * 32, "fresh": "0" * 64, "for": 3},
    )),
    *({"id": id} for id in (None, 7, "x", [], "\0")),
    *({"made": made} for made in (None, 7, "x", "2026-11-27", "2026-11-27T09:00:00", "0001-01-01T00:00:00+09:00")),
    *({"delete_on": day} for day in (None, 7, "x", "9999-12-31", "2027-02-30", [])),
    *({"kind": kind} for kind in (None, 7, [], {}, "x")),
    *({"recipient": who} for who in (None, 7, "\0", "\ud800")),
    *({"sender": sender} for sender in (None, 7, "x", [], {}, {"name": "x"})),
    *({"named": name} for name in (None, 7, "a\0b", "\udfff", [])),
    *({"opening": key} for key in ("", "00", "z" * 64, None, 3, "A" * 64)),
    *({"payload": payload} for payload in (None, [], "x", 3, {"a": "\0"}, {"a": ["\ud800"]}, {"\0": 1}, DEEP)),
    *({"receipt": receipt} for receipt in (None, 3, ["A"], "\0", "A" * 9, "0")),
    *({"listed": listed} for listed in (
        None, 3, "x", [3], [[]], [["a", "x", ""]], [["a", -5, ""]], [["a", 1.5, ""]], [["a", 10**30, ""]],
        [["a", None, ""]], [[None, 0, hashlib.sha256().hexdigest()]], [["\0", 0, hashlib.sha256().hexdigest()]],
    )),
    *({"text": text} for text in (
        b"", b"{", b"\xff", b"[" * 100_000, b'{"payload": ' + b"9" * 5000 + b"}", b"[]", b"7",
    )),
    *({"plain": plain} for plain in (b"", b"\0", b"\xff\xff\xff\xff", b"\0\0\0\1x")),
    *({"body": body} for body in (b"", b"x", b"x" * 15, b"x" * 16)),
    *({"line": line} for line in (
        b"", b"{}", b"[]", b"7", b"null", b'"x"', b"\xff", b"[" * 5000, b"9" * 5000, b"{" * 10,
    )),
    *({"signature": signature} for signature in (b"", b"x", b"!" * 88, b"\xff" * 88, b"A" * 88)),
]  # fmt: skip
"""Files that somebody made on purpose, each signed with a key of its own and damaged in one place."""


def _crafted(own: str, damage: dict[str, Any]) -> bytes:
    pair = sealed.Pair.fresh()
    name, opening = damage.get("named", "だれか"), damage.get("opening", pair.public.opening)
    lock = damage.get("lock", {"way": "code", "salt": "0" * 32})
    if isinstance(lock, dict) and lock.get("for") == "OWN":
        lock = {**lock, "for": own}
    header: dict[str, Any] = {
        "format": sealed.FORMAT, "id": "01a2163a-4f64-73c0-a719-6550e80000ab", "kind": "reception_list",
        "sender": {"name": name, "machine": "", "signing": pair.public.signing, "opening": opening},
        "recipient": "x", "made": "2026-11-22T09:00:00+09:00", "delete_on": "2027-01-31", "lock": lock,
    }  # fmt: skip
    header |= {name: value for name, value in damage.items() if name in header}
    line = damage.get("line", json.dumps(header).encode()) + b"\n"
    text = {name: damage.get(key, usual) for name, key, usual in INSIDE}
    packed = zlib.compress(damage.get("text", json.dumps(text).encode()))
    plain = damage.get("plain", struct.pack(">I", len(packed)) + packed)
    key = sealed._from_code(CODE, bytes(16))
    body = damage.get("body", ChaCha20Poly1305(key).encrypt(bytes(12), plain, line))
    signed = Ed25519PrivateKey.from_private_bytes(pair.signing).sign(sealed._signed(line, body))
    return bytes(line + damage.get("signature", base64.b64encode(signed)) + b"\n" + body)


INSIDE: list[tuple[str, str, Any]] = [
    ("payload", "payload", PEOPLE),
    ("files", "listed", []),
    ("receipt", "receipt", ""),
]


def test_whatever_is_wrong_with_a_file_it_is_refused_with_a_sentence(town: Viewer) -> None:
    with scope(organisation=town.organisation):
        own = actions.own_keys(town).opening
    assert _open(town, _crafted(own, {}), CODE).payload == PEOPLE
    for damage in DAMAGED:
        with pytest.raises(actions.Refused, match="。"):
            _open(town, _crafted(own, damage), CODE)
        with pytest.raises(actions.Refused, match="。"):
            _open(town, _crafted(own, damage))
    with scope(organisation=town.organisation):
        assert Packet.objects.count() == Partner.objects.count() == 1


def test_a_key_that_is_none_makes_no_file(facility: Viewer) -> None:
    with scope(organisation=facility.organisation):
        for opening in ("00", "zz"):
            with pytest.raises(actions.Refused, match="送られたときと違って"):
                actions.learn(facility, f"町 {opening}", "0" * 64, opening)
        partner = actions.learn(facility, "町", "0" * 64, "0" * 64)
        with pytest.raises(actions.Refused, match="鍵が壊れて"):
            _make(facility, to=partner)
        assert not Packet.objects.exists()


def test_a_file_larger_than_any_is_not_looked_at(town: Viewer, monkeypatch: Any) -> None:
    monkeypatch.setattr(sealed, "MAX_BYTES", 1000)
    with pytest.raises(actions.Refused, match="大きすぎる"):
        _open(town, b"x" * 20_000)


def test_who_only_looks_can_neither_make_nor_open(home: Any, worker_in: Any, facility: Viewer) -> None:
    viewer = viewer_of(worker_in(home, "viewer"))
    with pytest.raises(NotPermitted):
        _make(viewer)
    made = _make(facility)
    with pytest.raises(NotPermitted):
        _open(viewer, made.content, made.code)


def test_another_organisation_sees_no_record(facility: Viewer, town: Viewer) -> None:
    made = _make(facility)
    with scope(organisation=town.organisation):
        assert queries.packets(town, made.record.packet) == []
        assert not Packet.objects.exists()


def test_the_private_keys_are_not_readable_in_the_table(facility: Viewer) -> None:
    _make(facility)
    with scope(organisation=facility.organisation):
        from tsukisoi.packets.models import Keys

        kept = base64.b64decode(Keys.objects.get().wrapped)
        pair = actions._own(facility)
    assert pair.signing not in kept and pair.opening not in kept


def _codes() -> Iterator[str]:
    for _round in range(200):
        yield codes.make()


def test_a_code_reads_back_and_every_wrong_sign_is_found() -> None:
    for code in _codes():
        assert codes.read(code.lower()) == code
    code = codes.make()
    for place, sign in enumerate(code):
        if sign == "-":
            continue
        for other in "ABCDEFGH":
            if other != sign:
                with pytest.raises(codes.Mistyped):
                    codes.read(code[:place] + other + code[place + 1 :])
