-- The note's first heading is the document's title. Sections stay headings of the second level:
-- LibreOffice would number footnotes anew under each of the first.
function Pandoc(document)
  local first = document.blocks[1]
  if first and first.t == "Header" then
    document.meta.title = first.content
    document.blocks:remove(1)
  end
  return document
end

-- Marks of footnotes that stand together are told apart: 1, 2 and not 12.
function Inlines(inlines)
  local apart = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    local before = apart[#apart]
    if inline.t == "Note" and before and before.t == "Note" then
      apart:insert(pandoc.Superscript { pandoc.Str(", ") })
    end
    apart:insert(inline)
  end
  return apart
end

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
