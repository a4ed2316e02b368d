"""Autofocus: dilated convolutions of one weight, among which attention chooses place by place."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.sizes import centre_crop


class Autofocus(nn.Module):
    """The autofocus layer: Qin et al. 2018, arXiv:1805.08403, figure 1.

    One convolution of width 3 looks at a map with every one of the dilations ``rates``, and each answer has a batch
    norm of its own. Their sum is weighted: a convolution of width 3 to half of the channels, ReLU, a 1x1 one and the
    softmax over the rates give every place its weights, alike for all channels. No ReLU follows. As in the authors'
    code, these convolutions learn from the map, but do not shape it, and the bias belongs to the first rate alone.
    A single rate needs no attention: it is a dilated convolution with batch norm.

    ``valid`` takes the margin of the first rate off each side of the map, as an unpadded convolution of it would; the
    wider ones are padded with zeros to the same size. Otherwise the size is kept.

    Shapes: (N, a, *spatial) to (N, b, *spatial). Weights, h = a // 2, k = 3^ndim, r rates: k a b + b and 2 b r of the
    norms; k a h + h + h r + r of the attention.
    """

    def __init__(
        self, before: int, after: int, rates: Sequence[int] = (2, 6, 10, 14), *, ndim: int = 2, valid: bool = False
    ) -> None:
        super().__init__()
        nd, hidden = layers(ndim), max(1, before // 2)
        self.rates, self.margin = tuple(rates), rates[0] if valid else 0
        self.attend: nn.Sequential | None = None
        if len(rates) > 1:
            look = nd.conv(before, hidden, 3, padding=0 if valid else 1)
            self.attend = nn.Sequential(look, nn.ReLU(inplace=True), nd.conv(hidden, len(rates), 1))
        self.conv = nd.conv(before, after, 3, dilation=rates[0], padding=rates[0] - self.margin)
        self.norms = nn.ModuleList(nd.batch_norm(after) for _ in rates)

    def weights(self, x: Tensor) -> Tensor:
        """Return the weights (N, rates, *spatial) of the rates; at every place of the answer their sum is 1."""
        size = [side - 2 * self.margin for side in x.shape[2:]]
        if self.attend is None:
            return x.new_ones(len(x), 1, *size)
        scores: Tensor = self.attend(x.detach())
        return centre_crop(scores, size).softmax(dim=1)

    def forward(self, x: Tensor) -> Tensor:
        convolve = functional.conv2d if x.ndim == 4 else functional.conv3d
        weights, kernel = self.weights(x), self.conv.get_parameter("weight")
        out: Tensor = weights[:, :1] * self.norms[0](self.conv(x))
        for place, rate in enumerate(self.rates[1:], start=1):
            seen = convolve(x, kernel, padding=rate - self.margin, dilation=rate)
            out = out + weights[:, place : place + 1] * self.norms[place](seen)
        return out

    def extra_repr(self) -> str:
        return f"rates={self.rates}, margin={self.margin}"
