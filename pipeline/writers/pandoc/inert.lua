-- Nothing in the document leads or loads: of links, images and raw text only the words stay.

function Link(element)
  return element.content
end

function Image(element)
  return element.caption
end

function RawInline(element)
  return pandoc.Str(element.text)
end

function RawBlock(element)
  return pandoc.Para(pandoc.Str(element.text))
end
