#pragma once

namespace imagelab {

enum class SamplerKind { euler, euler_ancestral, ddim, dpmpp_2m, unipc };
enum class Spacing { published, karras };  // "default" on the command line

}  // namespace imagelab
