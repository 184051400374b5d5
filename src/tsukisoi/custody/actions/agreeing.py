"""Who keeps what, on what basis; the agreement with the text that was agreed; who is told each quarter."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from tsukisoi.custody import queries, signature
from tsukisoi.custody.actions.permission import clean, person_of
from tsukisoi.custody.models import (
    Agreement,
    Basis,
    Capacity,
    How,
    Item,
    Keeper,
    Keeping,
    Kind,
    Matter,
    Recipient,
)
from tsukisoi.journal.actions import Chain, write
from tsukisoi.journal.chain import digest_of
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def keep(
    viewer: Viewer, resident: UUID, matter: str, keeper: str, *, basis: str = "", basis_on: date | None = None,
    where: str = "", told_on: date | None = None, agreement: Agreement | None = None,
) -> Keeping:  # fmt: skip
    """Say who keeps this matter of a person from today on. The arrangement before ends; the same again is the same.

    The family keeps with the person's consent only. While the home goes on keeping, a signed receipt stays the basis.
    Where the home keeps no longer, what still lies in the safe goes on the dated clean-up list. Raises ValidationError.
    """
    matter, keeper, basis = Matter(matter), Keeper(keeper), Basis(basis)
    basis = _fitting(keeper, basis)
    if basis_on is not None and basis_on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")
    with transaction.atomic():
        person_of(viewer, resident)
        values: dict[str, Any] = {
            "keeper": keeper, "basis": basis, "basis_on": basis_on, "where": clean(where, 60), "told_on": told_on,
            "agreement": agreement,
        }  # fmt: skip
        before = Keeping.objects.select_for_update().filter(resident_id=resident, matter=matter, ended_on=None).first()
        if agreement is None and _receipt_stands(before, keeper):
            values |= {name: getattr(before, name) for name in ("basis", "basis_on", "agreement")}
        if before is not None and all(getattr(before, name) == value for name, value in values.items()):
            return before
        if before is not None:
            Keeping.objects.filter(pk=before.pk).update(ended_on=today())
        made: Keeping = Keeping.objects.create(
            organisation_id=viewer.organisation, resident_id=resident, matter=matter, since=today(), **values
        )
        if keeper == Keeper.FACILITY and values["basis"]:
            _put_right(resident, matter)
        elif keeper != Keeper.FACILITY:
            _to_give_back(viewer, resident, matter)
        told = {"matter": matter, "keeper": keeper, "basis": values["basis"], "where": values["where"]}
        write(viewer, "custody.keep", Chain("resident", resident), values=told, refs=[made.pk])
        return made


def _receipt_stands(before: Keeping | None, keeper: Keeper) -> bool:
    """Is a signed receipt the basis, and does the home go on keeping?"""
    return keeper == Keeper.FACILITY and before is not None and before.basis == Basis.RECEIPT


def keep_all(viewer: Viewer, resident: UUID, matters: Iterable[str], **told: Any) -> list[Keeping]:
    """The same of several matters of one person: all of them or none."""
    with transaction.atomic():
        return [keep(viewer, resident, matter, **told) for matter in matters]


def _fitting(keeper: Keeper, basis: Basis) -> Basis:
    """The basis that goes with a keeper. Raises ValidationError."""
    if keeper == Keeper.SELF:
        return Basis.NONE
    if keeper == Keeper.FAMILY and basis != Basis.CONSENT:
        raise ValidationError(gettext("ご家族が保管するには、ご本人の同意がいります。"), code="consent")
    if keeper == Keeper.FACILITY and basis == Basis.CONSENT:
        raise ValidationError(gettext("施設で預かる根拠は、入所契約か預かり証です。"), code="basis")
    return basis


def _put_right(resident: UUID, matter: Matter) -> None:
    """What had been found without a basis has one now."""
    _lying(resident, matter).filter(put_right_by__isnull=False).update(put_right_by=None)


def _to_give_back(viewer: Viewer, resident: UUID, matter: Matter) -> None:
    """What still lies in the safe of somebody for whom the home keeps no longer is to be gone by a day."""
    by = today() + timedelta(days=queries.house(viewer).clean_up_days)
    _lying(resident, matter).filter(put_right_by=None).update(put_right_by=by)


def _lying(resident: UUID, matter: Matter) -> "QuerySet[Item]":
    found: QuerySet[Item] = Item.objects.filter(resident_id=resident, ended_at=None)
    return found.filter(kind=Kind.CARD) if matter == Matter.CARD else found.exclude(kind=Kind.CARD)


def contract_for(viewer: Viewer, people: Iterable[UUID], matter: str, basis_on: date) -> list[Keeping]:
    """The contract of these people says that the home keeps this matter: for many at once, all or nothing."""
    viewer.require(Right.HANDLE_CUSTODY)
    with transaction.atomic():
        return [keep(viewer, pk, matter, Keeper.FACILITY, basis=Basis.CONTRACT, basis_on=basis_on) for pk in people]


def sign(
    viewer: Viewer, resident: UUID, text: Mapping[str, Any], *, how: str, capacity: str, signer: str, signed_on: date,
    matters: Iterable[str], drawn: str = "", paper_place: str = "",
) -> Agreement:  # fmt: skip
    """Keep the agreed text together with the signature, and let it be the basis for these matters.

    A family member's signature alone agrees to nothing: the person's or the legal representative's is needed, or that
    of whoever wrote for the person. Raises ValidationError. The same text signed again on the same day is the same.
    """
    how, capacity = How(how), Capacity(capacity)
    _signable(how, capacity, drawn, paper_place, signed_on)
    values: dict[str, Any] = {
        "text": dict(text), "digest": digest_of(dict(text)), "how": how, "capacity": capacity,
        "signer": clean(signer, 60), "paper_place": clean(paper_place, 80), "signed_on": signed_on,
    }  # fmt: skip
    with transaction.atomic():
        person_of(viewer, resident)
        last: Agreement | None = Agreement.objects.filter(resident_id=resident).first()
        if last is not None and all(getattr(last, n) == v for n, v in values.items() if n != "text"):
            return last
        made: Agreement = Agreement.objects.create(
            organisation_id=viewer.organisation, resident_id=resident, parties=queries.parties(viewer, resident),
            signature=_sealed(how, drawn), taken_by=viewer.worker, at=now(), **values,
        )  # fmt: skip
        told = {"how": how, "capacity": capacity, "digest": made.digest}
        write(viewer, "custody.sign", Chain("resident", resident), values=told, refs=[made.pk])
        for matter in matters:
            keep(viewer, resident, matter, Keeper.FACILITY, basis=Basis.RECEIPT, basis_on=signed_on, agreement=made)
        return made


def _signable(how: How, capacity: Capacity, drawn: str, paper_place: str, signed_on: date) -> None:
    if capacity == Capacity.FAMILY:
        told = gettext("ご家族の署名だけでは合意になりません。ご本人か法定代理人の署名、または代筆がいります。")
        raise ValidationError(told, code="capacity")
    if how == How.DRAWN and not drawn:
        raise ValidationError(gettext("署名がありません。枠の中に書いてください。"), code="drawn")
    if how == How.PAPER and not paper_place.strip():
        raise ValidationError(gettext("署名した紙をどこに置いたかを入れてください。"), code="paper_place")
    if signed_on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")


def _sealed(how: How, drawn: str) -> str:
    try:
        return signature.seal(drawn) if how == How.DRAWN else ""
    except signature.NotDrawn:
        raise ValidationError(gettext("署名が読めません。もう一度書いてください。"), code="drawn") from None


def told_how_to_keep(viewer: Viewer, resident: UUID) -> list[Keeping]:
    """The sheet on keeping things oneself was handed over today: one sheet for everything the person keeps."""
    with transaction.atomic():
        person_of(viewer, resident)
        found = Keeping.objects.select_for_update().filter(resident_id=resident, keeper=Keeper.SELF, ended_on=None)
        rows = list(found.order_by("matter"))
        for one in rows:
            if one.told_on != today():
                Keeping.objects.filter(pk=one.pk).update(told_on=today())
                write(viewer, "custody.told", Chain("resident", resident), values={"matter": one.matter}, refs=[one.pk])
        return rows


def name_recipient(viewer: Viewer, resident: UUID, contact: UUID, *, named_by: str, named_on: date) -> Recipient:
    """The person, or the legal representative, wants this one to have the quarterly statement."""
    named_by = Capacity(named_by)
    if named_by not in (Capacity.SELF, Capacity.LEGAL):
        raise ValidationError(gettext("宛先を決められるのは、ご本人か法定代理人だけです。"), code="named_by")
    with transaction.atomic():
        person = person_of(viewer, resident)
        if contact not in {one.pk for one in residents.contacts(viewer, person)}:
            raise ValidationError(gettext("この方の連絡先から選んでください。"), code="contact")
        made, new = Recipient.objects.get_or_create(
            organisation_id=viewer.organisation, resident_id=resident, contact_id=contact, ended_on=None,
            defaults={"named_by": named_by, "named_on": named_on},
        )  # fmt: skip
        if new:
            told = {"named_by": named_by, "named_on": named_on.isoformat()}
            write(viewer, "custody.name_recipient", Chain("resident", resident), values=told, refs=[made.pk, contact])
        return made


def drop_recipient(viewer: Viewer, resident: UUID, recipient: UUID) -> None:
    """No statement goes there any more."""
    with transaction.atomic():
        person_of(viewer, resident)
        if Recipient.objects.filter(pk=recipient, resident_id=resident, ended_on=None).update(ended_on=today()):
            write(viewer, "custody.drop_recipient", Chain("resident", resident), refs=[recipient])
