# Compares what was printed by `what`, byte for byte, with GOLDEN; a copy that differs goes to `copy`.
# DARKLINE_BLESS=1 writes GOLDEN instead.
if("$ENV{DARKLINE_BLESS}")
  file(WRITE "${GOLDEN}" "${printed}")
  return()
endif()
if(NOT EXISTS "${GOLDEN}")
  message(FATAL_ERROR "${GOLDEN} is missing; DARKLINE_BLESS=1 ctest -R golden writes it")
endif()
file(READ "${GOLDEN}" wanted)
if(NOT printed STREQUAL wanted)
  file(WRITE "${copy}" "${printed}")
  execute_process(COMMAND diff -u "${GOLDEN}" "${copy}" OUTPUT_VARIABLE difference)
  message(FATAL_ERROR
    "the output of ${what} has changed:\n${difference}\n"
    "if it should: DARKLINE_BLESS=1 ctest -R golden, and review the diff")
endif()
