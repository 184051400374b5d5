"""Beside the data folder backups are put, and it is put aside there when something is restored. Without Django."""

import tempfile
from pathlib import Path

NOT_WRITABLE = (
    "{parent} に書けないので、何も変えていません。新しくするときも戻すときも、{folder} のとなりを使います。"
    "データのフォルダを、書けるフォルダの中に移し（例: /var/lib/tsukisoi/data）、TSUKISOI_DATA で示してください。\n"
    "Nothing was changed: {parent} is not writable for this user. Upgrading and restoring need the place beside the "
    "data: move them into a folder that can be written (as /var/lib/tsukisoi/data), named by TSUKISOI_DATA."
)


class NotWritable(OSError):
    """Beside the data folder nothing can be written. Its text is a sentence for people."""


def check(folder: Path) -> None:
    """Raises NotWritable unless something can be made beside `folder`; what was made to see that is gone again."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.trying-", dir=folder.parent):
            pass
    except OSError as error:
        raise NotWritable(NOT_WRITABLE.format(parent=folder.parent, folder=folder)) from error
