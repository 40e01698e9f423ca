"""What stands there: quotes, names and numbers in the words of a text.

haystack      finding a quote
diff          a quote beside its source, word for word
clipping      a "not" or "if" cut off at the edge of a quote
compression   a sentence with nothing but words of no weight left out
names         the names in a text
numbers       the quantities in a text
places        countries, and the names they go by
"""
