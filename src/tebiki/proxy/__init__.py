"""Proxy delivery (代理交付): on what ground, with what proof, by whom, and with which papers of authority."""

from dataclasses import dataclass, replace

from tebiki import identity, photo
from tebiki.book import Book
from tebiki.identity import CERTIFICATE, IdentitySet, Papers
from tebiki.table import Decision, Row
from tebiki.words import Known, Word, bit, vocabulary

_CERTIFICATE, _NEEDS_PROOF = bit("uses_photo_certificate"), bit("ground_needs_proof")
_DISABLED = bit("disabled")
_FAILS_FIRST = {False: 0, None: 1, True: 2}
_CAN_BE_ISSUED = vocabulary().by_name["photo_certificate_can_be_issued"]
_CIRCUMSTANCES = sum(word.bit for word in vocabulary().by_name.values() if word.fact == "circumstances")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Proxy delivery by the agent in question: possible or not (None: not yet known), and everything that says so."""

    possible: bool | None
    ground: Decision
    agent: Decision
    identity: IdentitySet
    joining: Decision
    issuers: Decision

    @property
    def why(self) -> list[Row]:
        """The rows behind the judgement, of agent, ground and papers: first of what fails, then of what is open."""
        holds = ground_holds(self.ground)
        parts = (
            (self.agent_may, self.agent.fits if self.agent.settled else self.agent.open),
            (holds, self.ground.open if holds is None else self.ground.fits),
            (self.identity.complete, self.identity.rows),
        )
        return [row for _holds, rows in sorted(parts, key=lambda part: _FAILS_FIRST[part[0]]) for row in rows]

    @property
    def agent_may(self) -> bool | None:
        """May the agent in question collect the card? None while it is not yet known."""
        return None if self.agent.row is None else self.agent.row.say == "yes"

    @property
    def asks(self) -> tuple[Word, ...]:
        """What is not yet known and still matters."""
        if self.possible is not None:
            return ()
        open_issuers = self.issuers if _CAN_BE_ISSUED in self.identity.asks else None
        words = [word for d in (self.agent, self.ground, open_issuers) if d is not None for word in d.asks]
        words += [word for word in self.identity.asks if word is not _CAN_BE_ISSUED]
        return tuple(dict.fromkeys(words))


def judge(known: Known, papers: Papers, issuers: Decision, book: Book) -> Judgement:
    """Judge proxy delivery: a ground, an allowed agent and a valid set are all needed.

    Source: 第6-2, D-11, D-17 … D-19.
    """
    joins = photo.may_join("proxy", issuers, papers, known, book)
    shown = identity.identity_set("proxy", papers, known, book, joins)
    grounds = difficulty_ground(known, shown, book)
    agent = may_be_agent(known, book)
    made = Judgement(None, grounds, agent, shown, joins, issuers)
    parts = (ground_holds(grounds), made.agent_may, shown.complete)
    return replace(made, possible=False if False in parts else None if None in parts else True)


def difficulty_ground(known: Known, shown: IdentitySet, book: Book) -> Decision:
    """The ground on which visiting is difficult: first those that need nothing more, last those that need a proof.

    Source: S-01 … S-15; a photo certificate among the papers shown frees the ground of its issuer (第6-2(4)※3).
    """
    if CERTIFICATE in shown.papers:
        known = Known(known.yes | _CERTIFICATE, known.no)
    elif shown.complete is not None:
        known = Known(known.yes, known.no | _CERTIFICATE)
    return book["proxy.difficulty"].decide(known)


def ground_holds(decision: Decision) -> bool | None:
    """Does any ground hold? None while it is not yet known."""
    if any(row.say for row in decision.fits):
        return True
    return None if decision.open else False


def only_circumstances_are_open(decision: Decision, known: Known) -> bool:
    """Could a ground still turn up only by a circumstance that nobody has stated? (A ground counts once stated.)"""
    settled = known.yes | known.no
    return ground_holds(decision) is None and all(row.words & ~settled & _CIRCUMSTANCES for row in decision.open)


def may_be_agent(known: Known, book: Book) -> Decision:
    """May the agent in question collect the card? `say` is yes or no. Source: 第6-2(3), D-17, D-18, D-19."""
    return book["proxy.agents"].decide(known)


def needs_difficulty_proof(known: Known, ground: Row | None, book: Book) -> Decision:
    """Is a proof of difficulty needed on this way? `say` is yes or no. Source: 第6-2(4)."""
    needs = ground is not None and "difficulty_proof" in ground.need
    return book["proxy.proof"].decide(
        Known(known.yes | (_NEEDS_PROOF if needs else 0), known.no | (0 if needs else _NEEDS_PROOF))
    )


def authority_papers(known: Known, book: Book) -> Decision:
    """The papers that prove the authority of the agent, or of the representative who attends.

    Source: A-20, D-13, D-16.
    """
    return book["proxy.authority"].decide(known)


def proof_is_identity_too(ground: Row, shown: IdentitySet) -> bool:
    """Would one paper be both the proof of this ground and an identity paper? Ask locally. Source: S-06, S-08."""
    return bool(ground.data.get("ask_if_identity_too")) and not set(ground.data["papers"]).isdisjoint(shown.papers)


def certificate_may_join(judgement: Judgement) -> bool:
    """May a photo certificate be used, or is it not yet known?"""
    return judgement.joining.row is None or judgement.joining.row.say == "yes"


def fails_for_want_of_photo(judgement: Judgement, papers: Papers, known: Known) -> bool:
    """Does a disabled person's proxy delivery fail only because no paper has a photo? Ask who may certify.

    Source: P-10.
    """
    agent = judgement.agent.row
    return (
        bool(known.yes & _DISABLED)
        and agent is not None
        and agent.say == "yes"
        and judgement.identity.complete is False
        and not certificate_may_join(judgement)
        and bool(papers.b)
        and not papers.a
    )
