"""Pixels as WebP: photographs with loss, maps of few colours without."""

from io import BytesIO


def webp(pixels: bytes, size: tuple[int, int], quality: int | None = None) -> bytes:
    """Return a picture as WebP.

    Args:
        pixels: Three or four bytes for each pixel, red, green, blue and, if there is a fourth, how opaque it is.
        size: Width and height in pixels.
        quality: From 0 to 100; None loses nothing.
    """
    from PIL import Image

    mode = "RGBA" if len(pixels) == 4 * size[0] * size[1] else "RGB"
    file = BytesIO()
    # What loses nothing takes "quality" as effort: 100 is a hundred times slower than 75 for 2 % of the bytes.
    chosen = {"lossless": True, "quality": 75} if quality is None else {"quality": quality}
    Image.frombytes(mode, size, pixels).save(file, "WEBP", method=4, **chosen)
    return file.getvalue()
