"""nginx with the sample of ``.deploy``, in a folder and on a port of this machine."""

import os
import re
import shutil
from pathlib import Path

from layers.settings import ROOT

SAMPLE = Path(ROOT) / ".deploy" / "nginx.conf"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def find_nginx() -> str:
    """Where nginx is.

    Raises
    ------
    FileNotFoundError
    """
    places = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    found = shutil.which("nginx", path=places)
    if found is None:
        raise FileNotFoundError("several processes take nginx, which is not installed")
    return found


def sample_before(ports: list[int], folder: Path, port: int) -> str:
    """The settings of an nginx that stands, by the sample without TLS, on a port before processes on `ports`."""
    text = SAMPLE.read_text("utf-8")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^ +(ssl_|listen \[).*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen 443 .*;", f"listen 127.0.0.1:{port};", text)
    one = next(line for line in text.splitlines() if "server 127.0.0.1:8501" in line)
    text = re.sub(r"^ +server 127\.0\.0\.1:8502.*\n", "", text, flags=re.MULTILINE)
    text = text.replace(one, "\n".join(one.replace("8501", str(each)) for each in ports))
    return whole_settings(text, folder)


def whole_settings(site: str, folder: Path) -> str:
    """The settings of an nginx that serves a site and writes to a folder alone."""
    places = " ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    return (
        f"daemon off; pid {folder}/nginx.pid; worker_processes 1;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{ access_log off; {places}\n{site}}}\n"
    )
