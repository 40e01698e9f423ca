"""Who says it: from a stretch of text to the sources that utter it.

cues          the words that announce a stance, an utterance, a doubt
grammar       who does what a verb says; noun phrases
pronouns      whom "he" and "they" stand for
links         one source of a content, and how it was read
attribution   the chain of sources above a stretch of text
sources       source phrases taken apart and compared
focus         where in a citation the claim lies, and who says so there
"""
