"""Bringing the invented houses in, the way their people would: the first run, the list, the asking, the answers."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django_scopes import scope

from tsukisoi.demonstration import fetching, insuring, keeping, lists, moving, receptions, telling, troubles, visits
from tsukisoi.demonstration.invented import Invented, houses, people
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.residents.actions import importing
from tsukisoi.staff import actions as staff
from tsukisoi.staff.adapter import Adapter
from tsukisoi.staff.queries import is_founded, viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer


@dataclass(slots=True)
class Loaded:
    """What was brought in: the ids of the organisations, and how one signs in (user name, password, words)."""

    organisations: list[UUID] = field(default_factory=list)
    sign_ins: list[tuple[str, str, str]] = field(default_factory=list)
    hands: dict[str, Viewer] = field(default_factory=dict)
    """Who does the daily work of each house, by the house's name."""
    heads: dict[str, Viewer] = field(default_factory=dict)
    """Who answers for each house."""


def load() -> Loaded:
    """Bring in every house, all or nothing. Raises AlreadyFounded where an organisation is there already."""
    told = Loaded()
    with transaction.atomic():
        if is_founded():
            raise staff.AlreadyFounded
        for house in houses():
            _house(house, told)
        _receptions(told)
    return told


def _house(house: dict[str, Any], told: Loaded) -> None:
    head = _found(house)
    told.organisations.append(head.organisation)
    told.heads[house["name"]] = head
    told.sign_ins += [(user, password, words) for _name, user, _role, password, words in house["worker"] if password]
    with scope(organisation=head.organisation):
        staff.set_up(head, {key: house[key] for key in ("name", "head_title", "custody")})
        hands = told.hands[house["name"]] = _workers(head, house)
        for unit in house["units"]:
            staff.add_unit(head, unit)
        for town in house["town"]:
            _town(hands, town)
        if house["file"]:
            _people(hands, house)
            keeping.tell(head, hands)
        if house["file"] == "tsubaki":
            visits.visit(hands)
            troubles.trouble(hands, head)
            moving.move(hands)


def _receptions(told: Loaded) -> None:
    """A day in preparation between a home and its town, and the supporters' own help."""
    home, town = told.hands["特別養護老人ホーム つばき苑"], told.hands["みどり野町 住民課"]
    with scope(organisation=home.organisation):
        made = receptions.prepare(home, told.heads["特別養護老人ホーム つばき苑"])
    receptions.take_and_correct(home, town, made)
    supporters = told.hands["NPO法人 つなぐ会"]
    with scope(organisation=supporters.organisation):
        receptions.alone(supporters, [person.pk for person in register.everybody(supporters)][:2])


def _found(house: dict[str, Any]) -> Viewer:
    name, username, _role, password, _words = house["worker"][0]
    answers = staff.Founding(
        house["name"], house["kind"], house["municipality"], name, username, make_password(password or None),
        house["custody"],
    )  # fmt: skip
    head = staff.found_beside(answers) if is_founded() else staff.found(answers)
    if password:
        validate_password(password, head)
    return viewer_of(head)


def _workers(head: Viewer, house: dict[str, Any]) -> Viewer:
    """Add the others, each with a password of their own. Whoever asks and writes: the worker, else the head."""
    hands = head
    for name, username, role, password, _words in house["worker"][1:]:
        worker, _first = staff.add_worker(head, staff.NewWorker(new_id(), name, username, role))
        validate_password(password, worker)
        Adapter().set_password(worker, password)
        staff.note_own(worker, "staff.own_password")
        if role in ("worker", "clerk"):
            hands = viewer_of(worker)
    return hands


def _town(viewer: Viewer, town: dict[str, Any]) -> None:
    office = municipalities.add_office(viewer, town["name"])
    municipalities.change_office(viewer, office, section=town["section"], phone=town["phone"])
    for key, value, source, days in town["answers"]:
        answer = None if value == "?" else value
        municipalities.answer(viewer, office, key, answer, source, today() - timedelta(days=days))


def _people(viewer: Viewer, house: dict[str, Any]) -> None:
    group = people(house["file"])
    if house["list"]:
        _bring_in(viewer, house, group)
    else:
        for person in group:
            _take_in(viewer, person)
    ids = {(one.name, one.birth_date): one.pk for one in register.everybody(viewer)}
    known = {ids[person.line.name, person.line.born]: person for person in group}
    _registered(viewer, known)
    telling.tell(viewer, known)
    fetching.fetch(viewer, known)
    insuring.insure(viewer, known)


def _bring_in(viewer: Viewer, house: dict[str, Any], group: list[Invented]) -> None:
    data = lists.workbook(house["name"], group) if house["list"].endswith(".xlsx") else lists.table(group)
    draft = importing.read_list(viewer, data, house["list"])
    importing.bring_in(viewer, draft.pk, all_live_here=True)


def _take_in(viewer: Viewer, person: Invented) -> None:
    line = person.line
    home = offices.home(viewer)
    sex = {"男": "male", "女": "female"}.get(line.sex, "")
    residents.enrol(
        viewer, id=new_id(), name=line.name, kana=line.kana, birth_date=line.born, sex=sex, address=line.address,
        office_id=home.pk if home else None,
    )  # fmt: skip


def _registered(viewer: Viewer, known: dict[UUID, Invented]) -> None:
    """The list recognises the home's own town; of the others a worker says which it is."""
    towns = [office for office in offices.offices(viewer) if not office.home]
    for id, person in known.items():
        for office in towns:
            if person.line.address.startswith(office.name):
                residents.change(viewer, id, office_id=office.pk)
