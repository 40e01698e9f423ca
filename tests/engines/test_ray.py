"""The same run on a real cluster of two nodes, one of which is lost in the middle."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.domain import Json
from pipeline.engines.ray import Tools, _parser
from pipeline.errors import ClusterError
from tests.cluster import OPEN, Place, nodes
from tests.killed import Watch, slow_endpoint, write_articles, written
from tests.newsroom import CRANES, EMPTY, FEES, endpoint, parser
from tests.test_killed import finish, words

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Two nodes of one core each."""
    with nodes(2, tmp_path_factory.mktemp("home")) as place:
        yield place


def spread(given: list[str], home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *given, "--engine", "ray", *more],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PROVENOTE_MODELS": str(home), **OPEN},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    """Every file but for what run.json says of the engine."""
    found = written(folder)
    report = json.loads(found["run.json"])
    for name in ("engine", "ray_address"):
        del report["settings"][name]
    return {**found, "run.json": json.dumps(report).encode()}


def test_a_node_is_lost_and_the_files_are_the_same_to_the_byte(
    cluster: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every question is asked once, as on one machine; afterwards nothing is left to do."""
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path))
    watch = Watch()
    write_articles(tmp_path / "in", 24)
    with slow_endpoint(watch, 0.2) as url:
        given = words(tmp_path / "in", tmp_path / "out", url)
        assert finish(words(tmp_path / "in", tmp_path / "whole", url)) == 0
        questions = watch.answered.total()
        watch.reset(questions // 3, cluster.lose)

        ran = spread(given, tmp_path, "--ray-address", cluster.address)

        assert ran.returncode == 0, ran.stderr
        assert cluster.left() == 1
        assert watch.answered.total() == questions
        assert max(watch.answered.values()) == 1
        assert files(tmp_path / "out") == files(tmp_path / "whole")
        watch.reset()
        assert finish(given) == 0, "on one machine, with what the cluster has left"
        assert watch.answered.total() == 0


def test_the_demo_is_the_same_on_a_cluster(cluster: Place, tmp_path: Path) -> None:
    """Real articles, with claims that are looked for in the other articles of the run."""
    demo = ["run", "fixtures/articles", "--replay", "fixtures/recordings", "-o"]
    assert finish([*demo, str(tmp_path / "here")]) == 0

    ran = spread([*demo, str(tmp_path / "there")], tmp_path, "--ray-address", cluster.address)

    assert ran.returncode == 0, ran.stderr
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_what_leaks_from_another_article_is_found_from_here(
    cluster: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker has one article; what stands in the others is looked up where they are."""
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "cranes.txt").write_text(CRANES, "utf-8")
    (tmp_path / "in" / "fees.txt").write_text(FEES, "utf-8")

    def leaks(name: str, _: str) -> tuple[int, Json]:
        leaked: Json = {"numbers": [1], "text": "The students would play in the street."}
        return 200, leaked if name == "summary" else EMPTY[name]

    with endpoint(leaks) as url:
        here = words(tmp_path / "in", tmp_path / "here", url)
        there = words(tmp_path / "in", tmp_path / "there", url)
        assert finish(here) == 0
        ran = spread(there, tmp_path, "--ray-address", cluster.address)

    assert ran.returncode == 0, ran.stderr
    assert files(tmp_path / "there") == files(tmp_path / "here")
    claims = (tmp_path / "there" / "claims.jsonl").read_text("utf-8")
    assert '"article_id": "fees", "start"' in claims, "a span of the other article"


def test_a_worker_of_another_version_is_named() -> None:
    """What it finds would not be what is found here."""
    tools = Tools(parser, lambda: "theirs")

    with pytest.raises(ClusterError, match="runs another provenote"):
        _parser(tools, "ours")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--ray-address", "127.0.0.1:1"), "there is no ray cluster at 127.0.0.1:1"),
        (("--ray-address", "nowhere"), "there is no ray cluster at nowhere"),
    ],
)
def test_a_cluster_that_is_not_there_is_named(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    """One sentence, and nothing is written or asked."""
    write_articles(tmp_path / "in", 1)

    ran = spread(words(tmp_path / "in", tmp_path / "out", "http://127.0.0.1:1/v1"), tmp_path, *more)

    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1].startswith(f"provenote: {said}"), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


def test_an_address_without_the_engine_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever names a cluster means to use it."""
    write_articles(tmp_path / "in", 1)
    given = words(tmp_path / "in", tmp_path / "out", "http://127.0.0.1:1/v1")

    assert finish([*given, "--ray-address", "auto"]) == 2

    assert "name both, or neither" in capsys.readouterr().err
