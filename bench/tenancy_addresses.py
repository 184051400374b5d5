"""Every address of the program, tried by a stranger: the machinery of the trial `tenancy` and of its test.

The addresses are read from the URL map, so a new page is tried the day it is written. Each of their arguments is filled
with a row of organisation A; where an argument is not known, `Unfillable` says what to add here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from http.cookies import SimpleCookie
from itertools import product
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django_scopes import scope

from tebiki.book import editions
from tebiki.facts import kinds
from tsukisoi.cases.guidance import route_choices
from tsukisoi.custody.vault import seal as seal_copy
from tsukisoi.municipalities.guidance import KEYS as MUNICIPALITY_KEYS
from tsukisoi.papers.ids import make as make_sheet_id
from tsukisoi.residents.actions.importing import read_list
from tsukisoi.staff.models import Organisation, Role, Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.models import Owned
from tsukisoi.venue.vault import seal

IDS = ("UUIDConverter", "IntConverter")
METHODS = ("get", "post", "put", "delete", "head")
MARK = "ひみつ印"  # stands in every text of organisation A, so that a page of B that shows one is found

_A_TABLE, _A_ROW = "proxy.difficulty", "facility_resident"

# Which table and column an argument means, where it is not the id of the table with its own name.
ALIASES: dict[str, tuple[str, str]] = {
    "custody:handout": ("custody.HandOut", "pk"),
    "batch": ("residents.Import", "pk"),
    "mfa:pk": ("mfa.Authenticator", "pk"),
    "papers:sheet_id": ("papers.Sheet", "short_id"),
}
# Arguments that mean no row of an organisation: values that exist, for A as for B. The first that A can open is used.
WORDS: dict[str, Callable[[], list[Any]]] = {
    "feeds:token": lambda: ["nothing"],
    "cases:kind": lambda: ["pdf", "xlsx"],
    "fact": lambda: sorted(kinds()),
    "municipalities:key": lambda: list(MUNICIPALITY_KEYS),
    "receptions:kind": lambda: ["minutes"],
    "rulebook:table": lambda: [_A_TABLE],
    "rulebook:row": lambda: [_A_ROW],
    "municipalities:table": lambda: [_A_TABLE, "answers"],
    "municipalities:row": lambda: [_A_ROW],
    "custody:kind": lambda: ["receipt", "slip"],
    "custody:matter": lambda: ["card", "papers"],
    "custody:purpose": lambda: ["agreement", "identify"],
    "help:room": lambda: ["residents"],
    "help:screen": lambda: ["list"],
    "today:kind": lambda: ["will"],
    "insurance:kind": lambda: ["eligibility_certificate"],
    "residents:key": lambda: sorted(kinds()),
    "rulebook:name": lambda: sorted(editions()),
    "outings:key": lambda: ["reader"],
    "keeping:kind": lambda: ["notes"],
    "outings:step": lambda: ["start"],
    "venue:topic": lambda: ["papers"],
    "venue:part": lambda: ["cut"],
    "upkeep:trouble": lambda: ["card_lost"],
    "movements:kind": lambda: ["room"],
    "upkeep:code": lambda: ["suspend"],
    "upkeep:report": lambda: ["people"],
}
# Values of fields that a plain text will not do for; a function is handed the house.
VALUES: dict[str, Any] = {
    "receptions.Mark.code": "applied",
    "municipalities.Difference.table": _A_TABLE,
    "municipalities.Difference.key": _A_ROW,
    "municipalities.Difference.value": {"row": _A_ROW, "remove": True, "note": MARK},
    "custody.Agreement.text": {
        "name": MARK,
        "room": "1",
        "born": "",
        "organisation": MARK,
        "head_title": "",
        "clauses": [{"head": MARK, "lines": [MARK]}],
    },
    "custody.Keeping.basis": "contract",
    "custody.Agreement.how": "paper",  # of a drawn one there is nothing to copy
    "custody.House.face_photos": True,
    "deliveries.Delivery.agent": "family",
    "mail.Letter.kind": "town",
    "movements.Duty.page": "custody:person",
    "deliveries.Trip.agent": "family",
    "custody.Place.code": "AB234567",
    "custody.Place.kind": "pouch",
    "custody.Place.resident": lambda house: house.pk("residents.Resident"),
    "custody.Item.place": lambda house: house.pk("custody.Place"),
    "custody.Recipient.contact": lambda house: house.pk("residents.Contact"),
    "residents.Fact.key": "guardian",
    "residents.Fact.value": "none",
    "residents.Fact.known": True,
    "residents.Document.kind": "passport",
    "residents.Accommodation.code": "wheelchair",
    "cases.Case.chosen_route": "visiting_reception",
    "cases.Task.code": "identity",
    "outings.Told.key": "reader",
    "venue.Picture.width": 900,
    "venue.Picture.height": 1200,
    "venue.Picture.box": [100, 100, 800],
    "venue.Picture.delete_on": date(2027, 1, 20),
    "upkeep.Step.code": "police",
    "upkeep.Leak.sensitive": True,
    "papers.Sheet.short_id": lambda _house: make_sheet_id(),
    "feeds.Feed.worker": lambda house: house.workers["head"].pk,
    "mfa.Authenticator.user": lambda house: house.workers["head"].pk,
    "mfa.Authenticator.data": {"name": MARK, "credential": {}},
    "mfa.Authenticator.type": "webauthn",
}
ROSTER = f"氏名,フリガナ,生年月日\n{MARK} 花子,ヒミツ ハナコ,1931-02-03\n".encode()


def _picture(house: "House") -> models.Model:
    """A picture that is really there, and the seat that shows it."""
    seat: Any = house.row(apps.get_model("venue.Seat"))
    made: Any = house._made(apps.get_model("venue.Picture"))
    made.frame = made.cut = seal(b"picture", made.pk, "cut")
    made.save()
    told = {
        "id": str(new_id()),
        "data": {"picture": str(made.pk)},
        "at": "2026-11-20T01:00:00+00:00",
        "by": "",
        "ends": [],
    }
    seat.standing = {"photo": told}
    seat.save()
    return made  # type: ignore[no-any-return]


def _copy(house: "House") -> models.Model:
    """A copy of a signed paper that is really there."""
    made: Any = house._made(apps.get_model("custody.Picture"))
    made.content, made.delete_on = seal_copy(b"picture", made.pk.bytes), date(2099, 12, 31)
    made.save()
    return made  # type: ignore[no-any-return]


# Rows that only their own room can make.
MAKERS: dict[str, Callable[["House"], models.Model]] = {
    "staff.Worker": lambda house: house.workers["worker"],
    "venue.Picture": lambda house: _picture(house),
    "custody.Picture": lambda house: _copy(house),
    "residents.Draft": lambda house: read_list(viewer_of(house.workers["head"]), ROSTER, "名簿.csv"),
}
# Addresses that give the same answer for every id, there or not: there is nothing to learn from it.
SAME_FOR_EVERY_ID = {"residents:forget_list": "forgetting what is not there is no news; a second press is harmless"}
# What is sent to an address that answers nothing but a filled-in form.
BODIES: dict[str, Callable[["House"], dict[str, Any]]] = {
    "insurance:ended": lambda _house: {"why": "gone"},
    "insurance:letter": lambda _house: {"cycle": "2027-08-01", "what": "called"},
    "cases:choose": lambda _house: {"route": route_choices()[0][0]},
    "cases:task": lambda _house: {"task": "identity", "state": "doing"},
    "cases:bulk": lambda house: {"people": [house.pk("residents.Resident")], "task": "pin_sheet", "state": "done"},
}
# Addresses that anybody may open: name → the statuses that are right for somebody who is not signed in.
PUBLIC: dict[str, set[int]] = {
    "custody:emergency": {302},
    "desks:locked": {302},
    "account_login": {200, 302},
    "feeds:calendar": {404},
    "account_inactive": {200, 405},
    "account_signup": {404},
    "account_email": {404},
    "account_email_verification_sent": {404},
    "account_set_password": {404},
    "account_reset_password": {404},
    "account_logout": {302},
    "ui:gallery": {200},
    "ui:resident": {200},
    "ui:bare": {200},
    "ui:paper": {200},
    "mfa_login_webauthn": {200, 302, 405},
    "set_language": {302},
    "health": {200, 405},
    "staff:first_run": {404},
    "staff:first_run_organisation": {404},
    "staff:first_run_municipality": {404},
    "staff:first_run_administrator": {404},
    "staff:first_run_custody": {404},
}


class Unfillable(Exception):
    """An address has an argument that this trial cannot fill: it would be left untried."""


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of the URL map: its full name and its arguments with the kind of each."""

    name: str
    route: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def room(self) -> str:
        """The namespace; that of allauth's own addresses is the beginning of their name."""
        return self.name.split(":")[0] if ":" in self.name else self.name.split("_")[0]


def addresses() -> list[Address]:
    """Every address of the URL map. Raises Unfillable for one without a name or with a regular expression."""
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def _walk(patterns: list[Any], space: str, route: str, arguments: tuple[tuple[str, str], ...]) -> Iterator[Address]:
    for entry in patterns:
        if not isinstance(entry.pattern, RoutePattern):
            raise Unfillable(f"{route}{entry.pattern}: only path() is understood here")
        here = route + str(entry.pattern)
        known = arguments + tuple((name, type(kind).__name__) for name, kind in entry.pattern.converters.items())
        if isinstance(entry, URLResolver):
            yield from _walk(
                entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space, here, known
            )
        elif isinstance(entry, URLPattern):
            if not entry.name:
                raise Unfillable(f"/{here}: give this address a name")
            yield Address(space + entry.name, here, known)


def owned_models() -> dict[str, type[models.Model]]:
    """Every table with rows of organisations, by label (residents.Resident)."""
    found = [m for m in apps.get_models() if issubclass(m, Owned)]
    return {model._meta.label: model for model in [*found, Worker, Authenticator]}


def meaning(address: Address, argument: str, kind: str) -> tuple[type[models.Model], str] | None:
    """The table and column an argument means: by alias, else (for an id) by its name, in the same room first."""
    known = owned_models()
    if alias := ALIASES.get(f"{address.room}:{argument}") or ALIASES.get(argument):
        return known[alias[0]], alias[1]
    named = [model for model in known.values() if model._meta.model_name == argument and kind in IDS]
    here = [model for model in named if model._meta.app_label == address.room]
    return ((here or named)[0], "pk") if named else None


@dataclass
class House:
    """An organisation with one worker in each role and, where asked, one row of every table."""

    organisation: Organisation
    workers: dict[str, Worker]
    rows: dict[str, models.Model] = field(default_factory=dict)

    def pk(self, label: str) -> Any:
        """The id of the row of a table, by label."""
        return self.rows[label].pk

    def row(self, model: type[models.Model]) -> models.Model:
        """The row of that table, made where there is none yet, with whatever it needs."""
        label = model._meta.label
        if label not in self.rows:
            self.rows[label] = MAKERS[label](self) if label in MAKERS else self._made(model)
        return self.rows[label]

    def _made(self, model: type[models.Model]) -> models.Model:
        values = {f.attname: self._value(f) for f in model._meta.concrete_fields if _is_needed(f)}
        made = model(**values)
        made.save(force_insert=True)
        return made

    def _value(self, column: Any) -> Any:
        label = f"{column.model._meta.label}.{column.name}"
        if label in VALUES:
            return VALUES[label](self) if callable(VALUES[label]) else VALUES[label]
        if column.name == "organisation":
            return self.organisation.pk
        if column.is_relation:
            return self.row(column.related_model).pk
        return _plain_value(column)


def _is_needed(column: Any) -> bool:
    label = f"{column.model._meta.label}.{column.name}"
    if label in VALUES:
        return True
    if (
        column.primary_key
        or column.null
        or getattr(column, "auto_now", False)
        or getattr(column, "auto_now_add", False)
    ):
        return False
    return not column.has_default()


PLAIN: tuple[tuple[type[Any], Callable[[], Any]], ...] = (
    (models.DateTimeField, lambda: datetime(2026, 11, 20, 1, tzinfo=UTC)),
    (models.DateField, lambda: date(2026, 11, 20)),
    (models.TimeField, lambda: time(9, 30)),
    (models.JSONField, dict),
    (models.UUIDField, new_id),
    (models.BooleanField, lambda: False),
    (models.IntegerField, lambda: 1),
    (models.BinaryField, lambda: b""),
)


def _plain_value(column: Any) -> Any:
    if column.choices:
        return next(value for value, _ in column.flatchoices if value)
    if isinstance(column, models.CharField | models.TextField):
        return MARK[: column.max_length or len(MARK)]
    for kind, make in PLAIN:
        if isinstance(column, kind):
            return make()
    raise Unfillable(f"{column.model._meta.label}.{column.name}: say a value in VALUES")


def build_house(mark: str, *, full: bool) -> House:
    """A house; a full one has a row of every table that belongs to organisations."""
    house = Organisation.objects.create(name=f"{mark}苑", kind="facility", municipality=f"{mark}町", custody="cards")
    workers = {}
    for role in Role:
        workers[str(role)] = Worker.objects.create(
            organisation=house, role=role, username=f"{role}-{house.pk.hex[-8:]}".casefold(), name=f"{mark}{role.label}",
            password=make_password(None),
        )  # fmt: skip
    made = House(house, workers)
    if full:
        with scope(organisation=house.pk):
            for model in owned_models().values():
                made.row(model)
    return made


def candidates(address: Address, house: House) -> list[dict[str, Any]]:
    """Every way to fill the arguments with rows of a house. Raises Unfillable."""
    values = [_candidates(address, argument, kind, house) for argument, kind in address.arguments]
    return [dict(zip((name for name, _ in address.arguments), chosen, strict=True)) for chosen in product(*values)]


def _candidates(address: Address, argument: str, kind: str, house: House) -> list[Any]:
    words = WORDS.get(f"{address.room}:{argument}") or WORDS.get(argument)
    if words:
        return words()
    meant = meaning(address, argument, kind)
    if meant is None:
        raise Unfillable(
            f"{address.name} ({address.route}): <{kind} {argument}> is the name of no table. "
            "Say in bench/tenancy_addresses.py which table it means (ALIASES) or which values exist (WORDS)."
        )
    return [getattr(house.row(meant[0]), meant[1])]


def is_guarded(address: Address) -> bool:
    """Does the address name a row of an organisation?"""
    return any(
        not (WORDS.get(f"{address.room}:{name}") or WORDS.get(name)) and meaning(address, name, kind)
        for name, kind in address.arguments
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: who asked what, and what came back."""

    kind: str
    address: str
    who: str
    method: str
    status: int
    error: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.method.upper()} {self.address} as {self.who} → {self.status} {self.error}".strip()


class Browser:
    """Somebody's browser. Whatever a request does is undone afterwards, so that each finds the world as it was."""

    def __init__(self, worker: Worker | None) -> None:
        self.client = Client(raise_request_exception=False)
        if worker is not None:
            self.client.force_login(worker)
        self.session = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, url: str, body: dict[str, Any]) -> tuple[HttpResponseBase, str]:
        """The answer and its text, as it was before everything was undone."""
        self.client.cookies = SimpleCookie(self.session)
        with transaction.atomic():
            response = (
                getattr(self.client, method)(url, body) if method == "post" else getattr(self.client, method)(url)
            )
            text = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return response, text.decode("utf-8", "replace")


@dataclass
class Trial:
    """A stranger of house B before every address of house A."""

    mine: House
    theirs: House
    roles: tuple[str, ...] = tuple(str(role) for role in Role)
    requests: int = 0
    error: str = ""
    findings: list[Finding] = field(default_factory=list)

    def run(self) -> "Trial":
        """Every address, every method: first a head of A (is the row really there?), then nobody, then B."""
        head = Browser(self.theirs.workers["head"])
        strangers = {role: Browser(self.mine.workers[role]) for role in self.roles}
        for address in addresses():
            url = self._opened(address, head)
            if url is not None:
                self._nobody(address, url)
                for role, browser in strangers.items():
                    self._stranger(address, url, role, browser)
        return self

    def _ask(self, browser: Browser, method: str, url: str, address: Address) -> tuple[int, str]:
        self.requests += 1
        filled = BODIES[address.name](self.theirs) if address.name in BODIES else {}
        response, text = browser.ask(method, url, filled)
        raised = getattr(response, "exc_info", None)
        self.error = f"{raised[0].__name__}: {raised[1]}"[:200] if raised else ""
        return response.status_code, text

    def _note(self, kind: str, address: Address, who: str, method: str, status: int) -> None:
        self.findings.append(Finding(kind, address.name, who, method, status, self.error))

    def _opened(self, address: Address, head: Browser) -> str | None:
        """The address with rows of A that a head of A can open: otherwise a 404 to B would prove nothing."""
        try:
            urls = [reverse(address.name, kwargs=values) for values in candidates(address, self.theirs)]
        except Unfillable as error:
            self.error = str(error)
            self._note("unfillable", address, "nobody", "get", 0)
            return None
        if not is_guarded(address):
            return urls[0]
        for method, url in product(("get", "post"), urls):
            status, _ = self._ask(head, method, url, address)
            if status >= 500:
                self._note("error", address, "their own head", method, status)
                return None
            if status not in (403, 404, 405):
                return url
        self._note("not shown to its own head", address, "their own head", "post", status)
        return None

    def _nobody(self, address: Address, url: str) -> None:
        browser = Browser(None)
        for method in METHODS:
            status, body = self._ask(browser, method, url, address)
            self._judge_nobody(address, method, status, body)

    def _judge_nobody(self, address: Address, method: str, status: int, body: str) -> None:
        right = PUBLIC.get(address.name, {302}) | ({405} if address.name in PUBLIC else set())
        if status >= 500:
            self._note("error", address, "nobody", method, status)
        elif status not in right or MARK in body:
            self._note("open to nobody", address, "nobody", method, status)

    def _stranger(self, address: Address, url: str, role: str, browser: Browser) -> None:
        refused = {404, 405} if role == Role.HEAD else {403, 404, 405}
        for method in METHODS:
            status, body = self._ask(browser, method, url, address)
            if status >= 500:
                self._note("error", address, role, method, status)
            elif MARK in body or (
                is_guarded(address) and status not in refused | self._as_missing(address, browser, method)
            ):
                self._note("leak", address, role, method, status)

    def _as_missing(self, address: Address, browser: Browser, method: str) -> set[int]:
        """The status for an id that is nowhere, at an address that answers every id alike."""
        if address.name not in SAME_FOR_EVERY_ID:
            return set()
        url = reverse(address.name, kwargs={name: new_id() for name, _ in address.arguments})
        return {self._ask(browser, method, url, address)[0]}

    def count(self, *kinds: str) -> int:
        """How many findings are of these kinds."""
        return sum(finding.kind in kinds for finding in self.findings)


def contents(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a house, to see that nobody changed one."""
    return {
        label: sorted(map(_row, _rows_of(model, house.organisation.pk)), key=repr)
        for label, model in owned_models().items()
        if model is not Authenticator
    }


def _rows_of(model: type[models.Model], organisation: UUID) -> Any:
    kept = [column.attname for column in model._meta.concrete_fields if column.name != "last_login"]
    return model._base_manager.filter(organisation_id=organisation).values_list(*kept)


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(re.sub(r"\s+", " ", repr(value)) for value in row)
