"""What stands on each paper of a case: frozen records of only what is printed.

Whoever fills these records decides what a reader may know; a record has no field for what its reader must not see
(the municipality's roster knows no diagnosis, the staff-room list no reason and no refusal, no paper a number or
a PIN).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Source:
    """Where a line comes from: the source's title, the place in it, and whether it must still be confirmed."""

    title: str
    place: str = ""
    confirm: bool = False


@dataclass(frozen=True)
class Person:
    """Whom a paper is about. The reading (katakana) is printed only when somebody confirmed it."""

    name: str
    reading: str = ""
    reading_confirmed: bool = False
    room: str = ""
    unit: str = ""
    birth: date | None = None


@dataclass(frozen=True)
class WayLine:
    """A way to a card, with the reason in one sentence."""

    name: str
    reason: str
    sources: tuple[Source, ...] = ()


class State(StrEnum):
    """How far a paper is; the words go on the sheet with a shape, so that black and white suffices."""

    HELD = "■ ある"
    MISSING = "□ まだない"
    ON_THE_DAY = "○ 当日つくる"
    UNKNOWN = "？ わからない"
    LATER = "― あとで届く"


@dataclass(frozen=True)
class PaperLine:
    """A paper to bring: how far it is, who brings it, why it is asked for."""

    name: str
    state: State
    who: str
    why: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Will:
    """What the person said, when and to whom."""

    answer: str
    on: date | None = None
    heard_by: str = ""


@dataclass(frozen=True)
class CoverSheet:
    """The first page of a person's kit."""

    person: Person
    will: Will
    way: WayLine | None
    runner_up: WayLine | None = None
    papers: tuple[PaperLine, ...] = ()
    questions: tuple[str, ...] = ()
    accommodations: tuple[str, ...] = ()


@dataclass(frozen=True)
class IntentLine:
    """One attempt to explain and to hear the person's will; `words`: what they said or did, as it was written down."""

    on: date
    explained_by: str
    method: str
    answer: str
    witness: str = ""
    signed_as: str = ""
    words: str = ""


@dataclass(frozen=True)
class IntentSheet:
    """意思確認の記録: what was tried so far, and empty lines for the next attempts."""

    person: Person
    attempts: tuple[IntentLine, ...] = ()
    accommodations: tuple[str, ...] = ()
    blank_lines: int = 4
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class ExplainSheet:
    """The page for the person, in easy Japanese; `contact` is whom to ask, `telephone` may be empty."""

    person: Person
    contact: str
    telephone: str = ""


@dataclass(frozen=True)
class Issuer:
    """Who certifies a photo. An empty name or address leaves a line to write on."""

    role: str
    organisation: str = ""
    address: str = ""
    telephone: str = ""
    name: str = ""


@dataclass(frozen=True)
class PhotoCertificate:
    """顔写真証明書の下書き, by one issuer or by two together (P-02, P-03)."""

    person: Person
    address: str
    issuers: tuple[Issuer, ...]
    relation: str
    municipality: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Counter:
    """Where the agent goes. What is not known stays empty and leaves a line to write on."""

    name: str
    place: str = ""
    telephone: str = ""
    hours: str = ""
    reservation: str = ""


@dataclass(frozen=True)
class AgentSheet:
    """代理人への案内: `sealed_pins` is false for a 顔認証 card, where no PIN is set."""

    person: Person
    agent: str
    counter: Counter
    who_may: tuple[str, ...]
    bring: tuple[PaperLine, ...]
    sealed_pins: bool
    facility_telephone: str = ""
    sources: tuple[Source, ...] = ()


class Channel(StrEnum):
    """How the application goes in; the exception for a photo is told another way in each (H-01)."""

    ONLINE = "online"
    MAIL = "mail"
    COUNTER = "counter"


@dataclass(frozen=True)
class PhotoNote:
    """規格どおりに撮れない写真の申し出: `features` say what differs, `reason` why it cannot be helped.

    `call`: the number for an application made online.
    """

    person: Person
    channel: Channel
    features: tuple[str, ...]
    reason: str
    call: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question to the family, with boxes to tick."""

    text: str
    choices: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class FamilySheet:
    """ご家族へのおたずね."""

    person: Person
    questions: tuple[Question, ...]
    reply_to: str
    telephone: str = ""
    reply_by: date | None = None


@dataclass(frozen=True)
class RosterRow:
    """One line of the roster for the municipality: exactly what a reception needs (manual 第5-1(5)), nothing more.

    `kana` stays empty unless somebody confirmed the reading: a guessed reading goes on no form.
    """

    number: int
    name: str
    kana: str
    birth: date | None
    sex: str
    address: str
    room: str
    application: str
    notification_card: str
    basic_resident_card: str
    identity: str
    mode: str
    photo: str
    representative: str = ""
    accommodation: str = ""


@dataclass(frozen=True)
class RosterSheet:
    """申請者名簿 for one municipality."""

    municipality: str
    rows: tuple[RosterRow, ...]
    reception: date | None = None
    contact: str = ""


@dataclass(frozen=True)
class TaskLine:
    """A room and what is to be done there: no name, no reason, no refusal."""

    room: str
    task: str
    unit: str = ""


@dataclass(frozen=True)
class StaffList:
    """職員室の一覧, to pin up where visitors may see it."""

    title: str
    rows: tuple[TaskLine, ...] = field(default=())


Content = (
    CoverSheet
    | IntentSheet
    | ExplainSheet
    | PhotoCertificate
    | AgentSheet
    | PhotoNote
    | FamilySheet
    | RosterSheet
    | StaffList
)
