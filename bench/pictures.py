"""Pictures of the six main pages, on a desk and a phone, by day and by night. In: nothing; out: docs/pictures/*.webp.
Called by `script/pictures`.

The finder is as a checkout first starts it: its own example trials and the care centers that it ships. So anybody makes
the same pictures, and no text of the registry is printed in them.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
PERSON = "status=any&subtype=her2-low&brain=stable&age=54&sex=female&had=capecitabine&lines=2"
PAGES = {
    "start": "/",
    "results": f"/trials/?{PERSON}",
    "trial": f"/trials/{{trial}}/?{PERSON}",
    "match": f"/match/?{PERSON}",
    "centers": "/centers/?service=srs",
    "sheet": f"/sheet/?id={{trial}}&{PERSON}",
}
SIZES = {"desktop": (1280, 1360), "phone": (390, 1040)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUALITY = 50


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    total = 0
    with _served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                viewport = {"width": width, "height": height}
                page = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
                page.goto(f"{base}/trials/?{PERSON}")
                trial = page.locator(".card .id").first.inner_text().strip("· ")
                for name, path in PAGES.items():
                    page.goto(base + path.format(trial=trial))
                    total += _picture(page, FOLDER / f"{name}-{size}-{scheme}.webp")
        browser.close()
    print(f"{len(PAGES) * len(SIZES) * len(SCHEMES)} pictures, {total / 1000:,.0f} KB")


def _picture(page: Page, path: Path) -> int:
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return path.write_bytes(base64.b64decode(shot["data"]))


@contextlib.contextmanager
def _served() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="finder-pictures.") as folder:
        env = os.environ | {"FINDER_DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/finder.sqlite3"}
        command = [sys.executable, "manage.py", "serve", "--port", "0", "--no-sync"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        try:
            for line in server.stdout or ():
                if found := re.search(r"http://[\d.]+:\d+", line):
                    yield found[0]
                    break
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


if __name__ == "__main__":
    main()
