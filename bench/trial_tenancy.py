"""Trial `tenancy`: every address of the program × role × method, as a stranger from another organisation.

usage: python bench/trial_tenancy.py          (a database of its own, in a temporary folder)
       python tests/with_postgres.py python bench/trial_tenancy.py

Prints one line of JSON for every finding and one for the whole; ends with 1 where anything is wrong.
"""

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path


def _emit(**figures: object) -> None:
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def _set_up(folder: str) -> None:
    os.environ["TSUKISOI_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
    os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
    home = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(home), str(home / "src")]
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")


def _run() -> int:
    from bench.tenancy_addresses import MARK, Trial, addresses, build_house, contents, is_guarded
    from django.db import connection

    theirs, mine = build_house(MARK, full=True), build_house("となり", full=False)
    before, began = contents(theirs), time.perf_counter()
    trial = Trial(mine, theirs).run()
    changed = sum(contents(theirs)[label] != rows for label, rows in before.items())
    for finding in trial.findings:
        _emit(job="tenancy", finding=str(finding))
    known = addresses()
    _emit(
        job="tenancy", engine=connection.vendor, addresses=len(known), with_rows=sum(map(is_guarded, known)),
        roles=len(trial.roles), requests=trial.requests, leaks=trial.count("leak"), errors=trial.count("error"),
        open_to_nobody=trial.count("open to nobody"), untried=trial.count("not shown to its own head", "unfillable"),
        tables_changed=changed, seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
    return int(bool(trial.findings or changed))


def main() -> int:
    """0 where nothing leaks, fails, stands open or was left untried."""
    with tempfile.TemporaryDirectory(prefix="tsukisoi-trial-") as folder:
        _set_up(folder)
        return _run()


if __name__ == "__main__":
    sys.exit(main())
