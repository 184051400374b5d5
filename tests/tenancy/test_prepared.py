"""Statements put together once: the same answers as the ORM's own, for whoever asks."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tsukisoi.journal.models import Head
from tsukisoi.staff.models import Post, Unit
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.prepared import Question, add, add_unless, change, count_on

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
