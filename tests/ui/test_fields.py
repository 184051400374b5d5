"""Fields take what people write by hand."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from tsukisoi.ui.fields import ClockField


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:30", time(9, 30)), ("９：３０", time(9, 30)), ("9時30分", time(9, 30)), ("９時半", time(9, 30)),
        ("14時", time(14)), ("0930", time(9, 30)), ("930", time(9, 30)), (" 9:05 ", time(9, 5)),
        ("09:30:00", time(9, 30)),
    ],
)  # fmt: skip
def test_a_time_as_people_write_it(written: str, meant: time) -> None:
    assert ClockField().clean(written) == meant


@pytest.mark.parametrize("written", ["25:00", "9", "朝", "9:75", "12345"])
def test_what_is_no_time_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match="9:30"):
        ClockField().clean(written)


def test_a_time_stands_without_its_seconds() -> None:
    field = ClockField()
    assert field.widget.format_value(time(9, 30)) == "09:30"
