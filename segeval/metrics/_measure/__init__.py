"""How a pair of masks is measured: maps, surfaces, objects, probabilities, and what is kept of them. No formulas."""
