"""brief.docx: the note for a word processor, with real footnotes, made of brief.md by pandoc.

The pandoc of `pypandoc-binary` is run as a program: its Python functions take whichever
pandoc of the machine is newest, and equal notes would differ in bytes. In its sandbox pandoc
has neither files, network nor clock: every document is dated 1 January 1970.
"""

import os
import subprocess
from importlib.resources import as_file, files

from pipeline.errors import OutputError

#: What brief.md is written in and no more: neither raw HTML nor TeX, attributes or bare links.
READER = "commonmark-raw_html+footnotes+pipe_tables"
_PROGRAM = "pandoc.exe" if os.name == "nt" else "pandoc"


def brief(markdown: str) -> bytes:
    """The document of a note in Markdown; its first heading becomes the title.

    Raises:
        OutputError: pandoc is missing or has failed.
    """
    ours = files("pipeline.writers").joinpath("pandoc")
    theirs = files("pypandoc").joinpath("files", _PROGRAM)
    try:
        with as_file(ours) as folder, as_file(theirs) as pandoc:
            done = subprocess.run(  # noqa: S603  (the text goes in as data, never as an argument)
                [
                    pandoc,
                    f"--from={READER}",
                    "--to=docx",
                    "--output=-",
                    "--sandbox",
                    f"--data-dir={folder}",  # not the user's, whose styles would change the bytes
                    f"--lua-filter={folder / 'document.lua'}",
                ],
                input=markdown.encode(),
                capture_output=True,
                check=False,
            )
    except OSError as error:
        raise _failed((error.strerror or str(error)).lower()) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise _failed(said or f"it ended with {done.returncode}")
    return done.stdout


def _failed(why: str) -> OutputError:
    return OutputError(
        f"cannot make brief.docx: pandoc could not be run ({why});"
        " reinstall it: pip install --force-reinstall pypandoc-binary"
    )
