#pragma once
#if __has_include(<QApplication>)
#include "tests/support/ts_translator.h"
#include "tests/support/window_fixture.h"

namespace imagelab::test {

struct Look {
    Scheme scheme;
    int width, height;
    const char* language = "";  // as its translation is called; empty: English
};
std::string look_name(const ::testing::TestParamInfo<Look>& info);  // "Dark1280", "Dark1280fr"

// The window in one look, state by state: nothing is cut off, and with IMAGELAB_SCREENSHOTS=FOLDER the pictures to look at, named
// STATE-dark-1280x800.png (tools/screenshots.sh).
class LookedAt : public WindowTest, public ::testing::WithParamInterface<Look> {
  protected:
    void TearDown() override;
    void open_as_looked_at();
    void settle();  // until the price of the request has been answered and shown
    void shoot(const QString& state) { shoot(*window, state); }
    void shoot(QWidget& widget, const QString& state);

  private:
    std::unique_ptr<QTranslator> translator_;
};

}  // namespace imagelab::test
#endif
