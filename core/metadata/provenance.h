#pragma once
#include <vector>

#include "core/image/picture.h"
#include "core/metadata/a1111_text.h"
#include "core/request/request.h"

namespace imagelab {

// What every saved picture carries: "parameters" in A1111's words, and "imagelab_request", the JSON of request_of_picture with the
// models' hashes where they are known; "imagelab_refiner", where an adaptive second pass judged the picture, its score, the
// score's parts and the strength they led to; "imagelab_notes", a line each, where there are any: what the model did not read of the
// prompts.
std::vector<PictureText> picture_texts(const Request& as_run, int index, const A1111Model& model,
                                       const std::vector<std::string>& notes = {});

}  // namespace imagelab
