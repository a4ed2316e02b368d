"""Training: a compact loop for honest baselines; ``segeval.train.loop.train`` is the entry."""
