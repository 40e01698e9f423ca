"""Who says it: from a stretch of text to the sources that utter it.

stances       what announces a stance
cues          the words that announce an utterance, a doubt
grammar       who does what a verb says; noun phrases
links         one source of a content, and how it was read
attribution   the chain of sources above a stretch of text
tags          cues set into or behind what they announce
acting        who acts over a span, where nobody says it
beside        a source read off the words beside a quotation
relays        links that stand beside another link, and who passes it on
pronouns      whom "he" and "they" stand for
given_names   given names, and what they tell of a person
sources       source phrases taken apart and compared
kinds         what a source is: a person, a body, a place, a thing, several
referents     what the article says of a source
identity      whether two phrases are one source, with the whole article in view
roster        how the article counts and ranks its sources, and what a claim makes of them
told          whom a claim's own sentence names, and where the article has what they say
focus         where in a citation the claim lies, and who says so there
"""
