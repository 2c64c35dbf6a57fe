from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Builders that several folders of tests share lie in tests/building. Processes that tests start import test
# modules by their names, which begin at the root of the checkout.
sys.path[:0] = [str(Path(__file__).parent / "building"), str(Path(__file__).parents[1])]

import migrated  # noqa: E402  # lies in tests/building

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public data sets, or skip: their terms forbid copying them into the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the public data sets are not beside this checkout; their terms forbid shipping them")
    return SHARED_DATA


migrated.shorten()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let new databases get their schema at once, but where migrations are what is tested."""
    migrated.is_shortened = not {"state", "faults"} & set(item.path.relative_to(Path(__file__).parent).parts[:1])
