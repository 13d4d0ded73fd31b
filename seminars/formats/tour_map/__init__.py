"""The tour as a map: towns at their coordinates, the line through them in the order of dates, names beside them.

`places` lays it out in a box, as numbers that a picture may be drawn from as well; `as_svg` draws it for a page.
"""

from seminars.formats.tour_map.drawing import as_svg
from seminars.formats.tour_map.layout import Layout, places
from seminars.formats.tour_map.marks import Stop

__all__ = ["Layout", "Stop", "as_svg", "places"]
