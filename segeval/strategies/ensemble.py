"""Ensembles: several models asked about one image, and their answers made one."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segeval.errors import UsageError
from segeval.infer import Logits, Segment, certain, decided, likely, unlikely
from segeval.records import FloatArray, LabelArray, Output, Volume
from segeval.strategies import one_of, strategy

FUSIONS = ("mean", "max", "majority", "staple")
ROUNDS, STILL = 100, 1e-7  # of STAPLE: the most, and the change of any belief below which it has converged
TRUST = 0.99999  # of a rater's decisions, before anything is known


@strategy(
    "ensemble",
    title="Several models, one answer",
    source="means, votes; STAPLE: Warfield, Zou, Wells 2004, doi:10.1109/TMI.2004.828354",
    example='strategy = "ensemble"\nfuse = "mean"\n\n[[parts]]\nmodel = "unet3d-8"\n\n[[parts]]\nmodel = "unet-8"\n',
)
def ensemble(*parts: Segment, fuse: str = "mean") -> Segment:
    """Return the segmenter that asks all parts, which must know the same labels.

    ``fuse`` "mean" averages probabilities; "max" takes the largest of each label; "majority" takes the label that most
    decide for, the first one among equals; "staple" weighs decisions by how reliable each part seems to be.
    """
    chosen = one_of("ensemble", "fuse", fuse, FUSIONS)

    def segment(image: Volume) -> Logits:
        return fused([part(image) for part in parts], image.grid.shape, chosen)

    return segment


def fused(answers: Sequence[Logits], shape: Sequence[int], fuse: str) -> Logits:
    """Return one answer for several, over the voxels of the image.

    Raises:
        UsageError: If they know different labels.
    """
    output = answers[0].output
    if others := [answer.output for answer in answers if not _alike(answer.output, output)]:
        msg = (
            f"models that answer together know the same labels; got {dict(output.labels)} and {dict(others[0].labels)}"
        )
        raise UsageError(msg)
    if fuse in ("mean", "max"):
        stacked = [likely(answer, shape) for answer in answers]
        total = sum(stacked[1:], stacked[0]) / len(stacked) if fuse == "mean" else _largest(stacked)
        return Logits(unlikely(total, output), output)
    votes = np.stack([decided(answer, shape) for answer in answers])
    winners = majority(votes, list(output.labels)) if fuse == "majority" else most_likely(votes, list(output.labels))
    return Logits(certain(winners, output, answers[0].array.device), output)


def _alike(one: Output, other: Output) -> bool:
    same = (one.activation, one.regions) == (other.activation, other.regions)
    return same and list(one.labels) == list(other.labels)


def _largest(stacked: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(stacked)).amax(0)


def majority(votes: LabelArray, labels: Sequence[int]) -> LabelArray:
    """Return the label with most of the votes ``(raters, *shape)``; among equals the first of ``labels``."""
    counts = np.stack([(votes == label).sum(0) for label in labels])
    winners: LabelArray = np.array(labels, votes.dtype)[counts.argmax(0)]
    return winners


def most_likely(votes: LabelArray, labels: Sequence[int]) -> LabelArray:
    """Return the label that STAPLE believes in most; among equals the first of ``labels``."""
    beliefs = staple(votes, labels)
    winners: LabelArray = np.array(labels, votes.dtype)[beliefs.argmax(0)]
    return winners


def staple(votes: LabelArray, labels: Sequence[int]) -> FloatArray:
    """Return the belief ``(labels, *shape)`` in each label after expectation maximisation (Warfield et al. 2004).

    Every rater has a confusion matrix, how often it says one label where another is true (section III, with the
    several labels of equations 24 to 27 in the multi-category form); the prior of a label is its share of all votes.
    Voxels with the same votes have the same beliefs, so that only the patterns of votes are summed over.
    """
    raters, shape = len(votes), votes.shape[1:]
    places = (
        np.searchsorted(labels, votes.reshape(raters, -1)) if list(labels) == sorted(labels) else _places(votes, labels)
    )
    patterns, index, counts = np.unique(places, axis=1, return_inverse=True, return_counts=True)
    share = np.array([(places == k).mean() for k in range(len(labels))])
    others = (1 - TRUST) / max(1, len(labels) - 1)
    says = np.full((raters, len(labels), len(labels)), others) + np.eye(len(labels)) * (TRUST - others)
    beliefs = np.zeros((len(labels), patterns.shape[1]))
    for _ in range(ROUNDS):
        before = beliefs
        beliefs = share[:, None] * np.prod([says[rater][patterns[rater]].T for rater in range(raters)], axis=0)
        beliefs = beliefs / np.maximum(beliefs.sum(0), np.finfo(float).tiny)
        for rater in range(raters):
            says[rater] = _confusion(patterns[rater], beliefs * counts)
        if np.abs(beliefs - before).max() < STILL:
            break
    return beliefs[:, index.reshape(-1)].reshape(len(labels), *shape).astype(np.float32)


def _places(votes: LabelArray, labels: Sequence[int]) -> npt.NDArray[np.integer]:
    """Return for each vote where its label stands among ``labels``."""
    table = np.zeros(int(max(labels)) + 1, np.int64)
    table[list(labels)] = range(len(labels))
    return table[votes.reshape(len(votes), -1)]


def _confusion(said: npt.NDArray[np.integer], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how often a label is said (rows) where a label is true (columns), by weights ``(true, patterns)``."""
    sums = np.stack([weights[:, said == label].sum(1) for label in range(len(weights))])
    found: npt.NDArray[np.float64] = sums / np.maximum(sums.sum(0), np.finfo(float).tiny)
    return found
