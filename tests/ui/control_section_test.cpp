// ControlNets in the window: added, changed, taken away, each a step that can be undone; a chip above Generate.
#if __has_include(<QApplication>)
#include "ui/request/control_section.h"

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

class ControlSectionTest : public ::testing::Test {
  protected:
    ControlSectionTest() {
        application();
        section = std::make_unique<ControlSection>(document, library);
        section->show();
    }
    template <class T>
    T* control(const QString& name) {
        QCoreApplication::processEvents();  // rows are shown by their layout
        for (T* widget : section->findChildren<T*>())
            if (widget->accessibleName() == name && widget->isVisibleTo(section.get())) return widget;
        return nullptr;
    }
    const std::vector<ControlUse>& uses() const { return document.request().control_nets; }

    RequestDocument document;
    LibraryModel library;
    std::unique_ptr<ControlSection> section;
};

TEST_F(ControlSectionTest, EachEditIsAStepThatCanBeUndone) {
    section->add("/nets/canny.safetensors");
    section->add("/nets/depth/diffusion_pytorch_model.safetensors");
    ASSERT_EQ(uses().size(), 2u);
    EXPECT_EQ(section->summary(), "canny 1, depth 1");
    auto* type = control<QComboBox>("What is made of the control picture");
    ASSERT_NE(type, nullptr);
    type->setCurrentIndex(type->findText("Edges (Canny)"));
    emit type->activated(type->currentIndex());
    EXPECT_EQ(uses().front().type, ControlType::canny);
    section->findChild<SliderSpin*>()->field()->setValue(0.5);
    EXPECT_EQ(uses().front().weight, 0.5);
    auto *first = control<QDoubleSpinBox>("First step of the ControlNet"), *last = control<QDoubleSpinBox>("Last step of the ControlNet");
    last->setValue(0.4);
    first->setValue(0.6);
    EXPECT_EQ(uses().front().start, 0.6);
    EXPECT_EQ(uses().front().end, 0.6) << "it never ends before it begins";
    EXPECT_EQ(last->value(), 0.6);
    int wanted = -1;
    QObject::connect(section.get(), &ControlSection::picture_wanted, section.get(), [&](int index) { wanted = index; });
    control<QPushButton>("Choose the control picture")->click();
    ASSERT_EQ(wanted, 0);
    EXPECT_EQ(control<QToolButton>("Remove the control picture"), nullptr) << "there is none";
    section->set_picture(0, "/pictures/edges.png");
    EXPECT_EQ(uses().front().image, "/pictures/edges.png");
    control<QToolButton>("Remove the control picture")->click();
    EXPECT_TRUE(uses().front().image.empty());
    control<QToolButton>("Remove this ControlNet")->click();
    ASSERT_EQ(uses().size(), 1u);
    EXPECT_EQ(section->summary(), "depth 1");
    document.history().undo();
    ASSERT_EQ(uses().size(), 2u);
    EXPECT_EQ(uses().front().type, ControlType::canny);
    EXPECT_EQ(uses().front().weight, 0.5);
}

TEST_F(ControlSectionTest, WhatAPictureSaysIsShownAndTakenAwayByItsChip) {
    document.change("test", [](Request& r) {
        r.control_nets = {{ControlType::pose, 1, "", "", 0, 1, ControlMode::prompt},
                          {ControlType::none, 0.7, "/nets/a.safetensors", "m.png"}};
    });
    EXPECT_EQ(control<QComboBox>("What is made of the control picture")->currentText(), "Pose");
    EXPECT_EQ(control<QComboBox>("Which counts more")->currentText(), "Prompt first");
    ProfileModel profiles;
    std::vector<RequestChip> chips;
    for (const RequestChip& chip : request_chips(document.request(), profiles))
        if (chip.kind == RequestChip::Kind::control) chips.push_back(chip);
    ASSERT_EQ(chips.size(), 2u);
    EXPECT_EQ(chips[0].text, "Pose");
    EXPECT_EQ(chips[1].text, "a 0.7");
    const Request without = without_chip(document.request(), chips[0], profiles);
    ASSERT_EQ(without.control_nets.size(), 1u);
    EXPECT_EQ(without.control_nets.front().model, "/nets/a.safetensors");
}

}  // namespace
}  // namespace imagelab::test
#endif
