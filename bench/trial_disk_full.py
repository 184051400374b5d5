"""Trial `disk_full`: a small disk is filled while cards go out and come back; then room is made again.

Right is: nothing that was acknowledged is lost, pages can still be read, the page says in words what happened, and
after room is made the next movement is kept without anybody doing anything to the program.

usage: python bench/trial_disk_full.py     (as root: a tmpfs of MEGABYTES=40 is mounted for it; else the trial says so)
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
MEGABYTES, ROOM = int(os.environ.get("MEGABYTES", 40)), 8_000_000
"""ROOM: bytes left when the cards begin to go out."""
SENTENCE = "いまの操作は記録できていません"


def main() -> int:
    """Mount, try, unmount."""
    os.environ.pop("TSUKISOI_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="tsukisoi-full-") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder], capture_output=True, check=False
        )
        if mounted.returncode:
            print(json.dumps({"trial": "disk_full", "skipped": "mounting a tmpfs was refused here"}))
            return 1
        try:
            return run(Path(folder))
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def run(folder: Path) -> int:
    """Fill, read, make room, go on."""
    from bench._custody import home_with_cards
    from bench._house import set_up

    set_up(str(folder))
    logging.disable(logging.CRITICAL)
    from django.test import Client
    from django.urls import reverse
    from django_scopes import scope

    from tsukisoi.custody import actions
    from tsukisoi.custody.models import HandOut
    from tsukisoi.journal.verify import verify
    from tsukisoi.staff.models import Worker

    viewers, items = home_with_cards(8)
    viewer, browser = viewers[0], Client(raise_request_exception=False)
    browser.force_login(Worker.objects.get(pk=viewer.worker))
    browser.get(reverse("custody:locker"))
    with (folder / "ballast").open("wb") as ballast:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        ballast.write(b"\0" * max(0, free - ROOM))
    kept: list[UUID] = []
    began, refused = time.monotonic(), 0
    with scope(organisation=viewer.organisation):
        for n in range(4000):
            try:
                out = actions.hand_out(viewer, items[n % 8].pk, why="visit", where="あ" * 50)
                kept.append(out.pk)
                actions.take_back(viewer, out.pk)
            except Exception as error:
                refused += "is full" in str(error)
                if refused > 3:
                    break
    with (folder / "rest").open("wb", buffering=0) as rest:  # the last bytes, so that nothing more fits
        while _written(rest, 4096) or _written(rest, 256):
            pass
    open_now = _where(HandOut, viewer)
    at_item = open_now.item_id if open_now else items[0].pk
    pages = [reverse("custody:locker"), reverse("custody:item", args=[at_item]), reverse("custody:register")]
    read = [browser.get(page).status_code for page in pages]
    sent = {"id": str(viewer.worker), "items": str(items[1].pk), "why": "visit"}
    answer = browser.post(reverse("custody:out"), sent)
    told = answer.status_code == 507 and SENTENCE in answer.content.decode()
    for name in ("rest", "ballast"):
        (folder / name).unlink()
    with scope(organisation=viewer.organisation):
        there = set(HandOut.objects.values_list("pk", flat=True))
        free_item = next(i for i in items if not HandOut.objects.filter(item=i, back_at=None).exists())
    after = browser.post(reverse("custody:out"), {**sent, "items": str(free_item.pk)}).status_code
    report = verify()
    lost = len(set(kept) - there)
    print(json.dumps({
        "trial": "disk_full", "engine": "SQLCipher", "megabytes": MEGABYTES, "acknowledged": len(kept), "lost": lost,
        "refused_for_want_of_room": refused, "pages_while_full": read, "status_of_a_write": answer.status_code,
        "told_in_words": told, "write_after_room_was_made": after, "record_sound": report.sound,
        "entries": report.entries, "seconds": round(time.monotonic() - began, 1),
    }), flush=True)  # fmt: skip
    return int(bool(lost or not refused or set(read) != {200} or not told or after != 302 or not report.sound))


def _written(rest: Any, size: int) -> bool:
    try:
        return bool(rest.write(b"\0" * size) == size)
    except OSError:
        return False


def _where(model: Any, viewer: Any) -> Any:
    from django_scopes import scope

    with scope(organisation=viewer.organisation):
        return model.objects.filter(back_at=None).first()


if __name__ == "__main__":
    sys.exit(main())
