"""Whoever alters the record, with every guard of the database taken down, is found at the first broken entry."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.journal import beside, queries, rows, stretches
from tsukisoi.journal.actions import Chain, keep_seal, looked, seal, write
from tsukisoi.journal.chain import canonical, digest_of, stands
from tsukisoi.journal.follow import Reading
from tsukisoi.journal.models import Detail, Entry, Ref
from tsukisoi.journal.stretches import Stretch
from tsukisoi.journal.verify import Report, verify
from tsukisoi.tenancy import fences
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db


def _sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _pk(value: Any) -> str:
    return str(value) if connection.vendor == "postgresql" else value.hex


def _move(viewer: Any, chain: Chain, room: str) -> None:
    with transaction.atomic():
        write(viewer, "residents.move", chain, values={"room": room}, reason="希望により", refs=[new_id()])


@pytest.fixture
def chain(viewer: Any) -> Chain:
    """Five entries about one resident, between those about others; the fences are down until the test is over."""
    mine, other = Chain("resident", new_id()), Chain("resident", new_id())
    for n in range(1, 6):
        _move(viewer, mine, f"10{n}")
        _move(viewer, other, f"20{n}")
        looked(viewer, "residents.page", [mine.id])
    connection.check_constraints()  # PostgreSQL takes no fence down while something is still to be checked
    fences.lower()
    return mine


def _entry(chain: Chain, seq: int) -> Entry:
    return Entry.objects.get(chain_id=chain.id, seq=seq)


def _first(report: Report) -> tuple[str, str, int]:
    assert report.faults and not report.sound
    return report.faults[0].what, report.faults[0].chain_id, report.faults[0].seq


def test_an_untouched_record_is_sound(viewer: Any, chain: Chain) -> None:
    made = seal(viewer)
    report = verify(kept=made.digest)
    assert (report.entries, report.chains, report.seals, report.details) == (15, 3, 1, 10)
    assert report.sound and report.found_kept


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "residents.leave"),
        ("fields", '["name"]'),
        ("refs", "[]"),
        ("refs", "5"),
        ("at", "2020-01-01 00:00:00"),
        ("occurred_at", "2020-01-01 00:00:00"),
        ("detail_digest", "0" * 64),
    ],
)
def test_a_changed_column_is_found(chain: Chain, column: str, value: str) -> None:
    _sql(f'UPDATE journal_entry SET "{column}" = %s WHERE id = %s', value, _pk(_entry(chain, 3).pk))
    assert _first(verify()) == ("altered", str(chain.id), 3)


def test_another_person_as_the_actor_is_found(chain: Chain) -> None:
    _sql("UPDATE journal_entry SET actor_id = %s WHERE id = %s", _pk(new_id()), _pk(_entry(chain, 2).pk))
    assert _first(verify()) == ("altered", str(chain.id), 2)


def test_a_changed_value_is_found(chain: Chain) -> None:
    Detail.objects.filter(entry=_entry(chain, 4)).update(values={"room": "999", "reason": "希望により"})
    assert _first(verify()) == ("value_altered", str(chain.id), 4)


def test_a_value_deleted_on_time_is_no_fault(chain: Chain) -> None:
    Detail.objects.filter(entry=_entry(chain, 4)).delete()
    report = verify()
    assert report.sound and report.forgotten == 1


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_entry_is_found(chain: Chain, seq: int) -> None:
    gone = _entry(chain, seq).pk
    _sql("DELETE FROM journal_detail WHERE entry_id = %s", _pk(gone))
    _sql("DELETE FROM journal_ref WHERE entry_id = %s", _pk(gone))
    _sql("DELETE FROM journal_entry WHERE id = %s", _pk(gone))
    assert _first(verify()) == ("missing_before", str(chain.id), seq + 1)


def test_a_cut_off_tail_is_found(chain: Chain) -> None:
    _cut(chain, 4)
    assert _first(verify()) == ("cut_off", str(chain.id), 3)


def _cut(chain: Chain, first: int) -> None:
    for seq in range(first, 6):
        gone = _entry(chain, seq).pk
        _sql("DELETE FROM journal_detail WHERE entry_id = %s", _pk(gone))
        _sql("DELETE FROM journal_ref WHERE entry_id = %s", _pk(gone))
        _sql("DELETE FROM journal_entry WHERE id = %s", _pk(gone))


def test_an_entry_put_in_between_is_found(viewer: Any, chain: Chain) -> None:
    third = _entry(chain, 3)
    for seq in (5, 4):
        _sql("UPDATE journal_entry SET seq = %s WHERE id = %s", seq + 1, _pk(_entry(chain, seq).pk))
    Entry.objects.create(
        organisation_id=viewer.organisation, chain_kind="resident", chain_id=chain.id, seq=4, at=third.at,
        actor_id=viewer.worker, action="residents.move", previous=third.digest, digest="f" * 64,
    )  # fmt: skip
    assert _first(verify()) == ("altered", str(chain.id), 4)


def test_two_swapped_entries_are_found(chain: Chain) -> None:
    second, third = _entry(chain, 2), _entry(chain, 3)
    for pk, seq in ((second.pk, 99), (third.pk, 2), (second.pk, 3)):
        _sql("UPDATE journal_entry SET seq = %s WHERE id = %s", seq, _pk(pk))
    assert _first(verify()) == ("does_not_follow", str(chain.id), 2)


def test_a_whole_chain_rewritten_as_another_organisations_is_found(
    chain: Chain, other_home: Any, worker_in: Callable[..., Any]
) -> None:
    _sql("DELETE FROM journal_ref")
    _sql("DELETE FROM journal_detail")
    _sql("UPDATE journal_entry SET organisation_id = %s WHERE chain_id = %s", _pk(other_home.pk), _pk(chain.id))
    assert not verify().sound


def _cut_and_set_the_head_back(chain: Chain) -> None:
    """What somebody does who knows how the record works and owns the machine."""
    _cut(chain, 4)
    third = _entry(chain, 3)
    _sql("UPDATE journal_head SET seq = 3, digest = %s, sealed = 3 WHERE chain_id = %s", third.digest, _pk(chain.id))


def test_a_tail_cut_off_with_its_head_set_back_is_invisible_without_a_seal(chain: Chain) -> None:
    _cut_and_set_the_head_back(chain)
    assert verify().sound


def test_a_seal_shows_it(viewer: Any, chain: Chain) -> None:
    seal(viewer)
    _cut_and_set_the_head_back(chain)
    assert _first(verify()) == ("sealed_entry_gone", str(chain.id), 5)


def test_without_the_seal_only_the_printed_one_shows_it(viewer: Any, chain: Chain) -> None:
    printed = seal(viewer).digest
    _cut_and_set_the_head_back(chain)
    _sql("DELETE FROM journal_seal")
    assert verify().sound
    report = verify(kept=" ".join(printed[i : i + 4] for i in range(0, 64, 4)).upper())
    assert not report.sound and report.found_kept is False


def test_an_altered_seal_is_found(viewer: Any, chain: Chain) -> None:
    seal(viewer)
    _move(viewer, chain, "301")
    last = seal(viewer)
    _sql("UPDATE journal_seal SET root = %s WHERE id = %s", "0" * 64, _pk(last.pk))
    report = verify()
    assert (report.faults[0].what, report.faults[0].seq) == ("seal_altered", 2)


def test_a_seal_that_could_pass_for_a_my_number_is_made_a_moment_later(
    viewer: Any, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def twice(text: str) -> bool:
        asked.append(text)
        return len(asked) < 3

    monkeypatch.setattr("tsukisoi.journal.actions.find", twice)
    made = seal(viewer)
    assert len(set(asked)) == 3 and asked[-1].replace(" ", "") == made.digest
    assert verify(kept=asked[-1]).sound


def test_a_seal_holds_only_what_moved(viewer: Any, chain: Chain) -> None:
    assert len(seal(viewer).changed) == 3
    _move(viewer, chain, "301")
    second = seal(viewer)
    assert [(kind, id, seq) for kind, id, seq, _ in second.changed] == [("resident", str(chain.id), 6)]
    assert second.chains == 3 and verify(kept=second.digest).sound


def test_only_one_organisation_is_read_when_asked(
    viewer: Any, chain: Chain, other_home: Any, worker_in: Callable[..., Any]
) -> None:
    from tsukisoi.staff.queries import viewer_of

    stranger = viewer_of(worker_in(other_home))
    with scope(organisation=other_home.pk):
        looked(stranger, "residents.page", [new_id()])
    assert (verify(str(viewer.organisation)).entries, verify(str(other_home.pk)).entries, verify().entries) == (
        15,
        1,
        16,
    )


@pytest.mark.parametrize("typed", ["abc", "z" * 64, "0" * 65])
def test_half_a_seal_is_refused(db: None, typed: str) -> None:
    with pytest.raises(ValueError, match=typed):
        verify(kept=typed)


@pytest.mark.parametrize("action", ["residents.move", 'a","b', "a\\b", "a\nb", "あ", "a, b"])
@pytest.mark.parametrize("fields", [[], ["room"], ["a", "b"], ['a", "b'], ["あ", "\\"], [1, "x"], ["a", ["b", "c"]]])
def test_the_quick_digest_is_the_slow_one(action: str, fields: list[Any]) -> None:
    row = ("o", "resident", "c", 3, "at", "", "who", action, fields, ["r1", "r2"], "", "d" * 64, "p" * 64)
    for text in (json.dumps(fields), json.dumps(fields, ensure_ascii=False)):
        told = (*row[:8], text, json.dumps(row[9]), *row[10:])
        assert stands(told, digest_of(list(row)))
        assert not stands((*told[:7], "residents.leave", *told[8:]), digest_of(list(row)))


def _followed(sealed: Any, bounds: Any = None) -> Any:
    asked = connection, "", bounds
    return Reading(sealed).follow(stretches.whole(*asked), stretches.named(*asked))


def test_read_in_parts_it_is_the_same(viewer: Any, chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut into parts and joined again, however much is read at a time."""
    monkeypatch.setattr(stretches, "WORTH", 1)
    sealed = {("o", "k", "i"): {1: "d"}}
    whole = _followed(sealed)
    assert not whole.doubtful and not whole.apart and whole.entries == 15 and len(whole.spans) == 3
    for number in (2, 3, 15) if connection.vendor == "sqlite" else ():
        monkeypatch.setattr(stretches, "STRETCH", number)
        cut = stretches.parts(connection, number) or []
        told = [_followed(sealed, bounds) for bounds in cut]
        for later in told[1:]:
            told[0].join(later)
        assert len(cut) == number and (told[0].entries, told[0].details) == (whole.entries, whole.details)
        assert not told[0].doubtful and not told[0].apart
        assert {key: (span.first, span.last, span.digest) for key, span in told[0].spans.items()} == {
            key: (span.first, span.last, span.digest) for key, span in whole.spans.items()
        }


def _entries(stretch: Stretch) -> list[Any]:
    return [(*told, values) for *told, values in zip(*stretch.columns, stretch.values, strict=True)]


def _of(entries: list[Any]) -> Stretch:
    *columns, values = map(list, zip(*entries, strict=True))
    return Stretch(len(entries), columns, values, [])


def test_the_quick_reading_doubts_every_column(viewer: Any, chain: Chain) -> None:
    """One column of the first entry altered at a time. What says the same is let through, as is a value forgotten."""
    found = _entries(next(stretches.whole(connection)))
    found = [row for row in found if row[0] == next(row[0] for row in found if row[10])]
    index = "".join(stretches.named(connection)).split("\n")[1:]
    index = [f"\n{one}" for one in index if one[:32] in {row[11][1:33] for row in found}]
    salt, values = 10, 12
    for n, was in enumerate(found[0]):
        others = {b"", b"x", was + b" ", was + b"0"} if n == values else {"", "x", '"', f"{was} ", f"{was}0"}
        for other in others - {was}:
            told = Reading({}).follow([_of([(*found[0][:n], other, *found[0][n + 1 :]), *found[1:]])], index)
            doubted = told.doubtful or told.apart or any((s.first, s.previous) != (1, "") for s in told.spans.values())
            same = (n, other) in ((1, f"{was} "), (salt, ""), (values, was + b" " if n == values else ""))
            assert bool(doubted) != same, (n, other)


def test_whatever_is_no_text_is_found(chain: Chain) -> None:
    """SQLite keeps whatever is put into a column: bytes say the same in a list, and no question finds them."""
    if connection.vendor == "postgresql":
        return
    row = _entry(chain, 3)
    for table, column in [*(("entry", name) for name in _TEXTS), ("detail", "salt"), ("entry", "seq"), ("entry", "at")]:
        other = f"CAST({column} AS BLOB)" if column not in ("seq", "at") else f"{column} || '\x1f'"
        id = "id" if table == "entry" else "entry_id"
        with transaction.atomic():
            _sql(f"UPDATE journal_{table} SET {column} = {other} WHERE {id} = %s", row.pk.hex)
            assert not verify().sound, column
            transaction.set_rollback(True)
    assert verify().sound


_TEXTS = (
    "organisation_id", "chain_kind", "chain_id", "actor_id", "action", "fields", "refs", "detail_digest", "previous",
    "digest",
)  # fmt: skip


def test_pieces_of_json_that_are_whole_only_together_are_doubted() -> None:
    """None of the three values is one piece of JSON; put behind each other they would be three again."""
    for pieces in ((b'{"a": [{}', b"{}]}", b"{}, {}"), (b'{"a": 1', b'"b": 2}', b"3, 4"), (b"1, 2", b"x", b"\xff")):
        assert beside.as_hashed(list(pieces)) == [beside.UNUSUAL.encode()] * 3


@pytest.mark.parametrize(
    "text",
    ['{"b":"1","a":"2"}', '{"a":"1", "b":"2"}', '{"a":"x\\":","b":"y"}', '{"a:":"x"}', '{"a":"","a":""}',
     '{"a":"\\u3042"}',
     '{"a":":","b":[":","\\""]}', '{"a":"あ","b":{"c":"/","d":[1.0,null,"x: y, z"]}}', '{"a":1e2}', '["a",":"]', '":"',
     '{"a":"\\/"}', '{":":":"}', '{"a":"b":"c"}', '{"a":"\x7f"}', '{"a":"\n"}'],
)  # fmt: skip
def test_values_are_read_as_they_stand_only_where_the_digest_reads_them_so(text: str) -> None:
    try:
        told = canonical(json.loads(text))
    except ValueError:
        told = beside.UNUSUAL
    assert beside.as_hashed([text.encode()]) == [told.encode()]
    assert told == text or not beside._written_so([b"", text.encode()])


def test_values_stand_as_they_are_hashed_and_older_ones_as_they_were(viewer: Any, chain: Chain) -> None:
    with transaction.atomic():
        keep_seal(viewer, seal(viewer).seq)
    with connection.cursor() as cursor:
        cursor.execute('SELECT id, "values" FROM journal_detail')
        kept = [(pk, text if isinstance(text, str) else json.dumps(text)) for pk, text in cursor.fetchall()]
    if connection.vendor == "sqlite":
        assert all(text == canonical(json.loads(text)) for _, text in kept)
    for pk, text in kept:
        _sql('UPDATE journal_detail SET "values" = %s WHERE id = %s', json.dumps(json.loads(text)), pk)
    assert verify().sound and keep_seal(viewer, 1) is None


def test_the_index_of_people_may_lie_in_another_order(viewer: Any, chain: Chain) -> None:
    """After an old record was brought over, say; and an id that two entries hold is found twice."""
    entries, index = list(stretches.whole(connection)), "".join(stretches.named(connection)).split("\n")[1:]

    def apart(lines: list[str]) -> Any:
        return Reading({}).follow(entries, (f"\n{line}" for line in lines)).apart

    assert len(index) == 15 and not apart(index[::-1]) and not apart([*index[3:9], *index[:3], *index[9:]])
    assert apart(index[1:]) == {index[0]: 1}
    assert apart([*index, index[3]]) == {index[3]: -1}
    assert rows.chain_of(connection, index[0][:32]) in Reading({}).follow(entries, []).spans
    assert rows.chain_of(connection, new_id().hex) is None


def test_an_index_of_people_that_differs_from_the_record_is_found(viewer: Any, chain: Chain) -> None:
    looks = Entry.objects.get(action="look.residents.page", seq=2)
    _sql("UPDATE journal_ref SET subject = %s WHERE entry_id = %s", _pk(new_id()), _pk(looks.pk))
    assert _first(verify())[::2] == ("refs_differ", 2)
    _sql("DELETE FROM journal_ref WHERE entry_id = %s", _pk(looks.pk))
    assert _first(verify(str(viewer.organisation)))[::2] == ("refs_differ", 2)


def test_a_person_is_found_by_an_index_in_every_entry_that_names_them(viewer: Any, chain: Chain) -> None:
    looked(viewer, "residents.page", [new_id(), chain.id, new_id()])
    found = queries.of_one(viewer, chain.id, None, 50)
    wanted = {entry.pk for entry in Entry.objects.all() if chain.id == entry.chain_id or str(chain.id) in entry.refs}
    assert {line.id for line in found} == wanted and len(found) == 11
    choice = queries.Choice(resident=chain.id)
    assert [line.id for line in queries.entries(viewer, choice)] == [line.id for line in found]
    assert Ref.objects.filter(subject=chain.id).count() == 6
    if connection.vendor == "sqlite":
        named = Ref.objects.filter(subject=chain.id).values("entry").explain()
        assert "ref_by_subject" in named


def test_entries_from_before_the_index_are_named_by_the_migration(viewer: Any, chain: Chain) -> None:
    before = sorted(Ref.objects.values_list("entry_id", "subject"))
    _sql("DELETE FROM journal_ref")
    moved = import_module("tsukisoi.journal.migrations.0003_ref_of_what_stands")
    moved.name_subjects(_Unscoped(), None)
    assert sorted(Ref.objects.values_list("entry_id", "subject")) == before


class _Unscoped:
    """Models as a migration has them."""

    def get_model(self, _room: str, name: str) -> Any:
        return type(name, (), {"objects": {"Entry": Entry, "Ref": Ref}[name]._base_manager, "__new__": _make})


def _make(_kind: Any, **values: Any) -> Ref:
    return Ref(**values)
