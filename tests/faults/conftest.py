"""What these tests ask of others' modules is told in full when it does not hold."""

import pytest

pytest.register_assert_rewrite("people", "reckoning", "running_site")
