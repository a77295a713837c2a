"""The review page in a real browser: what it shows, how fast, how wide, to whom, and what it keeps out."""

import time
from pathlib import Path

import pytest
from browsing import HOSTILE, NEEDS_BROWSER, SUGGESTED, UNRESOLVED, VERSE, VERSES, Page
from conftest import Invoke
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from stub import RIGHT, WRONG

pytestmark = NEEDS_BROWSER


def test_a_card_shows_letters_whole_and_in_their_direction(page: Page) -> None:
    card = page.cards()[VERSES]
    old, new = (card.find_element(By.CSS_SELECTOR, f".{side} .words") for side in ("before", "after"))
    assert (old.get_attribute("dir"), old.get_attribute("lang")) == ("rtl", "ar")
    assert (old.text, new.text) == (VERSE, VERSE.replace(WRONG, RIGHT))
    assert [mark.text for mark in new.find_elements(By.TAG_NAME, "ins")] == ["قُّ"]
    for part in ("seen 2 times", "fear Him", "en.sahih", "letters agree", "d/a.txt:1:10", "95.0% sure", "Qur’an 9:13"):
        assert part in card.text
    card.find_element(By.TAG_NAME, "summary").click()
    page.until(lambda: "d/b.txt:1:8" in card.text)
    assert "Tanzil, https://tanzil.net" in card.text and VERSE.replace(WRONG, RIGHT) in card.text
    fonts = page.run("return [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert {font.strip('"') for font in fonts} == {"Amiri", "Amiri Quran"}


def test_what_cannot_be_seen_is_shown_by_its_code(page: Page, invoke: Invoke) -> None:
    text = "نص\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}\N{ARABIC END OF AYAH}\N{POP DIRECTIONAL ISOLATE} ?"
    Path("d/odd.txt").write_bytes(f"﴿{text}﴾".encode())
    assert invoke("review", "d/odd.txt", "-o", "review.html").exit_code == 0
    page.load()
    (card,) = page.cards()
    codes = [code.text for code in card.find_elements(By.CSS_SELECTOR, ".before .code")]
    assert codes == ["U+202E", "U+200B", "U+2069"]
    assert "\N{ARABIC END OF AYAH}" in card.text and "\N{RIGHT-TO-LEFT OVERRIDE}" not in card.text


def test_nothing_is_run_and_nothing_is_fetched(page: Page) -> None:
    for card in page.cards():
        page.run("arguments[0].scrollIntoView()", card)
    assert HOSTILE in page.cards()[UNRESOLVED].text
    assert page.driver.title == "Review"
    assert (
        page.run("return performance.getEntriesByType('resource').filter((e) => !e.name.startsWith('data:')).length")
        == 0
    )
    assert page.driver.get_log("browser") == []  # no error, no breach of the policy
    with pytest.raises(Exception, match="TrustedHTML"):
        page.run("document.body.innerHTML = '<b>x</b>'")


def test_filters_show_what_is_asked_for(page: Page) -> None:
    def shown() -> list[int]:
        return [i for i, card in enumerate(page.all(".card")) if card.is_displayed()]

    query = page.find("#query")
    page.press("/")
    assert page.driver.switch_to.active_element == query
    for text, found in (
        ("fear him", [VERSES]),
        ("فالله احق", [SUGGESTED, VERSES]),
        ("c.html", [UNRESOLVED]),
        ("§§", []),
    ):
        query.clear()
        query.send_keys(text)
        assert shown() == found, text
    query.clear()
    query.send_keys(Keys.ESCAPE)
    chips = page.all("#statuses button")
    assert [chip.text for chip in chips] == ["unresolved 1", "suggested 1", "repaired 2"]
    chips[1].click()
    assert shown() == [SUGGESTED] and chips[1].get_attribute("aria-pressed") == "true"
    chips[1].click()
    for name, value, found in (("kind", "around", [3]), ("maker", "mojibake", [3]), ("choice", "none", [0, 1, 2, 3])):
        select = page.find(f"#{name}")
        select.find_element(By.CSS_SELECTOR, f"[value='{value}']").click()
        assert shown() == found, name
        select.find_element(By.CSS_SELECTOR, "[value='']").click()
    page.run("limit.value = 96; limit.dispatchEvent(new Event('input', {bubbles: true}))")
    assert shown() == [0, 1, 2] and page.find("#shown").text == "3 shown"


def test_many_places_come_some_at_a_time(page: Page, invoke: Invoke) -> None:
    Path("d/many.txt").write_bytes("\n\n".join(f"Talk {i} ﴿{VERSE}﴾" for i in range(450)).encode())
    assert invoke("review", "d/many.txt", "-o", "review.html").exit_code == 0
    page.load()
    page.press("j", "p")
    assert len(page.all(".place")) == 200 and page.find(".rest").text == "250 more places"
    page.click(".rest")
    page.click(".rest")
    assert len(page.all(".place")) == 450 and not page.find(".rest").is_displayed()
    page.press("r", "r")
    assert page.run("return document.activeElement.dataset.number") == "402"


def test_five_thousand_cards_are_quick(page: Page, invoke: Invoke) -> None:
    text = "\n\n".join(f"Talk {i} ﴿{VERSE} نص{i}﴾ “fear Him”" for i in range(5000))
    Path("d/many.txt").write_bytes(text.encode())
    assert invoke("review", "d/many.txt", "-o", "review.html").exit_code == 0
    start = time.monotonic()
    page.load()
    assert page.run("return document.querySelectorAll('.card').length") == 5000
    assert time.monotonic() - start < 6
    start = time.monotonic()
    page.press(*"jjjjaaaarrrru")
    assert time.monotonic() - start < 6 and page.choices[:12].count("") == 5
    start = time.monotonic()
    page.find("#query").send_keys("نص4999")
    page.until(lambda: page.find("#shown").text == "1 shown")
    assert time.monotonic() - start < 6
    assert page.run("return document.querySelectorAll('.head').length") < 200  # the others are still empty


def test_without_storage_the_page_still_works(page: Page) -> None:
    source = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    script = page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    page.load()
    page.press("j", "a")
    assert page.choices[0] == "accept" and "keeps nothing" not in page.find("#progress-text").text
    page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    page.run("window.onbeforeunload = null")


@pytest.mark.parametrize("width", [320, 500, 740, 820, 1000])
def test_the_page_fits_any_width(page: Page, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.press("j", "a")
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert page.run("return document.getElementById('export').getBoundingClientRect().right") <= width
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_nothing(page: Page, theme: str, width: int) -> None:
    axe = pytest.importorskip("axe_core_python")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.run("localStorage.setItem('normaliser-theme', arguments[0])", theme)
    page.load()
    assert page.run("return document.documentElement.dataset.theme") == theme
    assert page.run("return document.documentElement.scrollWidth") <= width
    code = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def problems() -> list[str]:
        page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": code})
        script = "const done = arguments[0]; axe.run().then((r) => done(r.violations))"
        found = page.driver.execute_async_script(script)
        return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in found for node in v["nodes"]]

    assert problems() == []
    for card in page.all(".card"):
        page.run("arguments[0].scrollIntoView()", card)
    page.press("j", "a", "r", "e")
    page.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    assert problems() == []
    page.press(Keys.ESCAPE, "?")
    assert problems() == []
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_every_card_is_printed(page: Page, invoke: Invoke) -> None:
    text = "\n\n".join(f"Talk {i} ﴿{VERSE} نص{i}﴾" for i in range(60))
    Path("d/many.txt").write_bytes(text.encode())
    assert invoke("review", "d/many.txt", "-o", "review.html").exit_code == 0
    page.load()
    assert len(page.all(".head")) < 60
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(page.all(".head")) == 60
