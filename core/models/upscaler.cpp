#include "core/models/upscaler.h"

namespace imagelab {

void trace_upscaler(Graph& graph, const UpscalerConfig& config, int height, int width) {
    if (const auto* rrdb = std::get_if<RrdbConfig>(&config)) return trace_rrdb(graph, *rrdb, height, width);
    if (const auto* compact = std::get_if<CompactConfig>(&config)) return trace_compact(graph, *compact, height, width);
    if (const auto* span = std::get_if<SpanConfig>(&config)) return trace_span(graph, *span, height, width);
    if (const auto* swinir = std::get_if<SwinirConfig>(&config)) return trace_swinir(graph, *swinir, height, width);
    trace_ncnn(graph, *std::get<NcnnConfig>(config).graph, height, width);
}

}  // namespace imagelab
