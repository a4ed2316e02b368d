"""ScleraSegNet: Wang, He, Liu, He, He, Sun, ICB 2019, doi:10.1109/ICB45273.2019.8987270.

Against U-Net: one attention module in the central bottleneck, between the contracting and the expansive path; skips and
decoder have none. The paper compares such modules and finds those that weigh channels the best; its journal form
(doi:10.1109/TBIOM.2019.2962190) prefers CBAM, which weighs channels, then places, and is our default. There is no
public code, since the authors' repository holds test scripts alone, and we know both papers by their abstracts.

Ours: the module follows the two convolutions of the coarsest stage of a padded U-Net of 64 to 1024 channels, without
norm; reductions are those of the modules' own papers, 2 for "scse" and 16 for the others. Any size works. Options:
``attention`` chooses the module, and "none" leaves U-Net; ``width`` is the channels of the finest stage; ``dropout``
acts after the two coarsest stages, on what attention has weighed; ``norm`` stands before every ReLU of the stages.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.parts import named
from segeval.zoo._blocks.unet import UNet, doubling


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
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=31_162_980,
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
    parts = named(ndim, norm, context=attention)
    return UNet(channels, ndim, stages=doubling(width, 5), norm=norm, dropout=dropout, parts=parts)
