"""Clients of the bench `checkin`, in a process of their own: keep-alive connections that post one address after another.

Usage: python bench/_checkin_clients.py PORT CLIENTS FILE   (FILE: JSON with addresses, headers, one body or one for each,
and the pause of a hand between two of its presses, in seconds, where there is one)
"""

import http.client
import json
import sys
import threading
import time
from pathlib import Path


def main(port: int, clients: int, file: str) -> None:
    told = json.loads(Path(file).read_text())
    bodies = told.get("bodies") or [told["body"]] * len(told["addresses"])
    waiting, took, bad, lock = list(zip(told["addresses"], bodies, strict=True))[::-1], [], [], threading.Lock()

    pause = told.get("pause", 0)

    def press(number: int) -> None:
        time.sleep(pause * number / clients)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not waiting:
                    return
                address, body = waiting.pop()
            start = time.perf_counter()
            line.request("POST", address, body=body, headers=told["headers"])
            answer = line.getresponse()
            answer.read()
            took.append(time.perf_counter() - start)
            if answer.status != told["status"]:
                bad.append(answer.status)
            time.sleep(pause)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    took.sort()
    ms = [round(took[min(len(took) - 1, int(len(took) * part))] * 1000, 1) for part in (0.5, 0.95, 0.99)]
    print(
        json.dumps(
            {
                "rps": round(len(took) / whole, 1),
                "p50": ms[0],
                "p95": ms[1],
                "p99": ms[2],
                "errors": len(bad),
                "n": len(took),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
