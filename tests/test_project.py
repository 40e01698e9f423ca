"""What the project promises about itself."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
SHIPPED = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "pipeline").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)
READ_BY_PEOPLE = [path for path in SHIPPED if path.suffix in {".py", ".js", ".css", ".html"}]


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=str)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    """A file that no longer fits a reader's head is two files."""
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 500


def test_what_is_wanted_is_pinned() -> None:
    """Every dependency, of users and of developers, has one version in the lock, in its range."""
    pins = {
        (pin := Requirement(line)).name: pin
        for line in LOCK.splitlines()
        if line and not line.lstrip().startswith("#")
    }
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    for requirement in map(Requirement, wanted):
        (version,) = [spec.version for spec in pins[requirement.name].specifier]
        assert version in requirement.specifier, requirement.name


def test_the_lock_names_no_place() -> None:
    """Pins hold wherever packages come from: no index, no host, no path."""
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.]+(?: ; .+)?", line), line
    assert "://" not in LOCK


def test_the_version_has_an_entry_in_the_changelog() -> None:
    """A reader of the changelog finds the version that is installed."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## [{PROJECT['project']['version']}]" in changes


def test_the_wheel_brings_all_that_a_run_reads(tmp_path: Path) -> None:
    """Prompts, schemas and the page's parts are inside, where the package looks for them."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", tmp_path], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("provenote-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("pipeline/") and not name.endswith("/")
        }
    expected = {path.as_posix(): (ROOT / path).read_bytes() for path in SHIPPED} | {
        f"pipeline/_data/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for path in (ROOT / "prompts").rglob("*")
        if path.is_file()
    }
    assert any(name.startswith("pipeline/_data/prompts/extract/") for name in inside)
    assert inside == expected
