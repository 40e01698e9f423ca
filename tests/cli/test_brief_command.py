"""`provenote brief`: the note again from what is stored, or from claims of anywhere."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain import Json
from tests.cli.command import Command, one_sentence
from tests.newsroom import CRANES, EMPTY, FEES, endpoint, restates

PIER = "Two harbour officials told Altair News that the fishers want the pier at Batumi rebuilt.\n"
QUAY = "Three sailors told the Lotus Herald that the fishers want the pier at Batumi rebuilt.\n"
GERMAN = "Zwei Beamte sagten der Zeitung, dass die Fischer den Hafen von Batumi zurück wollen.\n"


def files(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder but the model's kept answers."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "replies" not in path.relative_to(folder).parts
    }


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def claim(name: str, article: str, source: str, **changes: Json) -> dict[str, Json]:
    """A line of claims of anywhere: the fishers' demand, as one article has it."""
    told: dict[str, Json] = {
        "kind": "demand",
        "demander": "the fishers",
        "content": "the pier at Batumi rebuilt",
        "stance": "demands",
        "citations": [
            {
                "quote": "the fishers want the pier at Batumi rebuilt",
                "attribution": [source],
            }
        ],
        **changes,
    }
    return {"id": name, "article_id": article, "claim": told}


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Claims and their articles, as files."""

    def made(claims: list[Json], **articles: str) -> tuple[Path, Path]:
        lines, folder = tmp_path / "claims.jsonl", tmp_path / "articles"
        folder.mkdir()
        for name, text in articles.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        written = (one if isinstance(one, str) else json.dumps(one) for one in claims)
        lines.write_text("\n".join(written) + "\n", "utf-8")
        return lines, folder

    return made


@pytest.fixture
def run(provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path) -> Path:
    """The folder of a run over one article."""
    output = tmp_path / "run"
    assert provenote("run", cranes, "-o", output, *tiny).code == 0
    return output


# --- stored runs -----------------------------------------------------------------------


def test_a_run_is_written_again_to_the_byte(provenote: Command, run: Path, tmp_path: Path) -> None:
    """Every file, run.json too: nothing was asked, so nothing is said anew."""
    ran = provenote("brief", run, "-o", tmp_path / "again")

    assert ran.code == 0, ran
    assert files(tmp_path / "again") == files(run)


def test_in_its_own_folder_it_is_renewed(provenote: Command, run: Path) -> None:
    """Without -o the one run's note is made where it lies, and lost files come back."""
    before = files(run)
    (run / "brief.html").unlink()
    (run / "brief.md").write_text("scribbled over", "utf-8")

    assert provenote("brief", run).code == 0
    assert files(run) == before


def test_several_runs_make_one_note(
    provenote: Command, tiny: tuple[str, ...], run: Path, tmp_path: Path
) -> None:
    """The same article counts once; another that has its id keeps its text under a new one."""
    twice, other = tmp_path / "twice", tmp_path / "other"
    shutil.copytree(run, twice)
    fees = tmp_path / "fees" / "cranes.txt"
    fees.parent.mkdir()
    fees.write_text(FEES, "utf-8")
    assert provenote("run", fees, "-o", other, *tiny).code == 0

    ran = provenote("brief", run, twice, other, "-o", tmp_path / "all")

    assert ran.code == 0, ran
    articles = rows(tmp_path / "all" / "articles.jsonl")
    assert {one["text"] for one in articles} == {CRANES, FEES}
    assert len({one["id"] for one in articles}) == 2
    claims = rows(tmp_path / "all" / "claims.jsonl")
    assert len({one["id"] for one in claims}) == len(claims)
    assert {one["article_id"] for one in claims} <= {one["id"] for one in articles}
    told = json.loads((tmp_path / "all" / "run.json").read_text("utf-8"))
    assert [one["model"] for one in told["runs"]] == ["tiny"] * 3
    assert provenote("brief", tmp_path / "all", "-o", tmp_path / "more").code == 0
    assert files(tmp_path / "more") == files(tmp_path / "all")


def test_an_older_run_is_read_as_far_as_it_goes(
    provenote: Command, run: Path, tmp_path: Path
) -> None:
    """A folder from before there were origins still makes a note, with reasons for doubt."""
    for name in ("reconciled.json", "brief.docx", "annotations.jsonld"):
        (run / name).unlink()
    claims = rows(run / "claims.jsonl")
    for one in claims:
        one.pop("decisive", None)
    (run / "claims.jsonl").write_text("".join(json.dumps(c) + "\n" for c in claims), "utf-8")
    articles = rows(run / "articles.jsonl")
    for one in articles:
        del one["noise"], one["usage"]
    (run / "articles.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")

    ran = provenote("brief", run, "-o", tmp_path / "new")

    assert ran.code == 0, ran
    assert {"reconciled.json", "brief.docx"} <= set(files(tmp_path / "new"))


def test_what_was_edited_costs_only_itself(provenote: Command, run: Path, tmp_path: Path) -> None:
    """A span that is not in its article is not printed, the rest is, and the exit code says so."""
    lines = (run / "claims.jsonl").read_text("utf-8").splitlines()
    broken = json.loads(lines[0])
    broken["groundings"][0]["span"]["exact"] = "never written"
    (run / "claims.jsonl").write_text(
        "\n".join([json.dumps(broken), "not json", *lines[1:]]) + "\n", "utf-8"
    )

    inside = provenote("brief", run)
    ran = provenote("brief", run, "-o", tmp_path / "new")

    assert "choose another folder with -o" in inside.err
    assert inside.code == 2
    assert ran.code == 1
    assert "«never written»" not in (tmp_path / "new" / "brief.md").read_text("utf-8")
    told = json.loads((tmp_path / "new" / "run.json").read_text("utf-8"))["problems"]
    assert [Path(one["where"]).name for one in told] == ["claims.jsonl:1", "claims.jsonl:2"]
    assert len(rows(tmp_path / "new" / "claims.jsonl")) == len(lines) - 1


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ((), "there is no folder"),
        (("",), "is no run: it has no articles.jsonl"),
        (("articles.jsonl",), "is no run: it has no claims.jsonl"),
    ],
)
def test_a_folder_that_is_no_run_is_one_sentence(
    provenote: Command, tmp_path: Path, made: tuple[str, ...], said: str
) -> None:
    """A slip in a path, an empty folder, half a run: which it is, and what to name instead."""
    folder = tmp_path / "no run"
    for name in made:
        folder.mkdir(exist_ok=True)
        if name:
            (folder / name).write_text("", "utf-8")

    assert said in one_sentence(provenote("brief", folder, "-o", tmp_path / "o"), tmp_path / "o")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "from what shall the note be made?"),
        (("--claims", "c.jsonl", "-o", "o"), "--claims and --articles go together"),
        (("--claims", "c.jsonl", "--articles", "a"), "name a folder with -o"),
        (("r", "--claims", "c.jsonl", "--articles", "a", "-o", "o"), "name one of the two"),
        (("r", "-o", "o", "--narrative"), "which model shall be asked?"),
    ],
)
def test_options_that_do_not_fit_are_told(
    provenote: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    """What is missing or too much is named before anything is read."""
    monkeypatch.chdir(tmp_path)

    assert said in one_sentence(provenote("brief", *options), tmp_path / "o")


def test_a_run_without_claims_or_articles_still_makes_a_note(
    provenote: Command, tmp_path: Path
) -> None:
    """Nothing found is an answer, and the note says just that."""
    folder = tmp_path / "empty"
    folder.mkdir()
    for name in ("articles.jsonl", "claims.jsonl"):
        (folder / name).write_text("", "utf-8")
    (folder / "run.json").write_text('{"problems": []}', "utf-8")

    ran = provenote("brief", folder, "-o", tmp_path / "o")

    assert ran.code == 0, ran
    assert "nothing to report" in (tmp_path / "o" / "brief.md").read_text("utf-8")


# --- claims of anywhere ----------------------------------------------------------------


def test_claims_of_anywhere_become_a_note(
    provenote: Command, desk: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    """They are verified, drawn together, and counted by origin."""
    lines = [
        claim("c1", "pier", "Two harbour officials"),
        claim("c2", "quay", "Three sailors"),
        claim("c3", "quay", "Three sailors", content="the pier at Odesa rebuilt"),
    ]
    claims, articles = desk(lines, pier=PIER, quay=QUAY)

    ran = provenote("brief", "--claims", claims, "--articles", articles, "-o", tmp_path / "o")

    assert ran.code == 0, ran
    found = json.loads((tmp_path / "o" / "reconciled.json").read_text("utf-8"))
    assert [c["independent_origins"] for c in found["clusters"] if c["articles"] == 2] == [2]
    verdicts = {one["id"]: one["verdict"] for one in rows(tmp_path / "o" / "claims.jsonl")}
    assert verdicts["c1"] == verdicts["c2"] == "supported"
    assert verdicts["c3"] != "supported"
    note = (tmp_path / "o" / "brief.md").read_text("utf-8")
    assert "two surely independent origins" in note
    assert "came from elsewhere" in note
    assert provenote("brief", tmp_path / "o", "-o", tmp_path / "again").code == 0
    assert files(tmp_path / "again") == files(tmp_path / "o")


def test_a_line_that_cannot_be_used_costs_only_itself(
    provenote: Command, desk: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    """Broken lines and claims about no article are named, exit 1; clashing ids are told apart."""
    good = claim("c1", "pier", "Two harbour officials")
    stray = claim("c9", "nowhere", "Two harbour officials")
    claims, articles = desk([good, "not json", stray, good], pier=PIER)

    ran = provenote("brief", "--claims", claims, "--articles", articles, "-o", tmp_path / "o")

    assert ran.code == 1
    told = json.loads((tmp_path / "o" / "run.json").read_text("utf-8"))["problems"]
    assert [Path(one["where"]).name for one in told] == ["claims.jsonl:2", "claims.jsonl:3"]
    ids = [one["id"] for one in rows(tmp_path / "o" / "claims.jsonl")]
    assert len(ids) == len(set(ids)) >= 1


def test_two_languages_and_nothing_supported(
    provenote: Command, desk: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    """Where the grammar cannot tell, nothing is called supported, and the note says so."""
    lines = [
        claim("c1", "hafen", "Zwei Beamte", citations=[]),
        claim("c2", "pier", "Two harbour officials", content="the town hall burnt down"),
    ]
    claims, articles = desk(lines, hafen=GERMAN, pier=PIER)

    ran = provenote("brief", "--claims", claims, "--articles", articles, "-o", tmp_path / "o")

    assert ran.code == 0, ran
    note = (tmp_path / "o" / "brief.md").read_text("utf-8")
    assert "None of the two claims" in note
    assert "## Key points" not in note


# --- what a model adds -----------------------------------------------------------------


def writing(sentence: str, seen: list[str]) -> Callable[[str, str], tuple[int, Json]]:
    """A small model that finds one demand, and writes one sentence about whatever it is asked."""

    def answer(prompt: str, shown: str) -> tuple[int, Json]:
        seen.append(prompt)
        if prompt == "narrative":
            return 200, {"numbers": [1], "text": sentence}
        if (
            prompt == "position"
            and "rejected the demand" in shown.rsplit("<sentence>", maxsplit=1)[-1]
        ):
            things: list[Json] = ["the demand"]
            holder = "The port authority"
            return 200, {"holder": holder, "things": things, "addressee": None, "told_by": None}
        return restates(prompt, shown) if prompt in EMPTY else (200, EMPTY["summary"])

    return answer


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("The port authority rejected the demand, as the article tells it.", True),
        ("The port authority rejected forty demands of the navy.", False),
        ("Sources said that the port authority rejected the demand.", False),
    ],
)
def test_a_models_prose_is_verified_like_a_claim(
    provenote: Command, cranes: Path, tmp_path: Path, sentence: str, stands: bool
) -> None:
    """What its claims bear out is printed; what they do not is replaced by the template's."""
    seen: list[str] = []
    output = tmp_path / "out"
    with endpoint(writing(sentence, seen)) as url:
        asked = ("--model", "tiny", "--base-url", url, "--ask", "steps")
        ran = provenote("run", cranes, "-o", output, "--narrative", *asked)

    assert ran.code == 0, ran
    assert "narrative" in seen
    assert "relate" not in seen
    note = (output / "brief.md").read_text("utf-8")
    assert (f"- {sentence}" in note) is stands
    points = note.split("## Key points")[1].split("## Corroboration")[0]
    assert ("rejected: the demand" in points) is not stands
    again = provenote("brief", output, "-o", tmp_path / "again")
    assert again.code == 0
    assert files(tmp_path / "again") == files(output), "what it wrote is kept; nobody is asked"


def test_nobody_is_asked_for_more_than_was_wished(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """Close pairs and prose are asked for by name alone: the default is as cheap as ever."""
    seen: list[str] = []
    with endpoint(writing("x", seen)) as url:
        asked = ("--model", "tiny", "--base-url", url, "--ask", "steps")
        assert provenote("run", cranes, "-o", tmp_path / "o", *asked).code == 0

    assert not {"narrative", "relate"} & set(seen)


def test_a_model_may_be_asked_about_stored_claims(
    provenote: Command, desk: Callable[..., tuple[Path, Path]], tmp_path: Path
) -> None:
    """A model named to brief sees pairs that only wording sets apart; its word is kept."""
    fight = "Two rebels told Altair News that the rebels are ready to keep on fighting.\n"
    wage = "Three rebels told the Lotus Herald that the rebels will continue the war.\n"
    lines = [
        claim(
            "f1",
            "fight",
            "Two rebels",
            demander="the rebels",
            content="keep on fighting",
            citations=[
                {"quote": "ready to keep on fighting", "attribution": ["Two rebels"]},
            ],
        ),
        claim(
            "w1",
            "wage",
            "Three rebels",
            demander="the rebels",
            content="continue the war",
            citations=[{"quote": "continue the war", "attribution": ["Three rebels"]}],
        ),
    ]
    claims, articles = desk(lines, fight=fight, wage=wage)
    output, seen = tmp_path / "o", []

    def same(prompt: str, _: str) -> tuple[int, Json]:
        seen.append(prompt)
        return 200, {"relation": "same"}

    with endpoint(same) as url:
        model = ("--model", "big", "--base-url", url)
        ran = provenote("brief", "--claims", claims, "--articles", articles, "-o", output, *model)

    assert ran.code == 0, ran
    told = json.loads((output / "run.json").read_text("utf-8"))["relations"]
    assert (told["model"], told["pairs"]) == ("big", len(seen))
    assert set(seen) <= {"relate"}
    assert provenote("brief", output, "-o", tmp_path / "again").code == 0
    assert files(tmp_path / "again") == files(output)
