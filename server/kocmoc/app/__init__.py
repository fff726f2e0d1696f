"""Who lives here and who listens to whom: the only room that knows every other.

`house` has them all and opens them in order; `listeners` says who hears of what, `farewells` what becomes of
what was somebody's, `api` what is answered over HTTP and
what its routes are handed; `choices` is settings as rooms want them, `gauges` what the house tells of itself.
"""

from kocmoc.app.farewells import FAREWELLS
from kocmoc.app.house import STATIC, House, build

__all__ = ["FAREWELLS", "STATIC", "House", "build"]
