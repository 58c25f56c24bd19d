# Runs PROGRAM with ARGUMENTS (separated by blanks) and compares what it prints, byte for byte, with
# GOLDEN. DARKLINE_BLESS=1 writes GOLDEN instead.
separate_arguments(words UNIX_COMMAND "${ARGUMENTS}")
execute_process(
  COMMAND "${PROGRAM}" ${words}
  WORKING_DIRECTORY "${SOURCE_DIR}" RESULT_VARIABLE code OUTPUT_VARIABLE printed
  ERROR_VARIABLE errors)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "darkline ${ARGUMENTS} ended with ${code}:\n${errors}")
endif()
if("$ENV{DARKLINE_BLESS}")
  file(WRITE "${GOLDEN}" "${printed}")
  return()
endif()
if(NOT EXISTS "${GOLDEN}")
  message(FATAL_ERROR "${GOLDEN} is missing; DARKLINE_BLESS=1 ctest -R golden writes it")
endif()
file(READ "${GOLDEN}" wanted)
if(NOT printed STREQUAL wanted)
  file(WRITE "${OUT}" "${printed}")
  execute_process(COMMAND diff -u "${GOLDEN}" "${OUT}" OUTPUT_VARIABLE difference)
  message(FATAL_ERROR
    "the output of darkline ${ARGUMENTS} has changed:\n${difference}\n"
    "if it should: DARKLINE_BLESS=1 ctest -R golden, and review the diff")
endif()
