"""ScleraSegNet: Wang, He, Liu, He, He, Sun, ICB 2019, doi:10.1109/ICB45273.2019.8987270.

Against U-Net: one attention module in the central bottleneck, between the contracting and the expansive path; skips and
decoder have none. The paper compares such modules and finds those over channels the best; of its journal form
(doi:10.1109/TBIOM.2019.2962190) and of the weights that its authors gave away, the best one with all attention in the
bottleneck is CBAM. No public code: the authors' repository has test scripts alone, and the papers' text was not at
hand, only their abstracts. Ours, therefore: the module follows the two convolutions of the coarsest stage of a padded
U-Net of 64 to 1024 channels, with the dropout of 2015 behind it and no norm; reductions are those of the modules' own
papers, 16 and 2 for "scse". Options: ``attention`` chooses the module, "none" is U-Net; ``width``; ``norm``.
"""

from collections.abc import Callable, Mapping

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.attention import BAM, CBAM, SpatialChannelSE, SqueezeExcite
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unet import UNet

MODULES: Mapping[str, Callable[[int], nn.Module]] = {
    "se": SqueezeExcite,
    "cbam": CBAM,
    "bam": BAM,
    "scse": SpatialChannelSE,
}


@architecture(
    id="sclerasegnet",
    title="ScleraSegNet",
    year=2019,
    paper="doi:10.1109/ICB45273.2019.8987270",
    family="attention",
    citation=(
        "@inproceedings{wang2019sclerasegnet, "
        "author = {Wang, Caiyong and He, Yong and Liu, Yunfan and He, Zhaofeng and He, Ran and Sun, Zhenan}, "
        "title = {ScleraSegNet: an Improved U-Net Model with Attention for Accurate Sclera Segmentation}, "
        "booktitle = {International Conference on Biometrics}, year = {2019}}"
    ),
    ndim=(2,),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=0,
    reference=(3, 2),
    reference_shape=(256, 256),
    options={"width": 64, "attention": "cbam", "dropout": 0.5, "norm": "none"},
    choices={
        "attention": ("none", "se", "cbam", "bam", "scse"),
        "norm": ("none", "batch", "instance", "group"),
    },
    tiny={"width": 4},
    tiny_shape=(53, 70),
    note="no public code: our reading of the paper, count frozen",
)
def sclerasegnet(
    channels: tuple[int, int], ndim: int, *, width: int, attention: str, dropout: float, norm: str
) -> nn.Module:
    """Build a U-Net with attention in its bottleneck."""
    stages = [(width * 2**depth,) * 2 for depth in range(5)]
    net = UNet(channels, ndim, stages=stages, norm=norm, dropout=dropout)
    if attention != "none":
        bottleneck = net.down[-1]
        assert isinstance(bottleneck, nn.Sequential)
        bottleneck.append(MODULES[attention](stages[-1][-1]))
        he_init(net)
    return net
