"""Forms, models, requests and the log refuse an individual number and never repeat it."""

import json
import logging

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tsukisoi.guard import allowance, fields, validators
from tsukisoi.guard.logging import Redact
from tsukisoi.guard.middleware import GuardMiddleware

NUMBER = "442323221831"
SPELLED = "４４２３－２３２２－１８３１"


class Note(fields.GuardedForm):
    name = forms.CharField()
    note = forms.CharField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "a")], required=False)

    def clean(self) -> dict[str, object]:
        return self.cleaned_data


class Tracking(fields.GuardedForm):
    look_alike_field = "tracking_number"
    tracking_number = forms.CharField()
    note = forms.CharField(required=False)


@pytest.mark.parametrize("value", [NUMBER, SPELLED, "暗証番号は4827"])
def test_a_form_refuses_even_when_its_clean_forgets_the_parent(value: str) -> None:
    form = Note({"name": "山田 花子", "note": f"メモ {value} です"})
    assert not form.is_valid()
    assert set(form.errors) == {"note"}
    assert value not in str(form)
    assert "メモ" in str(form)
    assert "山田 花子" in str(form)


def test_an_ordinary_form_passes() -> None:
    form = Note({"name": "山田 花子", "note": "電話 0866-22-1234"})
    assert form.is_valid()


def test_a_tracking_number_needs_a_reason() -> None:
    assert not Tracking({"tracking_number": NUMBER}).is_valid()
    reasoned = {"tracking_number": NUMBER, "tracking_number" + allowance.SUFFIX: "mail_tracking"}
    assert Tracking(reasoned).is_valid()
    assert not Tracking({**reasoned, "tracking_number" + allowance.SUFFIX: "because"}).is_valid()
    assert not Tracking({**reasoned, "note": NUMBER}).is_valid()


def test_the_model_validator() -> None:
    validators.model_validator("高梁市南町53-18")
    with pytest.raises(ValidationError) as refused:
        validators.model_validator(f"番号 {SPELLED}")
    assert SPELLED not in str(refused.value)


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept")


@allowance.may_hold_look_alike("tracking_number")
def tracking_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept")


def answer(request: HttpRequest, target: object = view) -> HttpResponse:
    def respond(inner: HttpRequest) -> HttpResponse:
        refused = guard.process_view(inner, target, (), {})  # type: ignore[arg-type]
        return refused or target(inner)  # type: ignore[operator,no-any-return,return-value]

    guard = GuardMiddleware(respond)
    return guard(request)  # type: ignore[return-value]


make = RequestFactory()


@pytest.mark.parametrize(
    "request_",
    [
        make.get(f"/residents/?q={NUMBER}"),
        make.get("/residents/?q=4423+2322+1831"),
        make.get("/residents/", {"q": SPELLED}),
        make.get(f"/residents/{NUMBER}/"),
        make.post("/residents/", {"note": f"番号 {SPELLED}"}),
        make.post("/residents/", {NUMBER: "x"}),
        make.post("/residents/", {"note": ["ok", "暗証番号は4827"]}),
        make.post("/residents/", {"file": SimpleUploadedFile(f"{NUMBER}.xlsx", b"x")}),
        make.post("/api/", json.dumps({"a": [{"b": "４４２３ ２３２２ １８３１"}]}), content_type="application/json"),
        make.post("/api/", json.dumps({"a": int(NUMBER)}), content_type="application/json"),
        make.generic("PUT", "/api/", f"a={NUMBER}", content_type="text/plain"),
    ],
)
def test_requests_are_refused_and_nothing_is_repeated(request_: HttpRequest, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response = answer(request_)
    assert response.status_code == 422
    said = response.content.decode()
    assert "保存していません" in said
    assert "戻る" in said
    for trace in (NUMBER, SPELLED, "4827", "4423"):
        assert trace not in said
        assert trace not in caplog.text
    assert getattr(response, "_has_been_logged", False)


@pytest.mark.parametrize(
    "request_",
    [
        make.get("/residents/", {"q": "髙橋 0866-22-1234"}),
        make.post("/residents/", {"note": "申請書ID 12345678901234567890123", "csrfmiddlewaretoken": NUMBER}),
        make.post("/residents/", {"file": SimpleUploadedFile("入居者名簿20261101.xlsx", NUMBER.encode())}),
    ],
)
def test_ordinary_requests_pass(request_: HttpRequest) -> None:
    assert answer(request_).content == b"kept"


def test_only_the_named_field_of_the_named_view_may_hold_a_look_alike() -> None:
    sent = {"tracking_number": NUMBER, "tracking_number" + allowance.SUFFIX: "mail_tracking"}
    assert answer(make.post("/", sent), tracking_view).status_code == 200
    assert answer(make.post("/", sent), view).status_code == 422
    assert answer(make.post("/", {"tracking_number": NUMBER}), tracking_view).status_code == 422
    assert answer(make.post("/", {**sent, "note": NUMBER}), tracking_view).status_code == 422


def test_the_log_is_redacted() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "value %s for %s", (SPELLED, "q"), None)
    assert Redact().filter(record)
    assert SPELLED not in record.getMessage()
    assert record.getMessage().endswith("for q")


def test_a_traceback_is_redacted() -> None:
    try:
        raise ValueError(f"bad value {NUMBER}")
    except ValueError as problem:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), (type(problem), problem, None))
    Redact().filter(record)
    assert NUMBER not in logging.Formatter().format(record)
