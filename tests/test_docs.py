"""What the documents say can be done can be done."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from pipeline.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "outputs" / "README.md",
    *sorted((ROOT / "docs").glob("**/*.md")),
]
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    """A page by its place in the repository."""
    return path.relative_to(ROOT).as_posix()


def commands(page: Path) -> Iterator[list[str]]:
    """Every command of ours in a page: in its fenced blocks, and in its running text.

    The running text of docs/ may speak of what is planned.
    """
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(FENCE.findall(text)).replace("\\\n", " ")
    inline = re.findall(r"(?<!`)`((?:make|provenote) [^`\n]+)`", FENCE.sub("", text))
    planned = page.parent.name == "docs"
    for line in [*blocks.splitlines(), *([] if planned else inline)]:
        bare = re.sub(r"^\$ ", "", line.strip())
        for part in bare.split(" && "):
            words = shlex.split(part, comments=True)
            if words and words[0] in {"make", "provenote"}:
                yield words


COMMANDS = [(named(page), " ".join(words), words) for page in PAGES for words in commands(page)]


def test_there_are_commands_to_look_at() -> None:
    """The README shows both programs, or the test below proves nothing."""
    shown = {words[0] for page, _, words in COMMANDS if page == "README.md"}

    assert shown == {"make", "provenote"}


@pytest.mark.parametrize(
    ("page", "line", "words"), COMMANDS, ids=[f"{page}: {line}" for page, line, _ in COMMANDS]
)
def test_documented_command_is_real(page: str, line: str, words: list[str]) -> None:
    """Every target, command and option that a reader may copy exists."""
    program, *rest = words
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert {word for word in rest if "=" not in word} <= set(targets), (page, line)
        return
    command = get_command(app)
    while rest and isinstance(command, TyperGroup) and not rest[0].startswith("-"):
        assert rest[0] in command.commands, (page, line)
        command = command.commands[rest.pop(0)]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    used = {word.split("=")[0] for word in rest if word.startswith("-") and word != "-"}
    assert used <= known | {"--help"}, (page, line)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links() -> Iterator[tuple[str, str]]:
    """Every link of the pages that leads into the repository."""
    for page in PAGES:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", target):
                yield named(page), target


@pytest.mark.parametrize(("page", "target"), sorted(set(links())))
def test_link_leads_somewhere(page: str, target: str) -> None:
    """No reader follows a link to a file or a heading that is not there."""
    place, _, anchor = target.partition("#")
    path = (ROOT / page).parent / place if place else ROOT / page

    assert path.exists()
    if anchor:
        headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
        assert anchor in map(slug, headings)


def test_the_map_names_every_file() -> None:
    """A newcomer finds each module of the package in the architecture page."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "pipeline").glob("*.py")} - {"__init__.py"}
    folders = {
        f"{path.name}/"
        for path in (ROOT / "pipeline").iterdir()
        if path.is_dir() and not path.name.startswith("_")
    }

    assert {name for name in modules | folders if f"`{name}`" not in text} == set()


def test_the_readme_leaves_no_gap() -> None:
    """No word that stands for a text still to be written."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert not re.search(r"\bTODO\b|\bTBD\b|\bXXX\b|\bFIGURES\b", text)
