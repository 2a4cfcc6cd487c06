<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>glossary</name>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>The trained network that draws: a diffusers folder or one .safetensors file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>What the picture should show, in plain words; the first words count most.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Prompt négatif</translation>
    </message>
    <message>
        <source>What the picture should stay away from, for example: blurry, text.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Width and height in pixels, multiples of 8; models draw best near the size they were trained at.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>How many pictures one press of Generate makes, each with the next seed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>How often the noise is refined: more steps take longer and settle details, 20 to 40 are usual.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidage</translation>
    </message>
    <message>
        <source>How strictly the picture follows the prompt: 1 leaves the model free (and is twice as fast), 4 to 8 are usual.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Sampler</source>
        <translation>Échantillonneur</translation>
    </message>
    <message>
        <source>The method that walks from noise to picture; an ancestral one adds fresh noise on the way.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Schedule</source>
        <translation>Planification</translation>
    </message>
    <message>
        <source>How the noise levels are spread over the steps; Karras spends more of them on fine detail.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>The number the noise grows from: the same seed and settings give the same picture.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start picture</source>
        <translation>Image de départ</translation>
    </message>
    <message>
        <source>A picture to begin from instead of pure noise.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>How far to move away from the start picture: near 0 keeps it, 1 ignores it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Output folder</source>
        <translation>Dossier de sortie</translation>
    </message>
    <message>
        <source>Where pictures are saved; each PNG carries all its settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The part that turns the model's small latents into pixels; a model brings its own, others change colours a little.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>Words (and sometimes steps and sampler) that give any prompt a look; several can be mixed by weight.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tokens</source>
        <translation>Jetons</translation>
    </message>
    <message>
        <source>The pieces of words a model reads; it has room for 77 of them, and what is beyond is cut off.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>(words:1.2) make words count more, (words:0.8) less; Ctrl+Up and Ctrl+Down change the weight under the cursor.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Noise curve</source>
        <translation>Courbe de bruit</translation>
    </message>
    <message>
        <source>How much noise is left before each step; a curve that falls late spends its steps on detail.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fit</source>
        <translation>Ajustement</translation>
    </message>
    <message>
        <source>How a start picture of another shape is brought to size: stretched, cropped, or padded with its edges.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>PNG loses nothing; JPEG and WebP are smaller; TIFF and EXR are for further work in other programs.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualité</translation>
    </message>
    <message>
        <source>How much JPEG and WebP may lose to be small: 95 looks the same, WebP at 100 loses nothing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File names</source>
        <translation>Noms de fichiers</translation>
    </message>
    <message>
        <source>The pattern for names of new pictures, of {date}, {time}, {seed}, {words}, {model}, {steps} and more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>How many processor cores a picture may use; fewer leave the machine free for other work.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>The processor or graphics card that draws; automatic takes the fastest one the picture fits.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Memory budget</source>
        <translation>Budget mémoire</translation>
    </message>
    <message>
        <source>The most memory of a graphics card to use; weights that do not fit are streamed, which takes longer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Checksum</source>
        <translation>Somme de contrôle</translation>
    </message>
    <message>
        <source>The SHA-256 of a file, which proves that every byte of a download arrived as it was published.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::Banner</name>
    <message>
        <source>Error</source>
        <translation>Erreur</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <source>Copies the message and all settings, for a bug report.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Close the message</source>
        <translation>Fermer le message</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>Erreur : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::CommandPalette</name>
    <message>
        <source>Find anything</source>
        <translation>Tout trouver</translation>
    </message>
    <message>
        <source>Find a command, style, model, prompt, picture or term</source>
        <translation>Trouver une commande, un style, un modèle, un prompt, une image ou un terme</translation>
    </message>
    <message>
        <source>Type a few letters; Up and Down choose, Enter does it, Escape closes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Rien ne contient ces mots.</translation>
    </message>
</context>
<context>
    <name>imagelab::DownloadList</name>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Asking the server</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 · %2/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Paused at %1</source>
        <translation>En pause à %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
</context>
<context>
    <name>imagelab::DropPlace</name>
    <message>
        <source>Drop a picture here, or choose one…</source>
        <translation>Déposez une image ici, ou choisissez-en une…</translation>
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::EmptyState</name>
    <message>
        <source>What should the picture show?</source>
        <translation>Que doit montrer l’image ?</translation>
    </message>
    <message>
        <source>Describe it on the left, then press Generate or Ctrl+Enter.</source>
        <translation>Décrivez-la à gauche, puis Générer ou Ctrl+Entrée.</translation>
    </message>
    <message>
        <source>Or begin with one of these:</source>
        <translation>Ou commencez par l’un de ceux-ci :</translation>
    </message>
    <message>
        <source>a red apple on a wooden table</source>
        <translation>a red apple on a wooden table</translation>
    </message>
    <message>
        <source>a sailing boat on a calm lake at sunset</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a smiling sun over green hills</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use the prompt: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Puts these words into the prompt.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::FirstRunPage</name>
    <message>
        <source>Looking for models of other programs…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Welcome</source>
        <translation>Bienvenue</translation>
    </message>
    <message>
        <source>Ready to draw</source>
        <translation>Prêt à dessiner</translation>
    </message>
    <message>
        <source>A small model comes with Image Lab. It draws simple things, 128 pixels wide, in seconds and without a graphics card. Everything stays on this machine.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start with an example</source>
        <translation>Commencer par un exemple</translation>
    </message>
    <message>
        <source>Puts a prompt on the left; Ctrl+Enter makes the picture.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start with my own words</source>
        <translation>Commencer avec mes mots</translation>
    </message>
    <message>
        <source>Closes this page; Help &gt; Welcome brings it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bring your models</source>
        <translation>Apporter vos modèles</translation>
    </message>
    <message>
        <source>SDXL models draw large and detailed pictures. Folders are only read, nothing in them is moved or changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ajouter un dossier…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Ajouter un dossier de modèles</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Get a model…</source>
        <translation>Obtenir un modèle…</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>Obtenir un modèle</translation>
    </message>
    <message>
        <source>Fetches a known model, or one of Hugging Face.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a red apple on a wooden table</source>
        <translation>a red apple on a wooden table</translation>
    </message>
    <message>
        <source>No models of other programs were found in your home folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found on this machine:</source>
        <translation>Trouvé sur cette machine :</translation>
    </message>
    <message>
        <source>%1, model files: %2 (%3)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Add the models of %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its models stand in the list from now on; nothing in it is changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Added</source>
        <translation>Ajouté</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryModel</name>
    <message>
        <source>Picture: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Being made: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Took: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File: %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::GalleryStrip</name>
    <message>
        <source>Pictures you make appear here. They are files in the output folder as well.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pictures of this session</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Arrows choose a picture, the menu key says what can be done with it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This session</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::GenerateButton</name>
    <message>
        <source>Generate</source>
        <translation>Générer</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter).</source>
        <translation>Crée l’image (Ctrl+Entrée).</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter): %1.</source>
        <translation>Crée l’image (Ctrl+Entrée) : %1.</translation>
    </message>
</context>
<context>
    <name>imagelab::LibraryModel</name>
    <message>
        <source>unknown kind</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>needs about %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>folder</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::LibraryPanel</name>
    <message>
        <source>Search models</source>
        <translation>Chercher un modèle</translation>
    </message>
    <message>
        <source>Looks in name, kind, file and program.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ajouter un dossier…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Ajouter un dossier de modèles</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reads all model folders anew.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Enter uses the model.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Chooses it for the request, a VAE as its VAE; Undo takes it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show the file</source>
        <translation>Montrer le fichier</translation>
    </message>
    <message>
        <source>Opens its folder in the file manager.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>State of the models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A model by name…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Known models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models that are often used, each from its page on Hugging Face.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Name, ORG/NAME or link</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model to fetch</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A name from the list, a repository of Hugging Face, or the https:// link of a .safetensors file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>SHA-256, if you have it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Get</source>
        <translation>Obtenir</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetches it into the models folder; what breaks off goes on later.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Space pauses and goes on.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>State of the downloads</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is being fetched. Choose a model by name, or paste the link of one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Why the download failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <source>Copies the message, for a bug report.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use as VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Looking for models…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No models besides the bundled one. Add the folder that holds yours, or fetch one on the right.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No model has these words.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models: %1</source>
        <translation>Modèles : %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>What was fetched stays, and the rest is fetched later.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Clear</source>
        <translation>Effacer</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Takes the line away; the model stays.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stops it and deletes what was fetched so far.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A SHA-256 has 64 digits.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::MainWindow</name>
    <message>
        <source>Image Lab</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Jobs are kept in memory only and end with the program: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>example prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Set aside, goes on from the queue</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Done in %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 pictures done in %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Cancelled, %1 finished kept</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not made, see above</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Image Lab %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
    <message>
        <source>%1 cannot be read: was it moved or deleted?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>use of a picture's settings</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>start picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;Open a model file…</source>
        <translation>&amp;Ouvrir un fichier de modèle…</translation>
    </message>
    <message>
        <source>Open a model &amp;folder…</source>
        <translation>Ouvrir un &amp;dossier de modèle…</translation>
    </message>
    <message>
        <source>&amp;Start from a picture…</source>
        <translation>&amp;Partir d’une image…</translation>
    </message>
    <message>
        <source>&amp;Choose the output folder…</source>
        <translation>&amp;Choisir le dossier de sortie…</translation>
    </message>
    <message>
        <source>Open the output fol&amp;der</source>
        <translation>Ouvrir le dossier de so&amp;rtie</translation>
    </message>
    <message>
        <source>Shows the pictures in the file manager.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>What runs goes on at its step when the program is opened again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Édition</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Annuler</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Rétablir</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Générer</translation>
    </message>
    <message>
        <source>Makes the picture.</source>
        <translation>Crée l’image.</translation>
    </message>
    <message>
        <source>&amp;Cancel the running job</source>
        <translation>&amp;Annuler la tâche en cours</translation>
    </message>
    <message>
        <source>Finished pictures stay.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go to the &amp;prompt</source>
        <translation>Aller au &amp;prompt</translation>
    </message>
    <message>
        <source>Roll the see&amp;d</source>
        <translation>Tirer une &amp;graine</translation>
    </message>
    <message>
        <source>&amp;Lock or open the seed</source>
        <translation>&amp;Verrouiller ou libérer la graine</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>A&amp;grandir</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>&amp;Réduire</translation>
    </message>
    <message>
        <source>&amp;Fit to window</source>
        <translation>A&amp;juster à la fenêtre</translation>
    </message>
    <message>
        <source>&amp;Real pixels</source>
        <translation>&amp;Taille réelle</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Aide</translation>
    </message>
    <message>
        <source>&amp;Terms in a sentence each</source>
        <translation>Les &amp;termes, une phrase chacun</translation>
    </message>
    <message>
        <source>What is guidance? What is a sampler?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;About Image Lab</source>
        <translation>À &amp;propos d’Image Lab</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Thème</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>Comme le &amp;bureau</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Clair</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>&amp;Sombre</translation>
    </message>
    <message>
        <source>Cancel this job</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use these settings</source>
        <translation>Utiliser ces réglages</translation>
    </message>
    <message>
        <source>Start from this picture</source>
        <translation>Partir de cette image</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>Copier le prompt</translation>
    </message>
    <message>
        <source>Copy the file's path</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open the output folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a model file</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>output folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Terms</source>
        <translation>Termes</translation>
    </message>
    <message>
        <source>About Image Lab</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Makes pictures from words on your own machine.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. Qt %1, %2.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop to use this model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop to start from this picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Request</source>
        <translation>Requête</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Panneaux</translation>
    </message>
    <message>
        <source>Shows or hides this panel.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation>&amp;Réinitialiser la disposition</translation>
    </message>
    <message>
        <source>Puts every panel back to its place.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>&amp;Models and downloads</source>
        <translation>&amp;Modèles et téléchargements</translation>
    </message>
    <message>
        <source>The models of this machine, and fetching new ones.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>Ré&amp;glages…</translation>
    </message>
    <message>
        <source>Theme, folders, file names, devices, threads, memory.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a st&amp;yle…</source>
        <translation>Ajouter un st&amp;yle…</translation>
    </message>
    <message>
        <source>&amp;Saved prompts…</source>
        <translation>Prompts &amp;enregistrés…</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Find anything…</source>
        <translation>&amp;Tout trouver…</translation>
    </message>
    <message>
        <source>Commands, styles, models, prompts, pictures and terms by a few letters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Bienvenue</translation>
    </message>
    <message>
        <source>The first page: the bundled model, and how to bring your own.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The saved prompts could not be written: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>VAE (*.safetensors)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder with models</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>style %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Comes with the program</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>earlier prompt</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::ModelPicker</name>
    <message>
        <source>The model's own</source>
        <translation>Celui du modèle</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Separator</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Choisir un fichier…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Choisir un dossier…</translation>
    </message>
</context>
<context>
    <name>imagelab::ModelSection</name>
    <message>
        <source>Models and downloads</source>
        <translation>Modèles et téléchargements</translation>
    </message>
    <message>
        <source>Shows the models of this machine and fetches new ones.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading the model…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 · draws best at %2</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::NegativeSection</name>
    <message>
        <source>blurry, text, watermark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use it even when empty</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not used: guidance is 1. Raise it above 1 for a negative prompt to count.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>negative prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>empty text</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::OutputSection</name>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>format</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>quality</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 loses nothing: quality is for JPEG and WebP.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::PaletteModel</name>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Terme</translation>
    </message>
</context>
<context>
    <name>imagelab::PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Wheel or + and - zoom, dragging and arrows move, 0 fits, 1 shows real pixels.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::ProfilePicker</name>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>Search styles: film, ink, dark…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search styles</source>
        <translation>Chercher un style</translation>
    </message>
    <message>
        <source>Looks in names, descriptions and the words a style adds.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter or a click adds a style or takes it away.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>style %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading the styles…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No styles were found. The program's files may be incomplete: install it again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No style has these words. Try another, or clear the search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Styles: %1. Choose one or several; each adds its words to the prompt.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::PromptSection</name>
    <message>
        <source>Prompt: what the picture shows, for example a red apple on a wooden table</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Weights</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Weigh words in brackets</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved prompts</source>
        <translation>Prompts enregistrés</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>weighing of words</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This model reads brackets as they are written and weighs no words.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 tokens with styles</source>
        <translation>%1 sur %2 jetons avec styles</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 sur %2 jetons</translation>
    </message>
    <message>
        <source>Room for %1 tokens</source>
        <translation>Place pour %1 jetons</translation>
    </message>
    <message>
        <source>The model does not read the end: %1</source>
        <translation>Le modèle ne lit pas la fin : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestPanel</name>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>Size and pictures</source>
        <translation>Taille et nombre</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Échantillonnage</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Sortie</translation>
    </message>
    <message>
        <source>start picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>strength</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>fit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>number of pictures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>Écrivez d’abord un prompt.</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter).</source>
        <translation>Crée l’image (Ctrl+Entrée).</translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the model's own</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, %2 pictures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>set</source>
        <translation>défini</translation>
    </message>
</context>
<context>
    <name>imagelab::SamplingSection</name>
    <message>
        <source>steps</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>guidance</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>sampler</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>schedule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1, %2 steps</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::SavedPrompts</name>
    <message>
        <source>saved prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>removal of a saved prompt</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::SavedPromptsPopup</name>
    <message>
        <source>Saved prompts</source>
        <translation>Prompts enregistrés</translation>
    </message>
    <message>
        <source>Enter uses the prompt, Delete removes it; Undo brings it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No prompt is saved yet. Give the one being edited a name below to keep it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Name for this prompt</source>
        <translation>Nom de ce prompt</translation>
    </message>
    <message>
        <source>A name that is taken is replaced; Undo brings the old one back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save this prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Keeps prompt and negative prompt under the name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>Use the saved prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Puts it into the prompt; Undo takes it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Remove the saved prompt</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Undo brings it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>saved prompt %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::SeedEdit</name>
    <message>
        <source>Roll the seed</source>
        <translation>Tirer une graine</translation>
    </message>
    <message>
        <source>Draws a new seed and keeps it (Ctrl+D).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lock the seed</source>
        <translation>Verrouiller la graine</translation>
    </message>
    <message>
        <source>Locked: every picture uses this seed. Open: each gets a new one (Ctrl+L).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a new one each time</source>
        <translation>une nouvelle à chaque fois</translation>
    </message>
</context>
<context>
    <name>imagelab::SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>Chercher un réglage</translation>
    </message>
    <message>
        <source>Shows the settings whose name or explanation has these words.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Appearance</source>
        <translation>Apparence</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Comme le bureau</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop is set.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>When long work ends</source>
        <translation>À la fin d’un long travail</translation>
    </message>
    <message>
        <source>Notify when long work ends</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A notice of the desktop when work of over a minute ends and another window is in front.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Notifications</source>
        <translation>Notifications</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>file names</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ajouter un dossier…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Ajouter un dossier de modèles</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Model folders</source>
        <translation>Dossiers de modèles</translation>
    </message>
    <message>
        <source>Looked through for models, besides the program's own folder and the Hugging Face cache.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Performance</source>
        <translation>Performances</translation>
    </message>
    <message>
        <source>device</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Devices of the queue</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Which devices take jobs; a change holds from the next start of the program.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All cores</source>
        <translation>Tous les cœurs</translation>
    </message>
    <message>
        <source>threads</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> GiB</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is free</source>
        <translation>Ce qui est libre</translation>
    </message>
    <message>
        <source>memory budget</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Data</source>
        <translation>Données</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows it in the file manager.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Data folder</source>
        <translation>Dossier de données</translation>
    </message>
    <message>
        <source>Queue, gallery index, fetched models, saved prompts and your own styles; IMAGELAB_DATA or --data chooses another.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Devices are listed once the first price is known.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Takes jobs from the queue; holds from the next start of the program.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>a red apple</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>For example: %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No folder was added yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its models leave the list; nothing on disk is changed.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::SigmaPlot</name>
    <message>
        <source>Noise from %1 to %2 in %3 steps</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Step %1: noise %2</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::SizeEditor</name>
    <message>
        <source>Swap width and height</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Turns landscape into portrait and back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shape</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Height in pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixels</translation>
    </message>
    <message>
        <source>The model's own size</source>
        <translation>Celle du modèle</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Custom</source>
        <translation>Personnalisé</translation>
    </message>
</context>
<context>
    <name>imagelab::SliderSpin</name>
    <message>
        <source>%1, slider</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::StartPicture</name>
    <message>
        <source>Remove the start picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Begin from noise again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stretch to the size</source>
        <translation>Étirer à la taille</translation>
    </message>
    <message>
        <source>Crop to the size</source>
        <translation>Recadrer à la taille</translation>
    </message>
    <message>
        <source>Pad with its edges</source>
        <translation>Compléter par les bords</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>Ce que voit le modèle</translation>
    </message>
    <message>
        <source>What the model sees: %1, from %2</source>
        <translation>Ce que voit le modèle : %1, depuis %2</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::StatusPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stops the job that runs and keeps finished pictures (Esc).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>%1 more waiting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stopping</source>
        <translation>Arrêt</translation>
    </message>
    <message>
        <source>%1 · %2 free</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::StyleChip</name>
    <message>
        <source>Remove this style</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Takes its words away; Undo brings it back.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>weight of a style</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>removal of a style</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Weight of %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The share of the style's words that is used, the strongest first.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>imagelab::StyleSection</name>
    <message>
        <source>Add a style…</source>
        <translation>Ajouter un style…</translation>
    </message>
    <message>
        <source>Add a style</source>
        <translation>Ajouter un style</translation>
    </message>
    <message>
        <source>Show the words</source>
        <translation>Voir les mots</translation>
    </message>
    <message>
        <source>The prompt as the model gets it, with the words of the styles.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The prompt with the words of the styles</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Negative: %1</source>
        <translation>Négatif : %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
</context>
<context>
    <name>imagelab::ThumbnailDelegate</name>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
</context>
<context>
    <name>imagelab::ViewerPanel</name>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows more of the picture (-).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows the picture larger (+).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fit to window</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows the whole picture (0).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Live preview</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>sizes</name>
    <message>
        <source>Square</source>
        <translation>Carré</translation>
    </message>
    <message>
        <source>Landscape 4:3</source>
        <translation>Paysage 4:3</translation>
    </message>
    <message>
        <source>Landscape 3:2</source>
        <translation>Paysage 3:2</translation>
    </message>
    <message>
        <source>Landscape 16:9</source>
        <translation>Paysage 16:9</translation>
    </message>
    <message>
        <source>Portrait 3:4</source>
        <translation>Portrait 3:4</translation>
    </message>
    <message>
        <source>Portrait 2:3</source>
        <translation>Portrait 2:3</translation>
    </message>
    <message>
        <source>Portrait 9:16</source>
        <translation>Portrait 9:16</translation>
    </message>
</context>
</TS>