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
set(what "darkline ${ARGUMENTS}")
set(copy "${OUT}")
include("${CMAKE_CURRENT_LIST_DIR}/compare_printed.cmake")
