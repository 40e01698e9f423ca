"""What a command or a program has done, from its settings to the files: knows the edges.

settings   what a run is told to do, and whom it may ask
edges      what every job builds first: the model, the grammar, the policy
plans      how articles are asked
running    articles -> a run's files
watching   the same again and again, as articles come
spreading  where the work is done: here, or on a cluster
ledgers    the ledger of an output folder, and what a result in it rests on
noting     results -> the files of a note
spending   what asking came to, as data and in words
"""
