"""Where the work of a run is done: here, or on a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pipeline.engines.ray import Cluster, Tools, cluster
from pipeline.errors import SetupError
from pipeline.jobs.edges import grammar
from pipeline.jobs.ledgers import of_program
from pipeline.jobs.settings import Engine, How, Whom
from pipeline.models.choose import LOCAL

_EACH = 8  # requests at once for each worker, where nobody said


@contextmanager
def spread(how: How) -> Iterator[Cluster | None]:
    """The cluster that a run is to use; None where it works here."""
    if how.engine is Engine.local:
        if how.ray_address:
            raise SetupError("--ray-address is of --engine ray; name both, or neither")
        yield None
        return
    with cluster(how.ray_address, Tools(grammar, of_program)) as found:
        yield found


def widened(whom: Whom, over: Cluster | None) -> Whom:
    """Whom to ask, with as many requests at once as all workers may have; `local` is one server."""
    if over is None or whom.model in {None, LOCAL}:
        return whom
    return replace(whom, concurrency=(whom.concurrency or _EACH) * over.workers)
