"""How fast kits are printed: one person in a warm server, a thousand people in one run, and WeasyPrint beside it.

Prints JSON lines (job, figure, value, unit, target, holds, and the peer where there is one). Every scenario runs in a
process of its own, so that its memory is its own. CPU seconds, not the wall clock: other programs may be running.
The kit is the cover and the photo certificate of each person, every person with a name, room, reading and id of their
own; the whole kit of seven papers is measured as well. WeasyPrint is installed by pip into bench/out/weasyprint.

Usage: python bench/kits.py
"""

import html
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests" / "papers")]
OUT = HERE / "out"
PEER = OUT / "weasyprint"
PEOPLE, PEER_PEOPLE, ONCE = 1000, 30, 30
TARGETS = {"one_person_ms": 20.0, "page_ms": 2.5, "rss_mb": 700.0}
FAMILY = [
    "佐藤",
    "鈴木",
    "髙橋",
    "田中",
    "渡邉",
    "伊藤",
    "山本",
    "中村",
    "小林",
    "加藤",
    "長谷川",
    "山﨑",
    "清水",
    "藤田",
    "岡田",
    "後藤",
    "近藤",
    "石井",
    "村上",
    "坂本",
]
GIVEN = [
    "花子",
    "ウメ",
    "一郎",
    "二郎",
    "三郎",
    "和子",
    "節子",
    "千代",
    "キヨ",
    "正",
    "勇",
    "茂",
    "実",
    "清",
    "幸子",
    "久子",
    "文子",
    "ミツ",
    "トメ",
    "静江",
]

Line = dict[str, object]


def emit(figure: str, value: float, unit: str, **more: object) -> None:
    print(
        json.dumps(
            {"job": "kits", "figure": figure, "value": round(value, 3), "unit": unit, **more}, ensure_ascii=False
        )
    )


def rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def somebody(number: int) -> object:
    """An invented person; no two alike."""
    from tsukisoi.cases import sheets

    chance = random.Random(number)
    name, room = f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}", f"{chance.randrange(1, 9)}{number:03d}"
    born = date(1928 + chance.randrange(40), chance.randrange(1, 13), chance.randrange(1, 29))
    return sheets.Person(name, "タカハシ ハナコ", number % 2 == 0, room, f"{number % 9 + 1}階", born)


def leaves(numbers: range, whole: bool = False) -> Iterator[object]:
    """The sheets of these people, each with an id of its own."""
    import invented_papers

    from tsukisoi.cases import sheets
    from tsukisoi.papers import ids

    for number in numbers:
        papers = invented_papers.everything(somebody(number))
        for paper in papers if whole else (papers[0], papers[3]):
            head = invented_papers.head(ids.make(), place=f"{number + 1}人目/{numbers.stop}人")
            yield sheets.leaf(paper, head)


def one_person(whole: bool) -> Line:
    """Milliseconds for one more person in a process that has printed before; each person is new to it."""
    import invented_papers

    from tsukisoi.cases import sheets

    spent = []
    for number in range(ONCE + 3):
        wall, cpu = time.perf_counter(), time.process_time()
        pdf = sheets.kit(
            list(leaves(range(number, number + 1), whole)), title="書類一式", printed_at=invented_papers.NOW
        )
        spent.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu), pdf.pages))
    walls, cpus, pages = zip(*spent[3:], strict=True)
    return {"wall_ms": statistics.median(walls), "cpu_ms": statistics.median(cpus), "pages": pages[0]}


def many(people: int, whole: bool = False) -> Line:
    """CPU, pages, size and memory of one run in volumes; content, ids, QR codes and merging of data included."""
    import invented_papers

    from tsukisoi.cases import sheets

    cpu, pages, size = time.process_time(), 0, 0
    for volume in sheets.run(leaves(range(people), whole), title="書類一式", printed_at=invented_papers.NOW):
        pages, size = pages + volume.pages, size + len(volume.content)
    return {"cpu_s": time.process_time() - cpu, "pages": pages, "kib": size // 1024, "rss_mb": rss_mb()}


STYLE = """@page{size:A4;margin:13mm 18mm 24mm}body{font:10.5pt 'BIZ UDPGothic'}h1{font-size:18pt;margin:0}section{break-after:page}
div{border-bottom:.5pt solid;padding:2mm 0}b{display:inline-block;min-width:30mm}.r{float:right}.p{width:35mm;height:45mm;border:1pt dashed}img{width:19mm;float:right}"""


def page_of(leaf: object) -> str:
    """One sheet as HTML: the same words, lines, code and photo box; no readings, which WeasyPrint cannot set."""
    import base64

    from tsukisoi.papers import qrcode

    head, body, e = leaf.head, leaf.body, html.escape  # type: ignore[attr-defined]
    code = base64.b64encode(qrcode.png(head.site, head.id)).decode()
    person = body["person"]
    out = [f"<section><img alt='QR' src='data:image/png;base64,{code}'><p>{e(person['name'])} さん {e(person['room'])}"]
    out += [f"<p>{person['birth']} 生まれ<h1>{leaf.kind}</h1>"]  # type: ignore[attr-defined]
    for way in filter(None, (body.get("way"), body.get("runner_up"))):
        out.append(f"<div><b>進める方法</b>{e(way['name'])}<br>{e(way['reason'])}〔{e(way['basis'])}〕</div>")
    for paper in body.get("papers", ()):
        out.append(
            f"<div>□ {e(paper['name'])}〔{e(paper['basis'])}〕<span class=r>{e(paper['state'])} {e(paper['who'])}</span>"
        )
        out.append(f"<br>{e(paper['why'])}</div>")
    out += [f"<div>□ {e(line)}</div>" for line in (*body.get("questions", ()), *body.get("accommodations", ()))]
    for issuer in body.get("issuers", ()):
        out += ["<div class=p>写真をはる</div><p>上の写真は、この書類に書いた本人の写真であることを証明します。"]
        out += [f"<div><b>{key}</b>{e(value)}</div>" for key, value in issuer.items()]
    out += [f"<p>{e(source['mark'])} {e(source['title'])}" for source in body["sources"]]
    return "".join(
        [*out, f"<p>{e(head.organisation)} 規則の版 {head.edition} {head.id} {e(head.printed_by)}</section>"]
    )


def peer() -> Line:
    """The same people and papers through WeasyPrint, tagged (PDF/UA) as ours are."""
    sys.path.append(str(PEER))
    from weasyprint import HTML

    HTML(string="<p>a").write_pdf()
    cpu = time.process_time()
    pages = "".join(page_of(leaf) for leaf in leaves(range(PEER_PEOPLE)))
    made = HTML(string=f"<html lang=ja><title>kit</title><style>{STYLE}</style>{pages}").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return {
        "cpu_s": time.process_time() - cpu,
        "pages": 2 * PEER_PEOPLE,
        "kib": len(made) // 1024,
        "version": version("weasyprint"),
    }


SCENARIOS: dict[str, Callable[[], Line]] = {
    "one": lambda: one_person(whole=False),
    "one_whole": lambda: one_person(whole=True),
    "many": lambda: many(PEOPLE),
    "many_whole": lambda: many(PEOPLE, whole=True),
    "few": lambda: many(PEER_PEOPLE),
    "peer": peer,
}


def alone(scenario: str) -> Line:
    """One scenario in a process of its own."""
    done = subprocess.run([sys.executable, __file__, scenario], capture_output=True, text=True, check=True)
    found: Line = json.loads(done.stdout.splitlines()[-1])
    return found


def installed_peer() -> str:
    """Install WeasyPrint where only this bench sees it; the reason when that fails."""
    if (PEER / "weasyprint").is_dir():
        return ""
    OUT.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(PEER), "weasyprint"]
    uv = Path(sys.executable).with_name("uv")
    if uv.exists():
        command = [str(uv), "pip", "install", "-q", "--target", str(PEER), "weasyprint"]
    done = subprocess.run(command, capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["pip failed"])[-1]


def compare(page_ms: float) -> None:
    """WeasyPrint with the same content in the same hour; without a peer no verdict."""
    reason = installed_peer()
    try:
        theirs = alone("peer") if not reason else None
    except subprocess.CalledProcessError as failed:
        theirs, reason = None, (failed.stderr or "").strip().splitlines()[-1]
    if theirs is None:
        print(json.dumps({"job": "kits", "figure": "weasyprint", "value": None, "why": reason}, ensure_ascii=False))
        return
    value = 1000 * theirs["cpu_s"] / theirs["pages"]  # type: ignore[operator]
    few = alone("few")
    ours = 1000 * few["cpu_s"] / few["pages"]  # type: ignore[operator]
    emit("cpu a page, 30 people, start of the fonts included", ours, "ms", peer=f"WeasyPrint {theirs['version']}",
         peer_value=round(value, 1), ratio=round(value / ours, 1), holds=ours < value)  # fmt: skip
    emit("cpu a page, 1000 people, against the peer's 30", page_ms, "ms", peer=f"WeasyPrint {theirs['version']}",
         peer_value=round(value, 1), ratio=round(value / page_ms, 1))  # fmt: skip


def main() -> None:
    typst = f"typst {version('typst')}"
    for scenario, words in (
        ("one", "one more person, warm, 2 sheets"),
        ("one_whole", "one more person, warm, 7 sheets"),
    ):
        found = alone(scenario)
        value, target = float(found["wall_ms"]), TARGETS["one_person_ms"]  # type: ignore[arg-type]
        cpu = round(float(found["cpu_ms"]), 1)  # type: ignore[arg-type]
        emit(
            words, value, "ms wall", cpu_ms=cpu, pages=found["pages"], target=target, holds=value <= target, with_=typst
        )
    run = alone("many")
    page_ms = 1000 * run["cpu_s"] / run["pages"]  # type: ignore[operator]
    emit("cpu a page, 1000 people, 2 sheets each", page_ms, "ms", pages=run["pages"], kib_a_page=round(run["kib"] / run["pages"], 1),  # type: ignore[operator]
         target=TARGETS["page_ms"], holds=page_ms <= TARGETS["page_ms"], with_=typst)  # fmt: skip
    emit(
        "peak memory, 1000 people",
        run["rss_mb"],
        "MB",
        target=TARGETS["rss_mb"],
        holds=run["rss_mb"] <= TARGETS["rss_mb"],
    )  # type: ignore[arg-type,operator]
    whole = alone("many_whole")
    emit("cpu a page, 1000 people, 7 sheets each", 1000 * whole["cpu_s"] / whole["pages"], "ms", pages=whole["pages"],  # type: ignore[operator]
         rss_mb=round(whole["rss_mb"]), holds=whole["rss_mb"] <= TARGETS["rss_mb"])  # type: ignore[arg-type,call-overload,operator]  # fmt: skip
    compare(page_ms)


if __name__ == "__main__":
    os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
    if len(sys.argv) > 1:
        print(json.dumps(SCENARIOS[sys.argv[1]]()))
    else:
        main()
