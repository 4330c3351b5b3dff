# C++ to WebAssembly with WASI's libc: a wasi-sdk where WASI_SDK_PATH names one, else Debian's
# clang-22 with libc++-22-dev-wasm32 and wasi-libc.

set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
# CMake 3.25 does not know WASI as a platform; cmake/Platform/WASI.cmake says what it needs.
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

if(DEFINED ENV{WASI_SDK_PATH} AND NOT "$ENV{WASI_SDK_PATH}" STREQUAL "")
  set(sdk $ENV{WASI_SDK_PATH})
  if(NOT EXISTS ${sdk}/bin/clang++)
    message(FATAL_ERROR "WASI_SDK_PATH is ${sdk}, but ${sdk}/bin/clang++ does not exist.")
  endif()
  set(CMAKE_C_COMPILER ${sdk}/bin/clang)
  set(CMAKE_CXX_COMPILER ${sdk}/bin/clang++)
  set(CMAKE_SYSROOT ${sdk}/share/wasi-sysroot)
  set(target wasm32-wasip1)
  set(flags "")
else()
  set(CMAKE_C_COMPILER clang-22)
  set(CMAKE_CXX_COMPILER clang++-22)
  # Debian's headers and libraries are under the older name of the target, which clang calls
  # deprecated.
  set(target wasm32-wasi)
  set(flags "-Wno-deprecated")
endif()

foreach(language C CXX)
  set(CMAKE_${language}_COMPILER_TARGET ${target})
  set(CMAKE_${language}_FLAGS_INIT ${flags})
endforeach()
