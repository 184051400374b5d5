"""What one house learned of a town, written to a file and brought in by another."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tebiki.book import read_overlay
from tebiki.exchange import Told, Unreadable, read_exchange, write_exchange
from tebiki.plan import plan
from tebiki.reading import plan_file
from tsukisoi.municipalities import actions, guidance
from tsukisoi.municipalities.models import Difference, Office
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db

NEED = {
    "row": "facility_resident", "when": ["facility_resident"], "say": "facility_resident",
    "need": ["photo_certificate"], "source": "local", "place": "住民課に電話",
    "note": "施設長の\"証明書\"\\だけ。", "note_en": "Only the head's.",
}  # fmt: skip
RESIDENT = {
    "as_of": "2026-11-23", "birth_date": "1960-03-03", "residence": "facility", "care_level": None, "guardian": "none",
    "disabilities": [], "circumstances": [], "identity_documents": ["passport", "eligibility_certificate"],
    "agent": "facility_staff", "wants_pin": True, "route": "proxy_delivery",
}  # fmt: skip


@pytest.fixture
def head(home: Any, signed_in: Any) -> Any:
    with scope(organisation=home.pk):
        yield viewer_of(Worker.objects.get(organisation=home))


@pytest.fixture
def town(head: Any) -> Any:
    town = actions.open_home(head, "みどり野町")
    actions.change_row(head, town, "proxy.difficulty", NEED, "住民課に電話", date(2026, 11, 20))
    actions.answer(head, town, "municipality.post_office", ["support"], "町のページ", date(2026, 11, 19))
    actions.answer(head, town, "municipality.visiting_reception", "yes", "住民課", date(2026, 11, 18))
    actions.answer(head, town, "municipality.mail_delivery", None, "")
    return town


@pytest.fixture
def text(signed_in: Any, town: Any) -> str:
    told = signed_in.get(reverse("municipalities:export", args=[town.pk]))
    assert told.headers["Content-Disposition"].endswith('.toml"')
    return str(told.content.decode())


@pytest.fixture
def elsewhere(other_home: Any, worker_in: Any) -> Any:
    browser = Client()
    browser.force_login(worker_in(other_home, "head"))
    return browser


def send(browser: Any, text: str | bytes) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return browser.post(reverse("municipalities:import"), {"file": SimpleUploadedFile("町.toml", data)})


def test_the_file_is_an_overlay_for_the_command_too(text: str) -> None:
    assert read_overlay(text).level == "municipality"
    plain = plan(RESIDENT).as_json()
    laid = json.loads(plan_file(json.dumps([{"id": "1", "facts": RESIDENT}]), None, text))[0]["answer"]
    assert plain["difficulty_proof_needed"] is True
    assert laid["difficulty_proof_needed"] is False
    found = read_exchange(text)
    assert found.overlay.of("proxy.difficulty")[0]["checked_on"] == date(2026, 11, 20)
    assert found.answers[0] == Told("municipality.visiting_reception", True, "住民課", date(2026, 11, 18)) or (
        len(found.answers) == 2
    )
    assert "municipality.mail_delivery" not in text


def test_brought_in_elsewhere_after_a_look(text: str, elsewhere: Any, other_home: Any) -> None:
    page = send(elsewhere, text)
    assert page.status_code == 200 and page.text.count("新しい") >= 3
    with scope(organisation=other_home.pk):
        assert not Office.objects.exists()  # only a look
    kept = page.context["form"]["text"].value()
    take = [line.item.id for line in page.context["lines"]]
    for _ in range(2):  # pressed twice
        told = elsewhere.post(reverse("municipalities:import"), {"text": kept.replace("\n", "\r\n"), "take": take})
        assert told.status_code == 302
    with scope(organisation=other_home.pk):
        assert Office.objects.get().name == "みどり野町"
        rows = {(r.table, r.key): (r.value, r.source, r.checked_on) for r in Difference.objects.all()}
    assert rows["", "municipality.post_office"] == (["support"], "町のページ", date(2026, 11, 19))
    value, source, day = rows["proxy.difficulty", "facility_resident"]
    assert (source, day) == ("住民課に電話", date(2026, 11, 20)) and value["note"] == NEED["note"]
    assert len(rows) == 3
    again = send(elsewhere, text)
    assert {line.state for line in again.context["lines"]} == {"same"} and "ぜんぶ、手元の記録と同じです" in again.text
    back = elsewhere.get(told.url.rstrip("/") + "/file/").content.decode()
    assert back == text


def test_what_differs_stands_side_by_side_and_what_is_older_is_not_ticked(text: str, signed_in: Any, head: Any) -> None:
    town = Office.objects.get()
    actions.answer(head, town, "municipality.visiting_reception", "no", "町の窓口", date(2026, 11, 22))
    page = send(signed_in, text)
    line = next(line for line in page.context["lines"] if line.item.key == "municipality.visiting_reception")
    assert (line.state, line.older, line.now, line.then) == ("differs", True, ("いいえ",), ("はい",))
    assert "手元のほうが、あとで確かめています" in page.text and not re.search("<input[^>]* checked", page.text)
    kept = page.context["form"]["text"].value()
    assert signed_in.post(reverse("municipalities:import"), {"text": kept}).status_code == 302
    assert Difference.objects.get(key="municipality.visiting_reception").value is False


BAD = {
    "no toml": "これは表ではありません",
    "no level": 'name = "町"',
    "level": 'level = "national"\nname = "町"',
    "change is no list": 'level = "municipality"\nname = "町"\nchange = 3',
    "change without row": 'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"',
    "nothing": 'level = "municipality"\nname = "町"',
    "table": 'level = "municipality"\nname = "町"\n[[change]]\ntable = "expiry.grace"\nrow = "official"\nremove = true',
    "row": 'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "no_row"\nremove = true',
    "say": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nwhen = ["under_15"]\n'
        'say = "perhaps"'
    ),
    "word": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nwhen = ["moon"]'
    ),
    "key": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nwhen = ["under_15"]\n'
        'say = "no"\ncode = "1"'
    ),
    "data": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "identity.sets"\nrow = "x"\n'
        'when = ["purpose_counter"]\nsay = "x"\ndata = { a = "many", b = 0 }'
    ),
    "source": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nwhen = ["under_15"]\n'
        'say = "no"\nsource = "rumour"'
    ),
    "day to come": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "nobody"\nremove = true\n'
        "checked_on = 2027-01-01"
    ),
    "answer": 'level = "municipality"\nname = "町"\n[answers."municipality.staffed_by"]\nvalue = "robot"',
    "answer of a person": 'level = "municipality"\nname = "町"\n[answers."birth_date"]\nvalue = "1931-02-03"',
    "answers is no table": 'level = "municipality"\nname = "町"\nanswers = 1',
    "number": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "nobody"\nremove = true\n'
        'place = "\\u0031234 5678 9018"'
    ),
    "pin": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "nobody"\nremove = true\n'
        'note = "暗証番号は1234"'
    ),
    "control": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "nobody"\nremove = true\n'
        'note = "a\\u0000b"'
    ),
    "deep": 'level = "municipality"\nname = "町"\nx = ' + "[" * 5000 + "]" * 5000,
    "everybody": (
        'level = "municipality"\nname = "町"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nsay = "no"'
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_answered_with_a_sentence(what: str, signed_in: Any) -> None:
    page = send(signed_in, BAD[what])
    assert page.status_code == 422, what
    told = page.context["form"].errors["file"]
    assert told and all(sentence.endswith(("。", "）")) for sentence in told), told
    assert "1234 5678 9018" not in page.text and "12345678" not in page.text
    sent = signed_in.post(reverse("municipalities:import"), {"text": BAD[what], "take": ["proxy.agents/nobody"]})
    assert sent.status_code == 422
    with pytest.raises(ValidationError):
        guidance.bring(BAD[what])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"# " + b"x" * 100_001])
def test_bytes_that_are_no_text_or_too_many(data: bytes, signed_in: Any) -> None:
    page = send(signed_in, data)
    assert page.status_code == 422 and page.context["form"].errors["file"]


def test_writing_and_reading_gives_the_same() -> None:
    odd = 'quote " back \\ tab \t newline \n del \x7f 町 𠮷'
    change = {"table": "t", "row": "r", "note": odd, "data": {"a": 1, "b": True, "c": ["x", "y"]}, "need": []}
    told = Told("municipality.post_office", ["support"], odd, None)
    found = read_exchange(write_exchange("insurer", odd, [change], [told]))
    assert found.overlay.name == odd
    assert found.overlay.of("t") == (change,)
    assert found.answers == (told,)
    with pytest.raises(Unreadable, match="not_toml"):
        read_exchange("= 1")
