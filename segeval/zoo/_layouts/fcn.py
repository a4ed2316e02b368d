"""How public checkpoints name what our FCN holds."""

from segeval.zoo._layouts import Layout

# Where the convolutions of the five stages stand among the layers of VGG16.
PLACES = ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24, 26, 28))
CAFFE = (
    (r"^fc6\.", "classifier.0."),
    (r"^fc7\.", "classifier.3."),
    (r"^score_fr\.", "score."),
    (r"^upscore(8|16)?\.", "up."),
)

LAYOUTS = (
    Layout(
        name="wkentaro/pytorch-fcn",
        models=("fcn8s", "fcn16s", "fcn32s"),
        rules=(
            *(
                (rf"^conv{stage}_{index}\.", f"encoder.features.{place}.")
                for stage, places in enumerate(PLACES, start=1)
                for index, place in enumerate(places, start=1)
            ),
            *CAFFE,
            (r"^upscore2\.", "skips.0.up."),
            (r"^score_pool4\.", "skips.0.score."),
            (r"^upscore_pool4\.", "skips.1.up."),
            (r"^score_pool3\.", "skips.1.score."),
        ),
    ),
    Layout(
        name="shelhamer/fcn.berkeleyvision.org",
        models=("fcn32s-alexnet",),
        rules=((r"^conv", "encoder.conv"), *CAFFE),
    ),
)
