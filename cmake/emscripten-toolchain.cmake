# The second toolchain for the module. The oldest Emscripten that can build it is 3.1.60: the
# libc++ of older ones lacks <expected> and much of C++23, and 3.1.6 (Debian 12) even <coroutine>.
set(oldestEmscripten 3.1.60)

find_program(AGENTKEEP_EMCC emcc)
if(NOT AGENTKEEP_EMCC)
  message(FATAL_ERROR "The preset 'emscripten' needs emcc ${oldestEmscripten} or newer on the "
    "PATH, and found none. Install the Emscripten SDK, or use the preset 'wasi'.")
endif()
execute_process(COMMAND ${AGENTKEEP_EMCC} --version
  OUTPUT_VARIABLE emccVersionText ERROR_QUIET RESULT_VARIABLE emccStatus)
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" emccVersion "${emccVersionText}")
if(NOT emccStatus EQUAL 0 OR NOT emccVersion)
  message(FATAL_ERROR "'${AGENTKEEP_EMCC} --version' did not name a version.")
endif()
if(emccVersion VERSION_LESS oldestEmscripten)
  message(FATAL_ERROR "emcc ${emccVersion} is too old: the preset 'emscripten' needs "
    "${oldestEmscripten} or newer. Install a newer Emscripten SDK, or use the preset 'wasi'.")
endif()

file(REAL_PATH ${AGENTKEEP_EMCC} emccFile)
cmake_path(GET emccFile PARENT_PATH emscriptenFolder)
include(${emscriptenFolder}/cmake/Modules/Platform/Emscripten.cmake)
