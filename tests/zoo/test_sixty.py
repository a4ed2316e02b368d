"""What sixty steps came to, as recorded; the steps themselves take hours and are marked ``slow``."""

from tests.contracts.test_zoo import NETS
from tests.zoo.sixty import rows


def test_networks_that_were_trained_for_sixty_steps_fit_their_batch() -> None:
    recorded = rows()
    names = [row.id for row in recorded]
    assert names == sorted(set(names))
    assert set(names) <= {entry.architecture.id for entry in NETS}
    assert [row.id for row in recorded if not float(row.last) < 0.6 * float(row.first)] == []
