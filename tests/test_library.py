"""provenote as other programs call it."""

import asyncio
import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

import pipeline
from pipeline import library
from pipeline.domain import Article, Json
from pipeline.domain.telling import Begun, Ended, Event, Notice
from pipeline.errors import SetupError
from pipeline.jobs.settings import How, Whom
from tests.newsroom import CRANES, article, endpoint, parser, restates

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
DEMAND = "The dockers' union demanded that the port authority replace its four oldest cranes."
CLAIM: dict[str, Json] = {
    "id": "1",
    "article_id": "cranes",
    "claim": {"kind": "statement", "text": DEMAND},
}


@pytest.fixture(autouse=True)
def newsroom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with no key and no endpoint; the grammar is loaded once; two articles lie there."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr("pipeline.jobs.edges.SpacyParser", parser)
    monkeypatch.chdir(tmp_path)
    Path("articles").mkdir()
    Path("articles/cranes.txt").write_text(CRANES, "utf-8")
    Path("articles/empty.txt").write_text("", "utf-8")


def test_a_run_comes_back_as_it_is_written() -> None:
    """Results with verdicts, problems and the report; the note lies in the folder."""
    heard: list[Event] = []
    with endpoint(restates) as url:
        done = pipeline.run(
            "articles", "notes", model="tiny", base_url=url, ask="steps", hear=heard.append
        )

    (result,) = done.results
    assert result.article.text == CRANES
    assert {one.verdict.ruling for one in result.claims} <= {"supported", "review", "rejected"}
    assert result.claims
    assert [problem.where for problem in done.problems] == ["articles/empty.txt"]
    assert done.report["model"] == "tiny"
    assert (done.folder / "brief.md").is_file()
    assert [one for one in heard if isinstance(one, Begun | Ended)] == [
        Begun(1),
        Ended("cranes", "checked"),
    ]


async def test_it_can_be_called_and_awaited_where_a_loop_runs() -> None:
    """As in a notebook; while it is awaited the loop goes on."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    with endpoint(restates) as url:
        beside = asyncio.create_task(others())
        awaited = await pipeline.run.aio("articles", "a", model="tiny", base_url=url, ask="steps")
        beside.cancel()
        called = pipeline.run("articles", "b", model="tiny", base_url=url, ask="steps")

    assert turns > 1
    assert awaited.results == called.results


def test_claims_are_checked_against_rows_files_and_articles() -> None:
    """A program need not write files for what it has."""
    rows = [{"id": "cranes", "text": CRANES}]
    for articles in (rows, "articles/cranes.txt", [Path("articles")], [article(CRANES)]):
        (checked,) = pipeline.verify([CLAIM], articles)

        assert checked.claim
        assert checked.claim.verdict.ruling == "supported"


def test_what_cannot_be_used_costs_only_itself() -> None:
    """A claim without an article, one that is none, an article without words: each is told."""
    heard: list[Event] = []
    lost = {**CLAIM, "article_id": "gone"}

    good, no_claim, gone = pipeline.verify(
        [CLAIM, {"id": "2"}, lost], ["articles"], hear=heard.append
    )

    assert good.claim
    assert no_claim.problem
    assert no_claim.problem.where == "claim 2"
    assert gone.problem
    assert "there is no article 'gone'" in gone.problem.message
    assert [type(event) for event in heard] == [Notice]


def test_settings_are_those_of_the_command() -> None:
    """No option is missing, and none is there that the command does not know."""
    asked, told = (get_type_hints(one) for one in (library.Asking, library.Running))

    assert list(asked) == [one.name for one in fields(Whom)]
    assert sorted(told) == sorted(one.name for one in (*fields(Whom), *fields(How)))


def test_a_wrong_setting_is_refused() -> None:
    """A limit whose name is misspelt would not hold, and one that is no number neither."""
    with pytest.raises(TypeError, match="max_costs"):
        pipeline.run("articles", model="tiny", max_costs=2)  # type: ignore[call-arg]
    with pytest.raises(SetupError, match="max_cost: "):
        pipeline.run("articles", model="tiny", max_cost="two")  # type: ignore[arg-type]
    with pytest.raises(SetupError, match="no article"):
        pipeline.verify([CLAIM], [])


def test_help_tells_what_to_give_and_what_comes_back() -> None:
    """`help(run)` in a notebook: parameters, results, errors."""
    for function in (pipeline.run, pipeline.verify):
        assert next(iter(inspect.signature(function).parameters)) in {"paths", "claims"}
        for part in ("Args:", "Returns:", "Raises:"):
            assert part in (inspect.getdoc(function) or "")


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands there, but for the name of the model."""
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found
    with endpoint(restates) as url:
        script = found[1].replace('model="gpt-4.1-mini"', f'model="tiny", base_url="{url}"')
        exec(compile(script.replace("max_cost=2.5", "ask='steps'"), "README.md", "exec"), {})

    assert "cranes" in capsys.readouterr().out


def test_the_package_is_there_at_once() -> None:
    """What is heavy is loaded when it is called."""
    script = "import sys, pipeline; print({'spacy', 'openai', 'sqlalchemy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"


def test_an_article_of_a_run_is_one_to_check_against() -> None:
    """What a run read need not be read again."""
    with endpoint(restates) as url:
        done = pipeline.run("articles", "notes", model="tiny", base_url=url, ask="steps")
    articles: list[Article] = [result.article for result in done.results]

    assert len(pipeline.verify(done.folder / "claims.jsonl", articles)) == sum(
        len(result.claims) for result in done.results
    )
