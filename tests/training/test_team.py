"""Several processes that train one network: their mean gradient is that of the whole batch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from segeval import weights
from segeval.errors import UsageError
from segeval.training.checkpoint import CHECKPOINT
from segeval.training.loop import Options, train
from segeval.training.team import Team, joined, own_device

CRITIC = "luc@4:0.1"
COMMAND = "--model unet-8 --dataset phantom-2d --steps 4 --batch 4 --patch 32,32 --loss ce --augmentation 0 --amp none"


def test_two_processes_end_where_one_does(phantom_2d: Path, tmp_path: Path) -> None:
    """Of cross-entropy the mean over halves is the mean; network and critic have no statistics of a batch."""
    plain = [*COMMAND.split(), "--model-args", "norm=instance", "--critic", CRITIC, "--device", "cpu", "-q"]
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "segeval"]
    options = Options(
        steps=4,
        batch=4,
        patch=(32, 32),
        loss="ce",
        critic=CRITIC,
        augmentation=0,
        amp="none",
        device="cpu",
        learning_rate=3e-3,
    )
    asked = {**os.environ, "OMP_NUM_THREADS": "1", "SEGEVAL_DATA": str(phantom_2d.parent)}
    done = subprocess.run(
        [*launcher, "train", *plain, "--output", str(tmp_path / "two")],
        check=True,
        env=asked,
        timeout=300,
        capture_output=True,
    )
    assert done.stdout.count(b"weights: ") == 1
    train(model="unet-8", model_args="norm=instance", dataset="phantom-2d", output=tmp_path / "one", options=options)
    one, two = (weights.load(tmp_path / name, torch.device("cpu")).net for name in ("one", "two"))
    images = torch.randn(2, 1, 32, 32, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(two(images), one(images), rtol=1e-3, atol=1e-3)
    judges = [load_file(tmp_path / name / CHECKPOINT) for name in ("one", "two")]
    ours, theirs = ({name: each[name] for name in each if name.startswith("critic.")} for each in judges)
    assert "critic.adam.0.exp_avg" in ours
    torch.testing.assert_close(theirs, ours, rtol=1e-3, atol=1e-4)
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == sorted(
        [*(path.name for path in (tmp_path / "one").iterdir()), "train-1.log"]
    )


def test_a_share_is_every_so_many_th_sample() -> None:
    batch = torch.arange(6)
    shares = [Team(rank, 3).share(batch).tolist() for rank in range(3)]
    assert shares == [[0, 3], [1, 4], [2, 5]]
    assert Team().share(batch) is not None
    assert Team().share(batch).tolist() == batch.tolist()


def test_a_batch_that_cannot_be_shared_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(UsageError, match="--batch 8 cannot be shared by 3 processes"), joined(8, torch.device("cpu")):
        pytest.fail("joined")


def test_each_process_takes_its_own_card(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_device(torch.device("cuda")) == torch.device("cuda")
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert own_device(torch.device("cuda")) == torch.device("cuda", 1)
    assert own_device(torch.device("cuda", 3)) == torch.device("cuda", 3)
    assert own_device(torch.device("cpu")) == torch.device("cpu")
