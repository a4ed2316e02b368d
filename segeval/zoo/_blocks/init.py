"""How weights are drawn."""

from torch import nn


def he_init(net: nn.Module, negative_slope: float = 0.0) -> None:
    """Draw every convolution weight from N(0, 2 / fan_in), biases zero (He et al. 2015, arXiv:1502.01852, eq. 10).

    Deep networks without normalisation do not start to learn from torch's default, whose variance is six times smaller.
    """
    for module in net.modules():
        if any(weight.is_meta for weight in module.parameters(recurse=False)):
            continue  # there are no numbers to draw
        if isinstance(module, (nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
            nn.init.kaiming_normal_(module.weight, a=negative_slope)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
