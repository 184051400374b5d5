"""What is known of the other side: the days of each town, and the keys of those one exchanges files with."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.packets import actions as packet_actions
from tsukisoi.packets import queries as packets
from tsukisoi.receptions import actions, guidance, queries
from tsukisoi.receptions.forms import DaysForm
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


@require_GET
def towns(request: StaffRequest) -> HttpResponse:
    """Every municipality, and of how many steps its own days are known."""
    viewer = request.viewer
    known = queries.lead_times_known(viewer)
    rows = [(office, known.get(office.name, 0)) for office in municipalities.towns(viewer)]
    return render(request, "receptions/towns.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def town(request: StaffRequest, office: UUID) -> HttpResponse:
    """The days of one town; where a field is empty the manual's count."""
    viewer = request.viewer
    found = municipalities.office(viewer, office)
    may = viewer.may(Right.EDIT_MUNICIPALITIES)
    kept = queries.lead_times(viewer, found.name)
    form = DaysForm(guidance.local_days(), kept, request.POST or None)
    if request.method == "POST":
        viewer.require(Right.EDIT_MUNICIPALITIES)
        if form.is_valid():
            count = actions.set_lead_times(viewer, found.name, form.days, form.cleaned_data["source"])
            messages.success(request, _("%(n)dつの日数を書きとめ、準備中の受付の段取りを合わせました。") % {"n": count})
            return redirect("receptions:town", found.pk)
    context = {"office": found, "form": form, "may_edit": may}
    return render(request, "receptions/town.html", context, status=422 if form.errors else 200)


@require_GET
def partners(request: StaffRequest) -> HttpResponse:
    """Our own key in words, and everybody whose files are opened here."""
    viewer = request.viewer
    own = packets.own_public(viewer)
    rows = [(one, packets.public_of(one).words) for one in packets.partners(viewer)]
    return render(request, "receptions/partners.html", {"own": own.words if own else "", "rows": rows})


@require_POST
def confirm(request: StaffRequest, partner: UUID) -> HttpResponse:
    """The words were compared by telephone."""
    found = packets.partner(request.viewer, partner)
    packet_actions.confirm(request.viewer, found)
    messages.success(request, _("%(name)s の鍵を確かめた、と書きとめました。") % {"name": found.name})
    return redirect("receptions:partners")


@require_POST
def forget(request: StaffRequest, partner: UUID) -> HttpResponse:
    """The next file under that name is met as if for the first time."""
    found = packets.partner(request.viewer, partner)
    packet_actions.forget(request.viewer, found)
    messages.success(
        request, _("%(name)s の鍵を忘れました。つぎのファイルは、合い言葉で開きます。") % {"name": found.name}
    )
    return redirect("receptions:partners")
