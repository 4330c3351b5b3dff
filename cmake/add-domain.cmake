# cmake -DFROM=src/store.cc -DTO=FILE -P add-domain.cmake: the line that adds test/library/ to the
# store's domains.
file(READ ${FROM} store)
string(REGEX REPLACE "(#define AGENTKEEP_DOMAINS\\(_\\) +\\\\\n)" "\\1  _(library) \\\\\n" grown "${store}")
if(grown STREQUAL store)
  message(FATAL_ERROR "${FROM} has no list of domains")
endif()
file(WRITE ${TO} "${grown}")
