#include "tests/support/screenshots.h"

#if __has_include(<QApplication>)
#include <QAbstractButton>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>

#include "ui/widgets/controls.h"

namespace imagelab::test {
namespace {

// What makes an area's content as wide as it is.
std::string widest_in(const QWidget& content) {
    const QWidget* widest = nullptr;
    int most = 0;
    for (const QWidget* child : content.findChildren<QWidget*>()) {
        const int edge = child->mapTo(&content, QPoint()).x() + child->minimumSizeHint().width();
        if (!child->isVisible() || edge <= most || !child->findChildren<QWidget*>().isEmpty()) continue;
        most = edge, widest = child;
    }
    return widest == nullptr ? "nothing" : widest->metaObject()->className() + (" " + widest->accessibleName().toStdString());
}

void expect_nothing_cut_off(const QWidget& widget, const std::string& state) {
    for (const QLabel* label : widget.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->wordWrap() || label->inherits("imagelab::ElidedLabel")) continue;
        EXPECT_GE(label->width(), label->fontMetrics().horizontalAdvance(label->text().section('\n', 0, 0)))
            << state << ": " << label->text().toStdString();
    }
    for (const QAbstractButton* button : widget.findChildren<QAbstractButton*>()) {
        if (!button->isVisible() || button->metaObject()->className() != QLatin1String("QPushButton")) continue;
        EXPECT_GE(button->width(), button->sizeHint().width()) << state << ": " << button->text().toStdString();
    }
    for (const QLineEdit* line : widget.findChildren<QLineEdit*>()) {
        if (!line->isVisible() || line->placeholderText().isEmpty() || !line->text().isEmpty()) continue;
        if (line->parentWidget()->inherits("QAbstractSpinBox")) continue;
        EXPECT_GE(placeholder_room(*line), line->fontMetrics().horizontalAdvance(line->placeholderText()))
            << state << ": " << line->placeholderText().toStdString();
    }
    for (const QScrollArea* area : widget.findChildren<QScrollArea*>()) {
        if (!area->isVisible()) continue;
        EXPECT_EQ(area->horizontalScrollBar()->maximum(), 0)
            << state << ": " << area->accessibleName().toStdString() << " in " << area->parent()->metaObject()->className() << ", for "
            << widest_in(*area->widget());
    }
}

QString scheme_name(Scheme scheme) {
    return scheme == Scheme::dark ? QStringLiteral("dark") : QStringLiteral("light");
}

}  // namespace

std::string look_name(const ::testing::TestParamInfo<Look>& info) {
    return (info.param.scheme == Scheme::dark ? "Dark" : "Light") + std::to_string(info.param.width) + info.param.language;
}

void LookedAt::open_as_looked_at() {
    if (*GetParam().language != 0) {
        translator_ = std::make_unique<TsTranslator>(GetParam().language);
        QCoreApplication::installTranslator(translator_.get());
    }
    theme->choose(GetParam().scheme == Scheme::dark ? ThemeChoice::dark : ThemeChoice::light);
    open();
    window->resize(GetParam().width, GetParam().height);
    settle();
}

void LookedAt::TearDown() {
    WindowTest::TearDown();
    if (translator_) QCoreApplication::removeTranslator(translator_.get());
}

void LookedAt::settle() {
    const int asked = engine.plans_asked();
    window->bridge().ask_price(window->document().request());
    wait_until([&] { return engine.plans_asked() > asked; });
    wait_until([] { return false; }, 60);
}

void LookedAt::shoot(QWidget& widget, const QString& state) {
    settle();
    if (&widget == window.get()) {
        EXPECT_EQ(window->size(), QSize(GetParam().width, GetParam().height)) << state.toStdString();
    }
    expect_nothing_cut_off(widget, state.toStdString());
    const QString folder = qEnvironmentVariable("IMAGELAB_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    const QString name = QString("%1-%2-%3x%4%5.png")
                             .arg(state, scheme_name(GetParam().scheme))
                             .arg(GetParam().width)
                             .arg(GetParam().height)
                             .arg(*GetParam().language != 0 ? QStringLiteral("-") + GetParam().language : QString());
    ASSERT_TRUE(widget.grab().save(QDir(folder).filePath(name)));
}

}  // namespace imagelab::test
#endif
