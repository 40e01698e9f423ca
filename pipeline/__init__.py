"""provenote: who demands what of whom, checked against the source text.

    cli, library -> jobs -> engines -> processing -> stages -> checks -> content -> speech, turns
                     |         |                                            -> wording -> text
                     |         |                                            all -> domain, errors
                     +---------+--> readers, models, writers, store, parser, policies, prompts
                                    (edges: they touch the world)

cli/          options -> settings; prints; chooses the exit code
library       the same for other programs
jobs/         from settings to the files of a run: builds the edges
engines/      how a batch is spread, or a stream of claims
processing    the order of the stages for one article
stages/       ask, check, ground, verify, doubt, brief: pure, values in, values out
checks/       one question about one claim per file: the heart
content/      what is said: predicates, their yes and certainty; what follows from what
speech/       who says it: cues, grammar, chains of sources
wording/      what stands there: quotes, names, numbers, dates
turns         a prompt and its variables -> the turns of a conversation
text          folding with an offset map, words, sentences, quotation marks
evaluation    labelled claims -> figures
domain/       the frozen values and Protocols; errors: the error tree

From other programs: `from pipeline import run, verify`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.library import run, verify

__all__ = ["run", "verify"]


def __getattr__(name: str) -> object:
    """What other programs call is loaded when it is called: `provenote --help` needs none of it."""
    if name in __all__:
        from pipeline import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
