"""A PDF is read in a process of its own: one that would take for ever is ended.

What is drawn on a page is a program. A file of nine kilobytes can keep a reader busy for an hour,
within every limit of size.
"""

import json
import subprocess
import sys
from dataclasses import asdict, replace

from pipeline.domain import Problem
from pipeline.readers.drafts import Draft
from pipeline.readers.pdfs import draft_of_pdf

_SECONDS = 60.0
_BROKEN = "no program can read it; save it anew, or its text as .txt"


def draft_apart(
    data: bytes, where: str, name: str, address: str | None = None, seconds: float = _SECONDS
) -> Draft | Problem:
    """As `draft_of_pdf`, and a Problem where it takes longer than so many seconds."""
    words = [sys.executable, "-P", "-m", __name__]  # -P: no module of the folder we are in
    try:
        ran = subprocess.run(  # noqa: S603 (ourselves)
            words, input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        why = f"it takes longer than {seconds:.0f} seconds to read; save its text as .txt"
        return Problem(where, why)
    if ran.returncode:  # it took more memory than there is, or more depth
        return Problem(where, _BROKEN)
    told = json.loads(ran.stdout)
    if "message" in told:
        return Problem(where, told["message"])
    return replace(Draft(**told), where=where, name=name, url=address)


def _main() -> None:
    """Standard input -> what it is, as JSON."""
    print(json.dumps(asdict(draft_of_pdf(sys.stdin.buffer.read(), "", ""))))  # noqa: T201


if __name__ == "__main__":
    _main()
