"""A real Ray cluster of several nodes on loopback: for tests, and for `benchmarks/workers.py`.

    python tests/cluster.py 2

It prints its address, kills a node for every line that it reads and prints how many are left, and
ends when there are no more lines. It is a process of its own: what it starts, and what it warns of,
is no business of who asks for it.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

OPEN: Mapping[str, str] = {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0"}
"""The environment of a cluster that nobody else can reach, and of who uses it."""


class Place:
    """A cluster that runs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.address = self._said()

    def _said(self) -> str:
        assert self._process.stdout
        said = self._process.stdout.readline().strip()
        assert said, "the cluster has ended"
        return said

    def lose(self) -> None:
        """Kill a node, and do not wait for it."""
        assert self._process.stdin
        self._process.stdin.write("one\n")
        self._process.stdin.flush()

    def left(self) -> int:
        """How many nodes were left when one was killed."""
        return int(self._said())


@contextmanager
def nodes(count: int, home: Path) -> Iterator[Place]:
    """A head without cores, and so many nodes of one core each."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(count)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), **OPEN},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        yield Place(process)
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def _serve(count: int) -> None:
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    workers = [cluster.add_node(num_cpus=1) for _ in range(count)]
    print(cluster.address, flush=True)  # noqa: T201 (whoever started it reads it)
    for _ in sys.stdin:
        cluster.remove_node(workers.pop(), allow_graceful=False)
        print(len(workers), flush=True)  # noqa: T201
    cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
