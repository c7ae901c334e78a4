# Sourced by script/serve and script/test from the project's folder: makes .venv from a lock file, once.
# A copy of the lock inside .venv says what is installed: written last, so that a broken-off install is done again.

say() { printf '%s\n' "$*" >&2; }

# Prints the first Python that is new enough. The list ends where pyproject.toml's requires-python ends.
find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
        # Run, not only looked up: a version manager's shim may be there for a Python that is not.
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    say "This needs Python 3.11, 3.12, 3.13 or 3.14, and none was found."
    say "  Debian, Ubuntu: apt install python3 python3-venv    Fedora: dnf install python3.12    macOS: brew install python"
    say "  One in an unusual place: PYTHON=/path/to/python3 $0"
    return 1
}

# make_venv LOCK…: the venv holds one of the locks, or gets the first. A second start compares two files and is done.
make_venv() {
    local lock python
    if .venv/bin/python -c '' >/dev/null 2>&1; then
        for lock in "$@"; do
            if cmp -s "$lock" ".venv/$lock"; then return; fi
        done
    fi
    lock=$1
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        python=$(find_python)
        if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            say "$python is there, but the parts that make a virtual environment (venv, ensurepip) are not."
            say "  Debian, Ubuntu: apt install python3-venv    others: the package that brings ensurepip"
            return 1
        fi
        say "Making .venv with $("$python" --version 2>&1) …"
        "$python" -m venv --clear .venv
    fi
    rm -f .venv/requirements.lock .venv/requirements-dev.lock
    say "Installing what $lock names; this happens once …"
    if ! PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet --require-hashes -r "$lock"; then
        say "The installation did not finish. It needs a package index this once; run it again and it goes on."
        return 1
    fi
    cp "$lock" ".venv/$lock.new"
    mv ".venv/$lock.new" ".venv/$lock"
}
