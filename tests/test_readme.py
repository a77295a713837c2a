"""What the README and ARCHITECTURE.md say is so: every example runs and gives what is shown, every name exists."""

import json
import re
from pathlib import Path

import click
import pytest
from shown import ROOT, blocks_of, check_console, check_python, furnish, run

from normaliser.cli import program

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
BLOCKS = blocks_of(README)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("readme"))


def test_the_first_block_is_how_to_install_run_and_test() -> None:
    block = BLOCKS[0]
    lines = [line for line in block.text.splitlines() if not line.startswith("#")]
    assert block.language == "sh" and README[: README.index(block.text)].count("\n") < 20
    assert lines == [
        "git clone ... && cd normaliser",
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/normaliser repair samples/*.txt",
        ".venv/bin/pip install '.[test]' && .venv/bin/pytest",
    ]


def test_every_command_gives_what_is_shown(folder: Path) -> None:
    assert sum(check_console(block, folder) for block in BLOCKS if block.language == "console") > 20


def test_every_line_of_python_gives_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    shown = [block.text for block in BLOCKS if block.language == "python" and ">>> " in block.text]
    assert sum(check_python(text, "README.md", names) for text in shown) > 15


def test_before_and_after_are_a_sample_and_what_becomes_of_it(folder: Path) -> None:
    before, after = re.findall(r"^\| (?:scraped|repaired) \| `(.*)` \|$", README, re.MULTILINE)
    assert (ROOT / "samples" / "letter.txt").read_text(encoding="utf-8").split("\n")[0] == before
    assert run("normaliser repair samples/letter.txt", folder).split("\n")[0] == after


def test_every_command_and_option_is_mentioned() -> None:
    for name, command in program.commands.items():
        assert f"**`{name}`**" in README
        options = [opt for param in command.params if isinstance(param, click.Option) for opt in param.opts]
        unknown = [o for o in options if o not in README and o not in ("--quiet", "--output", "--help", "-h")]
        assert unknown == [], name


def test_the_table_of_reference_texts_is_what_is_installed() -> None:
    corpora = json.loads((ROOT / "normaliser" / "data" / "corpora.json").read_text(encoding="utf-8"))
    for name, corpus in corpora.items():
        assert f"| `{name}` | {corpus['package']} {corpus['version']} |" in README


def test_links_lead_somewhere() -> None:
    for page in (README, ARCHITECTURE):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page):
            assert (ROOT / target).exists(), target
        headings = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", page, re.M)}
        assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= headings


def test_architecture_names_every_module() -> None:
    missing = []
    for path in sorted((ROOT / "normaliser").rglob("*.py")):
        if not path.stem.startswith("__") and f"`{path.stem}`" not in ARCHITECTURE:
            missing.append(str(path.relative_to(ROOT)))
    assert missing == []
