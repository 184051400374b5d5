"""The papers of a trouble: the fax to have a card stopped, the report to the head, the report of a leak."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from tsukisoi.help.guidance import Number
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki
from tsukisoi.upkeep import guidance, queries
from tsukisoi.upkeep.guidance import StepLine
from tsukisoi.upkeep.models import Leak
from tsukisoi.upkeep.queries import Case

TEMPLATE = Path(__file__).resolve().parent / "papers" / "upkeep.typ"


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


def _pressed(viewer: Viewer, kind: str, title: str, subject: UUID, body: Any, unit: UUID | None, site: str) -> Pdf:
    imprint = Imprint(organisation_of(viewer).name, edition(), today(), site)
    leaves = issue(viewer, [Request(kind, title, subject, body, unit)], imprint)
    return press(TEMPLATE, leaves, title=title, printed_at=now())


def _moment(moment: Any) -> str:
    local = timezone.localtime(moment)
    return f"{wareki.full(local.date())} {local:%H:%M}"


def _short(moment: Any) -> str:
    local = timezone.localtime(moment)
    return f"{wareki.short(local.date(), today())} {local:%H:%M}"


def fax_pdf(viewer: Viewer, case: Case, site: str) -> Pdf:
    """A letter to fax where nobody can telephone. The person's name, birth and address; never a number of the card."""
    with override("ja"):
        book = guidance.book_of(viewer, case)
        fax = next((number for number in book.numbers if number.fax), None)
        person = case.person
        body = {
            "fax": _number(fax), "name": person.name, "kana": person.kana if person.kana_state == "confirmed" else "",
            "born": wareki.plain(person.birth_date), "address": person.address,
            "noticed": _moment(case.incident.noticed_at), "where": str(case.incident.get_where_display()),
            "phone": case.incident.trouble == "phone_lost", "house": organisation_of(viewer).name,
            "items": [[words, confirm] for words, confirm, _place in guidance.fax_items(today())],
            "sources": "・".join(dict.fromkeys(str(place) for _w, _c, place in guidance.fax_items(today()))),
        }  # fmt: skip
        return _pressed(viewer, "stop_fax", "一時停止を頼むFAX", person.pk, body, person.unit_id, site)


def _number(found: Number | None) -> dict[str, str]:
    if found is None:
        return {"number": "", "seen": "", "source": ""}
    return {"number": found.number, "seen": wareki.plain(found.last_seen), "source": f"{found.source} {found.place}"}


def report_pdf(viewer: Viewer, case: Case, site: str) -> Pdf:
    """What happened and what was done, at its real times: for the head, with the prevention note."""
    with override("ja"):
        book, incident, person = guidance.book_of(viewer, case), case.incident, case.person
        titles = {line.code: line.title for line in book.lines}
        steps = [
            [_short(s.done_at), titles.get(s.code, s.code), s.by_name, _remark(s)]
            for s in queries.every_step(viewer, incident)
        ]
        body = {
            "name": person.name, "room": person.room, "trouble": str(incident.get_trouble_display()),
            "noticed": _moment(incident.noticed_at), "where": str(incident.get_where_display()),
            "last_seen": incident.last_seen, "by": incident.opened_by_name, "steps": steps,
            "open": [line.title for line in book.lines if line.open], "cause": incident.cause,
            "prevention": incident.prevention,
            "closed": _moment(incident.closed_at) if incident.closed_at else "",
            "outcome": str(incident.get_outcome_display()), "sources": _sources(book.lines),
            "head": organisation_of(viewer).head_title,
        }  # fmt: skip
        return _pressed(viewer, "incident", "紛失・事故の報告書", person.pk, body, person.unit_id, site)


def _remark(step: Any) -> str:
    later = (step.written_at - step.done_at).total_seconds() > 600
    parts = [step.note, "あとで入力" if later else "", "取り消し" if step.taken_back_at else ""]
    return "　".join(part for part in parts if part)


def _sources(lines: Sequence[StepLine]) -> str:
    return "・".join(dict.fromkeys(str(place) for line in lines for place in line.places))


def leak_pdf(viewer: Viewer, leak: Leak, site: str) -> Pdf:
    """The items of the report of a leak, with its days."""
    with override("ja"):
        known = timezone.localtime(leak.noticed_at).date()
        said = {"people": f"{len(leak.people)}人" if leak.people else "", **leak.items}
        rows = [[words, said.get(code, "")] for code, words in guidance.report_items(known)]
        duties = [
            [
                f"{d.words}〔{d.confirm}〕" if d.confirm else d.words,
                wareki.full(d.due) if d.due else "",
                d.done.replace("T", " ")[:16],
            ]
            for d in guidance.duties(leak)
        ]
        body = {
            "noticed": _moment(leak.noticed_at), "by": leak.opened_by_name, "count": len(leak.people), "rows": rows,
            "duties": duties, "house": organisation_of(viewer).name, "head": organisation_of(viewer).head_title,
        }  # fmt: skip
        return _pressed(viewer, "leak", "漏えい等の報告に書くこと", leak.pk, body, None, site)
