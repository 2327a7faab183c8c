"""The names of ImageNet's classes."""

import re

import pytest

from argscope._catalog.imagenet import imagenet_classes, labels_by_count


def test_there_are_a_thousand_in_the_order_of_their_ids():
    ids = [each.wordnet_id for each in imagenet_classes()]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"n\d{8}", each) for each in ids)


def test_each_has_words_and_only_two_pairs_share_the_first():
    labels = labels_by_count()[1000]
    shared = {label for label in labels if labels.count(label) > 1}
    assert shared == {"crane", "maillot"}
    assert all(
        word == word.strip() != "" for c in imagenet_classes() for word in c.names
    )


@pytest.mark.parametrize(
    ("index", "wordnet_id", "label"),
    [
        (0, "n01440764", "tench"),
        (134, "n02012849", "crane"),
        (281, "n02123045", "tabby"),
        (285, "n02124075", "Egyptian cat"),
        (504, "n03063599", "coffee mug"),
        (517, "n03126707", "crane"),
        (967, "n07920052", "espresso"),
        (999, "n15075141", "toilet tissue"),
    ],
)
def test_known_classes_are_at_their_places(index, wordnet_id, label):
    assert imagenet_classes()[index].wordnet_id == wordnet_id
    assert labels_by_count()[1000][index] == label
    assert labels_by_count()[1001][index + 1] == label


def test_one_more_has_the_background_first():
    assert labels_by_count()[1001][0] == "background"
    assert list(labels_by_count()) == [1000, 1001]
