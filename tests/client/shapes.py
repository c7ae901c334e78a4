"""The client's types from the API's schema. In: an OpenAPI document; out: the text of `client/finder_client/types.py`.

`python -m tests.client.shapes` writes the file anew; `test_shapes.py` sees that it is what the schema says.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TYPES = ROOT / "client" / "finder_client" / "types.py"
_HEAD = '''"""What the API answers, as types. Made from its schema by `python -m tests.client.shapes`, not by hand.

Fields may be added within a version of the API: a program passes over what it does not know.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict
'''
_WORDS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_REF = "#/components/schemas/"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Unknown(Exception):
    """A schema of a shape that has no type here."""


def types(document: dict[str, Any]) -> str:
    """Of everything that an answer may hold."""
    schemas = document["components"]["schemas"]
    return _formatted(_HEAD + "".join(_shape(name, one) for name, one in sorted(schemas.items()) if _answered(name)))


def _answered(name: str) -> bool:
    return not name.endswith("Problem")  # `finder_client.problems` has these


def _shape(name: str, schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"\n{name} = {_type(schema)}\n"
    required = schema.get("required", ())
    lines = [f"\n\nclass {name}(TypedDict):"]
    if schema.get("description"):
        lines.append(textwrap.indent(f'"""{_first(schema["description"])}"""', "    ") + "\n")
    for one, of in schema["properties"].items():
        if not _NAME.fullmatch(one):
            raise Unknown(f"{name}.{one}")
        lines.append(f"    {one}: {_type(of)}" if one in required else f"    {one}: NotRequired[{_type(of)}]")
    return "\n".join(lines) + "\n"


def _first(words: str) -> str:
    """The first sentence, on one line."""
    sentence = re.split(r"(?<=\.)\s", " ".join(words.split()), maxsplit=1)[0]
    return textwrap.shorten(sentence, 105, placeholder=" …").replace("\\", "\\\\")


def _type(schema: dict[str, Any]) -> str:
    """Values of a field may be added within a version: an enumeration is its type alone."""
    if "$ref" in schema:
        return str(schema["$ref"].removeprefix(_REF))
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            parts = list(dict.fromkeys(_type(one) for one in schema[name]))
            if name == "allOf" and len(parts) > 1:
                raise Unknown(str(schema))
            return _union(parts)
    kind = schema.get("type")
    if isinstance(kind, list):
        return _union([_type({**schema, "type": one}) for one in kind])
    if kind == "array":
        return f"list[{_type(schema['items'])}]" if schema.get("items") else "list[Any]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {_type(values)}]" if isinstance(values, dict) and values else "dict[str, Any]"
    if kind in _WORDS:
        return _WORDS[kind]
    if "enum" in schema:
        kinds = {type(one) for one in schema["enum"]}
        return _union(sorted("None" if one is type(None) else one.__name__ for one in kinds))
    if not set(schema) - {"description", "title", "example"}:
        return "Any"
    raise Unknown(str(schema))


def _union(parts: list[str]) -> str:
    return " | ".join(sorted(parts, key=lambda one: one == "None"))


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TYPES), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    unused = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "F401", "--fix-only", "-q"]
    fixed = [*unused, "--stdin-filename", str(TYPES), "-"]
    return subprocess.run(fixed, input=done.stdout, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def document() -> dict[str, Any]:
    """As the finder serves it. Only once Django is set up."""
    from finder.api import schema_views

    return schema_views.document()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finder.settings")
    django.setup()
    TYPES.write_text(types(document()))


if __name__ == "__main__":
    main()
