// khr_matrix IN.spv OUT.spv [bf16]: a module of SPV_NV_cooperative_matrix, which glslang 12 writes, made one of SPV_KHR_cooperative_matrix,
// which drivers take; with bf16 the 16-bit factors become bfloat16 of SPV_KHR_bfloat16. NV types do not say whether a matrix is the first
// factor, the second or the sum, KHR types do: it is read from the multiplications, so the three must be distinct types (sizes from
// different specialization constants do that). Numbers from the SPIR-V registry.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Words = std::vector<uint32_t>;

// clang-format off
enum Opcode : uint32_t {
    op_extension = 10, op_capability = 17, op_type_int = 21, op_type_float = 22, op_constant_true = 41, op_constant_false = 42,
    op_constant = 43, op_spec_constant_op = 52,
    nv_type = 5358, nv_load = 5359, nv_store = 5360, nv_multiply = 5361, nv_length = 5362,
    khr_type = 4456, khr_load = 4457, khr_store = 4458, khr_multiply = 4459, khr_length = 4460,
};
// clang-format on
constexpr uint32_t nv_capability = 5357, khr_capability = 6022, bfloat16_type = 5116, bfloat16_matrix = 5118;
enum Use : uint32_t { first_factor = 0, second_factor = 1, sum = 2 };

struct Instruction {
    Words words;
    uint32_t op() const { return words[0] & 0xffff; }
    uint32_t at(size_t i) const { return words.at(i); }
};

Instruction make(uint32_t op, Words operands) {
    operands.insert(operands.begin(), static_cast<uint32_t>(operands.size() + 1) << 16 | op);
    return {std::move(operands)};
}

Instruction extension(const std::string& name) {
    Words text(name.size() / 4 + 1, 0);
    std::memcpy(text.data(), name.data(), name.size());
    return make(op_extension, text);
}

class Module {
  public:
    explicit Module(const Words& words) : header_(words.begin(), words.begin() + 5) {
        for (size_t i = 5; i < words.size(); i += words[i] >> 16) {
            if (words[i] >> 16 == 0) throw std::runtime_error("a damaged module");
            body_.push_back({Words(words.begin() + static_cast<long>(i), words.begin() + static_cast<long>(i + (words[i] >> 16)))});
        }
    }

    Words rewritten(bool bf16) {
        find_uses();
        bf16_ = bf16;
        for (const Instruction& each : body_) rewrite(each);
        header_[3] = next_id_;
        Words words = header_;
        for (const Instruction& each : out_) words.insert(words.end(), each.words.begin(), each.words.end());
        return words;
    }

  private:
    void find_uses() {
        next_id_ = header_[3];
        std::map<uint32_t, uint32_t> type_of;  // of every result: those of interest have it as their first operand
        for (const Instruction& each : body_) {
            if (each.op() == nv_type) uses_.try_emplace(each.at(1), sum);
            if (each.op() == op_constant_true) row_major_[each.at(2)] = false;
            if (each.op() == op_constant_false) row_major_[each.at(2)] = true;
            if (each.op() == op_type_int && each.at(2) == 32 && each.at(3) == 0) uint32_ = each.at(1);
            if (each.words.size() > 2) type_of.try_emplace(each.at(2), each.at(1));
        }
        std::map<uint32_t, Use> seen;
        for (const Instruction& each : body_) {
            if (each.op() != nv_multiply) continue;
            for (const auto& [operand, use] : {std::pair{3, first_factor}, {4, second_factor}, {5, sum}}) {
                const uint32_t type = type_of.at(each.at(static_cast<size_t>(operand)));
                if (seen.try_emplace(type, use).first->second != use) throw std::runtime_error("one matrix type in two uses");
                uses_[type] = use;
            }
        }
        if (seen.empty()) throw std::runtime_error("no cooperative multiplication in this module");
    }

    void rewrite(const Instruction& each) {
        const Words& w = each.words;
        switch (each.op()) {
            case op_capability:
                if (w[1] != nv_capability) break;
                out_.push_back(make(op_capability, {khr_capability}));
                if (bf16_) out_.push_back(make(op_capability, {bfloat16_type})), out_.push_back(make(op_capability, {bfloat16_matrix}));
                return;
            case op_extension:
                if (std::strcmp(reinterpret_cast<const char*>(&w[1]), "SPV_NV_cooperative_matrix") != 0) break;
                out_.push_back(extension("SPV_KHR_cooperative_matrix"));
                if (bf16_) out_.push_back(extension("SPV_KHR_bfloat16"));
                return;
            case nv_type:
                rewrite_type(each);
                return;
            case nv_load:  // type, result, pointer, stride, column major, memory operands
                out_.push_back(make(khr_load, with_tail({w[1], w[2], w[3], layout(w[5]), w[4]}, w, 6)));
                return;
            case nv_store:  // pointer, object, stride, column major, memory operands
                out_.push_back(make(khr_store, with_tail({w[1], w[2], layout(w[4]), w[3]}, w, 5)));
                return;
            case nv_multiply:
                out_.push_back(make(khr_multiply, {w[1], w[2], w[3], w[4], w[5]}));
                return;
            case nv_length:
                out_.push_back(make(khr_length, {w[1], w[2], w[3]}));
                return;
            case op_spec_constant_op:
                out_.push_back(each);
                if (w[3] == nv_length) out_.back().words[3] = khr_length;
                return;
            default:
                break;
        }
        out_.push_back(each);
    }

    // result, component, scope, rows, columns
    void rewrite_type(const Instruction& each) {
        if (constants_[0] == 0) {
            if (uint32_ == 0) throw std::runtime_error("no unsigned integer type before the matrices");
            for (uint32_t i = 0; i < 3; ++i) out_.push_back(make(op_constant, {uint32_, constants_[i] = next_id_++, i}));
            if (bf16_) out_.push_back(make(op_type_float, {bfloat16_ = next_id_++, 16, 0}));
        }
        const Use use = uses_.at(each.at(1));
        const uint32_t component = bf16_ && use != sum ? bfloat16_ : each.at(2);
        out_.push_back(make(khr_type, {each.at(1), component, each.at(3), each.at(4), each.at(5), constants_[use]}));
    }

    uint32_t layout(uint32_t column_major) const { return constants_[row_major_.at(column_major) ? 0 : 1]; }

    static Words with_tail(Words operands, const Words& from, size_t begin) {
        operands.insert(operands.end(), from.begin() + static_cast<long>(begin), from.end());
        return operands;
    }

    Words header_;
    std::vector<Instruction> body_, out_;
    std::map<uint32_t, Use> uses_;
    std::map<uint32_t, bool> row_major_;  // by the id of a constant `column major`
    uint32_t constants_[3] = {};          // ids of 0, 1, 2
    uint32_t uint32_ = 0, bfloat16_ = 0, next_id_ = 0;
    bool bf16_ = false;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 3) throw std::runtime_error("usage: khr_matrix IN.spv OUT.spv [bf16]");
        std::ifstream in(argv[1], std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), {});
        Words words(bytes.size() / 4);
        std::memcpy(words.data(), bytes.data(), words.size() * 4);
        if (words.size() < 5 || words[0] != 0x07230203) throw std::runtime_error(std::string(argv[1]) + " is not SPIR-V");
        const Words out = Module(words).rewritten(argc > 3 && std::string(argv[3]) == "bf16");
        std::ofstream file(argv[2], std::ios::binary);
        file.write(reinterpret_cast<const char*>(out.data()), static_cast<long>(out.size() * 4));
        if (!file.flush()) throw std::runtime_error(std::string("cannot write ") + argv[2]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "khr_matrix: %s\n", error.what());
        return 1;
    }
}
