"""Checking people in at a reception, beside a bare Django view with the same SQL, on both engines.

The product: granian, the button's own address with session and CSRF cookies, permission, next turn, the event, the entry
of the record; afterwards the chain of the record is verified. The peer `bare`: the SQL of one such request, recorded and
run by a view behind Django's own sessions, CSRF check and sign-in, on the same server and engine; how many statements
each makes is counted. Both in turn, three times; the medians are compared. So many hands press without a pause: what
the machine can take at most. Beside it `p99_paced`: the same hands, each pressing twice a second, as no desk ever does.
pretix's redeem (the address that its app at a door calls, an event of 12,000 tickets) runs in the same run where CHECKIN_PRETIX names the Python of a venv that has it (see _checkin_pretix.py),
by as many processes as the product; its database and broker are those of its own pretix.cfg: at its best PostgreSQL and
redis (on SQLite it refuses nearly half, without a broker its later work is done before the answer). What it answered with
an error is no check-in. Otherwise its recorded figure is quoted (14.5 a second, p99
1.08 s on two such cores), and the line says nothing of holding.
Prints JSON lines: job, engine, clients, figure, value, unit, target, peer, ratio, errors, load, holds.

Usage: python bench/checkin.py [people a window]      (PostgreSQL: through tests/with_postgres.py, or it starts its own)
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "src")]
ROUNDS = 3
PAUSE, PACED = 0.5, 30
"""Seconds between two presses of one hand, and how many presses each hand makes so."""
TURNS = 71_000
WARM = 40
PRETIX = {"rps": 14.5, "p99": 1079.0}


def prepare(people: int) -> Any:
    """A house, a reception of that many people, its day open."""
    from datetime import date
    from datetime import time as clock

    import _house
    from django_scopes import scope

    from tsukisoi.receptions.actions import open_reception
    from tsukisoi.receptions.models import Listed
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.venue import actions

    home = _house.make_organisations(1)[0]
    head = _house.head_of(home)
    with scope(organisation=home.pk):
        made = open_reception(
            viewer_of(head),
            on=date(2026, 11, 23),
            begins=clock(9),
            ends=clock(16),
            place="つばき苑 1階ホール",
            town="みどり野町",
        )
        Listed.objects.bulk_create(
            Listed(organisation_id=home.pk, reception=made, number=n, name=f"架空 {n}") for n in range(1, people + 1)
        )
        day = actions.open_day(viewer_of(head), made.pk)
    return home, head, day


def seats(day: Any) -> list[tuple[str, str]]:
    from tsukisoi.venue.models import Seat

    rows = Seat.objects.model._base_manager.filter(day=day, turn=None).order_by("pk")
    return [(str(pk), str(listed)) for pk, listed in rows.values_list("pk", "listed_id")]


OURS, DJANGOS = "tsukisoi.staff.sessions.Backend", "django.contrib.auth.backends.ModelBackend"


def signed_in(head: Any, backend: str = OURS) -> tuple[Any, dict[str, str], str]:
    """A test client, and the headers of a browser that is signed in, with its CSRF token."""
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client()
    client.force_login(head, backend=backend)
    token = _get_new_csrf_string()
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
    return client, headers, token


def plan(client: Any, day: Any, file: Path) -> None:
    """Record the SQL of one check-in, with what has to be replaced for another person."""
    from uuid import UUID

    from django.db import connection

    from tsukisoi.venue.models import Day, Event

    Day.objects.model._base_manager.filter(pk=day.pk).update(last_turn=TURNS)  # so that no other number looks like it
    seat, listed = seats(day)[0]
    asked: list[tuple[str, Any, bool]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, list(params or []), connection.in_atomic_block))
        return execute(sql, params, many, context)

    client.get(f"/venue/{day.pk}/")  # the seal of the day and what is asked once a process are not of a check-in
    with connection.execute_wrapper(note):
        answer = client.post(f"/venue/seat/{seat}/arrive/")
    assert answer.status_code == 302, answer.status_code
    event = Event.objects.model._base_manager.get(listed=listed)
    inserted = [p for sql, params, _ in asked if sql.startswith("INSERT") for p in params[:1]]
    made = [str(p if isinstance(p, UUID) else UUID(hex=str(p))) for p in inserted]
    told = {"seat": seat, "listed": listed, "made": made, "turn": event.data["turn"], "before": [], "inside": []}
    assert event.data["turn"] == TURNS + 1
    for sql, params, inside in asked:
        if sql.split()[0] in ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"):
            continue
        told["inside" if inside else "before"].append([sql, [_plain(one) for one in params]])
    file.write_text(json.dumps(told))


def _plain(value: Any) -> list[Any]:
    from uuid import UUID

    if isinstance(value, UUID):
        return ["uuid", str(value)]
    if isinstance(value, bool) or value is None:
        return ["other", value]
    if isinstance(value, int):
        return ["int", value]
    dumped = getattr(value, "obj", None)  # psycopg's Jsonb
    return ["text", json.dumps(dumped) if dumped is not None else str(value)]


def serve(
    application: str, port: int, workers: int, more: dict[str, str], python: Path = Path(sys.executable)
) -> subprocess.Popen[bytes]:
    """Granian over that application; answers when it is up. Nobody else may be at that port: he would be measured."""
    with socket.socket() as line:
        if line.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"something is served at port {port} already")
    command = [
        str(python.with_name("granian")), "--interface", "wsgi", "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--no-ws", "--log-level", "error", application,
    ]  # fmt: skip
    paths = os.pathsep.join([str(HERE), str(HERE.parent / "src")])
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths, **more})
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return running
        except urllib.error.HTTPError:
            return running
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not come up")


def press(
    running: subprocess.Popen[bytes], port: int, clients: int, file: Path, told: dict[str, Any]
) -> dict[str, Any]:
    """Press all of it; with what it cost the server in processor time, which other work on the machine leaves alone."""
    file.write_text(json.dumps(told))
    command = [sys.executable, str(HERE / "_checkin_clients.py"), str(port), str(clients), str(file)]
    before = processor(running.pid)
    found = dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    return {**found, "cpu_ms": round(1000 * (processor(running.pid) - before) / found["n"], 2)}


def processor(pid: int) -> float:
    """Seconds of processor time of a process and its children that live."""
    parents, spent = {}, {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = one.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(one.parent.name)
        parents[number], spent[number] = int(fields[1]), int(fields[11]) + int(fields[12])
    family, more = {pid}, True
    while more:
        born = {child for child, parent in parents.items() if parent in family} - family
        family, more = family | born, bool(born)
    return sum(spent.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, window: int) -> bool:
    from django.db import connection, connections

    engine = "sqlite" if connection.vendor == "sqlite" else "postgresql"
    counts = (8,) if engine == "sqlite" else (8, 32)
    _home, head, day = prepare(window * 2 * ROUNDS * len(counts) + PACED * sum(counts) + 400)
    client, headers, _token = signed_in(head)
    plan(client, day, folder / "plan.json")
    waiting = seats(day)
    connections.close_all()
    workers = 1 if engine == "sqlite" else 2
    ours = serve("tsukisoi.config.wsgi:application", 8181, workers, {})
    _other, plain, _token = signed_in(head, DJANGOS)
    connections.close_all()
    more = {"CHECKIN_PLAN": str(folder / "plan.json")}
    held = [statements(engine, waiting.pop(), plain, folder, more)]
    bare = serve("_checkin_bare:application", 8182, workers, more)
    theirs = Pretix(window // 4 * ROUNDS * len(counts), workers) if os.environ.get("CHECKIN_PRETIX") else None
    try:
        press(ours, 8181, 4, folder / "warm.json", _of_ours([waiting.pop() for _ in range(WARM)], headers))
        press(bare, 8182, 4, folder / "warm.json", _of_bare([waiting.pop() for _ in range(WARM)], plain))
        for clients in counts:
            found: dict[str, list[dict[str, Any]]] = {"tsukisoi": [], "bare": [], "pretix": []}
            for _round in range(ROUNDS):
                found["tsukisoi"].append(
                    press(
                        ours,
                        8181,
                        clients,
                        folder / "a.json",
                        _of_ours([waiting.pop() for _ in range(window)], headers),
                    )
                )
                found["bare"].append(
                    press(
                        bare, 8182, clients, folder / "b.json", _of_bare([waiting.pop() for _ in range(window)], plain)
                    )
                )
                if theirs:
                    told = theirs.told(window // 4)
                    found["pretix"].append(press(theirs.running, 8183, clients, folder / "c.json", told))
            told = _of_ours([waiting.pop() for _ in range(PACED * clients)], headers) | {"pause": PAUSE}
            paced = press(ours, 8181, clients, folder / "d.json", told)
            held += list(_say(engine, clients, found, paced))
    finally:
        for running in (ours, bare, *([theirs.running] if theirs else [])):
            running.terminate()
            running.wait(20)
    pressed = WARM + ROUNDS * window * len(counts) + PACED * sum(counts)
    ours_only = verify_ours(_home, pressed)
    print(
        json.dumps(
            {
                "job": "checkin",
                "engine": engine,
                "figure": "altered_or_missing_entries",
                "value": ours_only,
                "holds": ours_only == 0,
            }
        )
    )
    return all(held) and ours_only == 0


class Pretix:
    """Another check-in, served in the same way by its own Python."""

    def __init__(self, people: int, workers: int) -> None:
        python = Path(os.environ["CHECKIN_PRETIX"])
        seeding = [python, HERE / "_checkin_pretix.py", str(people)]
        made = json.loads(subprocess.run(seeding, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
        self.headers = {"Authorization": f"Device {made['token']}", "Content-Type": "application/json"}
        self.waiting = [json.dumps({"secret": one, "lists": [made["list"]]}) for one in made["secrets"]]
        settings = {"DJANGO_SETTINGS_MODULE": "pretix.settings"}
        self.running = serve("pretix.wsgi:application", 8183, workers, settings, python)

    def told(self, people: int) -> dict[str, Any]:
        bodies, self.waiting = self.waiting[:people], self.waiting[people:]
        address = "/api/v1/organizers/bench/checkinrpc/redeem/"
        return {"addresses": [address] * len(bodies), "headers": self.headers, "bodies": bodies, "status": 201}


def statements(
    engine: str, person: tuple[str, str], headers: dict[str, str], folder: Path, more: dict[str, str]
) -> bool:
    """The same number of statements on both sides?"""
    told = json.loads((folder / "plan.json").read_text())
    ours = len(told["before"]) + len(told["inside"])
    command = [sys.executable, str(HERE / "_checkin_bare.py"), *person]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src"), "CHECKIN_HEADERS": json.dumps(headers), **more}
    answered = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    bare = int(answered.stdout.split()[-1])
    line = {
        "job": "checkin",
        "engine": engine,
        "figure": "statements",
        "value": ours,
        "peer": bare,
        "holds": ours == bare,
    }
    print(json.dumps(line), flush=True)
    return ours == bare


def verify_ours(home: Any, pressed: int) -> int:
    """Faults in chains that the product wrote. The peer writes rows whose digests it does not reckon: these are left out.

    Whoever was pressed for by the product has an entry of their own: a page that only led elsewhere would be no check-in.
    """
    from tsukisoi.journal.actions import linked
    from tsukisoi.journal.chain import entry_digest
    from tsukisoi.journal.models import Entry

    bad = 0
    checked = 0
    entries = Entry.objects.model._base_manager.filter(organisation_id=home.pk, action="venue.arrival")
    plan_digest = entries.order_by("at").first().digest
    for entry in entries.iterator(500):
        if entry.digest == plan_digest:
            continue
        checked += 1
        bad += entry_digest(linked(entry)) != entry.digest
    return bad + abs(pressed - checked)


def _of_ours(waiting: list[tuple[str, str]], headers: dict[str, str]) -> dict[str, Any]:
    return {
        "addresses": [f"/venue/seat/{seat}/arrive/" for seat, _ in waiting],
        "headers": headers,
        "body": "at=",
        "status": 302,
    }


def _of_bare(waiting: list[tuple[str, str]], headers: dict[str, str]) -> dict[str, Any]:
    return {
        "addresses": [f"/{seat}/{listed}/" for seat, listed in waiting],
        "headers": headers,
        "body": "at=",
        "status": 200,
    }


def _say(engine: str, clients: int, found: dict[str, list[dict[str, Any]]], paced: dict[str, Any]) -> Any:
    def middle(who: str, what: str) -> float:
        return float(statistics.median(one[what] for one in found[who]))

    errors = sum(one["errors"] for one in found["tsukisoi"])
    common = {
        "job": "checkin",
        "engine": engine,
        "clients": clients,
        "errors": errors,
        "load": round(os.getloadavg()[0], 1),
    }
    rps, p99, bare = middle("tsukisoi", "rps"), middle("tsukisoi", "p99"), middle("bare", "rps")
    limit = 50 if clients == 8 else 150
    lines: list[dict[str, Any]] = [
        {"figure": "beside_bare_django", "value": rps, "unit": "checkins/s", "peer": bare, "ratio": round(rps / bare, 2), "target": 0.6,
         "peer_errors": sum(one["errors"] for one in found["bare"]), "holds": rps / bare >= 0.6 and errors == 0},
        {"figure": "processor_beside_bare_django", "value": middle("tsukisoi", "cpu_ms"), "unit": "ms/checkin", "peer": middle("bare", "cpu_ms"),
         "ratio": round(middle("bare", "cpu_ms") / middle("tsukisoi", "cpu_ms"), 2), "target": 0.6,
         "note": "processor time of the server processes: what the machine does beside leaves it alone",
         "holds": middle("bare", "cpu_ms") / middle("tsukisoi", "cpu_ms") >= 0.6},
        {"figure": "p99", "value": p99, "unit": "ms", "p50": middle("tsukisoi", "p50"), "peer": middle("bare", "p99"), "target": limit,
         "holds": p99 <= limit and errors == 0},
        {"figure": "p99_paced", "value": paced["p99"], "unit": "ms", "p50": paced["p50"], "checkins_per_s": paced["rps"], "pause_s": PAUSE,
         "target": limit, "holds": paced["p99"] <= limit and paced["errors"] == 0},
    ]  # fmt: skip
    if found["pretix"]:
        peer = statistics.median(one["rps"] * (1 - one["errors"] / one["n"]) for one in found["pretix"])
        told = {"peer_p99": middle("pretix", "p99"), "peer_errors": sum(one["errors"] for one in found["pretix"])}
        if peer:
            told |= {"peer": round(peer, 1), "ratio": round(rps / peer, 1), "target": 20, "holds": rps / peer >= 20,
                     "times_lower_p99": round(middle("pretix", "p99") / middle("tsukisoi", "p99"), 1),
                     "cpu_ratio": round(middle("pretix", "cpu_ms") / middle("tsukisoi", "cpu_ms"), 1)}  # fmt: skip
        else:
            told["note"] = "pretix refused every one"
        lines.append({"figure": "times_pretix", "value": rps, "unit": "checkins/s", **told})
    else:
        lines.append({"figure": "times_pretix_recorded", "value": round(rps / PRETIX["rps"], 1), "peer": PRETIX["rps"],
                      "note": "pretix was not run beside this: its figure was recorded elsewhere"})  # fmt: skip
    for line in lines:
        print(json.dumps({**common, **line}, ensure_ascii=False), flush=True)
        if "holds" in line:
            yield line["holds"]


def main(window: int) -> int:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-checkin-") as name:
        import _house

        _house.set_up(name)
        held = measure(Path(name), window)
    if not os.environ.get("TSUKISOI_DATABASE_URL"):
        again = [sys.executable, str(HERE.parent / "tests" / "with_postgres.py"), sys.executable, __file__, str(window)]
        held = subprocess.run(again, check=False).returncode == 0 and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
