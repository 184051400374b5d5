"""Files of facts in, files of answers out, and sentences where something is wrong."""

import json

import pytest

from tebiki.reading import BadFile, plan_file

FACTS = {
    "as_of": "2026-11-23", "birth_date": "1991-03-03", "residence": "home", "guardian": "none", "wants_pin": True,
    "route": "counter_delivery", "identity_documents": ["my_number_card", "eligibility_certificate"],
    "notification_card": "held", "card": {"expires": "2026-11-25"},
}  # fmt: skip
OVERLAY = """
level = "municipality"
name = "架空市"
[[change]]
table = "identity.documents"
row = "my_number_card"
say = "A"
source = "counter-pages"
place = "期限切れのカード"
"""


def text(**more: object) -> str:
    return json.dumps([{"id": "a", "facts": {**FACTS, **more}}, {"id": "b", "facts": FACTS}])


def test_answers_stand_in_the_order_of_the_cases() -> None:
    answers = json.loads(plan_file(text()))
    assert [entry["id"] for entry in answers] == ["a", "b"]
    assert answers[0]["answer"]["delivery_identity"] == ["my_number_card"]
    assert answers[0]["answer"]["because"]["delivery_identity"][0]["fact"] == "D-02"


def test_another_day_and_a_municipality() -> None:
    later = json.loads(plan_file(text(), as_of="2026-11-26"))[0]["answer"]
    assert (later["as_of"], later["delivery_identity"]) == ("2026-11-26", [])
    local = json.loads(plan_file(text(), as_of="2026-11-26", overlay_text=OVERLAY))[0]["answer"]
    assert local["delivery_identity"] == ["my_number_card"]
    assert "municipality" in {cite["level"] for cite in local["because"]["delivery_identity"]}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "{"}, "not JSON"),
        ({"text": "{}"}, "JSON list"),
        ({"text": '[{"id": "a"}]'}, "entry 1 .* no id or no facts"),
        ({"text": text(colour="red")}, "a: colour: no such fact"),
        ({"text": text(residence="ship")}, "a: residence: 'ship' is not one of: home"),
        ({"text": text(), "as_of": "tomorrow"}, "--as-of: 'tomorrow' is not a day"),
        ({"text": text(), "as_of": "2001-01-01"}, "a: .* no edition is recorded for 2001-01-01"),
        ({"text": text(), "overlay_text": "level ="}, "not TOML"),
        ({"text": text(), "overlay_text": 'name = "x"'}, "has no 'level'"),
        ({"text": text(), "overlay_text": OVERLAY.replace('source = "counter-pages"', "")}, "a: .* no source"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        plan_file(**given)
