"""Who says it: from a stretch of text to the sources that utter it.

cues          the words that announce a stance, an utterance, a doubt
grammar       who does what a verb says; noun phrases
pronouns      whom "he" and "they" stand for
links         one source of a content, and how it was read
attribution   the chain of sources above a stretch of text
relays        links of it that stand beside another link, and who passes it on
sources       source phrases taken apart and compared
referents     whether two phrases can be one source, by all that the article says of them
roster        how the article counts and ranks its sources, and what a claim makes of them
told          whom a claim's own sentence names, and where the article has what they say
focus         where in a citation the claim lies, and who says so there
"""
