"""docs/articles.md leads from each article to its rule and its test: every name in it must exist."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import regulation

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "articles.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and "`" in line]
RULES = sorted(set(re.findall(r"`(regulation\.\w+:\w+)`", PAGE)))
TESTS = sorted(set(re.findall(r"`(test_\w+\.py::test_\w+)`", PAGE)))


def functions(module: str) -> set[str]:
    """The public functions that judge or count, as the module defines them."""
    tree = ast.parse(Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}


def test_each_row_names_one_rule_and_one_test():
    assert ROWS
    for row in ROWS:
        assert len(re.findall(r"`regulation\.\w+:\w+`", row)) == 1, row
        assert len(re.findall(r"`test_\w+\.py::test_\w+`", row)) == 1, row


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_on_the_page_exists(rule):
    module, name = rule.split(":")
    assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize("test", TESTS)
def test_each_test_on_the_page_exists(test):
    file, name = test.split("::")
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_rule_that_judges_is_on_the_page():
    modules = [f"regulation.{found.name}" for found in pkgutil.iter_modules(regulation.__path__)]
    judging = {f"{module}:{name}" for module in modules for name in functions(module) if name.startswith("judge_")}
    assert judging <= set(RULES)


def test_the_map_of_the_package_names_rules_that_exist():
    named = re.findall(r"\s{3}(\w+)\.(\w+(?:, \w+)*)$", regulation.__doc__ or "", re.MULTILINE)
    assert len(named) >= 15
    for module, names in named:
        for name in names.split(", "):
            assert hasattr(importlib.import_module(f"regulation.{module}"), name), f"{module}.{name}"


def test_the_regulation_rests_on_the_standard_library_alone():
    allowed = {"__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "enum", "fractions"}
    allowed |= {"re", "typing", "unicodedata", "regulation"}
    for file in Path(regulation.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= allowed, file.name
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in allowed, file.name


def test_the_regulation_never_asks_what_day_it_is():
    for file in Path(regulation.__path__[0]).glob("*.py"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"\b(today|now|utcnow|time)\(", source), file.name
