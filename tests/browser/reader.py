"""Someone who reads a page in a real browser and notes what it does behind her back."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Dialog, Page, ViewportSize

from pipeline.writers import render, write
from tests.writers.story import Story

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


class Reader:
    """Opens a story's page as a person would, and notes what the page does behind her back."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.pages: list[Page] = []
        self.noticed: list[str] = []

    def open(
        self,
        told: Story,
        viewport: ViewportSize,
        *,
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
    ) -> Page:
        """A fresh page at one size; console, errors, dialogs and requests are noted."""
        write(self._folder, render(*told))
        address = (self._folder / "brief.html").as_uri()
        page = self._browser.new_page(
            viewport=viewport, color_scheme=scheme, java_script_enabled=script
        )
        self.pages.append(page)
        page.on("console", lambda message: self.noticed.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.noticed.append(f"error: {error}"))
        page.on("popup", lambda popup: self.noticed.append(f"popup: {popup.url}"))
        page.on("request", lambda request: self._asked(request.url, address))
        page.on("dialog", self._dismiss)
        page.goto(address)
        return page

    def _dismiss(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str, address: str) -> None:
        if url != address and not url.startswith("data:,"):
            self.noticed.append(f"request: {url}")
