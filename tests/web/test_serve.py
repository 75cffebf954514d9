"""The start says in one sentence why it cannot be."""

import socket

import pytest

from web.serve import main


def test_a_port_in_use_is_told_with_another_to_try(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("HATANG_PORT", str(port))
        monkeypatch.setenv("HATANG_LANG", "en")
        assert main() == 2
    said = capsys.readouterr().err
    assert f"Port {port} is in use" in said
    assert f"HATANG_PORT={port + 1}" in said


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, capsys, port):
    monkeypatch.setenv("HATANG_PORT", port)
    monkeypatch.setenv("HATANG_LANG", "vi")
    assert main() == 2
    assert f"“{port}”" in capsys.readouterr().err
