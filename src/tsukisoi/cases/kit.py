"""Which sheets make up a person's kit."""

from tsukisoi.cases.guidance import WITHOUT_CARD, Guidance, askable

# How a photo differs from the standard where a care makes it so, in words for the form. Source: manual 第7(1), H-03.
_PHOTO_CARES = {
    "bedridden": "寝たきりのため、枕やシーツが写ります",
    "tube": "医療のための管や器具が写ります",
    "paralysis": "まひのため、正面を向くことが難しいです",
    "blind": "目が見えないため、視線が定まりません",
}


def kinds_for(guidance: Guidance) -> list[str]:
    """The sheets that serve this person today, in the order of the kit."""
    kinds = ["cover", "intent", "explain"]
    if guidance.taken == WITHOUT_CARD:
        return kinds
    papers = {code for paper in guidance.papers for code in paper.papers}
    if "photo_certificate" in papers:
        kinds.append("photo_certificate")
    if guidance.taken == "proxy_delivery":
        kinds.append("agent")
    if photo_cares(guidance):
        kinds.append("photo_note")
    if askable(guidance.asks):
        kinds.append("family")
    return kinds


def photo_cares(guidance: Guidance) -> list[str]:
    """In words, how this person's photo may differ from the standard."""
    return [_PHOTO_CARES[code] for code in guidance.care_codes if code in _PHOTO_CARES]
