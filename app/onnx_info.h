#pragma once
#include <string>

namespace imagelab {

// What `onnx info` prints, and `info` of an .onnx file. Returns an exit code.
int onnx_info_command(const std::string& path, bool json_wanted);

}  // namespace imagelab
