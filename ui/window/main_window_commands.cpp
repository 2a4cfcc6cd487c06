// MainWindow's menus, dialogs and drops.
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QMenuBar>
#include <QSysInfo>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/request/request_panel.h"
#include "ui/request/seed_edit.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

QString picture_filter() {
    QStringList patterns;
    for (const QByteArray& format : QImageReader::supportedImageFormats()) patterns << "*." + QString::fromLatin1(format);
    return patterns.join(' ');
}

}  // namespace

QAction* MainWindow::add_action(QMenu* menu, const QString& name, const QString& text, const QList<QKeySequence>& keys,
                                const QString& explanation) {
    QAction* made = menu->addAction(text);
    made->setObjectName(name);
    made->setParent(this);
    made->setShortcuts(keys);
    made->setToolTip(explanation);
    made->setStatusTip(explanation);
    return made;
}

void MainWindow::make_menus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    connect(add_action(file, "open_model", tr("&Open a model file…"), {QKeySequence::Open}, explain(Term::model)), &QAction::triggered,
            this, [this] { ask_model(false); });
    connect(add_action(file, "open_model_folder", tr("Open a model &folder…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_O}, explain(Term::model)),
            &QAction::triggered, this, [this] { ask_model(true); });
    connect(add_action(file, "start_picture", tr("&Start from a picture…"), {}, explain(Term::start_picture)), &QAction::triggered, this,
            &MainWindow::ask_start_picture);
    file->addSeparator();
    connect(add_action(file, "choose_folder", tr("&Choose the output folder…"), {}, explain(Term::output)), &QAction::triggered, this,
            &MainWindow::ask_output_folder);
    connect(add_action(file, "show_folder", tr("Open the output fol&der"), {Qt::CTRL | Qt::SHIFT | Qt::Key_F},
                       tr("Shows the pictures in the file manager.")),
            &QAction::triggered, this, &MainWindow::open_folder);
    file->addSeparator();
    connect(add_action(file, "quit", tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
                       tr("What runs goes on at its step when the program is opened again.")),
            &QAction::triggered, this, &QWidget::close);

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    for (QAction* step : {document_.history().createUndoAction(this, tr("&Undo")), document_.history().createRedoAction(this, tr("&Redo"))})
        edit->addAction(step);
    edit->actions()[0]->setObjectName("undo");
    edit->actions()[0]->setShortcuts(QKeySequence::Undo);
    edit->actions()[1]->setObjectName("redo");
    edit->actions()[1]->setShortcuts(QKeySequence::Redo);
    connect(add_action(edit, "paste_picture", tr("Paste a p&icture"), {Qt::CTRL | Qt::SHIFT | Qt::Key_V},
                       tr("Use the settings of the picture on the clipboard, or start from it.")),
            &QAction::triggered, this, &MainWindow::paste_picture);
    edit->addSeparator();
    connect(add_action(edit, "generate", tr("&Generate"), {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter}, tr("Makes the picture.")),
            &QAction::triggered, this, &MainWindow::generate);
    QAction* stop = add_action(edit, "cancel", tr("&Cancel the running job"), {Qt::Key_Escape}, tr("Finished pictures stay."));
    stop->setEnabled(false);
    connect(stop, &QAction::triggered, this, &MainWindow::cancel);
    edit->addSeparator();
    connect(add_action(edit, "focus_prompt", tr("Go to the &prompt"), {Qt::CTRL | Qt::Key_P}, explain(Term::prompt)), &QAction::triggered,
            this, [this] { request_panel_->focus_prompt(); });
    connect(add_action(edit, "roll_seed", tr("Roll the see&d"), {Qt::CTRL | Qt::Key_D}, explain(Term::seed)), &QAction::triggered, this,
            [this] { request_panel_->seed().roll(); });
    connect(add_action(edit, "lock_seed", tr("&Lock or open the seed"), {Qt::CTRL | Qt::Key_L}, explain(Term::seed)), &QAction::triggered,
            this, [this] { request_panel_->seed().toggle_lock(); });

    QMenu* view = menuBar()->addMenu(tr("&View"));
    connect(add_action(view, "zoom_in", tr("Zoom &in"), {QKeySequence::ZoomIn, Qt::CTRL | Qt::Key_Equal}, {}), &QAction::triggered, this,
            [this] { viewer_->view().zoom_by(1.25); });
    connect(add_action(view, "zoom_out", tr("Zoom &out"), {QKeySequence::ZoomOut}, {}), &QAction::triggered, this,
            [this] { viewer_->view().zoom_by(0.8); });
    connect(add_action(view, "zoom_fit", tr("&Fit to window"), {Qt::CTRL | Qt::Key_0}, {}), &QAction::triggered, this,
            [this] { viewer_->view().fit(); });
    connect(add_action(view, "zoom_real", tr("&Real pixels"), {Qt::CTRL | Qt::Key_1}, {}), &QAction::triggered, this,
            [this] { viewer_->view().set_zoom(1); });
    view->addSeparator();
    view->setObjectName("view_menu");
    make_panel_menu(view);
    make_theme_menu(view);

    make_queue_menu(menuBar()->addMenu(tr("&Queue")));
    make_gallery_menu();

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    connect(add_action(help, "terms", tr("&Terms in a sentence each"), {QKeySequence::HelpContents},
                       tr("What is guidance? What is a sampler?")),
            &QAction::triggered, this, &MainWindow::show_terms);
    connect(add_action(help, "about", tr("&About Image Lab"), {}, {}), &QAction::triggered, this, &MainWindow::show_about);
    make_request_menus();
}

void MainWindow::make_theme_menu(QMenu* view) {
    QMenu* menu = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    const std::pair<ThemeChoice, QString> choices[] = {
        {ThemeChoice::system, tr("As the &desktop")}, {ThemeChoice::light, tr("&Light")}, {ThemeChoice::dark, tr("D&ark")}};
    for (const auto& [choice, text] : choices) {
        QAction* item = add_action(menu, "theme_" + ThemeController::name_of(choice), text, {}, {});
        item->setCheckable(true);
        item->setChecked(theme_.choice() == choice);
        group->addAction(item);
        connect(item, &QAction::triggered, this, [this, choice = choice] {
            theme_.choose(choice);
            settings_.setValue("theme", ThemeController::name_of(choice));
        });
    }
}

void MainWindow::ask_model(bool folder) {
    auto* dialog = new QFileDialog(this, folder ? tr("Choose a model folder") : tr("Choose a model file"),
                                   settings_.value("folders/models").toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    if (folder) {
        dialog->setFileMode(QFileDialog::Directory);
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilter(tr("Models (*.safetensors)"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        settings_.setValue("folders/models", QFileInfo(path).absolutePath());
        open_model(path);
    });
    dialog->show();
}

void MainWindow::ask_start_picture() {
    auto* dialog = new QFileDialog(this, tr("Choose a start picture"), settings_.value("folders/pictures").toString(),
                                   tr("Pictures (%1)").arg(picture_filter()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        settings_.setValue("folders/pictures", QFileInfo(path).absolutePath());
        open_start_picture(path);
    });
    dialog->show();
}

void MainWindow::ask_output_folder() {
    auto* dialog = new QFileDialog(this, tr("Choose the output folder"), output_folder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        Request r = document_.request();
        r.output = path.toStdString();
        document_.edit(r, tr("output folder"));
    });
    dialog->show();
}

void MainWindow::show_text_window(const QString& title, const QString& html) {
    auto* window = new QWidget(this, Qt::Window);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    window->resize(560, 560);
    auto* text = new QTextBrowser(window);
    text->setFrameShape(QFrame::NoFrame);
    text->setOpenExternalLinks(true);
    text->setAccessibleName(title);
    text->document()->setDocumentMargin(24);
    text->setHtml(html);
    auto* column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(text);
    auto* close = new QAction(window);
    close->setShortcuts({Qt::Key_Escape, QKeySequence(QKeySequence::Close)});
    window->addAction(close);
    connect(close, &QAction::triggered, window, &QWidget::close);
    window->show();
}

void MainWindow::show_terms() {
    QString html;
    for (const GlossaryEntry& entry : glossary())
        html += QStringLiteral("<p><b>%1</b><br>%2</p>").arg(term_name(entry.term).toHtmlEscaped(), explain(entry.term).toHtmlEscaped());
    show_text_window(tr("Terms"), html);
}

void MainWindow::show_about() {
    show_text_window(tr("About Image Lab"),
                     QStringLiteral("<h2>%1</h2><p>%2</p><p>%3</p>")
                         .arg(tr("Image Lab %1").arg(IMAGELAB_VERSION), tr("Makes pictures from words on your own machine."),
                              tr("Free software under the GNU General Public License, version 3 or later. Qt %1, %2.")
                                  .arg(qVersion(), QSysInfo::prettyProductName())));
}

}  // namespace imagelab
