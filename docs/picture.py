"""`make picture`: docs/evidence-page.png, the page of the committed example in Chromium."""

from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ["--no-sandbox", "--disable-gpu"]
PAGE = Path("outputs/example/brief.html")
PICTURE = Path("docs/evidence-page.png")


def main() -> None:
    """Open a claim of the bottom line and take the picture, the note on its left."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(PAGE.absolute().as_uri())
        page.locator(".bottom_line [data-claim]").last.click()
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
