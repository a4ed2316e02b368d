"""Classifiers without their heads, as encoders of the networks; one module per paper.

An encoder is a module that returns its maps ``list[Tensor]``, finest first, and tells their channels as ``widths``.
The names in its state dict are those of torchvision, or of timm where torchvision has none, so that public ImageNet
weights load as they are, but for the first convolution where an image has other channels than three.
"""
