#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

struct DeviceInfo {
    std::string id, name, kind, driver;         // id as --device takes it: "cpu", "vulkan:0"
    std::vector<std::string> features;          // "avx512_bf16" ...
    std::vector<DType> dtypes;                  // arithmetic it offers, best first
    int64_t memory_total = 0, memory_free = 0;  // bytes
    int threads = 0;                            // CPU device only
    bool own_memory = false;                    // memory_* and memory plans count the device's, not the process's
    int64_t memory_here = 0;                    // bytes of it that this process holds
    std::string monitor_key;                    // DeviceSample::key of the hardware (core/device/monitor); empty: not known
    std::string int8_by;                        // what multiplies them: "amx_int8", "avx512_vnni"; empty where it has none
    bool int8 = false;                          // beside dtypes: a denoiser's products in 8-bit integers (DType::i8 of a request)

    std::vector<DType> arithmetic() const {  // what a request may name
        std::vector<DType> all = dtypes;
        if (int8) all.push_back(DType::i8);
        return all;
    }
    bool offers(DType dtype) const {
        const std::vector<DType> all = arithmetic();
        return std::find(all.begin(), all.end(), dtype) != all.end();
    }
};

}  // namespace imagelab
