"""A case with its arrays."""

from dataclasses import dataclass

from segeval import volume
from segeval.errors import BadData
from segeval.records import Case, Mask, Volume


@dataclass(frozen=True, slots=True)
class Sample:
    """A case whose arrays are read from disk each time they are asked for."""

    case: Case

    @property
    def image(self) -> Volume:
        """The image: float32 ``(C, z, y, x)`` or ``(C, y, x)`` on its grid."""
        return volume.read_image(self.case.images)

    @property
    def reference(self) -> Mask:
        """The label map on the grid of the image; BadData where the labels are hidden."""
        if self.case.mask is None:
            msg = f"{self.case.dataset}/{self.case.id} has no reference mask"
            raise BadData(msg)
        return volume.read_mask(self.case.mask)

    @property
    def instances(self) -> Mask | None:
        """The numbered objects, where the dataset has them."""
        return volume.read_mask(self.case.instances) if self.case.instances else None
