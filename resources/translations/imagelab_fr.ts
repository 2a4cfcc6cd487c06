<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <source>not known</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>%1, of them judged: %2, liked: %3 (favourites, or rated 4 and 5); failed jobs: %4</source>
        <translation>%1, dont jugées : %2, aimées : %3 (favorites, ou notées 4 et 5) ; tâches échouées : %4</translation>
    </message>
    <message>
        <source>%1 % (%2 to %3)</source>
        <translation>%1 % (%2 à %3)</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>images</translation>
    </message>
    <message>
        <source>liked</source>
        <translation>aimées</translation>
    </message>
    <message>
        <source>share, 95 %</source>
        <translation>part, 95 %</translation>
    </message>
    <message>
        <source>rating</source>
        <translation>note</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échouées</translation>
    </message>
    <message>
        <source>each</source>
        <translation>chacune</translation>
    </message>
    <message>
        <source>No picture is in the gallery yet. What you like there is counted here.</source>
        <translation>Aucune image dans la galerie pour l&apos;instant. Ce que vous y aimez sera compté ici.</translation>
    </message>
    <message>
        <source>Nothing is judged yet: F marks a favourite, 1 to 5 rate. Liked are favourites and 4 or 5 stars.</source>
        <translation>Rien n&apos;est encore jugé : F marque un favori, 1 à 5 notent. Les favoris et les 4 ou 5 étoiles comptent comme aimés.</translation>
    </message>
    <message>
        <source>Whole settings</source>
        <translation>Réglages entiers</translation>
    </message>
    <message>
        <source>The order goes by the lower end of the interval, so that a few lucky pictures top nothing.</source>
        <translation>L&apos;ordre suit la borne basse de l&apos;intervalle, pour que quelques coups de chance ne mettent rien en tête.</translation>
    </message>
    <message>
        <source>1 picture of the theme %1</source>
        <translation>1 image du thème %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures of the theme %1</source>
        <translation>
            <numerusform>%n image du thème %1</numerusform>
            <numerusform>%n images du thème %1</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1 to %2. %3</source>
        <translation>De %1 à %2. %3</translation>
    </message>
    <message>
        <source>It is not over.</source>
        <translation>Elle n&apos;est pas finie.</translation>
    </message>
    <message>
        <source>jobs</source>
        <translation>tâches</translation>
    </message>
    <message>
        <source>done</source>
        <translation>faites</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>annulées</translation>
    </message>
    <message>
        <source>open</source>
        <translation>en cours</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>What failed</source>
        <translation>Ce qui a échoué</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>no style</source>
        <translation>sans style</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 étapes</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>guidance %1</translation>
    </message>
    <message>
        <source>%1 times: %2</source>
        <translation>%1 fois : %2</translation>
    </message>
</context>
<context>
    <name>chips</name>
    <message>
        <source>Region %1 · %2</source>
        <translation>Région %1 · %2</translation>
    </message>
    <message>
        <source>A part of the picture with a prompt of its own.</source>
        <translation>Une partie de l&apos;image avec son propre prompt.</translation>
    </message>
    <message>
        <source>Hires %1 ×</source>
        <translation>Hires %1 ×</translation>
    </message>
    <message>
        <source>Enlarged</source>
        <translation>Agrandie</translation>
    </message>
    <message>
        <source>The picture is drawn once more at a larger size.</source>
        <translation>L'image est dessinée une fois de plus en plus grand.</translation>
    </message>
    <message>
        <source>The finished picture is enlarged.</source>
        <translation>L'image finie est agrandie.</translation>
    </message>
    <message>
        <source>From text</source>
        <translation>À partir du texte</translation>
    </message>
    <message>
        <source>The picture grows from noise and the prompt.</source>
        <translation>L’image naît du bruit et du prompt.</translation>
    </message>
    <message>
        <source>From a picture · %1</source>
        <translation>À partir d’une image · %1</translation>
    </message>
    <message>
        <source>It begins from %1 and moves away from it by the strength.</source>
        <translation>Elle part de %1 et s’en éloigne selon la force.</translation>
    </message>
    <message>
        <source>A style: its words are added to the prompt.</source>
        <translation>Un style : ses mots s’ajoutent au prompt.</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>The seed is locked: the same settings give the same picture.</source>
        <translation>Le seed est verrouillé : les mêmes réglages donnent la même image.</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 images</translation>
    </message>
    <message>
        <source>One press makes so many, each with the next seed.</source>
        <translation>Une pression en fait autant, chacune avec le seed suivant.</translation>
    </message>
    <message>
        <source>A LoRA: it changes the model for this request.</source>
        <translation>Un LoRA : il change le modèle pour cette demande.</translation>
    </message>
    <message>
        <source>Refiner · %1</source>
        <translation>Refiner · %1</translation>
    </message>
    <message>
        <source>%1 goes on behind this share of the noise.</source>
        <translation>%1 prend la suite après cette part du bruit.</translation>
    </message>
    <message>
        <source>Refined · %1</source>
        <translation>Affinée · %1</translation>
    </message>
    <message>
        <source>Refined as needed</source>
        <translation>Affinée au besoin</translation>
    </message>
    <message>
        <source>%1 goes over the finished picture once more.</source>
        <translation>%1 repasse sur l’image terminée.</translation>
    </message>
    <message>
        <source>Other parts · %1</source>
        <translation>Autres parties · %1</translation>
    </message>
    <message>
        <source>Of the model&apos;s parts, these are from elsewhere: %1.</source>
        <translation>Ces parties du modèle viennent d’ailleurs : %1.</translation>
    </message>
    <message>
        <source>A ControlNet: it holds the picture to another one.</source>
        <translation>Un ControlNet : il tient l’image à une autre.</translation>
    </message>
    <message>
        <source>Part of a picture · %1</source>
        <translation>Partie d’une image · %1</translation>
    </message>
    <message>
        <source>Look of %1 · %2</source>
        <translation>Aspect de %1 · %2</translation>
    </message>
    <message>
        <source>A reference picture: the model is shown its look.</source>
        <translation>Une image de référence : son aspect est montré au modèle.</translation>
    </message>
    <message>
        <source>Detailer: %1</source>
        <translation>Retouche : %1</translation>
    </message>
    <message>
        <source>first detector</source>
        <translation>premier détecteur</translation>
    </message>
    <message>
        <source>What is found in the finished picture is painted anew at full size.</source>
        <translation>Ce qui est trouvé dans l’image finie est repeint en pleine taille.</translation>
    </message>
    <message>
        <source>Suite · %1</source>
        <translation>Suite · %1</translation>
    </message>
    <message>
        <source>A model suite brought refiner, VAE, parts and LoRAs; taken away, the model stays.</source>
        <translation>Une suite de modèles a apporté refiner, VAE, parties et LoRA ; si on la retire, le modèle reste.</translation>
    </message>
</context>
<context>
    <name>devices</name>
    <message>
        <source>%1 threads</source>
        <translation>%1 threads</translation>
    </message>
    <message>
        <source>%1 (%2) %3</source>
        <translation>%1 (%2) %3</translation>
    </message>
    <message>
        <source>Not usable: it has no Vulkan 1.3 driver that was found.</source>
        <translation>Inutilisable : aucun pilote Vulkan 1.3 n&apos;a été trouvé pour lui.</translation>
    </message>
    <message>
        <source>memory not told</source>
        <translation>mémoire non indiquée</translation>
    </message>
    <message>
        <source>ours %1</source>
        <translation>la nôtre %1</translation>
    </message>
    <message>
        <source>others %1</source>
        <translation>autres %1</translation>
    </message>
    <message>
        <source>this request %1 more</source>
        <translation>cette demande %1 de plus</translation>
    </message>
    <message>
        <source>free %1</source>
        <translation>libre %1</translation>
    </message>
    <message>
        <source>load %1 %</source>
        <translation>charge %1 %</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>%1 of %2 W</source>
        <translation>%1 sur %2 W</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>runs job %1</source>
        <translation>exécute la tâche %1</translation>
    </message>
</context>
<context>
    <name>difference</name>
    <message>
        <source>empty</source>
        <translation>vide</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>comme le modèle</translation>
    </message>
    <message>
        <source>%1, strength %2</source>
        <translation>%1, force %2</translation>
    </message>
    <message>
        <source>The model %1 is not here; yours stays.</source>
        <translation>Le modèle %1 n&apos;est pas ici ; le vôtre reste.</translation>
    </message>
    <message>
        <source>The start picture %1 is not here.</source>
        <translation>L&apos;image de départ %1 n&apos;est pas ici.</translation>
    </message>
    <message>
        <source>The model %1 is called %2 here.</source>
        <translation>Le modèle %1 s&apos;appelle %2 ici.</translation>
    </message>
    <message>
        <source>The VAE %1 is not here; the model&apos;s own is used.</source>
        <translation>Le VAE %1 n’est pas ici ; celui du modèle est utilisé.</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>stretched</source>
        <translation>étirée</translation>
    </message>
    <message>
        <source>cropped</source>
        <translation>recadrée</translation>
    </message>
    <message>
        <source>padded</source>
        <translation>complétée</translation>
    </message>
    <message>
        <source>Words drawn from a template</source>
        <translation>Mots tirés d’un modèle de prompt</translation>
    </message>
    <message>
        <source>Weights in prompts</source>
        <translation>Poids dans les prompts</translation>
    </message>
    <message>
        <source>Nearest trained size</source>
        <translation>Taille entraînée la plus proche</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>%1 (not here: %2)</source>
        <translation>%1 (absent ici : %2)</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 à partir de %2</translation>
    </message>
    <message>
        <source>%1, second pass of strength %2</source>
        <translation>%1, second passage de force %2</translation>
    </message>
    <message>
        <source>%1, second pass as needed</source>
        <translation>%1, second passage au besoin</translation>
    </message>
    <message>
        <source>The refiner %1 is not here; the model draws alone.</source>
        <translation>Le refiner %1 n’est pas ici ; le modèle dessine seul.</translation>
    </message>
    <message>
        <source>blur %1</source>
        <translation>flou %1</translation>
    </message>
    <message>
        <source>masked part with %1 px around</source>
        <translation>partie masquée seule avec %1 px autour</translation>
    </message>
    <message>
        <source>from noise</source>
        <translation>à partir du bruit</translation>
    </message>
    <message>
        <source>from the colours around</source>
        <translation>à partir des couleurs voisines</translation>
    </message>
    <message>
        <source>soft</source>
        <translation>doux</translation>
    </message>
    <message>
        <source>left %1</source>
        <translation>gauche %1</translation>
    </message>
    <message>
        <source>top %1</source>
        <translation>haut %1</translation>
    </message>
    <message>
        <source>right %1</source>
        <translation>droite %1</translation>
    </message>
    <message>
        <source>bottom %1</source>
        <translation>bas %1</translation>
    </message>
    <message>
        <source>The mask %1 is not here; nothing is masked.</source>
        <translation>Le masque %1 n’est pas ici ; rien n’est masqué.</translation>
    </message>
    <message>
        <source>painted</source>
        <translation>peint</translation>
    </message>
    <message>
        <source>from nothing</source>
        <translation>à partir de rien</translation>
    </message>
    <message>
        <source>from grey</source>
        <translation>à partir de gris</translation>
    </message>
    <message>
        <source>The LoRA %1 is not here and was left out.</source>
        <translation>Le LoRA %1 n’est pas ici et a été laissé de côté.</translation>
    </message>
    <message>
        <source>The embedding %1 is not here: its name is read as plain words.</source>
        <translation>L’embedding %1 n’est pas ici : son nom est lu comme de simples mots.</translation>
    </message>
    <message>
        <source>%1 is called %2 here.</source>
        <translation>%1 s’appelle %2 ici.</translation>
    </message>
    <message>
        <source>The LoRA %1 here is another file than the picture&apos;s.</source>
        <translation>Le LoRA %1 est ici un autre fichier que celui de l’image.</translation>
    </message>
    <message>
        <source>off</source>
        <translation>non</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>, steps from %1 to %2</source>
        <translation>, étapes de %1 à %2</translation>
    </message>
    <message>
        <source>by the schedule</source>
        <translation>selon le planning</translation>
    </message>
    <message>
        <source>the sampler&apos;s own</source>
        <translation>comme le sampler</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>comme le dit le fichier</translation>
    </message>
    <message>
        <source>noise (epsilon)</source>
        <translation>bruit (epsilon)</translation>
    </message>
    <message>
        <source>velocity (v)</source>
        <translation>vitesse (v)</translation>
    </message>
    <message>
        <source>%1, blur %2</source>
        <translation>%1, flou %2</translation>
    </message>
    <message>
        <source>parallel %1</source>
        <translation>parallèle %1</translation>
    </message>
    <message>
        <source>longest %1</source>
        <translation>longueur max. %1</translation>
    </message>
    <message>
        <source>momentum %1</source>
        <translation>élan %1</translation>
    </message>
    <message>
        <source>%1, keeps %2</source>
        <translation>%1, garde %2</translation>
    </message>
    <message>
        <source>this program (diffusers)</source>
        <translation>ce programme (diffusers)</translation>
    </message>
    <message>
        <source>an NVIDIA GPU (A1111, Forge)</source>
        <translation>un GPU NVIDIA (A1111, Forge)</translation>
    </message>
    <message>
        <source>%1 towards seed %2</source>
        <translation>%1 vers la seed %2</translation>
    </message>
    <message>
        <source> of %1</source>
        <translation> de %1</translation>
    </message>
    <message>
        <source>a map</source>
        <translation>une carte</translation>
    </message>
    <message>
        <source>%1 (text %2)</source>
        <translation>%1 (texte %2)</translation>
    </message>
    <message>
        <source>latents</source>
        <translation>latents</translation>
    </message>
    <message>
        <source>steps as the first</source>
        <translation>étapes comme la première</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 étapes</translation>
    </message>
    <message>
        <source>%1 ×, %2, strength %3, by %4</source>
        <translation>%1 ×, %2, force %3, par %4</translation>
    </message>
    <message>
        <source>%1 ×, by %2</source>
        <translation>%1 ×, par %2</translation>
    </message>
    <message>
        <source>marks</source>
        <translation>signale</translation>
    </message>
    <message>
        <source>blurs</source>
        <translation>floute</translation>
    </message>
    <message>
        <source>leaves out</source>
        <translation>écarte</translation>
    </message>
    <message>
        <source>VAE blend</source>
        <translation>Mélange de VAE</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Encodeur de texte</translation>
    </message>
    <message>
        <source>Text encoder 2</source>
        <translation>Encodeur de texte 2</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Tokenizer 2</source>
        <translation>Tokenizer 2</translation>
    </message>
    <message>
        <source>Noise levels</source>
        <translation>Niveaux de bruit</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Force du bruit</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Prédiction</translation>
    </message>
    <message>
        <source>Zero SNR</source>
        <translation>Zero SNR</translation>
    </message>
    <message>
        <source>Numbers of</source>
        <translation>Nombres de</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Seed resize</source>
        <translation>Taille seed</translation>
    </message>
    <message>
        <source>Start latents</source>
        <translation>Latents de départ</translation>
    </message>
    <message>
        <source>Guidance rescale</source>
        <translation>Rééquilibrage de la guidance</translation>
    </message>
    <message>
        <source>Guided steps</source>
        <translation>Étapes guidées</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 à %2</translation>
    </message>
    <message>
        <source>Perturbed attention</source>
        <translation>Attention perturbée</translation>
    </message>
    <message>
        <source>Smoothed energy</source>
        <translation>Énergie lissée</translation>
    </message>
    <message>
        <source>Normalized attention</source>
        <translation>Attention normalisée</translation>
    </message>
    <message>
        <source>Projected guidance</source>
        <translation>Guidance projetée</translation>
    </message>
    <message>
        <source>Dynamic thresholding</source>
        <translation>Seuil dynamique</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip skip</translation>
    </message>
    <message>
        <source>Textual inversions</source>
        <translation>Inversions textuelles</translation>
    </message>
    <message>
        <source>Hires pass</source>
        <translation>Passe hires</translation>
    </message>
    <message>
        <source>Enlarged</source>
        <translation>Agrandi</translation>
    </message>
    <message>
        <source>Safety checker</source>
        <translation>Filtre de sécurité</translation>
    </message>
    <message>
        <source>Stretched tones</source>
        <translation>Tons étirés</translation>
    </message>
    <message>
        <source>Colours of the start picture</source>
        <translation>Couleurs de l&apos;image de départ</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>the first detector</source>
        <translation>le premier détecteur</translation>
    </message>
    <message>
        <source>%1, radius %2</source>
        <translation>%1, rayon %2</translation>
    </message>
    <message>
        <source>as it was trained</source>
        <translation>comme à l&apos;entraînement</translation>
    </message>
    <message>
        <source>as ComfyUI does</source>
        <translation>comme ComfyUI</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>Netteté</translation>
    </message>
    <message>
        <source>Film grain</source>
        <translation>Grain</translation>
    </message>
    <message>
        <source>%1, noise of %2</source>
        <translation>%1, bruit : %2</translation>
    </message>
    <message>
        <source>%1, in tiles of %2 pixels</source>
        <translation>%1, par tuiles de %2 pixels</translation>
    </message>
    <message>
        <source>Restored faces</source>
        <translation>Visages restaurés</translation>
    </message>
    <message>
        <source>by %1, fidelity %2, visibility %3</source>
        <translation>par %1, fidélité %2, visibilité %3</translation>
    </message>
    <message>
        <source>, its style</source>
        <translation>, son style</translation>
    </message>
    <message>
        <source>, its composition</source>
        <translation>, sa composition</translation>
    </message>
    <message>
        <source>, style and composition</source>
        <translation>, style et composition</translation>
    </message>
    <message>
        <source>, where %1 is white</source>
        <translation>, là où %1 est blanc</translation>
    </message>
    <message>
        <source>each %1 steps</source>
        <translation>toutes les %1 étapes</translation>
    </message>
    <message>
        <source>painted with colours</source>
        <translation>peinte de couleurs</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>The sampler %1 has timesteps of its own: choose a schedule, or another sampler.</source>
        <translation>Le sampler %1 a ses propres pas de temps : choisissez une planification, ou un autre sampler.</translation>
    </message>
    <message>
        <source>The server could not be reached (%2). %1</source>
        <translation>Le serveur n&apos;a pas pu être joint (%2). %1</translation>
    </message>
    <message>
        <source>The download broke off (%2)</source>
        <translation>Le téléchargement s&apos;est interrompu (%2)</translation>
    </message>
    <message>
        <source>The download ended early</source>
        <translation>Le téléchargement s&apos;est terminé trop tôt</translation>
    </message>
    <message>
        <source>. What is there already stays: another try goes on from it.</source>
        <translation>. Ce qui est déjà là reste : un nouvel essai continue à partir de là.</translation>
    </message>
    <message>
        <source>%1 is no known model, no ORG/NAME and no https:// address.</source>
        <translation>%1 n&apos;est ni un modèle connu, ni un ORG/NAME, ni une adresse https://.</translation>
    </message>
    <message>
        <source>The server wants a permission (%1): agree to the licence on the model&apos;s page, and set HF_TOKEN to your key.</source>
        <translation>Le serveur demande une autorisation (%1) : acceptez la licence sur la page du modèle et mettez votre clé dans HF_TOKEN.</translation>
    </message>
    <message>
        <source>There is no such file (%1): check the address. %2</source>
        <translation>Ce fichier n&apos;existe pas (%1) : vérifiez l&apos;adresse. %2</translation>
    </message>
    <message>
        <source>The server has no time or has trouble (%1): try again later.</source>
        <translation>Le serveur est occupé ou en difficulté (%1) : réessayez plus tard.</translation>
    </message>
    <message>
        <source>What came from %1 is not the file that was expected, and was thrown away: try again.</source>
        <translation>Ce qui est venu de %1 n&apos;est pas le fichier attendu et a été jeté : réessayez.</translation>
    </message>
    <message>
        <source>A region has no prompt yet: write what it shows, or remove it.</source>
        <translation>Une région n&apos;a pas encore de prompt : écrivez ce qu&apos;elle montre, ou retirez-la.</translation>
    </message>
    <message>
        <source>NAG is for a guidance of 1: above it the negative prompt counts already. Set guidance to 1, or NAG to 0.</source>
        <translation>NAG est fait pour une guidance de 1 : au-dessus, le prompt négatif compte déjà. Mettez la guidance à 1, ou NAG à 0.</translation>
    </message>
    <message>
        <source>%1 is made for few steps (%2): %3 steps with guidance %4 give burnt pictures. Try %5 steps, guidance %6 and the sampler %7.</source>
        <translation>%1 est fait pour peu d&apos;étapes (%2) : %3 étapes avec une guidance de %4 donnent des images brûlées. Essayez %5 étapes, une guidance de %6 et le sampler %7.</translation>
    </message>
    <message>
        <source>Show the models</source>
        <translation>Montrer les modèles</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Choisir un autre dossier</translation>
    </message>
    <message>
        <source>There is no device %1 on this machine.</source>
        <translation>Il n’y a pas d’appareil %1 sur cette machine.</translation>
    </message>
    <message>
        <source>Show the devices</source>
        <translation>Montrer les appareils</translation>
    </message>
    <message>
        <source>None of the devices for the night is on this machine.</source>
        <translation>Aucun des appareils prévus pour la nuit n’est sur cette machine.</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine. It can be fetched from %2.</source>
        <translation>Le modèle %1 n’est pas sur cette machine. On peut le chercher ici : %2.</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation>Obtenir le modèle</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine.</source>
        <translation>Le modèle %1 n’est pas sur cette machine.</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine. Did you mean %2?</source>
        <translation>Le modèle %1 n’est pas sur cette machine. Vouliez-vous dire %2 ?</translation>
    </message>
    <message>
        <source>. Its authors publish PixArt as a diffusers folder, too.</source>
        <translation>. Ses auteurs publient PixArt aussi comme dossier diffusers.</translation>
    </message>
    <message>
        <source>. Step %1 of its newest picture is kept.</source>
        <translation>. L’étape %1 de sa dernière image est conservée.</translation>
    </message>
    <message>
        <source>Go on at that step</source>
        <translation>Reprendre à cette étape</translation>
    </message>
    <message>
        <source>This job is not in the queue any more.</source>
        <translation>Cette tâche n’est plus dans la file.</translation>
    </message>
    <message>
        <source>The gallery&apos;s index cannot be read (%1). Make it anew: ratings and tags stay.</source>
        <translation>L’index de la galerie est illisible (%1). Refaites-le : notes et mots-clés restent.</translation>
    </message>
    <message>
        <source>The picture %1 is not there any more: was it moved or deleted?</source>
        <translation>L’image %1 n’est plus là : a-t-elle été déplacée ou supprimée ?</translation>
    </message>
    <message>
        <source>Choose another picture</source>
        <translation>Choisir une autre image</translation>
    </message>
    <message>
        <source>%1 is not there: was it moved or deleted?</source>
        <translation>%1 n’est pas là : déplacé ou supprimé ?</translation>
    </message>
    <message>
        <source>%1 is no picture that can be read.</source>
        <translation>%1 n’est pas une image lisible.</translation>
    </message>
    <message>
        <source>The output folder %1 cannot be made: %2.</source>
        <translation>Le dossier de sortie %1 ne peut pas être créé : %2.</translation>
    </message>
    <message>
        <source>Nothing can be written into the output folder %1: %2.</source>
        <translation>Impossible d’écrire dans le dossier de sortie %1 : %2.</translation>
    </message>
    <message>
        <source>The disk of %1 has %2 free and the pictures may need %3: make room or choose another folder.</source>
        <translation>Le disque de %1 a %2 de libre et les images demandent jusqu’à %3 : faites de la place ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>There is too little memory: choose a smaller size, or close other programs.</source>
        <translation>La mémoire ne suffit pas : choisissez une taille plus petite ou fermez d’autres programmes.</translation>
    </message>
    <message>
        <source>Width and height must be multiples of %1 for this model.</source>
        <translation>Pour ce modèle, largeur et hauteur doivent être des multiples de %1.</translation>
    </message>
    <message>
        <source>: the file is empty. Is it still being downloaded?</source>
        <translation> : le fichier est vide. Est-il encore en cours de téléchargement ?</translation>
    </message>
    <message>
        <source>There is no IP-Adapter for SDXL here: choose one under Reference, or add its folder to the library.</source>
        <translation>Il n&apos;y a pas d&apos;IP-Adapter pour SDXL ici : choisissez-en un sous Référence, ou ajoutez son dossier à la bibliothèque.</translation>
    </message>
    <message>
        <source>Its metadata names %1 as its base, which is %2; %3 is %4.</source>
        <translation>Ses métadonnées nomment %1 comme base, c’est-à-dire %2 ; %3 est %4.</translation>
    </message>
    <message>
        <source>It was trained on %1; on %2 it may look a little different.</source>
        <translation>Il a été entraîné sur %1 ; sur %2 il peut donner un rendu un peu différent.</translation>
    </message>
    <message>
        <source>Both it (%1) and %2 (%3) are made for few steps: together they burn the picture.</source>
        <translation>Lui (%1) et %2 (%3) sont tous deux faits pour peu d’étapes : ensemble, ils brûlent l’image.</translation>
    </message>
    <message>
        <source>It makes %1 a model of few steps (%2).</source>
        <translation>Il fait de %1 un modèle à peu d’étapes (%2).</translation>
    </message>
    <message>
        <source>It is made for %1.</source>
        <translation>Il est fait pour %1.</translation>
    </message>
    <message>
        <source>It was made for another model: its weights have other widths.</source>
        <translation>Il a été fait pour un autre modèle : ses poids ont d’autres largeurs.</translation>
    </message>
    <message>
        <source>The model has no place for %1.</source>
        <translation>Le modèle n’a pas de place pour %1.</translation>
    </message>
    <message>
        <source>It was trained to predict %1, and %2 predicts %3.</source>
        <translation>Il a été entraîné à prédire %1, et %2 prédit %3.</translation>
    </message>
    <message>
        <source>%1 is stored in %2: the LoRA is computed beside its weights, which takes longer.</source>
        <translation>%1 est enregistré en %2 : le LoRA est calculé à côté de ses poids, ce qui prend plus de temps.</translation>
    </message>
    <message>
        <source>It is stored in %1, which is coarse for a LoRA.</source>
        <translation>Il est enregistré en %1, ce qui est grossier pour un LoRA.</translation>
    </message>
    <message>
        <source>%1 takes no embeddings; they are made for CLIP.</source>
        <translation>%1 ne prend pas d’embeddings ; ils sont faits pour CLIP.</translation>
    </message>
    <message>
        <source>It has vectors for one of the two text encoders.</source>
        <translation>Il a des vecteurs pour un des deux encodeurs de texte.</translation>
    </message>
    <message>
        <source>It was made for another base model: its vectors for %1 have width %2, this model has %3.</source>
        <translation>Il a été fait pour un autre modèle de base : ses vecteurs pour %1 ont la largeur %2, ce modèle a %3.</translation>
    </message>
    <message>
        <source>It was made for a model of one text encoder (%2): its vectors have width %1, this model has %3.</source>
        <translation>Il a été fait pour un modèle à un seul encodeur de texte (%2) : ses vecteurs ont la largeur %1, ce modèle a %3.</translation>
    </message>
    <message>
        <source>Its latents have %1 channels at 1/%2 of the size, those of %3 have %4 at 1/%5.</source>
        <translation>Ses latents ont %1 canaux à 1/%2 de la taille, ceux de %3 en ont %4 à 1/%5.</translation>
    </message>
    <message>
        <source>It is a tiny autoencoder: fast, with less detail.</source>
        <translation>C’est un petit autoencodeur : rapide, avec moins de détails.</translation>
    </message>
    <message>
        <source>It scales latents by %1, %2 was made for %3: colours will be washed out or burnt.</source>
        <translation>Il met les latents à l’échelle %1, %2 est fait pour %3 : les couleurs seront délavées ou brûlées.</translation>
    </message>
    <message>
        <source>%1 is a model of the family %2; base and refiner must be SDXL models.</source>
        <translation>%1 est un modèle de la famille %2 ; la base et le refiner doivent être des modèles SDXL.</translation>
    </message>
    <message>
        <source>%1 is a refiner, which begins no picture.</source>
        <translation>%1 est un refiner, qui ne commence aucune image.</translation>
    </message>
    <message>
        <source>It predicts %1, %3 predicts %4.</source>
        <translation>Il prédit %1, %3 prédit %4.</translation>
    </message>
    <message>
        <source>%1 needs few steps, and a share of them is too few for a refiner.</source>
        <translation>%1 a besoin de peu d’étapes, et une part d’entre elles est trop peu pour un refiner.</translation>
    </message>
    <message>
        <source>Take the version made for %1.</source>
        <translation>Prenez la version faite pour %1.</translation>
    </message>
    <message>
        <source>Raise or lower its strength by the picture.</source>
        <translation>Réglez sa force d’après l’image.</translation>
    </message>
    <message>
        <source>Leave one of them out.</source>
        <translation>Laissez-en un de côté.</translation>
    </message>
    <message>
        <source>Draw with %1 steps, guidance %2 and the sampler %3.</source>
        <translation>Dessinez avec %1 étapes, une guidance de %2 et l’échantillonneur %3.</translation>
    </message>
    <message>
        <source>Leave it out, or choose a base model of its kind.</source>
        <translation>Laissez-le de côté, ou choisissez un modèle de base de son genre.</translation>
    </message>
    <message>
        <source>What has no place is left away; the rest works.</source>
        <translation>Ce qui n’a pas de place est ignoré ; le reste agit.</translation>
    </message>
    <message>
        <source>Take the version for such models, or a small strength.</source>
        <translation>Prenez la version pour de tels modèles, ou une petite force.</translation>
    </message>
    <message>
        <source>Take its f16 or bf16 version.</source>
        <translation>Prenez sa version en f16 ou bf16.</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>Laissez-le de côté.</translation>
    </message>
    <message>
        <source>Leave it out, or take the version made for this model.</source>
        <translation>Laissez-le de côté, ou prenez la version faite pour ce modèle.</translation>
    </message>
    <message>
        <source>Its word means less to the other.</source>
        <translation>Son mot dit moins à l’autre.</translation>
    </message>
    <message>
        <source>Take a VAE made for %1.</source>
        <translation>Prenez un VAE fait pour %1.</translation>
    </message>
    <message>
        <source>Take a whole VAE for the finished picture.</source>
        <translation>Prenez un VAE entier pour l’image finie.</translation>
    </message>
    <message>
        <source>Leave the refiner out.</source>
        <translation>Laissez le refiner de côté.</translation>
    </message>
    <message>
        <source>Choose another base model.</source>
        <translation>Choisissez un autre modèle de base.</translation>
    </message>
    <message>
        <source>Let it go over the finished picture: it takes over at 1.</source>
        <translation>Laissez-le reprendre l’image finie : il prend la relève à 1.</translation>
    </message>
    <message>
        <source>Choose one that is here, or leave it out.</source>
        <translation>Choisissez-en un qui est ici, ou laissez-le de côté.</translation>
    </message>
    <message>
        <source>Make it the refiner behind another SDXL model.</source>
        <translation>Faites-en le refiner derrière un autre modèle SDXL.</translation>
    </message>
    <message>
        <source>The LoRA %1 is not on this machine.</source>
        <translation>Le LoRA %1 n’est pas sur cette machine.</translation>
    </message>
    <message>
        <source>The LoRA %1 is not on this machine. Did you mean %2?</source>
        <translation>Le LoRA %1 n’est pas sur cette machine. Vouliez-vous dire %2 ?</translation>
    </message>
    <message>
        <source>The server refuses it (%1): check the address. %2</source>
        <translation>Le serveur refuse (%1) : vérifiez l&apos;adresse. %2</translation>
    </message>
    <message>
        <source>The server answered something else than was asked: check the address. %1</source>
        <translation>Le serveur répond autre chose que ce qui est demandé : vérifiez l&apos;adresse. %1</translation>
    </message>
    <message>
        <source>The address must begin with https://. %1</source>
        <translation>L&apos;adresse doit commencer par https://. %1</translation>
    </message>
    <message>
        <source>The server sends from one address to the next without end. %1</source>
        <translation>Le serveur renvoie sans fin d&apos;une adresse à l&apos;autre. %1</translation>
    </message>
    <message>
        <source>%1 holds no model that can be used: neither a diffusers folder nor a .safetensors file.</source>
        <translation>%1 n&apos;a aucun modèle utilisable : ni dossier diffusers ni fichier .safetensors.</translation>
    </message>
    <message>
        <source>%1 holds several models: paste the address of one.</source>
        <translation>%1 a plusieurs modèles : collez l&apos;adresse de l&apos;un d&apos;eux.</translation>
    </message>
    <message>
        <source>%1 is no SHA-256, which has 64 digits.</source>
        <translation>%1 n&apos;est pas un SHA-256, qui a 64 chiffres.</translation>
    </message>
    <message>
        <source>%1 is there already and holds something else: move it away first.</source>
        <translation>%1 existe déjà avec un autre contenu : déplacez-le d&apos;abord.</translation>
    </message>
    <message>
        <source>The disk of %1 has %2 free and the file needs %3: make room, or choose another folder.</source>
        <translation>Le disque de %1 a %2 libres et le fichier demande %3 : faites de la place ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>What was begun of it is of another file than the server has: try again.</source>
        <translation>Ce qui était commencé vient d&apos;un autre fichier que celui du serveur : réessayez.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 n&apos;a pas pu être écrit : %2</translation>
    </message>
    <message>
        <source>What was fetched could not be put at %1: %2</source>
        <translation>Ce qui a été téléchargé n&apos;a pas pu être mis dans %1 : %2</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2</source>
        <translation>Le dossier %1 ne peut pas être créé : %2</translation>
    </message>
    <message>
        <source>nobody knows its name; is this machine on line?</source>
        <translation>personne ne connaît son nom ; cette machine est-elle en ligne ?</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>il ne répond pas</translation>
    </message>
    <message>
        <source>it did not answer in time</source>
        <translation>il n&apos;a pas répondu à temps</translation>
    </message>
    <message>
        <source>its certificate is not valid</source>
        <translation>son certificat n&apos;est pas valable</translation>
    </message>
    <message>
        <source>no secure connection came about</source>
        <translation>aucune connexion sûre n&apos;a pu être établie</translation>
    </message>
    <message>
        <source>the line broke</source>
        <translation>la connexion s&apos;est coupée</translation>
    </message>
    <message>
        <source>it has no schedule %1</source>
        <translation>il n&apos;a pas le planning %1</translation>
    </message>
    <message>
        <source>it has no %1</source>
        <translation>il n&apos;a pas : %1</translation>
    </message>
    <message>
        <source>it takes no noise levels from outside</source>
        <translation>il ne prend pas de niveaux de bruit venus d&apos;ailleurs</translation>
    </message>
    <message>
        <source>it draws a batch at once: noise source comfy</source>
        <translation>il tire le bruit de toutes les images à la fois : bruit de ComfyUI</translation>
    </message>
    <message>
        <source>it draws each picture by itself: noise source nv or cpu</source>
        <translation>il tire le bruit de chaque image à part : pas celui de ComfyUI</translation>
    </message>
    <message>
        <source>a GPU of another maker than NVIDIA draws other numbers</source>
        <translation>un GPU d&apos;une autre marque que NVIDIA tire d&apos;autres nombres</translation>
    </message>
    <message>
        <source>a prompt of more than 75 tokens is cut where A1111 cuts it</source>
        <translation>un prompt de plus de 75 tokens est coupé là où A1111 le coupe</translation>
    </message>
    <message>
        <source>the encoder&apos;s own noise is drawn from a generator that no file names</source>
        <translation>le bruit de l&apos;encodeur vient d&apos;un générateur qu&apos;aucun fichier ne nomme</translation>
    </message>
    <message>
        <source>what an inpainting model keeps is blended in as diffusers does</source>
        <translation>ce qu&apos;un modèle d&apos;inpainting garde est mêlé comme dans diffusers</translation>
    </message>
    <message>
        <source>it makes whole pictures: other nodes cut a part out and put it back</source>
        <translation>il fait des images entières : d&apos;autres nœuds découpent une partie et la remettent</translation>
    </message>
    <message>
        <source>it starts from the original or grey</source>
        <translation>il part de l&apos;original ou du gris</translation>
    </message>
    <message>
        <source>its soft inpainting is another formula</source>
        <translation>son inpainting doux suit une autre formule</translation>
    </message>
    <message>
        <source>it starts from no grey</source>
        <translation>il ne part jamais du gris</translation>
    </message>
    <message>
        <source>its newer versions put noise of their own on what is kept</source>
        <translation>ses versions récentes mettent leur propre bruit sur ce qui est gardé</translation>
    </message>
    <message>
        <source>it fills what is new with grey</source>
        <translation>il remplit de gris ce qui est nouveau</translation>
    </message>
    <message>
        <source>its scripts fill and blend what is new otherwise</source>
        <translation>ses scripts remplissent et mêlent autrement ce qui est nouveau</translation>
    </message>
    <message>
        <source>it enlarges to pixels that are no whole latents, and cuts them after that</source>
        <translation>il agrandit à des pixels qui ne font pas des latents entiers, puis les coupe</translation>
    </message>
    <message>
        <source>its second sampler has a seed of its own, which is here the picture&apos;s</source>
        <translation>son second sampler a sa propre seed, ici celle de l&apos;image</translation>
    </message>
    <message>
        <source>its highest noise level is another than diffusers&apos;</source>
        <translation>son plus haut niveau de bruit n&apos;est pas celui de diffusers</translation>
    </message>
    <message>
        <source>the refiner takes over by noise level, as diffusers has it</source>
        <translation>le refiner prend le relais selon le niveau de bruit, comme dans diffusers</translation>
    </message>
    <message>
        <source>its annotators draw other control pictures</source>
        <translation>ses annotateurs dessinent d&apos;autres images de contrôle</translation>
    </message>
    <message>
        <source>its LCM scales what the model says by timesteps of its own</source>
        <translation>son LCM met à l&apos;échelle la sortie du modèle selon ses propres pas</translation>
    </message>
    <message>
        <source>the refiner takes over by noise level, as diffusers has it, and in the first pass, not in the hires pass</source>
        <translation>le refiner prend le relais selon le niveau de bruit, comme dans diffusers, et dans la première passe, pas dans la passe hires</translation>
    </message>
    <message>
        <source>it judges the error of a batch together, and here each picture has its own steps</source>
        <translation>il juge l’erreur d’un lot en une fois, et ici chaque image a ses propres étapes</translation>
    </message>
    <message>
        <source>Choose a folder of pictures.</source>
        <translation>Choisissez un dossier d’images.</translation>
    </message>
    <message>
        <source>The folder %1 is not there.</source>
        <translation>Le dossier %1 n’est pas là.</translation>
    </message>
    <message>
        <source>There are no pictures in %1.</source>
        <translation>Il n’y a pas d’images dans %1.</translation>
    </message>
    <message>
        <source>None of the pictures in %1 can be read.</source>
        <translation>Aucune des images de %1 ne peut être lue.</translation>
    </message>
    <message>
        <source>%1 is no multiple of %2.</source>
        <translation>%1 n’est pas un multiple de %2.</translation>
    </message>
    <message>
        <source>A whole number from %1 to %2 is wanted, not %3.</source>
        <translation>Il faut un nombre entier de %1 à %2, pas %3.</translation>
    </message>
    <message>
        <source>A number from %1 to %2 is wanted, not %3.</source>
        <translation>Il faut un nombre de %1 à %2, pas %3.</translation>
    </message>
    <message>
        <source>A number of at least %1 is wanted, not %2.</source>
        <translation>Il faut un nombre d’au moins %1, pas %2.</translation>
    </message>
    <message>
        <source>A number above %1 is wanted, not %2.</source>
        <translation>Il faut un nombre supérieur à %1, pas %2.</translation>
    </message>
    <message>
        <source>Two numbers are wanted, not %1.</source>
        <translation>Il faut deux nombres, pas %1.</translation>
    </message>
    <message>
        <source>Job %1 trains a file of this name already: choose another.</source>
        <translation>La tâche %1 entraîne déjà un fichier de ce nom : choisissez-en un autre.</translation>
    </message>
    <message>
        <source>No layer&apos;s name ends with %1.</source>
        <translation>Aucun nom de couche ne finit par %1.</translation>
    </message>
    <message>
        <source>PixArt&apos;s text encoder does not learn: choose another kind, or a model of SDXL.</source>
        <translation>L’encodeur de texte de PixArt n’apprend pas : choisissez un autre genre, ou un modèle SDXL.</translation>
    </message>
    <message>
        <source>%1 predicts the noise, which says nothing where there is noise alone: leave it out.</source>
        <translation>%1 prédit le bruit, ce qui ne dit rien là où il n’y a que du bruit : laissez-le de côté.</translation>
    </message>
    <message>
        <source>diffusers has no names for LoHa and LoKr: choose those of A1111 and ComfyUI.</source>
        <translation>diffusers n’a pas de noms pour LoHa et LoKr : choisissez ceux d’A1111 et ComfyUI.</translation>
    </message>
    <message>
        <source>Prodigy finds one rate for all that learns: leave this one out.</source>
        <translation>Prodigy trouve un taux pour tout ce qui apprend : laissez celui-ci de côté.</translation>
    </message>
    <message>
        <source>One picture cannot be learnt and held out: take more pictures, or hold none out.</source>
        <translation>Une image ne peut être apprise et mise de côté : prenez plus d’images, ou n’en mettez aucune de côté.</translation>
    </message>
    <message>
        <source>Choose the folder of class pictures that this is said of.</source>
        <translation>Choisissez le dossier d’images de sa classe dont cela est dit.</translation>
    </message>
    <message>
        <source>%1 does not compute in %2.</source>
        <translation>%1 ne calcule pas en %2.</translation>
    </message>
    <message>
        <source>%1 is %2, which makes no picture by itself: choose a base model.</source>
        <translation>%1 est %2, qui ne fait pas d’image seul : choisissez un modèle de base.</translation>
    </message>
    <message>
        <source>%1 predicts the picture itself and cannot learn: choose another model.</source>
        <translation>%1 prédit l’image elle-même et ne peut apprendre : choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>%1 is %2: models of SDXL and PixArt learn.</source>
        <translation>%1 est %2 : les modèles SDXL et PixArt apprennent.</translation>
    </message>
    <message>
        <source>For pictures on the way its name and the word must be the same: call it %1, or the word %2.</source>
        <translation>Pour des images en chemin, son nom et le mot doivent être les mêmes : appelez-le %1, ou le mot %2.</translation>
    </message>
    <message>
        <source>It needs %1 of memory on %2, and %3 can be had: take a smaller width and height, batch or rank, or close other programs.</source>
        <translation>Il faut %1 de mémoire sur %2, et %3 sont disponibles : prenez une largeur et une hauteur, un lot ou un rang plus petits, ou fermez d’autres programmes.</translation>
    </message>
    <message>
        <source>It needs %2 on %1, and there are %3: take a smaller width and height, batch or rank.</source>
        <translation>Il faut %2 sur %1, et il y a %3 : prenez une largeur et une hauteur, un lot ou un rang plus petits.</translation>
    </message>
    <message>
        <source>The loss of step %1 is no number: take a smaller learning rate. The last saved state is kept.</source>
        <translation>L’erreur du pas %1 n’est pas un nombre : prenez un taux d’apprentissage plus petit. Le dernier état enregistré reste.</translation>
    </message>
    <message>
        <source>. The state of step %1 is saved in room that was kept for it: make room, then it goes on from there.</source>
        <translation>. L’état du pas %1 est enregistré dans la place gardée pour lui : faites de la place, et cela continue de là.</translation>
    </message>
    <message>
        <source>the pictures that were held out were known best after step %1 of %2: that is written</source>
        <translation>les images mises de côté étaient le mieux connues après le pas %1 sur %2 : c’est ce qui est écrit</translation>
    </message>
    <message>
        <source>left out: </source>
        <translation>laissé de côté : </translation>
    </message>
    <message>
        <source>DeepCache cannot be used with this model, this sampler or a ControlNet: set it to 1.</source>
        <translation>DeepCache ne va pas avec ce modèle, ce sampler ou un ControlNet : mettez-le à 1.</translation>
    </message>
    <message>
        <source>All jobs were run.</source>
        <translation>Toutes les tâches ont été exécutées.</translation>
    </message>
    <message>
        <source>The time was over.</source>
        <translation>Le temps était écoulé.</translation>
    </message>
    <message>
        <source>this machine has no certificates to check it with</source>
        <translation>cette machine n&apos;a pas de certificats pour le vérifier</translation>
    </message>
    <message>
        <source>it sends from one address to the next without end</source>
        <translation>il renvoie sans fin d&apos;une adresse à l&apos;autre</translation>
    </message>
    <message>
        <source>the address cannot be read</source>
        <translation>l&apos;adresse est illisible</translation>
    </message>
    <message>
        <source>it answers in no known way</source>
        <translation>il répond d&apos;une façon inconnue</translation>
    </message>
    <message>
        <source>There is no ControlNet of this type (%1) here: choose one under Control, or add its folder to the library.</source>
        <translation>Il n&apos;y a pas de ControlNet de ce type (%1) ici : choisissez-en un sous Contrôle, ou ajoutez son dossier à la bibliothèque.</translation>
    </message>
    <message>
        <source>There is no detector here: put one that is an ONNX file into %1, or choose it under Detailers.</source>
        <translation>Il n&apos;y a pas de détecteur ici : mettez-en un (fichier ONNX) dans %1, ou choisissez-le sous Retouches.</translation>
    </message>
    <message>
        <source>There is no start picture whose colours could be taken: choose one, or leave its colours.</source>
        <translation>Il n&apos;y a pas d&apos;image de départ dont prendre les couleurs : choisissez-en une, ou laissez ses couleurs.</translation>
    </message>
</context>
<context>
    <name>gallery</name>
    <message>
        <source>Undoing: %1</source>
        <translation>Annulation : %1</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoris</translation>
    </message>
    <message>
        <source>Rating: %1 or better</source>
        <translation>Note : %1 ou mieux</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modèle : %1</translation>
    </message>
    <message>
        <source>Sampler: %1</source>
        <translation>Sampler : %1</translation>
    </message>
    <message>
        <source>Program: %1</source>
        <translation>Programme : %1</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>Taille : %1</translation>
    </message>
    <message>
        <source>Tag: %1</source>
        <translation>Mot-clé : %1</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>Dossier : %1</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Les plus récentes d&apos;abord</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Les plus anciennes d&apos;abord</translation>
    </message>
    <message>
        <source>Best rated first</source>
        <translation>Les mieux notées d&apos;abord</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Par modèle</translation>
    </message>
    <message>
        <source>By folder and name</source>
        <translation>Par dossier et nom</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>Les plus grandes d&apos;abord</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>N&apos;importe quand</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Aujourd&apos;hui</translation>
    </message>
    <message>
        <source>Since yesterday</source>
        <translation>Depuis hier</translation>
    </message>
    <message>
        <source>Last %1 days</source>
        <translation>%1 derniers jours</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 image</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 images</translation>
    </message>
    <message>
        <source>Style: %1</source>
        <translation>Style : %1</translation>
    </message>
    <message>
        <source>Album: %1</source>
        <translation>Album : %1</translation>
    </message>
    <message>
        <source>today</source>
        <translation>aujourd&apos;hui</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>week</source>
        <translation>semaine</translation>
    </message>
    <message>
        <source>month</source>
        <translation>mois</translation>
    </message>
    <message>
        <source>year</source>
        <translation>année</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Créée : %1</translation>
    </message>
</context>
<context>
    <name>glossary</name>
    <message>
        <source>The pieces of words a model reads, SDXL 75 at a time; a line in the prompt shows where the next chunk begins.</source>
        <translation>Les morceaux de mots qu’un modèle lit, SDXL par 75 ; un trait dans le prompt montre où commence la suite.</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Régions</translation>
    </message>
    <message>
        <source>Parts of the picture with a prompt of their own, whose words the model looks for there alone.</source>
        <translation>Des parties de l&apos;image avec leur propre prompt, dont le modèle ne cherche les mots que là.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>The trained network that draws: a diffusers folder or one .safetensors file.</source>
        <translation>Le réseau entraîné qui dessine : un dossier diffusers ou un fichier .safetensors.</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>What the picture should show, in plain words; the first words count most.</source>
        <translation>Ce que l&apos;image doit montrer, en mots simples ; les premiers comptent le plus.</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Prompt négatif</translation>
    </message>
    <message>
        <source>What the picture should stay away from, for example: blurry, text.</source>
        <translation>Ce que l&apos;image doit éviter, par exemple : blurry, text.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Width and height in pixels, multiples of 8; models draw best near the size they were trained at.</source>
        <translation>Largeur et hauteur en pixels, multiples de 8 ; un modèle dessine le mieux près de la taille de son entraînement.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>How many pictures one press of Generate makes, each with the next seed.</source>
        <translation>Combien d&apos;images donne un appui sur Générer, chacune avec le seed suivant.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>How often the noise is refined: more steps take longer and settle details, 20 to 40 are usual.</source>
        <translation>Combien de fois le bruit est affiné : plus d&apos;étapes prennent plus de temps et fixent les détails ; 20 à 40 sont courantes.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>How strictly the picture follows the prompt: 1 leaves the model free (and is twice as fast), 4 to 8 are usual.</source>
        <translation>À quel point l&apos;image suit le prompt : 1 laisse le modèle libre (et va deux fois plus vite), 4 à 8 sont courants.</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>The method that walks from noise to picture; an ancestral one adds fresh noise on the way.</source>
        <translation>La méthode qui mène du bruit à l&apos;image ; un sampler ancestral ajoute du bruit frais en chemin.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Planification</translation>
    </message>
    <message>
        <source>How the noise levels are spread over the steps; Karras spends more of them on fine detail.</source>
        <translation>Comment le bruit se répartit sur les étapes ; Karras en consacre davantage aux détails fins.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The number the noise grows from: the same seed and settings give the same picture.</source>
        <translation>Le nombre d&apos;où naît le bruit : le même seed et les mêmes réglages donnent la même image.</translation>
    </message>
    <message>
        <source>Start picture</source>
        <translation>Image de départ</translation>
    </message>
    <message>
        <source>A picture to begin from instead of pure noise.</source>
        <translation>Une image par laquelle commencer au lieu du bruit pur.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>How far to move away from the start picture: near 0 keeps it, 1 ignores it.</source>
        <translation>Jusqu&apos;où s&apos;éloigner de l&apos;image de départ : près de 0 la garde, 1 l&apos;ignore.</translation>
    </message>
    <message>
        <source>Output folder</source>
        <translation>Dossier de sortie</translation>
    </message>
    <message>
        <source>Where pictures are saved; each PNG carries all its settings.</source>
        <translation>Où les images sont enregistrées ; chaque PNG porte tous ses réglages.</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>The part that turns the model&apos;s small latents into pixels; a model brings its own, others change colours a little.</source>
        <translation>La partie qui change les petits latents du modèle en pixels ; un modèle apporte le sien, d&apos;autres changent un peu les couleurs.</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>Words (and sometimes steps and sampler) that give any prompt a look; several can be mixed by weight.</source>
        <translation>Des mots (parfois des étapes et un sampler) qui donnent un look à tout prompt ; plusieurs se mélangent selon leur poids.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>(words:1.2) make words count more, (words:0.8) less; Ctrl+Up and Ctrl+Down change the weight under the cursor.</source>
        <translation>(mots:1.2) comptent plus, (mots:0.8) moins ; Ctrl+Haut et Ctrl+Bas changent le poids sous le curseur.</translation>
    </message>
    <message>
        <source>Noise curve</source>
        <translation>Courbe de bruit</translation>
    </message>
    <message>
        <source>How much noise is left before each step; a curve that falls late spends its steps on detail.</source>
        <translation>Combien de bruit reste avant chaque étape ; une courbe qui tombe tard consacre ses étapes aux détails.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Ajustement</translation>
    </message>
    <message>
        <source>How a start picture of another shape is brought to size: stretched, cropped, or padded with its edges.</source>
        <translation>Comment une image de départ d&apos;une autre forme est mise à la taille : étirée, recadrée ou complétée par ses bords.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>PNG loses nothing; JPEG and WebP are smaller; TIFF and EXR are for further work in other programs.</source>
        <translation>PNG ne perd rien ; JPEG et WebP sont plus petits ; TIFF et EXR servent à la suite du travail dans d&apos;autres programmes.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualité</translation>
    </message>
    <message>
        <source>How much JPEG and WebP may lose to be small: 95 looks the same, WebP at 100 loses nothing.</source>
        <translation>Ce que JPEG et WebP peuvent perdre pour être petits : 95 paraît identique, WebP à 100 ne perd rien.</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Noms de fichiers</translation>
    </message>
    <message>
        <source>The pattern for names of new pictures, of {date}, {time}, {seed}, {words}, {model}, {steps} and more.</source>
        <translation>Le motif des noms des nouvelles images, avec {date}, {time}, {seed}, {words}, {model}, {steps} et d&apos;autres.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>How many processor cores a picture may use; fewer leave the machine free for other work.</source>
        <translation>Combien de cœurs du processeur une image peut utiliser ; moins laissent la machine libre pour autre chose.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>The processor or graphics card that draws; automatic takes the fastest one the picture fits.</source>
        <translation>Le processeur ou la carte graphique qui dessine ; Automatique prend le plus rapide où l&apos;image tient.</translation>
    </message>
    <message>
        <source>Memory budget</source>
        <translation>Limite de mémoire</translation>
    </message>
    <message>
        <source>The most memory of a graphics card to use; weights that do not fit are streamed, which takes longer.</source>
        <translation>La mémoire d&apos;une carte graphique à utiliser au plus ; les poids qui ne tiennent pas sont transmis au fur et à mesure, ce qui est plus long.</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>Somme de contrôle</translation>
    </message>
    <message>
        <source>The SHA-256 of a file, which proves that every byte of a download arrived as it was published.</source>
        <translation>Le SHA-256 d&apos;un fichier, qui prouve que chaque octet est arrivé tel que publié.</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Small files that change a model&apos;s style or teach it a subject; several can be put on at once, each as strongly as you like.</source>
        <translation>De petits fichiers qui changent le style d&apos;un modèle ou lui apprennent un sujet ; plusieurs à la fois, chacun aussi fort que vous voulez.</translation>
    </message>
    <message>
        <source>Refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>A second model that finishes what the first began: SDXL&apos;s refiner, or any other SDXL model.</source>
        <translation>Un second modèle qui achève ce que le premier a commencé : le refiner de SDXL ou tout autre modèle SDXL.</translation>
    </message>
    <message>
        <source>Parts of the model</source>
        <translation>Parties du modèle</translation>
    </message>
    <message>
        <source>UNet, text encoders and tokenizers from other files than the model&apos;s, and VAEs blended with its own.</source>
        <translation>UNet, encodeurs de texte et tokenizers d’autres fichiers que ceux du modèle, et des VAE mélangés au sien.</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Contrôle</translation>
    </message>
    <message>
        <source>Networks beside the model that hold the picture to another one&apos;s edges, lines, depth or pose (ControlNets).</source>
        <translation>Réseaux à côté du modèle qui tiennent l’image aux contours, lignes, profondeur ou pose d’une autre (ControlNets).</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Masque</translation>
    </message>
    <message>
        <source>What of the start picture is painted anew (inpainting); everything else stays as it is.</source>
        <translation>Ce qui est repeint de l’image de départ (inpainting) ; tout le reste ne change pas.</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Étendre</translation>
    </message>
    <message>
        <source>The start picture grows at its sides, and what is new is painted (outpainting).</source>
        <translation>L’image de départ grandit sur ses côtés, et ce qui est nouveau est peint (outpainting).</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Référence</translation>
    </message>
    <message>
        <source>Pictures whose look the model is shown beside the prompt (IP-Adapter): style, colours, a face.</source>
        <translation>Des images dont l&apos;aspect est montré au modèle à côté du prompt (IP-Adapter) : style, couleurs, un visage.</translation>
    </message>
    <message>
        <source>Detailers</source>
        <translation>Retouches</translation>
    </message>
    <message>
        <source>Faces, hands or whatever a detector finds in the finished picture are painted anew, each at full size.</source>
        <translation>Visages, mains ou ce qu’un détecteur trouve dans l’image finie sont repeints, chacun en pleine taille.</translation>
    </message>
    <message>
        <source>Model suite</source>
        <translation>Suite de modèles</translation>
    </message>
    <message>
        <source>A model with its refiner, VAE, parts, LoRAs and embeddings, saved under one name and chosen together.</source>
        <translation>Un modèle avec refiner, VAE, parties, LoRA et embeddings, enregistrés sous un nom et choisis ensemble.</translation>
    </message>
</context>
<context>
    <name>grid</name>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>default</source>
        <translation>par défaut</translation>
    </message>
</context>
<context>
    <name>imagelab::AlbumCommands</name>
    <message>
        <source>Add to an album</source>
        <translation>Ajouter à un album</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Albums</translation>
    </message>
    <message>
        <source>&amp;Add to an album</source>
        <translation>&amp;Ajouter à un album</translation>
    </message>
    <message>
        <source>&amp;New album of the chosen…</source>
        <translation>&amp;Nouvel album avec la sélection…</translation>
    </message>
    <message>
        <source>Gives the chosen pictures an album; it is kept in the files beside them.</source>
        <translation>Donne un album aux images choisies ; il est gardé dans les fichiers à côté d&apos;elles.</translation>
    </message>
    <message>
        <source>&amp;Take out of the album</source>
        <translation>Re&amp;tirer de l&apos;album</translation>
    </message>
    <message>
        <source>The chosen pictures leave the album that is shown; they stay in the gallery.</source>
        <translation>Les images choisies quittent l&apos;album affiché ; elles restent dans la galerie.</translation>
    </message>
    <message>
        <source>&amp;Rename the album…</source>
        <translation>&amp;Renommer l&apos;album…</translation>
    </message>
    <message>
        <source>Gives the album that is shown another name.</source>
        <translation>Donne un autre nom à l&apos;album affiché.</translation>
    </message>
    <message>
        <source>&amp;Delete the album</source>
        <translation>&amp;Supprimer l&apos;album</translation>
    </message>
    <message>
        <source>The album that is shown is no more; its pictures stay, Undo brings it back.</source>
        <translation>L&apos;album affiché n&apos;existe plus ; ses images restent, Annuler le rétablit.</translation>
    </message>
    <message>
        <source>album: %1</source>
        <translation>album : %1</translation>
    </message>
    <message>
        <source>In the album %1</source>
        <translation>Dans l&apos;album %1</translation>
    </message>
    <message>
        <source>out of an album: %1</source>
        <translation>hors d&apos;un album : %1</translation>
    </message>
    <message>
        <source>No longer in the album %1</source>
        <translation>N&apos;est plus dans l&apos;album %1</translation>
    </message>
    <message>
        <source>renaming of an album</source>
        <translation>changement de nom d&apos;un album</translation>
    </message>
    <message>
        <source>The album is called %1 now</source>
        <translation>L&apos;album s&apos;appelle maintenant %1</translation>
    </message>
    <message>
        <source>deletion of an album</source>
        <translation>suppression d&apos;un album</translation>
    </message>
    <message>
        <source>The album %1 is deleted, its pictures stay</source>
        <translation>L&apos;album %1 est supprimé, ses images restent</translation>
    </message>
    <message>
        <source>New album</source>
        <translation>Nouvel album</translation>
    </message>
    <message>
        <source>Name of the album:</source>
        <translation>Nom de l&apos;album :</translation>
    </message>
    <message>
        <source>Rename the album</source>
        <translation>Renommer l&apos;album</translation>
    </message>
</context>
<context>
    <name>imagelab::AlbumTargets</name>
    <message>
        <source>Albums to drop into</source>
        <translation>Albums où déposer</translation>
    </message>
    <message>
        <source>Into an album:</source>
        <translation>Dans un album :</translation>
    </message>
    <message>
        <source>Drop the pictures here; Undo takes them out again.</source>
        <translation>Déposez les images ici ; Annuler les en retire.</translation>
    </message>
    <message>
        <source>Into the album %1</source>
        <translation>Dans l&apos;album %1</translation>
    </message>
    <message>
        <source>New album…</source>
        <translation>Nouvel album…</translation>
    </message>
    <message>
        <source>Into a new album</source>
        <translation>Dans un nouvel album</translation>
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
        <translation>Copie le message et tous les réglages, pour un rapport de bogue.</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>Fermer le message</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>Erreur : %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Takes the last step back.</source>
        <translation>Revient sur le dernier pas.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Oui</translation>
    </message>
    <message>
        <source>Goes on with what is asked.</source>
        <translation>Continue comme demandé.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>Does what the message advises.</source>
        <translation>Fait ce que le message conseille.</translation>
    </message>
</context>
<context>
    <name>imagelab::BrowseView</name>
    <message>
        <source>Picture over the whole window</source>
        <translation>Image sur toute la fenêtre</translation>
    </message>
    <message>
        <source>Space and arrows go on, F and 1 to 5 mark, Escape comes back.</source>
        <translation>Espace et flèches continuent, F et 1 à 5 marquent, Échap revient.</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>Image précédente</translation>
    </message>
    <message>
        <source>The picture before (Left).</source>
        <translation>L&apos;image d&apos;avant (Gauche).</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Image suivante</translation>
    </message>
    <message>
        <source>The picture behind (Right, Space).</source>
        <translation>L&apos;image d&apos;après (Droite, Espace).</translation>
    </message>
    <message>
        <source>Back to the window</source>
        <translation>Retour à la fenêtre</translation>
    </message>
    <message>
        <source>Comes back (Escape).</source>
        <translation>Revient (Échap).</translation>
    </message>
    <message>
        <source>%1, rated %2 of 5</source>
        <translation>%1, notée %2 sur 5</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>favori</translation>
    </message>
    <message>
        <source>no favourite</source>
        <translation>pas favori</translation>
    </message>
</context>
<context>
    <name>imagelab::CanvasPanel</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Tools for painting</source>
        <translation>Outils de peinture</translation>
    </message>
    <message>
        <source>More for the mask</source>
        <translation>Plus pour le masque</translation>
    </message>
    <message>
        <source>Invert, clear, grow, shrink and soften the mask, or take one from a file.</source>
        <translation>Inverser, vider, agrandir, rétrécir ou adoucir le masque, ou en prendre un dans un fichier.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Back to the picture; the mask stays (Escape).</source>
        <translation>Retour à l’image ; le masque reste (Échap).</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinceau</translation>
    </message>
    <message>
        <source>Its width in pixels of the picture; [ and ] make it smaller and larger.</source>
        <translation>Sa largeur en pixels de l’image ; [ et ] le rendent plus petit ou plus grand.</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Dureté</translation>
    </message>
    <message>
        <source>1 paints up to a hard edge, less lets the stroke fade; { and } change it.</source>
        <translation>1 peint jusqu’à un bord net, moins laisse le trait s’estomper ; { et } la changent.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Tolérance</translation>
    </message>
    <message>
        <source>How far from the colour that is clicked on another may be and still be filled.</source>
        <translation>De combien une couleur peut s’écarter de celle que l’on clique et être encore remplie.</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>Couleur…</translation>
    </message>
    <message>
        <source>Colour of the brush</source>
        <translation>Couleur du pinceau</translation>
    </message>
    <message>
        <source>Choose it, or take it from the picture with Alt and a click.</source>
        <translation>Choisissez-la, ou prenez-la dans l’image avec Alt et un clic.</translation>
    </message>
</context>
<context>
    <name>imagelab::CanvasView</name>
    <message>
        <source>Canvas</source>
        <translation>Toile</translation>
    </message>
    <message>
        <source>Paint over what is to be made anew. [ and ] change the size of the brush, B, E, R, L and F choose the tool, Ctrl+Z takes a stroke back; the wheel zooms, Space or the middle button move the picture, dragging an edge makes it larger.</source>
        <translation>Peignez sur ce qui doit être refait. [ et ] changent la taille du pinceau, B, E, R, L et F choisissent l’outil, Ctrl+Z reprend un trait ; la molette zoome, Espace ou le bouton du milieu déplacent l’image, tirer un bord l’agrandit.</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
</context>
<context>
    <name>imagelab::Chip</name>
    <message>
        <source>%1, take it away</source>
        <translation>%1, retirer</translation>
    </message>
    <message>
        <source>Press to show pictures without this condition as well.</source>
        <translation>Appuyer pour montrer aussi les images sans cette condition.</translation>
    </message>
</context>
<context>
    <name>imagelab::ChipLine</name>
    <message>
        <source>What this request is</source>
        <translation>Ce qu’est cette demande</translation>
    </message>
    <message>
        <source>%1 Press to change it.</source>
        <translation>%1 Appuyez pour le changer.</translation>
    </message>
    <message>
        <source>Take away: %1</source>
        <translation>Retirer : %1</translation>
    </message>
    <message>
        <source>Undo brings it back.</source>
        <translation>Annuler le ramène.</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>et %1 de plus</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>En montrer moins</translation>
    </message>
    <message>
        <source>Three lines are enough.</source>
        <translation>Trois lignes suffisent.</translation>
    </message>
    <message>
        <source>Shows what else this request is.</source>
        <translation>Montre ce que cette demande contient encore.</translation>
    </message>
</context>
<context>
    <name>imagelab::CommandPalette</name>
    <message>
        <source>Find anything</source>
        <translation>Tout chercher</translation>
    </message>
    <message>
        <source>Type a few letters; Up and Down choose, Enter does it, Escape closes.</source>
        <translation>Taper quelques lettres ; Haut et Bas choisissent, Entrée exécute, Échap ferme.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Ce qui a été trouvé</translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Rien ne contient ces mots.</translation>
    </message>
    <message>
        <source>Find anything, or set something: steps 20, size 1024</source>
        <translation>Tout trouver ou régler : steps 20, size 1024</translation>
    </message>
</context>
<context>
    <name>imagelab::ComparePanel</name>
    <message>
        <source>Left</source>
        <translation>Gauche</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Droite</translation>
    </message>
    <message>
        <source>Pixel for pixel the same</source>
        <translation>Identiques au pixel près</translation>
    </message>
    <message>
        <source>%1 % of the pixels differ, by %2 of 255 on average</source>
        <translation>%1 % des pixels diffèrent, de %2 sur 255 en moyenne</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Côte à côte</translation>
    </message>
    <message>
        <source>Both, moved and zoomed together.</source>
        <translation>Les deux, déplacées et zoomées ensemble.</translation>
    </message>
    <message>
        <source>Slider</source>
        <translation>Volet</translation>
    </message>
    <message>
        <source>One over the other, up to a line that can be drawn.</source>
        <translation>L&apos;une sur l&apos;autre, jusqu&apos;à une ligne que l&apos;on peut tirer.</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Différence</translation>
    </message>
    <message>
        <source>What tells them apart, made stronger.</source>
        <translation>Ce qui les distingue, renforcé.</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>How much the difference is amplified</source>
        <translation>De combien la différence est amplifiée</translation>
    </message>
    <message>
        <source>Small differences show when they are made stronger.</source>
        <translation>Les petites différences se voient quand on les renforce.</translation>
    </message>
    <message>
        <source>Close the comparison</source>
        <translation>Fermer la comparaison</translation>
    </message>
    <message>
        <source>Shows the picture again (Escape).</source>
        <translation>Montre de nouveau l&apos;image (Échap).</translation>
    </message>
    <message>
        <source>One of them does not say how it was made.</source>
        <translation>L&apos;une des deux ne dit pas comment elle a été faite.</translation>
    </message>
    <message>
        <source>Made with the same settings.</source>
        <translation>Faites avec les mêmes réglages.</translation>
    </message>
</context>
<context>
    <name>imagelab::CompareView</name>
    <message>
        <source>Two pictures compared</source>
        <translation>Deux images comparées</translation>
    </message>
    <message>
        <source>Wheel or + and - zoom both, dragging moves both, [ and ] move the line between them.</source>
        <translation>La molette ou + et - zooment les deux, glisser déplace les deux, [ et ] déplacent la ligne entre elles.</translation>
    </message>
</context>
<context>
    <name>imagelab::DetailsPanel</name>
    <message>
        <source>Drawn with the numbers of %1</source>
        <translation>Dessinée avec les nombres de %1</translation>
    </message>
    <message>
        <source>Not carried over</source>
        <translation>Non repris</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>Non compris</translation>
    </message>
    <message>
        <source>As the file says it</source>
        <translation>Tel que le dit le fichier</translation>
    </message>
    <message>
        <source>What another program wrote and this one cannot do alike.</source>
        <translation>Ce qu&apos;un autre programme a écrit et que celui-ci ne peut faire de même.</translation>
    </message>
    <message>
        <source>Every text in the file, word for word.</source>
        <translation>Chaque texte du fichier, mot pour mot.</translation>
    </message>
    <message>
        <source>Choose a picture to see what it was made with.</source>
        <translation>Choisissez une image pour voir avec quoi elle a été faite.</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Fermer les détails</translation>
    </message>
    <message>
        <source>I shows them again.</source>
        <translation>I les montre de nouveau.</translation>
    </message>
    <message>
        <source>Tags, separated by commas</source>
        <translation>Mots-clés, avec des virgules</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <source>Words of your own to find the picture by; kept in a file beside it.</source>
        <translation>Vos propres mots pour retrouver l&apos;image ; gardés dans un fichier à côté d&apos;elle.</translation>
    </message>
    <message>
        <source>The picture&apos;s prompt</source>
        <translation>Le prompt de l&apos;image</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Les vôtres</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Cette image</translation>
    </message>
    <message>
        <source>Use all its settings</source>
        <translation>Reprendre tous ses réglages</translation>
    </message>
    <message>
        <source>Takes every setting of the picture into yours; Undo takes it back.</source>
        <translation>Reprend chaque réglage de l&apos;image dans les vôtres ; Annuler y revient.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Le fichier</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Ouvrir son dossier</translation>
    </message>
    <message>
        <source>Shows the file in the file manager.</source>
        <translation>Montre le fichier dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy what the file says</source>
        <translation>Copier ce que dit le fichier</translation>
    </message>
    <message>
        <source>Puts the whole text on the clipboard.</source>
        <translation>Met tout le texte dans le presse-papiers.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>The picture does not say how it was made.</source>
        <translation>L&apos;image ne dit pas comment elle a été faite.</translation>
    </message>
    <message>
        <source>Made with just the settings you have.</source>
        <translation>Faite avec exactement vos réglages.</translation>
    </message>
    <message>
        <source>What differs from your settings:</source>
        <translation>Ce qui diffère de vos réglages :</translation>
    </message>
    <message>
        <source>Made by %1</source>
        <translation>Faite par %1</translation>
    </message>
    <message>
        <source>%1 pixels, %2, %3</source>
        <translation>%1 pixels, %2, %3</translation>
    </message>
    <message>
        <source>Took %1</source>
        <translation>En %1</translation>
    </message>
    <message>
        <source>The model&apos;s hash: %1</source>
        <translation>L&apos;empreinte du modèle : %1</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Albums</translation>
    </message>
    <message>
        <source>In the album %1</source>
        <translation>Dans l&apos;album %1</translation>
    </message>
    <message>
        <source>In the albums %1</source>
        <translation>Dans les albums %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>What its ControlNets saw</source>
        <translation>Ce que ses ControlNets ont vu</translation>
    </message>
    <message>
        <source>What the ControlNet saw: %1</source>
        <translation>Ce que le ControlNet a vu : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::DeviceCard</name>
    <message>
        <source>The driver reports: %1</source>
        <translation>Le pilote signale : %1</translation>
    </message>
    <message>
        <source>Holds no model</source>
        <translation>Ne garde aucun modèle</translation>
    </message>
    <message>
        <source>Holds %1</source>
        <translation>Garde %1</translation>
    </message>
</context>
<context>
    <name>imagelab::DevicesPanel</name>
    <message>
        <source>Looking at the devices</source>
        <translation>Examen des appareils</translation>
    </message>
    <message>
        <source>Free memory now</source>
        <translation>Libérer la mémoire</translation>
    </message>
    <message>
        <source>Drops the weights of models kept on devices that run nothing; the next picture loads them again.</source>
        <translation>Libère les poids des modèles gardés sur les appareils qui ne font rien ; l&apos;image suivante les recharge.</translation>
    </message>
    <message>
        <source>Memory of what ran</source>
        <translation>Mémoire de ce qui a tourné</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Appareils</translation>
    </message>
    <message>
        <source>What each device is, how it does and what it holds.</source>
        <translation>Ce qu&apos;est chaque appareil, comment il va et ce qu&apos;il garde.</translation>
    </message>
    <message>
        <source>Job %1 on %2</source>
        <translation>Tâche %1 sur %2</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>prévue</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>mesurée</translation>
    </message>
    <message>
        <source>off by</source>
        <translation>écart</translation>
    </message>
    <message>
        <source>%1 given back</source>
        <translation>%1 libérés</translation>
    </message>
    <message>
        <source>Nothing was held by a device that runs nothing</source>
        <translation>Aucun appareil au repos ne gardait quoi que ce soit</translation>
    </message>
    <message>
        <source>Loads of models</source>
        <translation>Chargements des modèles</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>loads</source>
        <translation>chargés</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>déjà là</translation>
    </message>
    <message>
        <source>each took</source>
        <translation>chacun a pris</translation>
    </message>
    <message>
        <source>held</source>
        <translation>occupait</translation>
    </message>
</context>
<context>
    <name>imagelab::DifferenceList</name>
    <message>
        <source>Take: %1</source>
        <translation>Reprendre : %1</translation>
    </message>
    <message>
        <source>Takes this setting of the picture into yours; Undo takes it back.</source>
        <translation>Reprend ce réglage de l&apos;image dans les vôtres ; Annuler y revient.</translation>
    </message>
</context>
<context>
    <name>imagelab::Docks</name>
    <message>
        <source>Panels</source>
        <translation>Panneaux</translation>
    </message>
    <message>
        <source>&lt;p&gt;Chooses the panel that is shown here; a double click takes it out of the window.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Choisit le panneau montré ici ; un double-clic le sort de la fenêtre.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>Pa&amp;nneaux</translation>
    </message>
    <message>
        <source>Shows or hides this panel.</source>
        <translation>Montre ou cache ce panneau.</translation>
    </message>
    <message>
        <source>&amp;Queue, devices and log</source>
        <translation>&amp;File d&apos;attente, appareils et journal</translation>
    </message>
    <message>
        <source>Shows or hides the panels at the bottom.</source>
        <translation>Montre ou cache les panneaux du bas.</translation>
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation>&amp;Rétablir la disposition</translation>
    </message>
    <message>
        <source>Puts every panel back to its place.</source>
        <translation>Remet chaque panneau à sa place.</translation>
    </message>
    <message>
        <source>Takes the panel out of the window, or puts it back.</source>
        <translation>Détache le panneau de la fenêtre, ou l&apos;y remet.</translation>
    </message>
    <message>
        <source>Closes the panel; View &gt; Panels shows it again.</source>
        <translation>Ferme le panneau ; Affichage &gt; Panneaux le montre à nouveau.</translation>
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
        <translation>Interroge le serveur</translation>
    </message>
    <message>
        <source>%1 · %2/s</source>
        <translation>%1 · %2/s</translation>
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
        <translation>Choisir une image de départ</translation>
    </message>
</context>
<context>
    <name>imagelab::DropTargets</name>
    <message>
        <source>Use its settings</source>
        <translation>Reprendre ses réglages</translation>
    </message>
    <message>
        <source>Start from this picture</source>
        <translation>Partir de cette image</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Utiliser ce modèle</translation>
    </message>
    <message>
        <source>What to do with the picture</source>
        <translation>Que faire de l&apos;image</translation>
    </message>
    <message>
        <source>Escape does nothing with it.</source>
        <translation>Échap n&apos;en fait rien.</translation>
    </message>
    <message>
        <source>Reading what %1 says…</source>
        <translation>Lecture de ce que dit %1…</translation>
    </message>
    <message>
        <source>New pictures begin from it instead of from noise.</source>
        <translation>Les nouvelles images partent d&apos;elle au lieu du bruit.</translation>
    </message>
    <message>
        <source>Not possible: %1</source>
        <translation>Impossible : %1</translation>
    </message>
    <message>
        <source>Made by %1</source>
        <translation>Faite par %1</translation>
    </message>
    <message>
        <source>One thing cannot be carried over.</source>
        <translation>Une chose ne peut être reprise.</translation>
    </message>
    <message>
        <source>%1 things cannot be carried over.</source>
        <translation>%1 choses ne peuvent être reprises.</translation>
    </message>
    <message>
        <source>Use this VAE</source>
        <translation>Utiliser ce VAE</translation>
    </message>
    <message>
        <source>Show it to the model</source>
        <translation>La montrer au modèle</translation>
    </message>
    <message>
        <source>New pictures take its look (IP-Adapter).</source>
        <translation>Les nouvelles images en prennent l&apos;aspect (IP-Adapter).</translation>
    </message>
</context>
<context>
    <name>imagelab::EmptyState</name>
    <message>
        <source>What should the picture show?</source>
        <translation>Que doit montrer l&apos;image ?</translation>
    </message>
    <message>
        <source>Describe it on the left, then press Generate or Ctrl+Enter.</source>
        <translation>Décrivez-la à gauche, puis appuyez sur Générer ou Ctrl+Entrée.</translation>
    </message>
    <message>
        <source>Or begin with one of these:</source>
        <translation>Ou commencez par l&apos;un de ceux-ci :</translation>
    </message>
    <message>
        <source>Use the prompt: %1</source>
        <translation>Utiliser le prompt : %1</translation>
    </message>
    <message>
        <source>Puts these words into the prompt.</source>
        <translation>Met ces mots dans le prompt.</translation>
    </message>
</context>
<context>
    <name>imagelab::EnlargeSection</name>
    <message>
        <source>Another factor than the network&apos;s own is reached by Lanczos behind it.</source>
        <translation>Un autre facteur que celui du réseau est atteint par Lanczos ensuite.</translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation>celui du réseau</translation>
    </message>
    <message>
        <source>The finished picture&apos;s tones reach from black to white (auto contrast).</source>
        <translation>Les tons de l'image finie vont du noir au blanc (contraste automatique).</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>signaler</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>flouter</translation>
    </message>
    <message>
        <source>leave out</source>
        <translation>écarter</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>Safety checker</source>
        <translation>Filtre de sécurité</translation>
    </message>
    <message>
        <source>What is done with a picture that is not for everybody. A classifier on this machine looks at each finished picture; nothing is sent anywhere.</source>
        <translation>Ce qui est fait d’une image qui n’est pas tout public. Un classificateur sur cette machine examine chaque image terminée ; rien n’est envoyé.</translation>
    </message>
    <message>
        <source>safety checker</source>
        <translation>filtre de sécurité</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>vérifiée</translation>
    </message>
    <message>
        <source>off</source>
        <translation>non</translation>
    </message>
    <message>
        <source>Hires pass</source>
        <translation>Passe hires</translation>
    </message>
    <message>
        <source>The picture is drawn once more at so many times its size: larger, with detail that the model adds. Off: it is not.</source>
        <translation>L'image est dessinée une fois de plus à tant de fois sa taille : plus grande, avec des détails que le modèle ajoute. Non : elle ne l'est pas.</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Agrandir</translation>
    </message>
    <message>
        <source>A network enlarges the finished picture; it adds no new things, and takes less time.</source>
        <translation>Un réseau agrandit l'image finie ; il n'ajoute rien de nouveau et prend moins de temps.</translation>
    </message>
    <message>
        <source>Stretch the tones</source>
        <translation>Étirer les tons</translation>
    </message>
    <message>
        <source>Colours of the start picture</source>
        <translation>Couleurs de l'image de départ</translation>
    </message>
    <message>
        <source>The finished picture takes on the colours of the start picture.</source>
        <translation>L'image finie prend les couleurs de l'image de départ.</translation>
    </message>
    <message>
        <source>How much the hires pass changes: 0.3 keeps the picture, 0.7 draws much of it anew.</source>
        <translation>Ce que la passe hires change : 0,3 garde l'image, 0,7 en redessine beaucoup.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>Strength of the hires pass</source>
        <translation>Force de la passe hires</translation>
    </message>
    <message>
        <source>Strength of the hires pass, slider</source>
        <translation>Force de la passe hires, curseur</translation>
    </message>
    <message>
        <source>as the first</source>
        <translation>comme la première</translation>
    </message>
    <message>
        <source>Steps of the hires pass</source>
        <translation>Étapes de la passe hires</translation>
    </message>
    <message>
        <source>All of them run.</source>
        <translation>Toutes sont exécutées.</translation>
    </message>
    <message>
        <source>What enlarges before the hires pass</source>
        <translation>Ce qui agrandit avant la passe hires</translation>
    </message>
    <message>
        <source>Latents: quickest, and needs a strength of 0.5 or more. A network or Lanczos enlarges the picture.</source>
        <translation>Latents : le plus rapide, demande une force de 0,5 ou plus. Un réseau ou Lanczos agrandit l'image.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>Enlarged by</source>
        <translation>Agrandie par</translation>
    </message>
    <message>
        <source>How many times larger</source>
        <translation>Combien de fois plus grande</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Facteur</translation>
    </message>
    <message>
        <source>hires pass</source>
        <translation>passe hires</translation>
    </message>
    <message>
        <source>hires strength</source>
        <translation>force hires</translation>
    </message>
    <message>
        <source>hires steps</source>
        <translation>étapes hires</translation>
    </message>
    <message>
        <source>hires upscaler</source>
        <translation>agrandisseur hires</translation>
    </message>
    <message>
        <source>upscaler</source>
        <translation>agrandisseur</translation>
    </message>
    <message>
        <source>factor of the upscaler</source>
        <translation>facteur de l'agrandisseur</translation>
    </message>
    <message>
        <source>auto contrast</source>
        <translation>contraste automatique</translation>
    </message>
    <message>
        <source>colours of the start picture</source>
        <translation>couleurs de l'image de départ</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>Latents</source>
        <translation>Latents</translation>
    </message>
    <message>
        <source>hires %1 ×</source>
        <translation>hires %1 ×</translation>
    </message>
    <message>
        <source>%1 %2 ×</source>
        <translation>%1 %2 ×</translation>
    </message>
    <message>
        <source>tones</source>
        <translation>tons</translation>
    </message>
    <message>
        <source>colours</source>
        <translation>couleurs</translation>
    </message>
    <message>
        <source>How much sharper the finished picture becomes (unsharp mask); 0 leaves it.</source>
        <translation>Combien l’image finie devient plus nette (masque flou) ; 0 la laisse.</translation>
    </message>
    <message>
        <source>Sharpen</source>
        <translation>Netteté</translation>
    </message>
    <message>
        <source>Sharpen, slider</source>
        <translation>Netteté, curseur</translation>
    </message>
    <message>
        <source>Film grain over the finished picture, by its seed; 0 adds none.</source>
        <translation>Grain de film sur l’image finie, selon sa graine ; 0 n’en ajoute pas.</translation>
    </message>
    <message>
        <source>Grain</source>
        <translation>Grain</translation>
    </message>
    <message>
        <source>Grain, slider</source>
        <translation>Grain, curseur</translation>
    </message>
    <message>
        <source>sharpening</source>
        <translation>netteté</translation>
    </message>
    <message>
        <source>grain</source>
        <translation>grain</translation>
    </message>
    <message>
        <source>sharper</source>
        <translation>plus nette</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>the whole picture</source>
        <translation>toute l&apos;image</translation>
    </message>
    <message>
        <source>What the hires pass draws at once</source>
        <translation>Ce que la passe hires dessine à la fois</translation>
    </message>
    <message>
        <source>Tiles of so many pixels a side keep memory small however large the picture becomes; a ControlNet for tiles keeps them together.</source>
        <translation>Des tuiles de tant de pixels de côté demandent peu de mémoire, si grande que devienne l&apos;image ; un ControlNet pour tuiles les garde ensemble.</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Tuiles</translation>
    </message>
    <message>
        <source>hires tiles</source>
        <translation>tuiles hires</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>Visages</translation>
    </message>
    <message>
        <source>A network makes the finished picture&apos;s faces anew (GFPGAN, CodeFormer, RestoreFormer as ONNX in the folder models/faces).</source>
        <translation>Un réseau refait les visages de l’image finie (GFPGAN, CodeFormer, RestoreFormer en ONNX dans le dossier models/faces).</translation>
    </message>
    <message>
        <source>Fidelity</source>
        <translation>Fidélité</translation>
    </message>
    <message>
        <source>Fidelity of restored faces</source>
        <translation>Fidélité des visages restaurés</translation>
    </message>
    <message>
        <source>Fidelity of restored faces, slider</source>
        <translation>Fidélité des visages restaurés, curseur</translation>
    </message>
    <message>
        <source>CodeFormer&apos;s weight: 0 looks best, 1 is truest to the picture; other networks have none.</source>
        <translation>Le poids de CodeFormer : 0 donne le plus bel aspect, 1 est le plus fidèle à l’image ; les autres réseaux n’en ont pas.</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>Visibilité</translation>
    </message>
    <message>
        <source>Visibility of restored faces</source>
        <translation>Visibilité des visages restaurés</translation>
    </message>
    <message>
        <source>Visibility of restored faces, slider</source>
        <translation>Visibilité des visages restaurés, curseur</translation>
    </message>
    <message>
        <source>How much of the restored faces is seen; 1 is all of them.</source>
        <translation>Quelle part des visages restaurés se voit ; 1 est tout.</translation>
    </message>
    <message>
        <source>restored faces</source>
        <translation>visages restaurés</translation>
    </message>
    <message>
        <source>fidelity of faces</source>
        <translation>fidélité des visages</translation>
    </message>
    <message>
        <source>visibility of faces</source>
        <translation>visibilité des visages</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>visages</translation>
    </message>
</context>
<context>
    <name>imagelab::Filmstrip</name>
    <message>
        <source>This batch</source>
        <translation>Cette série</translation>
    </message>
    <message>
        <source>Pictures of the same settings with other seeds; arrows choose.</source>
        <translation>Les images des mêmes réglages avec d&apos;autres seeds ; les flèches choisissent.</translation>
    </message>
</context>
<context>
    <name>imagelab::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Trier</translation>
    </message>
    <message>
        <source>The order of the pictures.</source>
        <translation>L&apos;ordre des images.</translation>
    </message>
    <message>
        <source>Search pictures</source>
        <translation>Chercher des images</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Effacer la recherche</translation>
    </message>
    <message>
        <source>Sort: %1</source>
        <translation>Trier : %1</translation>
    </message>
    <message>
        <source>The rest is found by searching</source>
        <translation>Le reste se trouve en cherchant</translation>
    </message>
    <message>
        <source>Favourites only</source>
        <translation>Favoris seulement</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Toutes</translation>
    </message>
    <message>
        <source>%1 or better</source>
        <translation>%1 ou mieux</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Mot-clé</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Tout montrer</translation>
    </message>
    <message>
        <source>Shows only pictures of a model, a style, a rating and so on.</source>
        <translation>Ne montre que les images d’un modèle, d’un style, d’une note, etc.</translation>
    </message>
    <message>
        <source>shuffled</source>
        <translation>mélangé</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>Shuffled, anew each time</source>
        <translation>Mélangées, chaque fois autrement</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Albums</translation>
    </message>
    <message>
        <source>Shows the pictures of one album; pictures are dragged into them.</source>
        <translation>Montre les images d&apos;un album ; on y met des images en les faisant glisser.</translation>
    </message>
    <message>
        <source>Words of the prompt, tags, styles, model or file name; light* finds words that begin so, *ight* parts of words, &quot;red apple&quot; these words together, -apple leaves out, tag:print looks in the tags alone. What is offered while you type narrows to just that.</source>
        <translation>Mots du prompt, mots-clés, styles, modèle ou nom de fichier ; light* trouve les mots qui commencent ainsi, *ight* des parties de mots, &quot;red apple&quot; ces mots ensemble, -apple exclut, tag:print cherche dans les seuls mots-clés. Ce qui est proposé pendant la saisie restreint à cela même.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Suggestions</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>Toutes les images</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Chercher</translation>
    </message>
</context>
<context>
    <name>imagelab::FirstRunPage</name>
    <message>
        <source>Looking for models of other programs…</source>
        <translation>Recherche des modèles d&apos;autres programmes…</translation>
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
        <translation>Image Lab apporte un petit modèle. Il dessine des choses simples, larges de 128 pixels, en quelques secondes et sans carte graphique. Tout reste sur cette machine.</translation>
    </message>
    <message>
        <source>Start with an example</source>
        <translation>Commencer par un exemple</translation>
    </message>
    <message>
        <source>Puts a prompt on the left; Ctrl+Enter makes the picture.</source>
        <translation>Met un prompt à gauche ; Ctrl+Entrée fait l&apos;image.</translation>
    </message>
    <message>
        <source>Start with my own words</source>
        <translation>Commencer avec mes mots</translation>
    </message>
    <message>
        <source>Closes this page; Help &gt; Welcome brings it back.</source>
        <translation>Ferme cette page ; Aide &gt; Bienvenue la ramène.</translation>
    </message>
    <message>
        <source>Bring your models</source>
        <translation>Apportez vos modèles</translation>
    </message>
    <message>
        <source>SDXL models draw large and detailed pictures. Folders are only read, nothing in them is moved or changed.</source>
        <translation>Les modèles SDXL dessinent de grandes images détaillées. Les dossiers sont seulement lus, rien n&apos;y est déplacé ni modifié.</translation>
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
        <translation>Un dossier de modèles, ou celui d&apos;A1111 ou de ComfyUI ; rien n&apos;y est modifié.</translation>
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
        <translation>Télécharge un modèle connu, ou un modèle de Hugging Face.</translation>
    </message>
    <message>
        <source>No models of other programs were found in your home folder.</source>
        <translation>Aucun modèle d&apos;autres programmes n&apos;a été trouvé dans votre dossier personnel.</translation>
    </message>
    <message>
        <source>Found on this machine:</source>
        <translation>Trouvés sur cette machine :</translation>
    </message>
    <message>
        <source>%1, model files: %2 (%3)</source>
        <translation>%1, fichiers de modèle : %2 (%3)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Add the models of %1</source>
        <translation>Ajouter les modèles de %1</translation>
    </message>
    <message>
        <source>Its models stand in the list from now on; nothing in it is changed.</source>
        <translation>Ses modèles sont désormais dans la liste ; rien n&apos;y est modifié.</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Ajouté</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryCommands</name>
    <message>
        <source>a picture</source>
        <translation>une image</translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (et %2 de plus)</translation>
    </message>
    <message>
        <source>&amp;Search pictures</source>
        <translation>&amp;Chercher des images</translation>
    </message>
    <message>
        <source>Choose &amp;all that are shown</source>
        <translation>&amp;Tout choisir</translation>
    </message>
    <message>
        <source>What is done next is done to all of them.</source>
        <translation>Ce qui suit est fait à toutes.</translation>
    </message>
    <message>
        <source>&amp;Favourite</source>
        <translation>&amp;Favori</translation>
    </message>
    <message>
        <source>Marks the chosen pictures, or takes the mark away.</source>
        <translation>Marque les images choisies, ou retire la marque.</translation>
    </message>
    <message>
        <source>&amp;Rating</source>
        <translation>&amp;Note</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Aucune</translation>
    </message>
    <message>
        <source>Rates the chosen pictures; kept in a file beside each.</source>
        <translation>Note les images choisies ; gardé dans un fichier à côté de chacune.</translation>
    </message>
    <message>
        <source>Edit the &amp;tags</source>
        <translation>Modifier les mots-clé&amp;s</translation>
    </message>
    <message>
        <source>Words of your own to find the picture by.</source>
        <translation>Vos propres mots pour retrouver l&apos;image.</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exporter</translation>
    </message>
    <message>
        <source>Copies &amp;with their settings…</source>
        <translation>Copies &amp;avec leurs réglages…</translation>
    </message>
    <message>
        <source>Copies the files as they are.</source>
        <translation>Copie les fichiers tels quels.</translation>
    </message>
    <message>
        <source>Copies with&amp;out their settings…</source>
        <translation>Copies &amp;sans leurs réglages…</translation>
    </message>
    <message>
        <source>The same pixels, without a word on how they were made.</source>
        <translation>Les mêmes pixels, sans un mot sur la façon dont ils ont été faits.</translation>
    </message>
    <message>
        <source>A &amp;captioned set…</source>
        <translation>Un jeu &amp;légendé…</translation>
    </message>
    <message>
        <source>Copies, each with its prompt in a text file beside it, as trainers read it.</source>
        <translation>Des copies, chacune avec son prompt dans un fichier texte, comme les lisent les programmes d&apos;entraînement.</translation>
    </message>
    <message>
        <source>Make a relief…</source>
        <translation>Faire un relief…</translation>
    </message>
    <message>
        <source>The picture as a body to print: bright stands high.</source>
        <translation>L’image comme corps à imprimer : le clair est en relief.</translation>
    </message>
    <message>
        <source>Add a f&amp;older…</source>
        <translation>Ajouter un d&amp;ossier…</translation>
    </message>
    <message>
        <source>Its pictures, and those below it, join the gallery; files stay where they are.</source>
        <translation>Ses images, et celles des dossiers qu&apos;il contient, rejoignent la galerie ; les fichiers restent où ils sont.</translation>
    </message>
    <message>
        <source>Move to the tras&amp;h</source>
        <translation>Mettre à la cor&amp;beille</translation>
    </message>
    <message>
        <source>Undo brings them back.</source>
        <translation>Annuler les ramène.</translation>
    </message>
    <message>
        <source>favourite: %1</source>
        <translation>favori : %1</translation>
    </message>
    <message>
        <source>no favourite: %1</source>
        <translation>plus favori : %1</translation>
    </message>
    <message>
        <source>rating of %1</source>
        <translation>note : %1</translation>
    </message>
    <message>
        <source>tags of %1</source>
        <translation>mots-clés : %1</translation>
    </message>
    <message>
        <source>trash: %1</source>
        <translation>corbeille : %1</translation>
    </message>
    <message>
        <source>Export %1 to</source>
        <translation>Exporter %1 vers</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>Exportation : %1</translation>
    </message>
    <message>
        <source>Add a folder to the gallery</source>
        <translation>Ajouter un dossier à la galerie</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>Lecture de %1</translation>
    </message>
    <message>
        <source>Cancel this job</source>
        <translation>Annuler cette tâche</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>Copier le prompt</translation>
    </message>
    <message>
        <source>Copy the file&apos;s path</source>
        <translation>Copier le chemin du fichier</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Ouvrir son dossier</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Copier l&apos;image</translation>
    </message>
    <message>
        <source>Puts the picture and its file on the clipboard, for other programs.</source>
        <translation>Place l&apos;image et son fichier dans le presse-papiers, pour d&apos;autres programmes.</translation>
    </message>
    <message>
        <source>Words of the prompt, tags, styles, model or file name.</source>
        <translation>Mots du prompt, mots-clés, styles, modèle ou nom de fichier.</translation>
    </message>
    <message>
        <source>Go on after a mark</source>
        <translation>Continuer après une marque</translation>
    </message>
    <message>
        <source>A rating or a heart shows the next picture at once, for looking many through.</source>
        <translation>Une note ou un cœur montre aussitôt l’image suivante, pour en trier beaucoup.</translation>
    </message>
    <message>
        <source>&amp;Use its settings</source>
        <translation>Reprendre ses réglages</translation>
    </message>
    <message>
        <source>Takes every setting of the picture into yours; Undo takes it back.</source>
        <translation>Reprend tous les réglages de l’image ; Annuler revient en arrière.</translation>
    </message>
    <message>
        <source>Start from it</source>
        <translation>Partir de celle-ci</translation>
    </message>
    <message>
        <source>The next picture begins from this one; its strength says how far it moves away.</source>
        <translation>L’image suivante part de celle-ci ; la force dit de combien elle s’éloigne.</translation>
    </message>
    <message>
        <source>&amp;Keep its seed</source>
        <translation>Garder son seed</translation>
    </message>
    <message>
        <source>Your request takes the picture&apos;s seed and keeps it.</source>
        <translation>Votre demande prend le seed de l’image et le garde.</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>seed</translation>
    </message>
    <message>
        <source>Copy its seed</source>
        <translation>Copier son seed</translation>
    </message>
    <message>
        <source>Puts the number on the clipboard.</source>
        <translation>Met le nombre dans le presse-papiers.</translation>
    </message>
    <message>
        <source>Copy its settings</source>
        <translation>Copier ses réglages</translation>
    </message>
    <message>
        <source>Puts prompt and settings on the clipboard, a line each.</source>
        <translation>Met le prompt et les réglages dans le presse-papiers, une ligne chacun.</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Fait : %1</translation>
    </message>
    <message>
        <source>In the trash: %1</source>
        <translation>À la corbeille : %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>Enlarge…</source>
        <translation>Agrandir…</translation>
    </message>
    <message>
        <source>A network makes the chosen pictures larger; they go into the queue together.</source>
        <translation>Un réseau agrandit les images choisies ; elles entrent ensemble dans la file.</translation>
    </message>
    <message>
        <source>Tag by a network</source>
        <translation>Étiqueter par un réseau</translation>
    </message>
    <message>
        <source>A WD tagger of your own (models/taggers) says what the chosen pictures show; without a choice those that have no tags.</source>
        <translation>Votre propre WD tagger (models/taggers) dit ce que montrent les images choisies ; sans choix, celles qui n’ont pas d’étiquettes.</translation>
    </message>
    <message>
        <source>Prompt from the picture</source>
        <translation>Prompt d’après l’image</translation>
    </message>
    <message>
        <source>What a WD tagger of your own sees in it becomes your prompt; Undo takes it back.</source>
        <translation>Ce qu’y voit votre propre WD tagger devient votre prompt ; Annuler revient en arrière.</translation>
    </message>
    <message>
        <source>Tagging</source>
        <translation>Étiquetage</translation>
    </message>
    <message>
        <source>prompt from a picture</source>
        <translation>prompt d’après une image</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryModel</name>
    <message>
        <source>Picture: %1</source>
        <translation>Image : %1</translation>
    </message>
    <message>
        <source>Being made: %1</source>
        <translation>En cours : %1</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>En attente : %1</translation>
    </message>
    <message>
        <source>Took: %1</source>
        <translation>Durée : %1</translation>
    </message>
    <message>
        <source>File: %1</source>
        <translation>Fichier : %1</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Faite : %1</translation>
    </message>
    <message>
        <source>Program: %1</source>
        <translation>Programme : %1</translation>
    </message>
    <message>
        <source>Rating: %1</source>
        <translation>Note : %1</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>favori</translation>
    </message>
    <message>
        <source>rated %1 of 5</source>
        <translation>notée %1 sur 5</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryPanel</name>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Arrows choose a picture, Space shows it large, F marks a favourite, 1 to 5 rate, the menu key says what else can be done.</source>
        <translation>Les flèches choisissent une image, Espace la montre en grand, F marque un favori, 1 à 5 notent, la touche de menu dit le reste.</translation>
    </message>
    <message>
        <source>Trouble with the gallery</source>
        <translation>Ennui avec la galerie</translation>
    </message>
    <message>
        <source>Make the index anew</source>
        <translation>Refaire l&apos;index</translation>
    </message>
    <message>
        <source>Reads every picture of the gallery&apos;s folders again; ratings and tags are files beside the pictures and stay.</source>
        <translation>Relit chaque image des dossiers de la galerie ; notes et mots-clés sont des fichiers à côté des images et restent.</translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation>Taille des vignettes</translation>
    </message>
    <message>
        <source>Ctrl and the wheel over the pictures do the same.</source>
        <translation>Ctrl et la molette sur les images font de même.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progression</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Ends after the picture at hand; Undo takes back what was done.</source>
        <translation>Finit après l&apos;image en cours ; Annuler revient sur ce qui a été fait.</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2 sur %3</translation>
    </message>
    <message>
        <source>%1 of %2 chosen</source>
        <translation>%1 sur %2 choisies</translation>
    </message>
    <message>
        <source>No picture fits. Take a condition away, or search for other words.</source>
        <translation>Aucune image ne convient. Retirez une condition, ou cherchez d&apos;autres mots.</translation>
    </message>
    <message>
        <source>Pictures you make appear here. Folders with older ones join through Gallery &gt; Add a folder.</source>
        <translation>Vos images apparaissent ici. Des dossiers d&apos;images plus anciennes s&apos;ajoutent par Galerie &gt; Ajouter un dossier.</translation>
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
        <translation>Fait l&apos;image (Ctrl+Entrée).</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter): %1.</source>
        <translation>Fait l&apos;image (Ctrl+Entrée) : %1.</translation>
    </message>
</context>
<context>
    <name>imagelab::GridPanel</name>
    <message>
        <source>Export as one picture…</source>
        <translation>Exporter en une image…</translation>
    </message>
    <message>
        <source>Export as one picture</source>
        <translation>Exporter en une image</translation>
    </message>
    <message>
        <source>Close the grid</source>
        <translation>Fermer la grille</translation>
    </message>
    <message>
        <source>Shows the picture again (Escape).</source>
        <translation>Montre de nouveau l&apos;image (Échap).</translation>
    </message>
    <message>
        <source>Reading %1 pictures…</source>
        <translation>Lecture de %1 images…</translation>
    </message>
    <message>
        <source>%1 across, %2 down</source>
        <translation>%1 en largeur, %2 en hauteur</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>Par %1</translation>
    </message>
    <message>
        <source>These pictures differ in no setting</source>
        <translation>Ces images ne diffèrent par aucun réglage</translation>
    </message>
    <message>
        <source>%1 left out: they differ in something else</source>
        <translation>%1 laissées de côté : elles diffèrent par autre chose</translation>
    </message>
    <message>
        <source>%1 do not say how they were made</source>
        <translation>%1 ne disent pas comment elles ont été faites</translation>
    </message>
    <message>
        <source>%1 of %2 are there</source>
        <translation>%1 sur %2 sont là</translation>
    </message>
    <message>
        <source>a click takes one</source>
        <translation>un clic en reprend une</translation>
    </message>
    <message>
        <source>Saves the grid with its labels as a PNG or JPEG, all its sheets below each other.</source>
        <translation>Enregistre la grille et ses légendes en PNG ou JPEG, toutes ses feuilles les unes sous les autres.</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Feuille</translation>
    </message>
    <message>
        <source>Which value of the third setting is shown (Page Up, Page Down).</source>
        <translation>La valeur du troisième réglage qui est montrée (Page préc., Page suiv.).</translation>
    </message>
    <message>
        <source>Sheet before</source>
        <translation>Feuille précédente</translation>
    </message>
    <message>
        <source>Shows the sheet before this one (Page Up).</source>
        <translation>Montre la feuille qui précède (Page préc.).</translation>
    </message>
    <message>
        <source>Next sheet</source>
        <translation>Feuille suivante</translation>
    </message>
    <message>
        <source>Shows the sheet behind this one (Page Down).</source>
        <translation>Montre la feuille qui suit (Page suiv.).</translation>
    </message>
</context>
<context>
    <name>imagelab::GuidanceBox</name>
    <message>
        <source>More guidance</source>
        <translation>Plus de guidance</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>Other kinds of guidance, each of which can be added to the usual one.</source>
        <translation>D&apos;autres sortes de guidance, qui peuvent s&apos;ajouter à l&apos;ordinaire.</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>Rééquilibrage</translation>
    </message>
    <message>
        <source>How far guidance keeps the contrast of the picture without it: 0 not at all, 0.7 is usual for v-prediction models.</source>
        <translation>Jusqu&apos;où la guidance garde le contraste de l&apos;image sans elle : 0 pas du tout, 0,7 est usuel pour les modèles v-prediction.</translation>
    </message>
    <message>
        <source>Guided from</source>
        <translation>Guidé dès</translation>
    </message>
    <message>
        <source>Guidance counts from this share of the steps on.</source>
        <translation>La guidance compte à partir de cette part des étapes.</translation>
    </message>
    <message>
        <source>Guided to</source>
        <translation>Guidé jusqu&apos;à</translation>
    </message>
    <message>
        <source>Guidance counts up to this share of the steps; ending early leaves the model free in the details.</source>
        <translation>La guidance compte jusqu&apos;à cette part des étapes ; si elle finit tôt, le modèle est libre dans les détails.</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip skip</translation>
    </message>
    <message>
        <source>Layers at the end of the text encoders that are left out, beyond the one that every SDXL model leaves out; SDXL models are trained with 0.</source>
        <translation>Couches à la fin des encodeurs de texte laissées de côté, outre celle que tout modèle SDXL omet ; les modèles SDXL sont entraînés avec 0.</translation>
    </message>
    <message>
        <source>guidance rescale</source>
        <translation>rééquilibrage de la guidance</translation>
    </message>
    <message>
        <source>guided steps</source>
        <translation>étapes guidées</translation>
    </message>
    <message>
        <source>clip skip</source>
        <translation>clip skip</translation>
    </message>
</context>
<context>
    <name>imagelab::HistoryGraph</name>
    <message>
        <source>Load and memory of the last hour</source>
        <translation>Charge et mémoire de la dernière heure</translation>
    </message>
    <message>
        <source>&lt;p&gt;The last hour: the line is load, the area is memory in use.&lt;/p&gt;</source>
        <translation>&lt;p&gt;La dernière heure : la ligne est la charge, la surface la mémoire utilisée.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>now</source>
        <translation>maintenant</translation>
    </message>
    <message>
        <source>load, memory</source>
        <translation>charge, mémoire</translation>
    </message>
</context>
<context>
    <name>imagelab::JobControl</name>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Générer</translation>
    </message>
    <message>
        <source>Makes the picture.</source>
        <translation>Fait l&apos;image.</translation>
    </message>
    <message>
        <source>&amp;Cancel the running job</source>
        <translation>Arrêter la &amp;tâche en cours</translation>
    </message>
    <message>
        <source>Finished pictures stay.</source>
        <translation>Les images terminées restent.</translation>
    </message>
    <message>
        <source>Set aside, goes on from the queue</source>
        <translation>Mise de côté, reprend depuis la file</translation>
    </message>
    <message>
        <source>Done in %1</source>
        <translation>Fait en %1</translation>
    </message>
    <message>
        <source>%1 pictures done in %2</source>
        <translation>%1 images faites en %2</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Cancelled, %1 finished kept</source>
        <translation>Annulé, %1 terminées gardées</translation>
    </message>
    <message>
        <source>Not made, see above</source>
        <translation>Pas faite, voir ci-dessus</translation>
    </message>
    <message>
        <source>Image Lab %1</source>
        <translation>Image Lab %1</translation>
    </message>
    <message>
        <source>Back to &amp;live</source>
        <translation>Revenir au direct</translation>
    </message>
    <message>
        <source>Shows the picture that is being made.</source>
        <translation>Montre l’image en cours.</translation>
    </message>
</context>
<context>
    <name>imagelab::LibraryModel</name>
    <message>
        <source>unknown kind</source>
        <translation>genre inconnu</translation>
    </message>
    <message>
        <source>needs about %1</source>
        <translation>demande environ %1</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>dossier</translation>
    </message>
    <message>
        <source>image encoder</source>
        <translation>encodeur d&apos;images</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>rang %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>pour %1</translation>
    </message>
    <message>
        <source>Trigger words: %1</source>
        <translation>Mots déclencheurs : %1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Tags : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::LibraryPanel</name>
    <message>
        <source>Search models</source>
        <translation>Chercher des modèles</translation>
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
        <translation>Un dossier de modèles, ou celui d&apos;A1111 ou de ComfyUI ; rien n&apos;y est modifié.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Actualiser</translation>
    </message>
    <message>
        <source>Reads all model folders anew.</source>
        <translation>Relit tous les dossiers de modèles.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Enter uses the model.</source>
        <translation>Entrée utilise le modèle.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation>Utiliser le modèle</translation>
    </message>
    <message>
        <source>Show the file</source>
        <translation>Voir le fichier</translation>
    </message>
    <message>
        <source>Opens its folder in the file manager.</source>
        <translation>Ouvre son dossier dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <source>State of the models</source>
        <translation>État des modèles</translation>
    </message>
    <message>
        <source>A model by name…</source>
        <translation>Modèle connu…</translation>
    </message>
    <message>
        <source>Known models</source>
        <translation>Modèles connus</translation>
    </message>
    <message>
        <source>Models that are often used, each from its page on Hugging Face.</source>
        <translation>Des modèles souvent utilisés, chacun depuis sa page de Hugging Face.</translation>
    </message>
    <message>
        <source>Name or link</source>
        <translation>Nom ou lien</translation>
    </message>
    <message>
        <source>Model to fetch</source>
        <translation>Modèle à télécharger</translation>
    </message>
    <message>
        <source>A name from the list, a repository of Hugging Face, or the https:// link of a .safetensors file.</source>
        <translation>Un nom de la liste, un dépôt de Hugging Face, ou le lien https:// d&apos;un fichier .safetensors.</translation>
    </message>
    <message>
        <source>SHA-256, if you have it</source>
        <translation>SHA-256, si vous l&apos;avez</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>Téléchargements</translation>
    </message>
    <message>
        <source>Space pauses and goes on.</source>
        <translation>Espace met en pause et reprend.</translation>
    </message>
    <message>
        <source>State of the downloads</source>
        <translation>État des téléchargements</translation>
    </message>
    <message>
        <source>Nothing is being fetched. Choose a model by name, or paste the link of one.</source>
        <translation>Rien ne se télécharge. Choisissez un modèle connu, ou collez le lien d&apos;un autre.</translation>
    </message>
    <message>
        <source>Why the download failed</source>
        <translation>Pourquoi le téléchargement a échoué</translation>
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
        <translation>Copie le message, pour un rapport de bogue.</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Use as VAE</source>
        <translation>Comme VAE</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Recherche de modèles…</translation>
    </message>
    <message>
        <source>No models besides the bundled one. Add the folder that holds yours, or fetch one on the right.</source>
        <translation>Aucun modèle hormis celui fourni. Ajoutez le dossier des vôtres, ou obtenez-en un à droite.</translation>
    </message>
    <message>
        <source>No model has these words.</source>
        <translation>Aucun modèle ne contient ces mots.</translation>
    </message>
    <message>
        <source>Models: %1</source>
        <translation>Modèles : %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>What was fetched stays, and the rest is fetched later.</source>
        <translation>Ce qui est téléchargé reste, la suite vient plus tard.</translation>
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
        <translation>Retire la ligne ; le modèle reste.</translation>
    </message>
    <message>
        <source>Stops it and deletes what was fetched so far.</source>
        <translation>L&apos;arrête et supprime ce qui a été téléchargé.</translation>
    </message>
    <message>
        <source>A SHA-256 has 64 digits.</source>
        <translation>Un SHA-256 a 64 chiffres.</translation>
    </message>
    <message>
        <source>What the model is for</source>
        <translation>À quoi sert le modèle</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Regarder</translation>
    </message>
    <message>
        <source>Look at the model</source>
        <translation>Regarder le modèle</translation>
    </message>
    <message>
        <source>Shows picture, size and licence before anything is fetched.</source>
        <translation>Montre l&apos;image, la taille et la licence avant tout téléchargement.</translation>
    </message>
    <message>
        <source>refiner</source>
        <translation>refiner</translation>
    </message>
    <message>
        <source>Use as refiner</source>
        <translation>Utiliser comme refiner</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Chercher</translation>
    </message>
    <message>
        <source>Looks in name, kind, base model, tags, trigger words and your notes.</source>
        <translation>Cherche dans le nom, le genre, le modèle de base, les tags, les mots déclencheurs et vos notes.</translation>
    </message>
    <message>
        <source>Chooses it for the request: a VAE as its VAE, a LoRA on top of the model; Undo takes it back.</source>
        <translation>Le choisit pour la demande : un VAE comme VAE, un LoRA par-dessus le modèle ; Annuler le retire.</translation>
    </message>
    <message>
        <source>Picture beside the model</source>
        <translation>Image à côté du modèle</translation>
    </message>
    <message>
        <source>What is known of the model</source>
        <translation>Ce qu’on sait du modèle</translation>
    </message>
    <message>
        <source>Your notes</source>
        <translation>Vos notes</translation>
    </message>
    <message>
        <source>Your notes on the model</source>
        <translation>Vos notes sur le modèle</translation>
    </message>
    <message>
        <source>Kept in Image Lab&apos;s own data; the search finds them.</source>
        <translation>Gardées dans les données d’Image Lab ; la recherche les trouve.</translation>
    </message>
    <message>
        <source>upscaler</source>
        <translation>agrandisseur</translation>
    </message>
    <message>
        <source>a LoRA</source>
        <translation>un LoRA</translation>
    </message>
    <message>
        <source>words of an embedding</source>
        <translation>mots d’un embedding</translation>
    </message>
    <message>
        <source>Add this LoRA</source>
        <translation>Ajouter ce LoRA</translation>
    </message>
    <message>
        <source>Insert its word</source>
        <translation>Insérer son mot</translation>
    </message>
</context>
<context>
    <name>imagelab::LogPanel</name>
    <message>
        <source>What jobs do and what goes wrong is noted here.</source>
        <translation>Ce que font les tâches et ce qui va mal est noté ici.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>What happened since the program was opened, the newest last.</source>
        <translation>Ce qui s&apos;est passé depuis l&apos;ouverture du programme, le plus récent en dernier.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Tout copier</translation>
    </message>
    <message>
        <source>Copies the whole log, for a bug report.</source>
        <translation>Copie tout le journal, pour un rapport de bogue.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Effacer</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>Effacer le journal</translation>
    </message>
    <message>
        <source>Empties this list; nothing else is forgotten.</source>
        <translation>Vide cette liste ; rien d&apos;autre n&apos;est oublié.</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Tâche %1</translation>
    </message>
    <message>
        <source>%1 started on %2: %3</source>
        <translation>%1 commencée sur %2 : %3</translation>
    </message>
    <message>
        <source>Trouble: </source>
        <translation>Ennui : </translation>
    </message>
    <message>
        <source>%1 done in %2, %3</source>
        <translation>%1 faite en %2, %3</translation>
    </message>
    <message>
        <source>; memory predicted %1, measured %2</source>
        <translation> ; mémoire prévue %1, mesurée %2</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 a échoué : %2</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <translation>%1 annulée</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 en pause</translation>
    </message>
    <message>
        <source>%1 waits again</source>
        <translation>%1 attend de nouveau</translation>
    </message>
    <message>
        <source>%1 started on %2: training “%3”</source>
        <translation>%1 commence sur %2 : entraînement « %3 »</translation>
    </message>
    <message>
        <source>%1 done in %2, a LoRA</source>
        <translation>%1 fini en %2, un LoRA</translation>
    </message>
</context>
<context>
    <name>imagelab::LoraRow</name>
    <message>
        <source>Strength of %1</source>
        <translation>Force de %1</translation>
    </message>
    <message>
        <source>1 is as it was trained; 0 leaves it away; below 0 it works the other way round.</source>
        <translation>1 : comme entraîné ; 0 : laissé de côté ; en dessous de 0, il agit à l&apos;inverse.</translation>
    </message>
    <message>
        <source>Another strength for the text</source>
        <translation>Une autre force pour le texte</translation>
    </message>
    <message>
        <source>The text encoders get a number of their own.</source>
        <translation>Les encodeurs de texte ont leur propre nombre.</translation>
    </message>
    <message>
        <source>Strength of %1 on the text</source>
        <translation>Force de %1 sur le texte</translation>
    </message>
    <message>
        <source>How strongly the text encoders are changed.</source>
        <translation>Combien les encodeurs de texte sont changés.</translation>
    </message>
    <message>
        <source>Insert its words</source>
        <translation>Insérer ses mots</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>Retirer %1</translation>
    </message>
    <message>
        <source>The model&apos;s weights become what they were; Undo brings it back.</source>
        <translation>Les poids du modèle redeviennent ce qu&apos;ils étaient ; Annuler le remet.</translation>
    </message>
    <message>
        <source>strength of a LoRA</source>
        <translation>force d&apos;un LoRA</translation>
    </message>
    <message>
        <source>strength of a LoRA on the text</source>
        <translation>force d&apos;un LoRA sur le texte</translation>
    </message>
    <message>
        <source>removal of a LoRA</source>
        <translation>retrait d&apos;un LoRA</translation>
    </message>
    <message>
        <source>words of a LoRA</source>
        <translation>mots d&apos;un LoRA</translation>
    </message>
    <message>
        <source>Insert the words of %1</source>
        <translation>Insérer les mots de %1</translation>
    </message>
    <message>
        <source>Adds the words it was trained on to the prompt: %1</source>
        <translation>Ajoute au prompt les mots avec lesquels il a été entraîné : %1</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>%1, slider</source>
        <translation>%1, curseur</translation>
    </message>
    <message>
        <source>How well %1 fits the model</source>
        <translation>Comment %1 va avec le modèle</translation>
    </message>
</context>
<context>
    <name>imagelab::LoraSection</name>
    <message>
        <source>DoRA as ComfyUI</source>
        <translation>DoRA comme ComfyUI</translation>
    </message>
    <message>
        <source>LoRAs with decomposed weights (DoRA) are put on as they were trained. ComfyUI has another formula: turn this on for a picture that was made there.</source>
        <translation>Les LoRA à poids décomposés (DoRA) sont appliqués comme ils ont été entraînés. ComfyUI a une autre formule : à activer pour une image faite là-bas.</translation>
    </message>
    <message>
        <source>Add a LoRA…</source>
        <translation>Ajouter un LoRA…</translation>
    </message>
    <message>
        <source>Add a LoRA</source>
        <translation>Ajouter un LoRA</translation>
    </message>
    <message>
        <source>LoRAs change a model&apos;s style or teach it a subject. Those of the library; type to search.</source>
        <translation>Les LoRA changent le style d&apos;un modèle ou lui apprennent un sujet. Ceux de la bibliothèque ; tapez pour chercher.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>D&apos;un fichier…</translation>
    </message>
    <message>
        <source>Add a LoRA from a file</source>
        <translation>Ajouter un LoRA depuis un fichier</translation>
    </message>
    <message>
        <source>A .safetensors file from anywhere; it can also be dropped here.</source>
        <translation>Un fichier .safetensors de n&apos;importe où ; il peut aussi être déposé ici.</translation>
    </message>
    <message>
        <source>a LoRA</source>
        <translation>un LoRA</translation>
    </message>
</context>
<context>
    <name>imagelab::MainWindow</name>
    <message>
        <source>Image Lab</source>
        <translation>Image Lab</translation>
    </message>
    <message>
        <source>Jobs are kept in memory only and end with the program: %1</source>
        <translation>Les tâches ne sont gardées qu&apos;en mémoire et finissent avec le programme : %1</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <source>What runs goes on at its step when the program is opened again.</source>
        <translation>Ce qui tourne reprend à son étape quand le programme est rouvert.</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>É&amp;dition</translation>
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
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Aid&amp;e</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Demande</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>File d&apos;a&amp;ttente</translation>
    </message>
    <message>
        <source>&amp;Gallery</source>
        <translation>&amp;Galerie</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>File d&apos;attente</translation>
    </message>
    <message>
        <source>Grids and nights</source>
        <translation>Grilles et nuits</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Appareils</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
</context>
<context>
    <name>imagelab::MaskSection</name>
    <message>
        <source>Paint over it</source>
        <translation>Peindre dessus</translation>
    </message>
    <message>
        <source>Paint over the start picture</source>
        <translation>Peindre sur l’image de départ</translation>
    </message>
    <message>
        <source>Extend it</source>
        <translation>L’étendre</translation>
    </message>
    <message>
        <source>Extend the start picture</source>
        <translation>Étendre l’image de départ</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Bord flou</translation>
    </message>
    <message>
        <source>Pixels over which old and new picture pass into each other at the mask&apos;s edge.</source>
        <translation>Pixels sur lesquels l’ancienne et la nouvelle image se fondent au bord du masque.</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Image entière</translation>
    </message>
    <message>
        <source>Masked part alone</source>
        <translation>Partie masquée seule</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Zone</translation>
    </message>
    <message>
        <source>What is made: the whole picture, or the surroundings of the mask alone at full size, which gives small parts all details the model has.</source>
        <translation>Ce qui est fait : l’image entière, ou seulement les alentours du masque en pleine taille, ce qui donne aux petites parties tous les détails du modèle.</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>Marge</translation>
    </message>
    <message>
        <source>Pixels around the mask that are made with it, so that it fits in.</source>
        <translation>Pixels autour du masque qui sont refaits avec lui, pour qu’il s’intègre.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Bruit</translation>
    </message>
    <message>
        <source>Colours around it</source>
        <translation>Couleurs voisines</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Remplissage</translation>
    </message>
    <message>
        <source>Soft mask</source>
        <translation>Masque doux</translation>
    </message>
    <message>
        <source>What is half painted changes half as much: in as large a share of the steps.</source>
        <translation>Ce qui est à moitié peint change à moitié : dans une part égale des étapes.</translation>
    </message>
    <message>
        <source>mask blur</source>
        <translation>flou du masque</translation>
    </message>
    <message>
        <source>padding of the mask</source>
        <translation>marge du masque</translation>
    </message>
    <message>
        <source>area of the mask</source>
        <translation>zone du masque</translation>
    </message>
    <message>
        <source>fill of the mask</source>
        <translation>remplissage du masque</translation>
    </message>
    <message>
        <source>soft mask</source>
        <translation>masque doux</translation>
    </message>
    <message>
        <source>The mask over its picture</source>
        <translation>Le masque sur son image</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>Vider le masque</translation>
    </message>
    <message>
        <source>Nothing is masked any more; Undo brings it back.</source>
        <translation>Plus rien n’est masqué ; Annuler le ramène.</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>masque</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Gauche</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Haut</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Droite</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Bas</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Extend: %1</source>
        <translation>Étendre : %1</translation>
    </message>
    <message>
        <source>extended sides</source>
        <translation>côtés étendus</translation>
    </message>
    <message>
        <source>The mask or its picture cannot be read.</source>
        <translation>Le masque ou son image ne peut pas être lu.</translation>
    </message>
    <message>
        <source>%1 % of the picture are painted anew.</source>
        <translation>%1 % de l’image sont repeints.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Rien</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
    <message>
        <source>What the painted part starts from: what is there, nothing but noise, the colours around it, nothing (empty latents, as A1111&apos;s &quot;latent nothing&quot;), or grey (as ComfyUI encodes for inpainting).</source>
        <translation>Ce dont part la zone peinte : de ce qui s’y trouve, de rien que du bruit, des couleurs alentour, de rien (valeurs latentes vides, comme « latent nothing » d’A1111) ou de gris (comme ComfyUI encode pour l’inpainting).</translation>
    </message>
</context>
<context>
    <name>imagelab::MemoryBar</name>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
</context>
<context>
    <name>imagelab::ModelPicker</name>
    <message>
        <source>The model&apos;s own</source>
        <translation>Comme le modèle</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Manque : %1</translation>
    </message>
    <message>
        <source>Separator</source>
        <translation>Séparateur</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Choisir un fichier…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Choisir un dossier…</translation>
    </message>
    <message>
        <source>own</source>
        <translation>inclus</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
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
        <translation>Montre les modèles de cette machine et en obtient d&apos;autres.</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Reading the model…</source>
        <translation>Lecture du modèle…</translation>
    </message>
    <message>
        <source>%1 · draws best at %2</source>
        <translation>%1 · dessine le mieux en %2</translation>
    </message>
</context>
<context>
    <name>imagelab::NegativeSection</name>
    <message>
        <source>blurry, text, watermark</source>
        <translation>blurry, text, watermark</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>prompt négatif</translation>
    </message>
    <message>
        <source>The negative prompt counts only with a guidance above 1.</source>
        <translation>Le prompt négatif ne compte qu’avec une guidance au-dessus de 1.</translation>
    </message>
</context>
<context>
    <name>imagelab::NightForm</name>
    <message>
        <source>Theme</source>
        <translation>Thème</translation>
    </message>
    <message>
        <source>What the pictures show: each gets a prompt of its own from the theme&apos;s templates.</source>
        <translation>Ce que montrent les images : chacune reçoit son propre prompt des modèles du thème.</translation>
    </message>
    <message>
        <source> h</source>
        <translation> h</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Heures</translation>
    </message>
    <message>
        <source>The night ends after this time, whatever is done then.</source>
        <translation>La nuit se termine après ce temps, quoi qu&apos;il y ait de fait.</translation>
    </message>
    <message>
        <source>Pictures of the night</source>
        <translation>Images de la nuit</translation>
    </message>
    <message>
        <source>The night ends when so many are made, or when its time is over.</source>
        <translation>La nuit se termine quand il y en a autant, ou quand son temps est écoulé.</translation>
    </message>
    <message>
        <source>The theme&apos;s</source>
        <translation>Ceux du thème</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>All, in turn</source>
        <translation>Tous, à tour de rôle</translation>
    </message>
    <message>
        <source>Styles of the night</source>
        <translation>Styles de la nuit</translation>
    </message>
    <message>
        <source>The pictures take them in turn.</source>
        <translation>Les images les prennent à tour de rôle.</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Sans limite</translation>
    </message>
    <message>
        <source> °C</source>
        <translation> °C</translation>
    </message>
    <message>
        <source>Hottest</source>
        <translation>Au plus chaud</translation>
    </message>
    <message>
        <source>A device that is hotter rests until it is five degrees cooler.</source>
        <translation>Un appareil plus chaud se repose jusqu&apos;à ce qu&apos;il soit plus froid de cinq degrés.</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
</context>
<context>
    <name>imagelab::NoiseBox</name>
    <message>
        <source>Whose random numbers the noise is made of: choose another program&apos;s to make its picture again. Settings taken from a picture bring theirs.</source>
        <translation>De quels nombres aléatoires le bruit est fait : choisissez ceux d'un autre programme pour refaire son image. Les réglages repris d'une image apportent les leurs.</translation>
    </message>
    <message>
        <source>How far the noise of the seed is turned towards that of a second seed: 0 not at all, 0.1 gives near relatives of a picture, 1 the second seed&apos;s. The pictures of a batch then vary around one seed.</source>
        <translation>De combien le bruit du seed est tourné vers celui d'un second seed : 0 pas du tout, 0,1 donne de proches parentes d'une image, 1 celui du second seed. Les images d'un lot varient alors autour d'un même seed.</translation>
    </message>
    <message>
        <source>diffusers (usual)</source>
        <translation>diffusers (habituel)</translation>
    </message>
    <message>
        <source>Numbers of</source>
        <translation>Nombres de</translation>
    </message>
    <message>
        <source>The program whose numbers the settings mean: noise levels of its schedules, first noise, weights of words, steps of image to image. Choose the one that made a picture to make it again; settings taken from a picture choose by themselves.</source>
        <translation>Le programme dont les réglages désignent les nombres : niveaux de bruit de ses échéanciers, premier bruit, poids des mots, étapes d'image à image. Choisissez celui qui a fait une image pour la refaire ; les réglages pris d'une image choisissent d'eux-mêmes.</translation>
    </message>
    <message>
        <source>program whose numbers are meant</source>
        <translation>programme dont les nombres sont visés</translation>
    </message>
    <message>
        <source>Variation seed</source>
        <translation>Seed de variation</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>This program (diffusers)</source>
        <translation>Ce programme (diffusers)</translation>
    </message>
    <message>
        <source>NVIDIA GPU (A1111, Forge)</source>
        <translation>GPU NVIDIA (A1111, Forge)</translation>
    </message>
    <message>
        <source>ComfyUI</source>
        <translation>ComfyUI</translation>
    </message>
    <message>
        <source>Noise of</source>
        <translation>Bruit de</translation>
    </message>
    <message>
        <source>variation</source>
        <translation>variation</translation>
    </message>
    <message>
        <source>variation seed</source>
        <translation>seed de variation</translation>
    </message>
    <message>
        <source>noise source</source>
        <translation>source du bruit</translation>
    </message>
    <message>
        <source>Seed resize</source>
        <translation>Taille seed</translation>
    </message>
    <message>
        <source>Width of the seed resize</source>
        <translation>Largeur de la taille du seed</translation>
    </message>
    <message>
        <source>Height of the seed resize</source>
        <translation>Hauteur de la taille du seed</translation>
    </message>
    <message>
        <source>off</source>
        <translation>non</translation>
    </message>
    <message>
        <source>seed resize</source>
        <translation>taille du seed</translation>
    </message>
    <message>
        <source>The size in pixels at which the first noise is drawn: it stands in the middle of that of the picture, so that a seed keeps its picture at another size. Off: the noise has the picture&apos;s size.</source>
        <translation>La taille en pixels à laquelle le premier bruit est tiré : il se place au milieu de celui de l’image, pour qu’un seed garde son image à une autre taille. Non : le bruit a la taille de l’image.</translation>
    </message>
</context>
<context>
    <name>imagelab::Notifier</name>
    <message>
        <source>A picture was not made</source>
        <translation>Une image n&apos;a pas été faite</translation>
    </message>
    <message>
        <source>All pictures are done</source>
        <translation>Toutes les images sont faites</translation>
    </message>
    <message>
        <source>It took %1. The last one: %2</source>
        <translation>Cela a pris %1. La dernière : %2</translation>
    </message>
    <message>
        <source>A training stopped</source>
        <translation>Un entraînement s’est arrêté</translation>
    </message>
    <message>
        <source>A training is done</source>
        <translation>Un entraînement est fini</translation>
    </message>
</context>
<context>
    <name>imagelab::OfferCard</name>
    <message>
        <source>Licence: its page does not name one</source>
        <translation>Licence : sa page n&apos;en nomme pas</translation>
    </message>
    <message>
        <source>Licence: %1, to be read on its page</source>
        <translation>Licence : %1, à lire sur sa page</translation>
    </message>
    <message>
        <source>Licence: %1. %2</source>
        <translation>Licence : %1. %2</translation>
    </message>
    <message>
        <source>The model before it is fetched</source>
        <translation>Le modèle avant son téléchargement</translation>
    </message>
    <message>
        <source>Size and licence</source>
        <translation>Taille et licence</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>Sa page</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Ouvrir sa page</translation>
    </message>
    <message>
        <source>Opens the model&apos;s page in the browser: its licence, examples, how to ask for it.</source>
        <translation>Ouvre la page du modèle dans le navigateur : licence, exemples, comment le demander.</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Télécharger</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation>Télécharger le modèle</translation>
    </message>
    <message>
        <source>Fetches it into the models folder; what breaks off goes on later.</source>
        <translation>Le télécharge dans le dossier des modèles ; ce qui s&apos;interrompt reprend plus tard.</translation>
    </message>
    <message>
        <source>Asking the server for size and licence…</source>
        <translation>Question au serveur : taille et licence…</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>Taille : %1</translation>
    </message>
    <message>
        <source>Size: its server says it when it is fetched</source>
        <translation>Taille : son serveur la dira au téléchargement</translation>
    </message>
    <message>
        <source>Its authors ask you to agree on its page first; HF_TOKEN holds your key.</source>
        <translation>Ses auteurs demandent d&apos;abord votre accord sur sa page ; HF_TOKEN contient votre clé.</translation>
    </message>
    <message>
        <source>The server does not say size and licence: %1</source>
        <translation>Le serveur ne dit ni la taille ni la licence : %1</translation>
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
        <translation>Choisir le dossier de sortie</translation>
    </message>
    <message>
        <source>format</source>
        <translation>format</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>qualité</translation>
    </message>
    <message>
        <source>%1 loses nothing: quality is for JPEG and WebP.</source>
        <translation>%1 ne perd rien : la qualité est pour JPEG et WebP.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>PNG, 16 bits</source>
        <translation>PNG, 16 bits</translation>
    </message>
</context>
<context>
    <name>imagelab::Pages</name>
    <message>
        <source>example prompt</source>
        <translation>prompt d&apos;exemple</translation>
    </message>
    <message>
        <source>&amp;Models and downloads</source>
        <translation>&amp;Modèles et téléchargements</translation>
    </message>
    <message>
        <source>The models of this machine, and fetching new ones.</source>
        <translation>Les modèles de cette machine, et en obtenir d&apos;autres.</translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>Pa&amp;ramètres…</translation>
    </message>
    <message>
        <source>Theme, folders, file names, devices, threads, memory.</source>
        <translation>Thème, dossiers, noms de fichiers, appareils, threads, mémoire.</translation>
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
        <source>&amp;Welcome</source>
        <translation>&amp;Bienvenue</translation>
    </message>
    <message>
        <source>The first page: the bundled model, and how to bring your own.</source>
        <translation>La première page : le modèle fourni, et comment apporter les vôtres.</translation>
    </message>
    <message>
        <source>&amp;Terms in a sentence each</source>
        <translation>&amp;Termes, en une phrase chacun</translation>
    </message>
    <message>
        <source>What is guidance? What is a sampler?</source>
        <translation>Qu&apos;est-ce que la guidance ? Qu&apos;est-ce qu&apos;un sampler ?</translation>
    </message>
    <message>
        <source>&amp;About Image Lab</source>
        <translation>À &amp;propos d&apos;Image Lab</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Termes</translation>
    </message>
    <message>
        <source>About Image Lab</source>
        <translation>À propos d&apos;Image Lab</translation>
    </message>
    <message>
        <source>Image Lab %1</source>
        <translation>Image Lab %1</translation>
    </message>
    <message>
        <source>Makes pictures from words on your own machine.</source>
        <translation>Fait des images avec des mots, sur votre propre machine.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. Qt %1, %2.</source>
        <translation>Logiciel libre sous la licence publique générale GNU, version 3 ou ultérieure. Qt %1, %2.</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>Touches</translation>
    </message>
    <message>
        <source>What can be done by keyboard, on one page.</source>
        <translation>Ce qui se fait au clavier, sur une page.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> ou </translation>
    </message>
    <message>
        <source>In the prompt</source>
        <translation>Dans le prompt</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Sur l’image</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Haut, Bas</translation>
    </message>
    <message>
        <source>At its edges: earlier prompts</source>
        <translation>À ses bords : prompts précédents</translation>
    </message>
    <message>
        <source>Ctrl+Up, Ctrl+Down</source>
        <translation>Ctrl+Haut, Ctrl+Bas</translation>
    </message>
    <message>
        <source>Weigh the words below the caret</source>
        <translation>Pondérer les mots sous le curseur</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Gauche, Droite</translation>
    </message>
    <message>
        <source>The picture before, the next one</source>
        <translation>L’image précédente, la suivante</translation>
    </message>
    <message>
        <source>Whole picture or real pixels</source>
        <translation>Image entière ou pixels réels</translation>
    </message>
    <message>
        <source>B, held</source>
        <translation>B, maintenu</translation>
    </message>
    <message>
        <source>Before: what it was made from, or the one looked at before</source>
        <translation>Avant : ce dont elle est issue, ou celle vue avant</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Touches</translation>
    </message>
</context>
<context>
    <name>imagelab::PaintingControl</name>
    <message>
        <source>extended sides</source>
        <translation>côtés étendus</translation>
    </message>
    <message>
        <source>Paint &amp;over</source>
        <translation>Peindre dess&amp;us</translation>
    </message>
    <message>
        <source>Marks with a brush what of the picture is made anew; the picture itself stays as it is.</source>
        <translation>Marque au pinceau ce qui est refait de l’image ; l’image elle-même ne change pas.</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinceau</translation>
    </message>
    <message>
        <source>Paints what is made anew (B); Alt erases, Shift draws a straight line from the last stroke.</source>
        <translation>Peint ce qui est refait (B) ; Alt efface, Maj trace une droite depuis le dernier trait.</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Gomme</translation>
    </message>
    <message>
        <source>Takes away from the mask (E).</source>
        <translation>Retire du masque (E).</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rectangle</translation>
    </message>
    <message>
        <source>Paints a rectangle (R); Alt erases it.</source>
        <translation>Peint un rectangle (R) ; Alt l’efface.</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Paints what is circled (L); Alt erases it.</source>
        <translation>Peint ce qui est entouré (L) ; Alt l’efface.</translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation>Remplir par couleur</translation>
    </message>
    <message>
        <source>Paints what is joined to the place clicked on and of about its colour (F); Alt erases it.</source>
        <translation>Peint ce qui touche l’endroit cliqué et a à peu près sa couleur (F) ; Alt l’efface.</translation>
    </message>
    <message>
        <source>Take the stroke back</source>
        <translation>Reprendre le trait</translation>
    </message>
    <message>
        <source>The mask as it was before (Ctrl+Z).</source>
        <translation>Le masque tel qu’il était avant (Ctrl+Z).</translation>
    </message>
    <message>
        <source>Bring the stroke back</source>
        <translation>Remettre le trait</translation>
    </message>
    <message>
        <source>What was taken back (Ctrl+Shift+Z).</source>
        <translation>Ce qui a été repris (Ctrl+Maj+Z).</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>Inverser le masque</translation>
    </message>
    <message>
        <source>What was kept is made anew, and the other way round (I).</source>
        <translation>Ce qui restait est refait, et inversement (I).</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>Vider le masque</translation>
    </message>
    <message>
        <source>Nothing is painted any more (Delete); Ctrl+Z brings it back.</source>
        <translation>Plus rien n’est peint (Suppr) ; Ctrl+Z le ramène.</translation>
    </message>
    <message>
        <source>Grow the mask</source>
        <translation>Agrandir le masque</translation>
    </message>
    <message>
        <source>By a 128th of the picture&apos;s longer side, all around; as often as you like.</source>
        <translation>D’un 128e du plus long côté de l’image, tout autour ; autant de fois que vous voulez.</translation>
    </message>
    <message>
        <source>Shrink the mask</source>
        <translation>Rétrécir le masque</translation>
    </message>
    <message>
        <source>Soften the mask&apos;s edge</source>
        <translation>Adoucir le bord du masque</translation>
    </message>
    <message>
        <source>By a 128th of the picture&apos;s longer side; as often as you like.</source>
        <translation>D’un 128e du plus long côté de l’image ; autant de fois que vous voulez.</translation>
    </message>
    <message>
        <source>Take a mask from a file…</source>
        <translation>Prendre un masque dans un fichier…</translation>
    </message>
    <message>
        <source>Of a picture with transparency what is transparent is painted, of others what is white.</source>
        <translation>D’une image avec transparence, ce qui est transparent est peint ; des autres, ce qui est blanc.</translation>
    </message>
    <message>
        <source>Take the picture&apos;s transparency</source>
        <translation>Prendre la transparence de l’image</translation>
    </message>
    <message>
        <source>What is transparent in the picture is painted.</source>
        <translation>Ce qui est transparent dans l’image est peint.</translation>
    </message>
    <message>
        <source>Compare the result with its original</source>
        <translation>Comparer le résultat à son original</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Comparer</translation>
    </message>
    <message>
        <source>Before and after, with a slider between them.</source>
        <translation>Avant et après, avec un curseur entre les deux.</translation>
    </message>
    <message>
        <source>Go on from the result</source>
        <translation>Continuer à partir du résultat</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Accepter</translation>
    </message>
    <message>
        <source>It becomes the start picture, without a mask; the original stays where it is.</source>
        <translation>Il devient l’image de départ, sans masque ; l’original reste où il est.</translation>
    </message>
    <message>
        <source>Reject the result</source>
        <translation>Rejeter le résultat</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Rejeter</translation>
    </message>
    <message>
        <source>Moves it to the trash, which Undo takes back, and shows the canvas again.</source>
        <translation>Le met à la corbeille, ce qu’Annuler reprend, et montre de nouveau la toile.</translation>
    </message>
    <message>
        <source>There is nothing to paint over yet: choose a picture in the gallery, or a start picture.</source>
        <translation>Il n’y a encore rien sur quoi peindre : choisissez une image dans la galerie, ou une image de départ.</translation>
    </message>
    <message>
        <source>Choose a mask</source>
        <translation>Choisir un masque</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Images (%1)</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>masque</translation>
    </message>
    <message>
        <source>acceptance of the result</source>
        <translation>acceptation du résultat</translation>
    </message>
    <message>
        <source>The next picture begins from %1.</source>
        <translation>La prochaine image part de %1.</translation>
    </message>
    <message>
        <source>Choose a result first: a picture that was made from another one.</source>
        <translation>Choisissez d’abord un résultat : une image faite à partir d’une autre.</translation>
    </message>
    <message>
        <source>Colour brush</source>
        <translation>Pinceau de couleur</translation>
    </message>
    <message>
        <source>Paints colours for the model to draw over (C); Alt takes a colour from the picture.</source>
        <translation>Peint des couleurs que le modèle redessine (C) ; Alt prend une couleur dans l’image.</translation>
    </message>
    <message>
        <source>Take the last mask again</source>
        <translation>Reprendre le dernier masque</translation>
    </message>
    <message>
        <source>That with which this picture was painted over last.</source>
        <translation>Celui avec lequel cette image fut repeinte la dernière fois.</translation>
    </message>
    <message>
        <source>Mask the subject</source>
        <translation>Masquer le sujet</translation>
    </message>
    <message>
        <source>What a network takes for the picture&apos;s subject is added to the mask.</source>
        <translation>Ce qu’un réseau prend pour le sujet de l’image s’ajoute au masque.</translation>
    </message>
    <message>
        <source>Mask the background</source>
        <translation>Masquer l’arrière-plan</translation>
    </message>
    <message>
        <source>Whatever a network takes for no subject is added to the mask.</source>
        <translation>Ce qu’un réseau ne prend pas pour le sujet s’ajoute au masque.</translation>
    </message>
    <message>
        <source>Mask the faces</source>
        <translation>Masquer les visages</translation>
    </message>
    <message>
        <source>Faces that a detector finds are added to the mask.</source>
        <translation>Les visages qu’un détecteur trouve s’ajoutent au masque.</translation>
    </message>
    <message>
        <source>Mask the hands</source>
        <translation>Masquer les mains</translation>
    </message>
    <message>
        <source>Hands that a detector finds are added to the mask.</source>
        <translation>Les mains qu’un détecteur trouve s’ajoutent au masque.</translation>
    </message>
    <message>
        <source>Mask the persons</source>
        <translation>Masquer les personnes</translation>
    </message>
    <message>
        <source>Persons that a detector finds are added to the mask.</source>
        <translation>Les personnes qu’un détecteur trouve s’ajoutent au masque.</translation>
    </message>
    <message>
        <source>This picture was painted over before: More &gt; Take the last mask again brings its mask back.</source>
        <translation>Cette image a déjà été repeinte : Plus &gt; Reprendre le dernier masque ramène son masque.</translation>
    </message>
    <message>
        <source>There is no picture to look at yet: make one, or choose one in the gallery.</source>
        <translation>Il n’y a pas encore d’image à regarder : créez-en une, ou choisissez-en une dans la galerie.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <source>Nothing is found there.</source>
        <translation>Rien n’y est trouvé.</translation>
    </message>
    <message>
        <source>Choose a detector</source>
        <translation>Choisir un détecteur</translation>
    </message>
    <message>
        <source>Detectors (%1)</source>
        <translation>Détecteurs (%1)</translation>
    </message>
    <message>
        <source>The mask is in the request, but not beside its picture: %1</source>
        <translation>Le masque est dans la demande, mais pas à côté de son image : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::PaletteControl</name>
    <message>
        <source>&amp;Find anything…</source>
        <translation>Tout &amp;chercher…</translation>
    </message>
    <message>
        <source>Shows or hides this panel.</source>
        <translation>Montre ou cache ce panneau.</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>Montrer %1</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>Cacher %1</translation>
    </message>
    <message>
        <source>style %1</source>
        <translation>style %1</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <source>Comes with the program</source>
        <translation>Fourni avec le programme</translation>
    </message>
    <message>
        <source>earlier prompt</source>
        <translation>prompt précédent</translation>
    </message>
    <message>
        <source>Commands, styles, models, prompts, pictures and terms by a few letters; settings by name and value: steps 20.</source>
        <translation>Commandes, styles, modèles, prompts, images et termes en quelques lettres ; réglages par nom et valeur : steps 20.</translation>
    </message>
    <message>
        <source>Opens this part of the request.</source>
        <translation>Ouvre cette partie de la demande.</translation>
    </message>
    <message>
        <source>Suite %1</source>
        <translation>Suite %1</translation>
    </message>
    <message>
        <source>suite</source>
        <translation>suite</translation>
    </message>
    <message>
        <source>No suite</source>
        <translation>Aucune suite</translation>
    </message>
    <message>
        <source>Without what %1 brought; the model stays.</source>
        <translation>Sans ce que %1 a apporté ; le modèle reste.</translation>
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
    <message>
        <source>Preset</source>
        <translation>Préréglage</translation>
    </message>
</context>
<context>
    <name>imagelab::PartsBox</name>
    <message>
        <source>A file of weights, a folder, or a whole model from which only this part is taken; empty: the model&apos;s own.</source>
        <translation>Un fichier de poids, un dossier ou un modèle entier dont seule cette partie est prise ; vide : celle du modèle.</translation>
    </message>
    <message>
        <source>A folder with vocab.json and merges.txt; empty: the model&apos;s own.</source>
        <translation>Un dossier avec vocab.json et merges.txt ; vide : celui du modèle.</translation>
    </message>
    <message>
        <source>UNet</source>
        <translation>UNet</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Encodeur de texte</translation>
    </message>
    <message>
        <source>Text encoder 2</source>
        <translation>Encodeur de texte 2</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>Tokenizer 2</source>
        <translation>Tokenizer 2</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Celle du modèle</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Choisir : %1</translation>
    </message>
    <message>
        <source>VAE mix</source>
        <translation>Mélange de VAE</translation>
    </message>
    <message>
        <source>VAEs blended with the model&apos;s, as FILE:SHARE, several divided by semicolons; the model&apos;s keeps what their shares leave of 1.</source>
        <translation>Des VAE mélangés à celui du modèle, sous la forme FICHIER:PART, séparés par des points-virgules ; celui du modèle garde ce que leurs parts laissent de 1.</translation>
    </message>
    <message>
        <source>other.safetensors:0.3</source>
        <translation>autre.safetensors:0.3</translation>
    </message>
</context>
<context>
    <name>imagelab::PictureIntake</name>
    <message>
        <source>The pasted text&apos;s settings are used, but not all: %1</source>
        <translation>Les réglages du texte collé sont repris, mais pas tous : %1</translation>
    </message>
    <message>
        <source>The text was a picture&apos;s settings: they fill the request</source>
        <translation>Le texte contenait les réglages d’une image : ils sont repris</translation>
    </message>
    <message>
        <source>use of a pasted text&apos;s settings</source>
        <translation>reprise des réglages d’un texte collé</translation>
    </message>
    <message>
        <source>Paste a p&amp;icture</source>
        <translation>Coller une &amp;image</translation>
    </message>
    <message>
        <source>Use the settings of the picture on the clipboard, or start from it.</source>
        <translation>Reprend les réglages de l&apos;image du presse-papiers, ou part d&apos;elle.</translation>
    </message>
    <message>
        <source>%1: its settings cannot be used. %2</source>
        <translation>%1 : ses réglages sont inutilisables. %2</translation>
    </message>
    <message>
        <source>use of a picture&apos;s settings</source>
        <translation>reprise des réglages d&apos;une image</translation>
    </message>
    <message>
        <source>Settings of %1 are used, but not all: %2</source>
        <translation>Les réglages de %1 sont repris, mais pas tous : %2</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard: copy one, or a picture file, and paste it then.</source>
        <translation>Il n&apos;y a pas d&apos;image dans le presse-papiers : copiez-en une, ou un fichier d&apos;image, puis collez-la.</translation>
    </message>
</context>
<context>
    <name>imagelab::PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Wheel or + and - zoom, dragging and arrows move, Z changes between the whole picture and real pixels.</source>
        <translation>La molette ou + et - zooment, glisser et les flèches déplacent, Z passe de l&apos;image entière aux pixels réels.</translation>
    </message>
</context>
<context>
    <name>imagelab::ProfileModel</name>
    <message>
        <source>%1 steps</source>
        <translation>%1 étapes</translation>
    </message>
    <message>
        <source>schedule %1</source>
        <translation>planification %1</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>guidance %1</translation>
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
        <translation>Chercher : film, encre, sombre…</translation>
    </message>
    <message>
        <source>Search styles</source>
        <translation>Chercher des styles</translation>
    </message>
    <message>
        <source>Looks in names, descriptions and the words a style adds.</source>
        <translation>Cherche dans les noms, les descriptions et les mots qu&apos;un style ajoute.</translation>
    </message>
    <message>
        <source>Enter or a click adds a style or takes it away.</source>
        <translation>Entrée ou un clic ajoute un style ou le retire.</translation>
    </message>
    <message>
        <source>style %1</source>
        <translation>style %1</translation>
    </message>
    <message>
        <source>Reading the styles…</source>
        <translation>Lecture des styles…</translation>
    </message>
    <message>
        <source>No styles were found. The program&apos;s files may be incomplete: install it again.</source>
        <translation>Aucun style n&apos;a été trouvé. Des fichiers du programme manquent peut-être : réinstallez-le.</translation>
    </message>
    <message>
        <source>No style has these words. Try another, or clear the search.</source>
        <translation>Aucun style ne contient ces mots. Essayez-en d&apos;autres, ou effacez la recherche.</translation>
    </message>
    <message>
        <source>Styles: %1. Choose one or several; each adds its words to the prompt.</source>
        <translation>Styles : %1. Choisissez-en un ou plusieurs ; chacun ajoute ses mots au prompt.</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptSection</name>
    <message>
        <source>Draw</source>
        <translation>Tirer</translation>
    </message>
    <message>
        <source>Draw words anew</source>
        <translation>Tirer les mots au sort</translation>
    </message>
    <message>
        <source>{red|green} becomes one of its words and __name__ a line of that wildcard, drawn from the seed of each run. The picture keeps the words that were drawn, and what from.</source>
        <translation>{red|green} devient l’un de ses mots et __name__ une ligne de cette wildcard, tirés du seed de chaque exécution. L’image garde les mots tirés et d’où ils viennent.</translation>
    </message>
    <message>
        <source>drawing of words</source>
        <translation>tirage des mots</translation>
    </message>
    <message>
        <source>The words of the styles count, too.</source>
        <translation>Les mots des styles comptent aussi.</translation>
    </message>
    <message>
        <source>Chunks that the model reads one behind the other: %1.</source>
        <translation>Morceaux que le modèle lit l’un après l’autre : %1.</translation>
    </message>
    <message>
        <source>%1 + %2</source>
        <translation>%1 + %2</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Weigh words in brackets</source>
        <translation>Pondérer les mots entre parenthèses</translation>
    </message>
    <message>
        <source>Saved prompts</source>
        <translation>Prompts enregistrés</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation>Enregistre ce prompt sous un nom, ou en ramène un.</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>prompt</translation>
    </message>
    <message>
        <source>weighing of words</source>
        <translation>pondération des mots</translation>
    </message>
    <message>
        <source>This model reads brackets as they are written and weighs no words.</source>
        <translation>Ce modèle lit les parenthèses telles quelles et ne pondère aucun mot.</translation>
    </message>
    <message>
        <source>%1 of %2 tokens with styles</source>
        <translation>%1 tokens sur %2 avec les styles</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 tokens sur %2</translation>
    </message>
    <message>
        <source>Room for %1 tokens</source>
        <translation>Place pour %1 tokens</translation>
    </message>
    <message>
        <source>Prompt: what the picture shows, for example %1</source>
        <translation>Prompt : ce que montre l&apos;image, par exemple %1</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueCommands</name>
    <message>
        <source>pause</source>
        <translation>pause</translation>
    </message>
    <message>
        <source>resuming</source>
        <translation>reprise</translation>
    </message>
    <message>
        <source>cancelling a job</source>
        <translation>annulation d&apos;une tâche</translation>
    </message>
    <message>
        <source>cancelling %1 jobs</source>
        <translation>annulation de %1 tâches</translation>
    </message>
    <message>
        <source>moving in the queue</source>
        <translation>déplacement dans la file</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>priorité</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueControl</name>
    <message>
        <source>%1 pictures go into the queue</source>
        <translation>%1 images vont dans la file</translation>
    </message>
    <message>
        <source>Run all &amp;models…</source>
        <translation>Lancer tous les &amp;modèles…</translation>
    </message>
    <message>
        <source>The request once with each model; says first how many pictures and how long.</source>
        <translation>La demande une fois avec chaque modèle ; dit d&apos;abord combien d&apos;images et combien de temps.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>Mettre en pa&amp;use</translation>
    </message>
    <message>
        <source>Pauses the selected jobs; those that run keep their step and free the device&apos;s memory.</source>
        <translation>Met en pause les tâches choisies ; celles qui tournent gardent leur étape et libèrent la mémoire de l&apos;appareil.</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Reprendre</translation>
    </message>
    <message>
        <source>Lets paused jobs go on where they stopped.</source>
        <translation>Les tâches en pause reprennent où elles s&apos;étaient arrêtées.</translation>
    </message>
    <message>
        <source>Run agai&amp;n</source>
        <translation>Rela&amp;ncer</translation>
    </message>
    <message>
        <source>Lets failed and cancelled jobs run again; a failed one goes on at the step that was kept.</source>
        <translation>Relance les tâches échouées et annulées ; une tâche échouée reprend à l&apos;étape gardée.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annuler</translation>
    </message>
    <message>
        <source>Cancels the selected jobs; finished pictures stay, Undo takes it back.</source>
        <translation>Annule les tâches choisies ; les images terminées restent, Annuler y revient.</translation>
    </message>
    <message>
        <source>Run n&amp;ext</source>
        <translation>Lancer &amp;ensuite</translation>
    </message>
    <message>
        <source>Moves the selected jobs to the front of the queue.</source>
        <translation>Place les tâches choisies en tête de la file.</translation>
    </message>
    <message>
        <source>Run &amp;last</source>
        <translation>Lancer en &amp;dernier</translation>
    </message>
    <message>
        <source>Moves the selected jobs to the end of the queue.</source>
        <translation>Place les tâches choisies à la fin de la file.</translation>
    </message>
    <message>
        <source>&amp;Higher priority</source>
        <translation>Priorité plus &amp;haute</translation>
    </message>
    <message>
        <source>Jobs of a higher priority run before all others.</source>
        <translation>Les tâches de priorité plus haute passent avant toutes les autres.</translation>
    </message>
    <message>
        <source>Lo&amp;wer priority</source>
        <translation>Priorité plus &amp;basse</translation>
    </message>
    <message>
        <source>Jobs of a lower priority run behind all others.</source>
        <translation>Les tâches de priorité plus basse passent après toutes les autres.</translation>
    </message>
    <message>
        <source>Pause &amp;all</source>
        <translation>&amp;Tout mettre en pause</translation>
    </message>
    <message>
        <source>Pauses everything that runs or waits.</source>
        <translation>Met en pause tout ce qui tourne ou attend.</translation>
    </message>
    <message>
        <source>Res&amp;ume all</source>
        <translation>T&amp;out reprendre</translation>
    </message>
    <message>
        <source>Lets everything that is paused go on.</source>
        <translation>Fait reprendre tout ce qui est en pause.</translation>
    </message>
    <message>
        <source>Cancel all that wa&amp;it</source>
        <translation>Annuler tout &amp;ce qui attend</translation>
    </message>
    <message>
        <source>Cancels every job that waits or is paused; what runs goes on, Undo takes it back.</source>
        <translation>Annule chaque tâche qui attend ou est en pause ; ce qui tourne continue, Annuler y revient.</translation>
    </message>
    <message>
        <source>No&amp;tify when long work ends</source>
        <translation>&amp;Signaler la fin d&apos;un long travail</translation>
    </message>
    <message>
        <source>Tells the desktop while this window is not active.</source>
        <translation>Prévient le bureau quand cette fenêtre n&apos;est pas active.</translation>
    </message>
    <message>
        <source>clearing the queue</source>
        <translation>nettoyage de la file</translation>
    </message>
    <message>
        <source>use of a job&apos;s settings</source>
        <translation>reprise des réglages d’une tâche</translation>
    </message>
    <message>
        <source>Run all st&amp;yles…</source>
        <translation>Parcourir tous les styles…</translation>
    </message>
    <message>
        <source>The request once with each style; says first how many pictures and how long.</source>
        <translation>La demande une fois avec chaque style ; dit d’abord combien d’images et combien de temps.</translation>
    </message>
    <message>
        <source>Show its pictures</source>
        <translation>Montrer ses images</translation>
    </message>
    <message>
        <source>The picture of the selected job; those of a group side by side.</source>
        <translation>L’image de la tâche choisie ; celles d’un groupe côte à côte.</translation>
    </message>
    <message>
        <source>Use its &amp;settings</source>
        <translation>Reprendre ses réglages</translation>
    </message>
    <message>
        <source>Takes the settings of the selected job into yours; Undo takes it back.</source>
        <translation>Reprend les réglages de la tâche choisie ; Annuler revient en arrière.</translation>
    </message>
    <message>
        <source>Clear what is &amp;finished</source>
        <translation>Masquer ce qui est fini</translation>
    </message>
    <message>
        <source>Takes jobs that are over out of the list; pictures stay, Undo brings them back.</source>
        <translation>Retire de la liste les tâches finies ; les images restent, Annuler les ramène.</translation>
    </message>
    <message>
        <source>Play a sound when long work ends</source>
        <translation>Émettre un son à la fin d&apos;un long travail</translation>
    </message>
    <message>
        <source>The desktop&apos;s sound for what is done.</source>
        <translation>Le son du bureau pour ce qui est terminé.</translation>
    </message>
    <message>
        <source>Keep quiet for a screencast</source>
        <translation>Rester silencieux pour un enregistrement d&apos;écran</translation>
    </message>
    <message>
        <source>No notices and no sounds until it is switched off or the program ends.</source>
        <translation>Ni avis ni sons jusqu&apos;à ce qu&apos;on le désactive ou que le programme se termine.</translation>
    </message>
    <message>
        <source>A night is started; its jobs come into the queue</source>
        <translation>Une nuit est lancée ; ses tâches arrivent dans la file d&apos;attente</translation>
    </message>
    <message>
        <source>A night of pictures…</source>
        <translation>Une nuit d&apos;images…</translation>
    </message>
    <message>
        <source>Hours of pictures from a theme, unattended; the queue shows and stops it.</source>
        <translation>Des heures d&apos;images sur un thème, sans surveillance ; la file d&apos;attente la montre et l&apos;arrête.</translation>
    </message>
    <message>
        <source>Stop the night</source>
        <translation>Arrêter la nuit</translation>
    </message>
    <message>
        <source>The night of the selected jobs ends after the step that runs; what is made stays.</source>
        <translation>La nuit des tâches choisies se termine après l&apos;étape en cours ; ce qui est fait reste.</translation>
    </message>
    <message>
        <source>The night could not be stopped: it may have ended.</source>
        <translation>La nuit n&apos;a pas pu être arrêtée : elle est peut-être terminée.</translation>
    </message>
    <message>
        <source>X/Y/Z &amp;grid…</source>
        <translation>&amp;Grille X/Y/Z…</translation>
    </message>
    <message>
        <source>The request over up to three settings, one picture for each combination of their values.</source>
        <translation>La demande sur trois réglages au plus, une image pour chaque combinaison de leurs valeurs.</translation>
    </message>
    <message>
        <source>enlarging %1</source>
        <translation>agrandissement : %1</translation>
    </message>
    <message>
        <source>%1 go into the queue to be enlarged</source>
        <translation>%1 entrent dans la file pour être agrandies</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Relancer</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Ensuite</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Ranger</translation>
    </message>
    <message>
        <source>Grid…</source>
        <translation>Grille…</translation>
    </message>
    <message>
        <source>Night…</source>
        <translation>Nuit…</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueModel</name>
    <message>
        <source>Smoothed energy</source>
        <translation>Énergie lissée</translation>
    </message>
    <message>
        <source>Blur of smoothed energy</source>
        <translation>Flou de l&apos;énergie lissée</translation>
    </message>
    <message>
        <source>Normalized attention</source>
        <translation>Attention normalisée</translation>
    </message>
    <message>
        <source>Parallel part of guidance</source>
        <translation>Part parallèle de la guidance</translation>
    </message>
    <message>
        <source>Longest guidance</source>
        <translation>Guidance maximale</translation>
    </message>
    <message>
        <source>Momentum of guidance</source>
        <translation>Élan de la guidance</translation>
    </message>
    <message>
        <source>Mimicked guidance</source>
        <translation>Guidance imitée</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Flou du masque</translation>
    </message>
    <message>
        <source>Hires scale</source>
        <translation>Facteur hires</translation>
    </message>
    <message>
        <source>Hires strength</source>
        <translation>Force hires</translation>
    </message>
    <message>
        <source>Guidance rescale</source>
        <translation>Rééquilibrage de la guidance</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip skip</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Planification</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Words of the prompt</source>
        <translation>Mots du prompt</translation>
    </message>
    <message>
        <source>Words of the negative prompt</source>
        <translation>Mots du prompt négatif</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Rien</translation>
    </message>
    <message>
        <source>Group %1</source>
        <translation>Groupe %1</translation>
    </message>
    <message>
        <source>Added at %1</source>
        <translation>Ajoutées à %1</translation>
    </message>
    <message>
        <source>Grid: %1 × %2</source>
        <translation>Grille : %1 × %2</translation>
    </message>
    <message>
        <source>%1: %2 values</source>
        <translation>%1 : %2 valeurs</translation>
    </message>
    <message>
        <source>Job %1 · %2 pictures</source>
        <translation>Tâche %1 · %2 images</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Tâche %1</translation>
    </message>
    <message>
        <source>Memory predicted: %1</source>
        <translation>Mémoire prévue : %1</translation>
    </message>
    <message>
        <source>Memory measured: %1</source>
        <translation>Mémoire mesurée : %1</translation>
    </message>
    <message>
        <source>1 job</source>
        <translation>1 tâche</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n tâche</numerusform>
            <numerusform>%n tâches</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 to go</source>
        <translation>encore %1</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Tâche</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorité</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Temps</translation>
    </message>
    <message>
        <source>Waiting, goes on at %1 %</source>
        <translation>En attente, reprend à %1 %</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Paused at %1 %</source>
        <translation>En pause à %1 %</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Terminé : %1</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Mise en pause</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>Annulation</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Commence</translation>
    </message>
    <message>
        <source>%1, by process %2</source>
        <translation>%1, par le processus %2</translation>
    </message>
    <message>
        <source>Left to a newer version</source>
        <translation>Laissée à une version plus récente</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Illisible</translation>
    </message>
    <message>
        <source>Waits for its night</source>
        <translation>Attend sa nuit</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>%1 terminées</translation>
    </message>
    <message>
        <source>%1 not made</source>
        <translation>%1 non faites</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <translation>%1 annulées</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Style</translation>
    </message>
    <message>
        <source>These jobs are run by %1 alone, within its hours and limits; one that was cut off goes on when it is started again. Here they may be paused, moved and cancelled.</source>
        <translation>Ces tâches ne sont exécutées que par %1, dans ses heures et limites ; interrompu, il reprend quand on le relance. Ici on peut les suspendre, déplacer et annuler.</translation>
    </message>
    <message>
        <source>Refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>Start of the refiner</source>
        <translation>Début du refiner</translation>
    </message>
    <message>
        <source>Strength of the refiner</source>
        <translation>Force du refiner</translation>
    </message>
    <message>
        <source>Perturbed attention</source>
        <translation>Attention perturbée</translation>
    </message>
    <message>
        <source>Hires steps</source>
        <translation>Étapes hires</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Force du bruit</translation>
    </message>
    <message>
        <source>Guidance from</source>
        <translation>Guidance à partir de</translation>
    </message>
    <message>
        <source>Guidance up to</source>
        <translation>Guidance jusqu&apos;à</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Grid: %1 × %2 × %3</source>
        <translation>Grille : %1 × %2 × %3</translation>
    </message>
    <message>
        <source>Enlarge %1</source>
        <translation>Agrandir %1</translation>
    </message>
    <message>
        <source>Training “%1”</source>
        <translation>Entraînement « %1 »</translation>
    </message>
    <message>
        <source>After step %1</source>
        <translation>Après l’étape %1</translation>
    </message>
    <message>
        <source>Training, step %1 of %2, loss %3</source>
        <translation>Entraînement, étape %1 sur %2, perte %3</translation>
    </message>
    <message>
        <source>Preparing to train</source>
        <translation>Prépare l’entraînement</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>Netteté</translation>
    </message>
    <message>
        <source>Grain</source>
        <translation>Grain</translation>
    </message>
    <message>
        <source>Fidelity of faces</source>
        <translation>Fidélité des visages</translation>
    </message>
    <message>
        <source>Visibility of restored faces</source>
        <translation>Visibilité des visages restaurés</translation>
    </message>
    <message>
        <source>DeepCache&apos;s interval</source>
        <translation>Intervalle de DeepCache</translation>
    </message>
</context>
<context>
    <name>imagelab::QueuePanel</name>
    <message>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>File d&apos;attente</translation>
    </message>
    <message>
        <source>Nothing waits. Press Generate as often as you like: jobs line up here and run one after the other, and those that are not done go on when you open the program again.</source>
        <translation>Rien n&apos;attend. Appuyez sur Générer autant que vous voulez : les tâches s&apos;alignent ici et passent l&apos;une après l&apos;autre ; ce qui n&apos;est pas fini reprend à la réouverture du programme.</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 en cours</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 en attente</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 en pause</translation>
    </message>
    <message>
        <source>1 picture to come</source>
        <translation>encore 1 image</translation>
    </message>
    <message>
        <source>%1 pictures to come</source>
        <translation>encore %1 images</translation>
    </message>
    <message>
        <source>all done in about %1</source>
        <translation>tout sera fait dans environ %1</translation>
    </message>
    <message>
        <source>%1 of them for their night</source>
        <translation>dont %1 pour leur nuit</translation>
    </message>
    <message>
        <source>Jobs in the order they run. Return shows the picture, or a group&apos;s side by side; drag one to another place; Delete cancels, the menu key lists what can be done.</source>
        <translation>Tâches dans l’ordre où elles s’exécutent. Entrée montre l’image, ou celles d’un groupe côte à côte ; on peut en glisser une à une autre place ; Suppr annule, la touche Menu montre ce qui est possible.</translation>
    </message>
</context>
<context>
    <name>imagelab::QuickSettings</name>
    <message>
        <source>size</source>
        <translation>taille</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>étapes</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>guidance</translation>
    </message>
    <message>
        <source>number of pictures</source>
        <translation>nombre d’images</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>seed</translation>
    </message>
</context>
<context>
    <name>imagelab::RatingBar</name>
    <message>
        <source>Favourite and rating</source>
        <translation>Favori et note</translation>
    </message>
    <message>
        <source>The heart marks a favourite, the stars rate from 1 to 5; kept in a file beside the picture.</source>
        <translation>Le cœur marque un favori, les étoiles notent de 1 à 5 ; gardé dans un fichier à côté de l&apos;image.</translation>
    </message>
    <message>
        <source>Favourite and rating: %1, %2 of 5</source>
        <translation>Favori et note : %1, %2 sur 5</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>favori</translation>
    </message>
    <message>
        <source>no favourite</source>
        <translation>pas favori</translation>
    </message>
</context>
<context>
    <name>imagelab::RefinerControl</name>
    <message>
        <source>As needed</source>
        <translation>Au besoin</translation>
    </message>
    <message>
        <source>Takes over at</source>
        <translation>Relais à</translation>
    </message>
    <message>
        <source>The share of the noise behind which the refiner goes on; 1 lets it go over the finished picture once more.</source>
        <translation>La part du bruit après laquelle le refiner prend la suite ; 1 le fait repasser sur l’image terminée.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>How far the refiner may move away from the first picture.</source>
        <translation>Jusqu’où le refiner peut s’éloigner de la première image.</translation>
    </message>
    <message>
        <source>Strength as needed</source>
        <translation>Force au besoin</translation>
    </message>
    <message>
        <source>Sharpness, noise, exposure, colours and structure of the first picture decide how strongly it is refined, or that it is not.</source>
        <translation>La netteté, le bruit, l’exposition, les couleurs et la structure de la première image décident de la force, ou qu’il n’y a rien à affiner.</translation>
    </message>
    <message>
        <source>refiner</source>
        <translation>refiner</translation>
    </message>
    <message>
        <source>start of the refiner</source>
        <translation>début du refiner</translation>
    </message>
    <message>
        <source>strength of the refiner</source>
        <translation>force du refiner</translation>
    </message>
</context>
<context>
    <name>imagelab::ReliefDialog</name>
    <message>
        <source>Larger than most printers&apos; bed of 256 mm.</source>
        <translation>Plus grand que le plateau de la plupart des imprimantes (256 mm).</translation>
    </message>
    <message>
        <source>Thinner than 0.6 mm at its lowest place: it may break.</source>
        <translation>Moins de 0,6 mm à l’endroit le plus bas : cela peut casser.</translation>
    </message>
    <message>
        <source>%1 % are walls thinner than a nozzle of 0.4 mm.</source>
        <translation>%1 % sont des parois plus minces qu’une buse de 0,4 mm.</translation>
    </message>
    <message>
        <source>Make a relief of %1</source>
        <translation>Faire un relief de %1</translation>
    </message>
    <message>
        <source>The relief</source>
        <translation>Le relief</translation>
    </message>
    <message>
        <source>Drag it, or press the arrow keys, to turn it; a double click turns it back.</source>
        <translation>Faites-le glisser ou utilisez les flèches pour le tourner ; un double-clic le remet en place.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Enregistrer sous…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Largeur</translation>
    </message>
    <message>
        <source>The picture&apos;s shape gives the height.</source>
        <translation>La forme de l’image donne la hauteur.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Profondeur</translation>
    </message>
    <message>
        <source>From the lowest place to the highest.</source>
        <translation>De l’endroit le plus bas au plus haut.</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>Socle</translation>
    </message>
    <message>
        <source>What it stands on.</source>
        <translation>Ce sur quoi il repose.</translation>
    </message>
    <message>
        <source>Black stands high</source>
        <translation>Le noir est en relief</translation>
    </message>
    <message>
        <source>As a picture that is lit from behind needs it.</source>
        <translation>Comme il le faut pour une image éclairée par l’arrière.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Slicers read all three; 3MF is the smallest.</source>
        <translation>Les logiciels d’impression lisent les trois ; 3MF est le plus petit.</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>Lecture de l’image…</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 mm, %4 cm³</source>
        <translation>%1 × %2 × %3 mm, %4 cm³</translation>
    </message>
    <message>
        <source>Save the relief</source>
        <translation>Enregistrer le relief</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>A relief is written as .stl, .obj or .3mf: name it so.</source>
        <translation>Un relief s’écrit en .stl, .obj ou .3mf : donnez-lui ce nom.</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Arrêté ; rien n’a été écrit.</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Enregistré : %1</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestCommands</name>
    <message>
        <source>Draw the regions here</source>
        <translation>Dessinez les régions ici</translation>
    </message>
    <message>
        <source>Regions over the picture</source>
        <translation>Régions sur l&apos;image</translation>
    </message>
    <message>
        <source>Drag to draw a region, its inside to move it, its edges to size it; Esc ends it.</source>
        <translation>Tirez pour dessiner une région, par l&apos;intérieur pour la déplacer, par les bords pour la dimensionner ; Échap termine.</translation>
    </message>
    <message>
        <source>Choose the mask of a region</source>
        <translation>Choisir le masque d&apos;une région</translation>
    </message>
    <message>
        <source>The saved prompts could not be written: %1</source>
        <translation>Les prompts enregistrés n&apos;ont pu être écrits : %1</translation>
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
        <translation>&amp;Partir d&apos;une image…</translation>
    </message>
    <message>
        <source>&amp;Choose the output folder…</source>
        <translation>&amp;Choisir le dossier de sortie…</translation>
    </message>
    <message>
        <source>Open the output fol&amp;der</source>
        <translation>Ouvrir le dossier de &amp;sortie</translation>
    </message>
    <message>
        <source>Shows the pictures in the file manager.</source>
        <translation>Montre les images dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <source>Go to the &amp;prompt</source>
        <translation>Aller au &amp;prompt</translation>
    </message>
    <message>
        <source>Roll the see&amp;d</source>
        <translation>Tirer un nouveau see&amp;d</translation>
    </message>
    <message>
        <source>&amp;Lock or open the seed</source>
        <translation>&amp;Verrouiller ou libérer le seed</translation>
    </message>
    <message>
        <source>Add a st&amp;yle…</source>
        <translation>Ajouter un st&amp;yle…</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation>Enregistre ce prompt sous un nom, ou en ramène un.</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Choisir un dossier de modèle</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Choisir un fichier de modèle</translation>
    </message>
    <message>
        <source>Models (%1)</source>
        <translation>Modèles (%1)</translation>
    </message>
    <message>
        <source>Choose a VAE</source>
        <translation>Choisir un VAE</translation>
    </message>
    <message>
        <source>VAE (%1)</source>
        <translation>VAE (%1)</translation>
    </message>
    <message>
        <source>Choose a folder with models</source>
        <translation>Choisir un dossier contenant des modèles</translation>
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation>Choisir une image de départ</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Images (%1)</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation>Choisir le dossier de sortie</translation>
    </message>
    <message>
        <source>output folder</source>
        <translation>dossier de sortie</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>start picture</source>
        <translation>image de départ</translation>
    </message>
    <message>
        <source>Choose a LoRA</source>
        <translation>Choisir un LoRA</translation>
    </message>
    <message>
        <source>LoRA (%1)</source>
        <translation>LoRA (%1)</translation>
    </message>
    <message>
        <source>&amp;Saved prompts and presets…</source>
        <translation>Prompts enregistrés et préréglage&amp;s…</translation>
    </message>
    <message>
        <source>Simple request</source>
        <translation>Demande simple</translation>
    </message>
    <message>
        <source>Prompt, shape, style and Generate; everything else keeps its value and is out of sight.</source>
        <translation>Prompt, forme, style et Générer ; tout le reste garde sa valeur et n&apos;est pas affiché.</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Préréglages</translation>
    </message>
    <message>
        <source>Save all settings as a &amp;preset…</source>
        <translation>Enregistrer tous les réglages comme &amp;préréglage…</translation>
    </message>
    <message>
        <source>Keeps the whole request under a name: model, prompt, size, steps, styles and all else.</source>
        <translation>Garde toute la demande sous un nom : modèle, prompt, taille, étapes, styles et tout le reste.</translation>
    </message>
    <message>
        <source>Save a preset</source>
        <translation>Enregistrer un préréglage</translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation>Nom du préréglage :</translation>
    </message>
    <message>
        <source>saved prompt %1</source>
        <translation>prompt enregistré %1</translation>
    </message>
    <message>
        <source>Choose a folder of the model&apos;s part</source>
        <translation>Choisir un dossier de la partie du modèle</translation>
    </message>
    <message>
        <source>Choose a file of the model&apos;s part</source>
        <translation>Choisir un fichier de la partie du modèle</translation>
    </message>
    <message>
        <source>part of the model</source>
        <translation>partie du modèle</translation>
    </message>
    <message>
        <source>Choose a ControlNet</source>
        <translation>Choisir un ControlNet</translation>
    </message>
    <message>
        <source>ControlNet (%1)</source>
        <translation>ControlNet (%1)</translation>
    </message>
    <message>
        <source>Choose a control picture</source>
        <translation>Choisir une image de contrôle</translation>
    </message>
    <message>
        <source>Choose a reference picture</source>
        <translation>Choisir une image de référence</translation>
    </message>
    <message>
        <source>Choose an IP-Adapter</source>
        <translation>Choisir un IP-Adapter</translation>
    </message>
    <message>
        <source>IP-Adapter (%1)</source>
        <translation>IP-Adapter (%1)</translation>
    </message>
    <message>
        <source>Choose the mask of a reference picture</source>
        <translation>Choisir le masque d’une image de référence</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestDesk</name>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestPanel</name>
    <message>
        <source>Enlarge and finish</source>
        <translation>Agrandir et finir</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Styles</translation>
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
        <translation>image de départ</translation>
    </message>
    <message>
        <source>strength</source>
        <translation>force</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>ajustement</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>Écrivez d&apos;abord un prompt.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>Does what the message advises.</source>
        <translation>Fait ce que le message conseille.</translation>
    </message>
    <message>
        <source>removal of %1</source>
        <translation>retrait de %1</translation>
    </message>
</context>
<context>
    <name>imagelab::ResultsPanel</name>
    <message>
        <source>Open the page</source>
        <translation>Ouvrir la page</translation>
    </message>
    <message>
        <source>What worked</source>
        <translation>Ce qui a réussi</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>Que montrer</translation>
    </message>
    <message>
        <source>What worked best so far, or one of the nights.</source>
        <translation>Ce qui a le mieux réussi jusqu&apos;ici, ou l&apos;une des nuits.</translation>
    </message>
    <message>
        <source>Opens this with plots or thumbnails in the browser.</source>
        <translation>L&apos;ouvre avec graphiques ou vignettes dans le navigateur.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Actualiser</translation>
    </message>
    <message>
        <source>Counts anew, with the hearts and stars given since.</source>
        <translation>Recompte, avec les cœurs et les étoiles donnés depuis.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Comptage …</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
    <message>
        <source>What worked, in numbers.</source>
        <translation>Ce qui a réussi, en chiffres.</translation>
    </message>
</context>
<context>
    <name>imagelab::SamplingSection</name>
    <message>
        <source>CFG++ wants a guidance from 0.4 to 2: what is 7 elsewhere is near 0.6 here.</source>
        <translation>CFG++ veut une guidance de 0.4 à 2 : ce qui est 7 ailleurs est ici proche de 0.6.</translation>
    </message>
    <message>
        <source>Own noise levels</source>
        <translation>Niveaux de bruit propres</translation>
    </message>
    <message>
        <source>Noise levels</source>
        <translation>Niveaux de bruit</translation>
    </message>
    <message>
        <source>The levels of noise to step through, falling and separated by commas; their number is that of the steps.</source>
        <translation>Les niveaux de bruit à parcourir, décroissants et séparés par des virgules ; leur nombre est celui des étapes.</translation>
    </message>
    <message>
        <source>noise levels</source>
        <translation>niveaux de bruit</translation>
    </message>
    <message>
        <source>Noise levels fall from one to the next and are above 0: 14.6, 7, 2, 0.5, 0</source>
        <translation>Les niveaux de bruit décroissent et sont supérieurs à 0 : 14.6, 7, 2, 0.5, 0</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>How much of the noise that this sampler can add at each step is added: 0 adds none.</source>
        <translation>Part du bruit que ce sampler peut ajouter à chaque étape : 0 n&apos;en ajoute pas.</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Force du bruit</translation>
    </message>
    <message>
        <source>Scales the noise that is added at each step: more than 1 gives more detail, less is smoother.</source>
        <translation>Multiplie le bruit ajouté à chaque étape : au-dessus de 1, plus de détails ; au-dessous, plus lisse.</translation>
    </message>
    <message>
        <source>eta</source>
        <translation>eta</translation>
    </message>
    <message>
        <source>noise scale</source>
        <translation>force du bruit</translation>
    </message>
    <message>
        <source>sampler</source>
        <translation>sampler</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>planification</translation>
    </message>
    <message>
        <source>Use a negative prompt even when empty</source>
        <translation>Utiliser un prompt négatif même vide</translation>
    </message>
    <message>
        <source>Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture.</source>
        <translation>Désactivé : pas de prompt négatif, comme à l&apos;entraînement du modèle. Activé : un texte vide est lu, ce qui donne une image un peu différente.</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>prompt négatif</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Niveaux</translation>
    </message>
</context>
<context>
    <name>imagelab::SavedPrompts</name>
    <message>
        <source>Part: %1</source>
        <translation>Partie : %1</translation>
    </message>
    <message>
        <source>saved prompt</source>
        <translation>prompt enregistré</translation>
    </message>
    <message>
        <source>removal of a saved prompt</source>
        <translation>retrait d&apos;un prompt enregistré</translation>
    </message>
    <message>
        <source>name of a saved prompt</source>
        <translation>nom d&apos;un prompt enregistré</translation>
    </message>
</context>
<context>
    <name>imagelab::SavedPromptsPopup</name>
    <message>
        <source>Puts it into the prompt, a part where the cursor is; Undo takes it back.</source>
        <translation>Le met dans le prompt, une partie à la place du curseur ; Annuler le reprend.</translation>
    </message>
    <message>
        <source>Both prompts, the words that are selected, or a preset: model, size, steps, styles and everything else, too.</source>
        <translation>Les deux prompts, les mots sélectionnés, ou un préréglage : aussi modèle, taille, étapes, styles et tout le reste.</translation>
    </message>
    <message>
        <source>What is saved</source>
        <translation>Ce qui est enregistré</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Tous les réglages</translation>
    </message>
    <message>
        <source>Selected words</source>
        <translation>Mots sélectionnés</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Keeps it under the name.</source>
        <translation>Le garde sous ce nom.</translation>
    </message>
    <message>
        <source>No prompt is saved yet. Give the one being edited, or words you selected in it, a name below to keep them.</source>
        <translation>Aucun prompt n’est encore enregistré. Donnez un nom ci-dessous à celui en cours, ou aux mots que vous y avez sélectionnés, pour les garder.</translation>
    </message>
    <message>
        <source>Saved prompts</source>
        <translation>Prompts enregistrés</translation>
    </message>
    <message>
        <source>Enter uses the prompt, Delete removes it; Undo brings it back.</source>
        <translation>Entrée utilise le prompt, Suppr le retire ; Annuler le ramène.</translation>
    </message>
    <message>
        <source>Name for this prompt</source>
        <translation>Nom de ce prompt</translation>
    </message>
    <message>
        <source>A name that is taken is replaced; Undo brings the old one back.</source>
        <translation>Un nom déjà pris est remplacé ; Annuler ramène l&apos;ancien.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save this prompt</source>
        <translation>Enregistrer ce prompt</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>Use the saved prompt</source>
        <translation>Utiliser le prompt enregistré</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Remove the saved prompt</source>
        <translation>Retirer le prompt enregistré</translation>
    </message>
    <message>
        <source>Undo brings it back.</source>
        <translation>Annuler le ramène.</translation>
    </message>
    <message>
        <source>saved prompt %1</source>
        <translation>prompt enregistré %1</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Rename the saved prompt</source>
        <translation>Renommer le prompt enregistré</translation>
    </message>
    <message>
        <source>Gives the chosen one the name that stands below.</source>
        <translation>Donne à celui qui est choisi le nom écrit en bas.</translation>
    </message>
</context>
<context>
    <name>imagelab::SeedEdit</name>
    <message>
        <source>Roll the %1</source>
        <translation>Tirer : %1</translation>
    </message>
    <message>
        <source>Draws a new one and keeps it.</source>
        <translation>En tire une nouvelle et la garde.</translation>
    </message>
    <message>
        <source>Lock the %1</source>
        <translation>Verrouiller : %1</translation>
    </message>
    <message>
        <source>Locked: every picture uses it. Open: each gets a new one.</source>
        <translation>Verrouillée : toutes les images l'utilisent. Libre : chacune en reçoit une nouvelle.</translation>
    </message>
    <message>
        <source>Roll the seed</source>
        <translation>Tirer un nouveau seed</translation>
    </message>
    <message>
        <source>Draws a new seed and keeps it (Ctrl+D).</source>
        <translation>Tire un nouveau seed et le garde (Ctrl+D).</translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation>Verrouiller le seed</translation>
    </message>
    <message>
        <source>Locked: every picture uses this seed. Open: each gets a new one (Ctrl+L).</source>
        <translation>Verrouillé : chaque image utilise ce seed. Libre : chacune en reçoit un nouveau (Ctrl+L).</translation>
    </message>
    <message>
        <source>a new one each time</source>
        <translation>tiré au sort</translation>
    </message>
</context>
<context>
    <name>imagelab::Seeds</name>
    <message>
        <source>&amp;More like this</source>
        <translation>D&apos;&amp;autres du même genre</translation>
    </message>
    <message>
        <source>The chosen picture, or the request where none is chosen, with %1 other seeds side by side; a click takes the one you like.</source>
        <translation>L&apos;image choisie, ou la demande si aucune ne l&apos;est, avec %1 autres seeds côte à côte ; un clic reprend celui qui vous plaît.</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>seed</translation>
    </message>
    <message>
        <source>Your request has the seed %1 now.</source>
        <translation>Votre demande a maintenant le seed %1.</translation>
    </message>
    <message>
        <source>%1 pictures would take about %2.</source>
        <translation>%1 images prendraient environ %2.</translation>
    </message>
    <message>
        <source>Make them</source>
        <translation>Les faire</translation>
    </message>
    <message>
        <source>Make them all the same</source>
        <translation>Les faire quand même</translation>
    </message>
</context>
<context>
    <name>imagelab::SettingsPage</name>
    <message>
        <source>Files: %1 · tags: %2</source>
        <translation>Fichiers : %1 · mots-clés : %2</translation>
    </message>
    <message>
        <source>None yet: put a file into the folder.</source>
        <translation>Aucune : mettez un fichier dans le dossier.</translation>
    </message>
    <message>
        <source>Complete what is typed into a prompt: CSV files as A1111&apos;s tag completion has them (danbooru, e621), or a tag a line.</source>
        <translation>Complètent ce qui est tapé dans un prompt : fichiers CSV de la complétion de mots-clés d’A1111 (danbooru, e621), ou un mot-clé par ligne.</translation>
    </message>
    <message>
        <source>Open the folder of tag lists</source>
        <translation>Ouvrir le dossier des listes de mots-clés</translation>
    </message>
    <message>
        <source>Tag lists</source>
        <translation>Listes de mots-clés</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Chercher un paramètre</translation>
    </message>
    <message>
        <source>Shows the settings whose name or explanation has these words.</source>
        <translation>Montre les paramètres dont le nom ou l&apos;explication contient ces mots.</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Aucun paramètre ne contient ces mots.</translation>
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
        <translation>Clair ou sombre, ou comme le bureau.</translation>
    </message>
    <message>
        <source>When long work ends</source>
        <translation>Quand un long travail finit</translation>
    </message>
    <message>
        <source>Notify when long work ends</source>
        <translation>Signaler la fin d&apos;un long travail</translation>
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
        <translation>Choisir le dossier de sortie</translation>
    </message>
    <message>
        <source>file names</source>
        <translation>noms de fichiers</translation>
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
        <translation>Un dossier de modèles, ou celui d&apos;A1111 ou de ComfyUI ; rien n&apos;y est modifié.</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>Dossiers de modèles</translation>
    </message>
    <message>
        <source>Looked through for models, besides the program&apos;s own folder and the Hugging Face cache.</source>
        <translation>Parcourus à la recherche de modèles, outre le dossier du programme et le cache de Hugging Face.</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Performance</translation>
    </message>
    <message>
        <source>device</source>
        <translation>appareil</translation>
    </message>
    <message>
        <source>Devices of the queue</source>
        <translation>Appareils de la file</translation>
    </message>
    <message>
        <source>Which devices take jobs; a change holds from the next start of the program.</source>
        <translation>Quels appareils prennent des tâches ; un changement vaut au prochain démarrage.</translation>
    </message>
    <message>
        <source>All cores</source>
        <translation>Tous les cœurs</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>threads</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> Gio</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>Ce qui est libre</translation>
    </message>
    <message>
        <source>memory budget</source>
        <translation>limite de mémoire</translation>
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
        <translation>Ouvrir le dossier des données</translation>
    </message>
    <message>
        <source>Shows it in the file manager.</source>
        <translation>Le montre dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Dossier des données</translation>
    </message>
    <message>
        <source>Queue, gallery index, fetched models, saved prompts and your own styles; IMAGELAB_DATA or --data chooses another.</source>
        <translation>File d&apos;attente, index de la galerie, modèles téléchargés, prompts enregistrés et vos styles ; IMAGELAB_DATA ou --data en choisit un autre.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation>%1 (absent)</translation>
    </message>
    <message>
        <source>Devices are listed once the first price is known.</source>
        <translation>Les appareils sont listés dès que le premier coût est connu.</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Utiliser %1</translation>
    </message>
    <message>
        <source>Takes jobs from the queue; holds from the next start of the program.</source>
        <translation>Prend des tâches de la file ; vaut au prochain démarrage.</translation>
    </message>
    <message>
        <source>a red apple</source>
        <translation>a red apple</translation>
    </message>
    <message>
        <source>For example: %1</source>
        <translation>Par exemple : %1</translation>
    </message>
    <message>
        <source>No folder was added yet.</source>
        <translation>Aucun dossier n&apos;a encore été ajouté.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>Retirer %1</translation>
    </message>
    <message>
        <source>Its models leave the list; nothing on disk is changed.</source>
        <translation>Ses modèles quittent la liste ; rien ne change sur le disque.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Holds from the next start of the program; what is not translated yet stays English.</source>
        <translation>Vaut au prochain démarrage ; ce qui n&apos;est pas encore traduit reste en anglais.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>How large text and controls are; holds from the next start of the program.</source>
        <translation>Taille du texte et des commandes ; vaut dès le prochain démarrage du programme.</translation>
    </message>
    <message>
        <source>Size of the window&apos;s text</source>
        <translation>Taille du texte de la fenêtre</translation>
    </message>
    <message>
        <source>A notice of the desktop when work of over ten seconds ends and another window is in front.</source>
        <translation>Un avis du bureau quand un travail de plus de dix secondes se termine et qu&apos;une autre fenêtre est devant.</translation>
    </message>
    <message>
        <source>The desktop&apos;s sound for what is done, with the notice or without it; never in a screencast (Queue menu).</source>
        <translation>Le son du bureau pour ce qui est terminé, avec l&apos;avis ou sans lui ; jamais pendant un enregistrement d&apos;écran (menu File d&apos;attente).</translation>
    </message>
    <message>
        <source>Sound when long work ends</source>
        <translation>Son à la fin d&apos;un long travail</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Son</translation>
    </message>
</context>
<context>
    <name>imagelab::SigmaPlot</name>
    <message>
        <source>Noise from %1 to %2 in about %3 steps, chosen on the way</source>
        <translation>Bruit de %1 à %2 en environ %3 étapes, choisies en chemin</translation>
    </message>
    <message>
        <source>Noise from %1 to %2 in %3 steps</source>
        <translation>Bruit de %1 à %2 en %3 étapes</translation>
    </message>
    <message>
        <source>Step %1: noise %2</source>
        <translation>Étape %1 : bruit %2</translation>
    </message>
</context>
<context>
    <name>imagelab::SizeEditor</name>
    <message>
        <source>Swap width and height</source>
        <translation>Échanger largeur et hauteur</translation>
    </message>
    <message>
        <source>Turns landscape into portrait and back.</source>
        <translation>Passe de paysage à portrait et inversement.</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Forme</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Largeur en pixels</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Hauteur en pixels</translation>
    </message>
    <message>
        <source>The model&apos;s own size</source>
        <translation>La taille du modèle</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Autre</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Propre</translation>
    </message>
</context>
<context>
    <name>imagelab::SliderSpin</name>
    <message>
        <source>%1, slider</source>
        <translation>%1, curseur</translation>
    </message>
</context>
<context>
    <name>imagelab::StageBar</name>
    <message>
        <source>What can be done with the picture</source>
        <translation>Ce qu’on peut faire de l’image</translation>
    </message>
    <message>
        <source>What else can be done</source>
        <translation>Autres actions</translation>
    </message>
    <message>
        <source>All commands for this picture; the menu key shows them, too.</source>
        <translation>Toutes les commandes pour cette image ; la touche menu les montre aussi.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seed %1</translation>
    </message>
</context>
<context>
    <name>imagelab::StartPicture</name>
    <message>
        <source>Remove the start picture</source>
        <translation>Retirer l&apos;image de départ</translation>
    </message>
    <message>
        <source>Begin from noise again.</source>
        <translation>Repartir du bruit.</translation>
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
        <translation>Ce que voit le modèle : %1, de %2</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>illisible</translation>
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
        <translation>Progression</translation>
    </message>
    <message>
        <source>Stops the job that runs and keeps finished pictures (Esc).</source>
        <translation>Arrête la tâche en cours et garde les images terminées (Échap).</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>%1 more waiting</source>
        <translation>%1 autres en attente</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Arrêt</translation>
    </message>
    <message>
        <source>%1 · %2 free</source>
        <translation>%1 · %2 libres</translation>
    </message>
    <message>
        <source>Choosing a device; a new one is tested first</source>
        <translation>Choix de l’appareil ; un nouveau est d’abord vérifié</translation>
    </message>
</context>
<context>
    <name>imagelab::StyleChip</name>
    <message>
        <source>Remove this style</source>
        <translation>Retirer ce style</translation>
    </message>
    <message>
        <source>Takes its words away; Undo brings it back.</source>
        <translation>Retire ses mots ; Annuler les ramène.</translation>
    </message>
    <message>
        <source>weight of a style</source>
        <translation>poids d&apos;un style</translation>
    </message>
    <message>
        <source>removal of a style</source>
        <translation>retrait d&apos;un style</translation>
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation>%1 (absent)</translation>
    </message>
    <message>
        <source>Weight of %1</source>
        <translation>Poids de %1</translation>
    </message>
    <message>
        <source>The share of the style&apos;s words that is used, the strongest first.</source>
        <translation>La part des mots du style utilisée, les plus forts d&apos;abord.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>Retirer %1</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>settings of a style</source>
        <translation>réglages d&apos;un style</translation>
    </message>
    <message>
        <source>Goes with %1</source>
        <translation>Va avec %1</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Utiliser %1</translation>
    </message>
    <message>
        <source>Takes the style&apos;s own settings in place of those chosen by hand; Undo takes it back.</source>
        <translation>Prend les réglages du style à la place de ceux choisis à la main ; Annuler revient en arrière.</translation>
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
        <translation>Montrer les mots</translation>
    </message>
    <message>
        <source>The prompt as the model gets it, with the words of the styles.</source>
        <translation>Le prompt tel que le modèle le reçoit, avec les mots des styles.</translation>
    </message>
    <message>
        <source>The prompt with the words of the styles</source>
        <translation>Le prompt avec les mots des styles</translation>
    </message>
    <message>
        <source>Negative: %1</source>
        <translation>Négatif : %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
</context>
<context>
    <name>imagelab::SweepPanel</name>
    <message>
        <source>20, 30 or 10-50 (+10)</source>
        <translation>20, 30 ou 10-50 (+10)</translation>
    </message>
    <message>
        <source>3, 5 or 2-8 [4]</source>
        <translation>3, 5 ou 2-8 [4]</translation>
    </message>
    <message>
        <source>1-4</source>
        <translation>1-4</translation>
    </message>
    <message>
        <source>none, anime, pencil-sketch:0.5</source>
        <translation>none, anime, pencil-sketch:0.5</translation>
    </message>
    <message>
        <source>names or files, separated by commas</source>
        <translation>noms ou fichiers, séparés par des virgules</translation>
    </message>
    <message>
        <source>dawn, noon, dusk: the first stands in the text, the others replace it</source>
        <translation>dawn, noon, dusk : le premier est dans le texte, les autres le remplacent</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Colonnes</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>Ajouter à la file</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Tous les modèles</translation>
    </message>
    <message>
        <source>The request once with each model of this machine.</source>
        <translation>La demande une fois avec chaque modèle de cette machine.</translation>
    </message>
    <message>
        <source>What would be added</source>
        <translation>Ce qui serait ajouté</translation>
    </message>
    <message>
        <source>Adds all of them as one group; the queue shows it, and it can be paused and cancelled as a whole.</source>
        <translation>Les ajoute toutes en un groupe ; la file le montre, et il se met en pause et s&apos;annule d&apos;un bloc.</translation>
    </message>
    <message>
        <source>%1: setting</source>
        <translation>%1 : réglage</translation>
    </message>
    <message>
        <source>%1: values</source>
        <translation>%1 : valeurs</translation>
    </message>
    <message>
        <source>Values separated by commas; numbers also as 1-5, 10-50 (+10) or 1-100 [5].</source>
        <translation>Valeurs séparées par des virgules ; les nombres aussi comme 1-5, 10-50 (+10) ou 1-100 [5].</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Toutes</translation>
    </message>
    <message>
        <source>%1: all values</source>
        <translation>%1 : toutes les valeurs</translation>
    </message>
    <message>
        <source>Puts in every value there is.</source>
        <translation>Met toutes les valeurs qui existent.</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>Écrivez d&apos;abord un prompt.</translation>
    </message>
    <message>
        <source>Working out how long it takes</source>
        <translation>Calcul de la durée</translation>
    </message>
    <message>
        <source>All styles</source>
        <translation>Tous les styles</translation>
    </message>
    <message>
        <source>The request once with each style.</source>
        <translation>La demande une fois avec chaque style.</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>Nuit</translation>
    </message>
    <message>
        <source>Hours of pictures from a theme, unattended: each with a prompt of its own.</source>
        <translation>Des heures d&apos;images sur un thème, sans surveillance : chacune avec son prompt.</translation>
    </message>
    <message>
        <source>Start the night</source>
        <translation>Lancer la nuit</translation>
    </message>
    <message>
        <source>Starts it at once; it goes on when the window is closed, and the queue shows and stops it.</source>
        <translation>La lance aussitôt ; elle continue quand la fenêtre est fermée, et la file d&apos;attente la montre et l&apos;arrête.</translation>
    </message>
    <message>
        <source>The night could not be started.</source>
        <translation>La nuit n&apos;a pas pu être lancée.</translation>
    </message>
    <message>
        <source>X/Y/Z grid</source>
        <translation>Grille X/Y/Z</translation>
    </message>
    <message>
        <source>Up to three settings against each other, one picture for each combination of their values.</source>
        <translation>Jusqu&apos;à trois réglages l&apos;un contre l&apos;autre, une image pour chaque combinaison de leurs valeurs.</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>Feuilles</translation>
    </message>
    <message>
        <source>The setting that changes along this side of the grid; each value of the third is a sheet of its own.</source>
        <translation>Le réglage qui change le long de ce côté de la grille ; chaque valeur du troisième fait une feuille à part.</translation>
    </message>
    <message>
        <source>none, NAME:0.5, NAME:0.2-1 (+0.2)</source>
        <translation>none, NOM:0.5, NOM:0.2-1 (+0.2)</translation>
    </message>
    <message>
        <source>none, NAME: in place of the models and LoRAs chosen</source>
        <translation>none, NOM : à la place des modèles et LoRA choisis</translation>
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
        <translation>Commence</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Illisible</translation>
    </message>
</context>
<context>
    <name>imagelab::Toast</name>
    <message>
        <source>Undo</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Takes it back; Ctrl+Z does the same.</source>
        <translation>Revient en arrière ; Ctrl+Z fait de même.</translation>
    </message>
</context>
<context>
    <name>imagelab::UnreadMarks</name>
    <message>
        <source>The end of the styles&apos; words is not read: %1</source>
        <translation>La fin des mots des styles n&apos;est pas lue : %1</translation>
    </message>
    <message>
        <source>What is struck out is not read: this model has room for %1 tokens.</source>
        <translation>Ce qui est barré n&apos;est pas lu : ce modèle a de la place pour %1 tokens.</translation>
    </message>
</context>
<context>
    <name>imagelab::VariantBar</name>
    <message>
        <source>Painted over %1</source>
        <translation>Peint sur %1</translation>
    </message>
    <message>
        <source>Painted over with colours</source>
        <translation>Peint avec des couleurs</translation>
    </message>
</context>
<context>
    <name>imagelab::ViewerPanel</name>
    <message>
        <source>Zoom out</source>
        <translation>Zoom arrière</translation>
    </message>
    <message>
        <source>Shows more of the picture (-).</source>
        <translation>Montre plus de l&apos;image (-).</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Zoom avant</translation>
    </message>
    <message>
        <source>Shows the picture larger (+).</source>
        <translation>Montre l&apos;image plus grande (+).</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>Ajuster à la fenêtre</translation>
    </message>
    <message>
        <source>Live preview</source>
        <translation>Aperçu en direct</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Shows the whole picture (Ctrl+0).</source>
        <translation>Montre l&apos;image entière (Ctrl+0).</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>What the picture was made with, beside your settings (I).</source>
        <translation>Avec quoi l&apos;image a été faite, à côté de vos réglages (I).</translation>
    </message>
    <message>
        <source>The picture does not say how it was made</source>
        <translation>L&apos;image ne dit pas comment elle a été faite</translation>
    </message>
</context>
<context>
    <name>imagelab::Viewing</name>
    <message>
        <source>%1 cannot be read: was it moved or deleted?</source>
        <translation>%1 est illisible : a-t-il été déplacé ou supprimé ?</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Zoom a&amp;vant</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Zoom a&amp;rrière</translation>
    </message>
    <message>
        <source>&amp;Fit to window</source>
        <translation>A&amp;juster à la fenêtre</translation>
    </message>
    <message>
        <source>&amp;Real pixels</source>
        <translation>&amp;Pixels réels</translation>
    </message>
    <message>
        <source>Look at it &amp;large</source>
        <translation>Voir en &amp;grand</translation>
    </message>
    <message>
        <source>The picture over the whole window; Space and arrows go on, Escape comes back.</source>
        <translation>L&apos;image sur toute la fenêtre ; Espace et flèches continuent, Échap revient.</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Détails</translation>
    </message>
    <message>
        <source>What the picture was made with, beside your settings.</source>
        <translation>Avec quoi l&apos;image a été faite, à côté de vos réglages.</translation>
    </message>
    <message>
        <source>&amp;Compare the two that are chosen</source>
        <translation>Co&amp;mparer les deux choisies</translation>
    </message>
    <message>
        <source>Side by side, with a slider, or their difference.</source>
        <translation>Côte à côte, avec un volet, ou leur différence.</translation>
    </message>
    <message>
        <source>Show those chosen as a &amp;grid</source>
        <translation>Montrer les choisies en gri&amp;lle</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Attend son tour</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Commence</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>Save the grid as</source>
        <translation>Enregistrer la grille sous</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg)</source>
        <translation>Images (*.png *.jpg)</translation>
    </message>
    <message>
        <source>Saving the grid</source>
        <translation>Enregistrement de la grille</translation>
    </message>
    <message>
        <source>%1 could not be written: is there room, and may you write there?</source>
        <translation>%1 n&apos;a pu être écrit : y a-t-il de la place, et pouvez-vous y écrire ?</translation>
    </message>
    <message>
        <source>&amp;Before and after (hold B)</source>
        <translation>Avant et après (maintenir B)</translation>
    </message>
    <message>
        <source>What the picture was made from, or the one looked at before it, as long as B is held.</source>
        <translation>Ce dont l’image est issue, ou celle vue avant, tant que B est maintenu.</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Plein écran</translation>
    </message>
    <message>
        <source>The window without a frame.</source>
        <translation>La fenêtre sans cadre.</translation>
    </message>
    <message>
        <source>Before: %1</source>
        <translation>Avant : %1</translation>
    </message>
    <message>
        <source>Labelled by the settings they differ in.</source>
        <translation>Légendée par les réglages qui les distinguent.</translation>
    </message>
</context>
<context>
    <name>mask</name>
    <message>
        <source>The mask could not be kept in %1 (%2): is there room, and may you write there?</source>
        <translation>Le masque n’a pas pu être gardé dans %1 (%2) : y a-t-il de la place, et avez-vous le droit d’y écrire ?</translation>
    </message>
    <message>
        <source>%1 cannot be read as a mask (%2): choose a PNG, JPEG or WebP file.</source>
        <translation>%1 ne peut pas être lu comme masque (%2) : choisissez un fichier PNG, JPEG ou WebP.</translation>
    </message>
    <message>
        <source>The mask beside the picture</source>
        <translation>Le masque à côté de l&apos;image</translation>
    </message>
</context>
<context>
    <name>model_purpose</name>
    <message>
        <source>The original: anything, plainly drawn; most LoRAs were made for it.</source>
        <translation>L&apos;original : tout, dessiné simplement ; la plupart des LoRAs ont été faits pour lui.</translation>
    </message>
    <message>
        <source>A picture in one to four steps, 512 pixels; for trying ideas quickly.</source>
        <translation>Une image en une à quatre étapes, 512 pixels ; pour essayer vite des idées.</translation>
    </message>
    <message>
        <source>Photographs: people, rooms, landscapes.</source>
        <translation>Photographies : personnes, intérieurs, paysages.</translation>
    </message>
    <message>
        <source>Photographs with much detail, portraits above all.</source>
        <translation>Photographies très détaillées, surtout des portraits.</translation>
    </message>
    <message>
        <source>Anime, asked for by tags rather than sentences.</source>
        <translation>Anime, demandé par mots-clés plutôt que par phrases.</translation>
    </message>
    <message>
        <source>An all-rounder: photographs, paintings, concept art.</source>
        <translation>Polyvalent : photographies, peintures, illustrations de concept.</translation>
    </message>
    <message>
        <source>Follows long sentences closely and is small; needs much memory for its text encoder.</source>
        <translation>Suit de près les longues phrases et est petit ; demande beaucoup de mémoire pour son encodeur de texte.</translation>
    </message>
    <message>
        <source>Draws large, detailed pictures around 1024 pixels.</source>
        <translation>Dessine de grandes images détaillées autour de 1024 pixels.</translation>
    </message>
    <message>
        <source>Draws pictures and follows long sentences closely.</source>
        <translation>Dessine des images et suit de près les longues phrases.</translation>
    </message>
    <message>
        <source>Changes a model&apos;s style or teaches it a subject; put on under LoRAs.</source>
        <translation>Change le style d&apos;un modèle ou lui apprend un sujet ; s&apos;ajoute sous LoRAs.</translation>
    </message>
    <message>
        <source>Turns a model&apos;s latents into pixels; another one changes colours a little.</source>
        <translation>Transforme les latents d&apos;un modèle en pixels ; un autre change un peu les couleurs.</translation>
    </message>
    <message>
        <source>A word of its own for the prompt: write its name there.</source>
        <translation>Un mot à lui pour le prompt : écrivez-y son nom.</translation>
    </message>
    <message>
        <source>Holds a picture to a sketch, a pose or a depth map.</source>
        <translation>Tient une image à une esquisse, une pose ou une carte de profondeur.</translation>
    </message>
    <message>
        <source>Makes finished pictures larger.</source>
        <translation>Agrandit les images terminées.</translation>
    </message>
    <message>
        <source>Free to use, also for money, but not for harm.</source>
        <translation>Libre d&apos;emploi, même contre paiement, mais pas pour nuire.</translation>
    </message>
    <message>
        <source>Free to use, change and pass on.</source>
        <translation>Libre d&apos;utiliser, de modifier et de transmettre.</translation>
    </message>
    <message>
        <source>Free for research and private use, not for money.</source>
        <translation>Libre pour la recherche et l&apos;usage privé, pas contre paiement.</translation>
    </message>
    <message>
        <source>Free where nobody earns money with it, with its authors&apos; names.</source>
        <translation>Libre là où personne n&apos;en tire d&apos;argent, avec le nom des auteurs.</translation>
    </message>
    <message>
        <source>Shows a model the look of reference pictures; chosen under Reference.</source>
        <translation>Montre à un modèle l&apos;aspect d&apos;images de référence ; se choisit sous Référence.</translation>
    </message>
    <message>
        <source>What IP-Adapters see reference pictures with.</source>
        <translation>Ce avec quoi les IP-Adapter voient les images de référence.</translation>
    </message>
</context>
<context>
    <name>night</name>
    <message>
        <source>about %1 pictures until %2</source>
        <translation>environ %1 images jusqu&apos;à %2</translation>
    </message>
    <message>
        <source>up to %1 on the disk</source>
        <translation>jusqu&apos;à %1 sur le disque</translation>
    </message>
    <message>
        <source>The program does not say what to expect.</source>
        <translation>Le programme ne dit pas à quoi s&apos;attendre.</translation>
    </message>
</context>
<context>
    <name>palette_settings</name>
    <message>
        <source>as usual</source>
        <translation>comme d’habitude</translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>Mettre %1 à %2</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Maintenant : %1</translation>
    </message>
    <message>
        <source>%1 cannot be %2</source>
        <translation>%1 ne peut pas être %2</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>Permis : %1</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>celle du modèle</translation>
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
<context>
    <name>sweep</name>
    <message>
        <source>No model was found.</source>
        <translation>Aucun modèle n&apos;a été trouvé.</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 image</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 images</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>environ %1</translation>
    </message>
    <message>
        <source>up to %1 of memory</source>
        <translation>jusqu&apos;à %1 de mémoire</translation>
    </message>
    <message>
        <source>Choose a setting to vary.</source>
        <translation>Choisissez un réglage à faire varier.</translation>
    </message>
    <message>
        <source>Give the columns at least one value.</source>
        <translation>Donnez au moins une valeur aux colonnes.</translation>
    </message>
    <message>
        <source>Give the rows at least one value.</source>
        <translation>Donnez au moins une valeur aux lignes.</translation>
    </message>
    <message>
        <source>No style was found.</source>
        <translation>Aucun style n’a été trouvé.</translation>
    </message>
    <message>
        <source>Choose different settings.</source>
        <translation>Choisissez des réglages différents.</translation>
    </message>
    <message>
        <source>Give the sheets at least one value.</source>
        <translation>Donnez au moins une valeur aux feuilles.</translation>
    </message>
</context>
<context>
    <name>verdict</name>
    <message>
        <source>about %1</source>
        <translation>environ %1</translation>
    </message>
    <message>
        <source>Needs %1 of memory and this machine has %2: choose a smaller size or a smaller model.</source>
        <translation>Demande %1 de mémoire et cette machine en a %2 : choisissez une taille plus petite ou un modèle plus petit.</translation>
    </message>
    <message>
        <source>Needs %1 of memory and %2 are free: choose a smaller size, or close other programs.</source>
        <translation>Demande %1 de mémoire et %2 sont libres : choisissez une taille plus petite, ou fermez d&apos;autres programmes.</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>%1 k</source>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>Looking whether it is for everybody</source>
        <translation>Vérification tout public</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>a moment left</source>
        <translation>presque fini</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>encore %1</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 Mio</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 Gio</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Comme le modèle</translation>
    </message>
    <message>
        <source>Bundled model</source>
        <translation>Modèle fourni</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Chargement du modèle</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Lecture du prompt</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>environ %1</translation>
    </message>
    <message>
        <source>Denoising, step %1 of %2</source>
        <translation>Débruitage, étape %1 sur %2</translation>
    </message>
    <message>
        <source>Decoding the picture</source>
        <translation>Décodage de l&apos;image</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Enregistrement</translation>
    </message>
    <message>
        <source>picture %1 of %2</source>
        <translation>image %1 sur %2</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 étapes</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>guidance %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>seed %1</translation>
    </message>
    <message>
        <source>random</source>
        <translation>aléatoire</translation>
    </message>
    <message>
        <source>Reading the start picture</source>
        <translation>Lecture de l’image de départ</translation>
    </message>
    <message>
        <source>Reading the prompt for the refiner</source>
        <translation>Lit le prompt pour le refiner</translation>
    </message>
    <message>
        <source>Decoding the first picture</source>
        <translation>Décode la première image</translation>
    </message>
    <message>
        <source>Reading the first picture</source>
        <translation>Lit la première image</translation>
    </message>
    <message>
        <source>Enlarging the first picture</source>
        <translation>Agrandit la première image</translation>
    </message>
    <message>
        <source>Drawing it larger, step %1 of %2</source>
        <translation>Redessine en plus grand, étape %1 sur %2</translation>
    </message>
    <message>
        <source>Enlarging, tile %1 of %2</source>
        <translation>Agrandit, tuile %1 sur %2</translation>
    </message>
    <message>
        <source>Enlarging</source>
        <translation>Agrandit</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Finition</translation>
    </message>
    <message>
        <source>Painting details anew, step %1 of %2</source>
        <translation>Repeint les détails, étape %1 sur %2</translation>
    </message>
    <message>
        <source>Refining, step %1 of %2</source>
        <translation>Affine, étape %1 sur %2</translation>
    </message>
    <message>
        <source>Making the control pictures</source>
        <translation>Préparation des images de contrôle</translation>
    </message>
    <message>
        <source>Reading the reference pictures</source>
        <translation>Lecture des images de référence</translation>
    </message>
    <message>
        <source>Training, step %1 of %2</source>
        <translation>Entraînement, étape %1 sur %2</translation>
    </message>
    <message>
        <source>Preparing to train</source>
        <translation>Prépare l’entraînement</translation>
    </message>
    <message>
        <source>Restoring faces</source>
        <translation>Restauration des visages</translation>
    </message>
    <message>
        <source>Ready map</source>
        <translation>Carte prête</translation>
    </message>
    <message>
        <source>Edges (Canny)</source>
        <translation>Contours (Canny)</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>Gribouillis</translation>
    </message>
    <message>
        <source>Line art</source>
        <translation>Dessin au trait</translation>
    </message>
    <message>
        <source>Soft edges</source>
        <translation>Contours doux</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Tuile</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Profondeur</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>Pose</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>Normales</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>Segments</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
</context>
<context>
    <name>imagelab::ControlRow</name>
    <message>
        <source>Remove this ControlNet</source>
        <translation>Retirer ce ControlNet</translation>
    </message>
    <message>
        <source>The picture is drawn without it; Undo brings it back.</source>
        <translation>L’image est dessinée sans lui ; Annuler le rétablit.</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>Image…</translation>
    </message>
    <message>
        <source>Choose the control picture</source>
        <translation>Choisir l’image de contrôle</translation>
    </message>
    <message>
        <source>What the ControlNet sees; without one it sees the start picture.</source>
        <translation>Ce que voit le ControlNet ; sans elle, il voit l’image de départ.</translation>
    </message>
    <message>
        <source>Remove the control picture</source>
        <translation>Retirer l’image de contrôle</translation>
    </message>
    <message>
        <source>The start picture stands in for it.</source>
        <translation>L’image de départ prend sa place.</translation>
    </message>
    <message>
        <source>1 is as it was trained; 0 leaves it away.</source>
        <translation>1 : comme entraîné ; 0 : sans effet.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Weight of the ControlNet</source>
        <translation>Poids du ControlNet</translation>
    </message>
    <message>
        <source>Weight of the ControlNet, slider</source>
        <translation>Poids du ControlNet, curseur</translation>
    </message>
    <message>
        <source>First step of the ControlNet</source>
        <translation>Première étape du ControlNet</translation>
    </message>
    <message>
        <source>It counts from this share of the steps on; 0 is the first.</source>
        <translation>Il compte à partir de cette part des étapes ; 0 est la première.</translation>
    </message>
    <message>
        <source>Last step of the ControlNet</source>
        <translation>Dernière étape du ControlNet</translation>
    </message>
    <message>
        <source>It counts up to this share of the steps; 1 is the last.</source>
        <translation>Il compte jusqu’à cette part des étapes ; 1 est la dernière.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>to</source>
        <translation>à</translation>
    </message>
    <message>
        <source>removal of a ControlNet</source>
        <translation>retrait d’un ControlNet</translation>
    </message>
    <message>
        <source>control picture</source>
        <translation>image de contrôle</translation>
    </message>
    <message>
        <source>weight of a ControlNet</source>
        <translation>poids d’un ControlNet</translation>
    </message>
    <message>
        <source>What is made of the control picture</source>
        <translation>Ce qui est fait de l’image de contrôle</translation>
    </message>
    <message>
        <source>Which counts more</source>
        <translation>Ce qui compte le plus</translation>
    </message>
    <message>
        <source>Whether the prompt or the ControlNet decides where the two disagree.</source>
        <translation>Qui, du prompt ou du ControlNet, l’emporte là où ils se contredisent.</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Équilibré</translation>
    </message>
    <message>
        <source>Prompt first</source>
        <translation>Prompt d’abord</translation>
    </message>
    <message>
        <source>Control first</source>
        <translation>Contrôle d’abord</translation>
    </message>
    <message>
        <source>type of a ControlNet</source>
        <translation>type d’un ControlNet</translation>
    </message>
    <message>
        <source>mode of a ControlNet</source>
        <translation>mode d’un ControlNet</translation>
    </message>
    <message>
        <source>steps of a ControlNet</source>
        <translation>étapes d’un ControlNet</translation>
    </message>
    <message>
        <source>The library&apos;s first of this type</source>
        <translation>Le premier de ce type dans la bibliothèque</translation>
    </message>
    <message>
        <source>the start picture</source>
        <translation>l’image de départ</translation>
    </message>
    <message>
        <source>no picture yet</source>
        <translation>pas encore d’image</translation>
    </message>
    <message>
        <source>Edges, strokes or lines are found in it; depth, poses, normals and segments by networks of your own (models/annotators).</source>
        <translation>Des contours, traits ou lignes y sont trouvés ; profondeur, poses, normales et segments par vos propres réseaux (models/annotators).</translation>
    </message>
    <message>
        <source>It is such a map already</source>
        <translation>C’est déjà une telle carte</translation>
    </message>
    <message>
        <source>The control picture is taken as it is: a drawn pose, a depth map, lines …</source>
        <translation>L’image de contrôle est prise telle quelle : une pose dessinée, une carte de profondeur, des lignes…</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Montrer</translation>
    </message>
    <message>
        <source>Show what the ControlNet sees</source>
        <translation>Montrer ce que voit le ControlNet</translation>
    </message>
    <message>
        <source>Made of the control picture, or of the start picture, without drawing anything.</source>
        <translation>Fait à partir de l’image de contrôle, ou de l’image de départ, sans rien dessiner.</translation>
    </message>
    <message>
        <source>What the ControlNet sees</source>
        <translation>Ce que voit le ControlNet</translation>
    </message>
    <message>
        <source>ready map</source>
        <translation>carte prête</translation>
    </message>
    <message>
        <source>Poses that the ControlNet sees</source>
        <translation>Poses que voit le ControlNet</translation>
    </message>
    <message>
        <source>Drag a joint to move it; a hand goes with its wrist. By keyboard: Page Up and Page Down choose a joint, arrows move it, Delete takes its person away.</source>
        <translation>Tirez une articulation pour la déplacer ; une main suit son poignet. Au clavier : Page préc. et Page suiv. choisissent une articulation, les flèches la déplacent, Suppr retire sa personne.</translation>
    </message>
    <message>
        <source>Remove the person</source>
        <translation>Retirer la personne</translation>
    </message>
    <message>
        <source>Takes the person of the chosen joint away; Undo brings it back.</source>
        <translation>Retire la personne de l’articulation choisie ; Annuler la ramène.</translation>
    </message>
    <message>
        <source>Drag the joints; what is changed becomes the control picture.</source>
        <translation>Tirez les articulations ; ce qui est changé devient l’image de contrôle.</translation>
    </message>
</context>
<context>
    <name>imagelab::ControlSection</name>
    <message>
        <source>Add a ControlNet…</source>
        <translation>Ajouter un ControlNet…</translation>
    </message>
    <message>
        <source>Add a ControlNet</source>
        <translation>Ajouter un ControlNet</translation>
    </message>
    <message>
        <source>ControlNets hold the picture to the edges, lines, depth or pose of another one. Those of the library.</source>
        <translation>Les ControlNets tiennent l’image aux contours, lignes, profondeur ou pose d’une autre. Ceux de la bibliothèque.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Depuis un fichier…</translation>
    </message>
    <message>
        <source>Add a ControlNet from a file</source>
        <translation>Ajouter un ControlNet depuis un fichier</translation>
    </message>
    <message>
        <source>A .safetensors or .pth file from anywhere, made for SDXL.</source>
        <translation>Un fichier .safetensors ou .pth de n’importe où, fait pour SDXL.</translation>
    </message>
    <message>
        <source>a ControlNet</source>
        <translation>un ControlNet</translation>
    </message>
    <message>
        <source>control picture</source>
        <translation>image de contrôle</translation>
    </message>
    <message>
        <source>edited pose</source>
        <translation>pose modifiée</translation>
    </message>
</context>
<context>
    <name>imagelab::ReferenceRow</name>
    <message>
        <source>Other…</source>
        <translation>Autre…</translation>
    </message>
    <message>
        <source>Choose another reference picture</source>
        <translation>Choisir une autre image de référence</translation>
    </message>
    <message>
        <source>The model is shown its look instead.</source>
        <translation>C&apos;est son aspect qui est montré au modèle.</translation>
    </message>
    <message>
        <source>Remove this reference picture</source>
        <translation>Retirer cette image de référence</translation>
    </message>
    <message>
        <source>The picture is drawn without it; Undo brings it back.</source>
        <translation>L&apos;image est dessinée sans elle ; Annuler la ramène.</translation>
    </message>
    <message>
        <source>Adapter of the reference picture</source>
        <translation>Adaptateur de l&apos;image de référence</translation>
    </message>
    <message>
        <source>The IP-Adapter that shows the picture to the model: basic ones give its mood, Plus ones keep more of it.</source>
        <translation>L&apos;IP-Adapter qui montre l&apos;image au modèle : les simples en rendent l&apos;ambiance, les Plus en gardent davantage.</translation>
    </message>
    <message>
        <source>How much of its look the picture takes; 0 leaves it away, 1 is as the adapter was trained.</source>
        <translation>Combien de son aspect l&apos;image prend ; 0 l&apos;écarte, 1 est comme l&apos;adaptateur a été entraîné.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Weight of the reference picture</source>
        <translation>Poids de l&apos;image de référence</translation>
    </message>
    <message>
        <source>Weight of the reference picture, slider</source>
        <translation>Poids de l&apos;image de référence, curseur</translation>
    </message>
    <message>
        <source>First step of the reference picture</source>
        <translation>Première étape de l&apos;image de référence</translation>
    </message>
    <message>
        <source>It counts from this share of the steps on; 0 is the first.</source>
        <translation>Elle compte à partir de cette part des étapes ; 0 est la première.</translation>
    </message>
    <message>
        <source>Last step of the reference picture</source>
        <translation>Dernière étape de l&apos;image de référence</translation>
    </message>
    <message>
        <source>It counts up to this share of the steps; 1 is the last.</source>
        <translation>Elle compte jusqu&apos;à cette part des étapes ; 1 est la dernière.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>to</source>
        <translation>à</translation>
    </message>
    <message>
        <source>removal of a reference picture</source>
        <translation>retrait d&apos;une image de référence</translation>
    </message>
    <message>
        <source>weight of a reference picture</source>
        <translation>poids d&apos;une image de référence</translation>
    </message>
    <message>
        <source>adapter of a reference picture</source>
        <translation>adaptateur d&apos;une image de référence</translation>
    </message>
    <message>
        <source>steps of a reference picture</source>
        <translation>étapes d&apos;une image de référence</translation>
    </message>
    <message>
        <source>The library&apos;s first adapter</source>
        <translation>Le premier adaptateur de la bibliothèque</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>D&apos;un fichier…</translation>
    </message>
    <message>
        <source>no picture yet</source>
        <translation>pas encore d&apos;image</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>Donne</translation>
    </message>
    <message>
        <source>What the reference picture gives</source>
        <translation>Ce que donne l’image de référence</translation>
    </message>
    <message>
        <source>All of its look, or its style or composition alone, each through one block of the model (InstantStyle; SDXL&apos;s own structure).</source>
        <translation>Toute son apparence, ou son style ou sa composition seulement, chacun par un bloc du modèle (InstantStyle ; la structure même de SDXL).</translation>
    </message>
    <message>
        <source>All of its look</source>
        <translation>Toute son apparence</translation>
    </message>
    <message>
        <source>Its style</source>
        <translation>Son style</translation>
    </message>
    <message>
        <source>Its composition</source>
        <translation>Sa composition</translation>
    </message>
    <message>
        <source>Style and composition</source>
        <translation>Style et composition</translation>
    </message>
    <message>
        <source>Mask…</source>
        <translation>Masque…</translation>
    </message>
    <message>
        <source>Choose a mask for the reference picture</source>
        <translation>Choisir un masque pour l’image de référence</translation>
    </message>
    <message>
        <source>A picture that is white where the reference picture acts.</source>
        <translation>Une image blanche là où l’image de référence agit.</translation>
    </message>
    <message>
        <source>Without the mask of the reference picture</source>
        <translation>Sans le masque de l’image de référence</translation>
    </message>
    <message>
        <source>The reference picture acts everywhere.</source>
        <translation>L’image de référence agit partout.</translation>
    </message>
    <message>
        <source>what a reference picture gives</source>
        <translation>ce que donne une image de référence</translation>
    </message>
    <message>
        <source>removal of a reference picture&apos;s mask</source>
        <translation>retrait du masque d’une image de référence</translation>
    </message>
    <message>
        <source>Acts everywhere</source>
        <translation>Agit partout</translation>
    </message>
</context>
<context>
    <name>imagelab::ReferenceSection</name>
    <message>
        <source>The library holds no IP-Adapter for SDXL yet: choose one from a file, or add its folder to the library.</source>
        <translation>La bibliothèque ne contient pas encore d&apos;IP-Adapter pour SDXL : choisissez-en un dans un fichier, ou ajoutez son dossier à la bibliothèque.</translation>
    </message>
    <message>
        <source>Add a picture…</source>
        <translation>Ajouter une image…</translation>
    </message>
    <message>
        <source>Add a reference picture</source>
        <translation>Ajouter une image de référence</translation>
    </message>
    <message>
        <source>The model is shown its look by an IP-Adapter. A picture that is dropped on the window can be added, too.</source>
        <translation>Un IP-Adapter en montre l&apos;aspect au modèle. Une image déposée sur la fenêtre peut aussi être ajoutée.</translation>
    </message>
    <message>
        <source>a reference picture</source>
        <translation>une image de référence</translation>
    </message>
    <message>
        <source>reference picture</source>
        <translation>image de référence</translation>
    </message>
    <message>
        <source>adapter of a reference picture</source>
        <translation>adaptateur d&apos;une image de référence</translation>
    </message>
    <message>
        <source>mask of a reference picture</source>
        <translation>masque d’une image de référence</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionMap</name>
    <message>
        <source>Drag here to draw a region</source>
        <translation>Tirez ici pour dessiner une région</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionRow</name>
    <message>
        <source>What this region shows</source>
        <translation>Ce que montre cette région</translation>
    </message>
    <message>
        <source>Prompt of region %1</source>
        <translation>Prompt de la région %1</translation>
    </message>
    <message>
        <source>These words count in this region of the picture alone.</source>
        <translation>Ces mots ne comptent que dans cette région de l&apos;image.</translation>
    </message>
    <message>
        <source>Not here (empty: as the request)</source>
        <translation>Pas ici (vide : comme la demande)</translation>
    </message>
    <message>
        <source>Negative prompt of region %1</source>
        <translation>Prompt négatif de la région %1</translation>
    </message>
    <message>
        <source>What this region should not show; empty: the request&apos;s negative prompt.</source>
        <translation>Ce que cette région ne doit pas montrer ; vide : le prompt négatif de la demande.</translation>
    </message>
    <message>
        <source>Left edge of region %1</source>
        <translation>Bord gauche de la région %1</translation>
    </message>
    <message>
        <source>Upper edge of region %1</source>
        <translation>Bord supérieur de la région %1</translation>
    </message>
    <message>
        <source>Right edge of region %1</source>
        <translation>Bord droit de la région %1</translation>
    </message>
    <message>
        <source>Lower edge of region %1</source>
        <translation>Bord inférieur de la région %1</translation>
    </message>
    <message>
        <source>How much these words count in the region; what is left is the prompt&apos;s.</source>
        <translation>Combien ces mots comptent dans la région ; le reste revient au prompt.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Weight of region %1</source>
        <translation>Poids de la région %1</translation>
    </message>
    <message>
        <source>Weight of region %1, slider</source>
        <translation>Poids de la région %1, curseur</translation>
    </message>
    <message>
        <source>Mask…</source>
        <translation>Masque…</translation>
    </message>
    <message>
        <source>Choose a mask for region %1</source>
        <translation>Choisir un masque pour la région %1</translation>
    </message>
    <message>
        <source>A picture that is white where the region lies, within its box.</source>
        <translation>Une image blanche là où se trouve la région, dans son cadre.</translation>
    </message>
    <message>
        <source>Without the mask of region %1</source>
        <translation>Sans le masque de la région %1</translation>
    </message>
    <message>
        <source>All of the box belongs to the region.</source>
        <translation>Tout le cadre appartient à la région.</translation>
    </message>
    <message>
        <source>Remove region %1</source>
        <translation>Retirer la région %1</translation>
    </message>
    <message>
        <source>The prompt holds there again; Undo brings it back.</source>
        <translation>Le prompt y vaut à nouveau ; Annuler la ramène.</translation>
    </message>
    <message>
        <source>prompt of a region</source>
        <translation>prompt d&apos;une région</translation>
    </message>
    <message>
        <source>negative prompt of a region</source>
        <translation>prompt négatif d&apos;une région</translation>
    </message>
    <message>
        <source>weight of a region</source>
        <translation>poids d&apos;une région</translation>
    </message>
    <message>
        <source>mask of a region</source>
        <translation>masque d&apos;une région</translation>
    </message>
    <message>
        <source>removal of a region</source>
        <translation>retrait d&apos;une région</translation>
    </message>
    <message>
        <source>place of a region</source>
        <translation>place d&apos;une région</translation>
    </message>
    <message>
        <source>In percent of the picture&apos;s side, from the left and from the top.</source>
        <translation>En pour cent du côté de l&apos;image, depuis la gauche et le haut.</translation>
    </message>
    <message>
        <source>The whole box</source>
        <translation>Tout le cadre</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Gauche</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Haut</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Droite</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Bas</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionSection</name>
    <message>
        <source>Draw on the picture</source>
        <translation>Dessiner sur l&apos;image</translation>
    </message>
    <message>
        <source>Shows the regions over the picture in the middle of the window, where they are drawn as here.</source>
        <translation>Montre les régions sur l&apos;image au milieu de la fenêtre, où on les dessine comme ici.</translation>
    </message>
    <message>
        <source>Regions of the picture</source>
        <translation>Régions de l&apos;image</translation>
    </message>
    <message>
        <source>Drag to draw a region, its inside to move it, its edges to size it. By keyboard: arrows move the chosen region, with Shift they size it, Delete removes it.</source>
        <translation>Tirez pour dessiner une région, par l&apos;intérieur pour la déplacer, par les bords pour la dimensionner. Au clavier : les flèches déplacent la région choisie, avec Maj elles la dimensionnent, Suppr la retire.</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>Ajouter une région</translation>
    </message>
    <message>
        <source>A part of the picture with a prompt of its own, whose words count there alone.</source>
        <translation>Une partie de l&apos;image avec son propre prompt, dont les mots ne comptent que là.</translation>
    </message>
    <message>
        <source>place of a region</source>
        <translation>place d&apos;une région</translation>
    </message>
    <message>
        <source>removal of a region</source>
        <translation>retrait d&apos;une région</translation>
    </message>
    <message>
        <source>mask of a region</source>
        <translation>masque d&apos;une région</translation>
    </message>
    <message>
        <source>a region</source>
        <translation>une région</translation>
    </message>
</context>
<context>
    <name>imagelab::GuidanceMethodsBox</name>
    <message>
        <source>CFG-Zero*</source>
        <translation>CFG-Zero*</translation>
    </message>
    <message>
        <source>Perturbed</source>
        <translation>Perturbée</translation>
    </message>
    <message>
        <source>Perturbed-attention guidance: away from what the model draws when its middle cannot look around; firmer shapes, each step takes half as long again. 3 is usual, 0 is off.</source>
        <translation>Guidance par attention perturbée : loin de ce que le modèle dessine quand son milieu ne peut regarder autour ; formes plus fermes, chaque étape dure moitié plus. 3 est l&apos;usage, 0 l&apos;arrête.</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>Lissée</translation>
    </message>
    <message>
        <source>Smoothed energy guidance: away from what the model draws when its middle looks around without precision; each step takes half as long again. 3 is usual, 0 is off.</source>
        <translation>Guidance à énergie lissée : loin de ce que le modèle dessine quand son milieu regarde autour sans précision ; chaque étape dure moitié plus. 3 est l&apos;usage, 0 l&apos;arrête.</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Flou</translation>
    </message>
    <message>
        <source>How far smoothed energy guidance blurs, in tokens of the model&apos;s middle; 0 blurs endlessly.</source>
        <translation>Jusqu&apos;où la guidance à énergie lissée floute, en tokens du milieu du modèle ; 0 sans fin.</translation>
    </message>
    <message>
        <source>NAG</source>
        <translation>NAG</translation>
    </message>
    <message>
        <source>Normalized attention guidance: what the negative prompt counts at a guidance of 1, as few-step models have it. 5 is usual, 0 is off.</source>
        <translation>Guidance par attention normalisée : ce que compte le prompt négatif à une guidance de 1, celle des modèles à peu d&apos;étapes. 5 est l&apos;usage, 0 l&apos;arrête.</translation>
    </message>
    <message>
        <source>Mimic</source>
        <translation>Ampleur</translation>
    </message>
    <message>
        <source>Dynamic thresholding: strong guidance keeps the range of colours that this one would have. 7 is usual, 0 is off.</source>
        <translation>Seuillage dynamique : une forte guidance garde l&apos;étendue des couleurs que celle-ci aurait. 7 est l&apos;usage, 0 l&apos;arrête.</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gardé</translation>
    </message>
    <message>
        <source>Dynamic thresholding: the share of the values that stay before the range is fitted; 1 is all.</source>
        <translation>Seuillage dynamique : la part des valeurs gardées avant d&apos;ajuster l&apos;étendue ; 1 est tout.</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>Parallèle</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: the share of guidance that only makes colours louder; 0 leaves it out, 1 is usual guidance.</source>
        <translation>Guidance projetée adaptative : la part de la guidance qui ne fait que forcer les couleurs ; 0 l&apos;omet, 1 est la guidance ordinaire.</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: the longest difference that counts. 15 is usual, 0 is any.</source>
        <translation>Guidance projetée adaptative : la plus longue différence qui compte. 15 est l&apos;usage, 0 toutes.</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Élan</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: how much differences of earlier steps count. −0.5 is usual, 0 is off.</source>
        <translation>Guidance projetée adaptative : combien comptent les différences des étapes précédentes. −0,5 est l&apos;usage, 0 l&apos;arrête.</translation>
    </message>
    <message>
        <source>Guidance starts from the picture without a prompt at the strength that suits it best; steadier with strong guidance.</source>
        <translation>La guidance part de l&apos;image sans prompt à la force qui convient le mieux ; plus stable à forte guidance.</translation>
    </message>
    <message>
        <source>FreeU: how much the model&apos;s last blocks count of their own; 1 is off, SDXL takes 1.3 and 1.4.</source>
        <translation>FreeU : combien les derniers blocs du modèle comptent d&apos;eux-mêmes ; 1 l&apos;arrête, SDXL prend 1,3 et 1,4.</translation>
    </message>
    <message>
        <source>FreeU: how much the model&apos;s last blocks count of what skips to them; 1 is off, SDXL takes 0.9 and 0.2.</source>
        <translation>FreeU : combien les derniers blocs du modèle comptent de ce qui saute jusqu&apos;à eux ; 1 l&apos;arrête, SDXL prend 0,9 et 0,2.</translation>
    </message>
    <message>
        <source>FreeU b1</source>
        <translation>FreeU b1</translation>
    </message>
    <message>
        <source>FreeU b2</source>
        <translation>FreeU b2</translation>
    </message>
    <message>
        <source>FreeU s1</source>
        <translation>FreeU s1</translation>
    </message>
    <message>
        <source>FreeU s2</source>
        <translation>FreeU s2</translation>
    </message>
    <message>
        <source>Projected</source>
        <translation>Projetée</translation>
    </message>
    <message>
        <source>FreeU</source>
        <translation>FreeU</translation>
    </message>
    <message>
        <source>What the model&apos;s depth makes of the picture is computed at every so many steps and reused between: 3 takes less than half of the time and changes details, 1 is off.</source>
        <translation>Ce que la profondeur du modèle fait de l&apos;image est calculé toutes les N étapes et réutilisé entre-temps : 3 prend moins de la moitié du temps et change des détails, 1 désactive.</translation>
    </message>
</context>
<context>
    <name>imagelab::CompletionPopup</name>
    <message>
        <source>Completions: %1; Down chooses</source>
        <translation>Complétions : %1 ; flèche bas choisit</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>Complétions</translation>
    </message>
    <message>
        <source>style</source>
        <translation>style</translation>
    </message>
    <message>
        <source>draws a line</source>
        <translation>tire une ligne</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>textual inversion</source>
        <translation>inversion textuelle</translation>
    </message>
    <message>
        <source>saved part</source>
        <translation>partie enregistrée</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>mot-clé</translation>
    </message>
    <message>
        <source>lore</source>
        <translation>univers</translation>
    </message>
    <message>
        <source>meta</source>
        <translation>méta</translation>
    </message>
    <message>
        <source>species</source>
        <translation>espèce</translation>
    </message>
    <message>
        <source>character</source>
        <translation>personnage</translation>
    </message>
    <message>
        <source>copyright</source>
        <translation>œuvre</translation>
    </message>
    <message>
        <source>artist</source>
        <translation>artiste</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptCompleter</name>
    <message>
        <source>style %1</source>
        <translation>style %1</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptEdit</name>
    <message>
        <source>The model&apos;s next chunk of the prompt begins here.</source>
        <translation>Ici commence le morceau suivant du prompt que lit le modèle.</translation>
    </message>
    <message>
        <source>Save the selected words…</source>
        <translation>Enregistrer les mots sélectionnés…</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingForm</name>
    <message>
        <source>Bundled model</source>
        <translation>Modèle fourni</translation>
    </message>
    <message>
        <source>Attention (usual)</source>
        <translation>Attention (habituel)</translation>
    </message>
    <message>
        <source>Attention and what follows it (larger)</source>
        <translation>Attention et ce qui la suit (plus grand)</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Choisir le dossier</translation>
    </message>
    <message>
        <source>Asks for the folder with the pictures.</source>
        <translation>Demande le dossier des images.</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Un dossier d’images</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>Un dossier</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>A folder of pictures to learn from; NAME.txt beside NAME.png says what it shows.</source>
        <translation>Un dossier d’images à apprendre ; NOM.txt à côté de NOM.png dit ce qu’elle montre.</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Dossier d’images</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Name of the LoRA</source>
        <translation>Nom du LoRA</translation>
    </message>
    <message>
        <source>Its file is called so; the request offers it under this name.</source>
        <translation>Son fichier s’appelle ainsi ; la demande le propose sous ce nom.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>the model&apos;s</source>
        <translation>celle du modèle</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Largeur</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Hauteur</translation>
    </message>
    <message>
        <source>Pictures are scaled and cropped to this; smaller is faster and takes less memory.</source>
        <translation>Les images sont réduites et recadrées à cette taille ; plus petit est plus rapide et prend moins de mémoire.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <source>How often it learns from a picture. Too many, and it only repeats them.</source>
        <translation>Combien de fois il apprend d’une image. Trop, et il ne fait que les répéter.</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>How much the LoRA can hold: its file and its memory grow with it.</source>
        <translation>Ce que le LoRA peut contenir : son fichier et sa mémoire grandissent avec.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taux</translation>
    </message>
    <message>
        <source>How far a step goes. Where the loss jumps, take a smaller one.</source>
        <translation>Jusqu’où va une étape. Si la perte saute, prenez-en un plus petit.</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>Apprend</translation>
    </message>
    <message>
        <source>The layers that the LoRA changes.</source>
        <translation>Les couches que le LoRA change.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source> steps apart</source>
        <translation> étapes d’écart</translation>
    </message>
    <message>
        <source>Pictures on the way</source>
        <translation>Images en chemin</translation>
    </message>
    <message>
        <source>So often a picture is made with what is learnt so far; it comes into the gallery.</source>
        <translation>Aussi souvent, une image est faite avec ce qui est appris ; elle arrive dans la galerie.</translation>
    </message>
    <message>
        <source>What they are to show</source>
        <translation>Ce qu’elles doivent montrer</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>De quoi</translation>
    </message>
    <message>
        <source>Prompt of the pictures on the way</source>
        <translation>Prompt des images en chemin</translation>
    </message>
    <message>
        <source>Always the same prompt and seed, so that they can be compared.</source>
        <translation>Toujours les mêmes prompt et graine, pour pouvoir les comparer.</translation>
    </message>
    <message>
        <source>as the rank</source>
        <translation>comme le rang</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>The change is alpha divided by rank; as the rank: it counts whole.</source>
        <translation>Le changement est alpha divisé par le rang ; comme le rang : il compte entier.</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Lot</translation>
    </message>
    <message>
        <source>Pictures a step: steadier, but slower and more memory.</source>
        <translation>Images par étape : plus régulier, mais plus lent et plus de mémoire.</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Constant</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>Cosinus</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linéaire</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Évolution</translation>
    </message>
    <message>
        <source>Schedule of the learning rate</source>
        <translation>Évolution du taux d’apprentissage</translation>
    </message>
    <message>
        <source>How the learning rate falls towards the end.</source>
        <translation>Comment le taux baisse vers la fin.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Montée</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>Étapes de montée</translation>
    </message>
    <message>
        <source>Over so many steps the learning rate rises to its value.</source>
        <translation>Sur autant d’étapes, le taux monte à sa valeur.</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>tirée</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <source>Seed of the training</source>
        <translation>Graine de l’entraînement</translation>
    </message>
    <message>
        <source>The same seed and settings make the same LoRA, bit for bit.</source>
        <translation>La même graine et les mêmes réglages donnent le même LoRA, bit à bit.</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>Garder tous les</translation>
    </message>
    <message>
        <source>Steps between saved states</source>
        <translation>Étapes entre états gardés</translation>
    </message>
    <message>
        <source>After a crash it goes on from the newest saved state; a pause saves one, too.</source>
        <translation>Après un arrêt brutal, il reprend du dernier état gardé ; une pause en garde un aussi.</translation>
    </message>
    <message>
        <source>Tagger</source>
        <translation>Tagger</translation>
    </message>
    <message>
        <source>What says what pictures without a caption show</source>
        <translation>Ce qui dit ce que montrent les images sans légende</translation>
    </message>
    <message>
        <source>A WD tagger of your own (models/taggers) gives them tags; a caption of their own stays.</source>
        <translation>Votre propre WD tagger (models/taggers) leur donne des étiquettes ; leur propre légende reste.</translation>
    </message>
    <message>
        <source>The first of the library</source>
        <translation>Le premier de la bibliothèque</translation>
    </message>
    <message>
        <source>Trigger word</source>
        <translation>Mot déclencheur</translation>
    </message>
    <message>
        <source>Word before the tags</source>
        <translation>Mot devant les étiquettes</translation>
    </message>
    <message>
        <source>Prompts call what is learnt by this word.</source>
        <translation>Les prompts appellent par ce mot ce qui est appris.</translation>
    </message>
    <message>
        <source>Tags from</source>
        <translation>Étiquettes dès</translation>
    </message>
    <message>
        <source>Least score of a tag</source>
        <translation>Moindre certitude d’une étiquette</translation>
    </message>
    <message>
        <source>Surer tags are taken; lower takes more of them.</source>
        <translation>Les étiquettes plus sûres sont prises ; plus bas en prend davantage.</translation>
    </message>
    <message>
        <source>Characters from</source>
        <translation>Personnages dès</translation>
    </message>
    <message>
        <source>Least score of a character</source>
        <translation>Moindre certitude d’un personnage</translation>
    </message>
    <message>
        <source>The same of persons with a name.</source>
        <translation>De même pour les personnages nommés.</translation>
    </message>
    <message>
        <source>Beside them</source>
        <translation>À côté</translation>
    </message>
    <message>
        <source>Write the tags beside their pictures</source>
        <translation>Écrire les étiquettes à côté de leurs images</translation>
    </message>
    <message>
        <source>As NAME.txt beside NAME.png, where they can be changed before the next training.</source>
        <translation>En NAME.txt à côté de NAME.png, où elles peuvent être changées avant l’entraînement suivant.</translation>
    </message>
    <message>
        <source>Write them as NAME.txt</source>
        <translation>Les écrire en NAME.txt</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>No caption</source>
        <translation>Sans texte</translation>
    </message>
    <message>
        <source>Share without a caption</source>
        <translation>Part sans texte</translation>
    </message>
    <message>
        <source>So many pictures are learnt without what is said of them.</source>
        <translation>Autant d’images sont apprises sans leur texte.</translation>
    </message>
    <message>
        <source>Mirror half of them</source>
        <translation>En retourner la moitié</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Miroir</translation>
    </message>
    <message>
        <source>Mirror half of the pictures</source>
        <translation>Retourner la moitié des images</translation>
    </message>
    <message>
        <source>Half of the pictures are mirrored; not for text and faces.</source>
        <translation>La moitié des images est retournée ; pas pour du texte ni des visages.</translation>
    </message>
    <message>
        <source>Noise offset</source>
        <translation>Décalage du bruit</translation>
    </message>
    <message>
        <source>A little helps with very dark and very bright pictures.</source>
        <translation>Un peu aide pour les images très sombres et très claires.</translation>
    </message>
    <message>
        <source>Min-SNR</source>
        <translation>Min-SNR</translation>
    </message>
    <message>
        <source>Min-SNR gamma</source>
        <translation>Gamma de Min-SNR</translation>
    </message>
    <message>
        <source>Weighs the noise levels evenly; 5 is usual.</source>
        <translation>Équilibre les niveaux de bruit ; 5 est habituel.</translation>
    </message>
    <message>
        <source>Clip at</source>
        <translation>Couper à</translation>
    </message>
    <message>
        <source>Longest gradient</source>
        <translation>Gradient le plus long</translation>
    </message>
    <message>
        <source>A longer gradient is shortened to this.</source>
        <translation>Un gradient plus long est raccourci à cela.</translation>
    </message>
    <message>
        <source>The best</source>
        <translation>La meilleure</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>Calcul</translation>
    </message>
    <message>
        <source>f32 is exact, bf16 takes half of the memory.</source>
        <translation>f32 est exact, bf16 prend la moitié de la mémoire.</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>Le plus rapide</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Appareil</translation>
    </message>
    <message>
        <source>What it is trained on.</source>
        <translation>Sur quoi il est entraîné.</translation>
    </message>
    <message>
        <source>A1111, ComfyUI</source>
        <translation>A1111, ComfyUI</translation>
    </message>
    <message>
        <source>Written for</source>
        <translation>Écrit pour</translation>
    </message>
    <message>
        <source>Names in the file</source>
        <translation>Noms dans le fichier</translation>
    </message>
    <message>
        <source>Image Lab reads both.</source>
        <translation>Image Lab lit les deux.</translation>
    </message>
    <message>
        <source>Take the gallery&apos;s selection</source>
        <translation>Prendre la sélection de la galerie</translation>
    </message>
    <message>
        <source>Take the one selected picture</source>
        <translation>Prendre l’image choisie</translation>
    </message>
    <message>
        <source>Take the %1 selected pictures</source>
        <translation>Prendre les %1 images choisies</translation>
    </message>
    <message>
        <source>Copies what is selected in the gallery into a folder, with its prompts as captions.</source>
        <translation>Copie dans un dossier ce qui est choisi dans la galerie, avec ses prompts comme textes.</translation>
    </message>
    <message>
        <source>What is wrong with %1</source>
        <translation>Ce qui ne va pas avec %1</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>Kind of network</source>
        <translation>Genre de réseau</translation>
    </message>
    <message>
        <source>Both text encoders, too</source>
        <translation>Aussi les deux encodeurs de texte</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Train the text encoders</source>
        <translation>Entraîner les encodeurs de texte</translation>
    </message>
    <message>
        <source>For words that the model does not know. Slower, because captions are read at every step.</source>
        <translation>Pour des mots que le modèle ne connaît pas. Plus lent, car les légendes sont lues à chaque pas.</translation>
    </message>
    <message>
        <source>AdamW in 8 bits</source>
        <translation>AdamW en 8 bits</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimiseur</translation>
    </message>
    <message>
        <source>How a step follows from the gradient. Prodigy finds the learning rate itself: give it 1; Lion wants a tenth of AdamW&apos;s.</source>
        <translation>Comment un pas découle du gradient. Prodigy trouve lui-même le taux d’apprentissage : donnez-lui 1 ; Lion veut un dixième de celui d’AdamW.</translation>
    </message>
    <message>
        <source>Cosine with restarts</source>
        <translation>Cosinus avec reprises</translation>
    </message>
    <message>
        <source>Polynomial</source>
        <translation>Polynôme</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Weight of the mean</source>
        <translation>Poids de la moyenne</translation>
    </message>
    <message>
        <source>What is written is a mean over the last steps, which is calmer; 0.99 is over about a hundred.</source>
        <translation>Ce qui est écrit est une moyenne des derniers pas, plus calme ; 0,99 en couvre une centaine.</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Mises de côté</translation>
    </message>
    <message>
        <source>Share that is held out</source>
        <translation>Part mise de côté</translation>
    </message>
    <message>
        <source>So many pictures are not learnt; the loss on them tells when it only repeats the others.</source>
        <translation>Autant d’images ne sont pas apprises ; la perte sur elles dit quand il ne fait plus que répéter les autres.</translation>
    </message>
    <message>
        <source>Measured every</source>
        <translation>Mesure tous les</translation>
    </message>
    <message>
        <source>Steps between measures</source>
        <translation>Pas entre les mesures</translation>
    </message>
    <message>
        <source>So often the loss on the pictures that are held out is measured.</source>
        <translation>La fréquence à laquelle la perte sur les images mises de côté est mesurée.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>Arrêter après</translation>
    </message>
    <message>
        <source>Measures without progress</source>
        <translation>Mesures sans progrès</translation>
    </message>
    <message>
        <source>After so many measures in a row that were no lower it ends, and what was best is written.</source>
        <translation>Après autant de mesures de suite qui n’étaient pas plus basses, il s’arrête et le meilleur est écrit.</translation>
    </message>
    <message>
        <source>Pictures and captions</source>
        <translation>Images et légendes</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Apprentissage</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Erreur</translation>
    </message>
    <message>
        <source>Held out and saved</source>
        <translation>Mis de côté et enregistré</translation>
    </message>
    <message>
        <source>Device and memory</source>
        <translation>Appareil et mémoire</translation>
    </message>
    <message>
        <source>The SDXL or PixArt model that learns; the LoRA is made for it and its relatives.</source>
        <translation>Le modèle SDXL ou PixArt qui apprend ; le LoRA est fait pour lui et ses parents.</translation>
    </message>
    <message>
        <source>How the change of a layer is written. LoRA is read everywhere; DoRA learns closer to a full training and is slower. A word changes no layer: prompts call what it learnt by its name.</source>
        <translation>Comment le changement d’une couche est écrit. LoRA se lit partout ; DoRA apprend plus près d’un entraînement complet, plus lentement. Un mot ne change aucune couche : les prompts appellent ce qu’il a appris par son nom.</translation>
    </message>
    <message>
        <source>A word (textual inversion)</source>
        <translation>Un mot (inversion textuelle)</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Mot</translation>
    </message>
    <message>
        <source>The word that is learnt</source>
        <translation>Le mot appris</translation>
    </message>
    <message>
        <source>It stands for what is learnt in captions; those without it get it in front. Prompts call it by the name of its file.</source>
        <translation>Il désigne dans les légendes ce qui est appris ; il est placé devant celles qui ne l’ont pas. Les prompts l’appellent par le nom de son fichier.</translation>
    </message>
    <message>
        <source>as the name</source>
        <translation>comme le nom</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>Vecteurs</translation>
    </message>
    <message>
        <source>Vectors of the word</source>
        <translation>Vecteurs du mot</translation>
    </message>
    <message>
        <source>How much the word can hold; 1 to 8 are usual.</source>
        <translation>Ce que le mot peut contenir ; 1 à 8 sont habituels.</translation>
    </message>
    <message>
        <source>Begins as</source>
        <translation>Commence par</translation>
    </message>
    <message>
        <source>What the word begins as</source>
        <translation>Ce par quoi le mot commence</translation>
    </message>
    <message>
        <source>A word or two that come near it, such as &quot;red fox&quot;.</source>
        <translation>Un ou deux mots qui s’en approchent, comme « red fox ».</translation>
    </message>
    <message>
        <source>the word itself</source>
        <translation>le mot lui-même</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>comme d’habitude</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masques</translation>
    </message>
    <message>
        <source>Masks count</source>
        <translation>Les masques comptent</translation>
    </message>
    <message>
        <source>Only what is bright in NAME.mask.png, or what is opaque, is learnt of a picture.</source>
        <translation>D’une image n’est appris que ce qui est clair dans NAME.mask.png, ou ce qui est opaque.</translation>
    </message>
    <message>
        <source>Learn what masks show</source>
        <translation>Apprendre ce que montrent les masques</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Ordres</translation>
    </message>
    <message>
        <source>Orders of a caption</source>
        <translation>Ordres d’une légende</translation>
    </message>
    <message>
        <source>So many orders of the parts between commas are learnt of each caption, so that none depends on its place.</source>
        <translation>Autant d’ordres des parties entre virgules sont appris de chaque légende, pour qu’aucune ne dépende de sa place.</translation>
    </message>
    <message>
        <source>as written</source>
        <translation>comme écrit</translation>
    </message>
    <message>
        <source>Stay in front</source>
        <translation>Restent devant</translation>
    </message>
    <message>
        <source>Parts that stay in front</source>
        <translation>Parties qui restent devant</translation>
    </message>
    <message>
        <source>So many parts of a caption are not moved.</source>
        <translation>Autant de parties d’une légende ne bougent pas.</translation>
    </message>
    <message>
        <source>Of its class</source>
        <translation>De sa classe</translation>
    </message>
    <message>
        <source>Folder of class pictures</source>
        <translation>Dossier d’images de sa classe</translation>
    </message>
    <message>
        <source>A folder of pictures of what the new thing is one of, so that this is not forgotten.</source>
        <translation>Un dossier d’images de ce dont la nouveauté fait partie, pour que cela ne soit pas oublié.</translation>
    </message>
    <message>
        <source>no folder</source>
        <translation>aucun dossier</translation>
    </message>
    <message>
        <source>Its caption</source>
        <translation>Sa légende</translation>
    </message>
    <message>
        <source>Caption of class pictures</source>
        <translation>Légende des images de sa classe</translation>
    </message>
    <message>
        <source>What is said of those without a caption of their own.</source>
        <translation>Ce qui est dit de celles sans légende propre.</translation>
    </message>
    <message>
        <source>such as: a cat</source>
        <translation>par ex. : a cat</translation>
    </message>
    <message>
        <source>Its weight</source>
        <translation>Son poids</translation>
    </message>
    <message>
        <source>Weight of class pictures</source>
        <translation>Poids des images de sa classe</translation>
    </message>
    <message>
        <source>What their loss is multiplied by.</source>
        <translation>Ce par quoi leur erreur est multipliée.</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Facteur</translation>
    </message>
    <message>
        <source>Factor of LoKr</source>
        <translation>Facteur de LoKr</translation>
    </message>
    <message>
        <source>How the two matrices divide a layer; -1: as near each other as can be.</source>
        <translation>Comment les deux matrices divisent une couche ; -1 : aussi proches que possible.</translation>
    </message>
    <message>
        <source>Its layers</source>
        <translation>Ses couches</translation>
    </message>
    <message>
        <source>Layers of the text encoders</source>
        <translation>Couches des encodeurs de texte</translation>
    </message>
    <message>
        <source>Ends of the names of the layers that learn.</source>
        <translation>Fins des noms des couches qui apprennent.</translation>
    </message>
    <message>
        <source>Runs a step</source>
        <translation>Passes par pas</translation>
    </message>
    <message>
        <source>So many batches make one step: steadier, but slower, in the memory of one.</source>
        <translation>Autant de lots font un pas : plus régulier mais plus lent, dans la mémoire d’un seul.</translation>
    </message>
    <message>
        <source>Text&apos;s rate</source>
        <translation>Taux du texte</translation>
    </message>
    <message>
        <source>Learning rate of the text encoders</source>
        <translation>Taux d’apprentissage des encodeurs de texte</translation>
    </message>
    <message>
        <source>How far a step goes in the text encoders.</source>
        <translation>Jusqu’où va un pas dans les encodeurs de texte.</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>le même</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Reprises</translation>
    </message>
    <message>
        <source>Cycles of the schedule</source>
        <translation>Cycles du calendrier</translation>
    </message>
    <message>
        <source>How many cosines come one after the other.</source>
        <translation>Combien de cosinus se suivent.</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Puissance</translation>
    </message>
    <message>
        <source>Power of the schedule</source>
        <translation>Puissance du calendrier</translation>
    </message>
    <message>
        <source>1 falls straight, 2 faster at first.</source>
        <translation>1 descend en ligne droite, 2 plus vite au début.</translation>
    </message>
    <message>
        <source>Betas</source>
        <translation>Bêtas</translation>
    </message>
    <message>
        <source>How slowly the moments follow the gradients: two numbers below 1.</source>
        <translation>La lenteur avec laquelle les moments suivent les gradients : deux nombres inférieurs à 1.</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>What keeps a division from 0.</source>
        <translation>Ce qui garde une division de 0.</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>Déclin</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Déclin des poids</translation>
    </message>
    <message>
        <source>What is learnt shrinks by so much times the learning rate.</source>
        <translation>Ce qui est appris rétrécit d’autant, multiplié par le taux d’apprentissage.</translation>
    </message>
    <message>
        <source>First distance</source>
        <translation>Première distance</translation>
    </message>
    <message>
        <source>Where Prodigy&apos;s search begins.</source>
        <translation>Où commence la recherche de Prodigy.</translation>
    </message>
    <message>
        <source>Factor on its rate</source>
        <translation>Facteur sur son taux</translation>
    </message>
    <message>
        <source>A factor on the learning rate that Prodigy finds.</source>
        <translation>Un facteur sur le taux d’apprentissage que Prodigy trouve.</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Correction</translation>
    </message>
    <message>
        <source>Bias correction</source>
        <translation>Correction des premiers pas</translation>
    </message>
    <message>
        <source>The first steps are corrected as Adam&apos;s are.</source>
        <translation>Les premiers pas sont corrigés comme ceux d’Adam.</translation>
    </message>
    <message>
        <source>As Adam&apos;s</source>
        <translation>Comme Adam</translation>
    </message>
    <message>
        <source>Safeguard</source>
        <translation>Prudence</translation>
    </message>
    <message>
        <source>Safeguard in the warm-up</source>
        <translation>Prudence au démarrage</translation>
    </message>
    <message>
        <source>The rate that is found does not grow from small steps of a warm-up.</source>
        <translation>Le taux trouvé ne grandit pas avec les petits pas d’un démarrage.</translation>
    </message>
    <message>
        <source>In the warm-up</source>
        <translation>Au démarrage</translation>
    </message>
    <message>
        <source>Longest step</source>
        <translation>Pas le plus long</translation>
    </message>
    <message>
        <source>Longer steps are shortened.</source>
        <translation>Les pas plus longs sont raccourcis.</translation>
    </message>
    <message>
        <source>Slowing</source>
        <translation>Inertie</translation>
    </message>
    <message>
        <source>How fast the second moment grows slow</source>
        <translation>La vitesse à laquelle le second moment ralentit</translation>
    </message>
    <message>
        <source>0.8 is usual.</source>
        <translation>0,8 est habituel.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Échelle</translation>
    </message>
    <message>
        <source>Steps in units of what is learnt</source>
        <translation>Pas à l’échelle de ce qui est appris</translation>
    </message>
    <message>
        <source>Steps grow with what is learnt.</source>
        <translation>Les pas grandissent avec ce qui est appris.</translation>
    </message>
    <message>
        <source>With what is learnt</source>
        <translation>Avec ce qui est appris</translation>
    </message>
    <message>
        <source>Last level</source>
        <translation>Dernier niveau</translation>
    </message>
    <message>
        <source>Zero-terminal SNR</source>
        <translation>SNR terminal nul</translation>
    </message>
    <message>
        <source>For models that predict v: the last noise level is noise alone.</source>
        <translation>Pour les modèles qui prédisent v : le dernier niveau de bruit n’est que du bruit.</translation>
    </message>
    <message>
        <source>Noise alone</source>
        <translation>Bruit seul</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads of the processor</source>
        <translation>Threads du processeur</translation>
    </message>
    <message>
        <source>How many of the processor&apos;s cores work on it.</source>
        <translation>Combien de cœurs du processeur y travaillent.</translation>
    </message>
    <message>
        <source>one a core</source>
        <translation>un par cœur</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Memory for a step</source>
        <translation>Mémoire pour un pas</translation>
    </message>
    <message>
        <source>What does not fit is computed anew on the way back: slower, with the same result bit for bit.</source>
        <translation>Ce qui ne tient pas est recalculé au retour : plus lent, avec le même résultat bit pour bit.</translation>
    </message>
    <message>
        <source>what is there</source>
        <translation>ce qu’il y a</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> Gio</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>En chemin</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingRuns</name>
    <message>
        <source>Loss</source>
        <translation>Perte</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taux d’apprentissage</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Norme du gradient</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Lissage</translation>
    </message>
    <message>
        <source>How much of what came before counts: 0 shows the values as they are.</source>
        <translation>Ce que compte ce qui précède : 0 montre les valeurs telles quelles.</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Entraînements</translation>
    </message>
    <message>
        <source>Those of the queue. The chosen one is shown; those with a tick are compared with it.</source>
        <translation>Ceux de la file. Celui qui est choisi est montré ; ceux qui sont cochés lui sont comparés.</translation>
    </message>
    <message>
        <source>Pictures on the way</source>
        <translation>Images en chemin</translation>
    </message>
    <message>
        <source>What it has learnt after so many steps; Enter shows one large.</source>
        <translation>Ce qu’il a appris après autant d’étapes ; Entrée en montre une en grand.</translation>
    </message>
    <message>
        <source>No training yet. Choose pictures on the left, give the LoRA a name, and put it into the queue: its curves and pictures appear here.</source>
        <translation>Pas encore d’entraînement. Choisissez des images à gauche, donnez un nom au LoRA et mettez-le dans la file : ses courbes et ses images apparaissent ici.</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Ce qui est tracé</translation>
    </message>
    <message>
        <source>The loss says how far it is off; the gradient norm how hard it pulls.</source>
        <translation>La perte dit de combien il se trompe ; la norme du gradient, combien il tire.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Suspendre</translation>
    </message>
    <message>
        <source>It stops at its step and gives the device back; its state is kept.</source>
        <translation>Il s’arrête à son étape et rend l’appareil ; son état est gardé.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>It goes on at its step; the LoRA is that of an undisturbed run, bit for bit.</source>
        <translation>Il reprend à son étape ; le LoRA est celui d’une course sans interruption, bit à bit.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Relancer</translation>
    </message>
    <message>
        <source>It goes on at the step that was kept.</source>
        <translation>Il reprend à l’étape gardée.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>It ends; its saved state stays beside the LoRA&apos;s place.</source>
        <translation>Il se termine ; son état reste à côté de la place du LoRA.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <source>Loss, learning rate, gradient norm and seconds of each step as a table (CSV).</source>
        <translation>Perte, taux, norme du gradient et secondes de chaque étape en tableau (CSV).</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>L’utiliser</translation>
    </message>
    <message>
        <source>Puts the LoRA into the request.</source>
        <translation>Met le LoRA dans la demande.</translation>
    </message>
    <message>
        <source>Its curve begins with the first step.</source>
        <translation>Sa courbe commence avec la première étape.</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Étape %1</translation>
    </message>
    <message>
        <source>Loss %1 · rate %2 · gradient %3 · %4 a step</source>
        <translation>Perte %1 · taux %2 · gradient %3 · %4 par étape</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>Perte sur les images de côté</translation>
    </message>
    <message>
        <source>Its curve begins when pictures that are held out are measured.</source>
        <translation>Sa courbe commence quand des images mises de côté sont mesurées.</translation>
    </message>
    <message>
        <source> · held out %1, lowest %2 at step %3</source>
        <translation> · de côté %1, le plus bas %2 au pas %3</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingPage</name>
    <message>
        <source>Put it into the queue</source>
        <translation>Mettre dans la file</translation>
    </message>
    <message>
        <source>What it costs</source>
        <translation>Ce que cela coûte</translation>
    </message>
    <message>
        <source>It waits its turn, makes way for pictures that you ask for, and goes on exactly where it stopped.</source>
        <translation>Il attend son tour, laisse passer les images que vous demandez et reprend exactement où il s’est arrêté.</translation>
    </message>
    <message>
        <source>Working out what it takes</source>
        <translation>Calcule ce qu’il faut</translation>
    </message>
    <message>
        <source>a LoRA of this name is there already</source>
        <translation>un LoRA de ce nom existe déjà</translation>
    </message>
    <message>
        <source>%1, %2 of them with a caption</source>
        <translation>%1, dont %2 avec un texte</translation>
    </message>
    <message>
        <source>It needs %1 of memory on %2, and there are %3: take a smaller width and height, batch or rank</source>
        <translation>Il faut %1 de mémoire sur %2, et il y a %3 : prenez une largeur et une hauteur, un lot ou un rang plus petits</translation>
    </message>
</context>
<context>
    <name>imagelab::CurvePlot</name>
    <message>
        <source>Curves of the trainings</source>
        <translation>Courbes des entraînements</translation>
    </message>
    <message>
        <source>%1: %2 at step %3</source>
        <translation>%1 : %2 à l’étape %3</translation>
    </message>
    <message>
        <source>%1 over steps</source>
        <translation>%1 selon les étapes</translation>
    </message>
    <message>
        <source>%1, step %2: %3</source>
        <translation>%1, étape %2 : %3</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingDesk</name>
    <message>
        <source>Train a LoRA…</source>
        <translation>Entraîner un LoRA…</translation>
    </message>
    <message>
        <source>Teaches a model something new from pictures, watches it learn, and compares.</source>
        <translation>Apprend du nouveau à un modèle à partir d’images, le regarde apprendre et compare.</translation>
    </message>
    <message>
        <source>Train a LoRA on the chosen…</source>
        <translation>Entraîner un LoRA sur les choisies…</translation>
    </message>
    <message>
        <source>Copies the chosen pictures into a folder, with their prompts as captions, and sets up a training.</source>
        <translation>Copie les images choisies dans un dossier, avec leurs prompts comme textes, et prépare un entraînement.</translation>
    </message>
    <message>
        <source>Train a LoRA</source>
        <translation>Entraîner un LoRA</translation>
    </message>
    <message>
        <source>Copying the pictures</source>
        <translation>Copie les images</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Un dossier d’images</translation>
    </message>
    <message>
        <source>Export the table</source>
        <translation>Exporter le tableau</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tableaux (*.csv)</translation>
    </message>
    <message>
        <source>the trained LoRA</source>
        <translation>le LoRA entraîné</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingDraft</name>
    <message>
        <source>give the LoRA a name</source>
        <translation>donnez un nom au LoRA</translation>
    </message>
    <message>
        <source>a name without / that does not begin with a dot</source>
        <translation>un nom sans / qui ne commence pas par un point</translation>
    </message>
    <message>
        <source>choose a folder of pictures</source>
        <translation>choisissez un dossier d’images</translation>
    </message>
    <message>
        <source>say what the pictures on the way are to show</source>
        <translation>dites ce que les images en chemin doivent montrer</translation>
    </message>
    <message>
        <source>About %1 on %2</source>
        <translation>Environ %1 sur %2</translation>
    </message>
    <message>
        <source>%1 a step</source>
        <translation>%1 par étape</translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation>%1 de mémoire</translation>
    </message>
    <message>
        <source>%1 pictures on the way add %2 and need %3</source>
        <translation>%1 images en chemin ajoutent %2 et demandent %3</translation>
    </message>
</context>
<context>
    <name>imagelab::SuiteControl</name>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save or delete a suite</source>
        <translation>Enregistrer ou supprimer une suite</translation>
    </message>
    <message>
        <source>Keeps the models, parts and LoRAs that are chosen now under a name.</source>
        <translation>Garde sous un nom les modèles, parties et LoRA choisis maintenant.</translation>
    </message>
    <message>
        <source>Name of the suite</source>
        <translation>Nom de la suite</translation>
    </message>
    <message>
        <source>Enter saves it; a suite of that name is replaced, and its file is kept beside.</source>
        <translation>Entrée l’enregistre ; une suite de ce nom est remplacée, et son fichier est gardé à côté.</translation>
    </message>
    <message>
        <source>Save the suite</source>
        <translation>Enregistrer la suite</translation>
    </message>
    <message>
        <source>Keeps the models, parts and LoRAs that are chosen now under this name.</source>
        <translation>Garde sous ce nom les modèles, parties et LoRA choisis maintenant.</translation>
    </message>
    <message>
        <source>What is in the suite</source>
        <translation>Ce que contient la suite</translation>
    </message>
    <message>
        <source>How well the models go together</source>
        <translation>Comment les modèles vont ensemble</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <source>suite</source>
        <translation>suite</translation>
    </message>
    <message>
        <source>Save what is chosen as a suite…</source>
        <translation>Enregistrer ce qui est choisi comme suite…</translation>
    </message>
    <message>
        <source>Save the changes to %1</source>
        <translation>Enregistrer les changements de %1</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>Supprimer %1</translation>
    </message>
    <message>
        <source>No suite</source>
        <translation>Aucune suite</translation>
    </message>
    <message>
        <source>%1 (not here)</source>
        <translation>%1 (pas ici)</translation>
    </message>
    <message>
        <source>%1 (changed since it was saved)</source>
        <translation>%1 (changé depuis l’enregistrement)</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>et %1 de plus</translation>
    </message>
</context>
<context>
    <name>imagelab::SuiteModel</name>
    <message>
        <source>Does not go together: 0 of 100</source>
        <translation>Ne va pas ensemble : 0 sur 100</translation>
    </message>
    <message>
        <source>Goes together badly: %1 of 100</source>
        <translation>Va mal ensemble : %1 sur 100</translation>
    </message>
    <message>
        <source>Doubtful: %1 of 100</source>
        <translation>Douteux : %1 sur 100</translation>
    </message>
    <message>
        <source>Goes together: %1 of 100</source>
        <translation>Va ensemble : %1 sur 100</translation>
    </message>
    <message>
        <source>refiner %1</source>
        <translation>refiner %1</translation>
    </message>
    <message>
        <source>VAE %1</source>
        <translation>VAE %1</translation>
    </message>
</context>
<context>
    <name>imagelab::DetailRow</name>
    <message>
        <source>Remove detailer %1</source>
        <translation>Retirer la retouche %1</translation>
    </message>
    <message>
        <source>Nothing is painted anew by it; Undo brings it back.</source>
        <translation>Elle ne repeint rien ; Annuler la ramène.</translation>
    </message>
    <message>
        <source>What these parts show (empty: as the request)</source>
        <translation>Ce que montrent ces parties (vide : comme la demande)</translation>
    </message>
    <message>
        <source>Prompt of detailer %1</source>
        <translation>Prompt de la retouche %1</translation>
    </message>
    <message>
        <source>[PROMPT] stands for the request&apos;s prompt, [SEP] parts the words of several parts, [SKIP] leaves one out.</source>
        <translation>[PROMPT] tient lieu du prompt de la demande, [SEP] sépare les mots de plusieurs parties, [SKIP] en laisse une.</translation>
    </message>
    <message>
        <source>How much a part changes: 0.3 keeps it, 0.6 draws much of it anew.</source>
        <translation>Combien une partie change : 0,3 la garde, 0,6 en redessine beaucoup.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Force</translation>
    </message>
    <message>
        <source>Strength of detailer %1</source>
        <translation>Force de la retouche %1</translation>
    </message>
    <message>
        <source>Strength of detailer %1, slider</source>
        <translation>Force de la retouche %1, curseur</translation>
    </message>
    <message>
        <source>Show what it finds</source>
        <translation>Montrer ce qu’elle trouve</translation>
    </message>
    <message>
        <source>Show what detailer %1 finds</source>
        <translation>Montrer ce que trouve la retouche %1</translation>
    </message>
    <message>
        <source>In the picture that is shown, without making anything.</source>
        <translation>Dans l’image montrée, sans rien créer.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <source>More of detailer %1</source>
        <translation>Plus sur la retouche %1</translation>
    </message>
    <message>
        <source>What it looks for, its steps and its mask.</source>
        <translation>Ce qu’elle cherche, ses pas et son masque.</translation>
    </message>
    <message>
        <source>What detailer %1 finds</source>
        <translation>Ce que trouve la retouche %1</translation>
    </message>
    <message>
        <source>strength of a detailer</source>
        <translation>force d’une retouche</translation>
    </message>
    <message>
        <source>removal of a detailer</source>
        <translation>retrait d’une retouche</translation>
    </message>
    <message>
        <source>Not there (empty: as the request)</source>
        <translation>Pas là (vide : comme la demande)</translation>
    </message>
    <message>
        <source>Negative prompt of detailer %1</source>
        <translation>Prompt négatif de la retouche %1</translation>
    </message>
    <message>
        <source>What these parts should not show; empty: the request&apos;s negative prompt.</source>
        <translation>Ce que ces parties ne doivent pas montrer ; vide : le prompt négatif de la demande.</translation>
    </message>
    <message>
        <source>All that it knows</source>
        <translation>Tout ce qu’il connaît</translation>
    </message>
    <message>
        <source>What detailer %1 looks for</source>
        <translation>Ce que cherche la retouche %1</translation>
    </message>
    <message>
        <source>Names of the detector&apos;s classes, parted by commas: face, hand …</source>
        <translation>Noms des classes du détecteur, séparés par des virgules : face, hand…</translation>
    </message>
    <message>
        <source>From which confidence on something counts as found.</source>
        <translation>À partir de quelle certitude une chose est trouvée.</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Certitude</translation>
    </message>
    <message>
        <source>Confidence of detailer %1</source>
        <translation>Certitude de la retouche %1</translation>
    </message>
    <message>
        <source>Confidence of detailer %1, slider</source>
        <translation>Certitude de la retouche %1, curseur</translation>
    </message>
    <message>
        <source>confidence of a detailer</source>
        <translation>certitude d’une retouche</translation>
    </message>
    <message>
        <source>Steps of detailer %1</source>
        <translation>Pas de la retouche %1</translation>
    </message>
    <message>
        <source>The strength says how many of them run.</source>
        <translation>La force dit combien d’entre eux ont lieu.</translation>
    </message>
    <message>
        <source>as the request</source>
        <translation>comme la demande</translation>
    </message>
    <message>
        <source>Most parts of detailer %1</source>
        <translation>Parties au plus de la retouche %1</translation>
    </message>
    <message>
        <source>Of more that are found the largest are painted.</source>
        <translation>S’il y en a plus, les plus grandes sont peintes.</translation>
    </message>
    <message>
        <source>Mask blur of detailer %1</source>
        <translation>Flou du masque de la retouche %1</translation>
    </message>
    <message>
        <source>Pixels over which old and new pass into each other.</source>
        <translation>Pixels sur lesquels l’ancien et le nouveau se fondent.</translation>
    </message>
    <message>
        <source>Growth of the mask of detailer %1</source>
        <translation>Agrandissement du masque de la retouche %1</translation>
    </message>
    <message>
        <source>Pixels by which the mask is larger than what was found.</source>
        <translation>Pixels dont le masque dépasse ce qui est trouvé.</translation>
    </message>
    <message>
        <source>Surroundings of detailer %1</source>
        <translation>Alentours de la retouche %1</translation>
    </message>
    <message>
        <source>Pixels around a part that the model sees.</source>
        <translation>Pixels autour d’une partie que voit le modèle.</translation>
    </message>
    <message>
        <source>each by itself</source>
        <translation>chacune seule</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>toutes ensemble</translation>
    </message>
    <message>
        <source>all but them</source>
        <translation>tout sauf elles</translation>
    </message>
    <message>
        <source>Parts of detailer %1</source>
        <translation>Parties de la retouche %1</translation>
    </message>
    <message>
        <source>Whether parts are painted one by one, together, or whatever is none of them.</source>
        <translation>Si les parties sont peintes une à une, ensemble, ou ce qui n’en est pas.</translation>
    </message>
    <message>
        <source>parts of a detailer</source>
        <translation>parties d’une retouche</translation>
    </message>
    <message>
        <source>Looks for</source>
        <translation>Cherche</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Au plus</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Peintes</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Pas</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Flou</translation>
    </message>
    <message>
        <source>Grows by</source>
        <translation>Grandit de</translation>
    </message>
    <message>
        <source>Around it</source>
        <translation>Autour</translation>
    </message>
    <message>
        <source>words of a detailer</source>
        <translation>mots d’une retouche</translation>
    </message>
    <message>
        <source>settings of a detailer</source>
        <translation>réglages d’une retouche</translation>
    </message>
</context>
<context>
    <name>imagelab::DetailSection</name>
    <message>
        <source>The first detector</source>
        <translation>Le premier détecteur</translation>
    </message>
    <message>
        <source>Add a detailer…</source>
        <translation>Ajouter une retouche…</translation>
    </message>
    <message>
        <source>Add a detailer</source>
        <translation>Ajouter une retouche</translation>
    </message>
    <message>
        <source>A detector finds faces, hands or whatever it knows in the finished picture; each is painted anew at full size. Those of the folder models/detectors.</source>
        <translation>Un détecteur trouve visages, mains ou ce qu’il connaît dans l’image finie ; chacun est repeint en pleine taille. Ceux du dossier models/detectors.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>D’un fichier…</translation>
    </message>
    <message>
        <source>Add a detailer from a file</source>
        <translation>Ajouter une retouche d’un fichier</translation>
    </message>
    <message>
        <source>A detector as ONNX from anywhere: YOLO or YuNet.</source>
        <translation>Un détecteur ONNX de n’importe où : YOLO ou YuNet.</translation>
    </message>
    <message>
        <source>a detailer</source>
        <translation>une retouche</translation>
    </message>
</context>
<context>
    <name>imagelab::EnlargeDialog</name>
    <message>
        <source>Enlarge %1</source>
        <translation>Agrandir %1</translation>
    </message>
    <message>
        <source>Enlarged by</source>
        <translation>Agrandi par</translation>
    </message>
    <message>
        <source>A network finds fine lines and edges again; Lanczos takes no time and adds nothing.</source>
        <translation>Un réseau retrouve lignes fines et contours ; Lanczos ne prend pas de temps et n’ajoute rien.</translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation>celui du réseau</translation>
    </message>
    <message>
        <source>How many times larger</source>
        <translation>Combien de fois plus grand</translation>
    </message>
    <message>
        <source>Another factor than the network&apos;s own is reached by Lanczos behind it.</source>
        <translation>Un autre facteur que celui du réseau est atteint par Lanczos à sa suite.</translation>
    </message>
    <message>
        <source>Each result lies beside its picture, which stays as it is.</source>
        <translation>Chaque résultat se trouve à côté de son image, qui reste telle quelle.</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>Ajouter à la file</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Facteur</translation>
    </message>
    <message>
        <source>Working out how long it takes…</source>
        <translation>Calcul de la durée…</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>Prend environ %1 et %2 de mémoire.</translation>
    </message>
    <message>
        <source>All of them take about %1, and %2 of memory.</source>
        <translation>Toutes prennent environ %1, et %2 de mémoire.</translation>
    </message>
</context>
</TS>
