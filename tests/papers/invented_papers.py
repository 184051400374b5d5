"""Invented people and papers for the tests and the bench of the press."""

from datetime import date, datetime, timedelta, timezone

from tsukisoi.cases import sheets as s
from tsukisoi.papers.press import Masthead

JST = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 23, 13, 20, tzinfo=JST)
MANUAL = "福祉施設・支援団体の方向け マイナンバーカード取得・管理マニュアル Ver.2（2023年12月）"
DOCUMENTS = "同 資料編 Ver.2（総務省、2023年12月）"
PERSON = s.Person("髙﨑 辻\U000e0102子", "タカサキ ツジコ", True, "203", "すみれ", date(1939, 3, 3))


def head(sheet_id: str = "K7M2Q9XA", **changes: str) -> Masthead:
    """A masthead of the invented home."""
    return Masthead(
        id=sheet_id,
        organisation=changes.get("organisation", "特別養護老人ホーム つばき苑"),
        edition="2026-08-01",
        as_of=date(2026, 11, 23),
        printed_at=NOW,
        printed_by="佐藤 美咲",
        site="http://192.168.1.20:8000/papers/",
        place_in_run=changes.get("place", ""),
    )


def source(place: str, title: str = MANUAL, *, confirm: bool = False) -> s.Source:
    """A place in a source."""
    return s.Source(title, place, confirm)


PAPERS = (
    s.PaperLine(
        "交付申請書",
        s.State.ON_THE_DAY,
        "みどり野町が印字",
        "名簿を先に渡すと、印字して持って来てくれます。",
        (source("第5-1(5)"),),
    ),
    s.PaperLine("本人確認書類　資格確認書", s.State.HELD, "施設（棚の袋 08）", "", (source("7頁", DOCUMENTS),)),
    s.PaperLine("本人確認書類　介護保険被保険者証", s.State.HELD, "施設（棚の袋 08）"),
    s.PaperLine(
        "通知カード（返納）",
        s.State.UNKNOWN,
        "ご家族に聞く",
        "なくしたときは、紛失届を当日書きます。",
        (source("第8"),),
    ),
    s.PaperLine("暗証番号設定依頼書", s.State.ON_THE_DAY, "本人（職員は見ない）", "", (source("第5-1(1)"),)),
    s.PaperLine(
        "健康保険証利用の申込みに関する同意書",
        s.State.MISSING,
        "担当 佐藤",
        "顔認証カードで、町での登録を望むとき。",
        (source("第3-4", confirm=True),),
    ),
)


def cover(person: s.Person = PERSON) -> s.CoverSheet:
    """A cover with everything on it."""
    return s.CoverSheet(
        person,
        s.Will("カードを希望する（顔認証）", date(2026, 11, 10), "佐藤 美咲"),
        s.WayLine(
            "出張申請受付（施設等）",
            "町の職員が施設に来て、その場で本人確認をするので、役所に行かずに受け取れます。",
            (source("第5-1(1)"),),
        ),
        s.WayLine(
            "代理交付",
            "施設に入所しているので、施設長の顔写真証明書があれば代理人が受け取れます。",
            (source("第6-2(4)※3"), source("19頁", DOCUMENTS)),
        ),
        PAPERS,
        ("通知カードは手元にありますか（ご家族）", "郵便局に転送届が出ていますか（ご家族）"),
        ("右側から、ゆっくり話す", "自署がむずかしいので、代筆と押印"),
    )


def everything(person: s.Person = PERSON) -> list[s.Content]:
    """One of each paper."""
    return [
        cover(person),
        s.IntentSheet(
            person,
            (
                s.IntentLine(
                    date(2026, 10, 20), "佐藤 美咲", "ことばと絵", "「よくわからない」と首を横にふった", "長女"
                ),
                s.IntentLine(
                    date(2026, 11, 10), "佐藤 美咲", "やさしい説明の紙", "「病院で使うなら作る」", "主任 中村", "本人"
                ),
            ),
            ("右側から話す", "絵を見せる"),
            sources=(source("第5-1(8)"), source("第7(2)")),
        ),
        s.ExplainSheet(person, "佐藤 美咲", "00-0000-0000"),
        s.PhotoCertificate(
            person,
            "岡山県みどり野町松原1-2-3",
            (s.Issuer("施設長", "特別養護老人ホーム つばき苑", "岡山県みどり野町緑1", "00-0000-0000", "山田 一郎"),),
            "入所している施設の長",
            "みどり野町",
            (source("第6-2(4)"), source("17頁", DOCUMENTS)),
        ),
        s.AgentSheet(
            person,
            "中村 健",
            s.Counter("みどり野町役場 住民課", "1階 3番窓口", "00-0000-0000", "平日 午前8時30分から午後5時15分", ""),
            ("本人が指定した方（施設の職員も可）",),
            PAPERS[1:4],
            True,
            "00-0000-0000",
            (source("第6-2(3)"), source("第6-2(4)")),
        ),
        s.PhotoNote(
            person,
            s.Channel.ONLINE,
            ("鼻のチューブが写っています", "枕が写っています"),
            "寝たきりで、チューブを外せないためです",
            "0120-95-0178",
            (source("第7(1)"), source("21頁", DOCUMENTS)),
        ),
        s.FamilySheet(
            person,
            (
                s.Question(
                    "通知カード（緑色の紙のカード）はありますか。",
                    ("ある", "なくした", "役所に返した"),
                    "カードを受け取るときに返すためです。",
                ),
                s.Question(
                    "住民票は、どこにありますか。", ("施設", "自宅", "ほか（市区町村の名前：　　　　　　　　）")
                ),
                s.Question("郵便の転送届を出していますか。", ("出している", "出していない")),
                s.Question("成年後見人などの方はいますか。", ("いる（お名前：　　　　　　　　）", "いない")),
            ),
            "つばき苑 1階 事務室 佐藤 美咲",
            "00-0000-0000",
            date(2026, 12, 4),
        ),
    ]


def roster(count: int = 8) -> s.RosterSheet:
    """A roster of invented people."""
    rows = tuple(
        s.RosterRow(
            n,
            "髙﨑 辻\U000e0102子" if n == 1 else f"見本 花子{n}",
            "タカサキ ツジコ" if n == 1 else "ミホン ハナコ",
            date(1939, 3, 3),
            "女",
            "岡山県みどり野町松原1丁目2番3号 つばき苑内",
            f"2{n:02d}",
            "新規",
            "紛失",
            "なし",
            "資格確認書・介護保険証",
            "顔認証",
            "当日撮影",
            "",
            "右側から話す" if n % 3 == 0 else "",
        )
        for n in range(1, count + 1)
    )
    return s.RosterSheet("みどり野町 住民課", rows, date(2026, 12, 15), "つばき苑 佐藤 00-0000-0000")


def staff_list() -> s.StaffList:
    """A list for the wall."""
    tasks = ("説明の紙を渡す", "写真を撮る", "書類の袋を確かめる")
    return s.StaffList(
        "今週すること",
        tuple(s.TaskLine(f"{unit}0{n}", tasks[n % 3], f"{unit}階") for unit in (2, 3) for n in range(1, 6)),
    )
