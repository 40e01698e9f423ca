"""One of the peers of endpoint.py, in an environment of its own; prints what it took."""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from typing import Any, TypeAlias

Told: TypeAlias = Mapping[str, Any]
Took: TypeAlias = tuple[float, float]
"""Seconds of wall clock, and of processor time."""


def questions(told: Told) -> list[list[dict[str, str]]]:
    """The messages of each request; a number makes them differ."""
    *first, last = told["messages"]
    return [[*first, {**last, "content": f"{last['content']} {n}"}] for n in range(told["count"])]


async def with_instructor(told: Told) -> Took:
    """Its async client, with a model of the answer, and no second attempts."""
    import instructor
    from openai import AsyncOpenAI
    from pydantic import BaseModel

    class Answer(BaseModel):
        demands: list[str]

    turns = asyncio.Semaphore(told["at_once"])
    client = instructor.from_openai(
        AsyncOpenAI(base_url=told["url"], api_key="no-key", max_retries=0),
        mode=instructor.Mode.JSON_SCHEMA,
    )

    async def ask(messages: list[dict[str, str]]) -> Answer:
        async with turns:
            return await client.chat.completions.create(
                model="tiny",
                messages=messages,
                response_model=Answer,
                max_retries=0,
                temperature=0,
                max_tokens=200,
                seed=3,
            )

    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(ask, questions(told)))
    return time.perf_counter() - began, time.process_time() - worked


def with_langextract(told: Told) -> Took:
    """Its provider alone, given everything at once: neither its prompts nor its alignment."""
    from langextract.providers.openai import OpenAILanguageModel

    model = OpenAILanguageModel(
        model_id="tiny", api_key="no-key", base_url=told["url"], max_workers=told["at_once"]
    )
    prompts = ["\n".join(turn["content"] for turn in turns) for turns in questions(told)]
    began, worked = time.perf_counter(), time.process_time()
    answers = list(model.infer(prompts, temperature=0, max_output_tokens=200))
    took = time.perf_counter() - began, time.process_time() - worked
    assert len(answers) == len(prompts)
    return took


if __name__ == "__main__":
    name, told = sys.argv[1], json.loads(sys.argv[2])
    took = asyncio.run(with_instructor(told)) if name == "instructor" else with_langextract(told)
    print(*took)
