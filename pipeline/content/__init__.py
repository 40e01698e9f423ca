"""What is said: what happens in a sentence, how surely, and what follows from it.

predicates    the predicates of a claim beside those of the article
forms         one stem for a verb and its noun; opposites
denial        yes, no, or neither plainly
certainty     done, to come, or only possible; hearsay and conditions
quantifiers   all, some, none; how long a list is
roles         what part a name or a number has in its sentence
cast          who has which part in a text
recast        one name in the part of another
entailment    whether the grammar of one sentence stands inside another's
synonyms      words that news reports use for one another
compression   a sentence with nothing but words of no weight left out
dropping      what a sentence may lose
swaps         two names, or two nouns, that changed places
overlap       how near the words and the grammar of a claim are to the article's
"""
