#pragma once
// What hostile bytes are given to: by libFuzzer (`./dev fuzz`), and by the tests for every file of tests/fuzz/corpus.
#include <cstddef>
#include <span>
#include <string_view>

namespace imagelab::fuzz {

struct Target {
    std::string_view name;  // and of its folder in the corpus
    // Comes back whatever the bytes are: an error that was told is a good end, any other exception leaves it.
    void (*run)(std::span<const std::byte> bytes);
};

void run_pickle(std::span<const std::byte> bytes);       // torch.save's archives and streams, bare pickles
void run_gguf(std::span<const std::byte> bytes);         // with every block of every tensor decoded
void run_safetensors(std::span<const std::byte> bytes);  // with what model the tensors are
void run_adapter(std::span<const std::byte> bytes);      // a file of adapters written as text: its keys, and its changes on a small model
void run_inversion(std::span<const std::byte> bytes);    // a file of textual inversions, PNG too
void run_onnx(std::span<const std::byte> bytes);         // read, imported and scheduled
void run_request(std::span<const std::byte> bytes);      // a body of JSON, else a prompt

constexpr Target targets[] = {{"pickle", run_pickle},       {"gguf", run_gguf}, {"safetensors", run_safetensors}, {"adapter", run_adapter},
                              {"inversion", run_inversion}, {"onnx", run_onnx}, {"request", run_request}};

// The doors, over a session that takes no work, so that each request is read to its end and then turned away.
void run_http(std::span<const std::byte> bytes);    // a request over a real connection: forms, JSON of every route, heads
void run_mcp(std::span<const std::byte> bytes);     // lines of the Model Context Protocol
void run_worker(std::span<const std::byte> bytes);  // lines of `imagelab worker`

constexpr Target door_targets[] = {{"http", run_http}, {"mcp", run_mcp}, {"worker", run_worker}};

}  // namespace imagelab::fuzz
