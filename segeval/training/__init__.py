"""Training: a compact loop for honest baselines; ``segeval.training.loop.train`` is the entry."""
