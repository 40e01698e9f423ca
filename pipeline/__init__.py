"""provenote: who demands what of whom, checked against the source text.

    cli -> engines -> run -> stages -> checks -> speech, turns -> wording -> text -> domain
     |       |
     +-------+--> readers, models, writers, parser, prompts  (edges: they touch the world)

cli           options -> settings; builds the edges; prints; chooses the exit code
engines/      how a batch is spread
run           the order of the stages for one article
stages/       ask, check, ground, verify, brief: pure, values in, values out
checks/       one question about a claim per file: the heart
speech/       who says it: cues, grammar, attribution, sources
wording/      what stands there: quotes, names, numbers
turns         a prompt and its variables -> the turns of a conversation
text          folding with an offset map, words, sentences, quotation marks
domain/       the frozen values and Protocols; errors: the error tree
"""
