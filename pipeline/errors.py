"""What makes a run impossible. Bad input is not here: it is a `Problem` in the report.

PipelineError         printed as one sentence, exit 2
+ SetupError          a path, option, prompt or schema that cannot be used
+ ModelError          one request could not be answered
  - EndpointError     the endpoint said no, or nothing at all; other requests may do
    . RefusedError      it will not take this one request
      TooLongError        because it is too long
  - StoppedError      no further request has a chance, or is allowed
    . BudgetError       as the budget is spent
  - HaltedError       whoever runs it said stop
  - RecordingError    no recorded reply, or a recording that cannot be read
  - WorkerError       the workers of a cluster died over an article
+ ClusterError      a cluster cannot be used, or is lost
+ OutputError         the output folder cannot be written
+ StoreError          the ledger cannot be opened, read or written
"""


class PipelineError(Exception):
    """Anything that ends a run; its text names the thing and the fix."""


class SetupError(PipelineError):
    """A path, option, prompt or schema that cannot be used."""


class ModelError(PipelineError):
    """One request could not be answered."""


class EndpointError(ModelError):
    """The endpoint said no, or nothing at all."""


class RefusedError(EndpointError):
    """The endpoint will not take this one request."""


class TooLongError(RefusedError):
    """The request is longer than the model can read."""


class StoppedError(ModelError):
    """No further request has a chance, or is allowed: a wrong key, no credit, the budget."""


class BudgetError(StoppedError):
    """What may be spent is spent."""


class HaltedError(ModelError):
    """Whoever runs it said stop; what was answered is kept."""


class RecordingError(ModelError):
    """No recorded reply for a request, or a recording that cannot be read."""


class WorkerError(ModelError):
    """The workers of a cluster died over an article, one after the other."""


class ClusterError(PipelineError):
    """A cluster cannot be used, or is lost."""


class OutputError(PipelineError):
    """The output folder cannot be written."""


class StoreError(PipelineError):
    """The ledger of a batch cannot be opened, read or written."""
