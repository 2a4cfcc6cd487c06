# What nearly every source of a target reads is parsed once for it; a list per kind of target.
set(imagelab_pch_std <algorithm> <array> <chrono> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream>
    <string> <string_view> <unordered_map> <variant> <vector>)
set(imagelab_pch_json ${imagelab_pch_std} <nlohmann/json.hpp>)
set(imagelab_pch_qt ${imagelab_pch_std} <QAbstractItemModel> <QBoxLayout> <QLabel> <QMainWindow> <QPainter> <QString> <QTimer> <QToolButton> <QWidget>)
set(imagelab_pch_gtest ${imagelab_pch_json} <gtest/gtest.h>)

# imagelab_layer(NAME PCH HEADER... LINK LIBRARY...): a static library of every .cpp under the current folder, includes relative to the root.
function(imagelab_layer name)
  cmake_parse_arguments(ARG "" "" "EXCLUDE;LINK;PCH" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  foreach(pattern ${ARG_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  target_precompile_headers(${name} PRIVATE ${ARG_PCH})
endfunction()
