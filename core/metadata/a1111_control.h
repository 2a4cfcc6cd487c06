#pragma once
// ControlNets in A1111's text, as its extension writes them (sd-webui-controlnet, scripts/infotext.py): 'ControlNet 0: "Module: canny,
// Model: NAME [HASH], Weight: 1, ..., Control Mode: Balanced"'. Its pictures are not in the text.
#include <string>
#include <string_view>

#include "core/request/request.h"

namespace imagelab {

std::string a1111_number(double value);  // "7", "7.5": as Python writes what it read

// The pairs of one control, without quotes.
std::string a1111_control_text(const ControlUse& use);

// Reference pictures stand there as units of the preprocessor "ip-adapter-auto".
std::string a1111_reference_text(const ReferenceUse& use);
bool is_a1111_reference(const std::string& module);   // "ip-adapter_clip_sdxl" ...
bool is_a1111_reference_unit(std::string_view text);  // such a unit's pairs

// What is read of one; `notes`: what holds otherwise here. Of an older layout ("preprocessor: canny, ..., starting/ending: (0, 1)") too.
ControlUse a1111_control(std::string_view text, std::vector<std::string>& notes);

// The extension's name of a preprocessor, as what it makes of a picture; depth and pose are ready maps here (a note says so).
ControlType a1111_control_type(const std::string& module, std::vector<std::string>& notes);
ControlMode a1111_control_mode(const std::string& name);

}  // namespace imagelab
