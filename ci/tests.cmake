# The test program: every *_test.cpp beside what it tests, and Catch2's main.
get_property(test_sources GLOBAL PROPERTY vrrptest_test_sources)
find_package(Catch2 REQUIRED)
add_executable(vrrptest_tests ci/catch_main.cpp ${test_sources})
target_link_libraries(vrrptest_tests PRIVATE tester_cli Catch2::Catch2 PkgConfig::tins PkgConfig::pcap
    PkgConfig::pugixml nlohmann_json::nlohmann_json)
target_compile_definitions(vrrptest_tests PRIVATE VRRPTEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_precompile_headers(vrrptest_tests PRIVATE ${common_headers} <catch2/catch.hpp>)
# This file makes more of Catch2's header than a declaration.
set_source_files_properties(ci/catch_main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

# Nobody waits for the tests' own code, and everybody for the build.
target_compile_options(vrrptest_tests PRIVATE -O0)
# What takes more than three seconds is mostly waiting for daemons, which sanitizers do not look at. Those tests that
# only compute have a processor of their own beside the others, some of which measure real time.
set(quick_ones "~[slow]~[.]$<$<CONFIG:Debug>:~[lab]>")
add_test(NAME unit COMMAND vrrptest_tests "~[reports]~[repetition]${quick_ones}")
add_test(NAME unit_computing COMMAND vrrptest_tests "[reports]${quick_ones},[repetition]${quick_ones}")
if(NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    # Both wait most of the time, each in namespaces of its own: side by side they take half as long.
    add_test(NAME daemons COMMAND vrrptest_tests "[slow]~[faults]~[.]")
    add_test(NAME faults COMMAND vrrptest_tests "[slow][faults]~[.]")
    set_tests_properties(daemons faults PROPERTIES TIMEOUT 900 DEPENDS "unit;unit_computing")
endif()

# Every case against the reference and every mutant, held to the approved matrix.
add_executable(vrrptest_selftest cases/kill_matrix_main.cpp)
target_link_libraries(vrrptest_selftest PRIVATE cases Threads::Threads)
add_test(NAME selftest COMMAND vrrptest_selftest ${PROJECT_SOURCE_DIR}/cases/kill_matrix.txt)
set_tests_properties(selftest PROPERTIES RUN_SERIAL ON)

add_test(NAME lint COMMAND ${PROJECT_SOURCE_DIR}/ci/lint)
set_tests_properties(lint PROPERTIES RUN_SERIAL ON)

# Against a real keepalived; skipped where there is no root or no keepalived. The whole suites take minutes, so that a
# build with sanitizers runs a part of them.
add_test(NAME lab COMMAND ${PROJECT_SOURCE_DIR}/ci/lab_test $<$<CONFIG:Debug>:--quick> $<TARGET_FILE:vrrptest>
    COMMAND_EXPAND_LISTS)
set_tests_properties(lab PROPERTIES SKIP_RETURN_CODE 77 RUN_SERIAL ON TIMEOUT 900)

# HTML reports in a real browser; skipped, and says so, where there is none. One build's pages are like the other's.
if(NOT CMAKE_BUILD_TYPE STREQUAL Debug)
    add_test(NAME browser COMMAND ${PROJECT_SOURCE_DIR}/ci/browser_test $<TARGET_FILE:vrrptest>)
    set_tests_properties(browser PROPERTIES SKIP_RETURN_CODE 77 RUN_SERIAL ON TIMEOUT 300)
endif()

# What ci/bench measures reading with; nobody else needs it.
add_executable(vrrptest_reading EXCLUDE_FROM_ALL engine/lan/capture_reader_main.cpp)
target_link_libraries(vrrptest_reading PRIVATE engine_lan)
