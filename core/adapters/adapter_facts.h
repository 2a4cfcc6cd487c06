#pragma once
#include <string>
#include <vector>

#include "core/adapters/adapter_file.h"

namespace imagelab {

AdapterFacts adapter_facts(const AdapterFile& file);

// What base model names and shapes tell ("Stable Diffusion 1.x", "SDXL", "FLUX" ...); empty: they do not.
std::string adapter_made_for(const std::vector<AdapterModule>& modules);

}  // namespace imagelab
