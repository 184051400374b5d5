"""Pages of the record: the list, one person's, the seal. Reading them is itself recorded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsukisoi.journal import actions, queries, words
from tsukisoi.journal.actions import looked, seal
from tsukisoi.journal.forms import ChoiceForm, after
from tsukisoi.journal.verify import verify
from tsukisoi.ui.paging import number_from


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Who did and saw what, newest first; of one worker, one person or one day where asked."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = ChoiceForm(request.GET)
    choice = form.choice
    lines = queries.entries(viewer, choice)
    looked(viewer, "journal.list", [choice.resident] if choice.resident else [])
    shown, more = lines[: queries.PAGE], len(lines) > queries.PAGE
    worker = queries.name_of(viewer, "worker", choice.worker) if choice.worker else ""
    resident = queries.name_of(viewer, "resident", choice.resident) if choice.resident else ""
    return render(request, "journal/list.html", {
        "form": form, "lines": shown, "choice": choice, "worker": worker, "resident": resident,
        "next_url": _going_on(request, shown[-1]) if more else "", "first": choice.before is None,
    })  # fmt: skip


def _going_on(request: HttpRequest, line: queries.Line) -> str:
    query = request.GET.copy()
    query["before"] = after(line)
    return f"?{query.urlencode()}"


LINES_OF_ONE = 150
"""How many lines of one person's record one page holds: three sheets of paper."""


@require_GET
def person(request: HttpRequest, resident: UUID) -> HttpResponse:
    """Everything recorded about one person, and who looked: for the person themselves, or an audit. Prints."""
    viewer = request.viewer  # type: ignore[attr-defined]
    name = queries.name_of(viewer, "resident", resident)
    if not name:
        raise Http404
    form = ChoiceForm(request.GET)
    lines = queries.of_one(viewer, resident, form.choice.before, LINES_OF_ONE)
    looked(viewer, "journal.person", [resident])
    shown = lines[:LINES_OF_ONE]
    next_url = _going_on(request, shown[-1]) if len(lines) > LINES_OF_ONE else ""
    return render(request, "journal/person.html", {"name": name, "lines": shown, "next_url": next_url})


@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """The last seal, to print and keep with a signature."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "journal/seals.html", _sealed(queries.seals(viewer)))


def _sealed(found: list[Any]) -> dict[str, Any]:
    last = found[0] if found else None
    groups = actions.printed(last.digest).split() if last else []
    return {"last": last, "rows": [groups[i : i + 4] for i in range(0, len(groups), 4)], "seals": found}


@require_POST
def make_seal(request: HttpRequest) -> HttpResponse:
    """Seal the record as it stands."""
    viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("read_journal")
    seal(viewer)
    messages.success(request, _("封をしました。印刷して、鍵のかかるところに置いてください。"))
    return redirect("journal:seals")


@require_POST
def keep_seal(request: HttpRequest) -> HttpResponse:
    """The paper with the seal is locked away."""
    viewer = request.viewer  # type: ignore[attr-defined]
    actions.keep_seal(viewer, number_from(request.POST.get("seal")))
    messages.success(request, _("封の紙をしまったことを書きとめました。"))
    return redirect("journal:seals")


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Recompute the record of this house; with a printed seal typed in, say whether it is still there."""
    viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("read_journal")
    context = _sealed(queries.seals(viewer))
    try:
        report = verify(str(viewer.organisation), request.POST.get("kept", ""))
    except ValueError:
        return render(request, "journal/seals.html", {**context, "mistyped": True}, status=422)
    faults = [(words.of_fault(fault.what), fault) for fault in report.faults[:20]]
    return render(request, "journal/seals.html", {**context, "report": report, "faults": faults})
