"""Archives: values as a file and its manifest in one of Django's storages.

The file is gzipped CSV as COPY writes it: a line of names, then a record for each row, NULL as
nothing and an empty text as "". Beside it lies the manifest, as JSON; a file without one is what a
crash has left. Whatever is written is read back and compared. evolve never removes either of them.

Nothing here holds more than a block in memory; what is on its way into the storage waits in a
temporary file, compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any, Self

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.core.files.storage.handler import InvalidStorageError

from evolve.errors import EvolveError

BLOCK = 1 << 18
IN_MEMORY = 1 << 20
Typed = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a file holds. `key` and `columns` are (name, type); `sha256` is of the file as it lies
    in the storage, `plan` of the evolution's frozen plan; `keep_until` is for whoever tidies up.
    """

    evolution: str
    id: int
    database: str
    table: str
    key: Typed
    columns: Typed
    file: str
    rows: int
    bytes: int
    sha256: str
    plan: str
    made_at: datetime
    keep_until: datetime
    server_version: int
    evolve_version: str

    def as_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(json.dumps({"version": 1, **asdict(self)}, default=str))
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Its inverse. Raises KeyError, TypeError or ValueError where it is none."""
        found = {field: data[field] for field in cls.__dataclass_fields__}
        for field in ("key", "columns"):
            found[field] = tuple((name, type_) for name, type_ in found[field])
        for field in ("made_at", "keep_until"):
            found[field] = datetime.fromisoformat(found[field])
        return cls(**found)


def plan_digest(plan: Mapping[str, Any]) -> str:
    """SHA-256 of a plan as it is frozen in the database."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()


def storage_of(alias: str) -> Storage:
    """The storage behind `alias`. Raises EvolveError where the settings have none of that name."""
    try:
        return storages[alias]
    except InvalidStorageError as error:
        raise EvolveError(
            f"there is no storage {alias!r}: {error}",
            hint="STORAGES in the settings lists them, and `archive` of the database's profile "
            "in EVOLVE names one",
        ) from error


@contextmanager
def asking(alias: str, what: str) -> Iterator[Storage]:
    """The storage, with whatever it raises as one sentence.

    A storage may raise anything, with addresses and credentials in its words; only what the
    operating system says is repeated.
    """
    storage = storage_of(alias)
    try:
        yield storage
    except EvolveError:
        raise
    except Exception as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else ""
        raise EvolveError(
            f"the storage {alias!r} failed to {what}: " + (why or type(error).__name__),
            hint="mend STORAGES in the settings, or the storage itself; it then goes on by itself",
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What went into a file, or came out of it."""

    bytes: int
    sha256: str
    records: int


class Hashed:
    """A binary file with a tally of what has been read from it, or written to it."""

    def __init__(self, file: IO[bytes] | File[bytes]) -> None:
        self.file = file
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def read(self, size: int = -1) -> bytes:
        return self._seen(self.file.read(size))

    def write(self, data: bytes) -> int:
        return int(self.file.write(self._seen(data)))

    def flush(self) -> None:
        """Nothing is kept back here."""

    def _seen(self, data: bytes) -> bytes:
        self.sha256.update(data)
        self.bytes += len(data)
        return data


class Records:
    """Counts the records of a CSV in blocks cut anywhere: the ends of lines outside of quotes."""

    def __init__(self) -> None:
        self.number = 0
        self._quoted = False

    def add(self, block: bytes) -> bytes:
        parts = block.split(b'"')
        self.number += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        return block


def put(alias: str, stem: str, blocks: Iterable[bytes]) -> tuple[str, Content]:
    """Writes a CSV into `stem`.csv.gz, and says under which name the storage has taken it.

    Raises EvolveError where what can be read back is not what was written.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        hashed, records = Hashed(spool), Records()
        pack(hashed, map(records.add, blocks))
        spool.seek(0)
        with asking(alias, "take the archive") as storage:
            name = storage.save(f"{stem}.csv.gz", File(spool))
    written = content(hashed, records)
    found = examined(alias, name)
    if found != written:
        raise EvolveError(
            f"the archive {name} in the storage {alias!r} is not what was written: found "
            f"{found.records} records with sha256 {found.sha256}, expected {written.records} "
            f"with {written.sha256}",
            hint="look at the storage; it is then written once more",
        )
    return name, written


def pack(spool: Hashed, blocks: Iterable[bytes]) -> None:
    """Compresses `blocks`. Raises EvolveError where there is no room for it."""
    try:
        with gzip.GzipFile(fileobj=spool, mode="wb", mtime=0) as packed:
            for block in blocks:
                packed.write(block)
    except OSError as error:
        raise EvolveError(
            f"the archive cannot be written to {tempfile.gettempdir()} first: {error.strerror}",
            hint="make room there, or set TMPDIR; it then goes on by itself",
        ) from error


def content(hashed: Hashed, records: Records) -> Content:
    """Without the line of names."""
    return Content(
        bytes=hashed.bytes, sha256=hashed.sha256.hexdigest(), records=max(0, records.number - 1)
    )


def put_manifest(alias: str, stem: str, manifest: Manifest) -> str:
    text = json.dumps(manifest.as_json(), indent=2).encode()
    with asking(alias, "take the archive's manifest") as storage:
        name = storage.save(f"{stem}.json", ContentFile(text))
        with storage.open(name) as file:
            if file.read() != text:
                raise EvolveError(
                    f"the manifest {name} in the storage {alias!r} is not what was written",
                    hint="look at the storage; it is then written once more",
                )
    return str(name)


def unpacked(alias: str, name: str, file: Hashed) -> Iterator[bytes]:
    """The CSV, block by block. Raises EvolveError where the file is damaged."""
    packed = gzip.GzipFile(fileobj=file, mode="rb")
    while True:
        with asking(alias, f"give the archive {name} back"):
            try:
                block = packed.read(BLOCK)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise EvolveError(
                    f"the archive {name} is cut short or damaged",
                    hint=f"look at the storage {alias!r}, which keeps it",
                ) from error
        if not block:
            return
        yield block


def examined(alias: str, name: str) -> Content:
    """What the file holds now. Raises EvolveError where it cannot be read."""
    with reading(alias, name) as (file, blocks):
        records = Records()
        for block in blocks:
            records.add(block)
        return content(file, records)


@contextmanager
def reading(alias: str, name: str) -> Iterator[tuple[Hashed, Iterator[bytes]]]:
    """The file, and its CSV in blocks; to be read to the end before its tally is looked at."""
    with asking(alias, f"give the archive {name} back") as storage:
        file = storage.open(name)
    with file:
        hashed = Hashed(file)
        yield hashed, unpacked(alias, name, hashed)


def verified(alias: str, manifest: Manifest) -> None:
    """Raises EvolveError where the file is not the one that the manifest describes."""
    refuse_other(alias, manifest, examined(alias, manifest.file))


def refuse_other(alias: str, manifest: Manifest, found: Content) -> None:
    """Raises EvolveError where what was read is not what the manifest describes."""
    if (found.sha256, found.records) != (manifest.sha256, manifest.rows):
        raise EvolveError(
            f"the archive {manifest.file} in the storage {alias!r} has changed since it was made: "
            f"found {found.records} records with sha256 {found.sha256}, expected {manifest.rows} "
            f"with {manifest.sha256}",
            hint="bring the file back as it was, from a backup of the storage",
        )
