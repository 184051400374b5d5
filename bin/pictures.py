"""The pictures of the documents: pages of the demonstration, 1366 pixels wide. Called by bin/screenshot."""

import json
import os
import struct
import sys
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PAGES = {"today": "/", "grid": "/cases/", "rulebook": "/rulebook/identity.sets/"}
HEIGHTS = {"today": 900, "grid": 860, "rulebook": 900, "person": 1180}
LIMIT = 250_000


def take(base: str, folder: Path) -> None:
    """Sign in as the head of the demonstration's home and take every picture."""
    known = json.loads((Path(os.environ["TSUKISOI_DATA"]) / "demonstration.json").read_text("utf-8"))
    who = known["sign_ins"][0]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=os.environ["TSUKISOI_CHROMIUM"], args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 900}, locale="ja-JP")
        page.goto(f"{base}/accounts/login/")
        page.locator("input[name=login]").fill(who["username"])
        page.locator("input[name=password]").fill(who["password"])
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"{base}/")
        for name, path in PAGES.items():
            page.goto(base + path)
            keep(page, name, folder)
        page.goto(f"{base}/cases/?show=short")
        page.locator(".matrix tbody th a").first.click()
        page.wait_for_load_state()
        keep(page, "person", folder)
        browser.close()


def keep(page: Any, name: str, folder: Path) -> None:
    """One picture, with few colours where it would be too heavy."""
    page.set_viewport_size({"width": 1366, "height": HEIGHTS[name]})
    taken = page.screenshot()
    small = fewer_colours(page, taken)
    made = min(taken, small, key=len)
    if len(made) > LIMIT:
        raise SystemExit(f"{name}.png is {len(made)} bytes: more than {LIMIT}")
    (folder / f"{name}.png").write_bytes(made)
    print(f"{name}.png {len(made)}")


PIXELS = """async (data) => {
  const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const all = pen.getImageData(0, 0, image.width, image.height).data, seen = new Map();
  for (let i = 0; i < all.length; i += 4) {
    const key = ((all[i] >> 3) << 10) | ((all[i + 1] >> 3) << 5) | (all[i + 2] >> 3);
    const sum = seen.get(key) || [0, 0, 0, 0];
    sum[0] += all[i]; sum[1] += all[i + 1]; sum[2] += all[i + 2]; sum[3] += 1; seen.set(key, sum);
  }
  const kept = [...seen.entries()].sort((a, b) => b[1][3] - a[1][3]).slice(0, 256);
  const colours = kept.map(([, s]) => [s[0] / s[3], s[1] / s[3], s[2] / s[3]].map(Math.round));
  const place = new Map(kept.map(([key], n) => [key, n]));
  const near = (r, g, b) => { let best = 0, far = Infinity; colours.forEach((c, n) => {
    const d = (c[0] - r) ** 2 + (c[1] - g) ** 2 + (c[2] - b) ** 2; if (d < far) { far = d; best = n; } });
    return best; };
  let out = "";
  for (let i = 0; i < all.length; i += 4) {
    const key = ((all[i] >> 3) << 10) | ((all[i + 1] >> 3) << 5) | (all[i + 2] >> 3);
    if (!place.has(key)) place.set(key, near(all[i], all[i + 1], all[i + 2]));
    out += String.fromCharCode(place.get(key));
  }
  return { width: image.width, height: image.height, colours, rows: btoa(out) };
}"""


def fewer_colours(page: Any, png: bytes) -> bytes:
    """The same picture with at most 256 colours; the browser counts them, so nothing more need be installed."""
    blank = page.context.browser.new_page()
    found = blank.evaluate(PIXELS, b64encode(png).decode())
    blank.close()
    width, rows = found["width"], b64decode(found["rows"])
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    head = struct.pack(">IIBBBBB", width, found["height"], 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in found["colours"])
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]))
