"""Answers kept in a folder: recorded once, replayed for ever.

recording.py    the file of one answer: what it holds, where it lies, how it is read and written
replay.py       a model that answers from a folder; the folder as a place to keep answers in
inventory.py    how many there are, of which models and prompts
rehearsal.py    what is missing in a folder, stale, left over or damaged
"""

from pipeline.models.recordings.inventory import Inventory, inventory
from pipeline.models.recordings.rehearsal import Rehearsal, Review, remove
from pipeline.models.recordings.replay import Folder, Record, Replay

__all__ = [
    "Folder",
    "Inventory",
    "Record",
    "Rehearsal",
    "Replay",
    "Review",
    "inventory",
    "remove",
]
