"""The first minutes on a fresh machine: what is fetched, what is skipped, what is said."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap


def test_the_installer_that_is_fetched_fits_this_machine_and_is_pinned() -> None:
    wheels = bootstrap.locked("uv")["wheels"]
    fitting = [wheel for wheel in wheels if bootstrap._fits_here(wheel["url"])]
    assert fitting
    assert all(wheel["hash"].startswith("sha256:") for wheel in fitting)


def test_a_step_is_skipped_until_a_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "CACHE", tmp_path)
    source = tmp_path / "source"
    source.write_text("one")
    assert not bootstrap.Stamp("step", [source]).fits()
    bootstrap.Stamp("step", [source]).write()
    assert bootstrap.Stamp("step", [source]).fits()
    source.write_text("two")
    assert not bootstrap.Stamp("step", [source]).fits()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("error: failed to fetch: dns error", "network"),
        ("npm error code EAI_AGAIN", "network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code EACCES", "not writable"),
        ("something nobody has seen", "failed (see above)"),
    ],
)
def test_a_failure_is_one_sentence_that_says_what_to_do(said: str, advice: str, tmp_path: Path) -> None:
    with pytest.raises(bootstrap.SetupError, match=r"^[A-Z`].*[.]$") as failure:
        bootstrap.run([sys.executable, "-c", f"import sys; print({said!r}); sys.exit(1)"], tmp_path, {})
    assert advice in str(failure.value)
    assert said in failure.value.detail


def test_a_python_that_does_not_fit_is_refused_in_one_sentence(tmp_path: Path) -> None:
    script = bootstrap.ROOT / "bin" / "setup"
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    done = subprocess.run(
        ["/bin/sh", str(script)], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
