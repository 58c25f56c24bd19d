# Runs PROGRAM on SCENARIO and compares what it prints, byte for byte, with GOLDEN.
# DARKLINE_BLESS=1 writes GOLDEN instead.
execute_process(
  COMMAND "${PROGRAM}" run "${SCENARIO}" --out "${OUT}"
  WORKING_DIRECTORY "${SOURCE_DIR}" RESULT_VARIABLE code OUTPUT_VARIABLE printed
  ERROR_VARIABLE errors)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "darkline run ${SCENARIO} ended with ${code}:\n${errors}")
endif()
# The run folder is named by the caller, not by the result.
string(REPLACE "${OUT}" "RUN" printed "${printed}")
if("$ENV{DARKLINE_BLESS}")
  file(WRITE "${GOLDEN}" "${printed}")
  return()
endif()
if(NOT EXISTS "${GOLDEN}")
  message(FATAL_ERROR "${GOLDEN} is missing; DARKLINE_BLESS=1 ctest -R golden writes it")
endif()
file(READ "${GOLDEN}" wanted)
if(NOT printed STREQUAL wanted)
  file(WRITE "${OUT}.txt" "${printed}")
  execute_process(COMMAND diff -u "${GOLDEN}" "${OUT}.txt" OUTPUT_VARIABLE difference)
  message(FATAL_ERROR
    "the output of ${SCENARIO} has changed:\n${difference}\n"
    "if it should: DARKLINE_BLESS=1 ctest -R golden, and review the diff")
endif()
