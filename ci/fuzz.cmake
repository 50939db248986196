# The libFuzzer targets: a file x_fuzz.cpp, its corpus in pcaps/corpus, and a test that replays the corpus and then goes
# on from it for a short time.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "VRRPTEST_FUZZ needs clang: use the preset clang, or leave it off")
endif()

# What is fuzzed tells the fuzzer where it has been. The rest does not, since the self-test would run slower for it.
file(GLOB fuzzed_sources CONFIGURE_DEPENDS engine/packet/*.cpp engine/lan/byte_source*.cpp
    engine/lan/capture_reader*.cpp tester/passive/*.cpp tester/recorded/*.cpp cases/passive_*.cpp)
list(FILTER fuzzed_sources EXCLUDE REGEX "(_test|_fuzz)\\.cpp$")
set_source_files_properties(${fuzzed_sources} PROPERTIES COMPILE_OPTIONS -fsanitize=fuzzer-no-link
    SKIP_PRECOMPILE_HEADERS ON)

add_custom_target(vrrptest_fuzzers)

# fuzzer(frame engine/packet/frame_fuzz.cpp MOST_OCTETS 2048 NEEDS engine_packet): vrrptest_fuzz_frame, which reads
# pcaps/corpus/frame (or the folders that CORPUS names), and the test fuzz_frame.
function(fuzzer name source)
    cmake_parse_arguments(arg "" "MOST_OCTETS" "CORPUS;NEEDS" ${ARGN})
    set(program vrrptest_fuzz_${name})
    add_executable(${program} ${source})
    target_compile_options(${program} PRIVATE -fsanitize=fuzzer-no-link)
    target_link_libraries(${program} PRIVATE ${arg_NEEDS})
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    add_dependencies(vrrptest_fuzzers ${program})
    if(NOT arg_CORPUS)
        set(arg_CORPUS ${name})
    endif()
    list(TRANSFORM arg_CORPUS PREPEND ${PROJECT_SOURCE_DIR}/pcaps/corpus/)
    # What it finds goes to the first folder; the tree's own stays as it is.
    set(found ${PROJECT_BINARY_DIR}/fuzz/${name})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME fuzz_${name} COMMAND ${program} -max_total_time=20 -max_len=${arg_MOST_OCTETS} -seed=1 -timeout=5
        -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix=${PROJECT_BINARY_DIR}/fuzz/${name}-
        ${found} ${arg_CORPUS})
    set_tests_properties(fuzz_${name} PROPERTIES TIMEOUT 120)
endfunction()

fuzzer(frame engine/packet/frame_fuzz.cpp MOST_OCTETS 2048 NEEDS engine_packet)
fuzzer(capture engine/lan/capture_reader_fuzz.cpp MOST_OCTETS 16384 NEEDS engine_lan)
fuzzer(replay tester/cli/replay_fuzz.cpp MOST_OCTETS 8192 CORPUS replay capture NEEDS tester_cli)
