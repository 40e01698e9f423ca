"""How soon the evidence page answers, with 2,000 claims over 200 articles, in Chromium.

    python benchmarks/page.py
    python benchmarks/page.py --claims 10000 --articles 500

Milliseconds from the deed to the next frame drawn, the median of several.
"""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from playwright.sync_api import Page, sync_playwright

from tests.browser import desks

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ["--no-sandbox", "--disable-gpu"]
# What a reader does, each as often as there are numbers to put in.
DEEDS = {
    "open a claim of the note": "document.querySelectorAll('.paper .say')[{0} * 7].click()",
    "open a claim of the list": "document.querySelectorAll('.claim .say')[{0} * 131].click()",
    "go to the next claim": "document.querySelector('[aria-label=\"Next claim\"]').click()",
    "open a claim by its words": "document.querySelectorAll('#evidence a.claimed')[{0}].click()",
    "filter by verdict": "document.querySelectorAll('.chip input')[{0} % 3].click()",
    "filter by words": "find.value = 'measure {0}'; find.dispatchEvent(new Event('input', {{bubbles: true}}))",  # noqa: E501
    "show all": "document.getElementById('reset').click()",
}
TIMED = """async (deed) => {
  const find = document.getElementById("find");
  const began = performance.now();
  new Function("find", deed)(find);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - began;
}"""


def main(
    claims: Annotated[int, typer.Option()] = 2_000,
    articles: Annotated[int, typer.Option()] = 200,
) -> None:
    """Write the page, open it, and do what a reader does."""
    told = desks.many(claims, articles)
    began = time.perf_counter()
    html = desks.page(told)
    print(f"written in {time.perf_counter() - began:.2f} s, {len(html.encode()) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "brief.html"
        file.write_text(html, "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        loads = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(file.as_uri())
            loads.append(
                page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            )
        print(f"{'load':28}{median(loads):7.0f} ms")
        for name, deed in DEEDS.items():
            times = [_timed(page, deed.format(n)) for n in range(1, 8)]
            print(f"{name:28}{median(times):7.0f} ms, at most {max(times):.0f}")
        browser.close()


def _timed(page: Page, deed: str) -> float:
    return float(page.evaluate(TIMED, deed))


if __name__ == "__main__":
    typer.run(main)
