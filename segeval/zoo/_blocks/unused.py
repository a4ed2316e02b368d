"""Weights that a release has and nothing uses: kept for its count, so that it is the published one."""

from typing import Any

import torch
from torch import nn


class Unused(nn.Module):
    """A tensor of a ``shape`` that counts and does nothing: frozen, and in no state dict."""

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.number = nn.Parameter(torch.ones(shape), requires_grad=False)

    def _save_to_state_dict(self, *_: Any) -> None: ...

    def _load_from_state_dict(self, *_: Any) -> None: ...
