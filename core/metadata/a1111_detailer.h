#pragma once
// Detailers as ADetailer calls them (Bing-su/adetailer adetailer/args.py): "ADetailer model: face_yolov8n.pt, ADetailer confidence: 0.3
// ..." in A1111's text, those of a second one with " 2nd" behind each key; and as arguments of its script over HTTP ("ad_model" ...).
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// The pairs of all of them, keys with their ordinal; values are not quoted.
std::vector<std::pair<std::string, std::string>> a1111_detailer_pairs(const std::vector<DetailUse>& details);

bool is_a1111_detailer_argument(std::string_view name);  // "ad_prompt"
bool names_a1111_detailer(std::string_view key);         // "ADetailer prompt 2nd"

// What pairs mean (ours or the script's arguments, whose values are written as Python writes them), of one detailer: `values` by the names
// of the script's arguments. `width`, `height`: the request's, at which ADetailer draws a part where it says no other. `notes`: what is
// not done here, one sentence each. No model: it is turned off.
DetailUse a1111_detailer(const std::map<std::string, std::string>& values, int width, int height, std::vector<std::string>& notes);

// The text's pairs by detailer and the script's names of arguments, in their order.
std::vector<std::map<std::string, std::string>> a1111_detailer_values(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace imagelab
