"""Every page of the URL map under axe: with nothing in it, full, and after a form was sent wrong.

The pages are read from the URL map, so a new page is under axe the day it is written; an argument nobody can fill is an
error (say in bench/tenancy_addresses.py what it means).
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench.tenancy_addresses import Address, House, addresses, build_house, candidates, is_guarded, owned_models
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.demonstration.load import load
from tsukisoi.staff.models import Organisation, Role, Worker

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
FILES = {"keeping:along"}
"""Pages whose form cannot be wrong: sent empty, it answers with a file."""
WRONG = """(form) => { for (const one of form.elements) {
    if (one.type === "hidden" || one.type === "submit" || one.tagName === "BUTTON") continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = false;
    else if (one.tagName !== "SELECT") one.value = "";
  } form.noValidate = true; form.requestSubmit(); }"""


class Reader:
    """Somebody who opens every page with axe at hand."""

    def __init__(self, hands: Any, worker: Worker | None) -> None:
        self.hands = hands
        self.axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        self.found: list[str] = []
        self.read: set[str] = set()
        if worker is not None:
            client = Client()
            client.force_login(worker)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
            hands.page.context.add_cookies([cookie])

    def open(self, name: str, url: str) -> bool:
        """Open a page; False where the address is no page (a press of a button, a way on, a file)."""
        answer = self.hands.page.request.get(self.hands.base + url, max_redirects=0)
        if answer.status >= 500:
            self.found.append(f"{name}: {answer.status}")
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            return False
        self.hands.page.goto(self.hands.base + url)
        self.look(name)
        return True

    def look(self, name: str) -> None:
        """Keep what axe says of the page as it stands, and whether it scrolls sideways."""
        self.read.add(name)
        for fault in self.axe.run(self.hands.page).response["violations"]:
            if fault["impact"] in GRAVE:
                self.found.append(f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:160]}")
        if (over := self.hands.sideways()) > 0:
            self.found.append(f"{name}: {over} pixels wider than the window")

    def send_wrong(self, name: str) -> None:
        """Empty the main form of the page and send it: the page that comes back says what is wrong."""
        form = self.hands.page.locator("main form.form[method=post]").first
        if name in FILES or not form.count():
            return
        with self.hands.page.expect_navigation() as came:
            form.evaluate(WRONG)
        if came.value and came.value.status == 422:
            self.look(f"{name} (wrong)")


class Lived(House):
    """A house in use: what a form made on the way counts as a row of its table."""

    def row(self, model: Any) -> Any:
        label = model._meta.label
        if label not in self.rows and not label.startswith("mfa.") and (there := _first(model, self.organisation)):
            self.rows[label] = there
        return super().row(model)


def house_of(organisation: Organisation) -> House:
    """The demonstration as the trial of addresses takes it: a row of every table, made where there is none."""
    workers = {str(role): Worker.objects.filter(organisation=organisation, role=role).first() for role in Role}
    made = Lived(organisation, {role: worker for role, worker in workers.items() if worker is not None})
    for label, model in owned_models().items():
        row = None if label.startswith(("mfa.", "staff.Worker")) else _first(model, organisation)
        if row is not None:
            made.rows[label] = row
    made.rows["staff.Worker"] = made.workers.get("worker") or made.workers["head"]
    return made


def _first(model: Any, organisation: Organisation) -> Any:
    return model._base_manager.filter(organisation_id=organisation.pk).order_by("pk").first()


def places(house: House, *, guarded: bool) -> Iterator[tuple[Address, list[str]]]:
    """Every address with its arguments filled in; at most two ways to fill a closed list of words."""
    for address in addresses():
        if guarded or not address.arguments:
            urls = [reverse(address.name, kwargs=values) for values in candidates(address, house)]
            yield address, urls if is_guarded(address) and len(urls) < 3 else urls[:2]


@pytest.mark.parametrize("width", [1366, 683])
def test_full(at_desk: Callable[..., Any], server: Any, width: int) -> None:
    load()
    organisation = Organisation.objects.filter(kind="facility").order_by("name").first()
    assert organisation is not None
    with scope(organisation=organisation.pk):
        house = house_of(organisation)
        reader = Reader(at_desk(width=width), house.workers["head"])
        for address, urls in places(house, guarded=True):
            if address.name == "account_logout":
                continue
            for url in urls:
                if reader.open(address.name, url) and width == 1366 and address.room not in ("account", "mfa"):
                    reader.send_wrong(address.name)
    _judge(reader, at_least=50)
    assert width != 1366 or sum("(wrong)" in name for name in reader.read) >= 12


def test_empty(at_desk: Callable[..., Any], server: Any) -> None:
    house = build_house("あき", full=False)
    reader = Reader(at_desk(), house.workers["head"])
    for address, urls in places(house, guarded=False):
        if address.name != "account_logout":
            reader.open(address.name, urls[0])
    _judge(reader, at_least=25)


def test_nobody_signed_in(at_desk: Callable[..., Any], server: Any) -> None:
    reader = Reader(at_desk(), None)
    for step in ("organisation", "municipality", "administrator", "custody"):
        name = f"staff:first_run_{step}"
        assert reader.open(name, reverse(name))
        reader.send_wrong(name)
    build_house("いま", full=False)
    assert reader.open("account_login", reverse("account_login"))
    reader.send_wrong("account_login")
    _judge(reader, at_least=9)


def test_wrong_places(at_desk: Callable[..., Any], server: Any) -> None:
    house = build_house("いま", full=True)
    hands = at_desk()
    reader = Reader(hands, house.workers["viewer"])
    for url, status, words in (("/nowhere/", 404, "見つかりません"), (reverse("staff:add"), 403, "できません")):
        answer = hands.page.goto(hands.base + url)
        assert answer.status == status and words in hands.text, hands.text
        assert "0120-95-0178" in hands.text
        reader.look(url)
    _judge(reader, at_least=2)


def _judge(reader: Reader, *, at_least: int) -> None:
    assert not reader.found, "\n" + "\n".join(dict.fromkeys(reader.found))
    assert len(reader.read) >= at_least, sorted(reader.read)
    assert reader.hands.strangers == set()
