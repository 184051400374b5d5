"""What each side does around a reception beside the manual's dated steps: a guide of this program, days changeable.

The manual names these tasks (第5-1(4), (5), (7), 第7(2)) and gives no day for them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.receptions.models import By


@dataclass(frozen=True, slots=True)
class Task:
    """One task: who, how many days from the reception, where the manual asks for it, and the page that does it."""

    code: str
    by: By
    days: int
    words: Promise
    place: str
    page: str = ""


KEPT_BACK = "keep_returned"
"""The code under which a town's days of keeping a returned card stand among its lead times."""
MAILED = Task(
    "mailed", By.MUNICIPALITY, 17, _("交付前の設定をして、カードを本人に送る"), "第5-1(2)", "receptions:after"
)
"""Only where the town mails the cards."""
TASKS: tuple[Task, ...] = (
    Task("who", By.FACILITY, -21, _("名簿にのせる人を決める"), "第5-1(5)", "receptions:people"),
    Task("list_sent", By.FACILITY, -14, _("名簿を市区町村に渡す"), "第5-1(5)", "receptions:hand_over"),
    Task("families", By.FACILITY, -14, _("家族に知らせる"), "第5-1(4)", "receptions:papers"),
    Task("flyer", By.FACILITY, -14, _("館内に知らせる（チラシを貼る）"), "第5-1(4)", "receptions:papers"),
    Task("identity", By.FACILITY, -7, _("本人確認書類をそろえる"), "第5-1(4)", "receptions:people"),
    Task("pin_sheets", By.FACILITY, -7, _("暗証番号を考える紙を渡す"), "第7(2)", "receptions:papers"),
    Task("escorts", By.FACILITY, -3, _("介助する人と時刻を決める"), "第5-1(7)", "receptions:timetable"),
    Task("goods", By.MUNICIPALITY, -1, _("当日の物品をそろえる"), "第5-1(5)", "receptions:goods"),
    MAILED,
    Task("fallback", By.FACILITY, -1, _("前の日の夕方に、名簿を紙に出す"), "第5-1(5)", "receptions:papers"),
)
HOME_TASKS: tuple[Task, ...] = (
    Task("who", By.FACILITY, -14, _("名簿にのせる人を決める"), "第5-2", "receptions:people"),
    Task("list_sent", By.FACILITY, -7, _("名簿を市区町村に渡す"), "第5-2", "receptions:hand_over"),
    Task("identity", By.FACILITY, -7, _("本人確認書類をそろえる"), "第5-2", "receptions:people"),
    Task("privacy", By.BOTH, -7, _("訪問で気をつけることを相談する"), "第5-2(5)", "receptions:round"),
    Task("round", By.MUNICIPALITY, -3, _("回る順を決める"), "第5-2", "receptions:round"),
    MAILED,
)
ALONE: tuple[Task, ...] = (
    Task("who", By.FACILITY, -14, _("申請する人を決める"), "第6-1(4)", "receptions:people"),
    Task("forms", By.FACILITY, -10, _("交付申請書（QRコードつき）が手元にあるか見る"), "第6-1(4)", "receptions:alone"),
    Task("photos", By.FACILITY, -3, _("写真をとる用意をする"), "第6-1(4)", "receptions:alone"),
    Task("day", By.FACILITY, 0, _("申請書を書き、写真をとる"), "第6-1(4)", "receptions:alone"),
    Task("sent", By.FACILITY, 1, _("申請書を送る（郵便かオンライン）"), "第6-1(4)", "receptions:alone"),
)
# Who does the manual's own steps.
STEPS_BY: dict[str, By] = {
    "notice": By.MUNICIPALITY, "wish": By.FACILITY, "meeting": By.BOTH, "papers_sent": By.MUNICIPALITY,
    "prepare": By.FACILITY, "day": By.BOTH, "to_jlis": By.MUNICIPALITY, "to_town_of_record": By.MUNICIPALITY,
    "card_to_town": By.MUNICIPALITY, "registers_use": By.MUNICIPALITY,
}  # fmt: skip
TOWN_WORDS: dict[str, Promise] = {
    "notice": _("施設に、出張申請受付を案内する"), "wish": _("施設の希望と人数を聞く"),
    "meeting": _("施設と打合せをする"), "papers_sent": _("申請書などを、施設へ先に送る"),
    "prepare": _("施設が、名簿・本人確認書類などを整える"), "day": _("会場を作り、申請を受け付ける"),
    "to_jlis": _("J-LISへ申請書類を送る"),
    "to_town_of_record": _("ほかの市区町村の人の写しを、住所地の市区町村へ送る"),
    "card_to_town": _("カードが届いたら、交付前の設定をして本人へ送る"),
    "registers_use": _("顔認証のカードの保険証利用を登録する（交付の前）"),
    "list_sent": _("施設から名簿を受け取る"),
}  # fmt: skip
"""The same steps as whoever comes says them."""
COME_WITH_A_LIST = ("notice", "wish", "who", "list_sent")
"""What is done once the other side's list is there."""
STEP_PAGES: dict[str, str] = {"meeting": "receptions:meeting", "prepare": "receptions:papers"}


def task(code: str, kind: str) -> Task | None:
    """The task of that code for that kind of reception; None for a step of the manual or one added by hand."""
    found = {"home_visit_reception": HOME_TASKS, "application_support": ALONE}.get(kind, TASKS)
    return next((one for one in found if one.code == code), None)
