"""What a house does first, before anybody is entered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Link, link


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: what, why, and the button where the viewer may take it."""

    title: str
    what: str
    button: Link | None


def first_steps(viewer: Viewer) -> list[FirstStep]:
    """The road of a new house, in order."""
    return [
        _step(
            viewer, Right.IMPORT_ROSTER, _("名簿を貼りつける"),
            _("ふだんの表計算の名簿のままで読めます。入る前に、読めたことを確かめられます。"),
            link(_("名簿を取りこむ"), "residents:import"),
        ),
        _step(
            viewer, Right.EDIT_MUNICIPALITIES, _("市区町村に5つ聞く"),
            _("出張申請受付をしているか、など。一度聞けば、みんなの道に効きます。"),
            link(_("市区町村へ"), "municipalities:list"),
        ),
        _step(
            viewer, Right.RECORD_WILL, _("一人ずつ意思をうかがう"),
            _("希望する・しない・まだ決められない・確かめられない。どれもふつうの答えです。"),
            link(_("取得の一覧へ"), "cases:grid"),
        ),
        _step(
            viewer, Right.PRINT_PAPERS, _("書類をそろえ、紙を出す"),
            _("その人に要るものだけが、根拠といっしょに出ます。"), link(_("みんなの紙へ"), "cases:kits"),
        ),
    ]  # fmt: skip


def _step(viewer: Viewer, right: Right, title: str, what: str, button: Link) -> FirstStep:
    return FirstStep(title, what, button if viewer.may(right) and button.url else None)
