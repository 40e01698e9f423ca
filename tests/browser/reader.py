"""Someone who reads a page in a real browser and notes what it does behind her back."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Locator, Page, ViewportSize

DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=740)

# For every element that shows text of its own: the contrast of WCAG 2.2, 1.4.3, and the text.
CONTRASTS = """() => {
  const light = (c) => c.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
  };
  return [...document.body.querySelectorAll("*")]
    .filter((one) => !["SCRIPT", "STYLE"].includes(one.tagName) && !one.disabled)
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((one) => {
      const [a, b] = [light(parts(getComputedStyle(one).color)), light(ground(one))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.textContent.slice(0, 40)];
    });
}"""


def marked(page: Page) -> str:
    """The highlighted words of the article, one after the other."""
    return "".join(page.locator("#evidence .on").all_text_contents())


def sentence(page: Page, words: str) -> Locator:
    """What can be clicked of the sentence of the note that holds some words."""
    return page.locator(".paper .say", has_text=words)


def press(say: Locator) -> None:
    """Click the words of a claim. Their row takes the click, so that they can be selected."""
    say.click(force=True)


def row(page: Page, claim: str) -> Locator:
    """A claim in the list of claims."""
    return page.locator(f"[id='claim-{claim}']")


def barriers(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its own best practices, as the page is now."""
    report = Axe().run(page).response
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in report["violations"]]


class Reader:
    """Opens a page as a person would, and notes what the page does behind her back."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.pages: list[Page] = []
        self.noticed: list[str] = []

    def open(
        self,
        html: str,
        viewport: ViewportSize,
        *,
        anchor: str = "",
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
    ) -> Page:
        """A fresh page at one size; console, errors, dialogs and requests are noted."""
        file = self._folder / "brief.html"
        file.write_text(html, "utf-8")
        address = file.as_uri()
        page = self._browser.new_page(
            viewport=viewport, color_scheme=scheme, java_script_enabled=script
        )
        self.pages.append(page)
        page.on("console", lambda message: self.noticed.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.noticed.append(f"error: {error}"))
        page.on("popup", lambda popup: self.noticed.append(f"popup: {popup.url}"))
        page.on("request", lambda request: self._asked(request.url, address))
        page.on("dialog", self._dismiss)
        page.goto(address + anchor)
        return page

    def _dismiss(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address and not url.startswith("data:,"):
            self.noticed.append(f"request: {url}")
