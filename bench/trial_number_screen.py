"""Trial: no individual number and no PIN gets in, whichever way it is tried, and nothing keeps one.

First the detector alone (100,000 numbers in every spelling, and other numbers that must pass). Then, in a house of its
own: every field of every form, file names, uploads, pasted lists, queries, addresses, every verb's arguments and every
file a verb reads. Afterwards the database, its files, the temporary folder, the log and a restored backup are searched.
Prints JSON lines; ends with 1 where something does not hold. Usage: python bench/trial_number_screen.py [HOW_MANY]
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TOP), str(TOP / "src")]

from bench._number_detector import SPELLINGS, detector, report, valid_number  # noqa: E402

PINS = ("暗証番号は7391です", "暗証番号6284")


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def _seeds(written: list[list[str]]) -> list[Any]:
    from bench._number_entrances import Seed

    return [Seed(*one) for one in written]


def try_everything(written: list[list[str]], folder: Path) -> int:
    """In a process of its own, whose log is searched afterwards: every way in."""
    _django()
    from bench._number_entrances import Entrances, command_faults, file_faults, found_in_database
    from bench.tenancy_addresses import MARK, build_house, owned_models
    from django.core.management import call_command
    from django_scopes import scope

    call_command("migrate", verbosity=0)
    seeds = _seeds(written)
    house = build_house(MARK, full=False)
    with scope(organisation=house.organisation.pk):  # no invented record: the backup would rightly call it broken
        for label, model in owned_models().items():
            if not label.startswith("journal."):
                house.row(model)
    trial = Entrances(house, seeds).run()
    held = [
        _none("addresses whose form is unknown", trial.unfilled),
        _none("ways over the web that let in", trial.faults),
    ]
    held.append(report("ways over the web tried", trial.tried, "> 3000", trial.tried > 3000))
    held.append(report("lists brought in without them", trial.brought_in, "> 30", trial.brought_in > 30))
    numbers = [seed for seed in seeds if not seed.trace.startswith("暗")]
    held.append(_none("verbs that took one", [fault for seed in numbers for fault in command_faults(seed)]))
    held.append(
        _none("files of verbs that got through", [fault for seed in seeds for fault in file_faults(seed, folder)])
    )
    held.append(_none("values of the database that hold one", found_in_database(seeds)))
    return 0 if all(held) else 1


def search(written: list[list[str]]) -> int:
    """The values of a restored database."""
    _django()
    from bench._number_entrances import found_in_database, stored_texts

    count = sum(1 for _ in stored_texts())
    full = report("values of the restored backup searched", count, "> 500", count > 500)
    return 0 if full and _none("values of the restored backup that hold one", found_in_database(_seeds(written))) else 1


def _none(figure: str, faults: list[str]) -> bool:
    for fault in faults[:20]:
        print(f"{figure}: {fault}", file=sys.stderr)
    return report(figure, len(faults), "0", not faults)


def entrances(place: Path) -> bool:
    """Everything but the detector; whether it holds."""
    numbers = {name: valid_number() for name in SPELLINGS}
    written = [[name, spell(numbers[name]), numbers[name]] for name, spell in SPELLINGS.items()]
    written += [["PIN", note, note] for note in PINS]
    for name in ("data", "temporary", "files", "logs"):
        (place / name).mkdir()
    held = [_part(["try", json.dumps(written), str(place / "files")], place, place / "data", "try")]
    held += [_verb(["backup", place / "a.tsukisoi", "--key-sheet", place / "a.key"], place)]
    held += [_verb(["restore", place / "a.tsukisoi", "--into", place / "back", "--key-file", place / "a.key"], place)]
    held += [_part(["search", json.dumps(written)], place, place / "back", "search")]
    _django_without_data(place)
    from bench._number_entrances import found_in_files

    return all([*held, _none("files, temporary files and logs that hold one", found_in_files(place, _seeds(written)))])


def _django_without_data(place: Path) -> None:
    os.environ["TSUKISOI_DATA"] = str(place / "data")
    _django()


def _environment(place: Path, data: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    return clean | {"TSUKISOI_DATA": str(data), "TSUKISOI_TODAY": "2026-11-23", "TMPDIR": str(place / "temporary")}


def _part(words: list[str], place: Path, data: Path, name: str) -> bool:
    with (place / "logs" / name).open("w") as log:
        done = subprocess.run(
            [sys.executable, __file__, *words], env=_environment(place, data), stderr=log, check=False
        )
    told = (place / "logs" / name).read_text("utf-8").splitlines()
    print("\n".join(line for line in told if "refused" not in line)[-4_000:], file=sys.stderr)
    return done.returncode == 0


def _verb(words: list[Any], place: Path) -> bool:
    with (place / "logs" / str(words[0])).open("w") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tsukisoi", *words], env=_environment(place, place / "data"), stdout=log, stderr=log,
            cwd=place, check=False,
        )  # fmt: skip
    if done.returncode:
        print((place / "logs" / str(words[0])).read_text("utf-8"), file=sys.stderr)
    return report(f"{words[0]} works", done.returncode, "0", done.returncode == 0)


def main(count: int) -> int:
    """0 where everything holds."""
    held = detector(count)
    with tempfile.TemporaryDirectory(prefix="tsukisoi-trial-") as folder:
        return 0 if entrances(Path(folder)) and held else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["try"]:
        sys.exit(try_everything(json.loads(sys.argv[2]), Path(sys.argv[3])))
    if sys.argv[1:2] == ["search"]:
        sys.exit(search(json.loads(sys.argv[2])))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
