"""No address shows, or does anything to, another organisation's row; and nobody gets in without signing in."""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.tenancy_addresses import MARK, Trial, Unfillable, addresses, build_house, candidates, contents
from django.core.management import call_command

ROOMS = Path(__file__).parents[2] / "src" / "tsukisoi"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["head", "worker", "viewer"])
def test_a_stranger_finds_nothing_at_any_address(role: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")
    call_command("createcachetable")
    theirs, mine = build_house(MARK, full=True), build_house("となり", full=False)
    before = contents(theirs)
    trial = Trial(mine, theirs, roles=(role,)).run()
    assert not trial.findings, "\n" + "\n".join(map(str, trial.findings))
    assert contents(theirs) == before
    assert trial.requests > 100


@pytest.mark.django_db
def test_an_argument_nobody_knows_is_said_aloud(settings: Any) -> None:
    house = build_house(MARK, full=False)
    address = next(a for a in addresses() if a.name == "staff:worker")
    unknown = type(address)(address.name, address.route, (("spaceship", "UUIDConverter"),))
    with pytest.raises(Unfillable, match="spaceship"):
        candidates(unknown, house)


# Actions that ask for no right, and why.
WITHOUT_A_RIGHT = {
    "journal.index_waiting": "written with the looks already; the clock puts it into the index",
    "journal.write": "every action ends here",
    "journal.looked": "everybody's looks are on record",
    "journal.seal": "made by the clock",
    "journal.seal_organisation": "made by the clock",
    "journal.seal_of_the_day": "made by the clock",
    "staff.found": "while there is no organisation there are no rights",
    "staff.found_beside": "on the server, by whoever holds the data folder",
    "staff.found_another": "on the server, by whoever holds the data folder",
    "staff.found_on_laptop": "on an empty laptop, by whoever holds its data folder",
    "staff.recover": "on the server, by whoever holds the data folder",
    "staff.note_sign_in": "one's own",
    "staff.note_own": "one's own",
    "staff.note_wrong_password": "of somebody whom nobody knows",
    "staff.set_own_code": "one's own",
    "staff.locked": "a part of actions that have asked",
    "desks.sit_down": "one's own, after badge and code",
    "desks.note_wrong_code": "of somebody whom nobody knows",
    "desks.keep_draft": "one's own",
    "desks.drop_drafts": "one's own",
    "desks.drop_draft": "one's own",
    "desks.end_drafts": "made by the clock",
    "venue.tell": "a part of actions that have asked",
    "venue.who": "a part of actions that have asked",
    "staff.close_sessions": "a part of actions that have asked",
    "staff.forget_second_factor": "a part of actions that have asked",
    "journal.forget": "a part of actions that have asked",
    "journal.forget_looks": "made by the clock",
    "calls.end_calls": "made by the clock",
    "notes.end_notes": "made by the clock",
    "keeping.tidy": "made by the clock",
    "feeds.stop_all_of": "part of ending access, which has asked",
    "journal.forget_about": "part of actions that have asked, or made by the clock",
    "keeping.in_the_way": "tells what must happen first; its callers ask",
    "residents.forget_old_lists": "a part of actions that have asked",
    "custody.end_pictures": "made by the clock",
    "custody.close_out": "a part of actions that have asked",
    "custody.note": "a part of actions that have asked",
    "residents.note": "a part of actions that have asked",
    "residents.put_fact": "a part of actions that have asked",
    "deliveries.note": "a part of actions that have asked",
    "movements.check": "a part of actions that have asked",
    "movements.move": "a part of actions that have asked",
    "movements.stood": "a part of actions that have asked",
    "movements.relist": "a part of actions that have asked",
    "movements.suspend": "a part of actions that have asked",
    "movements.papers_fall": "a part of actions that have asked",
    "movements.close": "a part of actions that have asked",
    "movements.goes_home": "a part of actions that have asked",
}
WRITING = frozenset(
    {"save", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create", "write", "end"}
)


class Room:
    """The functions of a room's actions, in one file or in a folder."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        files = [*folder.glob("actions.py"), *folder.glob("actions/*.py")]
        self.files = {file.stem for file in files}
        self.functions = {
            node.name: node
            for file in files
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }

    def calls(self, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
        """(what it belongs to, the name called)."""
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield "", node.func.id

    def reaches(self, name: str, wanted: frozenset[str], seen: frozenset[str] = frozenset()) -> bool:
        """Does it call one of these names itself, or a function of these actions that does?"""
        called = list(self.calls(self.functions[name]))
        if any(what in wanted for _, what in called):
            return True
        inner = (
            {what for owner, what in called if what in self.functions and owner in self.files | {""}} - seen - {name}
        )
        return any(self.reaches(other, wanted, seen | {name}) for other in inner)

    def asks(self, name: str) -> bool:
        """Does it say `.require(`?"""
        return self.reaches(name, frozenset({"require"}))

    def acts(self, name: str) -> bool:
        """Is it something a person does: handed a viewer, or writing?"""
        viewed = "viewer" in {argument.arg for argument in self.functions[name].args.args}
        return not name.startswith("_") and (viewed or self.reaches(name, WRITING))


def test_every_action_asks_for_a_right() -> None:
    rooms = [Room(path) for path in sorted(ROOMS.iterdir()) if path.is_dir()]
    silent = {
        f"{room.name}.{name}" for room in rooms for name in room.functions if room.acts(name) and not room.asks(name)
    }
    assert silent - WITHOUT_A_RIGHT.keys() == set(), "these ask for no right"
    assert WITHOUT_A_RIGHT.keys() - silent == set(), "these need no excuse any more"
    assert sum(room.acts(name) for room in rooms for name in room.functions) > 20
