"""Reads include/phonepatch/*.h: the functions, structs and constants that the tests compare with the real library."""
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "include/phonepatch").glob("*.h"))


@dataclass
class Parameter:
    type: str  # as written, without the name: "const uint8_t *"
    name: str

    @property
    def pointer(self) -> int:
        """How many stars."""
        return self.type.count("*")

    @property
    def constant(self) -> bool:
        return "const" in self.type.split()

    @property
    def base(self) -> str:
        """The type below the stars: "uint8_t"."""
        return " ".join(w for w in self.type.replace("*", " ").split() if w not in ("const", "struct"))


@dataclass
class Function:
    group: str  # "codec"
    result: str
    name: str
    parameters: list[Parameter]
    tag: str  # rt, mls or setup; empty when the comment has none


@dataclass
class Struct:
    group: str
    name: str
    fields: list[Parameter]


def _code(text: str) -> str:
    return re.sub(r"//[^\n]*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.S))


def _parameter(text: str) -> Parameter:
    text = " ".join(text.split())
    match = re.match(r"(.*?[\s*])(\w+)(\[[^\]]*\])?$", text)
    if not match:
        raise ValueError(f"cannot read the parameter {text!r}")
    return Parameter(match[1].strip(), match[2])


def functions() -> list[Function]:
    found = []
    for file in FILES:
        text = file.read_text()
        pattern = r"PP_API\s+(?:PP_MUST_USE\s+)?([\w\s]+?[\s*]+)(pp_\w+)\s*\(([^)]*)\)\s*;"
        for match in re.finditer(pattern, text):
            comment = re.findall(r"/\*(?:(?!\*/).)*\*/\s*(?=PP_API|$)", text[: match.start()] + "PP_API", re.S)
            tag = re.search(r"\[(rt|mls|setup)\]", comment[-1]) if comment else None
            given = _code(match[3]).strip()
            parameters = [] if given in ("", "void") else [_parameter(p) for p in given.split(",")]
            found.append(Function(file.stem, match[1].strip(), match[2], parameters, tag[1] if tag else ""))
    return found


def structs() -> list[Struct]:
    found = []
    for file in FILES:
        for match in re.finditer(r"typedef\s+struct\s+(pp_\w+)\s*\{(.*?)\}\s*(pp_\w+)\s*;", _code(file.read_text()), re.S):
            fields = [_parameter(f) for f in match[2].split(";") if f.strip()]
            found.append(Struct(file.stem, match[3], fields))
    return found


def constants() -> list[tuple[str, str]]:
    """The group and name of every macro that is a number."""
    pattern = r"^#define (PP_\w+) +\(?-?\d"
    return [(file.stem, match[1]) for file in FILES for match in re.finditer(pattern, _code(file.read_text()), re.M)]


def handles() -> list[str]:
    """The names of the opaque types."""
    pattern = r"typedef\s+struct\s+(pp_\w+)\s+(pp_\w+)\s*;"
    return [match[2] for file in FILES for match in re.finditer(pattern, _code(file.read_text()))]


def aliases() -> dict[str, str]:
    """Names for plain types: pp_leg_id is a uint64_t."""
    pattern = r"typedef\s+(\w+)\s+(pp_\w+)\s*;"
    return {match[2]: match[1] for file in FILES for match in re.finditer(pattern, _code(file.read_text()))}
