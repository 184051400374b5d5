"""One person: who keeps what, on what basis, what lies in the pouch; many at once; who has what in the whole house."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tsukisoi.custody import actions, guidance, papers, queries, signature
from tsukisoi.custody.forms import (
    AgreeForm,
    ExtendForm,
    GiveBackForm,
    KeepForm,
    ManyForm,
    RecipientForm,
    TakeInForm,
    ids_from,
)
from tsukisoi.custody.models import Basis, Capacity, End, How, Item, Keeper, Matter
from tsukisoi.custody.views.request import pdf, site, tried
from tsukisoi.journal import queries as journal
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff import queries as staff
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.addresses import address
from tsukisoi.ui.templatetags.ui import short_day

PEOPLE = 120
"""People on one page of a list of everybody."""

LISTED = 200
"""Things on the lists above it: what is beyond them follows when these are done."""

OUTS, LINES = 12, 200
"""Times out on the page of one thing, of which the older ones follow page by page; lines of its record, when asked."""


@require_GET
def person(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Everything of one person."""
    who = residents.person(request.viewer, resident)
    return render(request, "custody/person.html", _person(request.viewer, who))


def _person(viewer: Viewer, who: Person, **more: Any) -> dict[str, Any]:
    looked(viewer, "custody.person", [who.pk])
    kept, old = queries.keepings(viewer, who.pk), {row.pk for row in queries.to_renew(viewer)}
    renew = [row for row in kept.values() if row.pk in old and queries.house_keeps(viewer, row.matter)]
    contacts = residents.contacts(viewer, who)
    named = queries.recipients(viewer, who.pk)
    return {
        "resident": who, "held": queries.items_of(viewer, who.pk), "pouch": queries.pouch_of(viewer, who.pk),
        "matters": [(matter, kept.get(matter), _rules(kept.get(matter), matter)) for matter in Matter],
        "renew": renew, "agreements": queries.agreements(viewer, who.pk),
        "recipients": named, "may_handle": queries.may_handle(viewer, who.unit_id),
        "house_keeps": [matter for matter in Matter if queries.house_keeps(viewer, matter)],
        "recipient_form": RecipientForm([(str(c.pk), f"{c.name}（{c.relation}）") for c in contacts]),
        "contacts": contacts, "never": guidance.never(today()), "never_cites": guidance.cites(guidance.never(today())),
        "as_of": today(), "pictures": queries.pictures_of(viewer, who.pk),
        "on_paper": queries.signed_on_paper(viewer, who.pk), "faces": queries.house(viewer).face_photos, **more,
    }  # fmt: skip


def _rules(keeping: Any, matter: str) -> list[guidance.Rule]:
    return guidance.policies(keeping.keeper, matter, today()) if keeping else []


def keep(request: StaffRequest, resident: UUID, matter: str) -> HttpResponse:
    """Who keeps this matter."""
    viewer, who = request.viewer, residents.person(request.viewer, resident)
    if matter not in Matter.values:
        raise Http404
    kept = queries.keepings(viewer, who.pk)
    now, does = kept.get(matter), queries.house_keeps(viewer, matter)
    open_ = [m for m in Matter if m != matter and m not in kept and queries.house_keeps(viewer, m) == does]
    keepers = [k for k in Keeper.values if k != Keeper.FACILITY or does]
    given = {"keeper": now.keeper, "basis": now.basis, "basis_on": now.basis_on, "where": now.where} if now else {}
    receipt = now is not None and now.basis == Basis.RECEIPT
    also = str(open_[0].label) if open_ and not receipt else ""
    form = KeepForm(request.POST or None, keepers=keepers, also=also, receipt=receipt, initial=given)
    if form.is_valid() and tried(form, lambda: _keep(viewer, who, [matter, *open_], form.cleaned_data), "basis"):
        messages.success(request, gettext("だれが保管するかを記録しました。"))
        _say_what_lies_here(request, who, form.cleaned_data["keeper"])
        return redirect("custody:person", who.pk)
    rules = {keeper: guidance.policies(keeper, matter, today()) for keeper in keepers}
    context = {
        "resident": who, "form": form, "matter": Matter(matter).label, "rules": rules, "as_of": today(),
        "cites": guidance.cites(rule for group in rules.values() for rule in group),
    }  # fmt: skip
    looked(viewer, "custody.person", [who.pk])
    return render(request, "custody/keep.html", context, status=422 if form.errors else 200)


def _say_what_lies_here(request: StaffRequest, who: Person, keeper: str) -> None:
    """The home keeps it no longer, but it has it still."""
    kept = queries.keepings(request.viewer, who.pk)
    things = [one.item for one in queries.items_of(request.viewer, who.pk) if one.item.put_right_by]
    away = [one for one in things if (k := kept.get(queries.matter_of(one.kind))) and k.keeper != Keeper.FACILITY]
    if keeper == Keeper.FACILITY or not away:
        return
    told = gettext(
        "まだ施設に、%(things)sがあります。受け取りの署名をもらって返し、「返す・預かりを終える」で記録します。"
        "%(day)sまでに整えるものの一覧に入れました。"
    )
    names = gettext("、").join(str(one) for one in away)
    messages.warning(request, told % {"things": names, "day": short_day(min(i.put_right_by for i in away))})  # type: ignore[type-var]


def _keep(viewer: Viewer, who: Person, matters: list[str], data: dict[str, Any]) -> None:
    """The first of these matters, and the others where the same holds for them."""
    told = {name: data[name] for name in ("keeper", "basis", "basis_on", "where")}
    actions.keep_all(viewer, who.pk, matters if data.get("also") else matters[:1], **told)


def agree(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The custody receipt: its text, and the signature under it."""
    viewer, who = request.viewer, residents.person(request.viewer, resident)
    matters = [matter for matter in Matter if queries.house_keeps(viewer, matter)]
    if not matters:
        looked(viewer, "custody.person", [who.pk])
        refused = 422 if request.method == "POST" else 200
        return render(request, "custody/agree_nothing.html", {"resident": who}, status=refused)
    given = {"signer": who.name, "signed_on": today(), "matters": matters, "how": How.DRAWN, "capacity": Capacity.SELF}
    form = AgreeForm(request.POST or None, matters=matters, initial=given)
    text = papers.receipt_text(viewer, who, request.POST.getlist("matters") if form.is_bound else matters)
    if form.is_valid() and tried(form, lambda: _sign(viewer, who, text, form.cleaned_data)):
        messages.success(request, gettext("預かり証を、署名といっしょに残しました。控えを印刷してお渡しください。"))
        return redirect("custody:person", who.pk)
    looked(viewer, "custody.person", [who.pk])
    context = {"resident": who, "form": form, "text": text, "width": signature.WIDTH, "height": signature.HEIGHT}
    return render(request, "custody/agree.html", context, status=422 if form.errors else 200)


def _sign(viewer: Viewer, who: Person, text: dict[str, Any], data: dict[str, Any]) -> None:
    actions.sign(
        viewer, who.pk, text, how=data["how"], capacity=data["capacity"], signer=data["signer"],
        signed_on=data["signed_on"], matters=data["matters"], drawn=data["drawn"], paper_place=data["paper_place"],
    )  # fmt: skip


def take_in(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One thing into the pouch; without a basis the page says what to sign."""
    viewer, who = request.viewer, residents.person(request.viewer, resident)
    form = TakeInForm(request.POST or None)
    if form.is_valid() and tried(form, lambda: actions.take_in(viewer, who.pk, **form.cleaned_data)):
        messages.success(request, gettext("預かりました。"))
        return redirect("custody:person", who.pk)
    looked(viewer, "custody.person", [who.pk])
    refusals = {matter: guidance.may_take_in(viewer, who.pk, kind) for matter, kind in _ONE_OF.items()}
    context = {
        "resident": who, "form": form, "refusals": [(Matter(m).label, words) for m, words in refusals.items() if words],
        "cites": guidance.basis_source(today()), "as_of": today(), "never": guidance.never(today()),
    }  # fmt: skip
    return render(request, "custody/take_in.html", context, status=422 if form.errors else 200)


_ONE_OF = {Matter.CARD: "my_number_card", Matter.PAPERS: "eligibility_certificate"}


def many(request: StaffRequest) -> HttpResponse:
    """The same for many people: whose contract says so, and what lies in the safe already."""
    viewer = request.viewer
    form = ManyForm(request.POST or None)
    if form.is_valid() and tried(form, lambda: _many(request, form)):
        return redirect("custody:many")
    page, people = _page_of(request)
    kept, held = queries.keepings_of_many(viewer, people), queries.items_of_many(viewer, people)
    looked(viewer, "custody.many", people)
    rows = [(p, _own(p), kept.get(p.pk, {}), [one.item for one in held.get(p.pk, [])]) for p in page.people]
    ticked = set(request.POST.getlist("people"))
    context = {
        "form": form, "rows": rows, "ticked": ticked, "may_handle": queries.may_handle(viewer), "next": page.after,
        "after": request.GET.get("after", ""),
    }  # fmt: skip
    return render(request, "custody/many.html", context, status=422 if form.errors else 200)


def _page_of(request: StaffRequest) -> tuple[residents.Page, list[UUID]]:
    """The people of the page that is asked for, and their ids."""
    page = residents.people(request.viewer, after=id_from(request.GET.get("after")), limit=PEOPLE)
    return page, [person.pk for person in page.people]


def _own(person: Person) -> str:
    """Where the custody of this person stands."""
    return address("custody:person", person.pk)


def _many(request: StaffRequest, form: ManyForm) -> None:
    viewer, data = request.viewer, form.cleaned_data
    people, kind = ids_from(data["people"]), data["kind"]
    if data["contract_on"]:
        actions.contract_for(viewer, people, queries.matter_of(kind), data["contract_on"])
    made = actions.take_in_many(viewer, people, kind, found=data["found"])
    short = sum(item.put_right_by is not None for item in made)
    told = gettext("%(n)d人分を預かりました。うち根拠なし %(short)d人。入れなかった人 %(left)d人。")
    messages.success(request, told % {"n": len(made), "short": short, "left": len(people) - len(made)})


@require_GET
def register(request: StaffRequest) -> HttpResponse:
    """Who keeps what, where: also the whole room of a home that keeps nothing."""
    viewer = request.viewer
    page, people = _page_of(request)
    kept, held = queries.keepings_of_many(viewer, people), queries.items_of_many(viewer, people)
    told = [[kept.get(p.pk, {}).get(matter) for matter in Matter] for p in page.people]
    rows = [(p, _own(p), matters, held.get(p.pk, [])) for p, matters in zip(page.people, told, strict=True)]
    wrong = {} if "after" in request.GET else _untidy(viewer)
    looked(viewer, "custody.register", {*people, *(item.resident_id for items in wrong.values() for item in items)})
    context = {
        "rows": rows, "matters": [matter.label for matter in Matter], "policy": queries.policy(viewer),
        "unasked": queries.unasked(viewer), "next": page.after, "after": request.GET.get("after", ""), **wrong,
    }  # fmt: skip
    return render(request, "custody/register.html", context)


def _untidy(viewer: Viewer) -> dict[str, list[Item]]:
    """What must not lie there as it does; nobody asks for what there is none of."""
    there = guidance.untidy(viewer)
    lists: dict[str, Any] = {
        "against": queries.against_policy(viewer) if there.kept else None,
        "left": queries.left_behind(viewer) if there.left else None,
        "put_right": queries.to_put_right(viewer) if there.unfounded else None,
        "dead": guidance.dead(viewer) if there.dead else None,
    }
    return {name: list(found[:LISTED]) for name, found in lists.items() if found is not None}


@require_GET
def item(request: StaffRequest, item: UUID) -> HttpResponse:
    """One thing with everything that happened to it."""
    thing = queries.item(request.viewer, item)
    return _item(request, item, GiveBackForm(ends=_ends(thing)))


def _item(request: StaffRequest, item: UUID, form: GiveBackForm, status: int = 200) -> HttpResponse:
    viewer, thing = request.viewer, queries.item(request.viewer, item)
    looked(viewer, "custody.item", [thing.resident_id])
    outs = queries.hand_outs_of(viewer, thing, OUTS + 1, id_from(request.GET.get("before")))
    following, outs = outs[OUTS - 1].pk if len(outs) > OUTS else None, outs[:OUTS]
    standing, to_approve = queries.standing_of(viewer, thing)
    names = staff.names(viewer, {pk for out in outs for pk in (out.by, out.back_by, out.second) if pk})
    context = {
        "item": thing, "next": following, "before": request.GET.get("before", ""), "form": form,
        "outs": [(o, names.get(o.by, ""), names.get(o.back_by, "") if o.back_by else "") for o in outs],
        "open": standing, "missing": None if standing else queries.missing_among(viewer, [thing]).get(thing.pk),
        "extend": ExtendForm(), "to_approve": to_approve,
        "may_approve": viewer.may("approve_custody"),
        "lines": journal.about(viewer, "custody_item", thing.pk, LINES) if "log" in request.GET else None,
        "dead": guidance.is_dead(thing.kind, thing.valid_until, today()),
        "may_handle": queries.may_handle(viewer, thing.resident.unit_id),
        "house_keeps": queries.house_keeps(viewer, queries.matter_of(thing.kind)),
    }  # fmt: skip
    return render(request, "custody/item.html", context, status=status)


def _ends(item: Item) -> list[End]:
    """What can be the end of keeping this thing, as far as that is known beforehand."""
    never = [End.DEAD] if not guidance.may_be_disposed(item) else []
    return [end for end in End if end not in never and not (end == End.PERSON and item.resident.status == "died")]


@require_POST
def found(request: StaffRequest, item: UUID) -> HttpResponse:
    """What was missing lies in its pouch after all."""
    thing = actions.found_again(request.viewer, item)
    messages.success(request, gettext("袋にあったことを記録しました。"))
    return redirect("custody:item", thing.pk)


@require_POST
def give_back(request: StaffRequest, item: UUID) -> HttpResponse:
    """To whom it went; the receipt is printed from the person's page."""
    thing, form = queries.item(request.viewer, item), GiveBackForm(request.POST)
    if form.is_valid() and tried(form, lambda: actions.give_back(request.viewer, item, **form.cleaned_data)):
        messages.success(request, gettext("預かりを終えました。受け取りの紙に署名をいただいてください。"))
        return redirect("custody:person", thing.resident_id)
    return _item(request, item, form, 422)


@require_POST
def told(request: StaffRequest, resident: UUID, matter: str) -> HttpResponse:
    """The sheet on keeping it oneself was handed over."""
    who = residents.person(request.viewer, resident)
    if matter not in queries.keepings(request.viewer, who.pk):
        raise Http404
    actions.told_how_to_keep(request.viewer, who.pk)
    return redirect("custody:person", who.pk)


@require_POST
def recipient(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Somebody is named for the quarterly statement."""
    viewer, who = request.viewer, residents.person(request.viewer, resident)
    form = RecipientForm([(str(c.pk), c.name) for c in residents.contacts(viewer, who)], request.POST)
    if form.is_valid() and tried(form, lambda: _name(viewer, who, form.cleaned_data)):
        return redirect("custody:person", who.pk)
    return render(request, "custody/person.html", _person(viewer, who, recipient_form=form), status=422)


def _name(viewer: Viewer, who: Person, data: dict[str, Any]) -> None:
    contact = UUID(data["contact"])
    actions.name_recipient(viewer, who.pk, contact, named_by=data["named_by"], named_on=data["named_on"])


@require_POST
def drop_recipient(request: StaffRequest, resident: UUID, recipient: UUID) -> HttpResponse:
    """No statement goes there any more."""
    who = residents.person(request.viewer, resident)
    actions.drop_recipient(request.viewer, who.pk, recipient)
    return redirect("custody:person", who.pk)


@require_POST
def paper(request: StaffRequest, resident: UUID, kind: str) -> HttpResponse:
    """One of the person's papers."""
    who = residents.person(request.viewer, resident)
    if kind not in papers.OF_A_PERSON or (
        kind == "statement" and not papers.may_have_statement(request.viewer, who.pk)
    ):
        raise Http404(gettext("この紙はありません。"))
    return pdf(papers.of_person(request.viewer, who, kind, site(request)), f"custody-{kind}.pdf")
