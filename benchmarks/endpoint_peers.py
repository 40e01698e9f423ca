"""One of the peers of endpoint.py, in an environment of its own; prints what it took."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping
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
        things: list[str]

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


def _openai_provider(told: Told) -> Any:  # noqa: ANN401 (nothing of the peers is imported above)
    from langextract.providers.openai import OpenAILanguageModel

    return OpenAILanguageModel(
        model_id="tiny", api_key="no-key", base_url=told["url"], max_workers=told["at_once"]
    )


def with_provider(told: Told) -> Took:
    """Langextract's threads alone, given all prompts at once: nothing is made of the answers."""
    model = _openai_provider(told)
    prompts = ["\n".join(turn["content"] for turn in turns) for turns in questions(told)]
    began, worked = time.perf_counter(), time.process_time()
    answers = list(model.infer(prompts, temperature=0, max_output_tokens=200))
    took = time.perf_counter() - began, time.process_time() - worked
    assert len(answers) == len(prompts)
    return took


def with_langextract(told: Told) -> Took:
    """As it is used: documents in, extractions out; its answers are empty, so none is aligned."""
    import langextract

    data = langextract.data
    documents = [data.Document(text=turns[-1]["content"]) for turns in questions(told)]
    example = data.ExampleData("The union asks.", [data.Extraction("demand", "The union asks.")])
    model = _openai_provider(told)
    began, worked = time.perf_counter(), time.process_time()
    found = langextract.extract(
        documents,
        prompt_description=told["messages"][0]["content"],
        examples=[example],
        model=model,
        batch_length=told["at_once"],
        max_workers=told["at_once"],
        show_progress=False,
        fetch_urls=False,
    )
    count = len(list(found))
    took = time.perf_counter() - began, time.process_time() - worked
    assert count == len(documents)
    return took


CONTENDERS: Mapping[str, Callable[[Told], Took]] = {
    "instructor": lambda told: asyncio.run(with_instructor(told)),
    "langextract": with_langextract,
    "langextract's provider": with_provider,
}

if __name__ == "__main__":
    print(*CONTENDERS[sys.argv[1]](json.loads(sys.argv[2])))
