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
"""
