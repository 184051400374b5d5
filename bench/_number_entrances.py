"""Every way in, tried with individual numbers and notes of PINs: the machinery of the trial `number_screen`.

The addresses are read from the URL map and their fields from the pages themselves, so a new form is tried the day it is
written; an address that takes POST and whose form is found nowhere is `unfilled`, which fails the trial and the test.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import xlsxwriter
from bench.tenancy_addresses import BODIES, Address, Browser, House, addresses, candidates
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django_scopes import scope

from tsukisoi.config import command
from tsukisoi.config.verbs import plan, roster
from tsukisoi.guard.allowance import screened_by
from tsukisoi.guard.characters import DIGITS
from tsukisoi.guard.refusal import NUMBER_REFUSED, PIN_REFUSED

# Addresses that take POST although no page shows a form of theirs: name → the texts that they read.
HIDDEN_FORMS: dict[str, dict[str, str]] = {
    "custody:out": {"id": "", "items": "", "why": "visit", "where": "", "due_on": "", "due_at": ""},  # once scanned
    "custody:back": {"outs": "", "condition": "good"},
    "custody:extend": {"due_on": "", "due_at": ""},  # while it is out
    "custody:remove_picture": {},
    "custody:take_picture": {
        "boxes": "",
        "first": "",
        "delete_on": "",
        "consent_on": "",
    },  # of what was signed on paper
    "custody:undo": {},  # within ten seconds
    "custody:approve": {},  # after an emergency
    "custody:give_back": {"why": "person", "to": ""},
    "custody:told": {},
    "custody:labels": {"what": "places", "sheet": "24", "first": "1"},
    "custody:close": {"remark": ""},  # while the count is open
    "custody:sign": {},  # once it is closed
    "custody:restore": {},
    "custody:house_paper": {},
    "custody:count": {"item": "", "seen": "", "seen_in": "", "explanation": ""},
    "venue:open": {},  # while a reception is near and not opened
    "venue:delete_pictures": {},  # while pictures are due
    "venue:next": {},  # the buttons of the board show by where somebody is
    "venue:arrive": {"at": ""},
    "venue:call": {},
    "venue:hold": {},
    "venue:come_back": {},
    "venue:undo": {},
    "venue:reopen": {"why": ""},
    "venue:bring_back": {},
    "venue:decide": {"event": ""},
    "venue:look": {"ticket": ""},
    "venue:frame": {"left": "", "top": "", "height": ""},
    "venue:doubt": {},
    "venue:spoil": {},
    "venue:later": {"note": ""},
    "staff:end_stand_in": {},  # while somebody stands in
    "staff:forget_code": {},  # for whoever has one
    "desks:change_places": {"page": "/"},  # without a form that a hand fills, like the next three
    "desks:draft": {"page": "/notes/", "action": "/notes/", "v-text": ""},
    "desks:half_typed": {"draft": ""},
    "desks:unit": {"unit": "", "next": "/"},
    "desks:locked": {"who": "", "code": "", "next": "/"},
    "journal:keep_seal": {"seal": ""},  # once there is a seal
    "practice:again": {},  # in the training mode only
    "set_language": {"language": "ja", "next": "/"},
    "residents:proposals": {"proposal": "fact guardian none", "accepted": "yes"},  # only while something waits
    "residents:merge": {"other": "", "q": ""},  # once the other person is chosen
    "cards:switch": {
        "form_from": "",
        "form_on": "",
        "signed_on": "",
        "booked_for": "",
        "note": "",
    },  # who goes is known
    "cases:move": {"to": "", "q": ""},  # once the other person is chosen
    "upkeep:concern": {"person": ""},  # once the record was asked
    "outings:back": {"brought": ""},  # while somebody is out
    "outings:all_back": {},
    "outings:scan": {"scan": ""},  # while somebody's thing lies in the locker
    "outings:leave_one": {},
    "outings:take_back": {},
    "receptions:hand_over_file": {"packet": "", "delete_on": "", "to": "", "code": ""},  # once the code is shown
    "receptions:record": {},  # once somebody stands on a list
    "receptions:take_back": {"mark": "", "why": ""},  # while a mark stands
    "receptions:workbook_file": {
        "workbook-packet": "",
        "workbook-delete_on": "",
        "workbook-layout": "",
        "workbook-password": "",
    },  # once the password is shown
    "receptions:decide": {"take": ""},  # while a correction waits
    "receptions:decide_all": {"take": ""},
    "receptions:received": {"receipt": ""},  # once a file was made
    "receptions:destroy": {},  # once a file was received
    "receptions:confirm_partner": {},  # once a partner's file was opened
    "receptions:forget_partner": {},
    "deliveries:plan": {"agent_name": "", "booked_with": ""},  # once somebody was ticked
    "staff:take_back": {"reason": ""},  # while somebody's access has ended
    "account_reauthenticate": {"password": ""},  # allauth asks these once more, or of those who began to sign in
    "account_change_password": {"oldpassword": "", "password1": "", "password2": ""},
    "mfa_authenticate": {"code": ""},
    "mfa_reauthenticate": {"code": ""},
    "mfa_activate_totp": {"code": ""},
    "mfa_deactivate_totp": {},
    "mfa_generate_recovery_codes": {},
    "mfa_add_webauthn": {"name": "", "credential": "", "passwordless": ""},
    "mfa_reauthenticate_webauthn": {"credential": ""},
    "mfa_remove_webauthn": {},
    "mfa_edit_webauthn": {"name": ""},
    "usersessions_list": {},
}
# Addresses that answer POST as they answer GET and read nothing of it.
NO_TEXT = {
    "ui:gallery": "a page to look at",
    "ui:resident": "a page to look at",
    "ui:bare": "a page to look at",
    "ui:paper": "a page to look at",
    "mfa_download_recovery_codes": "a file to keep",
    "papers:ask": "asks for an id by GET",
    "papers:sheet": "shows one paper",
    "custody:found": "a button",
    "calls:returned": "a button",
    "feeds:stop": "a button",
    "venue:photo": "takes two pictures and no text",
    "keeping:erase": "asked of somebody who is still here: it shows why not",
    "deliveries:papers": "a button",
    "deliveries:person_papers": "a button",
    "deliveries:call_off": "a button",
    "notes:read": "a button",
    "notes:take_back": "a button",
    "movements:off": "a button",
    "movements:now": "a button",
}
PIN = "暗証番号は{}です"


@dataclass(frozen=True, slots=True)
class Seed:
    """One thing that must be found nowhere: as it is written, and the digits (or the note) that betray it."""

    spelling: str
    written: str
    trace: str

    def is_in(self, text: str) -> bool:
        """Whether the text holds it, in whatever spelling."""
        return self.trace in (text if self.trace.startswith("暗") else digits_of(text))


def digits_of(text: str) -> str:
    """Every digit of a text in ASCII, in order; whatever stands between is gone."""
    return "".join([DIGITS[character] for character in text if character in DIGITS])


@dataclass
class Form:
    """A form of a page: where it goes and what it sends when nothing is changed."""

    url: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    """Reads the forms of a page that send something (method=post)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.found, self.now = url, list[Form](), None
        self.select = self.area = ""

    now: Form | None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self.now = Form(attributes.get("action") or self.url)
            self.found.append(self.now)
        name = attributes.get("name", "")
        if self.now is None or not name:
            self._option(tag, attributes)
        elif tag == "input":
            self._input(self.now, name, attributes)
        elif tag in ("select", "textarea", "button"):
            self.now.fields.setdefault(name, attributes.get("value", ""))
            self.select = name if tag == "select" else ""
            self.area = name if tag == "textarea" else ""

    def _input(self, form: Form, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox") and "checked" not in attributes:
            form.fields.setdefault(name, "")
        else:
            form.fields[name] = attributes.get("value", "on")

    def _option(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "option" and self.now and self.select and "selected" in attributes:
            self.now.fields[self.select] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.now and self.area:
            self.now.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


@dataclass
class Entrances:
    """Somebody who may do everything, at every way in of one house."""

    house: House
    seeds: list[Seed]
    tried: int = 0
    brought_in: int = 0
    faults: list[str] = field(default_factory=list)
    forms: dict[str, list[Form]] = field(default_factory=dict)
    unfilled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.house.workers["head"])
        self.nobody = Client(raise_request_exception=False)
        self.places = list(addresses())

    def learn(self) -> None:
        """Every form of every page, and which addresses take POST although none of the pages shows their form."""
        for address in self.places:
            for url in self._urls(address):
                for client in (self.client, self.nobody):
                    self._read(client.get(url), url)
        for address in self.places:
            self._ask_for_a_form(address)
        for address in self.places:
            known = self.forms.get(address.name) or address.name in NO_TEXT
            if not known and self._takes_post(address):
                self.unfilled.append(address.name)

    def _ask_for_a_form(self, address: Address) -> None:
        """Some pages are the answer to a form."""
        if address.name in HIDDEN_FORMS:
            self.forms.setdefault(address.name, []).append(Form(self._urls(address)[0], HIDDEN_FORMS[address.name]))
        if address.name in BODIES:
            body = {name: str(value) for name, value in BODIES[address.name](self.house).items() if value != []}
            self.forms.setdefault(address.name, []).append(Form(self._urls(address)[0], body))
        for form in list(self.forms.get(address.name, [])):
            if address.name.endswith(("bulk", "import")):
                people = {"person": str(self.house.pk("residents.Resident")), "key": "residence"}
                self._read(self.client.post(form.url, {**form.fields, **people}), form.url)

    def _takes_post(self, address: Address) -> bool:
        """Whether an empty form is answered at all; what it did is undone."""
        browser = Browser(self.house.workers["head"])
        return browser.ask("post", self._urls(address)[0], {})[0].status_code not in (404, 405)

    def _urls(self, address: Address) -> list[str]:
        with scope(organisation=self.house.organisation.pk):
            return [reverse(address.name, kwargs=values) for values in candidates(address, self.house)]

    def _read(self, response: Any, url: str) -> None:
        if response.streaming or "html" not in response.headers.get("Content-Type", ""):
            return
        page = _Forms(url)
        page.feed(response.content.decode())
        for form in page.found:
            try:
                name = resolve(urlsplit(form.url).path).view_name
            except Resolver404:
                continue
            if not any(set(form.fields) <= set(other.fields) for other in self.forms.get(name, [])):
                self.forms.setdefault(name, []).append(form)

    def run(self) -> "Entrances":
        """Every seed, in every field, every file name, every query and every address."""
        self.learn()
        for form in [form for forms in self.forms.values() for form in forms]:
            for seed in self.seeds:
                self._fields(form, seed)
        for address in self.places:
            for seed in self.seeds:
                self._queries(address, seed)
        for seed in self.seeds:
            self._lists(seed)
        return self

    def _fields(self, form: Form, seed: Seed) -> None:
        own = screened_by(resolve(urlsplit(form.url).path).func)
        for name in [*form.fields, "anything_else"]:
            if name not in ("csrfmiddlewaretoken", own):
                self._refused("POST", form.url, {**form.fields, name: seed.written}, seed, f"field {name}")
        self._refused("POST", form.url, {**form.fields, seed.written: "x"}, seed, "name of a field")
        for name in form.files:
            file = SimpleUploadedFile(f"{seed.written.replace('/', '')}.csv", b"a,b")
            self._refused("POST", form.url, {**form.fields, name: file}, seed, f"file name of {name}")
            for contents in (
                f'name = "{seed.written}"\n',
                json.dumps({"name": seed.written}),
                f"a,b\n{seed.written},c\n",
            ):
                self._unread(form, name, contents, seed)

    def _unread(self, form: Form, name: str, contents: str, seed: Seed) -> None:
        """A file that holds the seed may be read or refused, but nothing of the seed may come back."""
        self.tried += 1
        told = self.client.post(
            form.url, {**form.fields, name: SimpleUploadedFile("a.toml", contents.encode())}, follow=True
        )
        if told.status_code >= 500 or seed.is_in(told.getvalue().decode("utf-8", "replace")):
            self.faults.append(f"file of {resolve_name(form.url)}, {seed.spelling}: {told.status_code}")

    def _queries(self, address: Address, seed: Seed) -> None:
        url = self._urls(address)[0]
        self._refused("GET", url, {"q": seed.written}, seed, "query")
        self._refused("GET", url, {seed.written: "1"}, seed, "name in the query")
        self._refused("GET", f"{url.rstrip('/')}/{seed.written}/", {}, seed, "path")
        with scope(organisation=self.house.organisation.pk):
            arguments = candidates(address, self.house)[0]
        for name, value in arguments.items():
            self._refused("GET", url.replace(f"/{value}", f"/{seed.written}", 1), {}, seed, f"argument {name}")

    def _refused(self, method: str, url: str, data: dict[str, Any], seed: Seed, where: str) -> None:
        self.tried += 1
        response = getattr(self.client, method.lower())(url, data)
        body = response.getvalue().decode("utf-8", "replace")
        said = str(PIN_REFUSED if seed.trace.startswith("暗") else NUMBER_REFUSED) in body
        if response.status_code != 422 or not said or seed.is_in(body):
            self.faults.append(f"{method} {resolve_name(url)}, {where}, {seed.spelling}: {response.status_code}")

    def _lists(self, seed: Seed) -> None:
        """A list with the number in every place a list has: read without it, brought in, and gone."""
        rows = rows_with(seed)
        pasted = "\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows)
        comma = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        gifts: list[dict[str, Any]] = [
            {"rows": pasted},
            {"file": SimpleUploadedFile("名簿.csv", comma.encode())},
            {"file": SimpleUploadedFile("名簿.csv", comma.encode("cp932", "replace"))},
            {"file": SimpleUploadedFile("名簿.xlsx", workbook(rows))},
            {"file": SimpleUploadedFile("名簿.xlsx", beside_the_cells(seed))},
            {"rows": f"{seed.written} だけ"},
        ]
        for gift in gifts:
            self._list(gift, seed)

    def _list(self, gift: dict[str, Any], seed: Seed) -> None:
        self.tried += 1
        told = self.client.post(reverse("residents:import"), gift, follow=True)
        bodies = [told.getvalue().decode()]
        if told.redirect_chain:
            address = told.redirect_chain[-1][0]
            if "rows" in gift:  # once more with corrected columns, as one does when a column was taken for another
                columns = {"rows": gift["rows"], "column_0": "name", "column_1": "kana", "column_2": "birth_date"}
                told = self.client.post(f"{address}columns/", columns | {"column_3": "notes"}, follow=True)
                address = told.redirect_chain[-1][0] if told.redirect_chain else address
                bodies.append(told.getvalue().decode())
            told = self.client.post(address, follow=True)
            self.brought_in += told.status_code == 200
            bodies.append(told.getvalue().decode())
        if told.status_code >= 500 or any(map(seed.is_in, bodies)):
            self.faults.append(f"list, {', '.join(gift)}, {seed.spelling}: {told.status_code}")
        elif told.status_code == 200 and "名簿" not in bodies[0]:
            self.faults.append(f"list, {', '.join(gift)}, {seed.spelling}: nothing was said")


def resolve_name(url: str) -> str:
    """The name of an address; its first part where it is none."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return "/" + urlsplit(url).path.split("/")[1]


def rows_with(seed: Seed) -> list[list[str]]:
    """A list that holds the seed in a forbidden column, a note, a name, a birth date, an address and a nameless one."""
    head = ["氏名", "フリガナ", "生年月日", "個人番号", "備考", "住所", "居室", "暗証番号", ""]
    good = ["山田 節", "ヤマダ セツ", "昭和7年2月3日", "", "", "", "", "", ""]
    rows = [head, good]
    for place in range(len(head)):
        row = [f"佐藤 {'一二三四五六七八九'[place]}郎", "サトウ", f"昭和9年2月{place + 1}日", "", "", "", "", "", ""]
        row[place] = seed.written if place != 4 else f"番号は{seed.written}、車椅子"
        rows.append(row)
    return rows


def workbook(*sheets: list[list[str]]) -> bytes:
    """The rows as an xlsx, each list of them on a sheet of its own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for place, rows in enumerate(sheets):
        sheet = book.add_worksheet("名簿" + "の別" * place)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def beside_the_cells(seed: Seed) -> bytes:
    """A good list as an xlsx whose sheet, whose other sheet, whose column and whose reading are called by the seed."""
    good = [["氏名", "生年月日", f"備考 {seed.written}"], ["山田 節", "昭和7年2月3日", "車椅子"]]
    name = escape(seed.written, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
    run = f'<rPh sb="0" eb="4"><t xml:space="preserve">{escape(seed.written)}</t></rPh>'
    out, parts = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(good, good)))
    with zipfile.ZipFile(out, "w") as new:
        for part in parts.namelist():
            text = parts.read(part).decode()
            if part == "xl/workbook.xml":
                text = text.replace('name="名簿', f'name="名簿 {name}')
            if part == "xl/sharedStrings.xml":
                text = text.replace("<t>山田 節</t>", f"<t>山田 節</t>{run}")
            new.writestr(part, text)
    return out.getvalue()


def stored_texts() -> Iterator[tuple[str, str]]:
    """(table, text) of every value of every table, packed ones unpacked."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from ((table, _text(value)) for value in row if value is not None)


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        try:
            return zlib.decompress(bytes(value)).decode()
        except zlib.error:
            return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def found_in_database(seeds: Iterable[Seed]) -> list[str]:
    """Where a seed stands in the database."""
    texts = set(stored_texts())
    return sorted({f"{table}: {seed.spelling}" for seed in seeds for table, text in texts if seed.is_in(text)})


def found_in_files(folder: Path, seeds: list[Seed]) -> list[str]:
    """Which files below a folder hold a seed, by name or content."""
    found = []
    for path in sorted(folder.rglob("*")):
        texts = [path.name] + ([path.read_bytes().decode("utf-8", "replace")] if path.is_file() else [])
        found += [f"{path.name}: {seed.spelling}" for seed in seeds if any(map(seed.is_in, texts))]
    return found


def run_verb(words: list[str]) -> tuple[int, str]:
    """A verb in this process: its code and all that it said."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        try:
            command.main(words)
            code: Any = 0
        except SystemExit as end:
            code = end.code
    if isinstance(code, str):
        return 1, out.getvalue() + code
    return int(code or 0), out.getvalue()


def verbs() -> list[str]:
    """Every verb a person types."""
    return [verb for _ja, _en, entries in command.HELP for verb, *_words in entries]


def command_faults(seed: Seed) -> list[str]:
    """The seed as an argument of every verb: refused, and not repeated."""
    faults = []
    for verb in verbs():
        for words in ([verb, seed.written], [verb, f"--file={seed.written}"], [verb, *seed.written.split()]):
            code, said = run_verb(words)
            if code == 0 or seed.is_in(said) or "マイナンバー" not in said:
                faults.append(f"{verb} {len(words) - 1} words, {seed.spelling}: {code}")
    return faults


def file_faults(seed: Seed, folder: Path) -> list[str]:
    """The seed in every kind of file that a verb reads: refused or dropped, and not repeated."""
    facts: list[Any] = [
        {"id": seed.written, "facts": {}},
        {"id": "a", "facts": {seed.written: True}},
        {"id": "a", "facts": {"birth_date": seed.written}},
        {"id": "a", "facts": {}, "note": [seed.written]},
    ]
    calls = []
    for number, one in enumerate(facts):
        for escaped in (True, False):
            path = folder / f"plan-{number}{escaped:d}.json"
            path.write_text(json.dumps([one], ensure_ascii=escaped), "utf-8")
            calls.append((plan.main, [str(path)], {2}))
    ordinary, overlay = folder / "ordinary.json", folder / "town.toml"
    ordinary.write_text('[{"id": "a", "facts": {}}]', "utf-8")
    overlay.write_text(f"name = {json.dumps(seed.written, ensure_ascii=False)}\n", "utf-8")
    calls.append((plan.main, [str(ordinary), "--municipality", str(overlay)], {2}))
    for name, data in (
        ("list.xlsx", workbook(rows_with(seed))),
        ("named.xlsx", beside_the_cells(seed)),
        ("list.csv", comma(rows_with(seed))),
    ):
        (folder / name).write_bytes(data)
        calls.append((roster.main, [str(folder / name)], {0}))
    faults = [_said(seed, main, words, codes) for main, words, codes in calls]
    for path in folder.iterdir():
        path.unlink()
    return [fault for fault in faults if fault]


def comma(rows: list[list[str]]) -> bytes:
    """The rows as CSV."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def _said(seed: Seed, main: Any, words: list[str], codes: set[int]) -> str:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main(words)
    said = out.getvalue()
    wrong = code not in codes or seed.is_in(said) or not said.strip()
    return f"{Path(words[0]).name}, {seed.spelling}: {code}" if wrong else ""
