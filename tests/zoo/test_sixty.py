"""What sixty steps came to, as recorded; the steps themselves take hours and are marked ``slow``."""

from tests.contracts.test_zoo import NETS
from tests.zoo.sixty import rows


def test_every_network_fitted_its_batch_in_sixty_steps() -> None:
    recorded = rows()
    assert [row.id for row in recorded] == sorted({entry.architecture.id for entry in NETS})
    assert [row.id for row in recorded if not float(row.last) < 0.6 * float(row.first)] == []
