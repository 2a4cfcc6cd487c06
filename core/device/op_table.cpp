#include "core/device/op_table.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/number.h"

namespace imagelab {
namespace {

void add(OpRow& row, const OpCost& cost) {
    ++row.count;
    row.seconds += cost.seconds, row.flops += cost.flops, row.bytes += cost.bytes;
}

std::vector<OpRow> longest_first(const std::map<std::string, OpRow>& rows) {
    std::vector<OpRow> list;
    for (const auto& [name, row] : rows) {
        list.push_back(row);
        list.back().name = name;
    }
    std::stable_sort(list.begin(), list.end(), [](const OpRow& a, const OpRow& b) { return a.seconds > b.seconds; });
    return list;
}

std::string line(const OpRow& row, const OpRow& sum, double peak) {
    std::string name = row.name.substr(0, 64);
    name.resize(64, ' ');
    const auto share = [](double part) { return padded(fixed_text(100 * part, 1), 6) + "% "; };
    return name + " " + padded(std::to_string(row.count), 5) + " " + padded(fixed_text(row.seconds * 1e3, 3), 10) + " " +
           share(row.seconds / sum.seconds) + padded(general_text(row.flops_per_second() * 1e-12, 3), 9) + " " +
           share(row.flops_per_second() / peak) + padded(general_text(row.bytes_per_second() * 1e-9, 3), 9) + "\n";
}

}  // namespace

OpTable op_table(const std::vector<OpCost>& costs, Rate rate) {
    std::map<std::string, OpRow> families, shapes;
    OpTable table;
    for (const OpCost& cost : costs) {
        if (cost.rate != rate) continue;
        add(families[cost.op], cost);
        add(shapes[cost.op + "  " + cost.detail], cost);
        add(table.sum, cost);
    }
    table.families = longest_first(families);
    table.shapes = longest_first(shapes);
    return table;
}

OpTable profile(Program& program, Rate rate) {
    program.set_profiling(true);
    program.run({});
    OpTable table = op_table(program.costs(), rate);
    program.set_profiling(false);
    return table;
}

std::string op_table_text(const OpTable& table, double peak) {
    char head[256];
    std::snprintf(head, sizeof head, "%-64s %5s %10s %7s %9s %7s %9s\n", "op", "count", "ms", "share", "TFLOP/s", "of peak", "GB/s");
    std::string text = head;
    const auto counts = [&](const OpRow& row) { return row.seconds >= table.sum.seconds * 0.002; };
    for (const OpRow& family : table.families) {
        if (!counts(family)) continue;
        text += line(family, table.sum, peak);
        for (OpRow shape : table.shapes) {
            if (!shape.name.starts_with(family.name + "  ") || !counts(shape)) continue;
            shape.name = "  " + shape.name.substr(family.name.size() + 2);
            text += line(shape, table.sum, peak);
        }
    }
    return text + line(table.sum, table.sum, peak);
}

nlohmann::json op_table_json(const OpTable& table) {
    auto list = nlohmann::json::array();
    for (const auto* rows : {&table.families, &table.shapes}) {
        for (const OpRow& row : *rows)
            list.push_back({{"op", row.name},
                            {"count", row.count},
                            {"seconds", row.seconds},
                            {"tflops", row.flops_per_second() * 1e-12},
                            {"gbytes_per_second", row.bytes_per_second() * 1e-9}});
    }
    return list;
}

}  // namespace imagelab
