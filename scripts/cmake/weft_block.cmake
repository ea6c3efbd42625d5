# weft_block(NAME softmax LIBS ... MODEL_LIBS ... SHAPES ...): a hardware block with its model and bench.
# SPDX-License-Identifier: Apache-2.0
#
# The block's name is the key. In gen/blocks/<name>: *_model.cpp become weft_<name>_model, the other sources weft_<name>.
# With SHAPES, verif/blocks/<name>_bench.cpp is linked with the Verilated modules of verif/blocks/<name>_shapes.hpp, one
# class V<name>_<shape> a shape, and registered under the label <name>.

# Where verif/blocks lies; a room that scripts/new_block made for a test has its own.
set(WEFT_ROOM_ROOT ${CMAKE_SOURCE_DIR})
set(WEFT_VERILATOR_FLAGS -Wall -O3 --x-assign fast --x-initial unique --noassert -fno-const-bit-op-tree
    +define+WEFT_ASSERTIONS)

function(weft_block)
  cmake_parse_arguments(B "" "NAME" "LIBS;MODEL_LIBS;SHAPES;BENCH_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(model_sources ${sources})
  list(FILTER model_sources INCLUDE REGEX "_model\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_model\\.cpp$")
  if(model_sources)
    add_library(weft_${B_NAME}_model STATIC ${model_sources})
    target_compile_options(weft_${B_NAME}_model PRIVATE -O3)
    target_link_libraries(weft_${B_NAME}_model PUBLIC weft_num ${B_MODEL_LIBS})
  else()
    add_library(weft_${B_NAME}_model INTERFACE)
    target_link_libraries(weft_${B_NAME}_model INTERFACE weft_num ${B_MODEL_LIBS})
  endif()
  if(sources)
    add_library(weft_${B_NAME} STATIC ${sources})
    target_link_libraries(weft_${B_NAME} PUBLIC weft_hdl weft_${B_NAME}_model ${B_LIBS})
  endif()
  if(B_SHAPES AND EXISTS ${WEFT_ROOM_ROOT}/verif/blocks/${B_NAME}_bench.cpp)
    weft_bench(BLOCK ${B_NAME} SHAPES ${B_SHAPES} LIBS ${B_BENCH_LIBS})
  endif()
endfunction()

# weft_bench(BLOCK b SHAPES s1 s2 LIBS ...): emits and verilates every shape of verif/blocks/<b>_shapes.hpp, links
# verif/blocks/<b>_bench.cpp and its parts <b>_bench_*.cpp with all.
function(weft_bench)
  cmake_parse_arguments(B "" "BLOCK" "SHAPES;LIBS" ${ARGN})
  set(block ${B_BLOCK})
  string(REGEX REPLACE "_([a-z0-9])" ";\\1" words "${block}")
  set(camel "")
  foreach(word ${words})
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    if(camel STREQUAL "")
      set(camel ${word})
    else()
      string(TOUPPER ${first} first)
      string(APPEND camel ${first}${rest})
    endif()
  endforeach()
  set(WEFT_BLOCK ${block})
  set(WEFT_BLOCK_CAMEL ${camel})
  configure_file(${CMAKE_SOURCE_DIR}/scripts/cmake/emit_shapes.cpp.in
                 ${CMAKE_BINARY_DIR}/generated/emit_${block}.cpp @ONLY)
  add_executable(emit_${block} ${CMAKE_BINARY_DIR}/generated/emit_${block}.cpp)
  target_link_libraries(emit_${block} PRIVATE weft_${block})
  set_target_properties(emit_${block} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/emit)

  file(GLOB parts CONFIGURE_DEPENDS ${WEFT_ROOM_ROOT}/verif/blocks/${block}_bench_*.cpp)
  add_executable(${block}_bench ${WEFT_ROOM_ROOT}/verif/blocks/${block}_bench.cpp ${parts})
  set(out ${CMAKE_BINARY_DIR}/bench/${block})
  foreach(shape ${B_SHAPES})
    weft_verilate_shape(${block} ${shape} ${out}/${shape})
  endforeach()
  target_link_libraries(${block}_bench PRIVATE weft_verilated weft_harness weft_${block}_model ${B_LIBS}
                        GTest::gtest GTest::gtest_main)
  set_target_properties(${block}_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  weft_discover_tests(${block}_bench ${block}_bench. ${block} bench)
endfunction()

# One shape: emitted Verilog -> static library, attached to the bench. The stamp changes only when the text does.
function(weft_verilate_shape block shape dir)
  set(library ${dir}/obj/V${block}_${shape}__ALL.a)
  add_custom_command(OUTPUT ${dir}/stamp COMMAND emit_${block} ${shape} ${dir} DEPENDS emit_${block}
                     COMMENT "emit ${block} ${shape}" VERBATIM)
  add_custom_command(
    OUTPUT ${library} ${dir}/obj/V${block}_${shape}.h
    COMMAND ${CMAKE_COMMAND} -E env OBJCACHE=ccache ${VERILATOR_BIN} --cc ${WEFT_VERILATOR_FLAGS}
            -F ${dir}/files.f -f ${dir}/parameters.f --prefix V${block}_${shape} --Mdir ${dir}/obj
            --build -j 1 -CFLAGS -O2 -CFLAGS -fPIC > ${dir}/verilator.log || (cat ${dir}/verilator.log && false)
    DEPENDS ${dir}/stamp COMMENT "verilate ${block} ${shape}")
  add_custom_target(verilate_${block}_${shape} DEPENDS ${library} ${dir}/obj/V${block}_${shape}.h)
  add_dependencies(${block}_bench verilate_${block}_${shape})
  target_include_directories(${block}_bench SYSTEM PRIVATE ${dir}/obj)
  target_link_libraries(${block}_bench PRIVATE ${library})
endfunction()

# The Verilator run-time, compiled once for all benches.
add_library(weft_verilated STATIC ${VERILATOR_ROOT}/include/verilated.cpp
            ${VERILATOR_ROOT}/include/verilated_threads.cpp)
target_include_directories(weft_verilated SYSTEM PUBLIC ${VERILATOR_ROOT}/include
                           ${VERILATOR_ROOT}/include/vltstd)
target_compile_options(weft_verilated PRIVATE -w -O2)
find_package(Threads REQUIRED)
target_link_libraries(weft_verilated PUBLIC Threads::Threads)
