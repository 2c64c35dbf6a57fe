# Commands for people who work on Wegmarke; `python3 bootstrap.py install` makes `just` available in .venv/bin.

bin := ".venv/bin"

# everything that must hold before a change lands
check:
    python3 bootstrap.py check

# start the demo company
demo *words:
    python3 bootstrap.py demo {{words}}

# tests only, with the words of pytest
test *words:
    {{bin}}/pytest {{words}}

# format and repair what can be repaired
format:
    {{bin}}/ruff format .
    {{bin}}/ruff check --fix .

# figures, each beside its yardstick; `just bench touches` runs one
bench *names:
    {{bin}}/python -m benchmarks {{names}}

# longer programmes; with `pip install 'wegmarke[spark]'` and Java 17 also on a cluster of Spark
nightly:
    WEGMARKE_NIGHTLY=1 {{bin}}/pytest -q -m "kill or browser or not kill"

# lock files from pyproject.toml; they name no index
lock:
    .bootstrap/bin/uv pip compile --universal --generate-hashes --no-header -q --python-version 3.11 pyproject.toml --group build -o requirements/run.txt
    .bootstrap/bin/uv pip compile --universal --generate-hashes --no-header -q --python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt -c requirements/run.txt
    ! grep -n '://' requirements/*.txt
