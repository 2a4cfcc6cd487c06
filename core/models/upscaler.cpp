#include "core/models/upscaler.h"

namespace imagelab {

void trace_upscaler(Graph& graph, const UpscalerConfig& config, int height, int width) {
    graph.split_products = true;
    if (const auto* rrdb = std::get_if<RrdbConfig>(&config)) return trace_rrdb(graph, *rrdb, height, width);
    if (const auto* compact = std::get_if<CompactConfig>(&config)) return trace_compact(graph, *compact, height, width);
    if (const auto* span = std::get_if<SpanConfig>(&config)) return trace_span(graph, *span, height, width);
    if (const auto* swinir = std::get_if<SwinirConfig>(&config)) return trace_swinir(graph, *swinir, height, width);
    if (const auto* hat = std::get_if<HatConfig>(&config)) return trace_hat(graph, *hat, height, width);
    if (const auto* dat = std::get_if<DatConfig>(&config)) return trace_dat(graph, *dat, height, width);
    if (const auto* omni = std::get_if<OmniSrConfig>(&config)) return trace_omnisr(graph, *omni, height, width);
    if (const auto* plksr = std::get_if<PlksrConfig>(&config)) return trace_plksr(graph, *plksr, height, width);
    trace_ncnn(graph, *std::get<NcnnConfig>(config).graph, height, width);
}

}  // namespace imagelab
