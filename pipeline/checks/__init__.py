"""The checks: one question about one claim per file, all of one signature, all pure.

quote       do the quoted words stand in the article, unaltered?
noise       do they stand in the article's reporting, and not in an advert or a link?
speaker     who utters them?
demander    who holds the position?
addressee   at whom is it aimed?
chain       who told whom: does every link stand in the article, in order, with its count?
entities    does every name stand where the article has it?
quantities  is every number the article's?
dates       does it happen when the article has it happen?
polarity    is the claim's yes the article's yes?
modality    is it as certain in the article as in the claim?
scope       is as much meant as in the article: all, some, only?
support     does the evidence say what the claim says?
leak        or does only another article of the run say it?
"""
