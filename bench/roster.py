"""How fast a list of 10,000 people with 20 columns is read, shown and stored, and django-import-export beside it.

Prints JSON lines (job, figure, value, unit, target, holds, and the peer where there is one). The workbook is a real
xlsx written by xlsxwriter. Ours: every cell validated and screened, the preview kept, compared with who is there, and
stored with facts, proposals, search keys and the entry of the record, in the encrypted database (and in PostgreSQL when
TSUKISOI_DATABASE_URL names one). The peer: the same workbook, as its own admin does it: read with openpyxl and tried in a
dry run that shows its differences, then read again and stored, each row validated (clean_model_instances), in one table of 20
plain columns on the same encrypted SQLite, by use_bulk and without differences the second time. It runs twice: with its
own loader and a unique number to find people by, as it comes, which is what the target is about, and with its
quickest: the loader that asks once for everybody, and no unique column to ask for. It is installed by pip into bench/out/venv.
Wall seconds and CPU seconds are both given: on a busy machine only the CPU seconds can be compared.

Usage: python bench/roster.py
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import venv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"
PEER = OUT / "venv"
PEOPLE, RUNS = 10_000, 3
WALL_TARGET, RATIO_TARGET = 1.0, 20.0
FAMILIES = [
    "佐藤",
    "鈴木",
    "髙橋",
    "田中",
    "伊藤",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "𠮷田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "齋藤",
    "清水",
]
GIVEN = [
    "キヨ",
    "正雄",
    "和子",
    "清",
    "節",
    "ハナ",
    "トメ子",
    "勝利",
    "千代",
    "茂",
    "武",
    "ひろ子",
    "美津江",
    "陽菜",
    "翔太",
    "光子",
    "昭",
    "文子",
    "勇",
    "実",
]
HEAD = [
    "No", "氏名", "フリガナ", "生年月日", "性別", "郵便番号", "住所", "電話", "居室", "ユニット", "要介護度", "身体障害者手帳",
    "医療保険", "後見人", "マイナンバーカード", "マイナンバーカード有効期限", "入所日", "担当", "備考", "嗜好",
]  # fmt: skip


def tell(figure: str, value: float, unit: str, target: float | None = None, **more: Any) -> None:
    """One JSON line. `holds` is left out when the figure has no target."""
    line: dict[str, Any] = {"job": "roster", "figure": figure, "value": round(value, 3), "unit": unit} | more
    if target is not None:
        line |= {"target": target, "holds": value >= target if unit == "times" else value <= target}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _person(number: int) -> list[Any]:
    born = date(1925, 1, 1) + timedelta(number * 2 % 14_000)
    name = f"{FAMILIES[number % 20]} {GIVEN[number // 20 % 20]}{chr(0x4E00 + number % 3000)}"
    return [
        number + 1, name, "ｻﾄｳ ｷﾖ", born, "女" if number % 2 else "男", "716-0061",
        f"岡山県高梁市松原通{number % 2000}番地", "0866-22-0000", str(100 + number % 400), f"{number % 8 + 1}階",
        f"要介護{number % 5 + 1}", "2級" if number % 10 == 0 else "", "後期高齢者医療", "なし",
        "あり" if number % 3 == 0 else "なし", date(2030, 1, 1) if number % 3 == 0 else "",
        date(2020, 1, 1) + timedelta(number % 2000), "佐藤", "車椅子" if number % 4 == 0 else "", "甘いもの",
    ]  # fmt: skip


def workbook() -> Path:
    """The list as a real xlsx, written once."""
    import xlsxwriter

    OUT.mkdir(exist_ok=True)
    path = OUT / f"roster-{PEOPLE}.xlsx"
    if path.exists():
        return path
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEAD)
    for number in range(PEOPLE):
        for column, value in enumerate(_person(number)):
            if isinstance(value, date):
                sheet.write_datetime(number + 1, column, datetime(value.year, value.month, value.day), days)
            else:
                sheet.write(number + 1, column, value)
    book.close()
    return path


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and CPU seconds of one run."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def ours(path: str) -> None:
    """Read, preview, compare and store, each run into an organisation of its own."""
    sys.path.insert(0, str(HERE.parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
    from django.core.management import call_command

    import tsukisoi.config.wsgi  # noqa: F401  # as the server starts

    call_command("migrate", verbosity=0)
    data = Path(path).read_bytes()
    runs = [_into_a_new_house(data) for _ in range(RUNS + 1)][1:]  # the first one warms up
    print(json.dumps([[statistics.median(run[n][m] for run in runs) for m in (0, 1)] for n in (0, 1)]))


def _into_a_new_house(data: bytes) -> list[tuple[float, float]]:
    from django_scopes import scope

    from tsukisoi.residents.actions import importing
    from tsukisoi.staff.models import Organisation, Worker
    from tsukisoi.staff.queries import viewer_of

    house = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町")
    worker = Worker.objects.create(organisation=house, role="head", username=uuid.uuid4().hex[:8] + "x", name="中村")
    kept: list[Any] = []
    with scope(organisation=house.pk):
        viewer = viewer_of(worker)
        read = timed(lambda: kept.append(importing.read_list(viewer, data, "名簿.xlsx")))
        store = timed(lambda: kept.append(importing.bring_in(viewer, kept[0].pk)))
    assert kept[1].added == PEOPLE, kept[1].added
    return [read, store]


PEER_PROGRAM = """
import sys, time, json
sys.path[:0] = [sys.argv[4]]
from django.conf import settings
settings.configure(SECRET_KEY="x", USE_TZ=True, INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth",
    "import_export"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "tsukisoi.config.sqlcipher", "NAME": sys.argv[2], "OPTIONS": json.loads(sys.argv[5])}})
import django
django.setup()
from django.db import models, connection
from import_export import resources
from import_export.instance_loaders import CachedInstanceLoader
import openpyxl, tablib
head, quickest = json.loads(sys.argv[3]), sys.argv[6] == "quickest"
loader = {"instance_loader_class": CachedInstanceLoader} if quickest else {}
kinds = {3: models.DateField, 15: models.DateField, 16: models.DateField}
def made(n):
    if n == 0: return models.IntegerField(db_index=quickest, unique=not quickest)
    if n in kinds: return models.DateField(null=True, blank=True)
    return models.CharField(max_length=200, blank=True, db_index=n in (1, 2))
M = type("P", (models.Model,), {"__module__": "p", "Meta": type("Meta", (), {"app_label": "import_export"}),
    **{f"c{n}": made(n) for n in range(len(head))}})
names = [f"c{n}" for n in range(len(head))]
def resource(**more):
    return type("R", (resources.ModelResource,), {"Meta": type("Meta", (), dict(model=M, import_id_fields=("c0",), fields=names,
        use_bulk=True, batch_size=2000, report_skipped=False, clean_model_instances=True,
        **loader, **more))})()
def rows():
    read = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
    return [["" if v is None else v.date() if hasattr(v, "date") else v for v in row] for row in list(read)[1:]]
with connection.schema_editor() as editor: editor.create_model(M)
wall, cpu, took = time.perf_counter(), time.process_time(), []
def lap():
    took.extend((time.perf_counter() - wall, time.process_time() - cpu))
data = tablib.Dataset(*rows(), headers=names)
found = resource(skip_diff=False).import_data(data, dry_run=True, use_transactions=True, raise_errors=True)
assert not found.has_validation_errors() and M.objects.count() == 0 and len(found.rows[0].diff) == len(names)
lap()
data = tablib.Dataset(*rows(), headers=names)
resource(skip_diff=True).import_data(data, use_transactions=True, raise_errors=True)
lap()
print(json.dumps([*took, M.objects.count()]))
"""
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA secure_delete=ON;"


def peer(path: Path, settings: str) -> dict[str, float] | str:
    """Seconds of django-import-export 4.4.3 with use_bulk, previewed and stored; or why it could not be measured.

    `settings`: "as_it_comes" or "quickest".
    """
    if not PEER.exists():
        venv.create(PEER, with_pip=True)
    wanted = ["django-import-export==4.4.3", "diff-match-patch", "tablib", "openpyxl", "et-xmlfile"]
    command = [PEER / "bin" / "python", "-m", "pip", "install", "-q", "--no-deps", *wanted]
    if subprocess.run(command, capture_output=True, text=True).returncode:
        return "django-import-export 4.4.3 could not be installed"
    packages = str(next(PEER.glob("lib/python3*/site-packages")))
    options = {"key": "ab" * 32, "transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS}
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [
                sys.executable, "-c", PEER_PROGRAM, path, f"{folder}/peer.db", json.dumps(HEAD),
                str(HERE.parent / "src"), json.dumps(options), settings,
            ],
            capture_output=True, text=True, env=os.environ | {"PYTHONPATH": packages},
        )  # fmt: skip
    if told.returncode:
        return "django-import-export 4.4.3 failed: " + told.stderr.strip().splitlines()[-1]
    preview_wall, preview_cpu, wall, cpu, count = json.loads(told.stdout)
    if count != PEOPLE:
        return f"django-import-export 4.4.3 stored {count} people"
    return {"preview_wall": preview_wall, "preview_cpu": preview_cpu, "wall": wall, "cpu": cpu}


def main() -> None:
    """Measure both on this machine, in processes of their own."""
    path = workbook()
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, __file__, "ours", str(path)], capture_output=True, text=True, check=True,
            env=os.environ | {"TSUKISOI_DATA": folder, "TSUKISOI_TODAY": "2026-11-23"},
        )  # fmt: skip
    (read_wall, read_cpu), (store_wall, store_cpu) = json.loads(told.stdout.splitlines()[-1])
    engine = "postgresql" if os.environ.get("TSUKISOI_DATABASE_URL") else "sqlcipher"
    busy = {"engine": engine, "people": PEOPLE, "columns": len(HEAD), "load": round(os.getloadavg()[0], 1)}
    tell("read_and_preview_wall", read_wall, "s", **busy)
    tell("store_wall", store_wall, "s", **busy)
    tell("whole_wall", read_wall + store_wall, "s", WALL_TARGET, **busy)
    tell("whole_cpu", read_cpu + store_cpu, "s", **busy)
    for settings in ("as_it_comes", "quickest"):
        _beside(settings, peer(path, settings), read_wall + store_wall, read_cpu + store_cpu)


def _beside(settings: str, found: dict[str, float] | str, wall: float, cpu: float) -> None:
    if isinstance(found, str):
        print(json.dumps({"job": "roster", "figure": f"times_faster_{settings}", "why_not": found}, ensure_ascii=False))
        return
    loader = {
        "as_it_comes": "its own loader, a unique number",
        "quickest": "the loader that asks once, no unique column",
    }
    who = (
        f"django-import-export 4.4.3 use_bulk, {loader[settings]}; previewed with its diffs and stored, validated, "
        "same encryption"
    )
    for name, value in found.items():
        tell(f"peer_{settings}_{name}", value, "s", peer=who)
    target = RATIO_TARGET if settings == "as_it_comes" else None
    tell(f"times_faster_{settings}_wall", found["wall"] / wall, "times", target, peer=who)
    tell(f"times_faster_{settings}_cpu", found["cpu"] / cpu, "times", peer=who)


if __name__ == "__main__":
    ours(sys.argv[2]) if sys.argv[1:2] == ["ours"] else main()
