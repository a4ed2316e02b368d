"""What a step keeps: counted from shapes, and measured in a real step of the same network."""

import pytest
import torch
from torch import Tensor, nn

from segeval import weights, zoo
from segeval.records import Input, Output, Recipe, Window
from segeval.training.losses import deeply_supervised, parse_loss
from segeval.training.plan import OF_THE_IMAGE, kept
from segeval.training.plan._memory import saving


def recipe_of(model: str, patch: tuple[int, ...]) -> Recipe:
    """Return a recipe of two channels and three labels."""
    return Recipe(
        model=model,
        input=Input(axes="zyx"[-len(patch) :], spacing=None, channels=(OF_THE_IMAGE,) * 2),
        window=Window(patch=patch),
        output=Output(labels={0: "background", 1: "organ", 2: "lesion"}),
    )


@pytest.mark.parametrize(("model", "patch"), [("unet-8", (64, 48)), ("nnunet3d-8", (16, 32, 24))])
def test_the_count_is_what_a_real_step_keeps(model: str, patch: tuple[int, ...]) -> None:
    recipe = recipe_of(model, patch)
    counted, net = kept(recipe, 3), weights.build(recipe).train()
    images, labels = torch.randn(3, 2, *patch), torch.randint(0, 3, (3, *patch))
    with saving([*net.parameters(), images]) as maps:
        outputs = net.outputs(images) if isinstance(net, zoo.Supervised) else [net(images)]
    logits = [each.detach().requires_grad_() for each in outputs]  # so that what the network keeps is not met again
    with saving([labels, *logits]) as of_loss:
        deeply_supervised(logits, labels, parse_loss("dice+ce"))
    assert counted.maps == sum(each.nbytes() for each in maps.values())
    real = sum(each.nbytes() for each in of_loss.values()) + sum(each.nbytes for each in logits)
    assert counted.loss == pytest.approx(real, rel=0.01)
    assert counted.images == images.nbytes + labels.nbytes

    optimizer = torch.optim.AdamW(net.parameters())
    deeply_supervised(outputs, labels, parse_loss("dice+ce")).backward()  # type: ignore[no-untyped-call]  # torch's
    optimizer.step()
    moments = [state[name] for state in optimizer.state.values() for name in ("exp_avg", "exp_avg_sq")]
    assert counted.weights == bytes_of([*net.parameters(), *net.buffers()])
    assert counted.gradients == bytes_of([each.grad for each in net.parameters() if each.grad is not None])
    assert counted.moments == bytes_of(moments)
    assert counted.total == sum(getattr(counted, name) for name in counted.__dataclass_fields__)


def bytes_of(tensors: list[Tensor]) -> int:
    return sum(each.nbytes for each in tensors)


def test_a_storage_that_two_layers_share_counts_once() -> None:
    image = torch.zeros(4, 8, requires_grad=True)
    middle = image.exp()  # keeps its answer, which the next keep too
    with saving() as both:
        nn.functional.softplus(middle)
        middle.sin()
    assert sum(each.nbytes() for each in both.values()) == middle.nbytes


def test_maps_grow_by_the_same_with_every_patch_of_a_batch_and_weights_do_not() -> None:
    one, two, five = (kept(recipe_of("unet3d-8", (32, 32, 32)), batch) for batch in (1, 2, 5))
    assert five.maps - two.maps == 3 * (two.maps - one.maps)
    assert one.weights == five.weights
    assert one.moments == five.moments == 2 * one.gradients > 0


def test_nothing_is_computed_or_drawn() -> None:
    before = torch.get_rng_state()
    huge = kept(recipe_of("unet3d-8", (512, 512, 512)), 64)
    assert huge.total > 1e12
    assert torch.equal(torch.get_rng_state(), before)
