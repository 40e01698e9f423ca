"""`provenote models`: what is reachable, and what is known of it."""

import json
from pathlib import Path

import pytest

from pipeline.models.features import Features, Memory
from pipeline.models.local import MODEL
from tests.cli.command import Command, Ran
from tests.cli.listing import PAGE, listed, refused, serving

ROOT = Path(__file__).parent.parent.parent
OURS = "fixtures/recordings"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No recordings lie here."""
    monkeypatch.chdir(tmp_path)


def line(ran: Ran, kind: str) -> str:
    """The one line about a kind of place; the command never fails for what it finds."""
    assert (ran.code, ran.err) == (0, "")
    (found,) = (one for one in ran.out.splitlines() if one.startswith(kind))
    return found


def test_each_model_is_told_with_what_was_found_out_and_its_price(
    provenote: Command, tmp_path: Path
) -> None:
    """Known, unknown and no longer listed models: nothing is guessed of what was never asked."""
    with serving(listed("gpt-4.1-mini", "tiny")) as url:
        memory = Memory(tmp_path / "models" / "endpoints.json")
        memory.keep(url, "tiny", Features("json_object", chances=False))
        memory.keep(url, "retired", Features("json_schema", chances=True))
        memory.keep("http://other/v1", "stranger", Features())
        ran = provenote("models", "--base-url", url)
        told = json.loads(provenote("models", "--base-url", url, "--json").out)

    assert line(ran, "endpoint") == f"endpoint {url}: 3 models"
    rows = {row.split()[0]: " ".join(row.split()[1:]) for row in ran.out.splitlines()}
    assert rows["gpt-4.1-mini"] == "not asked yet not asked yet 0.4 in, 1.6 out"
    assert rows["tiny"] == "json_object not told unknown"
    assert rows["retired"] == "json_schema told unknown"
    assert "stranger" not in ran.out
    assert [one["kind"] for one in told] == ["endpoint", "local"]
    assert told[0]["models"][:2] == [
        {
            "name": "gpt-4.1-mini",
            "form": None,
            "chances": None,
            "price": {"input": 0.4, "output": 1.6, "cached": 0.1},
        },
        {"name": "tiny", "form": "json_object", "chances": False, "price": None},
    ]


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        (refused(401), "set OPENAI_API_KEY to one it accepts"),
        (refused(403), "use another key"),
        (refused(404), "check the base url"),
        (refused(500), "try again later"),
        (PAGE, "check the base url"),
        ((200, '{"data": [{"name": "x"}]}'), "check the base url"),
        ((200, '{"data": [{"id'), "check the base url"),
    ],
)
def test_an_endpoint_that_gives_no_list_is_a_line_with_the_fix(
    provenote: Command,
    monkeypatch: pytest.MonkeyPatch,
    said: tuple[int, str],
    fix: str,
) -> None:
    """A wrong key or a web page keeps nobody from seeing the rest; the key is not shown."""
    monkeypatch.setenv("OPENAI_API_KEY", "the-key-of-this-test")

    with serving(said) as url:
        ran = provenote("models", "--base-url", url)

    assert url in line(ran, "endpoint: ")
    assert fix in line(ran, "endpoint: ")
    assert line(ran, "local ")
    assert "the-key" not in ran.out


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/v1", "cannot reach http://127.0.0.1:9/v1; check that it is running"),
        ("127.0.0.1:9/v1", "is not a base url; write it like http://"),
        ("", "none is named; set OPENAI_API_KEY, or name one with --base-url"),
    ],
)
def test_no_endpoint_is_a_line_too(provenote: Command, url: str, said: str) -> None:
    """Nobody there, no address, none named: what to do stands in the list."""
    assert said in line(provenote("models", "--base-url", url), "endpoint: ")


def test_names_from_an_endpoint_come_out_inert(provenote: Command) -> None:
    """A name that holds a terminal escape, markup or a line break cannot change what is shown."""
    with serving(listed("\x1b[2Jwiped", "[red]x[/red]", "two\nlines")) as url:
        ran = provenote("models", "--base-url", url)

    assert "⟦U+001B⟧[2Jwiped" in ran.out
    assert "[red]x[/red]" in ran.out
    assert "two ⏎ lines" in ran.out
    assert "\x1b[2J" not in ran.out


def test_a_long_name_is_shown_to_its_end(provenote: Command) -> None:
    """What is to be copied after --model is not cut short."""
    name = "publisher/" + "large-" * 12 + "instruct"

    with serving(listed(name)) as url:
        ran = provenote("models", "--base-url", url)

    assert name in "".join(row.split()[0] for row in ran.out.splitlines()[2:])


def test_the_local_model_is_told_with_the_fix(provenote: Command, tmp_path: Path) -> None:
    """Weights that are not there, or broke off: how to have them."""
    weights = tmp_path / "models" / MODEL.name

    missing = provenote("models")
    weights.write_bytes(b"GGUF")
    broken = provenote("models")

    assert f"there are no weights at {weights}; fetch it with: provenote" in line(missing, "local ")
    assert "holds 4 bytes instead of 1,117,320,768; fetch it" in line(broken, "local ")


def test_recordings_are_counted(provenote: Command, tmp_path: Path) -> None:
    """How many answers of which model and prompt; damaged ones and missing folders are told."""
    (tmp_path / "kept" / "support").mkdir(parents=True)
    (tmp_path / "kept" / "support" / "0a.json").write_text('{"key": "0', "utf-8")
    folders = ("--recordings", ROOT / OURS, "--recordings", "kept", "--recordings", "none")

    ran = provenote("models", *folders)

    number = {home.name: len([*home.iterdir()]) for home in sorted((ROOT / OURS).iterdir())}
    prompts = ", ".join(f"{n} of prompt {name}" for name, n in number.items())
    total = f"{sum(number.values())} answers of {MODEL.name}"
    assert line(ran, f"recordings {ROOT}").endswith(f"recordings: {total}: {prompts}")
    assert line(ran, "recordings kept").endswith(
        "no answers; 1 damaged, see: provenote recordings check"
    )
    assert "there is no folder of recordings at none" in line(ran, "recordings none")


def test_the_recordings_of_a_checkout_are_found(
    provenote: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the repository its own recordings are listed without being named."""
    monkeypatch.chdir(ROOT)

    assert MODEL.name in line(provenote("models"), f"recordings {OURS}")
