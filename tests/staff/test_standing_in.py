"""While the head is away somebody has the head's rights, for those days and without passing them on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_scopes import scope

from tsukisoi.staff import actions
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
