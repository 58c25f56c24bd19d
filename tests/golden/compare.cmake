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
set(what "${SCENARIO}")
set(copy "${OUT}.txt")
include("${CMAKE_CURRENT_LIST_DIR}/compare_printed.cmake")
