"""Swin UNETR: its counts, what merging takes, narrow windows, maps of any size, weights trained without labels."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.windows import offsets
from segeval.zoo._encoders.swin import Merge, WindowAttention
from segeval.zoo.swinunetr import REPEATED, SwinUnetr
from tests.zoo.golden import count_params, follows_law

TINY: dict[str, Any] = {"width": 4, "depths": (2, 2), "heads": (1, 2), "window": 4}
CPU = torch.device("cpu")


def tiny(ndim: int = 2, **options: Any) -> SwinUnetr:
    net = zoo.build("swin-unetr", in_channels=1, classes=2, ndim=ndim, **{**TINY, **options}).eval()
    assert isinstance(net, SwinUnetr)
    return net


def test_parameter_counts_are_those_of_the_release_for_volumes_and_slices() -> None:
    for name in ("swin-unetr", "swin-unetr-v2"):
        assert follows_law(name, per_channel=1728, per_class=49)
    with torch.device("meta"):
        assert count_params(zoo.build("swin-unetr", in_channels=3, classes=2, ndim=2)) == 25_139_324


def test_the_second_version_adds_two_convolutions_before_every_stage() -> None:
    first, second = zoo.get("swin-unetr"), zoo.get("swin-unetr-v2")
    assert second.params - first.params == sum(2 * 27 * width**2 for width in (48, 96, 192, 384))
    order: list[str] = []
    stage = tiny(residual=True).encoder.layers[0]
    for name, part in stage.named_children():
        part.register_forward_hook(lambda _, __, ___, name=name: order.append(name))
    stage(torch.randn(1, 4, 8, 8))
    assert order == ["residual", "blocks", "downsample"]


def merged(merge: Merge, x: Tensor) -> Tensor:
    """Return the neighbours that a layer puts together."""
    found: list[Tensor] = []
    merge.norm.register_forward_pre_hook(lambda _, args: found.append(args[0]))
    merge(x)
    return found[0]


def test_merging_takes_every_neighbour_of_a_volume_once_and_formerly_two_twice() -> None:
    x = torch.arange(8.0).view(1, 2, 2, 2, 1)  # 4 z + 2 y + x
    assert merged(Merge(1, ndim=3), x).flatten().tolist() == [0, 4, 2, 1, 6, 5, 3, 7]
    assert merged(Merge(1, ndim=3, order=REPEATED), x).flatten().tolist() == [0, 4, 2, 1, 5, 2, 1, 7]


def test_merging_continues_odd_sides_by_zeros() -> None:
    merge, x = Merge(2, ndim=3), torch.randn(1, 3, 4, 1, 2)
    whole = torch.zeros(1, 4, 4, 2, 2)
    whole[:, :3, :, :1] = x
    assert merge(x).shape == (1, 2, 2, 1, 4)
    assert torch.equal(merge(x), merge(whole))


def test_a_narrow_window_reads_biases_line_by_line_of_a_full_one() -> None:
    flat = WindowAttention(4, 2, (4, 4, 4), shifted=False, flat=True)
    true = WindowAttention(4, 2, (4, 4, 4), shifted=False)
    assert torch.equal(flat.rows((2, 4, 3), CPU), offsets((4, 4, 4), CPU)[:24, :24])
    assert not torch.equal(flat.rows((2, 4, 3), CPU), true.rows((2, 4, 3), CPU))
    assert torch.equal(flat.rows((4, 4, 4), CPU), true.rows((4, 4, 4), CPU))
    assert torch.equal(flat.rows((2, 4, 4), CPU), true.rows((2, 4, 4), CPU))  # whole planes are the first places
    assert all(block.flat for block in tiny().modules() if isinstance(block, WindowAttention))


def test_maps_of_the_encoder_are_normalised_and_round_sizes_up_from_a_single_place_on() -> None:
    with torch.inference_mode():
        maps = tiny(3).encoder(torch.randn(1, 1, 9, 16, 13))
    assert [tuple(x.shape[1:]) for x in maps] == [(4, 5, 8, 7), (8, 3, 4, 4), (16, 2, 2, 2)]
    for x in maps:
        torch.testing.assert_close(x.mean(1), torch.zeros_like(x[:, 0]), rtol=0, atol=1e-5)
        assert (x.var(1, unbiased=False) > 0.9).float().mean() > 0.9
    assert tiny(3)(torch.randn(1, 1, 1, 1, 1)).shape == (1, 2, 1, 1, 1)


def test_the_coarsest_map_but_one_goes_to_the_decoder_as_it_is() -> None:
    net, met = tiny(), []
    for up in net.up:
        up.register_forward_pre_hook(lambda _, args: met.append(args[1]))
    x = torch.randn(1, 1, 17, 24)
    with torch.inference_mode():
        net(x)
        first, raw, _ = net.encoder(x)
        for skip, wanted in zip(met, [raw, net.skips[0](first), net.image(x)], strict=True):
            assert torch.equal(skip, wanted)


def test_an_encoder_trained_without_labels_loads(tmp_path: Path) -> None:
    source, net = tiny(3, repeats=True), tiny(3, repeats=True)
    state = {"module.rotation_head.weight": torch.zeros(4, 16)}
    for name, tensor in source.encoder.state_dict().items():
        stage, _, rest = name.removeprefix("layers.").partition(".")
        theirs = f"layers{int(stage) + 1}.0.{rest}" if name.startswith("layers.") else name
        state[f"module.{theirs}"] = tensor.clone()
    save_file(state, tmp_path / "encoder.safetensors")
    fit = zoo.load_weights(net, tmp_path / "encoder.safetensors", part="encoder")
    assert fit.whole
    assert all(
        torch.equal(tensor, net.encoder.state_dict()[name]) for name, tensor in source.encoder.state_dict().items()
    )


@pytest.mark.parametrize("options", [{"depths": (2, 2, 2)}, {"heads": (3, 6, 12, 25)}, {"window": 0}, {"width": 0}])
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^swin-unetr: depths and heads name the same stages, heads share"):
        zoo.build("swin-unetr", in_channels=1, classes=2, ndim=3, **options)
    with pytest.raises(UsageError, match=r"^swin-unetr: repeats is for volumes"):
        tiny(2, repeats=True)
