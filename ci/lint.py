"""The rules of the project's layout and of its coroutines; one line a violation, exit code 1 if there is any."""

import pathlib
import re
import shutil
import subprocess
import sys

ROOMS = ("engine", "tester", "cases", "reports", "ci")
MOST_LINES = 400

# Who may enter whom. A room is the longest prefix that matches.
MAY_INCLUDE = {
    "engine/packet": ("engine/packet",),
    "engine/router": ("engine/packet", "engine/router"),
    "engine/lan": ("engine/packet", "engine/router", "engine/lan"),
    "tester/bench": ("engine", "tester/bench"),
    "tester/dut": ("engine", "tester/bench", "tester/dut"),
    "tester/run": ("engine", "tester/bench", "tester/dut", "tester/run"),
    "tester/passive": ("engine", "tester/bench", "tester/dut", "tester/run", "tester/passive"),
    "tester/recorded": ("engine", "tester/bench", "tester/dut", "tester/run", "tester/recorded"),
    "tester/lab": ("engine", "tester/bench", "tester/dut", "tester/run", "tester/lab"),
    "tester/cli": ("engine", "tester", "cases", "reports"),
    "cases": ("engine", "tester/bench", "tester/dut", "tester/run", "tester/passive", "cases"),
    "reports": ("reports", "tester/run/result.hpp", "tester/bench/verdict.hpp"),
}

# Headers of libraries: where each may be included outside tests. The number is how many files may.
LIBRARIES = {
    r"pcap(/|\.h|-)": (lambda path: path.startswith("engine/lan/"), 1, "one file of engine/lan"),
    r"CLI/": (lambda path: path.startswith("tester/cli/"), None, "tester/cli"),
    r"tins/": (
        lambda path: re.match(r"engine/packet/(craft\w*\.(cpp|hpp)|vrrp_pdu\.\w+)$", path),
        None,
        "engine/packet/craft* and vrrp_pdu",
    ),
    r"catch2/": (lambda path: path == "ci/catch_main.cpp", None, "tests"),
}


def is_test(path):
    return bool(re.search(r"(_test|_for_tests|_test_\w+)\.(cpp|hpp)$", path)) or "selftest" in path


def room_of(path):
    fitting = [room for room in MAY_INCLUDE if path.startswith(room + "/")]
    return max(fitting, key=len) if fitting else None


def blank_comments_and_strings(text):
    """The same text, line for line, without what only looks like code."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    return re.sub(pattern, blank, text, flags=re.S)


def check_includes(path, text):
    room = room_of(path)
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        name = match.group(2)
        for pattern, (allowed, _, where) in LIBRARIES.items():
            if re.match(pattern, name) and not is_test(path) and not allowed(path):
                yield number, f"{name} may be included only in {where}"
        is_ours = name.split("/")[0] in ROOMS
        if match.group(1) == '"' and not is_ours:
            yield number, f'"{name}" is not a path from the repository\'s root'
        if is_ours and room and not is_test(path):
            if not any(name == may or name.startswith(may + "/") for may in MAY_INCLUDE[room]):
                yield number, f"{room} may not include {name}"


def statement_around(code, at):
    """The statement that holds the position, from the last ; { or } outside parentheses to the next ; or {."""
    start, depth = at, 0
    while start > 0:
        character = code[start - 1]
        if character in ")]":
            depth += 1
        elif character in "([":
            depth -= 1
        elif character in ";{}" and depth <= 0:
            break
        start -= 1
    end, depth = at, 0
    while end < len(code):
        character = code[end]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == ";" and depth <= 0:
            break
        end += 1
    return code[start:end].strip()


# g++ 12.2 miscompiles other forms: an await is a whole statement, or the whole initialiser of a variable, or the
# whole right side of an assignment.
WHOLE_AWAIT = re.compile(
    r"^(?:case\s[^:]*:|default:|else\b)?\s*(?:(?:(?:const|auto|constexpr)\s+)*[\w:<>,&*\s]*?\w+(?:\.\w+)*\s*=\s*)?co_await\s"
)


def check_awaits(_, text):
    code = blank_comments_and_strings(text)
    for match in re.finditer(r"\bco_await\b", code):
        number = code.count("\n", 0, match.start()) + 1
        if re.search(r"operator\s+$", code[: match.start()][-20:]):
            continue
        statement = statement_around(code, match.start())
        # The branch of an `if (...)` without braces is a statement of its own; its condition must not await.
        while True:
            head = re.match(r"(?:else\s+)?(?:if|while|for)\s*\(", statement)
            if not head:
                break
            depth, position = 1, head.end()
            while depth and position < len(statement):
                depth += {"(": 1, ")": -1}.get(statement[position], 0)
                position += 1
            if "co_await" in statement[:position]:
                yield number, "co_await in a condition: await into a variable first"
                break
            statement = statement[position:].strip()
        else:
            continue
        if statement.startswith(("if", "while", "for")) and "co_await" in statement.split(")")[0]:
            continue
        if statement.startswith(("return", "co_return")):
            yield number, "co_await in a return: await into a variable first"
        elif not WHOLE_AWAIT.match(statement):
            yield number, "co_await inside a larger expression: await into a variable first"
        elif statement.count("co_await") > 1:
            yield number, "two awaits in one statement"
        awaited = statement[statement.index("co_await") + len("co_await") :]
        if re.search(r"\[[^\]]*[&=\w][^\]]*\]\s*(\([^)]*\))?\s*(mutable\s*)?(->[^{]*)?\{", awaited):
            yield number, "a capturing lambda inside an await: name it first"
        # Nothing but the call itself: what stands in brackets is its own affair, what follows is a larger expression.
        rest = awaited
        while (shorter := re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}", "", rest)) != rest:
            rest = shorter
        if WHOLE_AWAIT.match(statement) and not re.match(r"[\w:.<>,\s]*$", rest.replace("->", ".")):
            yield number, "co_await inside a larger expression: await into a variable first"
        # A designated or other aggregate of trivial values is all right; one with a task in it is not.
        if re.search(r"\{[^}]*\bTask\b", awaited):
            yield number, "a task in braces inside an await: name it first"


def check_length(_, text):
    lines = text.count("\n")
    if lines > MOST_LINES:
        yield lines, f"{lines} lines; more than {MOST_LINES} are too many for one file"


def check_format(paths):
    program = shutil.which("clang-format")
    if not program:
        print("ci/lint: clang-format is not installed, so the format is not checked")
        return
    done = subprocess.run([program, "--dry-run", "-ferror-limit=1", *paths], capture_output=True, text=True)
    for line in done.stderr.splitlines():
        match = re.match(r"(.*?):(\d+):\d+: warning: code should be clang-formatted", line)
        if match:
            yield match.group(1), int(match.group(2)), "not as clang-format would have it (clang-format -i does it)"


def check_single_files(texts):
    for pattern, (_, most, where) in LIBRARIES.items():
        if most is None:
            continue
        include = re.compile(r"^\s*#\s*include\s*[<\"]" + pattern, re.M)
        users = [path for path, text in texts.items() if not is_test(path) and include.search(text)]
        for path in users[most:]:
            yield path, 1, f"only {where} may include this library, and {users[0]} does already"


def main():
    root = pathlib.Path(".")
    paths = sorted(str(p) for room in ROOMS for ending in ("*.cpp", "*.hpp") for p in (root / room).rglob(ending))
    texts = {path: pathlib.Path(path).read_text() for path in paths}
    found = []
    for path, text in texts.items():
        for check in (check_includes, check_awaits, check_length):
            found += [(path, number, what) for number, what in check(path, text)]
    found += check_single_files(texts)
    found += check_format(paths)
    for path, number, what in sorted(set(found)):
        print(f"{path}:{number}: {what}")
    print(f"ci/lint: {len(paths)} files, {len(set(found))} violations")
    return 1 if found else 0


sys.exit(main())
