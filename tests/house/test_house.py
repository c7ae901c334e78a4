"""The rules of the house that no other tool checks. The layers are in pyproject.toml (import-linter)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from trials.registries import slugs

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
DUMPS = {"utils", "util", "common", "core", "lib", "helpers", "helper", "misc", "base", "shared", "services"}
PROMISED = {"serve", "sync_trials", "reindex", "nightly", "weekly", "reconcile", "load_places", "load_centers"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("lock", "options"), [("requirements.lock", ["--no-dev"]), ("requirements-dev.lock", [])])
def test_the_hashed_requirements_are_what_uv_lock_says(lock: str, options: list[str]) -> None:
    command = [sys.executable, "-m", "uv", "export", "--frozen", "--offline", "--no-header", *options]
    exported = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout == read(lock), f"uv export --frozen --no-header {' '.join(options)} -o {lock}"


def test_uv_lock_is_what_pyproject_asks_for() -> None:
    locked = next(package for package in tomllib.loads(read("uv.lock"))["package"] if package["name"] == "finder")
    asked = tomllib.loads(read("pyproject.toml"))
    wanted = {re.split(r"[\[<>=!~ ]", line)[0] for line in asked["project"]["dependencies"]}
    assert {one["name"] for one in locked["dependencies"]} == wanted
    wanted = {re.split(r"[\[<>=!~ ]", line)[0] for line in asked["dependency-groups"]["dev"]}
    assert {one["name"] for one in locked["dev-dependencies"]["dev"]} == wanted


def test_no_module_has_a_name_that_anything_fits_into() -> None:
    paths = [path.relative_to(ROOT) for path in sources("finder", "trials")]
    assert not [path for path in paths if DUMPS & {*path.parts[:-1], path.stem}]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources("finder", "trials", "tests")
        if "migrations" not in path.parts and (text := path.read_text(encoding="utf-8")).strip()
        if not ast.get_docstring(ast.parse(text))
    ]
    assert not silent


def test_a_pure_module_that_makes_words_takes_translation_and_nothing_else_of_django() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    pure = next(one for one in contracts if one["name"] == "pure modules know no Django")
    allowed = [line.removesuffix(" -> django") for line in pure["ignore_imports"]]
    assert allowed
    for name in allowed:
        tree = ast.parse(read(f"{name.replace('.', '/')}.py"))
        taken = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module}
        taken |= {each.name for one in ast.walk(tree) if isinstance(one, ast.Import) for each in one.names}
        assert {one for one in taken if one.split(".")[0] == "django"} == {"django.utils.translation"}, name


def _run_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of a module or class body that are not inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _run_at_import(child)


def test_no_word_is_translated_when_a_module_is_imported() -> None:
    """It would stay in the language of whoever came first."""
    translating = {"_", "gettext", "ngettext", "pgettext", "npgettext", "label", "row_label", "row_meaning"}
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources("finder", "centers", "trials")
        for call in _run_at_import(ast.parse(path.read_text(encoding="utf-8")))
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in translating
    ]
    assert not found


def test_every_registry_has_recorded_examples() -> None:
    bare = [slug for slug in slugs() if not any((ROOT / "tests/examples/registries" / slug).glob("*.json"))]
    assert not bare


def test_nothing_is_read_from_outside_the_project() -> None:
    # Spelled in two halves, or this file would find itself.
    outside = re.compile(r"\.\./" + r"shared|/work" + r"/|\bshared" + r"/(?:gold|registry|seeds|centers)")
    files = [*sources("finder", "trials", "tests"), *(ROOT / "script").iterdir(), ROOT / ".ci/run", ROOT / "Dockerfile"]
    assert not [str(path.relative_to(ROOT)) for path in files if path.is_file() and outside.search(path.read_text())]


def test_no_test_uses_an_id_that_the_registry_could_issue() -> None:
    real = re.compile(r"NCT(?!99)\d{8}")
    folders = ("tests",)
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".json", ".toml"}
    ]
    found = {str(path.relative_to(ROOT)): real.findall(path.read_text(encoding="utf-8")) for path in files}
    assert not {path: ids for path, ids in found.items() if ids}


def test_the_commands_that_others_rely_on_exist() -> None:
    commands = get_commands()
    assert set(commands) >= PROMISED
    for name in PROMISED:
        assert load_command_class(str(commands[name]), name).help


@pytest.mark.parametrize("page", ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md"))])
def test_every_command_and_file_a_page_names_exists(page: str) -> None:
    text = read(page)
    commands = get_commands()
    assert [name for name in re.findall(r"manage\.py ([a-z_]+)", text) if name not in commands] == []
    assert [name for name in re.findall(r"(?<![\w/])(?:script|\.ci)/[a-z_]+", text) if not (ROOT / name).exists()] == []
    folder = (ROOT / page).parent
    links = [
        link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", ["script/messages", "script/serve", "script/test", ".ci/run", "manage.py"])
def test_what_is_meant_to_be_run_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["script/messages", "script/serve", "script/test", "script/venv.sh", ".ci/run"])
def test_the_shell_reads_it(name: str) -> None:
    assert subprocess.run(["bash", "-n", str(ROOT / name)], capture_output=True).returncode == 0


def test_every_variable_that_settings_read_is_explained() -> None:
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', read("finder/settings.py")))
    page, example = read("docs/operations.md"), read(".env.example")
    assert names
    assert not {name for name in names if f"`{name}`" not in page}
    assert not {name for name in names - {"DEBUG"} if name not in example}
