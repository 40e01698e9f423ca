"""The endpoint as a real llama.cpp server answered it, replayed with the network blocked.

To make the cassettes anew, serve the local model at `URL`, with a context of 512 tokens, and run
`pytest tests/models/test_endpoint_cassettes.py -k real --record-mode=rewrite`.
"""

import json
import math
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import jsonschema
import pytest
from vcr.errors import (  # type: ignore[import-untyped, unused-ignore]
    CannotOverwriteExistingCassetteException,
)

from pipeline.domain import Json, Message, Reply, Request
from pipeline.errors import TooLongError
from pipeline.models.features import Features, Memory
from pipeline.models.patience import Patience
from tests.models.asking import connected

Ask: TypeAlias = Callable[..., Request]

URL = "http://127.0.0.1:8089/v1"
pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["nowhere.invalid"])]

SCHEMA: dict[str, Json] = {
    "type": "object",
    "properties": {
        "demander": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "content": {"type": "string"},
    },
    "required": ["demander", "content"],
    "additionalProperties": False,
}
MODEL = "qwen2.5-coder-1.5b-instruct"
CHANCES = {"logprobs": True, "top_logprobs": 3}
SENTENCE = "The island council asked the ferry company on Monday to keep the late boat to Sæby."


async def answer(request: Request, memory: Path | None = None) -> Reply:
    """Ask the server of the cassettes; no second attempt, so that a miss is quick."""
    async with connected(URL, seconds=300, patience=Patience(1), memory=memory) as endpoint:
        return await endpoint(request)


def question(ask: Ask, sentence: str, max_tokens: int = 60) -> Request:
    """Who demands what in a sentence, in the small schema above."""
    return ask(
        model=MODEL,
        messages=(
            Message("system", "Answer in JSON: who demands something (demander), and what."),
            Message("user", sentence),
        ),
        schema=SCHEMA,
        options={"temperature": 0, "max_tokens": max_tokens, "seed": 1},
    )


async def test_real_answer_keeps_to_the_schema(ask: Ask) -> None:
    """The strict schema that is sent is the one a real server answers in."""
    reply = await answer(question(ask, SENTENCE))

    found = json.loads(reply.text)
    jsonschema.validate(found, SCHEMA)
    assert "council" in found["demander"].lower()
    assert (reply.finish_reason, reply.refusal) == ("stop", None)
    assert 0 < reply.usage.completion_tokens <= 60
    assert reply.usage.prompt_tokens > len(SENTENCE.split())


async def test_real_cut_off_is_told_by_its_finish_reason(ask: Ask) -> None:
    """An answer that ran out of tokens is a value that says so, with the tokens it cost."""
    reply = await answer(question(ask, SENTENCE, max_tokens=6))

    assert (reply.finish_reason, reply.usage.completion_tokens) == ("length", 6)
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)


async def test_real_chances_are_those_of_the_tokens(ask: Ask) -> None:
    """Asked for, the likeliest tokens of each place arrive; the answer is made of them."""
    request = question(ask, SENTENCE)

    reply = await answer(replace(request, options={**request.options, **CHANCES}))

    # the server cuts off what the model set around the JSON
    assert reply.text in "".join(token.text for token in reply.sampled)
    for token in reply.sampled:
        assert token.text in token.logprobs
        assert 0 < sum(map(math.exp, token.logprobs.values())) <= 1.001


async def test_real_json_mode_answers_in_json(ask: Ask, tmp_path: Path) -> None:
    """Told the schema in a message and held to JSON alone, a small model does answer in it."""
    memory = tmp_path / "endpoints.json"
    Memory(memory).keep(URL, MODEL, Features("json_object"))

    reply = await answer(question(ask, SENTENCE), memory)

    jsonschema.validate(json.loads(reply.text), SCHEMA)
    assert reply.finish_reason == "stop"


async def test_real_refusal_of_a_long_question_is_told_as_one(ask: Ask) -> None:
    """What is longer than the server can read is refused once, and not tried in another form."""
    with pytest.raises(TooLongError, match="ask less at once with --window"):
        await answer(question(ask, " ".join([SENTENCE] * 40)))


@pytest.mark.default_cassette("test_real_answer_keeps_to_the_schema")
async def test_question_that_no_cassette_holds_fails_at_once(ask: Ask) -> None:
    """One other word in the body is another question: nothing near it is played instead."""
    before = time.monotonic()

    with pytest.raises(CannotOverwriteExistingCassetteException, match="differ in body"):
        await answer(question(ask, SENTENCE.replace("late", "early")))

    assert time.monotonic() - before < 5


def test_no_socket_can_be_opened_here() -> None:
    """What these tests see comes from the cassettes, even where a server happens to run."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket() as client,
        pytest.raises(RuntimeError, match="Network is disabled"),
    ):
        client.connect(server.getsockname())
