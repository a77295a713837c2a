"""Imports point one way, modules stay small, and importing the package costs nothing.

the command line -> scale -> pipeline, formats -> stages -> script, skeleton, edits -> model, options, errors
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "normaliser"
MODULES = sorted(PACKAGE.rglob("*.py"))
BESIDE = [path for folder in ("tests", "benchmarks") for path in sorted((ROOT / folder).glob("*.py"))]

LOWEST = {"model", "options", "errors"}
LOW = {"script", "skeleton", "edits"}
TOP = {"pipeline", "formats"}
ENGINES = {"scale"}
COMMANDS = {"apply_command", "run_command", "cli", "console", "configuration", "shared_options", "writing", "__main__"}
HEAVY = {"numpy", "rapidfuzz", "rich", "regex", "ftfy", "click", "pyarabic", "charset_normalizer", "multiprocessing"}


def part_of(module: str) -> str:
    """The file or folder below the package: `corpora` for `normaliser.corpora.index`."""
    return module.split(".")[1] if "." in module else ""


def level(part: str) -> int:
    """How high a part stands; what is not named here is a stage."""
    groups = (LOWEST, LOW, None, TOP, ENGINES, COMMANDS)
    named = {name: height for height, group in enumerate(groups) if group for name in group}
    return named.get(part, 2)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """Every module of ours that a file imports, inside functions and for type checking too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("normaliser"))
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports relatively"
            if node.module == "normaliser":
                yield from (f"normaliser.{alias.name}" for alias in node.names)
            elif node.module and node.module.startswith("normaliser."):
                yield node.module


ARROWS = sorted({(name_of(path), target) for path in MODULES for target in imports_of(path)})


def test_imports_point_one_way() -> None:
    inner = [(a, b) for a, b in ARROWS if part_of(a) and part_of(b)]  # the package itself re-exports public names
    wrong = [f"{a} -> {b}" for a, b in inner if level(part_of(a)) < level(part_of(b))]
    assert wrong == []


def test_pipeline_and_formats_do_not_know_each_other() -> None:
    assert [(a, b) for a, b in ARROWS if {part_of(a), part_of(b)} == TOP] == []


def test_garbles_and_corpora_do_not_know_each_other() -> None:
    assert [(a, b) for a, b in ARROWS if {part_of(a), part_of(b)} == {"garbles", "corpora"}] == []


def test_only_the_command_line_knows_the_command_line() -> None:
    assert [(a, b) for a, b in ARROWS if part_of(b) in COMMANDS and part_of(a) not in COMMANDS] == []


def test_only_those_who_run_it_know_the_pipeline() -> None:
    assert {part_of(a) for a, b in ARROWS if part_of(b) == "pipeline"} <= {"cli", "run_command", "scale", ""}


def test_no_module_is_named_for_nothing() -> None:
    assert {path.stem for path in MODULES} & {"utils", "util", "helpers", "helper", "common", "core", "misc"} == set()


@pytest.mark.parametrize("path", [*MODULES, *BESIDE], ids=name_of)
def test_modules_and_functions_are_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 350
    functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions if not is_command(f)}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("command(" in ast.unparse(decorator) for decorator in function.decorator_list)


def loaded_after(statement: str) -> set[str]:
    """The heavy modules a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.split())


def test_importing_the_package_is_light() -> None:
    assert loaded_after("import normaliser") == set()


def test_importing_the_command_line_loads_click_alone() -> None:
    assert loaded_after("import normaliser.cli") <= {"click"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_source_holds_a_character_one_cannot_see(path: Path) -> None:
    from normaliser.formats.graphemes import is_mark

    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        pairs = zip(" " + line, line, strict=False)
        bare = [c for before, c in pairs if is_mark(c) and not (before.isalpha() or is_mark(before))]
        hidden = [c for c in line if not c.isprintable()]
        assert (bare, hidden) == ([], []), f"{path.name}:{number}; write \\N{{...}}"
