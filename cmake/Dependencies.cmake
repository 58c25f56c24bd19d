# All third-party packages, as imported targets, from Debian 12; no find_package elsewhere.
# Every include path is SYSTEM, so their warnings are not ours. The comment at the end of a
# line is the target to link; the folder that may link it is the heading. Only what something
# links stands here, and its Debian package stands in packages.txt (CONTRIBUTING.md).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)                                    # Threads::Threads

# --- every folder
find_package(Eigen3 3.4 REQUIRED NO_MODULE)                       # Eigen3::Eigen
find_package(fmt REQUIRED)                                        # fmt::fmt
find_package(nlohmann_json REQUIRED)                              # nlohmann_json::nlohmann_json
find_package(OpenSSL REQUIRED COMPONENTS Crypto)                   # OpenSSL::Crypto (SHA-256)
find_package(Boost 1.74 REQUIRED)                                 # Boost::headers (Boost.Math)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)      # in /usr/include: no target

# --- models
find_package(tomlplusplus REQUIRED)                               # tomlplusplus::tomlplusplus
find_package(urdfdom REQUIRED)                                    # urdfdom::urdfdom_model
find_package(ZLIB REQUIRED)                                       # ZLIB::ZLIB
find_package(assimp 5.2 REQUIRED)                                 # assimp::assimp
# the shared library knows what it needs; Debian's file adds its static leftovers
set_target_properties(assimp::assimp PROPERTIES INTERFACE_LINK_LIBRARIES "")

# --- cells
# Bullet: Debian ships a float and a float64 build side by side. Ours is float64, by its
# .pc file, which also carries -DBT_USE_DOUBLE_PRECISION; find_package(Bullet) is the float one.
pkg_check_modules(bullet REQUIRED IMPORTED_TARGET bullet-float64) # PkgConfig::bullet

# --- controllers
# ZeroMQ: libzmq by .pc; cppzmq is one header beside it.
pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq)            # PkgConfig::zmq
find_package(msgpack REQUIRED)                                    # msgpackc-cxx

# --- controllers/gateways
pkg_check_modules(modbus REQUIRED IMPORTED_TARGET libmodbus)      # PkgConfig::modbus
pkg_check_modules(mosquitto REQUIRED IMPORTED_TARGET libmosquitto) # PkgConfig::mosquitto

# --- twin
find_package(CLI11 REQUIRED)                                      # CLI11::CLI11

# --- twin/economics
pkg_check_modules(clp REQUIRED IMPORTED_TARGET clp)               # PkgConfig::clp

# --- twin/study
find_package(OpenTURNS 1.20 REQUIRED)                             # darkline::openturns
add_library(openturns INTERFACE)
target_include_directories(openturns SYSTEM INTERFACE ${OPENTURNS_INCLUDE_DIRS})
target_link_libraries(openturns INTERFACE ${OPENTURNS_LIBRARIES})
add_library(darkline::openturns ALIAS openturns)
pkg_check_modules(nlopt REQUIRED IMPORTED_TARGET nlopt_cxx)         # PkgConfig::nlopt
find_package(SQLite3 3.40 REQUIRED)                               # SQLite::SQLite3

# --- viewer (its core needs none of these)
if(DARKLINE_BUILD_VIEWER)
  set(OpenGL_GL_PREFERENCE GLVND)
  find_package(OpenGL REQUIRED COMPONENTS OpenGL EGL)             # OpenGL::EGL
  find_package(OpenSceneGraph 3.6 REQUIRED COMPONENTS osgViewer osgGA osgDB osgText osgUtil)
  add_library(osg INTERFACE)
  target_include_directories(osg SYSTEM INTERFACE ${OPENSCENEGRAPH_INCLUDE_DIRS})
  target_link_libraries(osg INTERFACE ${OPENSCENEGRAPH_LIBRARIES})
  add_library(darkline::osg ALIAS osg)                            # darkline::osg
  pkg_check_modules(imgui REQUIRED IMPORTED_TARGET imgui)         # PkgConfig::imgui
endif()

# --- tests
if(DARKLINE_DEVELOPER_MODE)
  find_package(Boost 1.74 REQUIRED COMPONENTS unit_test_framework) # Boost::unit_test_framework
  # The peers that our dynamics are compared with. Tests and benchmarks alone link them; the table
  # of tests/architecture refuses their headers to every folder of the product.
  find_path(MUJOCO_INCLUDE_DIR mujoco/mujoco.h REQUIRED)
  find_library(MUJOCO_LIBRARY mujoco REQUIRED)
  add_library(mujoco INTERFACE)
  target_include_directories(mujoco SYSTEM INTERFACE ${MUJOCO_INCLUDE_DIR})
  target_link_libraries(mujoco INTERFACE ${MUJOCO_LIBRARY})
  add_library(peers::mujoco ALIAS mujoco)                          # peers::mujoco
  pkg_check_modules(kdl REQUIRED IMPORTED_TARGET orocos-kdl)       # PkgConfig::kdl
endif()
