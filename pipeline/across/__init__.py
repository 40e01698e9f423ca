"""What the claims of many articles have to do with each other.

matter         what one claim is about: its ideas, its sides, what it counts and on what it depends
sides          which country or body somebody stands for, as the articles introduce them
near           which claims are worth comparing: near-linear
clashing       what cannot both hold
relating       how one claim relates to another
clusters       claims of one matter, told against the one that names it best
newsrooms      which names of a text are newsrooms
groups         the people an article describes instead of naming them
printed        the sources that an article prints above some words
reports        the chain of one claim: newsroom and source, printed, taken up or missing
origins        chains of many articles -> who first reported it
independence   how many origins are surely independent of each other
copies         articles that are copies of one text
timeline       when an article was published
gathering      runs put together: one article once, every id once
case           all that discrepancies are read off
told           claims of one matter that do not say the same
credits        origins that articles credit differently
texts          quotations, numbers, lists and names that differ in the texts
purposes       what the demands are said to be the price of
discrepancies  what the articles do not tell alike
"""
