"""How findings are put into words: the parts of the note, one a file. Pure.

words         numbers, lists and names inside a sentence
telling       one claim -> one sentence, by template
points        what the note has to say: the supported claims, drawn together and ranked
confidence    how far the sourcing of a point can be trusted, and why
grounds       the words of an article under a sentence, with the chain that carries them
bottom_line   what it comes to, in two or three sentences
corroboration who stands behind a point: the rows of the table of origins
reservations  what would change the note
making        on what it stands, and how it was made
publishing    what may be published: supported, and by the rules of sourcing
restating     whether a sentence says what a claim says, word for word
sourcing      the rules of sourcing that every sentence has to keep
"""
