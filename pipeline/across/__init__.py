"""What the claims of many articles have to do with each other.

matter         what one claim is about: its ideas, its sides, what it counts and on what it depends
sides          which country or body somebody stands for, as the articles introduce them
near           which claims are worth comparing: near-linear
relating       how one claim relates to another
clusters       claims of one matter, told against the one that names it best
newsrooms      which names of a text are newsrooms
reports        the chain of one claim: newsroom and source, printed, taken up or missing
origins        chains of many articles -> who first reported it
independence   how many origins are surely independent of each other
copies         articles that are copies of one text
timeline       when an article was published
gathering      runs put together: one article once, every id once
discrepancies  what the articles do not tell alike
"""
