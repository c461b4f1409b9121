"""A storage in a directory, with a fault of the test's choice."""

from __future__ import annotations

from typing import IO, Any, ClassVar

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class Faulty(FileSystemStorage):
    """`fault` is what goes wrong next; `struck` counts how often it did."""

    fault: ClassVar[str] = ""
    struck: ClassVar[int] = 0

    def _save(self, name: str, content: File[Any]) -> str:
        if Faulty.fault == "refuses":
            self.strike()
            raise RuntimeError("https://user:secret@storage.example said no")
        if Faulty.fault == "full":
            self.strike()
            raise OSError(28, "No space left on device")
        saved: str = super()._save(name, content)  # type: ignore[misc]
        if Faulty.fault in DAMAGES and name.endswith(".gz"):
            self.strike()
            with open(self.path(saved), "r+b") as file:
                DAMAGES[Faulty.fault](file)
        return saved

    @classmethod
    def strike(cls) -> None:
        cls.struck += 1


def cut(file: IO[bytes]) -> None:
    file.truncate(40)


def flip(file: IO[bytes]) -> None:
    """One byte in the middle."""
    middle = file.seek(0, 2) // 2
    file.seek(middle)
    (byte,) = file.read(1)
    file.seek(middle)
    file.write(bytes([byte ^ 255]))


DAMAGES = {"cut": cut, "flipped": flip}
FAULTS = ("refuses", "full", *DAMAGES)
