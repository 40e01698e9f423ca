"""What tests of the whole pipeline share: invented articles, the real grammar, models of a line."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from pipeline import prompts
from pipeline.domain import Article, Json, Parse, Prompt, Question, Reply, Request, Span, Usage
from pipeline.parser import SpacyParser
from pipeline.readers import noise_spans
from pipeline.stages.ask import Plan
from pipeline.turns import placeholders
from tests.loopback import Quiet, serving

CRANES = """Dockers in Palmeiras demand safer cranes

The dockers' union demanded on Tuesday that the port authority replace its four oldest cranes. \
Its secretary, Ines Calado, said that the union would refuse night shifts until the work begins.

Also read | Ferry crews demand a new timetable

The port authority rejected the demand. "We will not close the quay," its director, Tomas Veiga, \
told the Harbour Gazette. Two officials said that the ministry had offered to pay for one crane.
"""
"""A heading and a link that hold cues, and five sentences of report."""

FEES = """Students of the music college in Ostrava asked the rector to drop the new practice fee. \
The rector refused to drop it. Their spokeswoman, Jana Kralova, said the students would play in \
the street until the fee is gone.
"""


@cache
def parser() -> SpacyParser:
    """The real grammar, loaded once for the whole suite."""
    return SpacyParser()


@cache
def prompt(name: str) -> Prompt:
    """A prompt as it is shipped."""
    return prompts.load(name, prompts.default_folder())


def article(text: str, name: str = "cranes", language: str | None = "en") -> Article:
    """An article as the readers would give it."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(name, text, sha256, noise_spans(text), language=language)


def parsed(of: Article) -> Parse:
    """The grammar of an article."""
    return parser()(of.text, of.language)


def plan(*, steps: bool = True, window: int = 4000) -> Plan:
    """How to ask, with the prompts as they are shipped."""
    return Plan("tiny", steps, window, {n: prompt(n) for n in ("position", "summary", "extract")})


def question(name: str, *sentences: str) -> Question:
    """One question of a shipped prompt about sentences that stand nowhere else."""
    of = prompt(name)
    request = Request("tiny", (), of.schema, name, of.version, "cranes", "0f" * 32)
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence), sentence))
        start += len(sentence) + 1
    return Question(request, of, tuple(spans), "demands", placeholders(of, " ".join(sentences)))


# --- models ----------------------------------------------------------------------------

EMPTY: dict[str, dict[str, Json]] = {
    "position": {"holder": None, "things": [], "addressee": None, "told_by": None},
    "summary": {"numbers": [1], "text": "The port is busy."},
    "extract": {"summary": [], "demands": []},
    "attribute": {"speaker": None},
    "support": {"answer": "yes"},
    "narrative": {"numbers": [1], "text": "The port is busy."},
    "relate": {"relation": "different"},
}
"""For each prompt an answer that passes its schema and claims next to nothing."""


def reply(answer: Json, finish_reason: str = "stop") -> Reply:
    """What an endpoint gives back for an answer; a text is given back as it is."""
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return Reply(text, finish_reason, "tiny-2", usage=Usage(100, 10))


def asked_about(request: Request) -> str:
    """The words of the last question: what stands in its turn, without the examples before it."""
    return request.messages[-1].content


class Fake:
    """A model that answers by a function of the request, and keeps what it was asked."""

    def __init__(self, answer: Callable[[Request], Json] | None = None) -> None:
        self._answer = answer or (lambda request: EMPTY[request.prompt])
        self.asked: list[Request] = []

    async def __call__(self, request: Request) -> Reply:
        """Answer at once."""
        self.asked.append(request)
        return reply(self._answer(request))


def restates(prompt: str, shown: str) -> tuple[int, Json]:
    """A model that restates the first sentence, and finds no demand."""
    if prompt != "summary":
        return 200, EMPTY[prompt]
    return 200, {"numbers": [1], "text": shown.removeprefix("<sentences>[1] ").split("\n")[0]}


@contextmanager
def endpoint(answer: Callable[[str, str], tuple[int, Json]]) -> Iterator[str]:
    """A real endpoint on loopback; gives its base URL.

    `answer` takes the name of the prompt and the last turn, and gives a status and what the
    model says: an answer for 200, else the words of the error.
    """

    class Handler(Quiet):
        def do_POST(self) -> None:  # noqa: N802 (the library names it)
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            form = asked.get("response_format", {})
            name = form.get("json_schema", {}).get("name", "extract")
            status, said = answer(name, asked["messages"][-1]["content"])
            body: dict[str, Json] = {"error": {"message": said}}
            if status == 200:
                text = said if isinstance(said, str) else json.dumps(said)
                message: Json = {"role": "assistant", "content": text}
                body = {"model": "tiny-2", "choices": [{"message": message}]}
            self.say(status, json.dumps(body).encode())

    with serving(Handler) as host:
        yield f"http://{host}/v1"
