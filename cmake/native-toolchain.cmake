# clang 22 where it is installed (it builds the module, too), else the system's own compiler.
find_program(AGENTKEEP_CLANG clang-22)
find_program(AGENTKEEP_CLANGXX clang++-22)
if(AGENTKEEP_CLANG AND AGENTKEEP_CLANGXX AND NOT DEFINED CMAKE_CXX_COMPILER)
  set(CMAKE_C_COMPILER ${AGENTKEEP_CLANG})
  set(CMAKE_CXX_COMPILER ${AGENTKEEP_CLANGXX})
endif()
