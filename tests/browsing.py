"""A review page in a real browser.

Needs Chromium with its driver and the extra `[browser]`. A test module that imports this before Selenium is skipped
without the extra; with `pytestmark = NEEDS_BROWSER` it is skipped without the browser.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from running import write
from stub import RIGHT, WRONG

pytest.importorskip("selenium")
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
NEEDS_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium here, or no driver for it"),
]

VERSE = f"فَاللَّهُ {WRONG} أَن تَخْشَوْهُ"
RIGHT_VERSE = VERSE.replace(WRONG, RIGHT)
HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
FOLDER = {
    "d/a.txt": f"He said ﴿{VERSE}﴾ “fear Him”. Ø§Ø§x",
    "d/b.txt": f"Again ﴿{VERSE}﴾ “fear Him”.\n\nA doubt ﴿{VERSE} ~﴾.",
    "d/c.html": f"<p>An <b>open</b> one: ﴿نص ؟ ? {HOSTILE.replace('<', '&lt;')}﴾</p>\n",
}
UNRESOLVED, SUGGESTED, VERSES, AROUND = range(4)  # the cards, in order


class Page:
    """A review page, open in the browser."""

    def __init__(self, driver: webdriver.Chrome, path: Path) -> None:
        self.driver: Any = driver
        self.path = path
        self.load()

    def load(self) -> None:
        self.driver.get(self.path.absolute().as_uri())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def find(self, selector: str) -> WebElement:
        found: WebElement = self.driver.find_element(By.CSS_SELECTOR, selector)
        return found

    def click(self, selector: str) -> None:
        """A click, wherever the page is scrolled to."""
        self.run("arguments[0].scrollIntoView({block: 'center'})", self.find(selector))
        self.find(selector).click()

    def all(self, selector: str) -> list[WebElement]:
        found: list[WebElement] = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return found

    def cards(self) -> list[WebElement]:
        return [card for card in self.all(".card") if card.is_displayed()]

    def run(self, script: str, *args: object) -> Any:
        return self.driver.execute_script(script, *args)

    @property
    def choices(self) -> list[str]:
        """What is decided about each card, in their order."""
        choices: list[str] = self.run("return [...document.querySelectorAll('.card')].map((c) => c.dataset.choice)")
        return choices

    @property
    def focused(self) -> int:
        """Which card has the focus."""
        return int(
            self.run("return [...document.querySelectorAll('.card')].indexOf(document.activeElement.closest('.card'))")
        )

    def until(self, holds: Callable[[], object]) -> None:
        WebDriverWait(self.driver, 5, 0.05).until(lambda _: holds())


@contextmanager
def start_browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,1000"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


def write_folder() -> None:
    """The three files to review, in the folder the test is in."""
    for name, text in FOLDER.items():
        write(name, text)


def open_review(driver: webdriver.Chrome, folder: Path) -> Page:
    """The review in a folder, with nothing decided; what is downloaded goes there too."""
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    opened = Page(driver, folder / "review.html")
    opened.run("localStorage.clear()")
    opened.load()
    return opened
