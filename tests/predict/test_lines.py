"""Answers as lines: a table, CSV and JSON."""

import csv
import json
from pathlib import Path

import pytest

from argscope.predict import Answer, Prediction
from argscope.predict._lines import LINES

LABELS = ("daisy", "rose", 'a "wild" rose, white')
ANSWERS = (
    Answer(Path("1.png"), (Prediction("rose", 1, 0.625), Prediction("daisy", 0, 0.25))),
    Answer(Path("my photos/2, new.png"), (Prediction(LABELS[2], 2, 0.9996),)),
)
FILES = [answer.file for answer in ANSWERS]


def lines(name, answers=ANSWERS):
    return list(LINES[name](answers, FILES, LABELS))


def test_table_has_a_row_a_prediction():
    assert lines("table") == [
        "file                  label                 index  probability",
        "1.png                 rose                      1        0.625",
        "                      daisy                     0        0.250",
        'my photos/2, new.png  a "wild" rose, white      2        1.000',
    ]


def test_table_is_aligned_with_what_is_still_to_come():
    def coming():
        yield ANSWERS[0]
        pytest.fail("the first answer has to be written before the second is there")

    table = LINES["table"](coming(), FILES, LABELS)
    assert [next(table), next(table), next(table)] == lines("table")[:3]


def test_table_shows_what_a_terminal_would_obey():
    answer = Answer(Path("\x1b[2J.png"), (Prediction("a\nb", 0, 1.0),))
    row = list(LINES["table"]([answer], [answer.file], ["a\nb"]))[1]
    assert row.split() == ["\\x1b[2J.png", "a\\nb", "0", "1.000"]


def test_csv_has_a_row_a_prediction_and_quotes():
    assert lines("csv") == [
        "file,rank,label,index,probability",
        "1.png,1,rose,1,0.625",
        "1.png,2,daisy,0,0.25",
        '"my photos/2, new.png",1,"a ""wild"" rose, white",2,0.9996',
    ]
    rows = list(csv.DictReader(lines("csv")))
    assert rows[2]["file"] == str(FILES[1])
    assert rows[2]["label"] == LABELS[2]


def test_json_has_an_object_a_file():
    assert [json.loads(line) for line in lines("json")] == [
        {
            "file": "1.png",
            "predictions": [
                {"label": "rose", "index": 1, "probability": 0.625},
                {"label": "daisy", "index": 0, "probability": 0.25},
            ],
        },
        {
            "file": str(FILES[1]),
            "predictions": [{"label": LABELS[2], "index": 2, "probability": 0.9996}],
        },
    ]
