"""The pages of a case: a person, the grid, the interview, the will."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_scopes import scope
from pypdf import PdfReader

from tsukisoi.cases import actions as cases
from tsukisoi.cases import queries
from tsukisoi.cases.models import Attempt, Task
from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import actions as residents
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db

TOWN = {
    "municipality.visiting_reception": True, "municipality.home_visit_reception": True,
    "municipality.staffed_by": "municipality", "municipality.mail_delivery": True, "municipality.post_office": [],
}  # fmt: skip
KNOWN = {
    "residence": "facility", "care_level": "care_4", "notification_card": "held", "registered_elsewhere": False,
    "guardian": "none", "identity_documents": ["eligibility_certificate", "care_insurance_card"],
}  # fmt: skip


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Any:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        viewer = viewer_of(worker)
        office = municipalities.open_home(viewer, "みどり野町")
        for key, value in TOWN.items():
            municipalities.answer(viewer, office, key, value, source="電話 住民課", checked_on=date(2026, 11, 20))
    return viewer


@pytest.fixture
def kiyo(head: Any) -> UUID:
    with scope(organisation=head.organisation):
        person = residents.enrol(
            head, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), sex="female", room="103"
        )
        for key, value in KNOWN.items():
            residents.record_fact(head, person, key, value)
        return person.pk


def _wants(client: Any, who: UUID, **other: Any) -> Any:
    said = {
        "matter": "card", "answer": "yes_wants", "answered_by": "self", "on": "2026-11-20", "at": "10:15",
        "explained_by": "佐藤 美咲", "methods": ["pictures"], **other,
    }  # fmt: skip
    return client.post(reverse("cases:will", args=[who]), said)


def test_before_the_will_no_way_is_recommended(client: Any, kiyo: UUID) -> None:
    page = client.get(reverse("cases:person", args=[kiyo]))
    assert page.status_code == 200
    assert "意思をうかがう（1回目）" in page.text
    assert page.context["guidance"].recommended == ""


def test_the_will_opens_the_way_with_its_papers_and_source(client: Any, kiyo: UUID) -> None:
    assert _wants(client, kiyo).status_code == 302
    guidance = client.get(reverse("cases:person", args=[kiyo])).context["guidance"]
    assert guidance.recommended == "visiting_reception"
    assert {"applicant_identity", "notification_card"} <= {paper.document for paper in guidance.papers}
    assert guidance.cites


def test_a_family_wish_is_nobodys_will(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo, answered_by="family")
    page = client.get(reverse("cases:person", args=[kiyo]))
    assert page.context["guidance"].recommended == ""
    assert "家族の希望で開けるのは資格確認書の申請です" in page.text


@pytest.mark.parametrize("answer", ["no_does_not", "could_not_confirm"])
def test_refusal_and_silence_are_ordinary_ends(client: Any, kiyo: UUID, answer: str) -> None:
    _wants(client, kiyo, answer=answer)
    guidance = client.get(reverse("cases:person", args=[kiyo])).context["guidance"]
    assert guidance.recommended == "eligibility_certificate_instead"


def test_the_recorded_words_are_printed_with_the_answer(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo, note="「病院で使うなら作る」とうなずいた。" * 8)
    made = client.post(reverse("cases:kit", args=[kiyo]), {"kinds": ["intent"]})
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert "病院で使うなら作る" in "".join(printed.split())


@pytest.mark.parametrize(
    "more",
    [
        {"note": "娘さんが来て「やっぱり急がない」と話した"},
        {"present": "長女 中村 恵子"},
        {"methods": ["pictures", "writing"]},
    ],
)
def test_what_is_told_besides_in_the_same_minute_is_kept(
    client: Any, kiyo: UUID, head: Any, more: dict[str, Any]
) -> None:
    for told in ({}, more, more):
        _wants(client, kiyo, **told)
    with scope(organisation=head.organisation):
        ((key, value),) = more.items()
        assert [getattr(one, key) for one in Attempt.objects.order_by("id")][1:] == [value]


def test_an_answer_moved_to_somebody_else_by_mistake_can_be_moved_back(client: Any, kiyo: UUID, head: Any) -> None:
    _wants(client, kiyo)
    with scope(organisation=head.organisation):
        other = residents.enrol(head, name="橘 正雄", birth_date=date(1935, 4, 5)).pk
        moved = cases.move_attempt(head, kiyo, Attempt.objects.get().pk, other)
        cases.move_attempt(head, other, moved.pk, kiyo)
        assert [queries.wills(head, [who])[who].answer for who in (kiyo, other)] == ["yes_wants", ""]


def test_a_will_can_be_taken_back(client: Any, kiyo: UUID, head: Any) -> None:
    _wants(client, kiyo)
    with scope(organisation=head.organisation):
        attempt = Attempt.objects.get()
    for _again in range(2):
        client.post(reverse("cases:withdraw", args=[kiyo, attempt.pk]))
    assert client.get(reverse("cases:person", args=[kiyo])).context["guidance"].recommended == ""
    with scope(organisation=head.organisation):
        assert Attempt.objects.count() == 2


def test_the_same_attempt_sent_twice_is_kept_once(client: Any, kiyo: UUID, head: Any) -> None:
    _wants(client, kiyo), _wants(client, kiyo)
    with scope(organisation=head.organisation):
        assert Attempt.objects.count() == 1


def test_the_grid_shows_everybody_and_sets_many_at_once(client: Any, kiyo: UUID, head: Any) -> None:
    _wants(client, kiyo)
    page = client.get(reverse("cases:grid"))
    assert "髙橋 キヨ" in page.text
    done = client.post(reverse("cases:bulk"), {"people": [str(kiyo)], "task": "face_photo", "state": "done"})
    assert done.status_code == 302
    with scope(organisation=head.organisation):
        assert Task.objects.get().state == "done"
    assert client.post(reverse("cases:bulk"), {"task": "face_photo", "state": "done"}).status_code == 422


def test_the_interview_asks_only_what_matters_and_takes_not_known(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo)
    seen = []
    for _ in range(30):
        page = client.get(reverse("cases:interview", args=[kiyo]))
        if page.status_code == 302:
            break
        seen.append(page.context["question"].fact)
        client.post(reverse("cases:interview", args=[kiyo]), {"answer": "not_known", "told_by": "self"})
    assert seen and len(seen) == len(set(seen))
    assert page.status_code == 302


def test_what_would_change(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo)
    text = client.get(reverse("cases:changes", args=[kiyo])).text
    assert "「希望しない」なら → カードを取得せず資格確認書で受診" in text
    assert "通知カードが「紛失」なら → まだ決まらない" in text


def test_another_organisation_sees_nothing(client: Any, kiyo: UUID, other_home: Any, worker_in: Any) -> None:
    client.force_login(worker_in(other_home, "head"))
    for name in ("person", "will", "interview", "changes"):
        assert client.get(reverse(f"cases:{name}", args=[kiyo])).status_code == 404
    refused = client.post(reverse("cases:bulk"), {"people": [str(kiyo)], "task": "identity", "state": "done"})
    assert refused.status_code == 404


def test_who_only_looks_cannot_write(client: Any, kiyo: UUID, home: Any, worker_in: Any) -> None:
    client.force_login(worker_in(home, "viewer"))
    assert client.get(reverse("cases:person", args=[kiyo])).status_code == 200
    assert client.get(reverse("cases:will", args=[kiyo])).status_code == 403
    assert _wants(client, kiyo).status_code == 403
    assert client.post(reverse("cases:choose", args=[kiyo]), {"route": "proxy_delivery"}).status_code == 403


def test_an_unknown_person_is_not_found(client: Any, head: Any) -> None:
    assert client.get(reverse("cases:person", args=[new_id()])).status_code == 404


def test_what_to_ask_the_town_is_gathered(client: Any, kiyo: UUID) -> None:
    assert client.get(reverse("cases:questions")).status_code == 200


def test_one_persons_kit_is_a_tagged_pdf_on_record(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo)
    assert client.get(reverse("cases:kit", args=[kiyo])).status_code == 200
    made = client.post(reverse("cases:kit", args=[kiyo]), {"kinds": ["cover", "intent", "explain"]})
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")


def test_everybodys_kits_and_only_what_changed(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo)
    run = {"unit": "", "kinds": ["cover", "intent"], "begin": "1"}
    assert client.get(reverse("cases:kits")).status_code == 200
    assert client.post(reverse("cases:kits"), run)["Content-Type"] == "application/pdf"
    again = client.post(reverse("cases:kits"), {**run, "only_changed": "on"})
    assert again.status_code == 302


def test_the_roster_for_the_municipality_and_the_staff_list(client: Any, kiyo: UUID) -> None:
    _wants(client, kiyo)
    assert client.post(reverse("cases:roster", args=["pdf"])).content.startswith(b"%PDF-")
    assert client.post(reverse("cases:roster", args=["xlsx"])).content.startswith(b"PK")
    assert client.post(reverse("cases:staff_list")).content.startswith(b"%PDF-")


@pytest.mark.parametrize("field", ["explained_by", "present", "note"])
def test_no_number_reaches_a_will_by_any_way_in(client: Any, kiyo: UUID, head: Any, field: str) -> None:
    assert _wants(client, kiyo, **{field: "個人番号 1234-5678-9018"}).status_code == 422
    said: dict[str, Any] = {"matter": "card", "at": now(), "explained_by": "佐藤", "methods": [], "answer": "yes_wants"}
    with scope(organisation=head.organisation), pytest.raises(ValidationError):
        cases.record_attempt(head, kiyo, **{**said, field: "１２３４５６７８９０１８"})
    with scope(organisation=head.organisation):
        assert not Attempt.objects.exists()


def test_an_answer_written_for_the_wrong_person_is_moved_by_counter_entry(client: Any, kiyo: UUID, head: Any) -> None:
    with scope(organisation=head.organisation):
        other = residents.enrol(head, name="渡邊 正雄", birth_date=date(1940, 5, 6), room="106")
        for key, value in KNOWN.items():
            residents.record_fact(head, other, key, value)
    _wants(client, kiyo)
    with scope(organisation=head.organisation):
        attempt = Attempt.objects.get()
    address = reverse("cases:move", args=[kiyo, attempt.pk])
    assert "渡邊 正雄" in client.get(address, {"q": "渡辺"}).text
    follows = client.get(address, {"to": str(other.pk)}).context["follows"]
    assert [line.then for line in follows] == ["まだ決まらない", "出張申請受付（施設等）"]
    for _again in range(2):
        client.post(address, {"to": str(other.pk)})
    assert client.get(reverse("cases:person", args=[kiyo])).context["guidance"].recommended == ""
    assert client.get(reverse("cases:person", args=[other.pk])).context["guidance"].recommended == "visiting_reception"
    with scope(organisation=head.organisation):
        assert Attempt.objects.count() == 3


def _assign(client: Any, who: UUID, **other: Any) -> Any:
    return client.post(reverse("cases:task", args=[who]), {"task": "face_photo", "state": "doing", **other})


def test_somebody_does_a_task_by_a_day_and_every_page_says_so(client: Any, kiyo: UUID, head: Any) -> None:
    said = {"owner": str(head.worker), "due": "2026/11/27", "note": "家族に電話する"}
    for _again in range(2):
        assert _assign(client, kiyo, **said).status_code == 302
    with scope(organisation=head.organisation):
        task = Task.objects.get()
        assert (task.owner_id, task.due, task.state) == (head.worker, date(2026, 11, 27), "doing")
        assert Entry.objects.filter(action="cases.assign").count() == 1, "saying it again is no news"
    for page in (reverse("cases:person", args=[kiyo]), reverse("cases:grid"), reverse("today:today")):
        text = client.get(page).text
        assert head.name in text and ("家族に電話する" in text or "11/27まで" in text), page
    form = client.get(reverse("cases:task", args=[kiyo]) + "?task=face_photo").context["form"]
    assert form.initial["note"] == "家族に電話する"
    assert _assign(client, kiyo).status_code == 302
    with scope(organisation=head.organisation):
        task = Task.objects.get()
        assert (task.owner_id, task.due, task.note) == (None, None, ""), "what is left empty is taken away"


def test_a_task_that_cannot_be_given_so_keeps_what_was_typed(
    client: Any, kiyo: UUID, home: Any, other_home: Any, worker_in: Any
) -> None:
    stranger, looker = worker_in(other_home, "head"), worker_in(home, "viewer")
    for wrong in ({"due": "きのう"}, {"owner": str(stranger.pk)}, {"owner": str(looker.pk)}, {"note": "123456789018"}):
        refused = _assign(client, kiyo, **{"note": "電話する", **wrong})
        assert refused.status_code == 422, wrong
        assert "123456789018" not in refused.text
    assert "電話する" in _assign(client, kiyo, due="きのう", note="電話する").text
    client.force_login(looker)
    assert _assign(client, kiyo).status_code == 403
    assert reverse("cases:task", args=[kiyo]) not in client.get(reverse("cases:person", args=[kiyo])).text
    client.force_login(stranger)
    assert _assign(client, kiyo).status_code == 404
    with scope(organisation=home.pk):
        assert not Task.objects.exists()
