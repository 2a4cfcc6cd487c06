// Reference pictures in the window: added, changed, taken away, each a step that can be undone; a chip above Generate.
#if __has_include(<QApplication>)
#include "ui/request/reference_section.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QToolButton>

#include "tests/support/window_fixture.h"
#include "ui/models/library_model.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_chips.h"
#include "ui/models/request_document.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab::test {
namespace {

class ReferenceSectionTest : public ::testing::Test {
  protected:
    ReferenceSectionTest() {
        application();
        section = std::make_unique<ReferenceSection>(document, library);
        section->show();
    }
    template <class T>
    T* control(const QString& name) {
        QCoreApplication::processEvents();  // rows are shown by their layout
        for (T* widget : section->findChildren<T*>())
            if (widget->accessibleName() == name && widget->isVisibleTo(section.get())) return widget;
        return nullptr;
    }
    const std::vector<ReferenceUse>& uses() const { return document.request().references; }

    RequestDocument document;
    LibraryModel library;
    std::unique_ptr<ReferenceSection> section;
};

TEST_F(ReferenceSectionTest, EachEditIsAStepThatCanBeUndone) {
    int wanted = -2;
    QObject::connect(section.get(), &ReferenceSection::picture_wanted, section.get(), [&](int index) { wanted = index; });
    control<QPushButton>("Add a reference picture")->click();
    EXPECT_EQ(wanted, -1) << "a new one";
    section->set_picture(-1, "/pictures/face.png");
    ASSERT_EQ(uses().size(), 1u);
    EXPECT_EQ(uses().front(), ReferenceUse{.image = "/pictures/face.png"});
    section->set_adapter(0, "/adapters/plus.safetensors");
    EXPECT_EQ(control<QComboBox>("Adapter of the reference picture")->currentText(), "plus") << "the library does not hold it";
    section->add("/pictures/sky.png");
    ASSERT_EQ(uses().size(), 2u);
    EXPECT_EQ(uses().back().model, "/adapters/plus.safetensors") << "as the one before";
    EXPECT_EQ(section->summary(), "face 0.6, sky 0.6");
    section->findChild<SliderSpin*>()->field()->setValue(0.5);
    EXPECT_EQ(uses().front().scale, 0.5);
    auto *first = control<QDoubleSpinBox>("First step of the reference picture"),
         *last = control<QDoubleSpinBox>("Last step of the reference picture");
    last->setValue(0.4);
    first->setValue(0.6);
    EXPECT_EQ(uses().front().end, 0.6) << "it never ends before it begins";
    control<QPushButton>("Choose another reference picture")->click();
    EXPECT_EQ(wanted, 0);
    section->set_picture(0, "/pictures/other.png");
    EXPECT_EQ(uses().front().image, "/pictures/other.png");
    EXPECT_EQ(uses().front().scale, 0.5) << "the rest stays";
    auto* adapter = control<QComboBox>("Adapter of the reference picture");
    int asked = -1;
    QObject::connect(section.get(), &ReferenceSection::adapter_wanted, section.get(), [&](int index) { asked = index; });
    adapter->setCurrentIndex(adapter->findText("From a file…"));
    emit adapter->activated(adapter->currentIndex());
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(adapter->currentText(), "plus") << "until a file is chosen";
    adapter->setCurrentIndex(0);
    emit adapter->activated(0);
    EXPECT_EQ(uses().front().model, "");
    auto* mode = control<QComboBox>("What the reference picture gives");
    mode->setCurrentIndex(mode->findText("Its style"));
    emit mode->activated(mode->currentIndex());
    EXPECT_EQ(uses().front().mode, ReferenceMode::style);
    int masked = -1;
    QObject::connect(section.get(), &ReferenceSection::mask_wanted, section.get(), [&](int index) { masked = index; });
    EXPECT_EQ(control<QToolButton>("Without the mask of the reference picture"), nullptr) << "there is none to take away";
    control<QPushButton>("Choose a mask for the reference picture")->click();
    EXPECT_EQ(masked, 0);
    section->set_mask(0, "/pictures/left.png");
    EXPECT_EQ(uses().front().mask, "/pictures/left.png");
    EXPECT_EQ(uses().front().mode, ReferenceMode::style) << "the rest stays";
    control<QToolButton>("Without the mask of the reference picture")->click();
    EXPECT_EQ(uses().front().mask, "");
    document.history().undo();
    EXPECT_EQ(uses().front().mask, "/pictures/left.png");
    control<QToolButton>("Remove this reference picture")->click();
    ASSERT_EQ(uses().size(), 1u);
    EXPECT_EQ(section->summary(), "sky 0.6");
    document.history().undo();
    ASSERT_EQ(uses().size(), 2u);
    EXPECT_EQ(uses().front().scale, 0.5);
}

TEST_F(ReferenceSectionTest, ItIsSmallWhenUnusedAndTakenAwayByItsChip) {
    const int empty = section->sizeHint().height();
    EXPECT_LT(empty, 60);
    document.change("test", [](Request& r) { r.references = {{"/a/face.png", "", 0.6}, {"/a/sky.png", "x", 1}}; });
    QCoreApplication::processEvents();
    EXPECT_GT(section->sizeHint().height(), empty);
    ProfileModel profiles;
    std::vector<RequestChip> chips;
    for (const RequestChip& chip : request_chips(document.request(), profiles))
        if (chip.kind == RequestChip::Kind::reference) chips.push_back(chip);
    ASSERT_EQ(chips.size(), 2u);
    EXPECT_EQ(chips[0].text, "Look of face · 0.6");
    const Request without = without_chip(document.request(), chips[0], profiles);
    ASSERT_EQ(without.references.size(), 1u);
    EXPECT_EQ(without.references.front().image, "/a/sky.png");
}

}  // namespace
}  // namespace imagelab::test
#endif
