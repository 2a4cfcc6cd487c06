#pragma once
// The rows of the field table, one file a subject.
#include <vector>

#include "core/request/field_kinds.h"

namespace imagelab::field {

std::vector<Row> prompt_rows();
std::vector<Row> model_rows();
std::vector<Row> size_rows();
std::vector<Row> steps_rows();  // scheduler
std::vector<Row> guidance_rows();
std::vector<Row> region_rows();  // parts of the picture with prompts of their own
std::vector<Row> seed_rows();
std::vector<Row> start_picture_rows();
std::vector<Row> mask_rows();  // painting over and beyond the start picture
std::vector<Row> control_rows();
std::vector<Row> reference_rows();
std::vector<Row> style_rows();      // LoRAs, embeddings, style profiles
std::vector<Row> enlarging_rows();  // the hires pass, upscalers
std::vector<Row> detailer_rows();   // parts of the finished picture that are painted anew
std::vector<Row> finishing_rows();  // postprocessing
std::vector<Row> making_rows();     // where and how it is made and kept

}  // namespace imagelab::field
