# darkline_options carries the language level, warnings and sanitizers of our own
# targets. It is never installed: a consumer does not inherit our -Werror.
add_library(darkline_options INTERFACE)
target_compile_features(darkline_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# Line numbers, for a backtrace, and no more: whole debug information is a third of the time that the
# compiler takes. For gdb: cmake --preset dev -D CMAKE_CXX_FLAGS_RELWITHDEBINFO="-O2 -g"
if(CMAKE_CXX_FLAGS_RELWITHDEBINFO STREQUAL "-O2 -g -DNDEBUG")
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
endif()

# ccache where there is one; a package build does without.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND DARKLINE_DEVELOPER_MODE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

target_compile_options(darkline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual
  -Wimplicit-fallthrough -Wformat=2 -Wundef -Wdouble-promotion
  -ffp-contract=off   # no silent fused multiply-add: one result for every build
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast>
  # at -O3 GCC 12 takes members left out of a designated initialiser for uninitialized, and
  # "text" + std::string for an overlapping copy
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized;-Wno-restrict>
  $<$<BOOL:${DARKLINE_DEVELOPER_MODE}>:-Werror>)

if(DARKLINE_SANITIZE)
  # Under the address sanitizer Eigen would change how it allocates, and so no longer fit the
  # libraries that were built with it (liborocos-kdl); malloc is aligned to 16 bytes there too.
  target_compile_definitions(darkline_options INTERFACE EIGEN_MALLOC_ALREADY_ALIGNED=1)
  # What g++ inlines differs under the sanitizers and -Og, and with it what it takes for a mistake, in
  # headers of libraries too: there the warnings are off, and the dev preset holds them.
  target_compile_options(darkline_options INTERFACE
    -fsanitize=${DARKLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    -w)
  target_link_options(darkline_options INTERFACE -fsanitize=${DARKLINE_SANITIZE})
endif()

# darkline_library(<folder or folder_part> SOURCES ... PUBLIC ... PRIVATE ...)
function(darkline_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;PUBLIC;PRIVATE")
  add_library(darkline_${name} STATIC ${ARG_SOURCES})
  add_library(darkline::${name} ALIAS darkline_${name})
  set_target_properties(darkline_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON EXPORT_NAME ${name})
  target_include_directories(darkline_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/darkline>)
  target_link_libraries(darkline_${name}
    PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:darkline_options>)
endfunction()

# darkline_program(<installed name> SOURCES ... LINK ...)
function(darkline_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;LINK")
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} darkline_options)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# darkline_fuzzer(<name> SOURCES ... LINK ...): only under the fuzz preset (clang).
function(darkline_fuzzer name)
  if(NOT DARKLINE_BUILD_FUZZERS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;LINK")
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} darkline_options)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
