"""Finished runs scored again from what is stored of them: other metrics, or the conventions of another benchmark."""

from segeval.rescore._again import rescore, stored_pair
from segeval.rescore._means import means
from segeval.rescore._ranks import Agreement, Change, RankChanges, rank_changes

__all__ = ["Agreement", "Change", "RankChanges", "means", "rank_changes", "rescore", "stored_pair"]
