"""The set-up keeps its promises: locks without addresses, scripts that start anywhere, no variable left unexplained."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]
SCRIPTS = [ROOT / "bin/run", ROOT / "bin/test", ROOT / "bin/lock", ROOT / ".ci/run"]
SERVED = {"bootstrap", "trix", "bootstrap-icons", "@fontsource/source-sans-3"}
#: Read by the program, not sent to the browser: the catalogue of districts.
READ = {"peru-ubigeo"}


def packages_of(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_file_records_an_address(lock):
    assert (
        re.findall(
            r"[a-z+]+://\S+|^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links)\b.*", lock.read_text(), re.M
        )
        == []
    )


@pytest.mark.parametrize("lock", [path for path in LOCKS if path.suffix == ".txt"], ids=lambda path: path.name)
def test_every_locked_python_package_has_its_hashes(lock):
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
    entries = [entry for entry in entries if re.match(r"[a-z0-9]", entry)]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


def test_the_tests_run_on_the_very_versions_that_serve():
    base, dev = packages_of(ROOT / "requirements/base.txt"), packages_of(ROOT / "requirements/dev.txt")
    assert base
    assert {name: dev.get(name) for name in base} == base


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_what_is_asked_for_is_locked(name):
    wanted = [line.split("#")[0].strip() for line in (ROOT / f"requirements/{name}.in").read_text().splitlines()]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in wanted if line and not line.startswith("-")}
    assert names
    assert names - set(packages_of(ROOT / f"requirements/{name}.txt")) == set()


def test_every_front_end_package_is_locked_with_its_hash():
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["dependencies"] == wanted["dependencies"]
    assert locked[""]["devDependencies"] == wanted["devDependencies"]
    assert set(wanted["dependencies"]) == SERVED | READ
    assert [
        name for name, entry in locked.items() if name and not entry.get("integrity", "").startswith("sha512-")
    ] == []


@pytest.mark.parametrize("path", ["bootstrap/css/bootstrap.min.css", "bootstrap/js/bootstrap.bundle.min.js", "trix/trix.css",
                                  "trix/trix.umd.min.js", "icons/bootstrap-icons.min.css",
                                  "source-sans/source-sans-3-latin-400-normal.woff2"])  # fmt: skip
def test_the_front_end_is_served_by_the_program_itself(path):
    from django.contrib.staticfiles import finders

    assert finders.find(f"vendor/{path}") is not None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_can_be_started_and_stops_at_the_first_failure(script):
    assert os.access(script, os.X_OK)
    text = script.read_text()
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_the_shell_scripts_are_clean():
    found = subprocess.run(["shellcheck", "-x", "bin/_lib.sh", *SCRIPTS], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == ""


@pytest.mark.parametrize("script", ["bin/run", "bin/test"])
def test_a_command_explains_itself_from_any_folder_without_installing_anything(script, tmp_path):
    shown = subprocess.run(
        [ROOT / script, "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=10, check=True
    )
    assert shown.stdout.startswith(f"Uso: {script}")


@pytest.mark.parametrize("arguments", [["--port", "puerto"], ["--port", "0"], ["--port=70000"], ["--port"], ["--nada"]])
def test_a_wrong_argument_is_refused_before_anything_starts(arguments):
    refused = subprocess.run([ROOT / "bin/run", *arguments], capture_output=True, text=True, timeout=10)
    assert refused.returncode in (1, 2)
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr


def variables_read(source: Path) -> set[str]:
    """Names passed as the first argument of `env.something(…)` or `env(…)`."""
    names = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        function = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(function, ast.Name) and function.id == "env":
            names.add(node.args[0].value)
    return names


def test_the_example_configuration_explains_every_variable_and_no_other():
    explained = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert set(explained) == variables_read(ROOT / "cerx/settings.py")


def start_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": os.environ["PATH"], "CERX_ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "cerx.settings"}
    program = "from django.conf import settings as s; print(s.DEBUG, s.DEMO, s.HTTPS, s.STAFF_SECOND_FACTOR)"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=bare | environment, capture_output=True, text=True
    )


def test_without_a_secret_key_the_program_refuses_to_start_and_says_what_to_do():
    refused = start_settings()
    assert refused.returncode != 0
    assert ".env.example" in refused.stderr


def test_an_installation_that_says_nothing_is_safe():
    assert start_settings(DJANGO_SECRET_KEY="k" * 60).stdout.split() == ["False", "False", "True", "True"]


def test_nothing_that_is_made_here_or_secret_is_ever_committed():
    made = [".env", "db.sqlite3", "db.sqlite3-wal", ".venv", ".venv.new", ".setup/x", "node_modules/x", "staticfiles/x"]
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    ignored = subprocess.run(["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert ignored == made


def test_the_law_rests_on_the_standard_library_alone_and_asks_no_clock():
    files = sorted((ROOT / "regulation").rglob("*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported = [node.module or ""]
            else:
                imported = []
            for name in imported:
                assert name.split(".")[0] in sys.stdlib_module_names | {"regulation"}, f"{file.name} imports {name}"
                assert name.split(".")[0] not in {"time", "random", "os"}, f"{file.name} imports {name}"
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"now", "today", "utcnow"}, f"{file.name}:{node.lineno} asks the clock"


def test_every_room_of_the_house_is_held_by_the_import_layers():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert set(linter["root_packages"]) == rooms
    by_id = {contract["id"]: contract for contract in linter["contracts"]}
    assert {room for layer in by_id["rooms"]["layers"] for room in re.split(r"[ |]+", layer)} == rooms
    assert set(by_id["inside"]["containers"]) == rooms - {"cerx", "core", "regulation"}


def test_the_check_for_deployment_finds_nothing():
    safe = {
        "DJANGO_SECRET_KEY": "0aZ9-bY8_cX7" * 6,
        "DJANGO_ALLOWED_HOSTS": "cerx.example",
        "DATABASE_URL": "sqlite://:memory:",
    }
    bare = {"PATH": os.environ["PATH"], "CERX_ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "cerx.settings"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    found = subprocess.run(command, cwd=ROOT, env=bare | safe, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
