"""``python -m web.serve``: start the app where the settings say, or say clearly why it cannot start."""

import ipaddress
import os
import socket
import subprocess
import sys
from pathlib import Path

from layers.errors import AccountsNeeded, HatangError, PortInUse
from layers.settings import ROOT, Settings
from layers.store import open_store
from layers.words import DEFAULT_LANGUAGE, explain


def main() -> int:
    """Check the port, then become Streamlit."""
    try:
        settings = Settings.read(os.environ)
        _require_free(settings.address, settings.port)
        _require_accounts(settings)
    except HatangError as error:
        lang = os.environ.get("HATANG_LANG", DEFAULT_LANGUAGE)
        print(explain(error, lang), file=sys.stderr)
        return error.exit_status
    os.chdir(ROOT)
    command = [sys.executable, "-m", "streamlit", "run", str(Path(ROOT) / "app.py")]
    options = ["--server.address", settings.address, "--server.port", str(settings.port)]
    if os.name == "nt":  # there execv starts a second process and ends this one
        return subprocess.call([*command, *options])
    return os.execv(sys.executable, [*command, *options])


def _require_accounts(settings: Settings) -> None:
    """Where others can reach the app, somebody must be able to sign in."""
    try:
        alone = ipaddress.ip_address(settings.address).is_loopback
    except ValueError:
        alone = settings.address == "localhost"
    if not alone and not open_store(settings.store).accounts.any():
        raise AccountsNeeded(address=settings.address)


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as fault:
            raise PortInUse(port=str(port), other=str(port + 1)) from fault


if __name__ == "__main__":
    sys.exit(main())
