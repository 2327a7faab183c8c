"""The name by which users know a function that stands in a private file."""

from argscope._base.published import published_in


def test_a_published_function_says_that_it_stands_in_the_public_package():
    @published_in("argscope.layers")
    def conv2d():
        """Convolve."""

    assert (conv2d.__module__, conv2d.__name__) == ("argscope.layers", "conv2d")
