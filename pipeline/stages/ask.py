"""Article + Prompt -> Questions: what a model is asked about an article, and in how many pieces.

Two plans give the same kinds of claims. `whole` asks for summary and demands at once, in
windows; it suits large models. `steps` suits small ones: the sentences that announce a stance
are found by their cues, and the model is asked one small question about each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.domain import Article, Parse, Prompt, Question, Request, Span
from pipeline.speech.stances import Cue, stance_cues
from pipeline.turns import placeholders, render

# how many sentences before the one asked about are shown, for "he" and "these demands"
_CONTEXT = 3
# a summary is two to four sentences, each over at most three of the article
_SUMMARY_MOST = 4
_SUMMARY_SENTENCES = 3
_HEADING = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to ask.

    Attributes:
        model: The name the endpoint knows.
        steps: Small questions (True) or whole windows (False).
        window: The most code points of an article in one question.
        prompts: By name: `extract` for whole windows, `position` and `summary` for steps.
        max_tokens: The most an answer may take.
    """

    model: str
    steps: bool
    window: int
    prompts: Mapping[str, Prompt]
    max_tokens: int = 4000

    def options(self) -> dict[str, int | float]:
        """Sampling options: the likeliest answer, the same one every time."""
        return {"temperature": 0, "seed": 1, "max_tokens": self.max_tokens}


def questions(article: Article, parse: Parse, plan: Plan) -> tuple[Question, ...]:
    """All that is asked about an article, in text order.

    Small questions need cues, and cues need grammar: without it the article is asked whole.
    """
    parse = replace(parse, sentences=tuple(_bounded(article.text, parse.sentences, plan.window)))
    if plan.steps and parse.tokens:
        return (*_positions(article, parse, plan), *_summary(article, parse, plan))
    return tuple(_windows(article, parse, plan))


def _bounded(
    text: str, sentences: Sequence[tuple[int, int]], size: int
) -> Iterator[tuple[int, int]]:
    """Sentences, with what is longer than a window cut at its last space that fits."""
    for start, end in sentences:
        while end - start > size:
            cut = max(text.rfind(" ", start, start + size), start)
            cut = cut if cut > start else start + size
            yield start, cut
            start = cut + (text[cut] == " ")  # noqa: PLW2901 (the rest of the same sentence)
        if start < end:
            yield start, end


def _windows(article: Article, parse: Parse, plan: Plan) -> Iterator[Question]:
    sentences = parse.sentences or ((0, len(article.text)),)
    for start, end in windows(article.text, sentences, plan.window):
        yield _window(article, article.span(start, end), plan)


def _window(article: Article, span: Span, plan: Plan) -> Question:
    return _question(article, plan.prompts["extract"], plan, {"article": span.exact}, (span,))


def narrower(
    question: Question, article: Article, parse: Parse, plan: Plan
) -> tuple[Question, ...]:
    """A question whose answer got too long, asked in two halves; nothing where it has none."""
    first, last = question.spans[0], question.spans[-1]
    if question.prompt.name == "extract":
        sentences = [s for s in parse.sentences if first.start <= s[0] and s[1] <= last.end]
        halves = _halves(sentences)
        spans = [article.span(half[0][0], half[-1][1]) for half in halves]
        return tuple(_window(article, span, plan) for span in spans)
    if question.prompt.name == "summary":
        return tuple(_restate(article, half, plan) for half in _halves(question.spans))
    return ()


def _halves(parts: Sequence[T]) -> tuple[Sequence[T], ...]:
    middle = len(parts) // 2
    return (parts[:middle], parts[middle:]) if middle else ()


def windows(
    text: str, sentences: Sequence[tuple[int, int]], size: int
) -> tuple[tuple[int, int], ...]:
    """Cut a text into stretches of at most `size` code points that end at sentence bounds.

    The cut falls between paragraphs where that leaves at least half a window; a sentence longer
    than `size` is a window of its own. Together the windows hold every sentence once.
    """
    out: list[tuple[int, int]] = []
    first = 0
    while first < len(sentences):
        start = sentences[first][0]
        last = first + 1
        while last < len(sentences) and sentences[last][1] - start <= size:
            last += 1
        if last < len(sentences):
            for i in range(last, first, -1):
                gap = text[sentences[i - 1][1] : sentences[i][0]]
                if "\n" in gap and sentences[i][0] - start >= size // 2:
                    last = i
                    break
        out.append((start, sentences[last - 1][1]))
        first = last
    return tuple(out)


def _positions(article: Article, parse: Parse, plan: Plan) -> Iterator[Question]:
    prompt = plan.prompts["position"]
    prose = _prose(article, parse)
    for i, (start, end) in enumerate(prose):
        sentence = article.span(start, end)
        context = " ".join(article.text[a:b] for a, b in prose[max(0, i - _CONTEXT) : i])
        for cue in stance_cues(parse, start, end):
            values = {"context": context, "sentence": sentence.exact, "cue": ", ".join(cue.words)}
            yield _question(article, prompt, plan, values, (sentence,), cue)


def _summary(article: Article, parse: Parse, plan: Plan) -> Iterator[Question]:
    """The lead, and a few sentences from further on: each restated in one sentence.

    Two to four questions over the first window, as news puts first what matters most; each
    over few sentences, as a small model restates all that it is shown.
    """
    prose = _prose(article, parse)
    inside = [s for s in prose if s[1] - prose[0][0] <= plan.window] or prose[:1]
    parts = min(max(2, len(inside) // _SUMMARY_SENTENCES), _SUMMARY_MOST, len(inside))
    for part in range(parts):
        first, last = (len(inside) * p // parts for p in (part, part + 1))
        chosen = inside[first : min(last, first + _SUMMARY_SENTENCES)]
        yield _restate(article, [article.span(*s) for s in chosen], plan)


def _restate(article: Article, spans: Sequence[Span], plan: Plan) -> Question:
    values = {"sentences": tuple(s.exact for s in spans)}
    return _question(article, plan.prompts["summary"], plan, values, tuple(spans))


def _prose(article: Article, parse: Parse) -> tuple[tuple[int, int], ...]:
    """The sentences that the author wrote as sentences: no noise, no headings."""
    return tuple(
        (start, end)
        for start, end in parse.sentences
        if not any(n.start < end and start < n.end and n.kind != "marker" for n in article.noise)
        and not _is_heading(article.text, start, end)
    )


def _is_heading(text: str, start: int, end: int) -> bool:
    """A short line of its own without a full stop: an editor's words, not the report's."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    return len(line) < _HEADING and line == text[start:end] and line[-1] not in ".!?…:;,\"'”’)]»"


def _question(
    article: Article,
    prompt: Prompt,
    plan: Plan,
    values: Mapping[str, str | tuple[str, ...]],
    spans: tuple[Span, ...] = (),
    cue: Cue | None = None,
) -> Question:
    request = Request(
        model=plan.model,
        messages=render(prompt, values),
        schema=prompt.schema,
        prompt=prompt.name,
        prompt_version=prompt.version,
        article_id=article.id,
        article_sha256=article.sha256,
        options=plan.options(),
    )
    forbidden = placeholders(prompt, str(values))
    return Question(request, prompt, spans, cue.stance if cue else None, forbidden)
