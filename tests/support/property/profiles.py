"""How many examples the property tests try. The same ones each time, so that a failure is never a matter of luck."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

# One database serves all examples of a test, on purpose: whatever they left there must not matter. A failing example
# is not made smaller: that takes minutes where each try writes to a database.
QUICK = settings(
    derandomize=True,
    deadline=None,
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = settings(QUICK, max_examples=150)

_ODD = (";", ",", ":", "\\", "\\n", "\\N", '"', "^n", "^'", "%0D%0A", "\r", "\n", "\r\n", "\t", "\x00", "\x0b", "\x85")
_ODDER = (
    "\u2028",
    "\u2029",
    "\ud800",
    "\udfff",
    "\u202e",
    "\ufeff",
    "\u200b",
    "🧗‍♀️",
    "🇧🇾",
    "й",
    "ў",
    "zażółć",
    "{{ 7 }}",
)
_ODDEST = ("\r\nEND:VEVENT", "\nATTENDEE:mailto:mallory@example.org", "Пінск", "<b>&amp;", "ж" * 120, "a" * 500)
any_text = st.lists(st.sampled_from(_ODD + _ODDER + _ODDEST) | st.text(st.characters(), max_size=12), max_size=8).map(
    "".join
)
