#pragma once
#include "core/graph/graph.h"
#include "core/models/upscaler_configs.h"

namespace imagelab {

// Each takes "image" f32 [1, height, width, 3] in [0, 1] and gives "image" [1, scale * height, scale * width, 3], not clamped. Weights
// have the names of the papers' own repositories, ESRGAN's those of Real-ESRGAN (basicsr/archs/rrdbnet_arch.py).
void trace_rrdb(Graph& graph, const RrdbConfig& config, int height, int width);
void trace_compact(Graph& graph, const CompactConfig& config, int height, int width);  // basicsr/archs/srvgg_arch.py
void trace_span(Graph& graph, const SpanConfig& config, int height, int width);        // hongyuanyu/SPAN basicsr/archs/span_arch.py
// JingyunLiang/SwinIR models/network_swinir.py. Beside the file's weights it reads what swinir_tensors (core/weights/swinir.h) makes of
// them.
void trace_swinir(Graph& graph, const SwinirConfig& config, int height, int width);
void trace_hat(Graph& graph, const HatConfig& config, int height, int width);        // XPixelGroup/HAT hat/archs/hat_arch.py
void trace_dat(Graph& graph, const DatConfig& config, int height, int width);        // zhengchen1999/DAT basicsr/archs/dat_arch.py
void trace_omnisr(Graph& graph, const OmniSrConfig& config, int height, int width);  // Francis0625/Omni-SR components/OmniSR.py
// dslisleedh/PLKSR plksr_arch.py, neosr's realplksr_arch.py; DySample after tiny-smart/dysample.
void trace_plksr(Graph& graph, const PlksrConfig& config, int height, int width);
void trace_upscaler(Graph& graph, const UpscalerConfig& config, int height, int width);

}  // namespace imagelab
