#!/usr/bin/env python3
"""The tools and tests need no more than Python 3.9: its grammar, and what its standard library has.

SPDX-License-Identifier: MIT
"""

import ast
import glob
import os
import re
import unittest

import tap

OLDEST = (3, 9)
# What came after it: as attributes, names that are imported, keyword arguments of a call.
NEWER = {
    "hashlib.file_digest", "itertools.pairwise", "itertools.batched", "contextlib.chdir", "contextlib.aclosing",
    "enum.StrEnum", "datetime.UTC", "math.cbrt", "math.exp2", "math.sumprod", "inspect.get_annotations", "tomllib",
    "statistics.correlation", "statistics.covariance", "statistics.linear_regression", "statistics.kde",
    "os.EFD_CLOEXEC", "os.eventfd", "os.unshare", "os.setns", "os.login_tty", "os.process_cpu_count",
    "sys.orig_argv", "sys.exception", "sys.stdlib_module_names", "types.NoneType",
    "types.UnionType", "typing.Self", "typing.ParamSpec", "typing.TypeAlias", "operator.call",
    "unittest.enterModuleContext", "glob.translate"}
METHODS = {"enterContext", "enterClassContext", "enterModuleContext", "bit_count", "walk_up", "assertStartsWith"}
KEYWORDS = {("zip", "strict"), ("rmtree", "onexc"), ("glob", "root_dir"), ("iglob", "root_dir"), ("bisect", "key"),
            ("bisect_left", "key"), ("bisect_right", "key"), ("insort", "key"), ("mkdtemp", "delete"),
            ("TemporaryDirectory", "delete"), ("dataclass", "slots"), ("dataclass", "kw_only"),
            ("NamedTemporaryFile", "delete_on_close"), ("Popen", "process_group"), ("run", "process_group")}


def programs():
    """Every Python file of tools/ and tests/."""
    for path in sorted(glob.glob(os.path.join(tap.ROOT, "t[eo][so][tl]s", "**"), recursive=True)):
        if os.path.isfile(path) and "__pycache__" not in path:
            with open(path, "rb") as file:
                text = file.read()
            if path.endswith(".py") or re.match(rb"#!.*python3", text):
                yield os.path.relpath(path, tap.ROOT), text.decode()


def _dotted(node):
    """a.b.c of an attribute's node; '' of another's."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def newer(text):
    """What a program takes of a later standard library: [(line, name)]."""
    found = []
    for node in ast.walk(ast.parse(text, feature_version=OLDEST)):
        if isinstance(node, ast.Attribute):
            if _dotted(node) in NEWER or node.attr in METHODS:
                found.append((node.lineno, _dotted(node) or node.attr))
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{a.name}") for a in node.names if f"{node.module}.{a.name}" in NEWER]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, a.name) for a in node.names if a.name in NEWER]
        elif isinstance(node, ast.Call):
            called = _dotted(node.func).rpartition(".")[2]
            found += [(node.lineno, f"{called}({k.arg}=)") for k in node.keywords if (called, k.arg) in KEYWORDS]
    return found


class Python39(unittest.TestCase):
    def test_every_program(self):
        seen = 0
        for name, text in programs():
            with self.subTest(name):
                self.assertEqual(newer(text), [], name)
            seen += 1
        self.assertGreater(seen, 100)

    def test_what_is_newer_is_found(self):
        for text in ("import hashlib\nhashlib.file_digest(f, 'sha256')", "from enum import StrEnum", "import tomllib",
                     "zip(a, b, strict=True)", "self.enterContext(x)", "shutil.rmtree(a, onexc=f)"):
            self.assertTrue(newer(text), text)
        for text in ("match x:\n    case 1: pass", "try:\n    pass\nexcept* OSError:\n    pass",):
            with self.assertRaises(SyntaxError, msg=text):
                newer(text)
        self.assertEqual(newer("import hashlib\nhashlib.sha256(b'').hexdigest()"), [])


if __name__ == "__main__":
    tap.main()
