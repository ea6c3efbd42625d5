# weft_test(NAME n [UNIT] SOURCES ... LIBS ... LABELS ...): one GoogleTest executable, one ctest entry a test.
# SPDX-License-Identifier: Apache-2.0
#
# UNIT: runs in seconds and neither builds a simulator nor starts `weft`; scripts/sanitize builds the target
# weft_unit_tests, all of these, and runs the label `unit`.
include(GoogleTest)

add_custom_target(weft_unit_tests)

# weft_discover_tests(TARGET PREFIX LABEL...): one ctest entry a test of a GoogleTest executable. Labels are set by a
# file that ctest reads behind the list of tests: gtest_discover_tests would take the second one for a property.
function(weft_discover_tests target prefix)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${prefix} PROPERTIES TIMEOUT 900)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake)
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT [[
foreach(test IN LISTS @target@_TESTS)
  set_tests_properties(${test} PROPERTIES LABELS "@ARGN@")
endforeach()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${file})
endfunction()

function(weft_test)
  cmake_parse_arguments(T "UNIT" "NAME" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${T_NAME}_test ${T_SOURCES})
  target_link_libraries(${T_NAME}_test PRIVATE ${T_LIBS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${T_NAME}_test PRIVATE WEFT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  set_target_properties(${T_NAME}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(T_UNIT)
    list(APPEND T_LABELS unit)
    add_dependencies(weft_unit_tests ${T_NAME}_test)
  endif()
  weft_discover_tests(${T_NAME}_test ${T_NAME}. ${T_LABELS})
endfunction()
