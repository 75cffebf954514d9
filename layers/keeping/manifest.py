"""The list in a backup: which files it holds, with their checksums, and of which moment it is."""

import json
import re
from dataclasses import asdict, dataclass

FILE = "manifest.json"
CATALOGUE = "catalogue.db"
_FORMAT = "hatang backup 1"
_KNOWN = re.compile(
    r"catalogue\.db|basemaps\.yaml|specs/[\w.-]+\.ya?ml"
    r"|versions/(?P<version>[0-9a-f]{64})\.parquet|sources/(?P<source>[0-9a-f]{64})\.?[\w.-]*"
)


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes
    ----------
    made_at : str
        The moment of the catalogue, UTC.
    files : dict
        Name -> SHA-256 (hex).
    lacking : list of str
        Names of files that were missing or damaged in the store already.
    audit_hash : str
        Of the last entry of the audit log.
    """

    made_at: str
    schema: int
    audit_entries: int
    audit_hash: str
    files: dict[str, str]
    lacking: list[str]

    def to_bytes(self) -> bytes:
        content = {"format": _FORMAT} | asdict(self)
        return json.dumps(content, indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Read it; `ValueError` where it is none of ours."""
        said = json.loads(content)
        if not isinstance(said, dict) or said.pop("format", None) != _FORMAT:
            raise ValueError("another format")
        try:
            manifest = cls(**said)
            known = all(map(_is_ours, manifest.files.items()))
            schema = int(manifest.schema)
        except (TypeError, AttributeError) as fault:
            raise ValueError("another form") from fault
        if not known or CATALOGUE not in manifest.files or schema < 1:
            raise ValueError("a name that no store has")
        return manifest


def _is_ours(entry: tuple[str, str]) -> bool:
    """Whether a name may stand in the folder of a store, and fits its checksum where it is one."""
    name, digest = entry
    match = _KNOWN.fullmatch(name)
    if match is None or not re.fullmatch(r"[0-9a-f]{64}", digest):
        return False
    named = match["version"] or match["source"]
    return named is None or named == digest
