"""What brief.html is made of: its template, style and script, and the values that they show.

page.html, parts.html    the note, the picture, the claims: all of it readable without script
note.css, panel.css      for a screen, a small screen, the dark and paper
draw, source, evidence, filter, keys    one script, in this order
ledger, facets           every claim with its path and quotes, and by what it can be found
picture                  which articles share an origin
islands                  an article's text and its checks as JSON, read when it is opened
places                   anchors that any id can have
"""
