"""The hosted workflows do what anybody can do, and run nothing that may change."""

import re

import pytest
import yaml
from tests.project.files import ROOT, pythons, targets

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.yml"))}

BAD = """
on: push
permissions: {contents: read}
jobs:
  a:
    runs-on: ubuntu-latest
    strategy: {matrix: {target: [lint, types], python-version: ["3.11", "3.99"]}}
    permissions: write-all
    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97
      - run: pip install argscope
      - run: make lint && curl example.org
      - run: make ${{ matrix.target }} all
"""


def jobs(text):
    return yaml.safe_load(text)["jobs"].values()


def steps(text):
    return [(job, step) for job in jobs(text) for step in job["steps"]]


def commands(text):
    """Return what the steps run, once for each target of their matrix."""
    found = {}
    for job, step in steps(text):
        for target in job.get("strategy", {}).get("matrix", {}).get("target", [""]):
            found[step.get("run", "").replace("${{ matrix.target }}", target)] = None
    return [command for command in found if command]


def not_make(text):
    """Return the commands that do more than to call make for targets that exist."""
    wanted = targets()
    return [
        command
        for command in commands(text)
        if not re.fullmatch(r"make( [a-z-]+)+", command)
        or not set(command.split()[1:]) <= wanted
    ]


def not_pinned(text):
    """Return the actions that are not given by a whole hash, with their version beside."""
    pinned = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    lines = [line.strip(" -") for line in text.splitlines() if "uses:" in line]
    return [line for line in lines if not pinned.fullmatch(line)]


def rights(text):
    """Return what the workflow may do, and what each job."""
    whole = yaml.safe_load(text)["permissions"]
    return whole, [job.get("permissions") for job in jobs(text)]


def matrices(text):
    """Return the versions of Python of each matrix that has some."""
    found = (job.get("strategy", {}).get("matrix", {}) for job in jobs(text))
    return [matrix["python-version"] for matrix in found if "python-version" in matrix]


def test_there_are_workflows_to_check():
    assert list(TEXTS) == ["ci.yml", "docs.yml", "release.yml"]
    assert sum(len(steps(text)) for text in TEXTS.values()) > 20


@pytest.mark.parametrize("name", TEXTS)
def test_a_workflow_only_calls_make_targets_that_exist(name):
    assert not_make(TEXTS[name]) == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_action_is_pinned_by_a_whole_hash_beside_its_version(name):
    assert not_pinned(TEXTS[name]) == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_workflow_may_nothing_and_each_job_says_what_it_may(name):
    whole, each = rights(TEXTS[name])
    assert whole == {}
    allowed = {"contents": "read", "pages": "write", "id-token": "write"}
    assert all(job.items() <= allowed.items() for job in each)


@pytest.mark.parametrize("name", TEXTS)
def test_no_credential_stays_in_the_folder_where_the_code_runs(name):
    checkouts = [s for _, s in steps(TEXTS[name]) if "checkout@" in s.get("uses", "")]
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_the_hosted_tests_run_on_every_python_that_is_promised():
    assert matrices(TEXTS["ci.yml"]) == [pythons(), pythons()]


def test_all_versions_of_python_in_the_workflows_are_promised_ones():
    given = [
        s.get("with", {}).get("python-version")
        for t in TEXTS.values()
        for _, s in steps(t)
    ]
    assert {python for python in given if python} - {
        "${{ matrix.python-version }}"
    } <= {*pythons()}


def test_ci_runs_all_that_make_check_runs_and_the_wheel_besides():
    text = (ROOT / "Makefile").read_text()
    wanted = re.search(r"^check: (.*?) *##", text, flags=re.MULTILINE)[1].split()
    backends = [t for t in targets() if re.fullmatch(r"test-(torch|tensorflow)", t)]
    hosted = {target for run in commands(TEXTS["ci.yml"]) for target in run.split()[1:]}
    assert {*wanted, *backends} - {"test-backends"} <= hosted


def test_the_checkers_find_what_is_wrong():
    assert not_make(BAD) == [
        "pip install argscope",
        "make lint && curl example.org",
        "make lint all",
        "make types all",
    ]
    assert not_pinned(BAD) == [
        "uses: actions/checkout@v7",
        "uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97",
    ]
    assert rights(BAD) == ({"contents": "read"}, ["write-all"])
    assert matrices(BAD) == [["3.11", "3.99"]]
