"""Files that must be there whole, and files that must be gone.

The trap: an overwritten file is gone from the file as the system shows it. What a file system with a journal or with
snapshots, or a solid-state disk that writes elsewhere, keeps of older blocks is beyond any program: only encrypting
the disk, and destroying its key, helps there. We say so, and still overwrite.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_CHUNK = 1 << 20


def write_atomically(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` under `path`, complete or not at all, and on the disk before returning."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def destroy_file(path: Path) -> None:
    """Overwrite a file with random bytes, remove it, and wait until the disk has both; a missing one is no fault."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        left = os.fstat(descriptor).st_size
        while left > 0:
            left -= os.write(descriptor, os.urandom(min(left, _CHUNK)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk knows what the folder holds: a name is durable only then."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
