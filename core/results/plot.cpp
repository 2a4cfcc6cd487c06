#include "core/results/plot.h"

#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imagebufalgo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/image/picture.h"
#include "core/night/night_summary.h"

namespace imagelab {
namespace {

constexpr int width = 900, label_width = 300, note_width = 130, row = 26, head = 40, foot = 30;
constexpr int axis_width = width - label_width - note_width;

// The same drawing for both kinds of output.
class Canvas {
  public:
    enum class Anchor { begin, middle, end };
    enum class Ink { bar, interval, text, grid };
    virtual ~Canvas() = default;
    virtual void box(double x, double y, double w, double h, Ink ink) = 0;
    virtual void text(double x, double baseline, const std::string& words, int size, Anchor anchor) = 0;
};

std::string axis_text(double value, bool percent) {
    return percent ? fixed_text(value * 100, 0) + " %" : general_text(value, 3);
}

std::string cut(const std::string& text, size_t most) {
    if (text.size() <= most) return text;
    size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

int height_of(const Plot& plot) {
    return head + row * static_cast<int>(plot.bars.size()) + foot;
}

void draw(const Plot& plot, Canvas& canvas) {
    const double largest = plot.largest > 0 ? plot.largest : 1;
    const auto x = [&](double value) { return label_width + axis_width * std::clamp(value / largest, 0.0, 1.0); };
    const int bottom = head + row * static_cast<int>(plot.bars.size());
    canvas.text(0, 20, plot.title, 16, Canvas::Anchor::begin);
    for (int tick = 0; tick <= 4; ++tick) {
        const double value = largest * tick / 4;
        canvas.box(x(value), head - 6, 1, bottom - head + 12, Canvas::Ink::grid);
        canvas.text(x(value), bottom + 22, axis_text(value, plot.percent), 12, Canvas::Anchor::middle);
    }
    for (size_t i = 0; i < plot.bars.size(); ++i) {
        const PlotBar& bar = plot.bars[i];
        const double y = head + row * static_cast<double>(i);
        canvas.text(label_width - 10, y + 17, cut(bar.label, 44), 13, Canvas::Anchor::end);
        canvas.box(x(0), y + 4, std::max(1.0, x(bar.value) - x(0)), row - 8, Canvas::Ink::bar);
        canvas.box(x(bar.low), y + row / 2.0 - 1, std::max(1.0, x(bar.high) - x(bar.low)), 2, Canvas::Ink::interval);
        for (const double end : {bar.low, bar.high}) canvas.box(x(end) - 1, y + 7, 2, row - 14, Canvas::Ink::interval);
        canvas.text(width - note_width + 10, y + 17, bar.note, 12, Canvas::Anchor::begin);
    }
}

class Svg final : public Canvas {
  public:
    void box(double x, double y, double w, double h, Ink ink) override {
        constexpr const char* classes[] = {"bar", "interval", "words", "grid"};
        out += std::string("<rect class=\"") + classes[static_cast<int>(ink)] + "\" x=\"" + fixed_text(x, 1) + "\" y=\"" +
               fixed_text(y, 1) + "\" width=\"" + fixed_text(w, 1) + "\" height=\"" + fixed_text(h, 1) + "\"/>";
    }
    void text(double x, double baseline, const std::string& words, int size, Anchor anchor) override {
        constexpr const char* anchors[] = {"start", "middle", "end"};
        out += "<text x=\"" + fixed_text(x, 1) + "\" y=\"" + fixed_text(baseline, 1) + "\" font-size=\"" + std::to_string(size) +
               "\" text-anchor=\"" + anchors[static_cast<int>(anchor)] + "\">" + html_text(words) + "</text>";
    }
    std::string out;
};

std::string font() {
    for (const char* name : {"DejaVuSans", "LiberationSans-Regular", "NotoSans-Regular", "Arial"}) {
        if (OIIO::ImageBufAlgo::text_size("x", 12, name).defined()) return name;
    }
    return "";
}

class Pixels final : public Canvas {
  public:
    Pixels(int w, int h, std::string font) : image_(OIIO::ImageSpec(w, h, 3, OIIO::TypeDesc::UINT8)), font_(std::move(font)) {
        OIIO::ImageBufAlgo::fill(image_, {1.0f, 1.0f, 1.0f});
    }
    void box(double x, double y, double w, double h, Ink ink) override {
        constexpr std::array<std::array<float, 3>, 4> colours{
            {{0.42f, 0.62f, 0.85f}, {0.10f, 0.16f, 0.28f}, {0, 0, 0}, {0.86f, 0.86f, 0.86f}}};
        const auto at = [](double value) { return static_cast<int>(std::lround(value)); };
        OIIO::ImageBufAlgo::render_box(image_, at(x), at(y), at(x + w) - 1, at(y + h) - 1, colours[static_cast<size_t>(ink)], true);
    }
    void text(double x, double baseline, const std::string& words, int size, Anchor anchor) override {
        using OIIO::ImageBufAlgo::TextAlignX;
        const TextAlignX align = anchor == Anchor::begin ? TextAlignX::Left
                                 : anchor == Anchor::end ? TextAlignX::Right
                                                         : TextAlignX::Center;
        const std::array<float, 3> ink{0.1f, 0.1f, 0.1f};
        OIIO::ImageBufAlgo::render_text(image_, static_cast<int>(x), static_cast<int>(baseline), words, size, font_, ink, align);
    }
    RgbImage image() const {
        const OIIO::ImageSpec& spec = image_.spec();
        RgbImage out{spec.width, spec.height, std::vector<uint8_t>(static_cast<size_t>(spec.width) * spec.height * 3)};
        image_.get_pixels(image_.roi(), OIIO::TypeDesc::UINT8, out.pixels.data());
        return out;
    }

  private:
    OIIO::ImageBuf image_;
    std::string font_;
};

}  // namespace

std::string plot_svg(const Plot& plot) {
    Svg svg;
    draw(plot, svg);
    return "<svg viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height_of(plot)) + "\" role=\"img\" aria-label=\"" +
           html_text(plot.title) + "\">" + svg.out + "</svg>\n";
}

Result<void> write_plot_png(const Plot& plot, const std::filesystem::path& file) {
    const std::string name = font();
    if (name.empty()) return Failure{"no font for the plots was found: install fonts-dejavu-core (the page does not need it)"};
    Pixels pixels(width, height_of(plot), name);
    draw(plot, pixels);
    try {
        write_png(file, pixels.image(), {});
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return {};
}

}  // namespace imagelab
