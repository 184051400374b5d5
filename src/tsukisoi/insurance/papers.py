"""The papers of this room: the house on A4, and the sheet that goes with an application."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.insurance import guidance, queries
from tsukisoi.insurance.guidance import Standing
from tsukisoi.insurance.queries import Application
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import press
from tsukisoi.residents.queries import Person
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).resolve().parent / "papers" / "kit.typ"
MARKS = {"gap": "×", "unknown": "？", "grace": "▲", "soon": "●", "ok": "○"}
"""A shape for each state: black and white suffices."""


def _imprint(viewer: Viewer, site: str) -> Imprint:
    return Imprint(organisation_of(viewer).name, f"つきそい {version('tsukisoi')}", today(), site)


def house_pdf(viewer: Viewer, lines: Sequence[Standing], on: date, site: str) -> bytes:
    """The whole house: who needs something done first, in full; then everybody in a short line by room."""
    with override("ja"):
        body = {
            "on": wareki.full(on), "total": len(lines),
            "urgent": [_urgent(one) for one in lines if one.state in ("gap", "unknown", "grace")],
            "all": [_short(one) for one in sorted(lines, key=lambda one: (one.person.room_key, one.person.kana_key))],
            "counts": _counts(lines),
        }  # fmt: skip
        request = Request("insurance_house", "受診に出せるものの一覧", organisation_of(viewer).pk, body)
        leaves = issue(viewer, [request], _imprint(viewer, site))
    return press(TEMPLATE, leaves, title="受診に出せるものの一覧", printed_at=now()).content


def _counts(lines: Sequence[Standing]) -> list[list[str]]:
    words = {
        "gap": "出せるものがない",
        "unknown": "確かめる",
        "grace": "猶予中",
        "soon": "もうすぐ切れる",
        "ok": "出せる",
    }
    return [[MARKS[state], words[state], str(sum(one.state == state for one in lines))] for state in words]


def _urgent(one: Standing) -> dict[str, Any]:
    return {
        "mark": MARKS[one.state], "room": one.person.room, "name": one.person.name, "state": one.state_words,
        "next": one.next.words, "by": _day(one.next.by), "whom": one.next.whom,
    }  # fmt: skip


def _short(one: Standing) -> dict[str, Any]:
    what = {"my_number_card": "カード", "eligibility_certificate": "資格確認書", "medical_voucher": "医療券",
        "health_insurance_card": "健康保険証",
    }  # fmt: skip
    return {
        "mark": MARKS[one.state], "room": one.person.room, "name": one.person.name,
        "what": what.get(one.best.code, "") if one.best else "―", "until": _brief(one.until),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _brief(day: date | None) -> str:
    return f"{day.year % 100:02}.{day.month}.{day.day}" if day else ""


def application_pdf(viewer: Viewer, who: Person, one: Application, site: str) -> bytes:
    """What goes to the insurer with its own form: whose will, who applies, what is enclosed, what shall be printed."""
    with override("ja"):
        words, options = dict(guidance.paper_words()), dict(guidance.option_words())
        told = queries.said_of(viewer, one.insurer).get(guidance.PAPERS)
        needed = guidance.needed_for(one.applies, {told.key: told.value} if told else None)
        body = {
            "insurer": one.insurer.name if one.insurer else "", "name": who.name, "room": who.room,
            "born": wareki.plain(who.birth_date), "ground": guidance.ground_words(one.ground),
            "asked_by": str(one.get_asked_by_display()), "will": _will(one.will), "how": one.checked_how,
            "applies": str(dict(guidance.proxy_words()).get(one.applies, "")),
            "papers": [{"name": str(words[code]), "held": code in one.papers} for code in needed],
            "asked": f"{told.source}（{_day(told.checked_on)}に確認）" if told else "",
            "options": [{"name": str(words_), "asked": code in one.options} for code, words_ in options.items()],
        }  # fmt: skip
        request = Request("certificate_application", "資格確認書の申請の準備", who.pk, body, who.unit_id)
        leaves = issue(viewer, [request], _imprint(viewer, site))
    return press(TEMPLATE, leaves, title="資格確認書の申請の準備", printed_at=now()).content


def _will(code: str) -> str:
    return {
        "self": "本人が希望した", "representative": "法定代理人などが希望した",
        "family_wish": "本人の意思は確かめられず、家族が希望した",
    }.get(code, "記録のとおり")  # fmt: skip
