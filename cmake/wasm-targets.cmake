# The module and the program that describes its methods, for `wasi` and `emscripten` alike.

add_compile_options(-msimd128 -fvisibility=hidden)
foreach(part agentkeep agentkeep_api)
  target_compile_options(${part} PRIVATE -msimd128 -fvisibility=hidden
    $<$<CONFIG:MinSizeRel>:-Oz> $<$<BOOL:${AGENTKEEP_LTO}>:-flto>)
endforeach()
if(AGENTKEEP_LTO)
  add_compile_options(-flto)
  add_link_options(-flto)
endif()

# Built for size (CMAKE_BUILD_TYPE=MinSizeRel, a smaller module starts sooner) all is but what every
# byte of a body passes through.
add_compile_options($<$<CONFIG:MinSizeRel>:-Oz>)
set(hotNames json.cc)
list(TRANSFORM hotNames PREPEND ${CMAKE_SOURCE_DIR}/src/core/ OUTPUT_VARIABLE hotSources)
set_source_files_properties(${hotSources} PROPERTIES
  COMPILE_OPTIONS "$<$<CONFIG:MinSizeRel>:-O3>" SKIP_PRECOMPILE_HEADERS ON)

# What the linker leaves is made smaller by Binaryen (npm `binaryen`), in the modules that run:
# a sixth of their bytes. Emscripten calls a Binaryen of its own.
option(AGENTKEEP_WASM_OPT "Pass the modules through Binaryen's wasm-opt: 6 s of CPU each" ON)
set(wasmOptimizer ${CMAKE_SOURCE_DIR}/node_modules/binaryen/bin/wasm-opt)
if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten" OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  set(AGENTKEEP_WASM_OPT OFF)
elseif(AGENTKEEP_WASM_OPT AND NOT EXISTS ${wasmOptimizer})
  message(FATAL_ERROR "${wasmOptimizer} is missing: run scripts/setup first.")
endif()
# What clang-22 uses of WebAssembly unless told otherwise, and SIMD: the modules do not say it.
set(wasmFeatures bulk-memory bulk-memory-opt multivalue mutable-globals nontrapping-float-to-int
  reference-types sign-ext simd)
list(TRANSFORM wasmFeatures PREPEND --enable-)

function(add_wasm_program target outputName)
  add_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE agentkeep agentkeep_warnings)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${outputName}
    SUFFIX .wasm
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  # Where the host ends a call in the middle, it puts the stack back.
  target_link_options(${target} PRIVATE -Wl,--export=__stack_pointer)
  # A module's memory is the host's, who knows how much there may be of it. WASI runs the describer.
  string(COMPARE NOTEQUAL ${outputName} agentkeep-describe hostMemory)
  if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
    target_link_options(${target} PRIVATE
      -sSTANDALONE_WASM=1 --no-entry -sALLOW_MEMORY_GROWTH=1
      -sMAXIMUM_MEMORY=${AGENTKEEP_WASM_MEMORY_MAX} -sSTACK_SIZE=${AGENTKEEP_WASM_STACK_SIZE}
      $<$<BOOL:${hostMemory}>:-sIMPORTED_MEMORY=1>
      $<$<BOOL:${hostMemory}>:-sINITIAL_MEMORY=${AGENTKEEP_WASM_MEMORY_INITIAL}>)
  else()
    # --stack-first: a stack that overflows traps at address 0 and cannot reach the heap.
    target_link_options(${target} PRIVATE
      -mexec-model=reactor
      -Wl,--max-memory=${AGENTKEEP_WASM_MEMORY_MAX}
      -Wl,-z,stack-size=${AGENTKEEP_WASM_STACK_SIZE} -Wl,--stack-first
      $<$<BOOL:${hostMemory}>:-Wl,--import-memory>
      $<$<BOOL:${hostMemory}>:-Wl,--initial-memory=${AGENTKEEP_WASM_MEMORY_INITIAL}>
      $<$<NOT:$<CONFIG:Debug>>:-Wl,--strip-all>)
  endif()
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
    # The compiler runs one by itself where PATH has it, and what is optimised twice is slower in a
    # young isolate, by a twentieth of a small call.
    target_link_options(${target} PRIVATE --no-wasm-opt)
  endif()
  if(AGENTKEEP_WASM_OPT AND hostMemory)
    set(small ${CMAKE_BINARY_DIR}/${outputName}.small)
    # Which passes, makes no difference to the CPU of warm calls that could be measured: so those of
    # which the least is left when it is gzipped. Large functions stay out of the ones that call them:
    # a young isolate compiles what runs.
    set(passes "$<IF:$<CONFIG:MinSizeRel>,--flatten;--rereloop;-O3;-ocimfs;120,-O3>")
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND node ${wasmOptimizer} ${wasmFeatures} "${passes}" $<TARGET_FILE:${target}> -o ${small}
      COMMAND ${CMAKE_COMMAND} -E rename ${small} $<TARGET_FILE:${target}>
      COMMAND_EXPAND_LISTS VERBATIM)
  endif()
  # The form that bundlers for Node and browsers carry along, of the modules that are shipped.
  if(hostMemory AND NOT CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND node ${CMAKE_SOURCE_DIR}/scripts/tools/embed.mjs $<TARGET_FILE:${target}>
      VERBATIM)
  endif()
endfunction()

# Sources of the ABI belong to both programs; wasm/describe/ only to the second.
file(GLOB abiSources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/*.cc)
file(GLOB_RECURSE describeSources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wasm/describe/*.cc)

add_wasm_program(agentkeep_wasm agentkeep ${abiSources}
  ${CMAKE_SOURCE_DIR}/wasm/backends/sqlite.cc)
target_link_libraries(agentkeep_wasm PRIVATE agentkeep_api)
add_wasm_program(agentkeep_dynamodb_wasm agentkeep-dynamodb ${abiSources}
  ${CMAKE_SOURCE_DIR}/wasm/backends/dynamodb.cc)
target_link_libraries(agentkeep_dynamodb_wasm PRIVATE agentkeep_api)
add_wasm_program(agentkeep_postgres_wasm agentkeep-postgres ${abiSources}
  ${CMAKE_SOURCE_DIR}/wasm/backends/postgres.cc)
target_link_libraries(agentkeep_postgres_wasm PRIVATE agentkeep_api)
if(describeSources)
  # With the words of the documentation, which the module does without.
  add_wasm_program(agentkeep_describe agentkeep-describe
    ${describeSources} ${apiSources} ${CMAKE_SOURCE_DIR}/wasm/runtime.cc)
  target_compile_definitions(agentkeep_describe PRIVATE AGENTKEEP_DESCRIBE)
  target_compile_definitions(agentkeep_describe PRIVATE AGENTKEEP_VERSION="${PROJECT_VERSION}")
  # It runs once a build.
  target_compile_options(agentkeep_describe PRIVATE -O0)
  precompile(agentkeep_describe <nlohmann/json.hpp>)
endif()

# The store with one more domain, that of test/library/, into grown/: test/node/new-domain.test.ts adds
# it to a copy of the tree. No more is compiled than that domain and the list of all.
set(AGENTKEEP_WASM_OPT ${AGENTKEEP_GROWN_OPT})
set(grownStore ${CMAKE_BINARY_DIR}/grown/store.cc)
add_custom_command(OUTPUT ${grownStore}
  COMMAND ${CMAKE_COMMAND} -DFROM=${CMAKE_SOURCE_DIR}/src/store.cc -DTO=${grownStore}
    -P ${CMAKE_SOURCE_DIR}/cmake/add-domain.cmake
  DEPENDS ${CMAKE_SOURCE_DIR}/src/store.cc ${CMAKE_SOURCE_DIR}/cmake/add-domain.cmake
  VERBATIM)
set(grownSources ${grownStore} ${CMAKE_SOURCE_DIR}/test/library/library.cc)
add_library(agentkeep_grown OBJECT EXCLUDE_FROM_ALL ${grownSources})
get_target_property(apiOptions agentkeep_api COMPILE_OPTIONS)
target_link_libraries(agentkeep_grown PRIVATE agentkeep agentkeep_warnings)
target_compile_options(agentkeep_grown PRIVATE ${apiOptions})
add_custom_target(agentkeep_grown_modules)
function(add_grown_program target outputName)
  add_wasm_program(${target} ${outputName} ${ARGN})
  set_target_properties(${target} PROPERTIES
    EXCLUDE_FROM_ALL ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/grown)
  if(AGENTKEEP_LTO AND NOT AGENTKEEP_GROWN_OPT AND NOT CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
    target_link_options(${target} PRIVATE -Wl,--lto-O0)
  endif()
  add_dependencies(agentkeep_grown_modules ${target})
endfunction()
foreach(backend sqlite postgres dynamodb)
  string(REPLACE -sqlite "" name agentkeep-${backend})
  add_grown_program(agentkeep_grown_${backend} ${name} ${abiSources}
    ${CMAKE_SOURCE_DIR}/wasm/backends/${backend}.cc
    $<FILTER:$<TARGET_OBJECTS:agentkeep_api>,EXCLUDE,/store\\.cc\\.>
    $<TARGET_OBJECTS:agentkeep_grown>)
endforeach()
add_grown_program(agentkeep_grown_describe agentkeep-describe ${grownSources}
  $<FILTER:$<TARGET_OBJECTS:agentkeep_describe>,EXCLUDE,/src/store\\.cc\\.>)
target_compile_definitions(agentkeep_grown_describe PRIVATE
  AGENTKEEP_DESCRIBE AGENTKEEP_VERSION="${PROJECT_VERSION}")
