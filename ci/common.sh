# shellcheck shell=bash
# Sourced by the scripts beside it.

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Configures and builds a preset into build/PRESET. Further arguments are targets.
build_preset() {
    local preset=$1
    shift
    local options=()
    if command -v ccache >/dev/null; then
        options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    local targets=()
    if [ $# -gt 0 ]; then
        targets=(--target "$@")
    fi
    (
        cd "$source_folder" || exit 1
        cmake --preset "$preset" "${options[@]}" >"$source_folder/build-$preset.log" 2>&1 || {
            cat "$source_folder/build-$preset.log" >&2
            exit 1
        }
        rm -f "$source_folder/build-$preset.log"
        cmake --build --preset "$preset" "${targets[@]}"
    )
}
