"""Where everything is written: into a new folder of its owner only, or into one ZIP."""

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol, Self


class Place(Protocol):
    """Takes files by name."""

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write one file; its pieces are never together in memory."""


class Folder:
    """A folder that was not there or is empty. Raises FileExistsError otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(path.iterdir()):
            raise FileExistsError(path)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """One file, readable by its owner only."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(pieces)


class Packed:
    """One ZIP, finished at the end of its `with`; closed as well where making it fails."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """One member."""
        with self.zip.open(name, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Write the table of contents."""
        self.zip.close()
