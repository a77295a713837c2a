"""The review page in a real browser: decisions by keyboard and mouse, out, back in, and into the files."""

from pathlib import Path

from browsing import FOLDER, NEEDS_BROWSER, RIGHT_VERSE, SUGGESTED, UNRESOLVED, VERSE, VERSES, Page
from conftest import Invoke
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from stub import RIGHT, WRONG

pytestmark = NEEDS_BROWSER


def test_a_folder_is_reviewed_by_keyboard_and_the_decisions_applied(page: Page, invoke: Invoke) -> None:
    assert len(page.cards()) == 4 and page.find("#progress-text").text == "0 of 4 decided"
    page.press("j", "a")  # the first card: right as it is
    assert (page.choices[UNRESOLVED], page.focused) == ("accept", SUGGESTED)
    page.press("r")
    assert (page.choices[SUGGESTED], page.focused) == ("reject", VERSES)
    page.press("u")
    assert (page.choices[SUGGESTED], page.focused) == ("", SUGGESTED)
    page.press("e")
    area = page.find("textarea")
    assert (area.get_attribute("value"), area.get_attribute("dir")) == (f"{VERSE.replace(WRONG, RIGHT)} ~", "rtl")
    area.clear()
    area.send_keys("قول آخر", Keys.CONTROL, Keys.ENTER)
    assert page.choices[SUGGESTED] == "edit" and "قول آخر" in page.cards()[SUGGESTED].text
    page.press("j", "a", "r")
    assert page.choices == ["accept", "edit", "accept", "reject"]
    assert page.find("#progress-text").text == "4 of 4 decided"

    page.load()
    assert page.choices == ["accept", "edit", "accept", "reject"]
    page.click("#export")
    page.until(lambda: Path("decisions.json").exists() and Path("decisions.json").read_bytes().endswith(b"}\n"))
    result = invoke("apply", "decisions.json")
    assert (result.exit_code, result.stderr.count("refused")) == (0, 0), result.stderr
    right = VERSE.replace(WRONG, RIGHT)
    for name, text in FOLDER.items():
        expected = text.replace(f"{VERSE} ~", "قول آخر").replace(VERSE, right)
        assert Path(name).read_bytes().decode() == expected
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    assert {name: Path(name).read_bytes().decode() for name in FOLDER} == FOLDER


def test_a_place_is_decided_alone_by_keyboard_and_stays_so(page: Page, invoke: Invoke) -> None:
    page.press("j", "p")
    assert page.find("#said").text == "This stands in one place only."
    page.press("j", "j", "p")
    places = page.all(".place")
    assert [place.find_element(By.CSS_SELECTOR, ".where").text for place in places] == ["d/a.txt:1:10", "d/b.txt:1:8"]
    assert "He said" in places[0].text and VERSE in places[1].text
    page.press("j", "r")  # the second place stays as it is, and then the card is accepted
    assert page.choices[VERSES] == "" and page.find("#progress-text").text == "0 of 4 decided"
    page.press("p", "a")
    assert page.choices[VERSES] == "accept" and "Accepted, 1 alone" in page.cards()[VERSES].text

    page.load()
    assert page.choices[VERSES] == "accept" and "Accepted, 1 alone" in page.cards()[VERSES].text
    page.click("#export")
    page.until(lambda: Path("decisions.json").exists() and Path("decisions.json").read_bytes().endswith(b"}\n"))
    done = invoke("apply", "decisions.json")
    assert (done.exit_code, done.stderr.count("refused")) == (0, 0), done.stderr
    assert Path("d/a.txt").read_bytes().decode() == FOLDER["d/a.txt"].replace(WRONG, RIGHT)
    assert Path("d/b.txt").read_bytes().decode() == FOLDER["d/b.txt"]
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0

    assert (
        invoke("repair", "--in-place", "--quiet", "--decisions", "decisions.json", "d/a.txt", "d/b.txt").exit_code == 0
    )
    assert f"﴿{RIGHT_VERSE}﴾" in Path("d/a.txt").read_bytes().decode()
    assert Path("d/b.txt").read_bytes().decode() == FOLDER["d/b.txt"]


def test_a_place_goes_with_its_card_again_and_comes_back_in_by_a_file(page: Page, invoke: Invoke) -> None:
    card = page.cards()[VERSES]

    def alone() -> list[str]:
        found: list[str] = page.run("return [...document.querySelectorAll('.place')].map((p) => p.dataset.choice)")
        return found

    page.run("arguments[0].querySelector('summary').click()", card)
    page.until(lambda: page.all(".place"))
    page.all(".place .reject")[1].click()
    page.all(".place .accept")[0].click()
    assert alone() == ["accept", "reject"] and page.find("#progress-text").text == "1 of 4 decided"
    page.click("#export")
    page.until(lambda: Path("decisions.json").exists())
    page.all(".place .accept")[0].click()
    assert alone() == ["", "reject"]
    page.press("u", "u", "u")
    assert alone() == ["", ""]
    page.find("#file").send_keys(str(Path("decisions.json").absolute()))
    page.until(lambda: alone() == ["accept", "reject"])
    assert invoke("review", "d", "--decisions", "decisions.json", "-o", "review.html").exit_code == 0
    page.run("localStorage.clear()")
    page.load()
    page.press("j", "j", "j", "p")
    assert alone() == ["accept", "reject"] and page.choices[VERSES] == ""


def test_decisions_come_back_in_by_a_file_and_by_the_command_line(page: Page, invoke: Invoke) -> None:
    page.press("j", "r", "a", "a", "a")
    page.click("#export")
    page.until(lambda: Path("decisions.json").exists())
    page.run("localStorage.clear()")
    page.load()
    assert page.choices == [""] * 4
    page.find("#file").send_keys(str(Path("decisions.json").absolute()))
    page.until(lambda: page.choices == ["reject", "accept", "accept", "accept"])
    page.press("u")
    assert page.choices == [""] * 4
    assert invoke("review", "d", "--decisions", "decisions.json", "-o", "review.html").exit_code == 0
    page.run("localStorage.clear()")
    page.load()
    assert page.choices == ["reject", "accept", "accept", "accept"]
    page.press("j", "a")
    page.load()
    assert page.choices[0] == "accept"  # what was decided here goes before what was decided elsewhere


def test_a_file_that_holds_no_decisions_changes_nothing(page: Page) -> None:
    page.press("j", "a")
    for text in ("{", "[]", '{"decisions": 3}', '{"decisions": [null, {"before": 1}]}'):
        Path("odd.json").write_text(text, encoding="utf-8")
        page.find("#file").send_keys(str(Path("odd.json").absolute()))
        page.until(lambda: "decisions" in page.find("#said").text)
    assert page.choices == ["accept", "", "", ""]
    page.press("u")
    assert page.choices == ["", "", "", ""]


def test_all_of_a_kind_is_accepted_at_once_and_undone_at_once(page: Page) -> None:
    page.press("j", "j", "r")
    page.press("A")
    assert page.find("#ask-title").text == "Accept 2 repairs?"
    page.click("#ask-no")
    assert page.choices == ["", "reject", "", ""]
    page.click("#all")
    page.click("#ask-yes")
    assert page.choices == ["", "reject", "accept", "accept"]  # what nothing fits stays open
    page.click("#undo")
    assert page.choices == ["", "reject", "", ""]


def test_the_mouse_does_what_the_keys_do(page: Page) -> None:
    card = page.cards()[VERSES]
    card.find_element(By.CSS_SELECTOR, ".reject").click()
    assert page.choices[VERSES] == "reject"
    card.find_element(By.CSS_SELECTOR, ".edit").click()
    page.find("textarea").send_keys("!")
    page.click(".keep")
    assert page.choices[VERSES] == "edit"
    card.find_element(By.CSS_SELECTOR, ".accept").click()
    assert page.choices[VERSES] == "accept" and page.focused == VERSES


def test_keys_are_left_alone_in_fields_and_when_they_are_off(page: Page) -> None:
    page.find("#query").send_keys("ar")
    assert page.choices == [""] * 4
    page.find("#query").clear()
    page.click("#help")
    page.click("#keys-on")
    page.click("#keys-close")
    page.press("j", "a")
    assert page.choices == [""] * 4
