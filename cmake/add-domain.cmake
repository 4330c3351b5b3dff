# cmake -DFROM=src/store.cc -DTO=FILE -P add-domain.cmake: the line that adds test/library/ to the
# store's domains.
file(READ ${FROM} store)
set(list "#define AGENTKEEP_DOMAINS(_) \\\n")
string(REPLACE "${list}" "${list}  _(library)                 \\\n" grown "${store}")
if(grown STREQUAL store)
  message(FATAL_ERROR "${FROM} has no list of domains")
endif()
file(WRITE ${TO} "${grown}")
