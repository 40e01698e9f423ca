"""What could not run says so in one sentence, exits 2 and writes nothing."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline.domain import Json
from tests.cli.command import Command, one_sentence
from tests.newsroom import CRANES, FEES, endpoint

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("model", [(), ("--model", "gpt-none"), ("--model", "local")])
def test_without_a_model_the_three_choices_are_told(
    provenote: Command, cranes: Path, tmp_path: Path, model: tuple[str, ...]
) -> None:
    """No key, no recording, no local model: one sentence says what each of the three would take."""
    output = tmp_path / "out"

    said = one_sentence(provenote("run", cranes, "-o", output, *model), output)

    for choice in ("OPENAI_API_KEY", "--replay", "provenote models pull"):
        assert choice in said


def test_a_missing_path_is_named(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """A slip in a path is told before anything is asked or written, good paths beside it or not."""
    missing, output = tmp_path / "artcles", tmp_path / "out"

    ran = provenote("run", cranes, missing, "-o", output, *tiny)

    assert str(missing) in one_sentence(ran, output)


def test_an_unknown_prompts_folder_is_named(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """A slip in --prompts names the folder."""
    folder, output = tmp_path / "my prompts", tmp_path / "out"

    ran = provenote("run", cranes, "-o", output, "--prompts", folder, *tiny)

    assert str(folder) in one_sentence(ran, output)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("summary/schema.json", '{"type": ', "schema.json is not JSON"),
        ("summary/schema.json", '{"type": "text"}', "schema.json is not a JSON schema"),
        ("position/strict.json", '{"$ref": "#/$defs/none"}', "#/$defs/none"),
        ("position/prompt.md", "--- user ---\n{% if %}", "prompt.md, line 2"),
        ("position/prompt.md", "--- user ---\n{{ wether }}\n--- repair ---\nAgain.", "'wether'"),
        ("position/prompt.md", "--- user ---\n{{ cue / 2 }}", "the prompt position"),
        ("position/prompt.md", "no turn at all", "'--- system ---'"),
        ("position/strict.json", '{"type": "object", "maxProperties": 9}', None),
    ],
)
def test_a_broken_prompt_is_named(
    provenote: Command, cranes: Path, tmp_path: Path, file: str, content: str, said: str | None
) -> None:
    """Template and schema of one's own: what is wrong with which, and no traceback."""
    folder, output = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts")), tmp_path / "out"
    (folder / file).write_text(content, "utf-8")

    with endpoint(lambda *_: (200, {})) as url:
        asked = ("--model", "tiny", "--base-url", url, "--ask", "steps")
        ran = provenote("run", cranes, "-o", output, "--prompts", folder, *asked)

    if said is None:  # a schema that lets anything through: the answer has no field that is read
        said = "the schema of the prompt position lets through what cannot be read"
    assert said in one_sentence(ran, output)


LOOSE = """{"type": "object", "properties": {"text": {"type": "string", "minLength": 1},
"numbers": {"type": "array", "items": {"type": "integer"}, "uniqueItems": true}},
"required": ["text", "numbers"], "additionalProperties": false}"""


def test_a_schema_that_strict_mode_refuses_is_told_before_anything_is_asked(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """Prompt, path and fix in one sentence, and nothing is refused in the midst of a run."""
    folder, output = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts")), tmp_path / "out"
    (folder / "summary" / "schema.json").write_text(LOOSE, "utf-8")
    asked = []

    def noting(prompt: str, _: str) -> tuple[int, Json]:
        asked.append(prompt)
        return 400, "schema"

    with endpoint(noting) as url:
        to = ("--model", "tiny", "--base-url", url, "--ask", "steps", "--prompts", folder)
        ran = provenote("run", cranes, "-o", output, *to)

    said = one_sentence(ran, output)
    assert "the prompt summary cannot be sent: $.properties.text.minLength: " in said
    assert "strict.json" in said
    assert "1 more: see provenote doctor" in said
    assert asked == []


@pytest.mark.parametrize("prompt", ["relate", "narrative"])
def test_the_schemas_of_what_is_asked_last_are_measured_first(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path, prompt: str
) -> None:
    """A run that is to relate claims or write prose is not stopped when all else is paid for."""
    folder, output = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts")), tmp_path / "out"
    (folder / prompt / "schema.json").write_text(LOOSE, "utf-8")

    ran = provenote("run", cranes, "-o", output, *tiny, f"--{prompt}", "--prompts", folder)

    assert f"the prompt {prompt} cannot be sent: " in one_sentence(ran, output)
    assert not output.exists()


def test_a_run_has_to_ask_somebody(provenote: Command, cranes: Path, tmp_path: Path) -> None:
    """Where the checks alone are wanted `verify` has them; no endpoint is asked for a "none"."""
    ran = provenote(
        "run", cranes, "-o", tmp_path / "out", "--model", "none", "--base-url", "http://x"
    )

    assert "name one with --model" in one_sentence(ran, tmp_path / "out")


def test_a_folder_that_may_not_be_looked_into_is_named(
    provenote: Command, monkeypatch: pytest.MonkeyPatch, cranes: Path, tmp_path: Path
) -> None:
    """The rights are told, whoever finds out; as root there are no such folders."""
    shut = tmp_path / "shut"
    look = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.is_relative_to(shut):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)

    ran = provenote("run", cranes, "-o", tmp_path / "out", *REPLAY, shut / "kept")

    said = one_sentence(ran, tmp_path / "out")
    assert f"{shut / 'kept'}: permission denied; check its permissions" in said


def test_a_schema_is_not_measured_for_a_replay(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """Recordings of an endpoint that takes more than strict mode can be replayed for ever."""
    folder, output = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts")), tmp_path / "out"
    (folder / "summary" / "schema.json").write_text(LOOSE, "utf-8")
    (tmp_path / "kept").mkdir()

    ran = provenote("run", cranes, "-o", output, "--prompts", folder, *REPLAY, tmp_path / "kept")

    assert "no recorded reply for cranes" in one_sentence(ran, output)


def test_an_unreachable_endpoint_is_named(provenote: Command, cranes: Path, tmp_path: Path) -> None:
    """Nobody listens there: the URL is told, and what to look at."""
    output = tmp_path / "out"
    url = "http://127.0.0.1:9/v1"

    ran = provenote("run", cranes, "-o", output, "--model", "tiny", "--base-url", url)

    said = one_sentence(ran, output)
    assert f"cannot reach {url}" in said
    assert "check that it is running" in said


@pytest.mark.parametrize(
    ("status", "told"), [(401, "OPENAI_API_KEY"), (403, "--model"), (404, "tiny")]
)
def test_an_endpoint_that_says_no_is_named(
    provenote: Command,
    monkeypatch: pytest.MonkeyPatch,
    cranes: Path,
    tmp_path: Path,
    status: int,
    told: str,
) -> None:
    """A wrong key or model: the sentence names what to set, and not the key."""
    monkeypatch.setenv("OPENAI_API_KEY", "the-wrong-key-of-this-test")
    output = tmp_path / "out"

    with endpoint(lambda *_: (status, "no: the-wrong-key-of-this-test")) as url:
        ran = provenote("run", cranes, "-o", output, "--model", "tiny", "--base-url", url)

    said = one_sentence(ran, output)
    assert told in said
    assert url in said
    assert "the-wrong-key" not in said


def test_the_endpoint_may_be_named_in_the_environment(
    provenote: Command,
    monkeypatch: pytest.MonkeyPatch,
    tiny: tuple[str, ...],
    cranes: Path,
    tmp_path: Path,
) -> None:
    """OPENAI_BASE_URL does what --base-url does, as everywhere."""
    monkeypatch.setenv("OPENAI_BASE_URL", tiny[3])

    ran = provenote("run", cranes, "-o", tmp_path / "o", "--model", "tiny", "--ask", "steps")

    assert ran.code == 0


# --- recordings ------------------------------------------------------------------------


@pytest.fixture
def kept(provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path) -> Path:
    """Recordings of the article."""
    folder = tmp_path / "kept"
    assert provenote("run", cranes, "-o", tmp_path / "once", "--record", folder, *tiny).code == 0
    return folder


REPLAY = ("--model", "tiny", "--ask", "steps", "--replay")


@pytest.mark.parametrize("name", ["position", "summary"])
def test_a_changed_word_of_a_prompt_makes_replay_fail(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path, name: str
) -> None:
    """Stale recordings are never taken for answers to the new prompt; the prompt is named."""
    folder, output = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts")), tmp_path / "out"
    template = folder / name / "prompt.md"
    words = template.read_text("utf-8")
    template.write_text(words.replace("news article", "news report", 1), "utf-8")
    assert words != template.read_text("utf-8")

    ran = provenote("run", cranes, "-o", output, "--prompts", folder, *REPLAY, kept)

    said = one_sentence(ran, output)
    assert f"prompt {name} for cranes are stale" in said
    assert "the prompt changed" in said
    assert "--record" in said


def test_a_changed_article_makes_replay_fail(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path
) -> None:
    """An answer about other words is no answer about these."""
    cranes.write_text(CRANES.replace("four oldest", "five oldest"), "utf-8")

    ran = provenote("run", cranes, "-o", tmp_path / "out", *REPLAY, kept)

    assert "the article changed" in one_sentence(ran, tmp_path / "out")


def test_another_model_makes_replay_fail(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path
) -> None:
    """What one model said is not passed off as another's."""
    ran = provenote(
        "run", cranes, "-o", tmp_path / "o", "--model", "x", "--ask", "steps", "--replay", kept
    )

    assert "the model changed since (tiny then, x now)" in one_sentence(ran, tmp_path / "o")


def test_a_missing_recording_is_named(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path
) -> None:
    """An article that was never recorded: its name, its prompt, and how to record it."""
    other = cranes.with_name("fees.txt")
    other.write_text(FEES, "utf-8")

    said = one_sentence(
        provenote("run", cranes, other, "-o", tmp_path / "out", *REPLAY, kept), tmp_path / "out"
    )

    assert "no recorded reply for fees" in said
    assert "--record" in said


def test_a_missing_folder_of_recordings_is_named(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """A slip in --replay names the folder."""
    ran = provenote("run", cranes, "-o", tmp_path / "out", *REPLAY, tmp_path / "kep")

    assert str(tmp_path / "kep") in one_sentence(ran, tmp_path / "out")


def test_replay_and_record_exclude_each_other(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """Both at once has no sense that one could guess."""
    ran = provenote(
        "run", cranes, "-o", tmp_path / "out", "--replay", tmp_path, "--record", tmp_path
    )

    said = one_sentence(ran, tmp_path / "out")
    assert "--replay" in said
    assert "--record" in said


def test_an_output_folder_that_cannot_be_is_named(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """A file stands where the folder should: the sentence names it, and it is left as it was."""
    blocked = tmp_path / "notes"
    blocked.write_text("mine", "utf-8")

    ran = provenote("run", cranes, "-o", blocked, *tiny)

    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert str(blocked) in ran.err
    assert blocked.read_text("utf-8") == "mine"


def test_a_failed_run_leaves_the_last_good_one_alone(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """Yesterday's note is still whole after today's endpoint was down."""
    output = tmp_path / "out"
    provenote("run", cranes, "-o", output, *tiny)
    before = {
        path: path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != "ledger.sqlite"
    }

    down = provenote(
        "run", cranes, "-o", output, "--model", "x", "--base-url", "http://127.0.0.1:9"
    )

    assert down.code == 2
    assert before == {
        path: path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != "ledger.sqlite"
    }
