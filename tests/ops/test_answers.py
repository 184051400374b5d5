"""How answers go out: whole, ended by whoever wrote them, and with the sources a page may use."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from tsukisoi.config.turns import Turns


@pytest.mark.parametrize(("path", "status"), [("/accounts/login/", 200), ("/there-is-nothing/", 404)])
def test_every_answer_says_from_where_a_page_may_take_what(home: Any, path: str, status: int) -> None:
    answer = Client().get(path)
    told = answer.headers["Content-Security-Policy"].split("; ")
    assert answer.status_code == status
    assert {"default-src 'none'", "script-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'"} <= {*told}
    assert "unsafe" not in "".join(told)


def test_a_page_goes_out_in_one_piece_and_is_ended_and_a_stream_is_not_touched() -> None:
    ended: list[Any] = []
    made: dict[str, Any] = {"page": HttpResponse("いち"), "stream": StreamingHttpResponse(iter([b"1", b"2"]))}
    for answer in made.values():
        answer.close = lambda answer=answer: ended.append(answer)

    def application(environ: dict[str, Any], _start: Any) -> Iterator[bytes]:
        found: Iterator[bytes] = made[environ["for"]]
        return found

    answers = Turns(application)
    assert answers({"for": "page"}, None) == ["いち".encode()] and ended == [made["page"]]
    assert answers({"for": "stream"}, None) is made["stream"] and len(ended) == 1
