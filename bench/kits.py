"""How fast kits are printed: one person in a warm server, a thousand people in one run, and WeasyPrint beside it.

Prints JSON lines (job, figure, value, unit, target, holds, and the peer where there is one). Every scenario runs in a
process of its own, so that its memory is its own, and RUNS times: other programs only ever add time, so the smallest
counts, and every run is printed. Beside each stands what the same process took for a fixed loop of plain Python
(`spin_ms`), because CPU seconds, too, grow when a core is shared. Plain Typst, the same words as one untagged paragraph
a page, shows what is left to win.

One person: cover, record of the will, explanation (3 sheets); and all seven papers. A thousand people: cover and photo
certificate (2 sheets), which WeasyPrint sets as well; and all seven. Every person has a name, room, reading and id of
their own. WeasyPrint is installed by pip into bench/out/weasyprint.

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
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests" / "papers")]
OUT = HERE / "out"
PEER = OUT / "weasyprint"
PEOPLE, PEER_PEOPLE, ONCE, RUNS = 1000, 30, 30, 3
DAILY, PAIR, WHOLE = (0, 1, 2), (0, 3), tuple(range(7))  # of invented_papers.everything()
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


def spin() -> float:
    """CPU milliseconds of a fixed loop: how slow this core is just now."""
    start, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return 1000 * (time.process_time() - start)


def somebody(number: int) -> object:
    """An invented person; no two alike."""
    from tsukisoi.cases import sheets

    chance = random.Random(number)
    name, room = f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}", f"{chance.randrange(1, 9)}{number:03d}"
    born = date(1928 + chance.randrange(40), chance.randrange(1, 13), chance.randrange(1, 29))
    return sheets.Person(name, "タカハシ ハナコ", number % 2 == 0, room, f"{number % 9 + 1}階", born)


def leaves(numbers: range, which: tuple[int, ...] = PAIR) -> Iterator[object]:
    """The sheets of these people, each with an id of its own."""
    import invented_papers

    from tsukisoi.cases import sheets
    from tsukisoi.papers import ids

    for number in numbers:
        papers = invented_papers.everything(somebody(number))
        for paper in (papers[place] for place in which):
            head = invented_papers.head(ids.make(), place=f"{number + 1}人目/{numbers.stop}人")
            yield sheets.leaf(paper, head)


def one_person(which: tuple[int, ...]) -> Line:
    """Milliseconds for one more person in a process that has printed before; each person is new to it."""
    import invented_papers

    from tsukisoi.cases import sheets

    spent = []
    for number in range(ONCE + 3):
        wall, cpu = time.perf_counter(), time.process_time()
        pdf = sheets.kit(
            list(leaves(range(number, number + 1), which)), title="書類一式", printed_at=invented_papers.NOW
        )
        spent.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu), pdf.pages))
    walls, cpus, pages = zip(*spent[3:], strict=True)
    return {"wall_ms": statistics.median(walls), "cpu_ms": statistics.median(cpus), "pages": pages[0]}


def many(people: int, which: tuple[int, ...] = PAIR) -> Line:
    """CPU, pages, size and memory of one run in volumes; content, ids, QR codes and merging of data included."""
    import invented_papers

    from tsukisoi.cases import sheets

    cpu, pages, size = time.process_time(), 0, 0
    for volume in sheets.run(leaves(range(people), which), title="書類一式", printed_at=invented_papers.NOW):
        pages, size = pages + volume.pages, size + len(volume.content)
    return {"cpu_s": time.process_time() - cpu, "pages": pages, "kib": size // 1024, "rss_mb": rss_mb()}


def words_of(value: object) -> Iterator[str]:
    """Every string of a sheet's data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from ([value["text"]] if "font" in value else [w for inner in value.values() for w in words_of(inner)])
    elif isinstance(value, list | tuple):
        yield from (w for inner in value for w in words_of(inner))


def plain() -> Line:
    """The words of 100 people's two sheets, a page each, one paragraph a page, without tags, by Typst alone."""
    import typst

    from tsukisoi.papers import fonts

    faces = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in fonts.folders()]
    )
    compiler = typst.Compiler(font_paths=faces)
    source = '#set text(font: "BIZ UDPGothic", size: 10.5pt, lang: "ja"); #for words in json(bytes(sys.inputs.data)) { page(words) }'
    spent = []
    for first in (0, 100, 200, 300):
        texts = ["　".join(words_of(leaf.body)) for leaf in leaves(range(first, first + 100))]  # type: ignore[attr-defined]
        cpu = time.process_time()
        compiler.compile(
            input=source.encode(), format="pdf", pdf_tags=False, sys_inputs={"data": json.dumps(texts)}, timestamp=0
        )
        spent.append((time.process_time() - cpu, len(texts)))
    return {"cpu_s": min(spent)[0], "pages": spent[0][1]}


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
    "one": lambda: one_person(DAILY),
    "one_whole": lambda: one_person(WHOLE),
    "many": lambda: many(PEOPLE),
    "many_whole": lambda: many(PEOPLE, WHOLE),
    "few": lambda: many(PEER_PEOPLE),
    "plain": plain,
    "peer": peer,
}


def alone(scenario: str) -> dict[str, Any]:
    """One scenario in a process of its own."""
    done = subprocess.run([sys.executable, __file__, scenario], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def page_cost(run: dict[str, Any]) -> float:
    return 1000 * float(run["cpu_s"]) / float(run["pages"])


def least(scenario: str, cost: Callable[[dict[str, Any]], float] = page_cost) -> tuple[float, dict[str, Any], Line]:
    """The cheapest of RUNS runs, that run, and what to say of all of them."""
    runs = sorted((alone(scenario) for _ in range(RUNS)), key=cost)
    said: Line = {"runs": [round(cost(run), 2) for run in runs], "spin_ms": [round(run["spin_ms"]) for run in runs]}
    return cost(runs[0]), runs[0], said


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
        theirs = least("peer") if not reason else None
    except subprocess.CalledProcessError as failed:
        theirs, reason = None, (failed.stderr or "").strip().splitlines()[-1]
    if theirs is None:
        print(json.dumps({"job": "kits", "figure": "weasyprint", "value": None, "why": reason}, ensure_ascii=False))
        return
    value, run, peers = theirs
    ours, few, said = least("few")
    beside: Line = {"peer": f"WeasyPrint {run['version']}", "peer_value": round(value, 1), "peer_runs": peers["runs"]}
    emit("cpu a page, 30 people, start of the fonts included", ours, "ms", pages=few["pages"], **said, **beside,
         peer_pages=run["pages"], ratio=round(value / ours, 1), holds=ours < value)  # fmt: skip
    emit("cpu a page, 1000 people, against the peer's 30", page_ms, "ms", **beside, ratio=round(value / page_ms, 1))


def main() -> None:
    typst, target = f"typst {version('typst')}", TARGETS["one_person_ms"]
    for scenario, words in (
        ("one", "one more person, warm, 3 sheets"),
        ("one_whole", "one more person, warm, 7 sheets"),
    ):
        value, run, said = least(scenario, lambda found: float(found["wall_ms"]))
        emit(words, value, "ms wall", cpu_ms=round(run["cpu_ms"], 1), pages=run["pages"], **said, target=target,
             holds=value <= target, with_=typst)  # fmt: skip
    page_ms, run, said = least("many")
    floor, _, floors = least("plain")
    emit("cpu a page, 1000 people, 2 sheets each", page_ms, "ms", pages=run["pages"], **said,
         kib_a_page=round(run["kib"] / run["pages"], 1), plain_typst=round(floor, 2), plain_runs=floors["runs"],
         target=TARGETS["page_ms"], holds=page_ms <= TARGETS["page_ms"], with_=typst)  # fmt: skip
    emit("peak memory, 1000 people, 2 sheets each", run["rss_mb"], "MB", pages=run["pages"], target=TARGETS["rss_mb"],
         holds=run["rss_mb"] <= TARGETS["rss_mb"])  # fmt: skip
    value, run, said = least("many_whole")
    emit("cpu a page, 1000 people, 7 sheets each", value, "ms", pages=run["pages"], **said, target=TARGETS["page_ms"],
         holds=value <= TARGETS["page_ms"], with_=typst)  # fmt: skip
    emit("peak memory, 1000 people, 7 sheets each", run["rss_mb"], "MB", pages=run["pages"], target=TARGETS["rss_mb"],
         holds=run["rss_mb"] <= TARGETS["rss_mb"])  # fmt: skip
    compare(page_ms)


if __name__ == "__main__":
    os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
    if len(sys.argv) > 1:
        before = spin()
        found = SCENARIOS[sys.argv[1]]()
        print(json.dumps({**found, "spin_ms": (before + spin()) / 2}))
    else:
        main()
