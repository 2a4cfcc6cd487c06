#pragma once
// What the ControlNets of a request do in a run.
#include <functional>
#include <optional>
#include <vector>

#include "core/base/cancel.h"
#include "core/families/companions.h"
#include "core/image/picture.h"
#include "core/pipelines/painting.h"
#include "core/request/request.h"

namespace imagelab {

// What was made of a picture before (ControlUse::maps).
struct ControlMap {
    std::string of;  // map_key() of what it was made of
    RgbImage map;
};
std::string map_key(ControlType type, const RgbImage& picture);  // of a picture in the size of its map
constexpr const char* map_text = "control map of";               // the text of a map's PNG that holds its key

// A control of a request with its network and its picture as that is on the disk.
struct Control {
    ControlUse use;
    OpenedControlNet net;
    RgbImage image;
    std::optional<AnnotatorFiles> by_network = {};  // what makes it; none: no network does
    std::vector<ControlMap> maps = {};              // those of use.maps that are there

    bool is_annotated() const;                           // something is made of its picture
    RgbImage picture(int width, int height) const;       // brought to size as diffusers' VaeImageProcessor
    const RgbImage* made_of(const RgbImage& picture) const;  // among the maps; null: none of them is
};

// Of each of request.control_nets, their networks standing in the same order; without a picture of its own a control has the start picture
// as the model sees it. `painting`, where there is one, makes a part of the picture: of a control picture the same part. The failure names
// what is missing, and a type without an annotator, of which no map of this size (`width` x `height`, what the model makes) is kept.
Result<std::vector<Control>> resolve_controls(const Request& request, const Companions& companions, int width, int height,
                                              const std::optional<RgbImage>& start, const Painting* painting = nullptr);

// The control picture as its network reads it, [height, width, 3], RGB in [0, 1]: brought to size as diffusers' VaeImageProcessor, then
// annotated, so that lines are as thin as the size allows ("pixel perfect"); `by_network` is asked where control.by_network is. What was
// made of that picture before is taken as it is; `made` hears of what is made now. Throws Error where a network is missing.
using AnnotateByNetwork = std::function<RgbImage(ControlType type, const RgbImage& picture)>;
using MapMade = std::function<void(const RgbImage& map, const std::string& of)>;
std::vector<float> control_picture(const Control& control, int width, int height, const AnnotateByNetwork& by_network = {},
                                   const MapMade& made = {});

// What a ControlNet-Union calls a type (xinsir's order: pose, depth, strokes, lines, normals, segments, tile, repaint); none: it has no
// name there.
std::optional<int> union_type(ControlType type);

// What each residual of each image of the batch is multiplied with in step `step` of `steps` (all that the sampler has, a refiner's too),
// [batch, residuals]. Beyond start and end zero, by the rule of diffusers' pipeline_controlnet_sd_xl.py: unless step / steps >= start and
// (step + 1) / steps <= end. The modes are those of A1111's ControlNet extension (scripts/hook.py). balanced: the weight. prompt: "my
// prompt is more important", weight * 0.825^(12 - i) for residual i, a list made for the 13 of SD 1.5, of which SDXL takes the first ones.
// control: "ControlNet is more important", the same weights, and zero on the half without a prompt; diffusers' guess mode agrees but for
// the weights, which run from 0.1 to 1 there. A T2I-Adapter's soft weights are that extension's 0.25, 0.62, 0.825, 1; ControlNet-LLLite has
// none.
std::vector<float> control_scale(const ControlUse& use, int step, int steps, int batch, bool guided, const ControlNetConfig& net);

}  // namespace imagelab
