"""Which Chromium the browser tests use: CHROMIUM=, an installed one, else the one npm brings for Linux x64."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from config import bootstrap

NAMES = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
UNPACK = "import('@sparticuz/chromium').then(async (m) => process.stdout.write(await m.default.executablePath()))"


def find() -> Path | None:
    """A Chromium that starts, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if _starts(Path(named)) else None
    installed = [Path(found) for name in NAMES if (found := shutil.which(name))]
    installed += [Path(place) for place in ON_MACOS if Path(place).exists()]
    return next((program for program in installed if _starts(program)), None) or _from_npm()


def beside_stack(script: str, program: Path) -> tuple[list[str], dict[str, str]]:
    """How an npm script runs in this browser beside a fresh stack (config/demo.py during): command and variables."""
    # pictures show the demo as people see it; tests bring their own people to follow up
    more = ["--followed"] if script == "screenshots" else []
    argv = [sys.executable, "-m", "config.demo", "during", *more, "--"]
    argv += ["npm", "--prefix", "frontend", "run", "--silent", script]
    variables = bootstrap.node_environment()
    if not program.is_relative_to(bootstrap.CACHE):  # the one from npm needs flags that the tests know
        variables["CHROMIUM"] = str(program)
    return argv, variables


def _from_npm() -> Path | None:
    """Unpacked into a folder of its own: the package reuses whatever lies in TMPDIR, also an old version."""
    package = bootstrap.FRONTEND / "node_modules" / "@sparticuz" / "chromium"
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64" or not package.exists():
        return None
    lock = bootstrap.Stamp("chromium", [package / "package.json"])
    folder = bootstrap.CACHE / f"chromium-{lock.value[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    variables = {**os.environ, **bootstrap.node_environment(), "TMPDIR": str(folder)}
    node = shutil.which("node", path=variables["PATH"]) or "node"
    done = subprocess.run(
        [node, "-e", UNPACK], cwd=bootstrap.FRONTEND, env=variables, capture_output=True, text=True, check=False
    )
    program = Path(done.stdout.strip() or "/nonexistent")
    return program if _starts(program) else None


def _starts(program: Path) -> bool:
    argv = [str(program), "--headless=new", "--no-sandbox", "--version"]
    try:
        return subprocess.run(argv, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
