"""gMLP: its counts, and a gate that starts as a factor of one."""

import pytest
import torch

from segeval.zoo._encoders.gmlp import Gate, GMlp
from tests.zoo.golden import count_params, follows_law, seeded_single_thread


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("gmlp-s16", 16 * 16 * 256, 129)


@pytest.mark.parametrize(("width", "params"), [(256, 19_422_656), (512, 73_075_392)])
def test_the_encoder_has_the_published_counts(width: int, params: int) -> None:
    with torch.device("meta"):
        encoder = GMlp(3, (224, 224), width=width)
    assert count_params(encoder) + 1000 * width + 1000 == params


def test_the_second_half_of_the_channels_weighs_the_first() -> None:
    with seeded_single_thread(), torch.inference_mode():
        gate, x = Gate(6, 8), torch.randn(2, 6, 8)
        mixed = gate.proj(gate.norm(x[..., 4:]).transpose(1, 2)).transpose(1, 2)
        torch.testing.assert_close(gate(x), x[..., :4] * mixed)


def test_a_fresh_network_mixes_no_places_and_a_trained_one_does() -> None:
    with seeded_single_thread(), torch.inference_mode():
        encoder, image = GMlp(1, (32, 48), width=8, blocks=2), torch.randn(1, 1, 32, 48)
        touched = image.clone()
        touched[:, :, :16, :16] += 1
        changes = (encoder(image)[0] - encoder(touched)[0]).abs().sum(1)[0]
        assert changes[0, 0] > 0.1
        assert changes.flatten()[1:].max() < 1e-3
        for module in encoder.modules():
            if isinstance(module, Gate):
                module.proj.reset_parameters()
        assert ((encoder(image)[0] - encoder(touched)[0]).abs().sum(1) > 1e-3).all()
