"""The first half of the trial `number_screen`: every individual number is found in every spelling, and nothing else.

100,000 valid numbers in eight spellings each, and thirteen kinds of other numbers. Prints one JSON line per figure.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tsukisoi.guard import numbers

RANDOM = random.Random(20261123)
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
MIXED = [
    str.maketrans("0123456789", script)
    for script in ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "⓪①②③④⑤⑥⑦⑧⑨")
]


def fours(digits: str, gap: str) -> str:
    return gap.join((digits[:4], digits[4:8], digits[8:]))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "spaces": lambda d: fours(d, " "),
    "dashes": lambda d: fours(d, RANDOM.choice("-‐‑–—―−ー－ｰ")),
    "ideographic space": lambda d: fours(d, "\u3000"),
    "full width": lambda d: d.translate(FULL),
    "full width, dashes": lambda d: fours(d.translate(FULL), "－"),
    "each digit apart": lambda d: " ".join(d),
    "kanji": lambda d: d.translate(KANJI),
}
FURTHER: dict[str, Callable[[str], str]] = {
    "mixed scripts": lambda d: "".join(c.translate(RANDOM.choice(MIXED)) for c in d),
    "circled": lambda d: d.translate(MIXED[3]),
    "zero width": lambda d: fours(d, "\u200b"),
    "dots, commas, slashes": lambda d: fours(d, RANDOM.choice(".,/．，／・、")),
    "new lines and tabs": lambda d: fours(d, RANDOM.choice(("\n", "\r\n", "\t"))),
    "bracketed": lambda d: "".join(f"({c})" for c in d),
}


def digits(count: int) -> str:
    return "".join(RANDOM.choices("0123456789", k=count))


def groups(text: str, gap: str) -> str:
    return gap.join(text[i : i + 4] for i in range(0, len(text), 4))


OTHERS: dict[str, Callable[[], str]] = {
    "mobile phones": lambda: f"090-{digits(4)}-{digits(4)}",
    "phones without dashes": lambda: f"0{digits(9)}",
    "mobile phones without dashes": lambda: f"080{digits(8)}",
    "landlines": lambda: f"0866-{digits(2)}-{digits(4)}",
    "care insurance, 10 digits": lambda: digits(10),
    "application id, 23 digits": lambda: digits(23),
    "application id, grouped by blanks": lambda: groups(digits(23), " "),
    "application id, grouped by dashes": lambda: groups(digits(23), "-"),
    "corporate number, 13 digits": lambda: digits(13),
    "corporate number, grouped": lambda: f"{digits(1)}-{groups(digits(12), '-')}",
    "dates": lambda: f"{RANDOM.randint(1900, 2030)}/{RANDOM.randint(1, 12)}/{RANDOM.randint(1, 28)}",
    "dates and times": lambda: (
        f"2026-{RANDOM.randint(1, 12):02d}-{RANDOM.randint(1, 28):02d} {RANDOM.randint(10, 23)}:{RANDOM.randint(10, 59)}"
    ),
    "postal code and phone": lambda: f"716-{digits(4)} 0866-{digits(2)}-{digits(4)}",
}


def valid_number() -> str:
    first = digits(11)
    return first + str(numbers.check_digit(first))


def report(figure: str, value: float, target: str, holds: bool) -> bool:
    print(
        json.dumps(
            {"job": "number_screen", "figure": figure, "value": value, "target": target, "holds": holds},
            ensure_ascii=False,
        ),
        flush=True,
    )
    return holds


def recall(figure: str, spell: Callable[[str], str], samples: list[str]) -> bool:
    found = sum(1 for d in samples if numbers.find(f"備考 番号は{spell(d)}です。"))
    return report(f"recall: {figure}", found / len(samples), "1.0", found == len(samples))


def alarms(figure: str, make: Callable[[], str], count: int) -> bool:
    found = sum(1 for _ in range(count) if numbers.find(f"メモ {make()} 済"))
    return report(f"false alarms: {figure}", found, "0", found == 0)


def quick_on_ordinary_text() -> bool:
    text = "入所者 山田太郎 0901234567 " * 2000
    started = time.process_time()
    numbers.find(text)
    spent = (time.process_time() - started) * 1000
    return report(f"milliseconds for {len(text)} characters", round(spent, 1), "< 100", spent < 100)


def detector(count: int) -> bool:
    """Whether every figure holds."""
    samples = [number for number in (valid_number() for _ in range(count)) if number.strip("0")]
    held = [recall(name, spell, samples) for name, spell in SPELLINGS.items()]
    held += [recall(name, spell, samples[: count // 10]) for name, spell in FURTHER.items()]
    held += [alarms(name, make, max(count // 5, 1)) for name, make in OTHERS.items()]
    held.append(quick_on_ordinary_text())
    return all(held)
