"""`provenote doctor`: what would stop a run, told before it does, each with its fix."""

import json
import shutil
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pipeline.cli.machine import Check, dependency, room, terminal
from pipeline.domain import Json
from pipeline.models.features import Features, Memory
from pipeline.models.local import MODEL
from pipeline.writers.hold import held
from tests.cli.command import Command, Ran
from tests.cli.listing import PAGE, Said, answered, listed, refused, serving

ROOT = Path(__file__).parent.parent.parent
KEY = "the-key-of-this-test"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run would write here."""
    monkeypatch.chdir(tmp_path)


def checks(ran: Ran) -> dict[str, Check]:
    """What was found, by the name of what was looked at; the exit code fits it."""
    found = [Check(**one) for one in json.loads(ran.out)]
    assert ran.err == ""
    assert ran.code == any(one.outcome == "fail" for one in found)
    assert all(bool(one.fix) == (one.outcome != "ok") for one in found)
    return {one.name: one for one in found}


def failed(ran: Ran) -> Check:
    """The one check that failed."""
    (found,) = (one for one in checks(ran).values() if one.outcome == "fail")
    return found


# --- well --------------------------------------------------------------------------------------


def test_a_machine_that_can_run_is_told_so(
    provenote: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every check has its line; nothing failed, so exit 0, and nothing is left behind."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    with serving(listed("tiny", "big")) as url:
        ran = provenote("doctor", "--base-url", url, "--ask", "tiny", "--record", "kept")

    assert (ran.code, ran.err) == (0, "")
    lines = dict(row.split(": ", 1) for row in ran.out.splitlines())
    assert lines["ok       endpoint"] == f"{url} lists 2 models"
    assert lines["ok       model tiny"] == "tiny answers in the form json_schema, and tells chances"
    for name in ("python", "dependencies", "grammar", "key", "prices", "policy", "recordings"):
        assert lines[f"ok       {name}"]
    for home in (ROOT / "prompts").iterdir():
        assert "its schema be sent" in lines[f"ok       prompt {home.name}"]
    assert lines["warning  local model"].endswith("fetch it with: provenote models pull")
    assert KEY not in ran.out
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_without_any_model_there_are_warnings_alone(provenote: Command) -> None:
    """Replaying and checking need neither key nor endpoint nor weights."""
    found = checks(provenote("doctor", "--json"))

    assert {name for name, one in found.items() if one.outcome == "warning"} >= {
        "key",
        "endpoint",
        "local model",
    }
    assert found["key"].fix == "set OPENAI_API_KEY"


# --- who answers -------------------------------------------------------------------------------


def test_what_a_model_takes_is_found_out_anew_and_remembered(
    provenote: Command, tmp_path: Path
) -> None:
    """An endpoint that learned since is asked in the strictest form again, and the other way."""
    asked: list[Json] = []
    takes = {"json_object"}

    def answer(body: dict[str, Json]) -> Said:
        form = body.get("response_format")
        assert isinstance(form, dict)
        asked.append(form["type"])
        return answered() if form["type"] in takes else refused(400)

    memory = tmp_path / "models" / "endpoints.json"
    with serving(listed("tiny"), answer) as url:
        Memory(memory).keep(url, "tiny", Features("text", chances=True))
        first = provenote("doctor", "--base-url", url, "--ask", "tiny", "--json")
        then = Memory(memory).recall(url, "tiny")
        takes.add("json_schema")
        second = provenote("doctor", "--base-url", url, "--ask", "tiny", "--json")

    now = Memory(memory).recall(url, "tiny")
    assert "in the form json_object" in checks(first)["model tiny"].message
    assert "in the form json_schema, and tells chances" in checks(second)["model tiny"].message
    assert then
    assert then.form == "json_object"
    assert now == Features("json_schema", chances=True)
    assert (asked[0], asked[-2:]) == ("json_schema", ["json_object", "json_schema"])


@pytest.mark.parametrize(
    ("models", "said", "fix"),
    [
        (refused(401), "endpoint: {url} refused the key (401)", "set OPENAI_API_KEY to one"),
        (PAGE, "endpoint: {url} did not answer like a chat model", "check the base url"),
        (refused(404), "endpoint: {url} did not answer like a chat model", "ends in /v1"),
        (refused(503), "endpoint: {url} broke down", "try again later"),
    ],
)
def test_what_is_wrong_with_an_endpoint_is_one_line_with_the_fix(
    provenote: Command, monkeypatch: pytest.MonkeyPatch, models: Said, said: str, fix: str
) -> None:
    """An expired key, a web page: told as what they are, and never with the key."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    with serving(models) as url:
        ran = provenote("doctor", "--base-url", url)

    (line,) = (row for row in ran.out.splitlines() if row.startswith("fail"))
    assert said.format(url=url) in line
    assert fix in line
    assert (ran.code, KEY in ran.out) == (1, False)


@pytest.mark.parametrize(
    ("url", "message", "fix"),
    [
        ("127.0.0.1:8080/v1", "is not a base url", "write it like http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:9/v1", "cannot reach", "check that it is running"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(
    provenote: Command, url: str, message: str, fix: str
) -> None:
    """No scheme, nobody there."""
    found = failed(provenote("doctor", "--base-url", url, "--json"))

    assert (found.name, message in found.message, fix in found.fix) == ("endpoint", True, True)


@pytest.mark.parametrize(
    ("answer", "message", "fix"),
    [
        (refused(404), "knows no model tiny (404)", "check --model"),
        (refused(400), "refused the request to tiny", "JSON-schema answers"),
        (answered("Ice, of course!"), "and said 'Ice, of course!'", "use a model that keeps to"),
        (answered('{"answer": "perhaps"}'), "and said", "use a model that keeps to"),
        (answered(""), "and said 'nothing'", "use a model that keeps to"),
        (PAGE, "did not answer like a chat model", "check the base url"),
    ],
)
def test_a_model_that_cannot_be_used_is_told(
    provenote: Command, answer: Said, message: str, fix: str
) -> None:
    """One that does not exist, or that only chats: found by one small question."""
    with serving(listed("tiny"), lambda _: answer) as url:
        found = failed(provenote("doctor", "--base-url", url, "--ask", "tiny", "--json"))

    assert found.name == "model tiny"
    assert message in found.message
    assert fix in found.fix


def test_a_key_that_no_header_holds_is_told_and_not_shown(
    provenote: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted with a letter too many."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-clé")

    ran = provenote("doctor", "--json")

    assert checks(ran)["key"].fix == "set OPENAI_API_KEY again"
    assert "sk-" not in ran.out


def test_weights_that_broke_off_are_told(provenote: Command, tmp_path: Path) -> None:
    """A download that was cut is a fault; one that never was is none."""
    (tmp_path / "models" / MODEL.name).write_bytes(b"GGUF")

    found = failed(provenote("doctor", "--json"))

    assert found.name == "local model"
    assert "holds 4 bytes instead of" in found.message
    assert found.fix == "fetch it with: provenote models pull"


def test_asking_a_local_model_that_is_not_there_is_told(provenote: Command) -> None:
    """--ask local serves the weights first; without them, or their engine, it says what to do."""
    found = failed(provenote("doctor", "--ask", "local", "--json"))

    assert found.name == "model local"
    assert "provenote" in found.fix


# --- what it is told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("summary/schema.json", '{"type": "array", "items": {"type": "string"}}', "beyond strict"),
        ("extract/schema.json", '{"type": ', "is not JSON"),
        ("position/prompt.md", "--- user ---\n{{ wether }}\n--- repair ---\nAgain.", "'wether'"),
        ("extract/prompt.md", "--- user ---\n{{ artcle }}\n--- repair ---\nAgain.", "'artcle'"),
        ("summary/prompt.md", "--- user ---\n{{ 1 / 0 }}\n--- repair ---\nAgain.", "filled in"),
        ("summary/prompt.md", "--- user ---\nHello", "no repair turn"),
    ],
)
def test_a_prompt_that_a_run_would_stumble_over_is_told(
    provenote: Command, tmp_path: Path, file: str, content: str, message: str
) -> None:
    """Template and schema of one's own are tried as a run tries them; the good ones pass."""
    folder = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))
    (folder / file).write_text(content, "utf-8")

    found = failed(provenote("doctor", "--prompts", folder, "--json"))

    assert found.name == f"prompt {file.partition('/')[0]}"
    assert message in found.message


def test_every_problem_of_a_schema_is_told(provenote: Command, tmp_path: Path) -> None:
    """What a run tells one at a time, the doctor tells at once."""
    folder = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))
    schema = folder / "position" / "schema.json"
    told = json.loads(schema.read_text("utf-8"))
    told["properties"]["holder"]["minLength"] = 1
    told["properties"]["things"]["uniqueItems"] = True
    schema.write_text(json.dumps(told), "utf-8")

    ran = provenote("doctor", "--prompts", folder)

    (line,) = (row for row in ran.out.splitlines() if row.startswith("fail"))
    for path in ("$.properties.holder.minLength: ", "$.properties.things.uniqueItems: "):
        assert path in line


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--prices", "[models]\nx = 3", "cannot be used"),
        ("--policy", "[speaker]\nfail = 'supported'", "cannot be supported"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    provenote: Command, tmp_path: Path, option: str, content: str, message: str
) -> None:
    """Prices and policy of one's own."""
    (tmp_path / "mine.toml").write_text(content, "utf-8")

    found = failed(provenote("doctor", option, "mine.toml", "--json"))

    assert (found.name, message in found.message) == (option.removeprefix("--"), True)


# --- where it writes ---------------------------------------------------------------------------


def test_a_folder_that_another_run_holds_is_told(provenote: Command, tmp_path: Path) -> None:
    """Who holds it, and what to do."""
    with held(tmp_path / "out"):
        found = failed(provenote("doctor", "-o", "out", "--json"))

    assert found.name == "output"
    assert "out is in use by process " in found.message
    assert "-o" in found.fix


@pytest.mark.parametrize(("option", "name"), [("-o", "output"), ("--record", "recordings")])
def test_a_place_where_nothing_can_be_written_is_told(
    provenote: Command, tmp_path: Path, option: str, name: str
) -> None:
    """A file lies where the folder should; nothing is lost of it."""
    (tmp_path / "taken").write_text("mine", "utf-8")

    found = failed(provenote("doctor", option, "taken", "--json"))

    assert found.name == name
    assert "cannot write into taken" in found.message
    assert option in found.fix
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("free", "outcome"),
    [(10**9, "ok"), (10**9 - 1, "warning"), (10**8, "warning"), (10**8 - 1, "fail"), (0, "fail")],
)
def test_a_full_disk_is_told_before_it_is_full(free: int, outcome: str) -> None:
    """Under a gigabyte is a warning, under a tenth of one a fault."""
    assert room("disk", Path("out"), free).outcome == outcome


# --- the installation --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "outcome", "message"),
    [
        ("cranes>=2,<3", "ok", "2.5"),
        ("cranes>=3", "fail", "it is 2.5, and provenote needs >=3"),
        ("no-such-cranes", "fail", "it is not installed"),
    ],
)
def test_a_package_outside_its_range_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wanted: str, outcome: str, message: str
) -> None:
    """As an upgrade of something else may leave it; the fix is a command to copy."""
    home = tmp_path / "cranes-2.5.dist-info"
    home.mkdir()
    (home / "METADATA").write_text("Metadata-Version: 2.1\nName: cranes\nVersion: 2.5\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    found = dependency(Requirement(wanted))

    assert (found.outcome, found.message) == (outcome, message)
    assert found.fix == ("" if outcome == "ok" else f"run: pip install '{Requirement(wanted)}'")


@pytest.mark.parametrize(
    ("encoding", "outcome"), [("utf-8", "ok"), ("UTF8", "ok"), ("cp1252", "warning")]
)
def test_a_terminal_that_lacks_letters_is_told(encoding: str, outcome: str) -> None:
    """Names and quotes of articles are in every script."""
    assert terminal(encoding).outcome == outcome
