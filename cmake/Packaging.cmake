# What is installed beside the programs and models/ (their own folders install those), and the
# Debian package: cmake --build --preset release && cpack --preset deb. It is to be silent under
# lintian --pedantic, with nothing overridden.
#
# The root includes this file and calls darkline_package() after the folders.

# --- generated pages
# darkline_man_page(<page> COMMAND <target> [ARGUMENT...])
#   what the program prints, as man page <page>.1; every installed program needs one:
#     darkline_man_page(darkline COMMAND darkline manual)
# darkline_completion(<program> COMMAND <target> [ARGUMENT...])
#   what the program prints, as bash completion of <program>:
#     darkline_completion(darkline COMMAND darkline completion)
# Both run at build time. They do nothing for a target that this build does not have, and nothing
# in developer mode, where a program that does not start is for the tests to find. The root calls
# them after the folders.
find_program(GZIP_PROGRAM gzip)

# Writes to <output> what the command prints, compressed without a time stamp if asked.
function(darkline_printed_file output)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "GZIP" "" "COMMAND")
  list(POP_FRONT ARG_COMMAND target)
  set(print $<TARGET_FILE:${target}> ${ARG_COMMAND})
  if(ARG_GZIP)
    set(plain "${output}.plain")
    add_custom_command(OUTPUT "${output}"
      COMMAND ${print} > "${plain}" COMMAND "${GZIP_PROGRAM}" -9nc "${plain}" > "${output}"
      DEPENDS ${target} VERBATIM)
  else()
    add_custom_command(OUTPUT "${output}" COMMAND ${print} > "${output}"
      DEPENDS ${target} VERBATIM)
  endif()
endfunction()

function(darkline_man_page page)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "COMMAND")
  list(GET ARG_COMMAND 0 target)
  if(NOT TARGET ${target} OR NOT GZIP_PROGRAM OR DARKLINE_DEVELOPER_MODE)
    return()
  endif()
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${page}.1.gz")
  darkline_printed_file("${output}" GZIP COMMAND ${ARG_COMMAND})
  add_custom_target(${page}_man_page ALL DEPENDS "${output}")
  install(FILES "${output}" DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()

function(darkline_completion program)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "COMMAND")
  list(GET ARG_COMMAND 0 target)
  if(NOT TARGET ${target} OR DARKLINE_DEVELOPER_MODE)
    return()
  endif()
  set(output "${CMAKE_CURRENT_BINARY_DIR}/completion/${program}")
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/completion")
  darkline_printed_file("${output}" COMMAND ${ARG_COMMAND})
  add_custom_target(${program}_completion ALL DEPENDS "${output}")
  install(FILES "${output}" DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endfunction()

# Installs a file of the source tree compressed, also without a time stamp.
function(darkline_compressed_file source destination)
  if(NOT GZIP_PROGRAM)
    return()
  endif()
  get_filename_component(name "${source}" NAME)
  set(input "${PROJECT_SOURCE_DIR}/${source}")
  set(output "${PROJECT_BINARY_DIR}/package/${name}.gz")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/package")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${GZIP_PROGRAM}" -9nc "${input}" > "${output}" DEPENDS "${input}" VERBATIM)
  add_custom_target(compressed_${name} ALL DEPENDS "${output}")
  install(FILES "${output}" DESTINATION ${destination})
endfunction()

# --- the package
# A macro, since CPack reads the CPACK_ variables of the scope that includes it: the root's.
macro(darkline_package)
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/package/copyright" DESTINATION ${CMAKE_INSTALL_DOCDIR})
  darkline_compressed_file(cmake/package/changelog ${CMAKE_INSTALL_DOCDIR})
  # The programs that darkline starts: few words, so written by hand.
  foreach(program darkline-controller darkline-modbus darkline-viewer)
    if(TARGET ${program})
      darkline_compressed_file(cmake/package/${program}.1 ${CMAKE_INSTALL_MANDIR}/man1)
    endif()
  endforeach()

  # The maintainer is named once, in the changelog, which has to name one anyway.
  file(STRINGS "${PROJECT_SOURCE_DIR}/cmake/package/changelog" signatures REGEX "^ -- ")
  list(GET signatures 0 signature)
  string(REGEX REPLACE "^ -- (.*>)  .*$" "\\1" CPACK_PACKAGE_CONTACT "${signature}")
  file(STRINGS "${PROJECT_SOURCE_DIR}/cmake/package/changelog" heading LIMIT_COUNT 1)
  if(NOT heading MATCHES "^darkline \\(${PROJECT_VERSION}\\) ")
    message(FATAL_ERROR "cmake/package/changelog begins with \"${heading}\", "
      "but the project's version is ${PROJECT_VERSION}: add an entry")
  endif()

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME darkline)
  set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "digital twin of a lights-out robot factory")
  set(CPACK_PACKAGE_DESCRIPTION
"From one scenario file to the price of a car body: robot motion under
physics, cell cycles, line throughput, unit cost and the landed price under
tariffs, with an error bar at every step.
It answers how many robots, buffers and technicians a plant needs, where a
decision flips as prices and duties move, and shows the plant in 3D.")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION science)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  # What the linker does not see: the group [run] of packages.txt. Without the recommended ones all
  # works but pictures.
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-dejavu-core, libegl-mesa0, libgl1-mesa-dri")
  include(CPack)
endmacro()
