"""The photo certificate (個人番号カード顔写真証明書): who can issue it, and where it may stand in for a photo paper."""

from tebiki.book import Book
from tebiki.identity import Papers
from tebiki.table import Decision
from tebiki.words import Known, bit

_CAN = bit("photo_certificate_can_be_issued")
_PURPOSES = {"counter": bit("purpose_counter"), "proxy": bit("purpose_proxy")}


def issuers(known: Known, book: Book) -> Decision:
    """Who can issue the certificate: `need` of every row that fits. It hangs neither on the way nor on the need.

    Source: P-01 … P-05.
    """
    return book["photo.issuers"].decide(known)


def photo_certificate_issuers(decision: Decision) -> list[str]:
    """The issuers by code, each once."""
    return list(dict.fromkeys(issuer for row in decision.fits for issuer in row.need))


def usable(decision: Decision) -> bool | None:
    """Can a certificate be used at all? None while it is not yet known."""
    if any(row.say == "usable" for row in decision.fits):
        return True
    return None if decision.open else False


def may_join(purpose: str, decision: Decision, papers: Papers, known: Known, book: Book) -> bool | None:
    """May the certificate complete a set that is short at the counter, or at proxy delivery? None: not yet known.

    Source: P-09, D-05.
    """
    can: bool | None = bool(photo_certificate_issuers(decision)) or papers.certificate
    if not can and any(row.need for row in decision.open):
        can = None
    yes = known.yes | _PURPOSES[purpose] | (_CAN if can else 0)
    no = known.no | sum(mask for name, mask in _PURPOSES.items() if name != purpose) | (_CAN if can is False else 0)
    row = book["photo.joining"].decide(Known(yes, no)).row
    return None if row is None else row.say == "yes"
