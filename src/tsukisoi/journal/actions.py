"""Writing the record. Every action of every room ends here, inside its own transaction."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from tsukisoi.guard.numbers import find
from tsukisoi.journal.chain import detail_digest, entry_digest, root_of, seal_digest
from tsukisoi.journal.full_disk import is_full
from tsukisoi.journal.models import Detail, Entry, Head, Ref, Seal, Waiting
from tsukisoi.tenancy import prepared
from tsukisoi.tenancy.bulk import insert
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_hexes
from tsukisoi.tenancy.viewer import Viewer

logger = logging.getLogger("tsukisoi.journal")

MANY = 8
"""An entry that names more goes into the index of people later."""
AT_ONCE = 50
"""So many entries go into it together."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What an entry is about: `kind` (resident, case, organisation, looks …) and the id of that thing."""

    kind: str
    id: UUID


def write(
    viewer: Viewer,
    action: str,
    chain: Chain,
    *,
    values: Mapping[str, Any] | None = None,
    refs: Iterable[UUID | str] = (),
    reason: str = "",
    occurred_at: datetime | None = None,
    corrects: UUID | None = None,
) -> Entry:
    """Append one entry to a chain. `values` (field name → new value) and `reason` go into the deletable detail.

    Must run inside the transaction of the action it records.
    """
    detail = {**(values or {}), **({"reason": reason} if reason else {})}
    return _append(
        viewer, action, chain,
        fields=sorted(values or ()), refs=[str(ref) for ref in refs], detail=detail,
        occurred_at=occurred_at, corrects=corrects,
    )  # fmt: skip


SERVER = UUID(int=0)
"""Who acts when the server itself does: backups, seals."""


def as_server(organisation: UUID) -> Viewer:
    """The server itself, as the record names it. It has no right at all."""
    return Viewer(SERVER, organisation, "サーバー", "server", frozenset())


def looked(viewer: Viewer, what: str, refs: Iterable[UUID], reason: str = "") -> Entry | None:
    """Record that the viewer saw these people: a page, a list, a search hit, a print, an export.

    With a full disk the page is shown all the same (where is the card, at night?), and the server's own log says so.
    """
    try:
        with transaction.atomic():
            return write(viewer, f"look.{what}", Chain("looks", viewer.worker), refs=refs, reason=reason)
    except DatabaseError as error:
        if not is_full(error):
            raise
        logger.critical("the disk is full: a look at %s is not on record", what)
        return None


def _append(viewer: Viewer, action: str, chain: Chain, *, detail: dict[str, Any], **rest: Any) -> Entry:
    salt = secrets.token_hex(16) if detail else ""
    entry = Entry.fresh(
        organisation_id=viewer.organisation, chain_kind=chain.kind, chain_id=chain.id, actor_id=viewer.worker,
        action=action, detail_digest=detail_digest(salt, detail) if detail else "", **rest,
    )  # fmt: skip
    _link(entry)
    prepared.add(entry)
    name_subjects(entry)
    if detail:
        prepared.add(Detail(organisation_id=viewer.organisation, entry=entry, salt=salt, values=detail))
    return entry


def _link(entry: Entry) -> None:
    """Put the entry behind the last of its chain, and hold the chain until the transaction ends."""
    where: dict[str, Any] = {"organisation_id": entry.organisation_id, "chain_id": entry.chain_id}
    asked: dict[str, Any] = {"organisation": entry.organisation_id, "kind": entry.chain_kind, "id": entry.chain_id}
    head = _HEAD.first(**asked)
    if head is None:
        head = Head.fresh(chain_kind=entry.chain_kind, **where)
        _behind(head, entry)
        if prepared.add_unless(head, ("organisation_id", "chain_kind", "chain_id")):
            return
        head = _HEAD.all(**asked)[0]  # somebody else began the chain a moment ago
    _behind(head, entry)
    prepared.change(head, ("seq", "digest"))


_HEAD = prepared.Question(
    lambda organisation, kind, id: Head.objects.model._base_manager.select_for_update().filter(
        organisation_id=organisation, chain_kind=kind, chain_id=id
    )
)


def _behind(head: Head, entry: Entry) -> None:
    entry.seq, entry.previous, entry.at = head.seq + 1, head.digest, now().astimezone(UTC)
    entry.digest = entry_digest(linked(entry))
    head.seq, head.digest = entry.seq, entry.digest


def name_subjects(entry: Entry) -> None:
    """Write whom an entry names, so that they are found by it: at once, or where it names many, that it waits."""
    if len(entry.refs) > MANY:
        prepared.add(Waiting(organisation_id=entry.organisation_id, entry=entry))
    elif entry.refs:
        _index([(entry.pk, entry.refs)], entry.organisation_id)


def _index(entries: Iterable[tuple[UUID, list[str]]], organisation: UUID) -> int:
    """Put whom these entries name into the index of people; how many places that takes."""
    of, subjects = list[str](), list[str]()
    for pk, refs in entries:
        of += [pk.hex] * len(refs)
        subjects += [ref.replace("-", "") for ref in refs]  # an object for each would take ten times as long
    columns = {
        "id": new_hexes(len(of)),
        "organisation_id": repeat(organisation.hex),
        "entry_id": of,
        "subject": subjects,
    }
    insert(Ref, columns)
    return len(of)


def index_waiting(organisation: UUID) -> int:
    """Put into the index of people whatever waits for it in that organisation; how many places that took.

    Must run inside that organisation's scope. A few entries to a transaction, so that nobody else waits for long.
    """
    done = 0
    while True:
        with transaction.atomic():
            waiting = Waiting.objects.select_for_update(of=("self",)).select_related("entry").order_by("pk")
            some = list(waiting.only("entry__refs")[:AT_ONCE])
            if not some:
                return done
            done += _index([(one.entry_id, one.entry.refs) for one in some], organisation)
            Waiting.objects.filter(pk__in=[one.pk for one in some]).delete()


def linked(entry: Entry) -> dict[str, Any]:
    """An entry as the chain reads it: plain text only, the same on both engines."""
    return {
        "organisation": str(entry.organisation_id),
        "chain_kind": entry.chain_kind,
        "chain_id": str(entry.chain_id),
        "seq": entry.seq,
        "at": _instant(entry.at),
        "occurred_at": _instant(entry.occurred_at),
        "actor_id": str(entry.actor_id or ""),
        "action": entry.action,
        "fields": entry.fields,
        "refs": entry.refs,
        "corrects": str(entry.corrects or ""),
        "detail_digest": entry.detail_digest,
        "previous": entry.previous,
    }


def _instant(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""


def seal(viewer: Viewer) -> Seal:
    """Seal all heads of the viewer's organisation into one digest, chained to the seal before."""
    return seal_organisation(viewer.organisation)


def seal_organisation(organisation: UUID) -> Seal:
    """The same for the server itself, which has no viewer. Must run inside that organisation's scope.

    Heads are locked meanwhile: a seal says exactly how far each chain went.
    """
    with transaction.atomic():
        heads = list(Head.objects.select_for_update().order_by("pk"))
        last = Seal.objects.order_by("-seq").first()
        made = _seal(organisation, heads, last)
        made.save(force_insert=True)
        Head.objects.filter(seq__gt=F("sealed")).update(sealed=F("seq"))
        return made


def _seal(organisation: UUID, heads: list[Head], last: Seal | None) -> Seal:
    made = Seal(
        organisation_id=organisation, seq=last.seq + 1 if last else 1, at=now().astimezone(UTC), chains=len(heads),
        root=root_of((h.chain_kind, str(h.chain_id), h.seq, h.digest) for h in heads),
        changed=[_as_sealed(h) for h in heads if h.seq > h.sealed], previous=last.digest if last else "",
    )  # fmt: skip
    made.digest = _digest(made)
    while find(printed(made.digest)):  # it is read off a paper and typed in: by chance it could pass for a My Number
        made.at += timedelta(microseconds=1)
        made.digest = _digest(made)
    return made


def _digest(seal: Seal) -> str:
    return seal_digest(str(seal.organisation_id), seal.seq, _instant(seal.at), seal.root, seal.previous)


def printed(digest: str) -> str:
    """A digest as it stands on paper: in groups of four."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _as_sealed(head: Head) -> list[Any]:
    return [head.chain_kind, str(head.chain_id), head.seq, head.digest]


def keep_seal(viewer: Viewer, seq: int) -> Entry | None:
    """Record that the seal of that number was printed and locked away. None where there is none; twice is once."""
    viewer.require("read_journal")
    with transaction.atomic():
        found = Seal.objects.filter(seq=seq).first()
        chain = Chain("organisation", viewer.organisation)
        told = {"seal": found.seq} if found else {}
        if found is None or Detail.objects.filter(entry__action="journal.keep_seal", values__seal=seq).exists():
            return None
        return write(viewer, "journal.keep_seal", chain, values=told, refs=[found.pk])


def seal_of_the_day(viewer: Viewer) -> Seal | None:
    """Seal once a day, by whoever comes first; None where today's seal is there already. What waits is indexed then."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    if Seal.objects.filter(at__gte=midnight).exists():
        return None
    try:
        made = seal(viewer)
    except IntegrityError:  # somebody else was first, a moment ago
        return None
    index_waiting(viewer.organisation)
    return made


def forget(chains: Iterable[UUID], people: Iterable[UUID]) -> int:
    """Take away the values of every entry of these chains and of every entry that points to these people.

    The entries stay with their digests, so every chain goes on being right. Part of actions that have asked; must run
    inside their transaction. How many values went.
    """
    pointing = Q(entry__chain_id__in=list(chains))
    found = Detail.objects.annotate(named=Cast("entry__refs", TextField()))
    for person in people:
        pointing |= Q(named__contains=str(person))
    ids = list(found.filter(pointing).values_list("pk", flat=True))
    for start in range(0, len(ids), 500):
        Detail.objects.filter(pk__in=ids[start : start + 500]).delete()
    return len(ids)


def forget_about(things: Iterable[UUID]) -> int:
    """Take away the values of every entry that names one of these things, or whose chain is one: what was said of it
    goes with it. The entries stay with their digests, so every chain goes on being right. How many values went.

    Found by the index: an entry that still waits for it names many and says nothing of each.
    """
    ids, gone = list(things), 0
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        named = Ref.objects.filter(subject__in=some).values("entry")
        gone += Detail.objects.filter(Q(entry__in=named) | Q(entry__chain_id__in=some)).delete()[0]
    return gone


def forget_looks(before: datetime) -> int:
    """Take away the words beside the looks that are older than that. Made by the clock; how many went."""
    found = Detail.objects.filter(entry__chain_kind="looks", entry__at__lt=before)
    return int(found.delete()[0])
