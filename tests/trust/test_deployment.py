"""The samples to run Hatang for an office: they name settings that there are, and nginx takes its own."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from layers.settings import ROOT, Settings
from tests.load.proxy import find_nginx, whole_settings

SAMPLES = Path(ROOT) / ".deploy"
UNITS = ("hatang.service", "hatang@.service", "hatang-backup.service")
_SETTING = re.compile(r"HATANG_[A-Z_]+")
# A unit cuts itself off from the machine by at least these.
_WALLS = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
}


def settings_of_the_product() -> set[str]:
    """Every name that the code reads from the environment."""
    code = (path.read_text("utf-8") for room in ("layers", "web") for path in _code(room))
    return {name for text in code for name in _SETTING.findall(text)}


def _code(room: str) -> list[Path]:
    return sorted((Path(ROOT) / room).rglob("*.py"))


def read_unit(name: str) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    unit.optionxform = str
    unit.read(SAMPLES / name, "utf-8")
    return unit


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_the_samples_name_only_settings_that_there_are(path):
    named = set(_SETTING.findall(path.read_text("utf-8")))
    assert named <= settings_of_the_product()


def test_the_settings_file_is_read_and_names_every_setting_with_its_default():
    lines = (SAMPLES / "hatang.env").read_text("utf-8").splitlines()
    set_there = dict(line.split("=", 1) for line in lines if re.match("HATANG_", line))
    shown = dict(line[1:].split("=", 1) for line in lines if re.match("#HATANG_", line))
    # Those set are taken, and those shown change nothing.
    assert Settings.read(set_there) == Settings.read(set_there | shown)
    assert Settings.read(set_there).address == "127.0.0.1"
    # The port is that of the unit.
    assert settings_of_the_product() - {"HATANG_PORT"} == set(set_there) | set(shown)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_fenced(name):
    service = read_unit(name)["Service"]
    assert {wall: service.get(wall) for wall in _WALLS} == _WALLS
    assert service["User"] != "root"
    assert service["EnvironmentFile"] == "/etc/hatang/hatang.env"


def test_a_unit_leaves_the_worker_what_it_builds_its_own_walls_with():
    for name in UNITS[:2]:
        service = read_unit(name)["Service"]
        assert set(service["RestrictNamespaces"].split()) == {"user", "net"}
        assert "landlock_restrict_self" in service["SystemCallFilter"]
        assert "MemoryMax" in service


def test_the_two_units_differ_by_the_port_alone():
    one, many = (dict(read_unit(name)["Service"]) for name in UNITS[:2])
    environments = [each.pop("Environment") for each in (one, many)]
    assert one == many
    assert (
        environments[0] == environments[1]
    )  # that of the caches; the port stands in the line before
    texts = [(SAMPLES / name).read_text("utf-8") for name in UNITS[:2]]
    assert "HATANG_PORT=8501" in texts[0]
    assert "HATANG_PORT=%i" in texts[1]


def test_nginx_hands_on_nothing_that_a_client_says_of_itself():
    text = (SAMPLES / "nginx.conf").read_text("utf-8")
    given = dict(re.findall(r"^\s*proxy_set_header\s+(\S+)\s+(\S+);", text, re.MULTILINE))
    assert given["X-Forwarded-For"] == "$remote_addr"
    headers = ("X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Forwarded-User", "Remote-User")
    assert {given[name] for name in headers} == {'""'}
    assert "hatang_session=" in text  # who is signed in stays with one process
    # A location that sets one itself would hand on all the others.
    assert text.count("proxy_set_header") == len(given)


def test_nginx_takes_its_sample(tmp_path):
    openssl = shutil.which("openssl")
    try:
        nginx = find_nginx()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    if not openssl:
        pytest.skip("openssl is not installed")
    _certificate(openssl, tmp_path)
    text = (SAMPLES / "nginx.conf").read_text("utf-8")
    # To try it nginx opens what it listens to: sockets in this folder, no port of the machine.
    text = re.sub(r"listen\s+(\[::\]:)?(80|443)", "listen unix:x", text)
    for number, _ in enumerate(re.findall("unix:x", text)):
        text = text.replace("unix:x", f"unix:{tmp_path}/{number}.sock", 1)
    text = re.sub(r"/etc/ssl/hatang/(\w+)\.pem", rf"{tmp_path}/\1.pem", text)
    log, conf = tmp_path / "error.log", tmp_path / "nginx.conf"
    conf.write_text(whole_settings(text, tmp_path), "utf-8")
    tried = [nginx, "-t", "-p", tmp_path, "-e", log, "-c", conf]
    done = subprocess.run(tried, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def _certificate(openssl: str, folder: Path) -> None:
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    made += ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-days", "1"]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
