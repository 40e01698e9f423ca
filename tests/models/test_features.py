"""What an endpoint can do: found out once, remembered, and found out anew when it is so no more."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from pipeline.domain import Json, Message, Reply, Request
from pipeline.errors import ModelError, RefusedError
from pipeline.models.features import Features, Memory, options
from pipeline.models.patience import Patience
from tests.models.asking import connected
from tests.models.misbehaving import Misbehaving, always, running

SCHEMA: dict[str, Json] = {"type": "object", "properties": {"köder": {"type": "string"}}}
PLAIN = {"temperature": 0, "max_tokens": 20}
CHANCES = {**PLAIN, "logprobs": True, "top_logprobs": 5}


class Serve(Protocol):
    """Starts a server of some features."""

    def __call__(self, *forms: str, chances: bool = True, **more: object) -> Misbehaving:
        """The server, running."""


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that takes only these forms of answers."""
    with ExitStack() as stack:

        def start(*forms: str, chances: bool = True, **more: object) -> Misbehaving:
            server = Misbehaving(forms=frozenset(forms), chances=chances, **more)  # type: ignore[arg-type]
            return stack.enter_context(running(server))

        yield start


def question(said: str, asked: dict[str, int | bool] | None = None, model: str = "tiny") -> Request:
    """A small question, with these options."""
    turns = (Message("system", "Answer in JSON."), Message("user", said))
    return Request(model, turns, SCHEMA, "extract", "ab12", "ferry", "0f", asked or PLAIN)


async def ask(url: str, memory: Path | None, *requests: Request) -> list[Reply]:
    """Ask these one after the other, as one process does."""
    async with connected(url, memory=memory) as endpoint:
        return [await endpoint(request) for request in requests]


def forms(server: Misbehaving) -> list[str]:
    """How each request wanted its answer held, in order."""
    held = [body.get("response_format") for body in server.sent]
    return [str(one["type"]) if isinstance(one, dict) else "text" for one in held]


async def test_json_mode_is_told_the_schema_in_a_message(serve: Serve) -> None:
    """What the wire does not carry, the model reads before anything else."""
    server = serve("json_object", "text")

    await ask(server.url, None, question("q"))

    assert forms(server) == ["json_schema", "json_object"]
    first, last = (body["messages"] for body in server.sent)
    assert isinstance(first, list)
    assert isinstance(last, list)
    assert last[1:] == first
    told = last[0]
    assert isinstance(told, dict)
    assert told["role"] == "system"
    assert json.dumps(SCHEMA, ensure_ascii=False) in str(told["content"])


@pytest.mark.parametrize(
    ("takes", "tried"),
    [
        (["json_schema"], ["json_schema"]),
        (["json_object", "text"], ["json_schema", "json_object"]),
        (["text"], ["json_schema", "json_object", "text"]),
    ],
)
async def test_the_form_is_found_out_once(
    serve: Serve, tmp_path: Path, takes: list[str], tried: list[str]
) -> None:
    """The first request finds it out; the next ones, and the next process, know."""
    server, memory = serve(*takes), tmp_path / "models" / "endpoints.json"

    await ask(server.url, memory, question("a"), question("b"))
    await ask(server.url, memory, question("c"))

    assert forms(server) == [*tried, tried[-1], tried[-1]]
    assert [p.name for p in memory.parent.iterdir()] == ["endpoints.json"]
    (known,) = json.loads(memory.read_text()).items()
    assert known == (f"{server.url} tiny", {"form": tried[-1], "chances": None})


async def test_many_at_once_find_it_out_together(serve: Serve) -> None:
    """Of many that begin together one finds out, and the others wait for it."""
    server = serve("text", delay=0.02)

    async with connected(server.url) as endpoint:
        await asyncio.gather(*(endpoint(question(str(n))) for n in range(20)))

    assert forms(server) == ["json_schema", "json_object", *["text"] * 20]


async def test_another_model_or_endpoint_is_found_out_apart(serve: Serve, tmp_path: Path) -> None:
    """What one model takes says nothing of another."""
    weak, strong = serve("text"), serve("json_schema")
    memory = tmp_path / "endpoints.json"

    await ask(weak.url, memory, question("a"), question("a", model="tiny-3"))
    await ask(strong.url, memory, question("a"))

    assert forms(weak) == ["json_schema", "json_object", "text"] * 2
    assert forms(strong) == ["json_schema"]
    assert len(Memory(memory).known()) == 3


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b"\xff", b'{"x": {"form": "xml"}}', b"[" * 9999, None]
)
async def test_a_broken_memory_is_found_out_anew(
    serve: Serve, tmp_path: Path, broken: bytes | None
) -> None:
    """A file that is damaged, or a folder in its place, costs a refusal and nothing else."""
    server, memory = serve("text"), tmp_path / "endpoints.json"
    memory.write_bytes(broken) if broken is not None else memory.mkdir()

    replies = await ask(server.url, memory, question("a"), question("b"))

    assert len(replies) == 2
    assert forms(server) == ["json_schema", "json_object", "text", "text"]
    if broken is not None:
        assert list(Memory(memory).known()) == [f"{server.url} tiny"]


async def test_a_memory_that_cannot_be_kept_harms_nobody(serve: Serve, tmp_path: Path) -> None:
    """Where its folder cannot be made, the run goes on and remembers by itself."""
    server = serve("text")
    (tmp_path / "file").write_text("no folder")

    await ask(server.url, tmp_path / "file" / "endpoints.json", question("a"), question("b"))

    assert forms(server) == ["json_schema", "json_object", "text", "text"]


async def test_two_processes_do_not_forget_for_each_other(tmp_path: Path) -> None:
    """What another process found out meanwhile is kept."""
    path = tmp_path / "endpoints.json"
    one, other = Memory(path), Memory(path)

    one.keep("http://a/v1", "tiny", Features("text"))
    other.keep("http://b/v1", "tiny", Features("json_object"))

    assert Memory(path).known() == {
        "http://a/v1 tiny": Features("text"),
        "http://b/v1 tiny": Features("json_object"),
    }


async def test_what_holds_no_longer_is_found_out_anew(serve: Serve, tmp_path: Path) -> None:
    """Another server at the same address, that takes less, is asked as it wants to be."""
    server, memory = serve("text"), tmp_path / "endpoints.json"
    Memory(memory).keep(server.url, "tiny", Features("json_schema", chances=True))

    async with connected(server.url, memory=memory) as endpoint:
        replies = await asyncio.gather(*(endpoint(question(str(n))) for n in range(4)))

    assert len(replies) == 4
    assert Memory(memory).recall(server.url, "tiny") == Features("text")


async def test_a_request_refused_for_its_own_sake_weakens_nothing(
    serve: Serve, tmp_path: Path
) -> None:
    """Once the endpoint has answered in a form, a refusal is about the request."""
    server, memory = serve("json_schema", "json_object", "text"), tmp_path / "endpoints.json"
    server.schedule = lambda said, _: "400" if said == "bad" else "answer"

    with pytest.raises(RefusedError):
        await ask(server.url, memory, question("bad"))
    assert not memory.exists()
    await ask(server.url, memory, question("good"))
    before = len(server.log)
    with pytest.raises(RefusedError):
        await ask(server.url, memory, question("good too"), question("bad"))

    assert len(server.log) == before + 2
    assert Memory(memory).recall(server.url, "tiny") == Features("json_schema")


async def test_chances_refused_later_are_given_up(serve: Serve, tmp_path: Path) -> None:
    """Whether it tells the chances of tokens is found out when they are first asked for."""
    server, memory = serve("json_schema", chances=False), tmp_path / "endpoints.json"

    await ask(server.url, memory, question("a"), question("b", CHANCES), question("c", CHANCES))

    assert [(said, "logprobs" in body) for (said, _), body in
            zip(server.log, server.sent, strict=True)] == [
        ("a", False), ("b", True), ("b", False), ("c", False),
    ]  # fmt: skip
    assert Memory(memory).recall(server.url, "tiny") == Features("json_schema", chances=False)


async def test_chances_are_kept_where_only_the_form_is_refused(serve: Serve) -> None:
    """An endpoint without strict answers may well tell chances."""
    server = serve("json_object", "text")

    await ask(server.url, None, question("a", CHANCES), question("b", CHANCES))

    told = [(form, "logprobs" in body) for form, body in
            zip(forms(server), server.sent, strict=True)]  # fmt: skip
    assert told[-2:] == [("json_object", True)] * 2


@pytest.mark.parametrize("deed", ["500", "too long", "wrong key", "hang"])
async def test_only_a_refusal_leads_to_a_weaker_form(serve: Serve, deed: str) -> None:
    """What has nothing to do with the form is told, and tried in no other."""
    server = serve("json_schema", schedule=always(deed))

    with pytest.raises(ModelError):
        async with connected(server.url, seconds=0.2, patience=Patience(1)) as endpoint:
            await endpoint(question("a"))

    assert forms(server) == ["json_schema"]


@pytest.mark.parametrize(
    ("model", "reasons"),
    [
        ("gpt-5", True),
        ("gpt-5-mini", True),
        ("gpt-5-mini-2025-08-07", True),
        ("gpt-5.1", True),
        ("openai/gpt-5", True),
        ("o1", True),
        ("o3-mini", True),
        ("o4-mini-2025-04-16", True),
        ("gpt-5-chat-latest", False),
        ("gpt-4o", False),
        ("gpt-4.1-mini", False),
        ("gpt-50", False),
        ("omni", False),
        ("o1ympus", False),
        ("my-gpt-5", False),
        ("qwen2.5-coder-1.5b-instruct", False),
    ],
)
def test_models_that_reason_have_a_dialect(model: str, reasons: bool) -> None:
    """They take no temperature and no chances, and name the limit otherwise; others do not."""
    asked = {**CHANCES, "seed": 3}

    told = options(model, asked, Features())

    assert told == ({"max_completion_tokens": 80, "seed": 3} if reasons else asked)
