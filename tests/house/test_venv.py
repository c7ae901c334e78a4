"""`script/venv.sh`: an environment made once, made again when the lock changed or the last try broke off. No network:
the locks here name nothing, or something that no index is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK, DEV = "requirements.lock", "requirements-dev.lock"
NOT_TO_BE_HAD = "no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write(folder, LOCK, "# nothing\n")
    write(folder, DEV, "# nothing for developers\n")
    done = make(folder, LOCK, DEV)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def checkout(tmp_path: Path, made: Path) -> Path:
    """A checkout whose venv holds requirements.lock."""
    shutil.copytree(made, tmp_path / "checkout", symlinks=True)
    return tmp_path / "checkout"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def make(folder: Path, *locks: str, path: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    script = f"set -euo pipefail; . {ROOT / 'script/venv.sh'}; make_venv {' '.join(locks)}"
    home = folder / "home"
    home.mkdir(exist_ok=True)
    # The Python that runs the tests, not a version manager's stand-in for it, which needs its own HOME.
    python = {"PYTHON": getattr(sys, "_base_executable", sys.executable)}
    clean = {"PATH": path or os.environ["PATH"], "HOME": str(home), "PIP_NO_INDEX": "1", **python, **env}
    return subprocess.run(["bash", "-c", script, "script/serve"], cwd=folder, env=clean, capture_output=True, text=True)


def test_a_first_start_makes_it_and_a_second_has_nothing_to_do(checkout: Path) -> None:
    assert (checkout / ".venv" / LOCK).read_text() == "# nothing\n"
    second = make(checkout, LOCK, DEV)
    assert (second.returncode, second.stderr) == (0, "")


def test_a_lock_that_changed_is_installed(checkout: Path) -> None:
    write(checkout, LOCK, "# nothing else\n")
    assert "requirements.lock" in make(checkout, LOCK, DEV).stderr
    assert (checkout / ".venv" / LOCK).read_text() == "# nothing else\n"


def test_an_installation_that_broke_off_is_done_again(checkout: Path) -> None:
    write(checkout, LOCK, NOT_TO_BE_HAD)
    for _ in range(2):
        done = make(checkout, LOCK, DEV)
        assert done.returncode == 1
        assert "did not finish" in done.stderr
    assert not (checkout / ".venv" / LOCK).exists()


def test_a_developers_environment_serves_too(checkout: Path) -> None:
    assert make(checkout, DEV).returncode == 0
    assert (checkout / ".venv" / DEV).exists()
    assert make(checkout, LOCK, DEV).stderr == ""


def test_a_serving_environment_is_no_developers(checkout: Path) -> None:
    assert "requirements-dev.lock" in make(checkout, DEV).stderr


def test_a_half_made_environment_is_made_anew(checkout: Path) -> None:
    (checkout / ".venv/bin/python").unlink()
    assert "Making .venv" in make(checkout, LOCK, DEV).stderr
    assert (checkout / ".venv" / LOCK).exists()


def test_where_no_python_is_new_enough_it_says_what_to_install(tmp_path: Path) -> None:
    write(tmp_path, LOCK, "")
    only_shell = tmp_path / "bin"
    only_shell.mkdir()
    (only_shell / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    done = make(tmp_path, LOCK, path=str(only_shell), PYTHON="")
    assert done.returncode == 1
    assert "apt install python3 python3-venv" in done.stderr


def test_where_venv_is_missing_it_says_what_to_install(tmp_path: Path) -> None:
    write(tmp_path, LOCK, "")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = make(tmp_path, LOCK, PYTHON=str(python))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()
