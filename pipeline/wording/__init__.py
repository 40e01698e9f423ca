"""What stands there, letter for letter.

haystack      finding a quote
diff          a quote beside its source, word for word
clipping      a "not" or "if" cut off at the edge of a quote
passages      the sentences that are nearest to some words
nearby        those for one sentence of a claim
names         the names in a text
numbers       the quantities in a text
dates         the days, months, years and spans of time in a text
places        countries, and the names they go by
"""
