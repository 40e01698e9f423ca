"""What a folder of recordings holds, whoever asks for it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RecordingError, SetupError
from pipeline.models.recordings.recording import prompts_of, read, recordings


@dataclass(frozen=True, slots=True)
class Inventory:
    """How many recordings there are.

    Attributes:
        models: Of each model, by the name under which it was asked.
        prompts: Of each prompt.
        damaged: That cannot be read, and are not among the others.
    """

    models: Mapping[str, int]
    prompts: Mapping[str, int]
    damaged: int


def inventory(folder: Path) -> Inventory:
    """Count the recordings in a folder, one read at a time.

    Raises:
        SetupError: There is no such folder.
    """
    if not folder.is_dir():
        raise SetupError(f"there is no folder of recordings at {folder}; check its name")
    models: Counter[str] = Counter()
    prompts: Counter[str] = Counter()
    damaged = 0
    for path in (path for home in prompts_of(folder) for path in recordings(home)):
        try:
            models[read(path).request.model] += 1
            prompts[path.parent.name] += 1
        except (RecordingError, FileNotFoundError):
            damaged += 1
    return Inventory(dict(sorted(models.items())), dict(sorted(prompts.items())), damaged)
