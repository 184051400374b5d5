"""While the head is away somebody has the head's rights, for those days and without passing them on."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_scopes import scope

from tsukisoi.staff import actions
from tsukisoi.staff.lending import Lent
from tsukisoi.staff.models import Worker
from tsukisoi.staff.passwords import state_of
from tsukisoi.staff.permits import ROLES, Right
from tsukisoi.staff.queries import viewer_of, who_may
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


def test_for_those_days_only(home: Any, worker_in: Callable[..., Any], settings: Any, entries: Any) -> None:
    head, worker = worker_in(home, "head"), worker_in(home, "worker", "sato", "佐藤 美咲")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        for _ in range(2):
            worker = actions.name_stand_in(viewer, worker.pk, FIRST, LAST)
        for day, stands_in in ((22, False), (23, True), (27, True), (28, False)):
            settings.TSUKISOI_TODAY = date(2026, 11, day)
            assert viewer_of(worker).may(Right.SIGN_CERTIFICATES) is stands_in
            assert (worker in who_may(viewer, Right.SET_UP)) is stands_in
        assert viewer_of(worker).rights == frozenset(map(str, ROLES[worker.role]))
        settings.TSUKISOI_TODAY = FIRST
        actions.end_stand_in(viewer, worker.pk)
        worker = actions.end_stand_in(viewer, worker.pk)
        assert not viewer_of(worker).may(Right.SIGN_CERTIFICATES)
    assert [one for one in entries(home) if "stand_in" in one] == ["staff.stand_in", "staff.end_stand_in"]


def test_what_is_lent_is_not_passed_on(home: Any, worker_in: Callable[..., Any]) -> None:
    head, worker, third = worker_in(home, "head"), worker_in(home, "worker", "sato"), worker_in(home, "worker", "ito")
    with scope(organisation=home.pk):
        viewer = viewer_of(actions.name_stand_in(viewer_of(head), worker.pk, FIRST, LAST))
        assert viewer.may(Right.MANAGE_STAFF) and viewer.units is None
        for attempt in (
            lambda: actions.change_role(viewer, worker.pk, "head"),
            lambda: actions.change_role(viewer, head.pk, "worker"),
            lambda: actions.add_worker(viewer, actions.NewWorker(new_id(), "新しい人", "new", "head")),
            lambda: actions.end_access(viewer, head.pk),
            lambda: actions.give_first_password(viewer, head.pk, "x"),
            lambda: actions.forget_own_code(viewer, head.pk),
            lambda: actions.name_stand_in(viewer, third.pk, FIRST, LAST),
            lambda: actions.end_stand_in(viewer, worker.pk),
        ):
            with pytest.raises(NotPermitted):
                attempt()
        assert actions.change_role(viewer, third.pk, "viewer").role == "viewer"
        for days in ((LAST, FIRST), (date(2026, 1, 1), date(2026, 1, 2)), (FIRST, date(2027, 11, 27))):
            with pytest.raises(ValidationError):
                actions.name_stand_in(viewer_of(head), third.pk, *days)
        with pytest.raises(ValidationError):
            actions.name_stand_in(viewer_of(head), head.pk, FIRST, LAST)


@pytest.fixture
def standing(home: Any, worker_in: Callable[..., Any]) -> Iterator[Any]:
    """A worker of one unit who stands in for the head, and a colleague."""
    head, worker, third = worker_in(home, "head"), worker_in(home, "worker", "sato"), worker_in(home, "worker", "ito")
    with scope(organisation=home.pk):
        unit = actions.add_unit(viewer_of(head), "東").pk
        actions.assign_units(viewer_of(head), worker.pk, [unit])
        named = actions.name_stand_in(viewer_of(head), worker.pk, FIRST, LAST)
        yield SimpleNamespace(head=head, worker=named, third=third, viewer=viewer_of(named), unit=unit)


OWN: dict[str, Callable[[Any], object]] = {
    "role": lambda it: actions.change_role(it.viewer, it.worker.pk, "deputy"),
    "a lesser role": lambda it: actions.change_role(it.viewer, it.worker.pk, "viewer"),
    "units": lambda it: actions.assign_units(it.viewer, it.worker.pk, []),
    "password": lambda it: actions.give_first_password(it.viewer, it.worker.pk, state_of(it.worker)),
    "code": lambda it: actions.forget_own_code(it.viewer, it.worker.pk),
    "badge": lambda it: actions.replace_badge(it.viewer, it.worker.pk),
    "access": lambda it: actions.end_access(it.viewer, it.worker.pk),
}
MORE: dict[str, Callable[[Any], object]] = {
    "new account": lambda it: actions.add_worker(it.viewer, actions.NewWorker(new_id(), "影 武者", "kage", "deputy")),
    "role of another": lambda it: actions.change_role(it.viewer, it.third.pk, "deputy"),
    "rights of another kind": lambda it: actions.change_role(it.viewer, it.third.pk, "clerk"),
}


@pytest.mark.parametrize("what", [*OWN, *MORE])
def test_nothing_outlasts_the_days(standing: Any, settings: Any, what: str) -> None:
    with pytest.raises(Lent):
        (OWN | MORE)[what](standing)
    settings.TSUKISOI_TODAY = date(2026, 11, 28)
    worker = Worker.objects.get(pk=standing.worker.pk)
    after = viewer_of(worker)
    assert (after.role, after.units) == ("worker", {standing.unit})
    assert after.rights == frozenset(map(str, ROLES[worker.role])) and worker.is_active
    assert not Worker.objects.filter(username="kage").exists()
    assert Worker.objects.get(pk=standing.third.pk).role == "worker"


def test_an_ended_account_with_more_rights_stays_ended(standing: Any, home: Any, worker_in: Any) -> None:
    gone = worker_in(home, "deputy", "mukashi")
    actions.end_access(viewer_of(standing.head), gone.pk)
    with pytest.raises(Lent):
        actions.take_back(standing.viewer, gone.pk)
    assert actions.take_back(viewer_of(standing.head), gone.pk).is_active


def test_the_password_of_somebody_with_more_rights_is_not_given(standing: Any, home: Any, worker_in: Any) -> None:
    deputy = worker_in(home, "deputy", "fukushi")
    with pytest.raises(Lent):
        actions.give_first_password(standing.viewer, deputy.pk, state_of(deputy))
    assert actions.give_first_password(standing.viewer, standing.third.pk, state_of(standing.third))


def test_whom_they_add_is_limited_as_they_are(standing: Any) -> None:
    added, _password = actions.add_worker(standing.viewer, actions.NewWorker(new_id(), "新しい人", "new", "worker"))
    assert viewer_of(added).units == {standing.unit}
    free, _password = actions.add_worker(
        viewer_of(standing.head), actions.NewWorker(new_id(), "ほかの人", "other", "worker")
    )
    assert viewer_of(free).units is None


def test_whoever_stands_in_goes_on_with_the_work_of_the_days(standing: Any) -> None:
    new = actions.NewWorker(new_id(), "新しい人", "new", "worker")
    worker, _password = actions.add_worker(standing.viewer, new)
    assert actions.assign_units(standing.viewer, worker.pk, [standing.unit]).role == "worker"
    assert actions.change_role(standing.viewer, standing.third.pk, "viewer").role == "viewer"
    assert not actions.end_access(standing.viewer, standing.third.pk).is_active


def test_a_deputy_who_stands_in_gives_what_a_deputy_may(home: Any, worker_in: Callable[..., Any]) -> None:
    head, deputy, third = worker_in(home, "head"), worker_in(home, "deputy", "sato"), worker_in(home, "worker", "ito")
    with scope(organisation=home.pk):
        viewer = viewer_of(actions.name_stand_in(viewer_of(head), deputy.pk, FIRST, LAST))
        assert actions.change_role(viewer, third.pk, "clerk").role == "clerk"
        assert actions.change_role(viewer, third.pk, "deputy").role == "deputy"
        with pytest.raises(Lent):
            actions.change_role(viewer, third.pk, "head")


def test_the_refusal_says_why_and_the_own_page_offers_nothing(standing: Any, browser_of: Callable[..., Any]) -> None:
    browser = browser_of(standing.worker)
    address = reverse("staff:role", args=[standing.worker.pk])
    told = browser.post(address, {"role": "deputy"})
    page = told.content.decode()
    assert told.status_code == 403 and "長の代わりの間は、できません" in page and standing.head.name in page
    assert address not in browser.get(reverse("staff:worker", args=[standing.worker.pk])).content.decode()
    assert (
        reverse("staff:role", args=[standing.third.pk])
        in browser.get(reverse("staff:worker", args=[standing.third.pk])).content.decode()
    )


def test_the_page_and_every_page_says_so(
    home: Any, other_home: Any, worker_in: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    head, worker = worker_in(home, "head"), worker_in(home, "worker", "sato", "佐藤 美咲")
    page = reverse("staff:stand_in", args=[worker.pk])
    days = {"since": "令和8年11月23日", "until": "R8.11.27"}
    wrong = browser_of(head).post(page, {**days, "until": "令和8年11月1日"})
    assert wrong.status_code == 422 and "令和8年11月1日" in wrong.content.decode()
    assert browser_of(worker).post(page, days).status_code == 403
    assert browser_of(worker_in(other_home, "head")).post(page, days).status_code == 404
    assert browser_of(head).post(page, days).status_code == 302
    for somebody in (head, worker):
        shown = browser_of(somebody).get(reverse("staff:list")).content.decode()
        assert "佐藤 美咲さんが" in shown and "代わりをしています" in shown
    assert browser_of(worker).get(reverse("staff:organisation")).status_code == 200
    assert browser_of(head).post(reverse("staff:end_stand_in", args=[worker.pk])).status_code == 302
    assert browser_of(worker).get(reverse("staff:organisation")).status_code == 403
