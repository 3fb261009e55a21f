"""What the store offers is imported when it is asked for."""

from __future__ import annotations

import ast
import inspect

import pytest

from llm_info import store


def test_the_type_checker_sees_what_the_table_offers() -> None:
    tree = ast.parse(inspect.getsource(store))
    typed = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        name.name for node in typed.body if isinstance(node, ast.ImportFrom) for name in node.names
    }
    table = next(node for node in tree.body if isinstance(node, ast.Assign))
    offered = [
        str(name.value)
        for value in ast.walk(table.value)
        if isinstance(value, ast.Tuple)
        for name in value.elts
        if isinstance(name, ast.Constant)
    ]
    assert sorted(offered) == sorted(seen)
    assert all(getattr(store, name) is not None for name in offered)


def test_what_it_does_not_offer_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(store, "nothing")  # noqa: B009  (a type checker would know)
