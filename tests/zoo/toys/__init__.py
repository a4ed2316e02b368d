"""Tiny networks that have what few networks have, so that the contracts are tested too."""
