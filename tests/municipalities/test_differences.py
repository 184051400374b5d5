"""What a town does otherwise, entered on screen: it decides for whom it is meant, and for nobody else."""

import re
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import guidance as cases
from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions, guidance, queries
from tsukisoi.municipalities.models import Difference, Office, OfficeKind
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db

GROUND = ("proxy.difficulty", "facility_resident")
CURATOR = ("proxy.authority", "proxy_curator")
SENT = {"source": "住民課に電話", "checked_on": "R8.11.20", "was": "", "note": "この町のやり方です。"}
FACTS: dict[str, dict[str, Any]] = {
    "施設": {
        "birth_date": date(1960, 3, 3), "residence": "facility", "care_level": "none", "guardian": "none",
        "agent": "facility_staff", "documents": ("eligibility_certificate", "physical_disability_certificate"),
    },
    "保佐": {
        "birth_date": date(1971, 3, 21), "residence": "home", "care_level": "none", "guardian": "curator",
        "agent": "curator", "agency_covers_card_procedures": True,
        "documents": ("mental_disability_certificate", "eligibility_certificate"),
    },
    "旅券": {
        "birth_date": date(1958, 5, 5), "residence": "home", "care_level": "none", "guardian": "none",
        "agent": "family", "notification_card": "held", "number_notice": False, "documents": ("passport",),
    },
    "高齢": {
        "birth_date": date(1938, 8, 8), "residence": "facility", "care_level": "care_4", "guardian": "none",
        "agent": "facility_staff", "documents": ("eligibility_certificate", "care_insurance_card"),
    },
}  # fmt: skip
ROUTES = {"施設": "proxy_delivery", "保佐": "proxy_delivery", "旅券": "home_visit_reception", "高齢": "proxy_delivery"}


@pytest.fixture
def head(home: Any, signed_in: Any) -> Any:
    with scope(organisation=home.pk):
        yield viewer_of(Worker.objects.get(organisation=home))


@pytest.fixture
def town(head: Any) -> Any:
    return actions.open_home(head, "みどり野町")


@pytest.fixture
def people(head: Any, town: Any) -> dict[str, Any]:
    return {name: _enrol(head, name, dict(facts)) for name, facts in FACTS.items()}


def _enrol(head: Any, name: str, facts: dict[str, Any]) -> Any:
    from tsukisoi.cases import actions as case_actions

    who = residents.enrol(head, name=f"{name} 花子", birth_date=facts.pop("birth_date"))
    residents.set_documents(head, who, facts.pop("documents"))
    for key, value in facts.items():
        residents.record_fact(head, who, key, value)
    case_actions.choose_way(head, who.pk, ROUTES[name])
    return who


def address(town: Any, table: str, row: str) -> str:
    return reverse("municipalities:difference", args=[town.pk, table, row])


def papers(head: Any, people: dict[str, Any]) -> dict[str, list[Any]]:
    made = cases.guide_many(head, list(people.values()))
    return {
        name: [(p.moment, p.document, p.papers) for p in guidance.papers]
        for name, guidance in zip(people, made, strict=True)
    }


def fresh(browser: Any, town: Any, table: str) -> str:
    told = browser.get(address(town, table, "new"))
    assert told.status_code == 302
    return str(told.url)


def test_only_the_head_s_certificate_for_residents(
    signed_in: Any, head: Any, town: Any, people: dict[str, Any]
) -> None:
    before = papers(head, people)
    assert ("delivery", "difficulty_proof", ()) in before["施設"]
    told = signed_in.post(address(town, *GROUND), SENT | {"what": "need", "need": ["photo_certificate"]})
    assert told.status_code == 302, told.text
    after = papers(head, people)
    assert ("delivery", "photo_certificate", ()) in after["施設"]
    assert [p for p in after["施設"] if p[1] != "photo_certificate"] == [
        p for p in before["施設"] if p[1] != "difficulty_proof"
    ]
    assert {k: v for k, v in after.items() if k != "施設"} == {k: v for k, v in before.items() if k != "施設"}
    page = signed_in.get(told.url).text
    assert "施設 花子" in page and "1人の答えが変わりました" in page and "高齢 花子" not in page
    assert "みどり野町：住民課に電話" in signed_in.get(reverse("cases:person", args=[people["施設"].pk])).text


def test_a_delegation_from_the_curator_too(signed_in: Any, head: Any, town: Any, people: dict[str, Any]) -> None:
    before = papers(head, people)
    form = signed_in.get(address(town, *CURATOR)).context["form"]
    preset = form["need"].value()
    assert preset == ["authority_guardianship_record", "authority_agency_list"]
    signed_in.post(address(town, *CURATOR), SENT | {"what": "need", "need": [*preset, "authority_delegation"]})
    after = papers(head, people)
    assert set(after["保佐"]) - set(before["保佐"]) == {("delivery", "authority_delegation", ())}
    assert set(before["保佐"]) <= set(after["保佐"])
    assert {k: v for k, v in after.items() if k != "保佐"} == {k: v for k, v in before.items() if k != "保佐"}


def test_a_notification_card_and_one_a(signed_in: Any, head: Any, town: Any, people: dict[str, Any]) -> None:
    before = papers(head, people)
    here = fresh(signed_in, town, "identity.sets")
    own = SENT | {"a": "1", "b": "0", "number_paper": "on", "if_purpose_application": "yes",
                  "if_notification_held": "yes"}  # fmt: skip
    assert signed_in.post(here, own).status_code == 302
    assert signed_in.post(here, own).status_code in (302, 422)  # pressed twice: one row
    assert Difference.objects.exclude(table="").count() == 1
    after = papers(head, people)
    assert ("application", "applicant_identity", ()) in before["旅券"]
    assert ("application", "applicant_identity", ("passport", "notification_card")) in after["旅券"]
    assert {k: v for k, v in after.items() if k != "旅券"} == {k: v for k, v in before.items() if k != "旅券"}


def test_edited_and_taken_back(signed_in: Any, head: Any, town: Any, people: dict[str, Any]) -> None:
    before = papers(head, people)
    here = address(town, *GROUND)
    signed_in.post(here, SENT | {"what": "remove"})
    page = signed_in.get(here)
    assert page.context["form"]["what"].value() == "remove"
    was = page.context["form"]["was"].value()
    assert signed_in.post(here, SENT | {"what": "need", "need": ["photo_certificate"], "was": was}).status_code == 302
    office = signed_in.get(reverse("municipalities:office", args=[town.pk])).text
    assert "要る書類：個人番号カード顔写真証明書（全国：来庁が困難であることを疎明する資料）" in office
    for _ in range(2):
        assert signed_in.post(reverse("municipalities:drop", args=[town.pk, *GROUND])).status_code == 302
    assert Entry.objects.filter(action="municipalities.drop_row").count() == 1
    assert papers(head, people) == before
    assert signed_in.get(reverse("rulebook:difference", args=[town.pk, *GROUND])).status_code == 404


def test_an_answer_or_a_confirmation(signed_in: Any, head: Any, town: Any) -> None:
    ward = ("proxy.agents", "sub_agent_of_ward")
    assert signed_in.post(address(town, *ward), SENT | {"what": "say"}).status_code == 422  # which answer?
    assert signed_in.post(address(town, *ward), SENT | {"what": "say", "say": "no"}).status_code == 302
    withdrawn = ("proxy.difficulty", "social_withdrawal")
    plain = SENT | {"note": ""}
    assert signed_in.post(address(town, *withdrawn), plain | {"what": "say", "say": "disability"}).status_code == 422
    assert signed_in.post(address(town, *withdrawn), plain | {"what": "confirm"}).status_code == 302
    from tebiki.book import book

    laid = book(date(2026, 11, 23), guidance.overlays(head, town))
    assert laid["proxy.agents"].row("sub_agent_of_ward").say == "no"
    row, national = laid["proxy.difficulty"].row("social_withdrawal"), book(date(2026, 11, 23))["proxy.difficulty"]
    assert national.row("social_withdrawal").confirm and not row.confirm
    assert row.need == national.row("social_withdrawal").need and row.when == national.row("social_withdrawal").when


def test_what_cannot_be_said_is_refused(signed_in: Any, town: Any) -> None:
    here = address(town, *GROUND)
    for wrong in (
        {"what": "need", "need": ["passport_photo"]}, {"what": "fly"}, {"what": "remove", "source": ""},
        {"what": "remove", "checked_on": "2027-01-01"}, {"what": "remove", "source": "番号は 1234 5678 9018"},
        {"what": "need", "need": [], "note": "暗証番号は1234"},
    ):  # fmt: skip
        assert signed_in.post(here, SENT | wrong).status_code == 422, wrong
    everybody = signed_in.post(fresh(signed_in, town, "proxy.agents"), SENT | {"say": "no"})
    assert everybody.status_code == 422 and "ほかの行がはたらかなくなります" in everybody.text
    both = {"if_guardian_adult": "yes", "if_curatee_or_assisted": "maybe", "say": "no"}
    assert signed_in.post(fresh(signed_in, town, "proxy.agents"), SENT | both).status_code == 422
    for table, row in (
        ("route.will", "new"), ("route.will", "wants_card_no"), ("identity.documents", "new"), ("expiry.grace", "new"),
        ("proxy.difficulty", "no_such_row"), ("no.table", "new"), ("proxy.difficulty", "own_zz"),
        ("insurance.grounds", "otherwise"),
    ):  # fmt: skip
        assert signed_in.get(address(town, table, row)).status_code == 404, (table, row)
    assert not Difference.objects.exists()


def test_injected_text_stays_text(signed_in: Any, town: Any) -> None:
    text = "<script>alert(1)</script>\"'; DROP TABLE x;-- {{ 7*7 }} %(x)s"
    data = SENT | {"what": "remove", "note": text, "source": text}
    assert signed_in.post(address(town, *GROUND), data).status_code == 302
    for page in (
        address(town, *GROUND), reverse("municipalities:office", args=[town.pk]),
        reverse("rulebook:table", args=[GROUND[0]]), reverse("rulebook:difference", args=[town.pk, *GROUND]),
        reverse("municipalities:list"),
    ):  # fmt: skip
        told = signed_in.get(page)
        assert told.status_code == 200 and "<script>alert" not in told.text
    text_out = signed_in.get(reverse("municipalities:export", args=[town.pk])).text
    assert guidance.bring(text_out).items[0].value["note"] == text


def test_a_viewer_and_a_stranger(home: Any, other_home: Any, town: Any, worker_in: Any) -> None:
    looker, stranger = Client(), Client()
    looker.force_login(worker_in(home, "viewer"))
    stranger.force_login(worker_in(other_home, "head"))
    one = ("difference", "drop", "export")
    for name, args in [(name, [town.pk, *GROUND][: 1 if name == "export" else 3]) for name in one] + [("import", [])]:
        here = reverse(f"municipalities:{name}", args=args)
        ask = looker.post if name == "drop" else looker.get
        assert ask(here).status_code == 403, name
        if args:
            ask = stranger.post if name == "drop" else stranger.get
            assert ask(here).status_code == 404, name
    page = looker.get(reverse("rulebook:table", args=[GROUND[0]])).text
    assert "ここではちがう" not in page
    assert not Difference.objects.exists()


def test_two_at_once_are_told(signed_in: Any, home: Any, town: Any, worker_in: Any) -> None:
    other = Client()
    other.force_login(worker_in(home, "worker"))
    here = address(town, *GROUND)
    assert signed_in.post(here, SENT | {"what": "remove"}).status_code == 302
    told = other.post(here, SENT | {"what": "need", "need": []})
    assert told.status_code == 422 and "この行は、ここではあてはまらない" in told.text
    was = told.context["form"]["was"].value()
    assert other.post(here, SENT | {"what": "need", "need": [], "was": was}).status_code == 302
    assert Difference.objects.exclude(table="").get().value["need"] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_moment_keeps_one_row(home: Any, worker_in: Any) -> None:
    worker = worker_in(home, "head")
    with scope(organisation=home.pk):
        viewer = viewer_of(worker)
        town = actions.open_home(viewer, "みどり野町")
    row = {"row": GROUND[1], "remove": True}
    failed: list[Exception] = []

    def put(source: str) -> None:
        try:
            with scope(organisation=home.pk):
                actions.change_row(viewer, town, GROUND[0], row, source)
        except Exception as error:  # whatever it is, the test names it
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=put, args=(f"電話 {n}",)) for n in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    with scope(organisation=home.pk):
        assert (failed, Difference.objects.exclude(table="").count()) == ([], 1), connection.vendor


def test_old_and_outgrown(signed_in: Any, head: Any, town: Any, people: dict[str, Any]) -> None:
    before = papers(head, people)
    actions.change_row(head, town, *_as_change(GROUND, {"remove": True}), "電話", date(2026, 5, 26))
    for table, row in (
        ("no.table", "x"), ("proxy.difficulty", "gone"), ("identity.documents", "health_insurance_notice"),
    ):  # fmt: skip
        Difference.objects.create(
            organisation_id=head.organisation, office=town, table=table, key=row, source="電話",
            checked_on=date(2026, 11, 20), value={"row": row, "remove": True},
        )  # fmt: skip
    page = signed_in.get(reverse("municipalities:office", args=[town.pk])).text
    assert "古い" in page and page.count("いまの規則にこの行はない") == 3
    actions.drop_row(head, town, *GROUND)
    assert papers(head, people) == before
    assert signed_in.get(reverse("rulebook:table", args=["proxy.difficulty"])).status_code == 200


def _as_change(where: tuple[str, str], change: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return where[0], {"row": where[1], **change}


def test_the_house_s_own_rule_lies_over_the_town_s(signed_in: Any, head: Any, town: Any, people: Any) -> None:
    house = actions.add_office(head, "つばき苑", OfficeKind.FACILITY)
    signed_in.post(address(town, *CURATOR), SENT | {"what": "remove"})
    data = SENT | {"what": "need", "need": ["authority_delegation"]}
    assert signed_in.post(address(house, *CURATOR), data).status_code == 302
    assert ("delivery", "authority_delegation", ()) in papers(head, people)["保佐"]
    assert signed_in.post(address(house, *GROUND), SENT | {"what": "remove"}).status_code == 302
    assert signed_in.post(address(town, *GROUND), SENT | {"what": "remove"}).status_code == 302  # twice: no error
    papers(head, people)
    shown = signed_in.get(reverse("rulebook:table", args=[CURATOR[0]])).text
    assert "町5" in shown and "施5" in shown


def test_an_insurer_s_difference_is_kept_and_counts_for_nobody_yet(signed_in: Any, head: Any, town: Any) -> None:
    insurer = actions.add_office(head, "ある国保", OfficeKind.INSURER)
    assert signed_in.get(address(insurer, *GROUND)).status_code == 404
    told = signed_in.post(
        address(insurer, "insurance.grounds", "otherwise"), SENT | {"what": "say", "say": "automatic"}
    )
    assert told.url == reverse("municipalities:office", args=[insurer.pk])
    assert "資格確認書が届くかどうかの答えに入ります" in signed_in.get(told.url).text
    assert guidance.overlays(head, town) == []


def test_the_rulebook_offers_and_shows_it(signed_in: Any, head: Any, town: Any) -> None:
    table = reverse("rulebook:table", args=[GROUND[0]])
    page = signed_in.get(table)
    assert address(town, *GROUND) in page.text and address(town, GROUND[0], "new") in page.text
    signed_in.post(address(town, *GROUND), SENT | {"what": "need", "need": ["photo_certificate"]})
    page = signed_in.get(table)
    assert "町14" in page.text and "住民課に電話" in page.text and "2026-11-20 に確認" in page.text
    assert re.search(r"</tbody><tbody>\s*<tr><td class=\"num\">町14", page.text)
    assert "町14" not in signed_in.get(reverse("rulebook:table", args=["proxy.agents"])).text
    # an edition that is no longer in force shows neither the difference nor the link
    old = signed_in.get(reverse("rulebook:table", args=["identity.documents"]), {"day": "2024-01-01"}).text
    assert "ここではちがう" not in old


def test_without_any_office_there_is_nothing_to_choose(signed_in: Any, head: Any) -> None:
    assert not Office.objects.exists()
    page = signed_in.get(reverse("rulebook:table", args=[GROUND[0]])).text
    assert reverse("municipalities:add") in page


def test_every_row_of_every_table_opens_its_form(signed_in: Any, head: Any, town: Any) -> None:
    from tebiki.book import book

    for name, table in book(date(2026, 11, 23)).tables.items():
        for row in table.every_row() if guidance.may_differ("municipality", name) else ():
            basis = guidance.basis("municipality", name, row.name)
            if not basis.ways:
                assert row.name == "otherwise" and len({r.say for r in table.every_row()}) == 1
            for way, _words in basis.ways:
                sent = {"source": "電話", "note": "ちがう", "need": list(row.need), "say": row.say}
                change = guidance.change_of(basis, way, sent) | {"table": name}
                guidance.hold("municipality", name, change)
                guidance.fits(guidance.overlay_of("municipality", "町", [(name, change)]), date(2026, 11, 23))
    assert queries.changed_rows(head, town) == []
