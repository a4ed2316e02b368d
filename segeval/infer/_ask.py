"""A network asked once, or again and again with dropout: Gal and Ghahramani, ICML 2016, arXiv:1506.02142.

The mean of the answers is the answer. How much they differ says how unsure the network is, as Wickstrøm, Kampffmeyer
and Jenssen 2018, arXiv:1807.10584, show it for polyps.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.infer._device import Settings, laid_out, together
from segeval.infer._explain import explaining
from segeval.infer._grid import Logits, Segment, Windowed
from segeval.infer._maps import LEAST, likely, unlikely
from segeval.infer._memory import Memory
from segeval.infer._window import averaged_logits, gathered, passing, walking
from segeval.records import Recipe, Volume

logger = logging.getLogger(__name__)

ENTROPY, INFORMATION = "entropy", "mutual_information"
SEEDING = Lock()  # what is drawn on one device must not depend on another one, and they share a seed
KINDS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)


def segmenting(
    net: nn.Module,
    recipe: Recipe,
    settings: Settings,
    *,
    memory: Memory | None = None,
) -> Segment:
    """Return what a trained network, in eval mode on its device, makes of a canonical image.

    ``memory`` is what is given up where there is too little of it, and learns what was.

    Raises:
        UsageError: If there is no such blending, or as :func:`explaining`.
    """
    device = next(net.parameters()).device
    how = laid_out(settings, device, recipe.ndim)
    if how.flips and not recipe.window.flips:
        logger.warning("The recipe of %s allows no mirror images: flips change nothing.", recipe.model)
    given_up = memory or Memory(batch=together(how, device, recipe.window.patch))
    walk = walking(recipe, how)
    if how.explain:
        return explaining(net, recipe, how, given_up)
    if how.samples:
        return lambda image: sampled(net, recipe, how, image, given_up)
    asked = partial(passing, net, recipe, walk, how, given_up)
    return Windowed(asked, lambda image: gathered(asked(image, whole=True)))


def sampled(net: nn.Module, recipe: Recipe, settings: Settings, image: Volume, memory: Memory | None = None) -> Logits:
    """Return the mean of ``settings.samples`` answers, each with other values dropped; the same for every call.

    Its maps are the "entropy" of the mean, in nats, and of that the part in which the samples disagree,
    "mutual_information"; both are 0 where every sample is sure of the same label.

    Raises:
        UsageError: If the network drops nothing.
    """
    total: Tensor | None = None
    own: Tensor | None = None
    with SEEDING, _dropping(net) as device:
        for number in range(settings.samples):
            with torch.random.fork_rng([device] if device.type == "cuda" else []):
                torch.manual_seed(number)
                logits = Logits(averaged_logits(net, image, recipe, settings, memory), recipe.output)
            probabilities = likely(logits, logits.array.shape[1:])
            total = probabilities if total is None else total + probabilities
            own = entropy(probabilities, logits) if own is None else own + entropy(probabilities, logits)
    assert total is not None
    assert own is not None
    mean = total / settings.samples
    unsure = entropy(mean, logits)
    maps = {ENTROPY: unsure, INFORMATION: (unsure - own / settings.samples).clamp_min(0)}
    return Logits(unlikely(mean, recipe.output), recipe.output, maps)


def entropy(probabilities: Tensor, logits: Logits) -> Tensor:
    """Return the entropy ``(*spatial)`` in nats of what ``(channels, *spatial)`` says; regions are summed over."""
    each = -probabilities * probabilities.clamp_min(LEAST).log()
    if logits.output.activation == "sigmoid":
        rest = 1 - probabilities
        each = each - rest * rest.clamp_min(LEAST).log()
    return each.sum(0)


@contextmanager
def _dropping(net: nn.Module) -> Iterator[torch.device]:
    """Let the dropout of a network that is in eval mode drop; the rest of it stays as it is."""
    layers = [module for module in net.modules() if isinstance(module, KINDS) and module.p > 0]
    if not layers:
        msg = "Monte Carlo dropout wants a network with dropout; this one drops nothing. Leave out --mc-dropout."
        raise UsageError(msg)
    try:
        for layer in layers:
            layer.train()
        yield next(net.parameters()).device
    finally:
        for layer in layers:
            layer.eval()
