"""How public checkpoints name what our autofocus networks hold."""

from segeval.zoo._layouts import Layout

FORMS = ("basic", "aspp-c", "aspp-s", "afn1", "afn2", "afn3", "afn4", "afn5", "afn6")
LAYOUTS = (
    Layout(
        name="yaq007/Autofocus-Layer",
        models=tuple(f"autofocus-{form}" for form in FORMS),
        rules=(
            (r"^conv1\.", "stem.0."),
            (r"^bn1\.", "stem.1."),
            (r"^conv2\.", "stem.3."),
            (r"^bn2\.", "stem.4."),
            # Baselines count all layers, autofocus networks the blocks alone.
            *((rf"^layer{number}\.", f"blocks.{number - 3}.") for number in range(3, 6)),
            (r"^layers\.", "blocks."),
            (r"\.downsample\.", ".shortcut."),
            # A block of one autofocus layer has it second, and numbers its attention alone.
            (r"\.convatt11\.", ".first.attend.0."),
            (r"\.convatt12\.", ".first.attend.2."),
            (r"\.convatt2?1\.", ".second.attend.0."),
            (r"\.convatt2?2\.", ".second.attend.2."),
            (r"\.conv1\.", ".first.conv."),
            (r"\.conv2\.", ".second.conv."),
            (r"\.bn1\.", ".first.norms.0."),
            (r"\.bn2\.", ".second.norms.0."),
            (r"\.bn_list1\.", ".first.norms."),
            (r"\.bn_list2\.", ".second.norms."),
            (r"^aspp\.", "head.branches."),
            (r"^bn9\.", "head.score.0."),
            (r"^fc9\.", "head.score.2."),
            (r"^conv_list\.(\d)\.", r"head.branches.\1.0."),
            (r"^bn_list\.(\d)\.", r"head.branches.\1.1."),
            (r"^last_list\.(\d)\.", r"head.branches.\1.3."),
            (r"^fc\.", "head."),
        ),
    ),
)
