"""Folders that were changed: by somebody who knows how digests are kept, or at random."""

from __future__ import annotations

import json

from fronde.record import files
from fronde.record.whole import seal_manifest


def described_anew(folder, **changes):
    """Let a manifest, with some entries changed, say that all files are as they should be."""
    manifest = {**json.loads((folder / "manifest.json").read_text()), **changes}
    entries = {name: files.describe_file(folder / name) for name in manifest["files"]}
    (folder / "manifest.json").write_text(seal_manifest({**manifest, "files": entries}))


def damage(path, random):
    """A file with some bytes changed, cut off or doubled."""
    content = bytearray(path.read_bytes())
    for _ in range(random.choice((1, 1, 4, 64))):
        place = random.randrange(len(content))
        content[place] = (content[place] + random.randrange(1, 256)) % 256
    cut = random.choice((None, None, random.randrange(len(content))))
    path.write_bytes(content[:cut])
