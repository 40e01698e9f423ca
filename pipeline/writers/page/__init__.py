"""What brief.html is made of: its template, style and script, and the values that they show.

page.html    the note, the picture, the claims, the articles: all of it readable without script
page.css     for a screen, a small screen, the dark and paper
draw, source, evidence, filter, keys (.js)   one script, in this order
ledger       every claim with its path, its quotes and its reasons
picture      which articles share an origin
islands      an article's text and its checks as JSON, read when it is opened
places       anchors that any id can have
"""
