#pragma once
#include <filesystem>

namespace imagelab::test {

// Writes the UNet of tests/reference/painted.py as a diffusers component folder: tiny64's with a conv_in of 9 channels. Gives the folder.
std::filesystem::path write_inpaint_unet(const std::filesystem::path& folder);

}  // namespace imagelab::test
