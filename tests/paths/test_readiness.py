from __future__ import annotations

import subprocess
import sys

import pytest

from wegmarke.paths import is_warm, warm_up_in_background


@pytest.mark.parametrize("module", ["wegmarke", "wegmarke.cli", "wegmarke.paths", "wegmarke.analytics"])
def test_the_compiler_and_data_frames_are_not_loaded_before_they_are_needed(module):
    code = f"import sys, {module}; sys.exit(bool({{'numba', 'pandas'}} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_warming_up_in_the_background_makes_the_passes_ready():
    warm_up_in_background().join()

    assert is_warm()
