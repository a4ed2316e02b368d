"""U-Net with spectral norm: singular vectors that are right from the start, added skips."""

import pytest
import torch
from torch import nn

from segeval.zoo.unetsn import SpectralConv, UNetSN
from tests.zoo.golden import follows_law


def spectral(net: nn.Module) -> list[SpectralConv]:
    return [layer for layer in net.modules() if isinstance(layer, SpectralConv)]


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("unet-sn", per_channel=576, per_class=577)


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_fresh_network_divides_by_the_largest_singular_values(ndim: int) -> None:
    for conv in spectral(UNetSN(3, 2, ndim, width=16)):
        matrix = conv.weight.flatten(1)
        norm = conv.u @ matrix @ conv.v
        assert norm.item() == pytest.approx(torch.linalg.matrix_norm(matrix, 2).item(), rel=0.1)


def test_a_fresh_network_answers_alike_before_and_after_a_training_step() -> None:
    net, x = UNetSN(3, 2, width=16), torch.randn(2, 3, 32, 40)
    with torch.no_grad():
        before = net.eval()(x)
        net.train()(x)
        after = net.eval()(x)
    assert before.std() < 10  # untouched noise as singular vectors gives 1e13
    assert not torch.equal(before, after)
    torch.testing.assert_close(before, after, rtol=0, atol=0.2 * before.std().item())


def test_evaluation_leaves_the_singular_vectors_alone() -> None:
    net, x = UNetSN(3, 2, width=4).eval(), torch.randn(1, 3, 16, 16)
    state = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    net(x)
    assert all(torch.equal(tensor, state[name]) for name, tensor in net.state_dict().items())


def test_scaling_a_weight_changes_no_answer() -> None:
    net, x = UNetSN(3, 2, width=4).eval(), torch.randn(1, 3, 16, 16)
    with torch.no_grad():
        before = net(x)
        for conv in spectral(net):
            conv.weight.mul_(7)
        torch.testing.assert_close(net(x), before)


def test_first_and_last_convolutions_are_not_normalised() -> None:
    net = UNetSN(3, 2, width=4)
    plain = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d) and not isinstance(layer, SpectralConv)]
    assert plain == [net.first, net.head]
    assert len(spectral(net)) == 8
    assert all(conv.bias is None for conv in spectral(net))


def test_gradients_of_two_steps_may_be_taken_together() -> None:
    net, x = UNetSN(3, 2, width=4), torch.randn(1, 3, 16, 16)
    (net(x).sum() + net(-x).sum()).backward()
    assert all(conv.weight.grad is not None and conv.weight.grad.isfinite().all() for conv in spectral(net))


def test_skips_are_added_after_the_activation() -> None:
    net, x = UNetSN(3, 2, width=4).eval(), torch.randn(1, 3, 16, 16)
    for conv in net.up:
        conv.register_forward_hook(lambda _module, _args, out: torch.zeros_like(out))
    seen: list[torch.Tensor] = []
    net.last[0].register_forward_hook(lambda _module, args, _out: seen.append(args[0]))
    with torch.inference_mode():
        net(x)
        torch.testing.assert_close(seen[0], nn.functional.leaky_relu(net.first(x), 0.2))


def test_it_builds_without_memory() -> None:
    with torch.device("meta"):
        net = UNetSN(3, 2)
        assert net(torch.empty(1, 3, 97, 131)).shape == (1, 2, 97, 131)
    assert all(tensor.is_meta for tensor in net.state_dict().values())
