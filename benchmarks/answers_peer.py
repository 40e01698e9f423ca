"""The peer of answers.py, in an environment of its own; prints what it took."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import langextract
from langextract.core import base_model, types


class Answers(base_model.BaseLanguageModel):  # type: ignore[misc]
    """What was recorded, for whichever piece of the text is asked about."""

    def __init__(self, extractions: Sequence[dict[str, Any]]) -> None:
        super().__init__()
        self._extractions = extractions

    def infer(
        self,
        batch_prompts: Sequence[str],
        **_: Any,  # noqa: ANN401 (the library's own)
    ) -> Iterator[Sequence[Any]]:
        """The extractions whose words stand in the piece; it is the last of the prompt."""
        for prompt in batch_prompts:
            piece = prompt.rpartition("Q: ")[2]
            found = [
                {one["class"]: one["text"], f"{one['class']}_attributes": one["attributes"]}
                for one in self._extractions
                if one["text"] in piece
            ]
            answer = f"```json\n{json.dumps({'extractions': found})}\n```"
            yield [types.ScoredOutput(score=1.0, output=answer)]


def once(documents: Sequence[dict[str, Any]]) -> tuple[float, int]:
    """Processor seconds for all documents, and how many extractions have a place."""
    data = langextract.data
    example = data.ExampleData("The union asks.", [data.Extraction("demand", "The union asks.")])
    placed = 0
    began = time.process_time()
    for document in documents:
        found = langextract.extract(
            document["text"],
            prompt_description="Who demands what of whom.",
            examples=[example],
            model=Answers(document["extractions"]),
            max_char_buffer=4000,
            fence_output=True,
            use_schema_constraints=False,
            show_progress=False,
            fetch_urls=False,
        )
        placed += sum(one.char_interval is not None for one in found.extractions)
    return time.process_time() - began, placed


def main() -> None:
    """Read what is to be done from standard input."""
    told = json.load(sys.stdin)
    once(told["documents"])  # what is loaded on first use
    rounds = [once(told["documents"]) for _ in range(told["rounds"])]
    print(json.dumps({"seconds": [s for s, _ in rounds], "found": rounds[0][1]}))


if __name__ == "__main__":
    main()
