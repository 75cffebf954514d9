"""How much one import may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much one import may use.

    Attributes
    ----------
    cpu_s, wall_s : int
        Seconds of processor and of the clock.
    memory, file_size : int
        Bytes of address space, and of the largest file written.
    rows, vertices : int
        Of a file as a whole.
    """

    cpu_s: int = 300
    wall_s: int = 900
    memory: int = 6 * 2**30
    file_size: int = 4 * 2**30
    rows: int = 5_000_000
    vertices: int = 20_000_000
