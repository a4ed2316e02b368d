"""Classification networks that segmentation networks encode with, as lists of stages; no weights are loaded."""
