"""Many names in little space."""

from argscope._base.listing import MOST, first_lines, listed, section

MANY = [f"n{i}" for i in range(MOST + 2)]


def test_few_names_are_all_listed():
    assert listed(["a", 2]) == "a, 2"


def test_of_many_names_the_first_and_the_number_of_the_rest_are_listed():
    assert listed(MANY) == f"{', '.join(MANY[:MOST])} and 2 more"


def test_no_names_are_called_so():
    assert (listed([]), listed([], empty="none yet")) == ("nothing", "none yet")


def test_few_lines_are_all_there():
    assert first_lines(["  a"]) == ["  a"]


def test_of_many_lines_a_last_one_counts_the_rest():
    assert first_lines(MANY, indent="....") == [*MANY[:MOST], "....and 2 more"]


def test_section_has_a_title_with_the_number_of_its_lines():
    assert section("missing", MANY) == [
        f"  missing: {len(MANY)}",
        *[f"    {name}" for name in MANY[:MOST]],
        "    and 2 more",
    ]


def test_section_of_nothing_is_left_out():
    assert section("missing", []) == []
