PYTHON ?= python3
BIN    := .venv/bin
PYTEST := $(BIN)/python -m pytest -q

.DEFAULT_GOAL := help
.PHONY: help demo test test-networks test-backends test-original test-third-party test-published coverage coverage-core \
        property fuzz-checkpoints read-written kill-runs kill-ranks bench bench-networks bench-pictures bench-checkpoints bench-run bench-distribution \
        lint types docs wheel wheel-test check clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/.stamp: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

demo: .venv/.stamp  ## train a network on handwritten digits; writes runs/digits/
	$(BIN)/argscope train

# Examples of one document share a namespace and must keep their order,
# so they run without pytest-randomly.
test: .venv/.stamp  ## pass all tests
	$(PYTEST) -p no:randomly --numprocesses 2 --dist loadfile \
	    src README.md CONTRIBUTING.md docs
	$(PYTEST) -m "not slow" --numprocesses 2 --dist worksteal tests

test-networks: .venv/.stamp  ## compare whole networks with the original
	$(PYTEST) -m slow --numprocesses 2 --dist worksteal tests

# The core, and those of its tests that need no extra of the package.
CORE       := src/argscope/__init__.py,src/argscope/errors.py,src/argscope/_base/*,src/argscope/_core/*,src/argscope/_core/*/*
CORE_TESTS := tests/base tests/core tests/mistakes tests/test_messages.py tests/test_public_api.py \
              tests/report/test_report_messages.py tests/report/test_trace.py
COVERAGE   := $(BIN)/python -m coverage

coverage-core: .venv/.stamp  ## the core's own tests take every branch of it
	$(COVERAGE) erase
	$(COVERAGE) run -m pytest -q --numprocesses 2 $(CORE_TESTS)
	$(COVERAGE) combine --quiet
	$(COVERAGE) report --include='$(CORE)' --fail-under=100

coverage: coverage-core  ## `make test`, and how much of the package it reaches
	$(COVERAGE) erase
	$(MAKE) test PYTEST='$(COVERAGE) run -m pytest -q'
	$(COVERAGE) combine --quiet
	$(COVERAGE) report

# Each backend in an environment of its own. The pinned torch is where a plain "torch"
# could bring gigabytes of CUDA.
.PRECIOUS: .venv-%/.stamp
BACKENDS   := torch tensorflow
PIN_torch  := torch==2.13.0 onnx onnxscript onnxruntime  # to export, and to compare

.venv-%/.stamp: pyproject.toml
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --upgrade pip
	.venv-$*/bin/python -m pip install --quiet --editable '.[$*,test,train]' $(PIN_$*)
	touch $@

PIN_third-party := torch==2.13.0

test-third-party: .venv-third-party/.stamp  ## twenty real modules behave the same through a view
	KERAS_BACKEND=jax MPLBACKEND=agg OMP_NUM_THREADS=1 \
	    .venv-third-party/bin/python -m pytest -q -p no:randomly tests/third_party

PIN_published := torch==2.13.0

# A network that Google published; the file is not ours to keep.
.venv-published/retrained_graph.pb: .venv-published/.stamp
	.venv-published/bin/python tools/published_graph.py $@

test-published: .venv-published/retrained_graph.pb  ## a published network, downloaded, says what TensorFlow says
	for backend in jax torch; do \
	    KERAS_BACKEND=$$backend OMP_NUM_THREADS=1 \
	        .venv-published/bin/python -m pytest -q -p no:randomly tests/published || exit 1; \
	done

# All that computes with a backend, commands among it.
ON_BACKENDS := tests/distribution tests/finetune tests/layers tests/losses tests/metrics tests/nets tests/predict \
               tests/slim tests/tf1 tests/cli/test_export.py tests/cli/test_predict.py tests/cli/test_train.py \
               tests/benchmarks/test_parts.py

test-%: .venv-%/.stamp  ## pass the tests of the layers on one backend: test-torch
	KERAS_BACKEND=$* OMP_NUM_THREADS=1 .venv-$*/bin/python -m pytest -q -p no:randomly \
	    --numprocesses 2 --dist worksteal $(ON_BACKENDS)

test-backends: $(BACKENDS:%=test-%)  ## pass them on torch and on tensorflow

test-original: .venv/.stamp  ## TF-Slim's own tests of arg_scope, downloaded, against ours
	$(BIN)/python tools/original_tests.py

property: .venv/.stamp  ## 10 000 random programs against a model
	ARGSCOPE_EXAMPLES=10000 $(PYTEST) --numprocesses 2 tests/core/test_properties.py \
	    tests/core/test_late_properties.py \
	    tests/core/test_class_programs.py

fuzz-checkpoints: .venv/.stamp  ## 100 000 damaged checkpoints of each kind
	ARGSCOPE_MUTATIONS=100000 $(PYTEST) --numprocesses 2 \
	    tests/checkpoint/test_fuzz.py

# TF_PYTHON: an interpreter with TensorFlow, such as 2.12; by default the newest.
read-written: .venv/.stamp .venv-tensorflow/.stamp  ## TensorFlow reads 1 000 checkpoints that we write; TF_PYTHON=path
	PYTHONPATH=src $(BIN)/python tools/record_written_checkpoints.py --read 1000 \
	    --tensorflow $(or $(TF_PYTHON),.venv-tensorflow/bin/python)

kill-runs: .venv/.stamp  ## stop a training run 20 times, kill it 20 times; BACKEND=jax|torch|tensorflow
	$(if $(filter $(BACKENDS),$(BACKEND)),.venv-$(BACKEND)/bin/python,$(BIN)/python) tools/kill_and_resume.py --backend $(or $(BACKEND),jax)

kill-ranks: .venv/.stamp  ## kill a process of a run of two 20 times; BACKEND=jax|torch
	$(if $(filter $(BACKENDS),$(BACKEND)),.venv-$(BACKEND)/bin/python,$(BIN)/python) tools/kill_ranks.py --backend $(or $(BACKEND),jax)

bench: .venv/.stamp  ## what a scoped call costs; ratios in one interleaved process
	$(BIN)/python -m benchmarks

# SLIM_PYTHON: an interpreter with tf_slim 1.1.0 and TensorFlow 2.12, to compare with.
# Each backend that is installed, here or in an environment of its own, or the one that is
# given. tf_slim takes part in every one, for the ratios.
bench-networks: .venv/.stamp  ## what training a network costs; BACKEND=jax|torch|tensorflow for one of them
	failed=0; for backend in $(or $(BACKEND),jax $(BACKENDS)); do \
	    for python in $(BIN)/python .venv-$$backend/bin/python; do \
	        if $$python -c "import $$backend" 2>/dev/null; then \
	            $$python -m benchmarks.networks --backend $$backend $(if $(SLIM_PYTHON),--slim-python $(SLIM_PYTHON)) || failed=1; \
	            break; \
	        fi; \
	    done; \
	done; exit $$failed

bench-pictures: .venv/.stamp  ## making pictures to train on, beside torchvision and tf.data; BACKEND=torch|tensorflow has them
	$(if $(filter $(BACKENDS),$(BACKEND)),.venv-$(BACKEND)/bin/python,$(BIN)/python) -m benchmarks.pictures

# TF_PYTHON: an interpreter with TensorFlow and the extra `checkpoint`.
bench-checkpoints: .venv/.stamp  ## reading a checkpoint and a frozen graph of 1 GB, writing one; TF_PYTHON=path
	$(or $(TF_PYTHON),$(BIN)/python) -m benchmarks.checkpoints
	$(or $(TF_PYTHON),$(BIN)/python) -m benchmarks.checkpoints.saving

# PEERS_PYTHON: an interpreter with gin-config, hydra-core and tyro.
bench-run: .venv/.stamp  ## what `argscope run` adds to a program's start; PEERS_PYTHON=path
	$(BIN)/python -m benchmarks.run $(if $(PEERS_PYTHON),--peers $(PEERS_PYTHON))

bench-distribution: .venv/.stamp  ## two processes beside one, one device with and without, bytes a device; BACKEND=torch
	$(if $(filter $(BACKENDS),$(BACKEND)),.venv-$(BACKEND)/bin/python,$(BIN)/python) -m benchmarks.distribution --backend $(or $(BACKEND),jax)

lint: .venv/.stamp  ## formatter, linter, import layers, house rules: check only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python tools/house.py

types: .venv/.stamp  ## static types, with both checkers
	$(BIN)/mypy
	$(BIN)/pyright

docs: .venv/.stamp  ## build docs/_build/html, warnings are errors
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/sphinx-build -n -T -W -q -b html docs docs/_build/html
	$(BIN)/python tools/gallery.py docs/_build/html/gallery

# To build and to check needs nothing of what the package needs.
.venv-build/.stamp:
	$(PYTHON) -m venv .venv-build
	.venv-build/bin/python -m pip install --quiet --upgrade pip 'build>=1.2' 'twine>=6.1'
	touch $@

wheel: .venv-build/.stamp  ## build and check dist/: the sdist, and from it the wheel
	rm -rf dist
	.venv-build/bin/python -m build
	.venv-build/bin/python -m twine check --strict dist/*

wheel-test:  ## test the wheel in dist/, in an environment with nothing else
	$(PYTHON) tools/wheel_test.py $(CORE_TESTS)

check: coverage test-networks lint types docs wheel wheel-test test-original test-third-party test-published property test-backends  ## all that CI runs

clean:  ## remove the environments
	rm -rf .venv .venv-*
