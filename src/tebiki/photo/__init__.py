"""The photo certificate (個人番号カード顔写真証明書): who can issue it, and where it may stand in for a photo paper."""

from tebiki.book import Book
from tebiki.identity import Papers
from tebiki.table import Decision
from tebiki.words import Known, bit

_CAN = bit("photo_certificate_can_be_issued")
_COUNTER, _PROXY = bit("purpose_counter"), bit("purpose_proxy")
_PURPOSES = {"counter": (_COUNTER, _PROXY), "proxy": (_PROXY, _COUNTER)}


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


def may_join(purpose: str, decision: Decision, papers: Papers, known: Known, book: Book) -> Decision:
    """May the certificate complete a set that is short at the counter, or at proxy delivery? `say` is yes or no.

    Source: P-09, D-05.
    """
    yes, no = _PURPOSES[purpose]
    if papers.certificate or any(row.need for row in decision.fits):
        yes |= _CAN
    elif not any(row.need for row in decision.open):
        no |= _CAN
    return book["photo.joining"].decide(Known(known.yes | yes, known.no | no))
