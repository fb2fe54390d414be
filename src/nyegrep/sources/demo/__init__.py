"""The demo country: every dataset of the catalogue, invented, with known true parameters."""

from nyegrep.sources.demo.delivering import deliveries
from nyegrep.sources.demo.known_truth import Truth, truth

__all__ = ["Truth", "deliveries", "truth"]
