"""Sizes of images that a network accepts, along every axis. No torch."""

from segeval.errors import UsageError
from segeval.records import Architecture, Size


def per_axis(size: Size, ndim: int) -> tuple[int, ...]:
    """Return a size along each of ``ndim`` axes: one number holds for all of them.

    Raises:
        UsageError: If there are as many numbers as axes, but other ones than ``ndim``.
    """
    sizes = (size,) * ndim if isinstance(size, int) else tuple(size)
    if len(sizes) != ndim:
        msg = f"{written(sizes)} has {len(sizes)} axes, expected {ndim}"
        raise UsageError(msg)
    return sizes


def smallest(net: Architecture, ndim: int) -> tuple[int, ...]:
    """Return the smallest spatial shape that the network accepts."""
    if net.fixed_size is not None:
        return per_axis(net.fixed_size, ndim)
    pairs = zip(per_axis(net.min_size, ndim), per_axis(net.divisor, ndim), strict=True)
    return tuple(-(-least // step) * step for least, step in pairs)


def nearest(net: Architecture, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the spatial shape that the network accepts next to this one, upwards where it may."""
    if net.fixed_size is not None:
        return smallest(net, len(shape))
    steps, least = per_axis(net.divisor, len(shape)), smallest(net, len(shape))
    sizes = [max(-(-size // step) * step, low) for size, step, low in zip(shape, steps, least, strict=True)]
    if net.max_size is None:
        return tuple(sizes)
    most = per_axis(net.max_size, len(shape))
    return tuple(min(size, top // step * step) for size, step, top in zip(sizes, steps, most, strict=True))


def size_rule(net: Architecture) -> str:
    """Return in a few words which sizes the network accepts: "any", "multiples of 32 from 64", "256×256"."""
    if net.fixed_size is not None:
        return written(per_axis(net.fixed_size, net.ndim[0]))
    words = [
        f"{text} {written(per_axis(size, 1) if isinstance(size, int) else size)}"
        for text, size in (("multiples of", net.divisor), ("from", net.min_size), ("to", net.max_size))
        if size not in (None, 1)
    ]
    rule = " ".join(words) or "any"
    return f"{rule}, fixed when built" if net.size == "built" else rule


def size_fault(net: Architecture, shape: tuple[int, ...]) -> str:
    """Return one sentence on what the network has against images of this spatial shape, nothing where it takes them."""
    ndim = len(shape)
    fixed, least, most, step = (
        None if size is None else per_axis(size, ndim)
        for size in (net.fixed_size, net.min_size, net.max_size, net.divisor)
    )
    if fixed and shape != fixed:
        wanted = f"of {written(fixed)}"
    elif least and any(size < low for size, low in zip(shape, least, strict=True)):
        wanted = f"of at least {written(least)}"
    elif most and any(size > high for size, high in zip(shape, most, strict=True)):
        wanted = f"of at most {written(most)}"
    elif step and any(size % each for size, each in zip(shape, step, strict=True)):
        wanted = f"whose sides are multiples of {written(step)}"
    else:
        return ""
    return f"{net.id} takes images {wanted}, got {written(shape)}."


def written(shape: tuple[int, ...]) -> str:
    """Return a shape as messages show it: 64×64."""
    return "×".join(map(str, shape))
