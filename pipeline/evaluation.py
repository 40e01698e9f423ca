"""How well a verifier tells faithful claims from hallucinated ones: figures of labelled claims.

Three figures go together, since calling everything `review` would satisfy any one of them:

passed     hallucinated claims that were called supported: the worst error
thrown     faithful claims that were rejected
decided    claims that are not in review

`bacc` is the mean of the hallucinated that are not supported and the faithful that are;
`bacc_score` the same at a threshold of the score. `auc` is the chance that a faithful claim has
a higher score than a hallucinated one, ties half (Mann and Whitney 1947). Intervals are
percentiles of a bootstrap over articles, since claims about one article are no independent
draws (Efron and Tibshirani 1993). All shares are percent, but for `auc`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain import Outcome, Ruling

ROUNDS = 1000
_SEED = 20_240_101  # a fixed draw: equal input gives equal intervals
_OUTER = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled claim and what became of it.

    Attributes:
        faithful: What the label says.
        type: How it was falsified; "" for a faithful one.
        speaker: The outcome of the check of that name.
        negative, bucket: How a wrong speaker was chosen, and how the true one is named, where
            a set says so (PolNeAR).
    """

    article_id: str
    faithful: bool
    type: str
    ruling: Ruling
    score: float
    speaker: Outcome = "unknown"
    negative: str = ""
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one set, with their 95 % intervals where they have one.

    Attributes:
        types: For each type of hallucination: how many, and the share passed and rejected.
        speakers: Of the speaker check alone; empty where the set is not about speakers.
    """

    values: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    types: Mapping[str, Mapping[str, float]]
    speakers: Mapping[str, float]


def figures(rows: Sequence[Labelled], threshold: float) -> Figures:
    """All figures of some labelled claims; one with nothing to count is left out."""
    table = _Table.of(rows)
    values = {
        "n_faithful": float(table.faithful.sum()),
        "n_hallucinated": float((~table.faithful).sum()),
        **_measure(table, threshold),
    }
    return Figures(values, _intervals(table, rows, threshold), _types(rows), _speakers(rows))


@dataclass(frozen=True, slots=True)
class _Table:
    """Claims as columns: shape (claims,) each."""

    faithful: NDArray[np.bool_]
    supported: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    score: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Labelled]) -> "_Table":
        return cls(
            np.array([r.faithful for r in rows], bool),
            np.array([r.ruling == "supported" for r in rows], bool),
            np.array([r.ruling == "rejected" for r in rows], bool),
            np.array([r.score for r in rows], float),
        )

    def take(self, index: NDArray[np.intp]) -> "_Table":
        return _Table(
            self.faithful[index], self.supported[index], self.rejected[index], self.score[index]
        )


def _measure(table: _Table, threshold: float) -> dict[str, float]:
    good, bad = table.faithful, ~table.faithful
    found = {
        "passed": _share(table.supported[bad]),
        "thrown": _share(table.rejected[good]),
        "decided": _share(table.supported | table.rejected),
        "catch": _share(~table.supported[bad]),
        "reject_catch": _share(table.rejected[bad]),
        "keep": _share(~table.rejected[good]),
        "supported_keep": _share(table.supported[good]),
    }
    if good.any() and bad.any():
        above = table.score >= threshold
        found["bacc"] = (found["catch"] + found["supported_keep"]) / 2
        found["bacc_score"] = (_share(above[good]) + _share(~above[bad])) / 2
        found["auc"] = _auc(table.score[good], table.score[bad])
    digits = {"auc": 3}
    return {k: round(v, digits.get(k, 1)) for k, v in found.items() if not np.isnan(v)}


def _share(hits: NDArray[np.bool_]) -> float:
    return 100 * float(hits.mean()) if hits.size else float("nan")


def _auc(good: NDArray[np.float64], bad: NDArray[np.float64]) -> float:
    ranked = np.sort(bad)
    below = np.searchsorted(ranked, good, "left")
    not_above = np.searchsorted(ranked, good, "right")
    return float((below + not_above).mean() / 2 / bad.size)


def _intervals(
    table: _Table, rows: Sequence[Labelled], threshold: float
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals over whole articles, drawn with replacement."""
    places: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        places.setdefault(row.article_id, []).append(n)
    groups = [np.array(group) for group in places.values()]
    if len(groups) < 2:
        return {}
    random = np.random.default_rng(_SEED)
    drawn: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        chosen = random.integers(0, len(groups), len(groups))
        sample = table.take(np.concatenate([groups[g] for g in chosen]))
        for name, value in _measure(sample, threshold).items():
            drawn.setdefault(name, []).append(value)
    return {
        name: (round(float(low), 3), round(float(high), 3))
        for name, values in drawn.items()
        for low, high in [np.percentile(values, _OUTER)]
    }


def _types(rows: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    found: dict[str, list[Labelled]] = {}
    for row in rows:
        if not row.faithful:
            found.setdefault(row.type, []).append(row)
    return {
        name: {
            "n": len(group),
            "passed": _percent(r.ruling == "supported" for r in group),
            "rejected": _percent(r.ruling == "rejected" for r in group),
        }
        for name, group in sorted(found.items())
    }


def _speakers(rows: Sequence[Labelled]) -> dict[str, float]:
    """Of the speaker check alone, where a set says how its wrong speakers were chosen."""
    if not any(r.negative for r in rows):
        return {}
    true = [r for r in rows if r.faithful]
    pronouns = [r for r in true if r.bucket == "pron-resolved"]
    found = {
        "confirmed": _percent(r.speaker == "pass" for r in true),
        "contradicted_true": _percent(r.speaker == "fail" for r in true),
        "pronoun_confirmed": _percent(r.speaker == "pass" for r in pronouns),
    }
    for kind in sorted({r.negative for r in rows if r.negative}):
        wrong = [r for r in rows if r.negative == kind]
        found[f"wrong_{kind}"] = _percent(r.speaker == "pass" for r in wrong)
        found[f"contra_{kind}"] = _percent(r.speaker == "fail" for r in wrong)
    return found


def _percent(hits: Iterable[bool]) -> float:
    seen = list(hits)
    return round(100 * sum(seen) / len(seen), 1) if seen else 0.0
