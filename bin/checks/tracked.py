"""Nothing of the machine it was written on is in the project: no absolute path of a home, no registry, no key."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

TOP = Path(__file__).resolve().parents[2]
# Written in halves, so that this file passes its own check.
HOMES = "|".join(("wo" + "rk", "ro" + "ot", "ho" + r"me/\w+", "Us" + r"ers/\w+"))
REGISTRIES = "|".join(
    ("py" + r"pi\.", "python" + "hosted", r"registry\." + "npm", "npm" + r"js\.", "index-" + "url ?=")
)
PATTERNS = {
    "a path of one machine": rf"(?<![\w.])/(?:{HOMES})(?:/|(?=[\"'`\s]))",
    "a registry": rf"(?i)\b(?:{REGISTRIES})",
    "a private key": "-----BEGIN [A-Z ]*PRIVATE" + " KEY",
}
LOCKS = ("package-lock.json", "uv.lock", "poetry.lock")
TEXT_LIMIT = 4_000_000


def registry_of_this_machine() -> Iterator[str]:
    """The hosts that this machine's own settings name: they may stand nowhere either."""
    for name, value in os.environ.items():
        host = urlsplit(value).hostname or "" if re.search(r"INDEX|REGISTRY|PROXY", name.upper()) else ""
        if "." in host and not host.startswith("127."):
            yield re.escape(host)


def tracked() -> list[Path]:
    """The files git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=TOP).stdout
    return [TOP / name for name in listed.split("\0") if name and (TOP / name).is_file()]


def faults_of(path: Path, patterns: dict[str, re.Pattern[str]]) -> Iterator[str]:
    """What one file holds that it should not."""
    name = path.relative_to(TOP)
    if path.name in LOCKS:
        yield f"{name}: writes registry addresses; requirements/*.txt are the lock"
    content = path.read_bytes()[:TEXT_LIMIT]
    if b"\0" in content:
        return
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        for what, pattern in patterns.items():
            if pattern.search(line):
                yield f"{name}:{number}: {what}"


def check() -> list[str]:
    """Every fault in every tracked file."""
    patterns = {what: re.compile(pattern) for what, pattern in PATTERNS.items()}
    if hosts := list(registry_of_this_machine()):
        patterns["a registry of this machine"] = re.compile("|".join(hosts))
    return [fault for path in tracked() for fault in faults_of(path, patterns)]


if __name__ == "__main__":
    found = check()
    print(*found, f"tracked: {len(found)} faults", sep="\n")
    sys.exit(bool(found))
