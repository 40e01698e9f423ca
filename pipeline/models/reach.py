"""What an endpoint is: the models it lists, and what one of them can do when it is asked."""

import asyncio
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from pipeline.domain import Message, Reply, Request
from pipeline.errors import EndpointError
from pipeline.models.client import Client
from pipeline.models.endpoint import Endpoint, whole
from pipeline.models.faults import GarbledError, NotAModelError
from pipeline.models.features import Features, Memory
from pipeline.models.meter import Budget, Meter
from pipeline.models.pace import Pace
from pipeline.models.patience import Patience

LIST_SECONDS = 5.0
ASK_SECONDS = 60.0  # a model may have to be loaded first
_ONCE = Patience(attempts=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """The models of an endpoint, in its order; `url` without what may be secret in it."""

    url: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a model takes, as it was found out, and what it answered; `url` as in `Listed`."""

    url: str
    features: Features
    reply: Reply


class _Model(BaseModel):
    id: str


class _List(BaseModel):
    data: list[_Model]


async def list_models(base_url: str | None, key: str, seconds: float = LIST_SECONDS) -> Listed:
    """What `GET {base_url}/models` gives, tried once.

    Raises:
        EndpointError, StoppedError: It gives no such list, or does not take the key.
        SetupError: The base URL is not one, or the key holds characters no key has.
    """
    async with Client(base_url=base_url, api_key=key, timeout=seconds, patience=_ONCE) as client:
        return Listed(client.url, await client.call(lambda: _names(client), "any model"))


async def _names(client: Client) -> tuple[str, ...]:
    from httpx2 import HTTPError
    from openai import APITimeoutError, NotFoundError

    fetch = client.sdk.models.with_streaming_response.list
    try:
        # the SDK's own timeout is for silence: it would let an answer drip for ever
        async with asyncio.timeout(client.timeout), fetch() as response:
            body = await whole(response.iter_bytes())
        return tuple(model.id for model in _List.model_validate_json(body).data)
    except NotFoundError:
        raise NotAModelError from None  # what is missing is the list, not one model
    except ValidationError as exc:
        raise NotAModelError from exc
    except HTTPError as exc:  # while a body was read, be it that of an error
        raise GarbledError(str(exc) or type(exc).__name__) from exc
    except (APITimeoutError, TimeoutError) as exc:
        raise EndpointError(
            f"{client.url} did not answer within {client.timeout:g} s; check that it is well, and "
            "that the base url is right"
        ) from exc


async def try_out(
    base_url: str | None, key: str, model: str, seconds: float = ASK_SECONDS
) -> Tried:
    """Ask one small question, as if nothing were known of the model.

    Raises:
        EndpointError, StoppedError: It gives no answer, and why.
        SetupError: As of `list_models`.
    """
    fresh = Memory(None)
    async with Client(base_url=base_url, api_key=key, timeout=seconds, patience=_ONCE) as client:
        endpoint = Endpoint(client, Meter(model, None, Budget()), Pace(1), fresh)
        reply = await endpoint(_question(model))
        return Tried(client.url, fresh.recall(client.url, model) or Features(), reply)


def _question(model: str) -> Request:
    """A question that costs next to nothing and asks for all that a run may ask for."""
    return Request(
        model=model,
        messages=(Message("user", "Is ice colder than steam? Answer yes or no, as JSON."),),
        schema={
            "type": "object",
            "properties": {"answer": {"type": "string", "enum": ["yes", "no"]}},
            "required": ["answer"],
            "additionalProperties": False,
        },
        prompt="doctor",
        prompt_version="",
        article_id="doctor",
        article_sha256="",
        options={
            "temperature": 0,
            "seed": 1,
            "max_tokens": 200,
            "logprobs": True,
            "top_logprobs": 5,
        },
    )


def keeps_to_schema(reply: Reply) -> bool:
    """Whether the small question was answered as it asks to be."""
    try:
        return _Answer.model_validate_json(reply.text).answer in {"yes", "no"}
    except ValidationError:
        return False


class _Answer(BaseModel):
    answer: str
