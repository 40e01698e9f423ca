"""Requests handed in as files and answered within a day, at half the price.

rows       a request and an answer as lines of such files
plans      what was handed in, on the disk, so that a run can be killed at any time
service    the Files and Batches API
queue      the model: gathers requests, hands them in, waits, gives the answers
"""

from pipeline.models.batch.queue import Batch

__all__ = ["Batch"]
