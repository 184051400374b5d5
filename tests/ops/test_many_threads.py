"""Threads that open, fail and close beside each other do not bring the process down."""

import subprocess
import sys
from pathlib import Path

# In a process of its own: what went wrong here ended all of it.
PROGRAM = """
import gc, sys
from concurrent.futures import ThreadPoolExecutor
from sqlcipher3 import dbapi2
from tsukisoi.config.sqlcipher.base import Cursor

class Kept:
    pass

def opened():
    made = dbapi2.connect(sys.argv[1], timeout=20, check_same_thread=False, isolation_level=None)
    made.execute('PRAGMA key = "x\\'' + 'ab' * 32 + '\\'"')
    return made

def fail(_n):
    connection = opened()
    for n in range(20):
        kept = Kept()
        kept.itself, kept.cursor = kept, connection.cursor(Cursor)  # as an error keeps what it came from
        try:
            kept.cursor.execute(f"INSERT INTO t VALUES (1) -- {n}")
        except dbapi2.IntegrityError:
            pass
    connection.close()

first = opened()
first.execute("CREATE TABLE t (a UNIQUE)")
first.execute("INSERT INTO t VALUES (1)")
first.close()
gc.set_threshold(30)
for _round in range(20):
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(fail, range(24)))
print("alive")
"""


def test_a_failed_statement_is_left_by_the_thread_that_ran_it(tmp_path: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, str(tmp_path / "t.db")]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)
    assert (ran.returncode, ran.stdout) == (0, "alive\n"), ran.stderr[-2000:]
