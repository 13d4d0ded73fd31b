"""What people are called."""

from seminars.domain.people.names import full_name


def test_one_of_both_names_is_a_full_name():
    assert [full_name("Ada", "Zhuk"), full_name("Ada", ""), full_name("", "Zhuk")] == ["Ada Zhuk", "Ada", "Zhuk"]
