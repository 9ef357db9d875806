"""`make protos`: Python code and types from protos/ into services/vitale, made anew only when something changed."""

import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

from tools.local.paths import ROOT, SOURCES

PROTOS = ROOT / "protos"
OUTPUT = SOURCES / "vitale"
STAMP = OUTPUT / ".stamp"
GENERATORS = ("grpcio-tools", "mypy-protobuf", "protobuf")
INIT = '"""Generated from protos/ by `make protos`; not committed."""\n'


def sources() -> list[Path]:
    """Return every proto file, in order."""
    return sorted(PROTOS.rglob("*.proto"))


def fingerprint() -> str:
    """Return what the output must have been made from: the files and the generators' versions."""
    digest = hashlib.sha256()
    for source in sources():
        digest.update(str(source.relative_to(PROTOS)).encode() + b"\0" + source.read_bytes())
    for generator in GENERATORS:
        digest.update(f"{generator} {importlib.metadata.version(generator)}".encode())
    return digest.hexdigest()


def generate(target: Path) -> None:
    """Run the compiler into `target`; exits with its message when a proto is wrong."""
    programs = Path(sys.executable).parent
    plugins = [f"--plugin={programs / name}" for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")]
    outputs = [f"--python_out={target}", f"--grpc_python_out={target}"]
    types = [f"--mypy_out=quiet:{target}", f"--mypy_grpc_out=quiet:{target}"]
    files = [str(source.relative_to(PROTOS)) for source in sources()]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", *plugins, *outputs, *types, *files]
    if subprocess.run(command, check=False).returncode:
        sys.exit("protos: the compiler refused them (see above)")


def add_packages(folder: Path) -> None:
    """Make every folder a package, so that import checks and mypy see one tree."""
    for directory in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        (directory / "__init__.py").write_text(INIT)


def main() -> None:
    """Generate beside the output and swap, so that a cut run never leaves half of it."""
    current = fingerprint()
    if STAMP.exists() and STAMP.read_text() == current:
        return
    fresh = ROOT / ".local" / "protos"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    generate(fresh)
    add_packages(fresh / "vitale")
    (fresh / "vitale" / ".stamp").write_text(current)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    (fresh / "vitale").rename(OUTPUT)
    print(f"protos: generated {len(sources())} files into {OUTPUT.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    main()
