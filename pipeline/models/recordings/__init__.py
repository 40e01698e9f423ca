"""Answers kept in a folder: recorded once, replayed for ever.

recording.py    the file of one answer: what it holds, where it lies, how it is read and written
replay.py       models that answer from a folder, or that keep in it what another one answers
inventory.py    how many there are, of which models and prompts
rehearsal.py    what is missing in a folder, stale, left over or damaged
"""

from pipeline.models.recordings.inventory import Inventory, inventory
from pipeline.models.recordings.rehearsal import Rehearsal, Review, remove
from pipeline.models.recordings.replay import Lazy, Record, Replay

__all__ = [
    "Inventory",
    "Lazy",
    "Record",
    "Rehearsal",
    "Replay",
    "Review",
    "inventory",
    "remove",
]
