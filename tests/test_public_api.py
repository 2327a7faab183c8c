"""What users can import, and what that costs them."""

import subprocess
import sys

import pytest

import argscope

PUBLIC = [
    "ANY",
    "DEFAULT",
    "UNSET",
    "ArgScope",
    "ArgScopeError",
    "AssignmentError",
    "CapturedScopeError",
    "DistributionError",
    "ImmutableScopeError",
    "NoEffectWarning",
    "NotEnteredError",
    "NotScopedError",
    "Origin",
    "PickleScopeError",
    "ScopeDataError",
    "ScopeDiff",
    "ScopeFileError",
    "ScopeOrderError",
    "ScopeUsageError",
    "SettingsOptionError",
    "TargetTypeError",
    "Trace",
    "UnknownArgumentError",
    "UnknownTargetError",
    "UnusedDefaultError",
    "__version__",
    "add_arg_scope",
    "add_settings_options",
    "adopt",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "current_arg_scope",
    "distribute",
    "explain",
    "from_argv",
    "has_arg_scope",
    "isolated",
    "settings_of",
    "signature",
    "trace",
]


def foreign_modules(program):
    """Return the top-level modules that `program` loads and that Python does not bring."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    # -S: without the site-packages' own start-up files; the path is given instead.
    paths = f"import sys; sys.path[:] = {sys.path!r}\n"
    command = [sys.executable, "-I", "-S", "-c", f"{paths}{program}\n{report}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split()) - sys.stdlib_module_names - {"__main__"}


def test_public_names_are_these():
    assert argscope.__all__ == PUBLIC


def test_public_names_are_all_that_is_there():
    modules = {name for name in vars(argscope) if name in {"layers", "train", "cli"}}
    for name in PUBLIC:
        getattr(argscope, name)  # some are loaded when first asked for
    names = {name for name in vars(argscope) if not name.startswith("_")}
    submodules = {n for n in names if f"argscope.{n}" in sys.modules} | modules
    assert names - submodules == set(PUBLIC) - {"__version__"}


def test_names_that_are_loaded_when_first_asked_for_are_listed_before():
    assert set(PUBLIC) <= set(dir(argscope))


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(
        AttributeError, match="module 'argscope' has no attribute 'scope'"
    ):
        _ = argscope.scope


def test_public_names_are_documented():
    objects = [getattr(argscope, name) for name in PUBLIC]
    described = [x for x in objects if callable(x)]
    assert [x.__name__ for x in described if not x.__doc__] == []


def test_public_methods_of_a_scope_are_documented():
    methods = [
        getattr(argscope.ArgScope, name)
        for name in vars(argscope.ArgScope)
        if not name.startswith("_")
    ]
    assert [m.__name__ for m in methods if not m.__doc__] == []


def test_import_loads_the_standard_library_only():
    assert foreign_modules("import argscope") == {"argscope"}


def test_import_does_not_load_what_is_slow():
    slow = {
        "inspect",
        "asyncio",
        "dataclasses",
        "difflib",
        "pickle",
        "logging",
        "pathlib",
        "argscope.report",
    }
    program = f"import argscope, sys; print(*{slow} & set(sys.modules)); sys.exit()"
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path[:] = {sys.path!r}; {program}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_check_of_imports_finds_a_third_party_module():
    assert "pytest" in foreign_modules("import pytest")
