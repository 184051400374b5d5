"""What the homes keep: pouches, what is out, what was found without a basis, who keeps their own."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tsukisoi.custody import actions, papers, queries, signature
from tsukisoi.residents import queries as register
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer

DRAWN = signature.write(
    [
        [(120, 70), (150, 60), (190, 66)], [(152, 40), (148, 100), (130, 160)], [(160, 96), (196, 150)],
        [(300, 60), (340, 52)], [(322, 40), (316, 120), (300, 170)], [(330, 90), (372, 86), (366, 150), (330, 160)],
        [(470, 70), (510, 64)], [(490, 50), (486, 150)], [(460, 110), (524, 104)], [(450, 160), (530, 152)],
    ]
)  # fmt: skip


def tell(head: Viewer, hands: Viewer) -> None:
    """Keep something for the people of a home as its policy says; nothing where it keeps nothing."""
    people = list(register.everybody(hands))
    if len(people) < 20:
        return
    policy = queries.policy(hands)
    _who_keeps(hands, people)
    if policy == "nothing":
        return
    actions.set_house(head, {"two_people": False, "night_place": "当直室の金庫", "loud_after": 60, "clean_up_days": 30})
    kind = "my_number_card" if policy == "cards" else "eligibility_certificate"
    actions.contract_for(hands, [p.pk for p in people[4:18]], queries.matter_of(kind), today() - timedelta(days=240))
    since = now() - timedelta(days=60)
    for person in people[4:20]:
        actions.take_in(hands, person.pk, kind, found=True, at=since)
    actions.take_in(hands, people[5].pk, "health_insurance_card", found=True, at=since)
    _signed(hands, people[20])
    _moves(hands, people)
    actions.appoint(head, hands.worker, today() - timedelta(days=120))


def _who_keeps(viewer: Viewer, people: Sequence[Person]) -> None:
    actions.keep(
        viewer, people[0].pk, "card", "self", where="居室の鍵つきロッカー", told_on=today() - timedelta(days=12)
    )
    actions.keep(viewer, people[1].pk, "card", "self", where="居室の引き出し")
    actions.keep(
        viewer, people[2].pk, "card", "family", basis="consent", basis_on=today() - timedelta(days=30), where="長女宅"
    )


def _signed(viewer: Viewer, person: Person) -> None:
    """Somebody whose receipt was signed on the tablet."""
    matters = [m for m in ("card", "papers") if queries.house_keeps(viewer, m)]
    text = papers.receipt_text(viewer, person, matters)
    actions.sign(
        viewer, person.pk, text, how="drawn", capacity="self", signer=person.name, signed_on=today(), matters=matters,
        drawn=DRAWN,
    )  # fmt: skip


def _moves(viewer: Viewer, people: Sequence[Person]) -> None:
    """One late from dialysis, one in hospital, one taken by an ambulance in the night."""

    def item(n: int) -> UUID:
        return queries.items_of(viewer, people[n].pk)[0].item.pk

    begun = now() - timedelta(hours=5)
    actions.enter_later(viewer, item(8), why="visit", where="透析", out_at=begun, due_at=begun + timedelta(hours=3))
    actions.hand_out(viewer, item(9), why="visit", where="入院（町立病院）", due_at=now() + timedelta(days=4))
    actions.hand_out(viewer, item(11), why="ambulance", where="町立病院", emergency=True)
