"""The endpoint against a real server on loopback, well and badly behaved."""

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TypeAlias

import openai
import pytest

from pipeline.domain import Json, Reply, Request, Sampled, Usage
from pipeline.errors import EndpointError, ModelError, RefusedError, SetupError
from pipeline.models.client import Client
from pipeline.models.faults import FAULTS
from pipeline.models.patience import Patience, retry_after
from tests.models.asking import connected

Answer: TypeAlias = tuple[int, str, Mapping[str, str]]
Serve: TypeAlias = Callable[..., tuple[str, list[tuple[Mapping[str, str], dict[str, Json]]]]]
Ask: TypeAlias = Callable[..., Request]

KEY = "a-key-that-must-not-be-told"
SILENCE: Answer = (0, "", {})


def completion(text: str | None, finish_reason: str = "stop", **more: Json) -> Answer:
    """A chat completion as the API gives it."""
    message: dict[str, Json] = {"role": "assistant", "content": text, **more}
    body: dict[str, Json] = {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 0,
        "model": "tiny-2",
        "system_fingerprint": "fp-7",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16},
    }
    return 200, json.dumps(body), {}


def error(status: int, message: str = "", **headers: str) -> Answer:
    """An error as the API gives it."""
    return status, json.dumps({"error": {"message": message}}), headers


async def answer(
    url: str, request: Request, *, attempts: int = 1, seconds: float = 20, patience: float = 60
) -> Reply:
    """Ask once, with a fresh endpoint."""
    async with connected(
        url, key=KEY, seconds=seconds, patience=Patience(attempts, patience)
    ) as endpoint:
        return await endpoint(request)


async def test_reply_carries_everything_that_came_back(serve: Serve, ask: Ask) -> None:
    """Text, finish reason, model, fingerprint and tokens arrive as the endpoint gave them."""
    url, _ = serve(completion('{"demands": []}'))

    assert Reply(
        '{"demands": []}', "stop", "tiny-2", fingerprint="fp-7", usage=Usage(11, 5)
    ) == await answer(url, ask())


async def test_request_is_sent_as_a_strict_schema_with_its_options(serve: Serve, ask: Ask) -> None:
    """The wire holds model, messages, options and the strict schema, under a name it allows."""
    url, seen = serve(completion("{}"))

    await answer(url, ask("Ciao, città!", prompt="extract v2"))

    headers, body = seen[0]
    assert f"Bearer {KEY}" == headers["authorization"]
    assert body == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "Ciao, città!"}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "extract_v2",
                "strict": True,
                "schema": {"type": "object", "properties": {}, "additionalProperties": False},
            },
        },
        "temperature": 0,
        "max_tokens": 20,
        "seed": 3,
    }


@pytest.mark.parametrize("finish_reason", ["length", "content_filter", "eos"])
async def test_how_the_model_ended_is_a_value(serve: Serve, ask: Ask, finish_reason: str) -> None:
    """A cut-off, a filter, or a word only this endpoint knows is no exception."""
    reply = await answer(serve(completion('{"dem', finish_reason))[0], ask())

    assert ('{"dem', finish_reason) == (reply.text, reply.finish_reason)


async def test_refusal_is_a_value_with_an_empty_text(serve: Serve, ask: Ask) -> None:
    """A model that will not answer says so in the reply."""
    reply = await answer(serve(completion(None, refusal="I cannot help with that."))[0], ask())

    assert (reply.text, reply.refusal) == ("", "I cannot help with that.")


def with_logprobs(logprobs: Json) -> Answer:
    """A chat completion that says yes and tells its chances in some form."""
    status, body, headers = completion('{"answer": "yes"}')
    told = json.loads(body)
    told["choices"][0]["logprobs"] = logprobs
    return status, json.dumps(told), headers


def likely(token: str, logprob: float, *others: tuple[str, float]) -> dict[str, Json]:
    """One token of a reply as the API tells it."""
    top: list[Json] = [{"token": t, "logprob": p, "bytes": None} for t, p in others]
    return {"token": token, "logprob": logprob, "bytes": [1], "top_logprobs": top}


CHANCES = {"temperature": 0, "logprobs": True, "top_logprobs": 2}


async def test_chances_of_tokens_arrive(serve: Serve, ask: Ask) -> None:
    """Asked for logprobs, a reply carries each token with the likeliest in its place."""
    tokens: list[Json] = [
        likely('{"answer": "', 0.0),
        likely("yes", -0.25, ("yes", -0.25), ("no", -1.5)),
    ]
    url, sent = serve(with_logprobs({"content": tokens, "refusal": None}))

    reply = await answer(url, ask(options=CHANCES))

    assert sent[0][1]["logprobs"] is True
    assert sent[0][1]["top_logprobs"] == 2
    assert reply.sampled == (
        Sampled('{"answer": "', {'{"answer": "': 0.0}),
        Sampled("yes", {"yes": -0.25, "no": -1.5}),
    )


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        [],
        "no",
        {"content": None},
        {"content": [{"token": "yes"}]},
        {"content": [{"token": "yes", "logprob": "high"}]},
        {"tokens": ["yes"], "token_logprobs": [-0.1]},
    ],
    ids=str,
)
async def test_chances_that_cannot_be_read_are_none(serve: Serve, ask: Ask, told: Json) -> None:
    """An endpoint that tells no chances, or in a form of its own, still answers."""
    url, _ = serve(with_logprobs(told))

    reply = await answer(url, ask(options=CHANCES))

    assert (reply.text, reply.sampled) == ('{"answer": "yes"}', ())


async def test_endpoint_that_refuses_to_tell_chances_is_asked_without(
    serve: Serve, ask: Ask
) -> None:
    """Reasoning models refuse logprobs: the answer alone counts then."""
    url, sent = serve(error(400, "logprobs is not supported"), completion('{"answer": "no"}'))

    reply = await answer(url, ask(options=CHANCES))

    assert reply.text == '{"answer": "no"}'
    assert [("logprobs" in body, body["temperature"]) for _, body in sent] == [
        (True, 0),
        (False, 0),
    ]


async def test_request_refused_with_chances_and_without_is_refused(serve: Serve, ask: Ask) -> None:
    """What is wrong otherwise is told in the words of the first refusal, and not hidden."""
    url, sent = serve(error(400, "the passage is too long"))

    with pytest.raises(RefusedError, match="the passage is too long"):
        await answer(url, ask(options=CHANCES))
    assert len(sent) == 6  # with chances and without: held to a schema, to JSON, to nothing


async def test_missing_usage_counts_as_none(serve: Serve, ask: Ask) -> None:
    """A sparse endpoint that tells neither tokens nor its model still answers."""
    sparse: Answer = (200, '{"choices": [{"message": {"content": "{}"}}]}', {})

    assert Reply("{}", "", "tiny") == await answer(serve(sparse)[0], ask())


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param(error(400, "no grammar"), ["tiny", "400 - no grammar", "--window"], id="400"),
        pytest.param(error(401, KEY), ["refused the key (401)", "OPENAI_API_KEY"], id="401"),
        pytest.param(error(403), ["tiny", "(403)", "--model"], id="403"),
        pytest.param(error(404), ["no model tiny (404)", "--model", "/v1"], id="404"),
        pytest.param(error(409), ["busy", "409", "try again"], id="409"),
        pytest.param(error(413), ["413", "check the base url"], id="413"),
        pytest.param(error(422), ["422", "--window"], id="422"),
        pytest.param(error(429, "slow down"), ["429 - slow down", "fewer"], id="429"),
        pytest.param(error(503), ["broke down", "503", "later"], id="503"),
        pytest.param((404, "<h1>Not here</h1>", {}), ["404", "/v1"], id="404 page"),
        pytest.param(
            (200, "<html>Welcome</html>", {"Content-Type": "text/html"}),
            ["did not answer like a chat model", "base url"],
            id="page",
        ),
        pytest.param((200, '{"choices": [{"mess', {}), ["broke off", "cut short"], id="cut"),
        pytest.param((200, '{"choices": []}', {}), ["like a chat model"], id="no choices"),
        pytest.param((200, '{"error": "busy"}', {}), ["like a chat model"], id="200 error"),
    ],
)
async def test_fault_is_one_sentence_that_names_endpoint_and_fix(
    serve: Serve, ask: Ask, bad: Answer, words: list[str]
) -> None:
    """Whatever the endpoint does wrong, the user reads where and what to do, never the key."""
    url, _ = serve(bad)

    with pytest.raises(ModelError) as caught:
        await answer(url, ask())

    said = str(caught.value)
    assert all(word in said for word in [url, *words]), said
    assert "\n" not in said
    assert KEY not in said


async def test_key_echoed_in_an_error_is_not_repeated(serve: Serve, ask: Ask) -> None:
    """An endpoint that quotes the key back cannot get it into a report."""
    with pytest.raises(EndpointError, match=r"bad \(the key\) given"):
        await answer(serve(error(400, f"bad {KEY} given"))[0], ask())


async def test_words_of_the_endpoint_come_out_inert_and_short(serve: Serve, ask: Ask) -> None:
    """Terminal escapes and endless text of a hostile endpoint do not reach the terminal."""
    with pytest.raises(EndpointError) as caught:
        await answer(serve(error(400, "\x1b[2J\nwiped " + "x" * 9000))[0], ask())

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


async def test_unreachable_endpoint_is_named(ask: Ask) -> None:
    """Where nothing listens, the user is told to start it or to mend the URL."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(EndpointError, match=rf"cannot reach http://127.0.0.1:{port}/v1; check"):
        await answer(f"http://127.0.0.1:{port}/v1", ask())


async def test_silent_endpoint_is_given_up_after_the_timeout(serve: Serve, ask: Ask) -> None:
    """An endpoint that hangs costs no more than the timeout, and the sentence says how much."""
    url, _ = serve(SILENCE)
    before = time.monotonic()

    with pytest.raises(EndpointError, match=r"did not answer within 0\.2 s"):
        await answer(url, ask(), seconds=0.2)

    assert time.monotonic() - before < 5


@pytest.mark.parametrize("fault", [error(500), error(429), error(409)])
async def test_transient_fault_is_tried_again(serve: Serve, ask: Ask, fault: Answer) -> None:
    """A passing fault costs the user nothing."""
    url, seen = serve(fault, completion("{}"))

    assert (await answer(url, ask(), attempts=2)).text == "{}"
    assert len(seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_lasting_fault_is_not_tried_again(serve: Serve, ask: Ask, status: int) -> None:
    """What asking again cannot mend is told at once."""
    url, seen = serve(completion("{}"), error(status), completion("{}"))

    async with connected(url) as endpoint:
        await endpoint(ask())
        with pytest.raises(ModelError):
            await endpoint(ask("Another question"))

    assert len(seen) == 2


async def test_attempts_are_capped(serve: Serve, ask: Ask) -> None:
    """A fault that stays is told after the last attempt."""
    url, seen = serve(error(500))

    with pytest.raises(EndpointError, match="broke down"):
        await answer(url, ask(), attempts=2)

    assert len(seen) == 2


async def test_retry_after_is_waited_for(serve: Serve, ask: Ask) -> None:
    """The endpoint says when to come back, and is not asked before."""
    url, _ = serve(error(429, **{"Retry-After": "1"}), completion("{}"))
    before = time.monotonic()

    await answer(url, ask(), attempts=2)

    assert time.monotonic() - before >= 1


async def test_a_wait_that_is_asked_for_costs_no_patience(serve: Serve, ask: Ask) -> None:
    """However long the endpoint wants to be left alone, it is asked again after that."""
    url, seen = serve(error(429, **{"Retry-After": "1"}), completion("{}"))

    reply = await answer(url, ask(), attempts=2, patience=0.9)

    assert (reply.text, len(seen)) == ("{}", 2)


async def test_own_waits_end_with_patience(serve: Serve, ask: Ask) -> None:
    """An endpoint that only breaks down is given up when the time for one request is over."""
    url, seen = serve(error(500))

    with pytest.raises(EndpointError, match="broke down"):
        await answer(url, ask(), attempts=1000, patience=0.5)

    assert 1 <= len(seen) < 1000


NOW = datetime(2031, 3, 9, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), 0),
        ("-3", 0),
        ("inf", 0),
        ("nan", 0),
        ("", 0),
        ("soon", 0),
        ("Sun, 09 Mar 2031 12:02:00", 0),
    ],
)
def test_retry_after_is_read_in_each_form(header: str, seconds: float) -> None:
    """Seconds and HTTP dates count; what is neither, past or endless does not."""
    assert seconds == retry_after(header, NOW)


async def test_one_endpoint_answers_many_at_once(serve: Serve, ask: Ask) -> None:
    """Requests in flight together each get an answer."""
    url, seen = serve(completion("{}"))

    async with connected(url) as endpoint:
        replies = await asyncio.gather(*(endpoint(ask(f"Question {n}")) for n in range(20)))

    assert 20 == len(replies) == len(seen)


async def test_text_that_cannot_be_sent_names_its_article(serve: Serve, ask: Ask) -> None:
    """Half a surrogate pair, as broken JSONL may hold, is told as a fault of that article."""
    url, _ = serve(completion("{}"))

    with pytest.raises(EndpointError, match="article ferry holds half a surrogate pair"):
        await answer(url, ask("\ud83d"))


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8080/v1",
        "ftp://host/v1",
        "http://[::1/v1",
        "http:///v1",
        "http://127.0.0.1/v1\n",
        "http://a\u2028b/v1",
    ],
)
def test_base_url_that_is_none_is_refused(url: str) -> None:
    """A slip in the URL is told before anything is asked, with an example."""
    with pytest.raises(SetupError, match=r"is not a base url; write it like http://"):
        Client(base_url=url, api_key=KEY)


@pytest.mark.parametrize("key", ["clé", "a\nb"])
def test_key_that_no_header_can_carry_is_refused(key: str) -> None:
    """A key pasted with something else in it is told without being shown."""
    with pytest.raises(SetupError, match="set OPENAI_API_KEY again") as caught:
        Client(base_url=None, api_key=key)

    assert key not in str(caught.value)


async def test_key_is_trimmed_and_may_be_empty(serve: Serve, ask: Ask) -> None:
    """A trailing newline does no harm, and a server that wants no key needs none."""
    url, seen = serve(completion("{}"))

    for key in (f"{KEY}\n", ""):
        async with connected(url, key=key) as endpoint:
            await endpoint(ask())

    assert f"Bearer {KEY}" == seen[0][0]["authorization"]
    assert len(seen) == 2


async def test_secrets_in_the_url_are_not_told(serve: Serve, ask: Ask) -> None:
    """User, password and query of a base URL stay out of the sentence."""
    url = serve(error(500))[0].replace("//", "//ann:pass-phrase@")

    with pytest.raises(EndpointError) as caught:
        await answer(url, ask())

    assert "pass-phrase" not in str(caught.value)


OURS = {
    "GarbledError",
    "NotAModelError",
    "TimeoutError",
    "ConnectError",
    "ConnectTimeout",
    "TooManyRedirects",
}


def subclasses(cls: type[Exception]) -> Iterator[type[Exception]]:
    """A class of the SDK and all below it."""
    if cls.__module__.partition(".")[0] == "openai":
        yield cls
    for below in cls.__subclasses__():
        yield from subclasses(below)


def test_every_error_of_the_sdk_is_mapped() -> None:
    """A new kind of APIError in the SDK must get its own sentence here."""
    assert {cls.__name__ for cls in subclasses(openai.APIError)} == set(FAULTS) - OURS
