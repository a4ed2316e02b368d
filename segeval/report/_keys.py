"""The colours of pictures of cases: red, green and blue from 0 to 255, of Okabe and Ito 2008, as in the charts."""

FOUND, MISSED, TOO_MUCH, OTHER = (0, 158, 115), (86, 180, 233), (213, 94, 0), (204, 121, 167)
ERRORS = {"found": FOUND, "missed": MISSED, "too much": TOO_MUCH, "another structure": OTHER}
STRUCTURES = ((240, 228, 66), (230, 159, 0), (0, 114, 178), (204, 121, 167), (86, 180, 233), (0, 158, 115))
