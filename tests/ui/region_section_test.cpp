// Regions of the request: drawn over the picture's frame, written in rows.
#if __has_include(<QApplication>)
#include "ui/request/region_section.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest/QTest>

#include "tests/support/window_fixture.h"
#include "ui/models/box_drag.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_chips.h"
#include "ui/models/request_document.h"
#include "ui/request/region_map.h"

namespace imagelab::test {
namespace {

TEST(BoxDrag, ANewBoxIsDrawnFromCornerToCorner) {
    const BoxDrag drag({}, -1, {0.75, 0.25}, {0.02, 0.02});
    EXPECT_EQ(drag.box(), -1);
    EXPECT_EQ(drag.dragged_to({0.25, 1.5}), QRectF(QPointF(0.25, 0.25), QPointF(0.75, 1)));
    EXPECT_FALSE(drag.dragged_to({0.755, 0.26})) << "too small to be meant";
}

TEST(BoxDrag, InsidesMoveAndStayInThePicture) {
    const std::vector<QRectF> boxes{{0, 0, 0.5, 0.5}, {0.5, 0, 0.5, 1}};
    const BoxDrag drag(boxes, -1, {0.25, 0.25}, {0.02, 0.02});
    EXPECT_EQ(drag.box(), 0);
    EXPECT_EQ(drag.dragged_to({0.5, 0.5}), QRectF(0.25, 0.25, 0.5, 0.5));
    EXPECT_EQ(drag.dragged_to({1, 0}), QRectF(0.5, 0, 0.5, 0.5));
}

TEST(BoxDrag, EdgesSizeAndCornersBoth) {
    const std::vector<QRectF> boxes{{0.25, 0.25, 0.5, 0.5}};
    EXPECT_EQ(BoxDrag(boxes, 0, {0.255, 0.5}, {0.02, 0.02}).dragged_to({0, 0.9}), QRectF(0, 0.25, 0.75, 0.5));
    EXPECT_EQ(BoxDrag(boxes, 0, {0.75, 0.75}, {0.02, 0.02}).dragged_to({1, 1}), QRectF(0.25, 0.25, 0.75, 0.75));
    EXPECT_EQ(BoxDrag(boxes, 0, {0.75, 0.5}, {0.02, 0.02}).dragged_to({0.25, 0.5}), boxes[0]) << "never without a width";
}

class RegionSectionTest : public testing::Test {
  protected:
    RegionSectionTest() {
        application();
        section_ = std::make_unique<RegionSection>(document);
        document.change("size", [](Request& r) { r.width = 200, r.height = 100; });
        section().resize(320, 600);
        section().show();
        QCoreApplication::processEvents();
    }
    RegionSection& section() { return *section_; }
    const std::vector<Region>& regions() const { return document.request().regions; }
    QPoint at(double x, double y) {
        const QRectF frame = section().map().frame();
        return QPointF(frame.left() + x * frame.width(), frame.top() + y * frame.height()).toPoint();
    }
    void drag(QPoint from, QPoint to) {
        QTest::mousePress(&section().map(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&section().map(), to);
        QTest::mouseRelease(&section().map(), Qt::LeftButton, {}, to);
    }

    RequestDocument document;
    std::unique_ptr<RegionSection> section_;
};

TEST_F(RegionSectionTest, ABoxThatIsDrawnIsARegion) {
    drag(at(0.25, 0.5), at(0.75, 1.2));
    ASSERT_EQ(regions().size(), 1u);
    EXPECT_NEAR(regions()[0].left, 0.25, 0.011);
    EXPECT_NEAR(regions()[0].right, 0.75, 0.011);
    EXPECT_EQ(regions()[0].bottom, 1);
    EXPECT_EQ(section().map().chosen(), 0);
    document.history().undo();
    EXPECT_TRUE(regions().empty());
}

TEST_F(RegionSectionTest, WordsAndPlacesAreWrittenInItsRow) {
    section().findChild<QPushButton*>()->click();
    ASSERT_EQ(regions().size(), 1u);
    EXPECT_EQ(regions()[0].right, 0.5) << "the left half";
    section().findChild<QLineEdit*>()->setFocus();
    QTest::keyClicks(section().findChild<QLineEdit*>(), "a cat");
    EXPECT_EQ(regions()[0].prompt, "a cat");
    EXPECT_EQ(section().summary(), "a cat");
    section().set_mask(0, "/m/cat.png");
    EXPECT_EQ(regions()[0].mask, "/m/cat.png");
    const ProfileModel profiles;
    const auto chips = request_chips(document.request(), profiles);
    ASSERT_GE(chips.size(), 2u);
    EXPECT_EQ(chips[1].text, "Region 1 · a cat");
    EXPECT_TRUE(without_chip(document.request(), chips[1], profiles).regions.empty());
}

// Over the picture in the middle of the window, whose place in its view changes with the zoom.
TEST_F(RegionSectionTest, RegionsAreDrawnOverAPictureToo) {
    QWidget view;
    view.resize(300, 200);
    QRectF place(50, 20, 200, 100);
    auto* over = new RegionMap(&view, [&] { return place; });
    section().follow(over);
    view.show();
    EXPECT_EQ(over->geometry(), view.rect());
    QTest::mousePress(over, Qt::LeftButton, {}, {100, 45});
    QTest::mouseMove(over, {250, 120});
    QTest::mouseRelease(over, Qt::LeftButton, {}, {250, 120});
    ASSERT_EQ(regions().size(), 1u);
    EXPECT_EQ(regions()[0], (Region{"", {}, 0.25, 0.25, 1, 1}));
    EXPECT_EQ(section().map().chosen(), 0) << "one choice for both";
    place = QRectF(0, 0, 100, 50);
    QTest::mousePress(over, Qt::LeftButton, {}, {60, 30});
    QTest::mouseRelease(over, Qt::LeftButton, {}, {60, 30});
    EXPECT_EQ(regions().size(), 1u) << "a click inside chooses";
    int left = 0;
    QObject::connect(over, &RegionMap::left, &view, [&] { ++left; });
    QTest::keyClick(over, Qt::Key_Escape);
    EXPECT_EQ(left, 1);
    delete over;
    document.change("regions", [](Request& r) { r.regions.clear(); });
    EXPECT_EQ(section().map().chosen(), -1);
}

TEST_F(RegionSectionTest, ArrowsMoveAndSizeTheChosenBox) {
    document.change("regions", [](Request& r) { r.regions = {{"a", {}, 0.2, 0.2, 0.5, 0.5}}; });
    section().map().choose(0);
    QTest::keyClick(&section().map(), Qt::Key_Right);
    EXPECT_DOUBLE_EQ(regions()[0].left, 0.21);
    EXPECT_DOUBLE_EQ(regions()[0].right, 0.51);
    QTest::keyClick(&section().map(), Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_DOUBLE_EQ(regions()[0].top, 0.2);
    EXPECT_DOUBLE_EQ(regions()[0].bottom, 0.51);
    QTest::keyClick(&section().map(), Qt::Key_Delete);
    EXPECT_TRUE(regions().empty());
}

}  // namespace
}  // namespace imagelab::test
#endif
