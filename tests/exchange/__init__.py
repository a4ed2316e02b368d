"""Results that leave and enter, each read back by a reader that is not ours."""
