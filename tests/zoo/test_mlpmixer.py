"""MLP-Mixer: its counts, the order of its places, and how far a block sees."""

import pytest
import torch

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.mixer import Mixer, Stem
from tests.zoo.golden import count_params, follows_law, seeded_single_thread


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("mixer-b16", 16 * 16 * 768, 129)


@pytest.mark.parametrize(
    ("width", "blocks", "params"), [(512, 8, 18_528_264), (768, 12, 59_880_472), (1024, 24, 208_196_168)]
)
def test_the_encoder_has_the_published_counts(width: int, blocks: int, params: int) -> None:
    with torch.device("meta"):
        encoder = Mixer(3, (224, 224), width=width, blocks=blocks)
        assert [x.shape for x in encoder(torch.empty(2, 3, 224, 224))] == [(2, width, 14, 14)]
    assert count_params(encoder) + 1000 * width + 1000 == params


def test_places_are_read_and_put_back_row_by_row() -> None:
    with seeded_single_thread(), torch.inference_mode():
        stem, image = Stem(1, 4), torch.randn(1, 1, 32, 64)
        expected = stem.proj(image[:, :, 16:, 32:48])
        torch.testing.assert_close(stem(image)[0, 6], expected[0, :, 0, 0])
        encoder = Mixer(1, (32, 64), width=4, blocks=1)
        vectors = encoder.norm(encoder.blocks(encoder.stem(image)))
        assert torch.equal(encoder(image)[0][0, :, 1, 2], vectors[0, 6])


def test_one_block_sees_the_whole_image() -> None:
    with seeded_single_thread(), torch.inference_mode():
        encoder, image = Mixer(1, (48, 64), width=8, blocks=1), torch.randn(1, 1, 48, 64)
        touched = image.clone()
        touched[:, :, :16, :16] += 1
        assert ((encoder(image)[0] - encoder(touched)[0]).abs().sum(1) > 1e-3).all()


@pytest.mark.parametrize("name", ["mixer-b16", "resmlp-24", "gmlp-s16"])
def test_an_encoder_of_perceptrons_has_blocks(name: str) -> None:
    with pytest.raises(UsageError, match=r"^an encoder of perceptrons has one block or more, got 0$"):
        zoo.build(name, in_channels=1, classes=2, ndim=2, size=(32, 32), blocks=0)


def test_images_of_another_size_are_refused() -> None:
    with torch.device("meta"), pytest.raises(UsageError, match=r"for images of 32×64, got 64×32$"):
        Mixer(1, (32, 64), width=4, blocks=1)(torch.empty(1, 1, 64, 32))
