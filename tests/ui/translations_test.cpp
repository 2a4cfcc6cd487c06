// German and French: every string of the window, placeholders, mnemonics, and room for longer words.
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QToolButton>

#include "tests/build_paths.h"
#include "tests/support/ts_translator.h"
#include "tests/support/window_fixture.h"
#include "ui/queue/queue_panel.h"

namespace imagelab::test {
namespace {

QStringList placeholders_of(const QString& text) {
    static const QRegularExpression one(QStringLiteral("%(?:n|[0-9]+)"));
    QStringList found;
    for (auto at = one.globalMatch(text); at.hasNext();) found << at.next().captured();
    found.sort();
    return found;
}

QString lupdate() {
    const QString qt6 = QStandardPaths::findExecutable("lupdate", {"/usr/lib/qt6/bin", "/usr/lib64/qt6/bin"});
    return qt6.isEmpty() ? QStandardPaths::findExecutable("lupdate") : qt6;
}

class Translations : public ::testing::TestWithParam<const char*> {};

TEST_P(Translations, EveryStringIsTranslatedWithItsPlaceholders) {
    const std::vector<TsMessage> messages = ts_messages(ts_path(GetParam()));
    EXPECT_GT(messages.size(), 800u);
    for (const TsMessage& message : messages) {
        EXPECT_TRUE(message.finished) << message.source.toStdString();
        EXPECT_EQ(message.forms.size(), message.counted ? 2 : 1) << message.source.toStdString();
        for (const QString& form : message.forms) {
            EXPECT_FALSE(form.isEmpty()) << message.source.toStdString();
            EXPECT_EQ(placeholders_of(form), placeholders_of(message.source)) << form.toStdString();
            EXPECT_EQ(form.count(QLatin1String("…")), message.source.count(QLatin1String("…"))) << form.toStdString();
            EXPECT_EQ(form.endsWith(' '), message.source.endsWith(' ')) << form.toStdString();
        }
    }
}

TEST_P(Translations, KnowsTheStringsOfTheSources) {
    if (lupdate().isEmpty()) GTEST_SKIP() << "lupdate (qt6-l10n-tools) is not here";
    const QTemporaryDir folder;
    const QString copy = folder.filePath("fresh.ts");
    QProcess process;
    process.setWorkingDirectory(IMAGELAB_SOURCE_DIR);
    process.start(lupdate(), {"-silent", "-I", ".", "ui", "-locations", "none", "-no-obsolete", "-source-language", "en",
                              "-target-language", GetParam(), "-ts", copy});
    ASSERT_TRUE(process.waitForFinished(300000)) << process.errorString().toStdString();
    ASSERT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
    const auto names = [](const std::vector<TsMessage>& messages) {
        QSet<QString> found;
        for (const TsMessage& message : messages) found << message.context + ": " + message.source;
        return found;
    };
    const QSet<QString> wanted = names(ts_messages(copy)), there = names(ts_messages(ts_path(GetParam())));
    ASSERT_GT(wanted.size(), 800);
    for (const QString& missing : wanted - there) ADD_FAILURE() << "not there: " << missing.toStdString();
    for (const QString& stale : there - wanted) ADD_FAILURE() << "of no use any more: " << stale.toStdString();
}

// A French sign that stands behind a space goes with its word into the next line, and with what it quotes.
TEST(FrenchTranslations, KeepTheirSignsBesideTheirWords) {
    static const QRegularExpression apart(QStringLiteral(" [:;?!\u00bb]|\u00ab "));
    for (const TsMessage& message : ts_messages(ts_path("fr")))
        for (const QString& form : message.forms) EXPECT_FALSE(apart.match(form).hasMatch()) << form.toStdString();
}

INSTANTIATE_TEST_SUITE_P(Languages, Translations, ::testing::Values("de", "fr"), [](const auto& info) { return std::string(info.param); });

class TranslatedWindow : public WindowTest, public ::testing::WithParamInterface<const char*> {
  protected:
    void begin() {
        if (std::string(GetParam()) != "en") {
            translator_ = std::make_unique<TsTranslator>(GetParam());
            QApplication::installTranslator(translator_.get());
        }
        open();
    }
    ~TranslatedWindow() override {
        window.reset();
        if (translator_) QApplication::removeTranslator(translator_.get());
    }
    static void expect_own_letters(const QString& menu, const QList<QAction*>& actions) {
        QMap<QChar, QString> taken;
        for (const QAction* action : actions) {
            const QString text = QString(action->text()).replace("&&", "");
            const qsizetype at = text.indexOf('&');
            if (action->menu()) expect_own_letters(text, action->menu()->actions());
            if (at < 0 || at + 1 >= text.size()) continue;
            const QChar letter = text[at + 1].toLower();
            EXPECT_FALSE(taken.contains(letter))
                << menu.toStdString() << ": " << text.toStdString() << " and " << taken.value(letter).toStdString();
            EXPECT_TRUE(letter.toLatin1() >= 'a' && letter.toLatin1() <= 'z') << text.toStdString() << " is on no keyboard";
            taken[letter] = text;
        }
    }
    std::unique_ptr<TsTranslator> translator_;
};

TEST_P(TranslatedWindow, NoTwoCommandsOfAMenuShareALetter) {
    begin();
    expect_own_letters("menu bar", window->menuBar()->actions());
}

TEST_P(TranslatedWindow, NothingIsCutOff) {
    begin();
    window->resize(1280, 800);
    window->action("toggle_bottom")->trigger();
    for (const char* panel : {"queue", "models", "sweep", "devices", "results", "log"}) {
        auto* dock = window->findChild<QDockWidget*>(panel);
        dock->show();
        dock->raise();
        wait_until([] { return false; }, 60);
        QCoreApplication::sendPostedEvents();  // a text that came with the last event has its room only after its layout's turn
        EXPECT_EQ(window->width(), 1280) << panel;
        for (const QLabel* label : window->findChildren<QLabel*>()) {
            if (!label->isVisible() || label->wordWrap() || label->inherits("imagelab::ElidedLabel") || label->text().contains('<'))
                continue;
            EXPECT_GE(label->width(), label->fontMetrics().horizontalAdvance(label->text().section('\n', 0, 0)))
                << panel << ": " << label->text().toStdString();
        }
        for (const QAbstractButton* button : window->findChildren<QAbstractButton*>()) {
            const bool written = button->icon().isNull() && !button->text().isEmpty();
            if (!button->isVisible() || !written || button->inherits("imagelab::GenerateButton")) continue;
            EXPECT_GE(button->width(), std::min(button->sizeHint().width(), button->fontMetrics().horizontalAdvance(button->text())))
                << panel << ": " << button->text().toStdString();
        }
    }
}

TEST_P(TranslatedWindow, TheQueuesButtonsHaveWordsWhereThereIsRoom) {
    begin();
    window->action("toggle_bottom")->trigger();
    auto* dock = window->findChild<QDockWidget*>("queue");
    dock->show();
    dock->raise();
    const auto buttons = [&] {
        QList<QToolButton*> found = window->queue_panel().findChildren<QToolButton*>();
        found.removeIf([](const QToolButton* button) { return button->icon().isNull(); });
        return found;
    };
    for (const auto& [width, style] : {std::pair(2560, Qt::ToolButtonTextBesideIcon), std::pair(1100, Qt::ToolButtonIconOnly)}) {
        window->resize(width, 1000);
        ASSERT_GE(buttons().size(), 8);
        for (const QToolButton* button : buttons()) {
            EXPECT_TRUE(wait_until([&, style = style] { return button->toolButtonStyle() == style; }, 2000)) << width;
            EXPECT_TRUE(wait_until([&] { return button->width() >= button->sizeHint().width(); }, 2000)) << button->text().toStdString();
            EXPECT_FALSE(button->accessibleName().isEmpty() || button->toolTip().isEmpty()) << button->text().toStdString();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Languages, TranslatedWindow, ::testing::Values("en", "de", "fr"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace imagelab::test
#endif
