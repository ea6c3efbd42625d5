# weft_test(NAME n SOURCES ... LIBS ... LABELS ...): one GoogleTest executable, one ctest entry a test.
# SPDX-License-Identifier: Apache-2.0
include(GoogleTest)

function(weft_test)
  cmake_parse_arguments(T "" "NAME" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${T_NAME}_test ${T_SOURCES})
  target_link_libraries(${T_NAME}_test PRIVATE ${T_LIBS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${T_NAME}_test PRIVATE WEFT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  set_target_properties(${T_NAME}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${T_NAME}_test DISCOVERY_MODE PRE_TEST TEST_PREFIX "${T_NAME}."
                       PROPERTIES LABELS "${T_LABELS}" TIMEOUT 900)
endfunction()
