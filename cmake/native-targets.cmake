# Tests and fuzz targets: the core compiled for this machine.

if(AGENTKEEP_SANITIZERS)
  set(sanitize -fsanitize=${AGENTKEEP_SANITIZERS} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_compile_options(agentkeep PRIVATE ${sanitize})
  target_compile_options(agentkeep_api PRIVATE ${sanitize})
  add_compile_options(${sanitize})
  add_link_options(${sanitize})
endif()

# The tests run on what the fuzz targets run on: one more compilation of the core would take longer
# than its counters do.
if(AGENTKEEP_FUZZERS AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(agentkeep PRIVATE -fsanitize=fuzzer-no-link)
  target_compile_options(agentkeep_api PRIVATE -fsanitize=fuzzer-no-link)
  file(GLOB fuzzSources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/fuzz/*-fuzz.cc)
  foreach(source IN LISTS fuzzSources)
    cmake_path(GET source STEM name)
    add_executable(${name} ${source})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    target_link_libraries(${name} PRIVATE agentkeep agentkeep_api agentkeep_warnings)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()

find_package(GTest)
if(NOT GTest_FOUND)
  message(FATAL_ERROR "GoogleTest was not found: install libgtest-dev and libgmock-dev (Debian) "
    "or googletest (Homebrew).")
endif()

# The SQLite of the tests is the amalgamation that the npm package better-sqlite3 carries: the
# distribution's is too old. D1's limits are set by the tests with sqlite3_limit().
set(sqliteFolder ${CMAKE_SOURCE_DIR}/node_modules/better-sqlite3/deps/sqlite3)
if(NOT EXISTS ${sqliteFolder}/sqlite3.c)
  message(FATAL_ERROR "${sqliteFolder}/sqlite3.c is missing: run scripts/setup first.")
endif()
add_library(sqlite STATIC ${sqliteFolder}/sqlite3.c)
target_include_directories(sqlite SYSTEM PUBLIC ${sqliteFolder})
target_compile_definitions(sqlite PUBLIC
  SQLITE_DQS=0 SQLITE_THREADSAFE=0 SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_ENABLE_FTS5 SQLITE_ENABLE_MATH_FUNCTIONS SQLITE_ENABLE_STMT_SCANSTATUS)
# Not our code: AddressSanitizer sees what we hand to it, UBSan and warnings would see only SQLite.
target_compile_options(sqlite PRIVATE -w -fno-sanitize=undefined)

file(GLOB_RECURSE testSources CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/test/*-test.cc ${CMAKE_SOURCE_DIR}/test/support/*.cc
  ${CMAKE_SOURCE_DIR}/test/library/*.cc)
# Tests take longer to compile than to run: what is tested is optimised a little, they are not, but
# for what makes or reads millions of values by itself.
set(unoptimised "$<$<CONFIG:Debug>:-O0>")
set_source_files_properties(
  ${CMAKE_SOURCE_DIR}/test/described-growth-test.cc
  ${CMAKE_SOURCE_DIR}/test/growth-test.cc
  ${CMAKE_SOURCE_DIR}/test/domains/vectors/vectors-test.cc
  ${CMAKE_SOURCE_DIR}/test/vectors/filter-test.cc
  ${CMAKE_SOURCE_DIR}/test/backends/postgres/postgres-filter-test.cc
  PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Debug>:-O1>" SKIP_PRECOMPILE_HEADERS ON)
set(postgresSources ${testSources})
list(FILTER testSources EXCLUDE REGEX "postgres")
list(FILTER postgresSources INCLUDE REGEX "postgres")
if(testSources)
  add_executable(agentkeep_tests ${testSources})
  set_target_properties(agentkeep_tests PROPERTIES OUTPUT_NAME agentkeep-tests)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/test/described-growth-test.cc PROPERTIES
    COMPILE_DEFINITIONS AGENTKEEP_OPENAPI="${CMAKE_SOURCE_DIR}/worker/assets/openapi.json")
  target_compile_options(agentkeep_tests PRIVATE ${unoptimised})
  precompile(agentkeep_tests <map> <random> <set> <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(agentkeep_tests PRIVATE
    agentkeep agentkeep_api agentkeep_warnings sqlite GTest::gmock GTest::gtest_main)
  # test/support/work.h counts what goes through them.
  foreach(symbol memcmp bcmp memcpy memmove _ZN9agentkeep10JsonReader5valueEv)
    target_link_options(agentkeep_tests PRIVATE LINKER:--wrap=${symbol})
  endforeach()
endif()

# A program of their own, which needs a server: test/support/with-postgres.mjs starts one. Without
# libpq (libpq-dev of Debian) there is no such program.
find_package(PkgConfig)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(libpq IMPORTED_TARGET libpq)
endif()
if(libpq_FOUND)
  add_executable(agentkeep_postgres_tests ${postgresSources}
    ${CMAKE_SOURCE_DIR}/test/support/print.cc)
  set_target_properties(agentkeep_postgres_tests PROPERTIES
    OUTPUT_NAME agentkeep-postgres-tests)
  target_compile_options(agentkeep_postgres_tests PRIVATE ${unoptimised})
  target_link_libraries(agentkeep_postgres_tests PRIVATE
    agentkeep agentkeep_api agentkeep_warnings PkgConfig::libpq GTest::gmock GTest::gtest_main)
endif()
