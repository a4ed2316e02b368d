"""How public checkpoints name what our SegNets hold."""

from collections.abc import Iterator

from segeval.zoo._layouts import Layout

COUNTS = (2, 2, 3, 3, 3)  # convolutions of each stage


def _vgg() -> Iterator[tuple[str, str]]:
    """Yield the rules for convolutions and norms that are called by stage, place in it, and "d" in the decoder."""
    start = 0
    for stage, count in enumerate(COUNTS, start=1):
        for place in range(1, count + 1):
            # Each convolution is followed by its norm and a ReLU, each stage by a pooling.
            inner, outer = start + 3 * (place - 1), f"up.{5 - stage}.{3 * (count - place)}."
            yield rf"^conv{stage}{place}\.", f"encoder.features.{inner}."
            yield rf"^bn{stage}{place}\.", f"encoder.features.{inner + 1}."
            yield rf"^conv{stage}{place}d\.", "head." if stage == place == 1 else outer
            yield rf"^bn{stage}{place}d\.", f"up.{5 - stage}.{3 * (count - place) + 1}."
        start += 3 * count + 1


LAYOUTS = (
    Layout(name="MontaEllis/Pytorch-Medical-Segmentation", models=("segnet",), rules=tuple(_vgg())),
    Layout(
        name="alexgkendall/SegNet-Tutorial",
        models=("segnet-basic",),
        rules=(
            (r"^conv_classifier\.", "head."),
            *((rf"^conv{stage}\.", f"down.{stage - 1}.0.") for stage in range(1, 5)),
            *((rf"^conv{stage}_bn\.", f"down.{stage - 1}.1.") for stage in range(1, 5)),
            *((rf"^conv_decode{stage}\.", f"up.{4 - stage}.0.") for stage in range(1, 5)),
            *((rf"^conv_decode{stage}_bn\.", f"up.{4 - stage}.1.") for stage in range(1, 5)),
        ),
    ),
)
