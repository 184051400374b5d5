"""Three laptops work alone for a day, the server stopped; what they bring back is merged in all six orders.

Three processes with three data folders and 180 people on the list; each takes a third through the desks, gives walk-ins
tickets of its own, and every tenth person is also recorded by another laptop, which says something else. Then a fresh
copy of the server takes the files in, in each of the six orders, and once more each. Equal means: the same seats, turns,
standing and disputes, byte for byte. `processor` is the processor time of the merging: other work on the machine leaves it alone. Nothing lost means: every event a laptop wrote is there.
Prints JSON lines: trial, order, seconds, events, lost, holds.

Usage: python bench/trial_venue_merge.py [people]
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MACHINES, LIMIT = 3, 5.0


def run(folder: Path, *words: object) -> dict[str, Any]:
    """One process on one data folder."""
    command = [sys.executable, str(HERE / "_venue_machine.py"), str(folder), *map(str, words)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    done = subprocess.run(command, capture_output=True, text=True, env=clean, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def say(**line: Any) -> bool:
    print(json.dumps({"trial": "venue_merge", **line}, ensure_ascii=False), flush=True)
    return bool(line["holds"])


def main(people: int) -> bool:
    """Whether everything held."""
    with tempfile.TemporaryDirectory(prefix="tsukisoi-venue-") as name:
        top = Path(name)
        codes = run(top / "server", "server", people, MACHINES)["codes"]
        backs, wrote = [], []
        for machine in range(1, MACHINES + 1):
            out, back = top / "server" / f"out-{machine}", top / f"back-{machine}"
            wrote.append(run(top / f"laptop-{machine}", "laptop", machine, MACHINES, codes[machine - 1], out, back))
            backs.append(back)
        states, held = set(), []
        for order in itertools.permutations(range(MACHINES)):
            copy = top / ("copy-" + "".join("ABC"[m] for m in order))
            shutil.copytree(top / "server", copy)
            told = run(copy, "merge", *(backs[machine] for machine in order))
            states.add(told["state"])
            lost = sum(wrote[m]["events"] - told["by_machine"][m + 1] for m in range(MACHINES))
            lost += sum(one["pictures"] for one in wrote) - told["pictures"]
            lost += sum(one["walk_ins"] for one in wrote) - told["walk_ins"]
            whole = round(sum(told["seconds"]), 3)
            held.append(say(
                order="".join("ABC"[m] for m in order), people=told["seats"], figure="seconds_for_all_three", value=whole, target=LIMIT,
                processor=told["processor"], load=round(os.getloadavg()[0], 1), each=told["seconds"], events=told["events"], pictures=told["pictures"], disputed=told["disputed"], lost=lost,
                again=sum(told["again"]), derived=told["derived"],
                holds=whole < LIMIT and lost == 0 and sum(told["again"]) == 0 and told["derived"] and told["disputed"] > 0,
            ))  # fmt: skip
        held.append(say(figure="different_states_of_six_orders", value=len(states), target=1, holds=len(states) == 1))
        return all(held)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 180) else 1)
