"""Statements put together once: the same answers as the ORM's own, for whoever asks."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from tsukisoi.journal.models import Head
from tsukisoi.staff.models import Post, Unit, Worker
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.prepared import MOST, Question, add, add_unless, change, count_on, prepared

KNOWN = ("organisation_id", "chain_kind", "chain_id")


def head_in(organisation: Any, **more: Any) -> Head:
    return Head(organisation_id=organisation.pk, chain_kind="test", chain_id=new_id(), **more)


@pytest.mark.django_db
def test_a_question_answers_as_the_orm_does_with_what_it_joins(home: Any, worker_in: Any) -> None:
    asked = Question(
        lambda organisation, worker: Post.objects.model._base_manager.select_related("unit").filter(
            organisation_id=organisation, worker_id=worker
        )
    )
    units = [Unit(organisation_id=home.pk, name=name) for name in ("東", "西")]
    worker, other = worker_in(home, "worker", "sato"), worker_in(home, "worker", "mori")
    for unit, who in ((units[0], worker), (units[1], other)):
        add(unit)
        add(Post(organisation_id=home.pk, unit=unit, worker=who))
    for who, unit in ((worker, units[0]), (other, units[1])):  # the second time nothing is put together
        found = asked.first(organisation=home.pk, worker=who.pk)
        assert found is not None and (found.unit, found.unit.name, found.organisation_id) == (unit, unit.name, home.pk)
    assert asked.first(organisation=new_id(), worker=worker.pk) is None
    assert asked.all(organisation=home.pk, worker=new_id()) == []


def _of_these(names: Iterable[str], but: list[UUID], beside: UUID | None = None) -> "QuerySet[Unit, tuple[UUID, str]]":
    found = Unit.objects.filter(Q(name__in=names) | Q(pk=beside) if beside else Q(name__in=names)).exclude(pk__in=but)
    return found.order_by("name").values_list("pk", "name")


_kept_of_these = prepared(_of_these)


@pytest.mark.django_db
def test_a_marked_function_asks_within_the_scope_of_whoever_asks(home: Any, other_home: Any) -> None:
    for house in (home, other_home):
        for name in ("1", "2", "3", "4", "5"):
            add(Unit(organisation_id=house.pk, name=name))
    for house in (home, other_home):
        with scope(organisation=house.pk):
            ids = list(Unit.objects.order_by("name").values_list("pk", flat=True))
            for asked in (
                ({"1"}, []), ({"1", "2", "3"}, []), (["5", "4", "3"], ids[:3]), (("1", "2", "3", "4", "5"), ids[4:]),
                ([], ids), ([], [], ids[2]), (["1"], [], ids[2]), ([str(n) for n in range(MOST + 1)], ids[1:3]),
            ):  # fmt: skip
                assert _kept_of_these(*asked) == list(_of_these(*asked)), asked  # type: ignore[arg-type]
    with pytest.raises(ScopeError):
        _kept_of_these(["1"], [])
    with scopes_disabled():
        assert len(_kept_of_these(["1"], [])) == 2


@pytest.mark.django_db
def test_days_and_times_are_handed_in_and_what_stands_beside_is_made(home: Any, worker_in: Any) -> None:
    worker = worker_in(home, "worker", "sato")
    worker.stands_in_until, worker.last_login = today(), now()
    worker.save()
    add(Unit(organisation_id=home.pk, name="東"))

    @prepared
    def asked(on: date, at: Any) -> "QuerySet[Worker]":
        beside = Exists(Unit.objects.filter(organisation=OuterRef("organisation"), name="東"))
        return Worker.objects.filter(stands_in_until__gte=on, last_login__lte=at).annotate(beside=beside)

    second = timedelta(seconds=1)
    with scope(organisation=home.pk):
        asked(today(), now() + second)
        for on, at, found in (
            (today(), worker.last_login, [worker]), (today() + timedelta(1), worker.last_login, []),
            (today(), worker.last_login - second, []),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as told:
                assert asked(on, at) == found
            assert len(told) == 1
        assert asked(today(), worker.last_login)[0].beside is True  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_holds_for_one_request_alone_never_stays_in_a_statement(home: Any) -> None:
    def reckoning(on: date) -> "QuerySet[Worker]":
        return Worker.objects.filter(stands_in_from__lte=on, stands_in_until__gte=on - timedelta(days=1))

    for wrong in (
        lambda: Worker.objects.filter(stands_in_until__gte=today()), lambda: Worker.objects.filter(pk=home.pk),
        lambda: Unit.objects.prefetch_related("post_set"), lambda: Unit.objects.values("name"),
    ):  # fmt: skip
        with scope(organisation=home.pk), pytest.raises(ValueError, match=r"handed in|kept"):
            prepared(wrong)()
    with pytest.raises(ValueError, match="handed in"):
        prepared(reckoning)(today())
    with pytest.raises(TypeError):
        prepared(lambda home: Unit.objects.filter(organisation=home))(home)


@pytest.mark.django_db
def test_a_value_that_is_never_asked_for_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never asked for"):
        Question(lambda organisation, unit: Unit.objects.model._base_manager.filter(pk=unit)).all(
            organisation=new_id(), unit=new_id()
        )


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_only(home: Any) -> None:
    made = head_in(home)
    add(made)
    asked = Question(lambda id: Head.objects.model._base_manager.select_for_update().filter(pk=id))
    with transaction.atomic():
        assert asked.first(id=made.pk) == made
    with pytest.raises(transaction.TransactionManagementError):
        asked.first(id=made.pk)


@pytest.mark.django_db
def test_rows_are_written_changed_and_counted(home: Any) -> None:
    made = head_in(home, seq=3, digest="a" * 64)
    add(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        add(made)
    again = Head(organisation_id=home.pk, chain_kind="test", chain_id=made.chain_id, seq=9)
    assert not add_unless(again, KNOWN) and add_unless(head_in(home), KNOWN)
    made.seq, made.digest = 4, "b" * 64
    change(made, ("seq",))
    kept = Head.objects.model._base_manager.get(pk=made.pk)
    assert (kept.seq, kept.digest) == (4, "a" * 64)
    assert [count_on(made, "seq"), count_on(made, "seq")] == [5, 6]
    made.organisation_id = new_id()  # of another house
    with pytest.raises(Head.DoesNotExist):
        change(made, ("seq",))


@pytest.mark.django_db
def test_a_row_is_what_the_orm_makes_of_it_and_whoever_looks_on_is_asked(home: Any) -> None:
    add(Unit(organisation_id=home.pk, name="東"))
    seen: list[Any] = []

    def look(sender: Any, instance: Any, **more: Any) -> None:
        seen.append(instance)

    plain = Question(lambda organisation: Unit.objects.model._base_manager.filter(organisation_id=organisation))
    made, own = plain.all(organisation=home.pk), list(Unit.objects.model._base_manager.filter(organisation_id=home.pk))
    for row, other in zip(made, own, strict=True):
        state, like = vars(row).pop("_state"), vars(other).pop("_state")
        assert vars(row) == vars(other) and (state.db, state.adding) == (like.db, like.adding) == ("default", False)
    post_init.connect(look, sender=Unit)
    try:
        Question(lambda organisation: Unit.objects.model._base_manager.filter(organisation_id=organisation)).all(
            organisation=home.pk
        )
    finally:
        post_init.disconnect(look, sender=Unit)
    assert [one.name for one in seen] == ["東"]
