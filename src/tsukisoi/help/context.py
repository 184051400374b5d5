"""The line under every page: whom to call, out of the dated rules."""

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from tsukisoi.help.guidance import numbers_for
from tsukisoi.tenancy.clock import today


def contact(request: HttpRequest) -> dict[str, str]:
    """`contact_line`: what the house set for itself, and the national numbers as they stand today."""
    own, national = str(settings.TSUKISOI_CONTACT or ""), _national(today(), get_language() or "ja")
    return {"contact_line": "　／　".join(part for part in (own, national) if part)}


@lru_cache(8)
def _national(on: date, language: str) -> str:
    """The numbers for a lost card: the telephone, and the FAX for the deaf. Empty where no edition is recorded."""
    told = []
    for one in numbers_for("loss", on):
        if one.foreign:
            continue
        words = gettext("FAX %(number)s") if one.fax else gettext("マイナンバー総合フリーダイヤル %(number)s")
        hours = gettext("（紛失・盗難は24時間）") if one.day_and_night and not one.fax else ""
        told.append(words % {"number": one.number} + hours)
    return gettext("・").join(told)
