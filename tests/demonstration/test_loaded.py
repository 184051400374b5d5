"""What stands in the database after loading: everybody can be guided, every way is there, the record is whole."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection
from django_scopes import scope, scopes_disabled
from tests.cases.kept import hold

from tsukisoi.cases import guidance
from tsukisoi.config import demonstration
from tsukisoi.demonstration import lists
from tsukisoi.demonstration.invented import DATA, Invented, people
from tsukisoi.journal.verify import verify
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as register
from tsukisoi.residents.roster.preview import read_roster
from tsukisoi.staff.models import Organisation, Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today

pytestmark = pytest.mark.usefixtures("loaded")

FILES = {"特別養護老人ホーム つばき苑": "tsubaki", "障害者支援施設 あおぞら": "aozora", "NPO法人 つなぐ会": "tsunagu"}
NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{4}[\s-]?\d{4}[\s-]?\d{4}(?![0-9A-Za-z])")


@contextmanager
def inside(name: str) -> Iterator[Any]:
    """The head of that house, inside its scope."""
    house = Organisation.objects.get(name=name)
    with scope(organisation=house.pk):
        yield viewer_of(Worker.objects.get(organisation=house, role="head"))


def guided(name: str) -> dict[str, guidance.Guidance]:
    with inside(name) as viewer:
        return {told.resident.name: told for told in guidance.guide_many(viewer, list(register.everybody(viewer)))}


@pytest.fixture(scope="module")
def everybody(loaded: Path) -> dict[str, guidance.Guidance]:
    return {name: told for house in FILES for name, told in guided(house).items()}


def test_five_houses_that_see_nothing_of_each_other(loaded: Path) -> None:
    connection.check_constraints()
    assert set(FILES) < set(Organisation.objects.values_list("name", flat=True))
    assert Organisation.objects.filter(kind="municipality").count() == 2
    assert Organisation.objects.filter(founding=True).count() == 1
    assert demonstration.real_organisations() == set()


@pytest.mark.parametrize(("house", "file"), FILES.items())
def test_every_person_of_the_files_is_there(house: str, file: str) -> None:
    with inside(house) as viewer:
        counts = register.counts(viewer)
        there = set(register.everybody(viewer).values_list("name", "birth_date"))
    told = people(file)
    assert sum(counts.values()) == len(told) == {"tsubaki": 60, "aozora": 24, "tsunagu": 6}[file]
    assert there == {(p.line.name, p.line.born) for p in told if not {"left", "died"} & p.rest.keys()}


def test_no_two_situations_are_the_same() -> None:
    told = [person.why for file in FILES.values() for person in people(file)]
    assert len(set(told)) == len(told) == 90


def test_everybody_is_guided_with_reasons(everybody: dict[str, guidance.Guidance]) -> None:
    assert len(everybody) == 87
    for name, told in everybody.items():
        assert told.ways, name
        assert all(way.why for way in told.ways if way.answer == "no"), name


@pytest.mark.parametrize(
    "way",
    ["visiting_reception", "home_visit_reception", "proxy_delivery", "counter_delivery", "express_issue",
     "eligibility_certificate_instead", ""],
)  # fmt: skip
def test_somebody_for_every_way(everybody: dict[str, guidance.Guidance], way: str) -> None:
    assert [name for name, told in everybody.items() if told.recommended == way]


def test_a_way_that_was_chosen_is_one_that_is_open(everybody: dict[str, guidance.Guidance]) -> None:
    chosen = {name: told for name, told in everybody.items() if told.chosen}
    assert len(chosen) > 8
    shut = [name for name, told in chosen.items() if told.way is None or told.way.answer != "yes"]
    assert shut == []


def test_whose_word_counts(everybody: dict[str, guidance.Guidance]) -> None:
    assert everybody["榊原田 ふじ"].facts["wants_card"] == "undecided"  # the son's yes is not hers
    assert everybody["真壁 志津"].facts["wants_card"] == "yes_wants"  # her guardian's is
    assert "wants_card" not in everybody["八重樫 もと"].facts  # taken back


def test_the_two_towns_differ_and_one_answer_is_old_and_one_is_open() -> None:
    with inside("特別養護老人ホーム つばき苑") as viewer:
        first = municipalities.office_facts(viewer, municipalities.home(viewer))
        assert sorted(row.office.kind for row in municipalities.stale(viewer)) == ["insurer", "municipality"]
        assert [row.office.name for row in municipalities.unanswered(viewer)] == ["川北市"]
    with inside("障害者支援施設 あおぞら") as viewer:
        second = municipalities.office_facts(viewer, municipalities.home(viewer))
    assert first["municipality.staffed_by"] != second["municipality.staffed_by"]
    assert first["municipality.mail_delivery"] != second["municipality.mail_delivery"]


def test_everybody_named_can_sign_in_at_once(loaded: Path) -> None:
    entries = demonstration.sign_ins()
    assert len(entries) == 9
    for entry in entries:
        worker = authenticate(None, username=entry.username, password=entry.password)
        assert isinstance(worker, Worker) and not worker.must_change_password, entry.username
    assert {w.role for w in Worker.objects.all()} == {"head", "deputy", "worker", "custodian", "clerk", "viewer"}
    silent = Worker.objects.exclude(username__in=[entry.username for entry in entries])
    assert not any(worker.has_usable_password() for worker in silent)


def test_the_record_is_whole_and_says_who_did_it(loaded: Path) -> None:
    report = verify()
    assert report.sound and report.entries > 1000
    with scopes_disabled():
        actions = set(apps.get_model("journal.Entry").objects.values_list("action", flat=True))
    assert {
        "staff.found",
        "residents.import",
        "residents.enrol",
        "residents.answer_proposal",
        "cases.attempt",
    } < actions


def test_no_number_anywhere() -> None:
    told = [text for path in DATA.glob("*.toml") for text in path.read_text("utf-8").splitlines()]
    with scopes_disabled():
        rows = [
            str(value)
            for model in apps.get_models()
            if model.__module__.startswith("tsukisoi.")
            for row in model._base_manager.values_list()
            for value in row
        ]
    assert len(rows) > 10_000
    assert [text for text in told + rows if NUMBER.search(text)] == []


def test_loading_twice_does_nothing(loaded: Path) -> None:
    before = verify().entries
    call_command("demonstrate", verbosity=0)
    assert (Organisation.objects.count(), verify().entries) == (5, before)


def as_read(data: bytes, name: str) -> list[tuple[str, Any, str]]:
    return [(p.name, p.birth_date, p.room) for p in read_roster(data, name, as_of=today()).rows]


def as_told(group: list[Invented]) -> list[tuple[str, Any, str]]:
    return [(p.line.name, p.line.born, p.line.room) for p in group]


def test_the_lists_are_untidy_and_lose_nothing() -> None:
    home, centre = people("tsubaki"), people("aozora")
    assert as_read(lists.workbook("つばき苑", home), "名簿.xlsx") == as_told(home)
    assert as_read(lists.table(centre), "台帳.csv") == as_told(centre)
    with pytest.raises(UnicodeDecodeError):
        lists.table(centre).decode("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_what_is_kept_of_everybody_is_what_the_rules_say(name: str) -> None:
    with inside(name) as viewer:
        hold(viewer)
