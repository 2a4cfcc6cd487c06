<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>%1, of them judged: %2, liked: %3 (favourites, or rated 4 and 5); failed jobs: %4</source>
        <translation>%1, davon bewertet: %2, gemocht: %3 (Favoriten oder 4 und 5 Sterne); fehlgeschlagene Aufträge: %4</translation>
    </message>
    <message>
        <source>%1 % (%2 to %3)</source>
        <translation>%1 % (%2 bis %3)</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>liked</source>
        <translation>gemocht</translation>
    </message>
    <message>
        <source>share, 95 %</source>
        <translation>Anteil, 95 %</translation>
    </message>
    <message>
        <source>rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>each</source>
        <translation>je Bild</translation>
    </message>
    <message>
        <source>No picture is in the gallery yet. What you like there is counted here.</source>
        <translation>In der Galerie ist noch kein Bild. Was dort gefällt, wird hier gezählt.</translation>
    </message>
    <message>
        <source>Nothing is judged yet: F marks a favourite, 1 to 5 rate. Liked are favourites and 4 or 5 stars.</source>
        <translation>Noch ist nichts beurteilt: F markiert einen Favoriten, 1 bis 5 bewerten. Als gemocht zählen Favoriten und 4 oder 5 Sterne.</translation>
    </message>
    <message>
        <source>Whole settings</source>
        <translation>Ganze Einstellungen</translation>
    </message>
    <message>
        <source>The order goes by the lower end of the interval, so that a few lucky pictures top nothing.</source>
        <translation>Geordnet wird nach dem unteren Ende des Intervalls, damit ein paar Glückstreffer nichts an die Spitze bringen.</translation>
    </message>
    <message>
        <source>1 picture of the theme %1</source>
        <translation>1 Bild zum Thema %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures of the theme %1</source>
        <translation>
            <numerusform>%n Bild zum Thema %1</numerusform>
            <numerusform>%n Bilder zum Thema %1</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1 to %2. %3</source>
        <translation>Von %1 bis %2. %3</translation>
    </message>
    <message>
        <source>It is not over.</source>
        <translation>Sie ist noch nicht vorbei.</translation>
    </message>
    <message>
        <source>jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What failed</source>
        <translation>Was gescheitert ist</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>no style</source>
        <translation>ohne Stil</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>Guidance %1</translation>
    </message>
    <message>
        <source>%1 times: %2</source>
        <translation>%1-mal: %2</translation>
    </message>
</context>
<context>
    <name>chips</name>
    <message>
        <source>Region %1 · %2</source>
        <translation>Bereich %1 · %2</translation>
    </message>
    <message>
        <source>A part of the picture with a prompt of its own.</source>
        <translation>Ein Teil des Bildes mit eigenem Prompt.</translation>
    </message>
    <message>
        <source>Hires %1 ×</source>
        <translation>Hires %1 ×</translation>
    </message>
    <message>
        <source>Enlarged</source>
        <translation>Vergrößert</translation>
    </message>
    <message>
        <source>The picture is drawn once more at a larger size.</source>
        <translation>Das Bild wird in größerer Größe noch einmal gezeichnet.</translation>
    </message>
    <message>
        <source>The finished picture is enlarged.</source>
        <translation>Das fertige Bild wird vergrößert.</translation>
    </message>
    <message>
        <source>From text</source>
        <translation>Aus Text</translation>
    </message>
    <message>
        <source>The picture grows from noise and the prompt.</source>
        <translation>Das Bild wächst aus Rauschen und dem Prompt.</translation>
    </message>
    <message>
        <source>From a picture · %1</source>
        <translation>Aus einem Bild · %1</translation>
    </message>
    <message>
        <source>It begins from %1 and moves away from it by the strength.</source>
        <translation>Es beginnt mit %1 und entfernt sich davon nach der Stärke.</translation>
    </message>
    <message>
        <source>A style: its words are added to the prompt.</source>
        <translation>Ein Stil: Seine Wörter kommen zum Prompt.</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>The seed is locked: the same settings give the same picture.</source>
        <translation>Der Seed ist fest: Dieselben Einstellungen geben dasselbe Bild.</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>One press makes so many, each with the next seed.</source>
        <translation>Ein Druck macht so viele, jedes mit dem nächsten Seed.</translation>
    </message>
    <message>
        <source>A LoRA: it changes the model for this request.</source>
        <translation>Ein LoRA: Es verändert das Modell für diese Vorgaben.</translation>
    </message>
    <message>
        <source>Refiner · %1</source>
        <translation>Refiner · %1</translation>
    </message>
    <message>
        <source>%1 goes on behind this share of the noise.</source>
        <translation>%1 macht nach diesem Anteil des Rauschens weiter.</translation>
    </message>
    <message>
        <source>Refined · %1</source>
        <translation>Verfeinert · %1</translation>
    </message>
    <message>
        <source>Refined as needed</source>
        <translation>Verfeinert nach Bedarf</translation>
    </message>
    <message>
        <source>%1 goes over the finished picture once more.</source>
        <translation>%1 geht noch einmal über das fertige Bild.</translation>
    </message>
    <message>
        <source>Other parts · %1</source>
        <translation>Andere Teile · %1</translation>
    </message>
    <message>
        <source>Of the model&apos;s parts, these are from elsewhere: %1.</source>
        <translation>Diese Teile des Modells stammen von anderswo: %1.</translation>
    </message>
    <message>
        <source>A ControlNet: it holds the picture to another one.</source>
        <translation>Ein ControlNet: es hält das Bild an ein anderes.</translation>
    </message>
    <message>
        <source>Part of a picture · %1</source>
        <translation>Teil eines Bildes · %1</translation>
    </message>
    <message>
        <source>Look of %1 · %2</source>
        <translation>Aussehen von %1 · %2</translation>
    </message>
    <message>
        <source>A reference picture: the model is shown its look.</source>
        <translation>Ein Referenzbild: dem Modell wird sein Aussehen gezeigt.</translation>
    </message>
    <message>
        <source>Detailer: %1</source>
        <translation>Detailer: %1</translation>
    </message>
    <message>
        <source>first detector</source>
        <translation>erster Detektor</translation>
    </message>
    <message>
        <source>What is found in the finished picture is painted anew at full size.</source>
        <translation>Was im fertigen Bild gefunden wird, wird in voller Größe neu gemalt.</translation>
    </message>
    <message>
        <source>Suite · %1</source>
        <translation>Suite · %1</translation>
    </message>
    <message>
        <source>A model suite brought refiner, VAE, parts and LoRAs; taken away, the model stays.</source>
        <translation>Eine Modellsuite brachte Refiner, VAE, Teile und LoRAs mit; wird sie weggenommen, bleibt das Modell.</translation>
    </message>
</context>
<context>
    <name>devices</name>
    <message>
        <source>%1 threads</source>
        <translation>%1 Threads</translation>
    </message>
    <message>
        <source>%1 (%2) %3</source>
        <translation>%1 (%2) %3</translation>
    </message>
    <message>
        <source>Not usable: it has no Vulkan 1.3 driver that was found.</source>
        <translation>Nicht nutzbar: Es wurde kein Vulkan-1.3-Treiber dafür gefunden.</translation>
    </message>
    <message>
        <source>memory not told</source>
        <translation>Speicher nicht angegeben</translation>
    </message>
    <message>
        <source>ours %1</source>
        <translation>eigene %1</translation>
    </message>
    <message>
        <source>others %1</source>
        <translation>andere %1</translation>
    </message>
    <message>
        <source>this request %1 more</source>
        <translation>diese Vorgaben %1 mehr</translation>
    </message>
    <message>
        <source>free %1</source>
        <translation>frei %1</translation>
    </message>
    <message>
        <source>load %1 %</source>
        <translation>Auslastung %1 %</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>%1 of %2 W</source>
        <translation>%1 von %2 W</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>runs job %1</source>
        <translation>führt Auftrag %1 aus</translation>
    </message>
</context>
<context>
    <name>difference</name>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>wie im Modell</translation>
    </message>
    <message>
        <source>%1, strength %2</source>
        <translation>%1, Stärke %2</translation>
    </message>
    <message>
        <source>The model %1 is not here; yours stays.</source>
        <translation>Das Modell %1 ist nicht hier; Ihres bleibt.</translation>
    </message>
    <message>
        <source>The start picture %1 is not here.</source>
        <translation>Das Startbild %1 ist nicht hier.</translation>
    </message>
    <message>
        <source>The model %1 is called %2 here.</source>
        <translation>Das Modell %1 heißt hier %2.</translation>
    </message>
    <message>
        <source>The VAE %1 is not here; the model&apos;s own is used.</source>
        <translation>Das VAE %1 ist nicht hier; das eigene des Modells wird verwendet.</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>stretched</source>
        <translation>gestreckt</translation>
    </message>
    <message>
        <source>cropped</source>
        <translation>beschnitten</translation>
    </message>
    <message>
        <source>padded</source>
        <translation>aufgefüllt</translation>
    </message>
    <message>
        <source>Words drawn from a template</source>
        <translation>Wörter aus einer Vorlage gelost</translation>
    </message>
    <message>
        <source>Weights in prompts</source>
        <translation>Gewichte in Prompts</translation>
    </message>
    <message>
        <source>Nearest trained size</source>
        <translation>Nächste trainierte Größe</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>%1 (not here: %2)</source>
        <translation>%1 (nicht hier: %2)</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 ab %2</translation>
    </message>
    <message>
        <source>%1, second pass of strength %2</source>
        <translation>%1, zweiter Durchgang mit Stärke %2</translation>
    </message>
    <message>
        <source>%1, second pass as needed</source>
        <translation>%1, zweiter Durchgang nach Bedarf</translation>
    </message>
    <message>
        <source>The refiner %1 is not here; the model draws alone.</source>
        <translation>Der Refiner %1 ist nicht hier; das Modell zeichnet allein.</translation>
    </message>
    <message>
        <source>blur %1</source>
        <translation>Weichzeichnung %1</translation>
    </message>
    <message>
        <source>masked part with %1 px around</source>
        <translation>nur der maskierte Teil mit %1 px ringsum</translation>
    </message>
    <message>
        <source>from noise</source>
        <translation>aus Rauschen</translation>
    </message>
    <message>
        <source>from the colours around</source>
        <translation>aus den Farben ringsum</translation>
    </message>
    <message>
        <source>soft</source>
        <translation>weich</translation>
    </message>
    <message>
        <source>left %1</source>
        <translation>links %1</translation>
    </message>
    <message>
        <source>top %1</source>
        <translation>oben %1</translation>
    </message>
    <message>
        <source>right %1</source>
        <translation>rechts %1</translation>
    </message>
    <message>
        <source>bottom %1</source>
        <translation>unten %1</translation>
    </message>
    <message>
        <source>The mask %1 is not here; nothing is masked.</source>
        <translation>Die Maske %1 ist nicht hier; nichts ist maskiert.</translation>
    </message>
    <message>
        <source>painted</source>
        <translation>gemalt</translation>
    </message>
    <message>
        <source>from nothing</source>
        <translation>aus nichts</translation>
    </message>
    <message>
        <source>from grey</source>
        <translation>aus Grau</translation>
    </message>
    <message>
        <source>The LoRA %1 is not here and was left out.</source>
        <translation>Das LoRA %1 ist nicht hier und wurde weggelassen.</translation>
    </message>
    <message>
        <source>The embedding %1 is not here: its name is read as plain words.</source>
        <translation>Das Embedding %1 ist nicht hier: Sein Name wird als gewöhnliche Wörter gelesen.</translation>
    </message>
    <message>
        <source>%1 is called %2 here.</source>
        <translation>%1 heißt hier %2.</translation>
    </message>
    <message>
        <source>The LoRA %1 here is another file than the picture&apos;s.</source>
        <translation>Das LoRA %1 ist hier eine andere Datei als die des Bildes.</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>, steps from %1 to %2</source>
        <translation>, Schritte von %1 bis %2</translation>
    </message>
    <message>
        <source>by the schedule</source>
        <translation>nach dem Zeitplan</translation>
    </message>
    <message>
        <source>the sampler&apos;s own</source>
        <translation>wie beim Sampler</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>wie die Datei sagt</translation>
    </message>
    <message>
        <source>noise (epsilon)</source>
        <translation>Rauschen (Epsilon)</translation>
    </message>
    <message>
        <source>velocity (v)</source>
        <translation>Geschwindigkeit (v)</translation>
    </message>
    <message>
        <source>%1, blur %2</source>
        <translation>%1, Unschärfe %2</translation>
    </message>
    <message>
        <source>parallel %1</source>
        <translation>parallel %1</translation>
    </message>
    <message>
        <source>longest %1</source>
        <translation>längste %1</translation>
    </message>
    <message>
        <source>momentum %1</source>
        <translation>Schwung %1</translation>
    </message>
    <message>
        <source>%1, keeps %2</source>
        <translation>%1, behält %2</translation>
    </message>
    <message>
        <source>this program (diffusers)</source>
        <translation>dieses Programm (diffusers)</translation>
    </message>
    <message>
        <source>an NVIDIA GPU (A1111, Forge)</source>
        <translation>NVIDIA-GPU (A1111, Forge)</translation>
    </message>
    <message>
        <source>%1 towards seed %2</source>
        <translation>%1 zum Seed %2</translation>
    </message>
    <message>
        <source> of %1</source>
        <translation> von %1</translation>
    </message>
    <message>
        <source>a map</source>
        <translation>eine Vorlage</translation>
    </message>
    <message>
        <source>%1 (text %2)</source>
        <translation>%1 (Text %2)</translation>
    </message>
    <message>
        <source>latents</source>
        <translation>Latents</translation>
    </message>
    <message>
        <source>steps as the first</source>
        <translation>Schritte wie der erste</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>%1 ×, %2, strength %3, by %4</source>
        <translation>%1 ×, %2, Stärke %3, durch %4</translation>
    </message>
    <message>
        <source>%1 ×, by %2</source>
        <translation>%1 ×, durch %2</translation>
    </message>
    <message>
        <source>marks</source>
        <translation>vermerkt</translation>
    </message>
    <message>
        <source>blurs</source>
        <translation>zeichnet weich</translation>
    </message>
    <message>
        <source>leaves out</source>
        <translation>lässt weg</translation>
    </message>
    <message>
        <source>VAE blend</source>
        <translation>VAE-Mischung</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>Text encoder 2</source>
        <translation>Textencoder 2</translation>
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
        <translation>Rauschstufen</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Rauschstärke</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>Zero SNR</source>
        <translation>Zero SNR</translation>
    </message>
    <message>
        <source>Numbers of</source>
        <translation>Zahlen von</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Seed resize</source>
        <translation>Seed-Größe</translation>
    </message>
    <message>
        <source>Start latents</source>
        <translation>Start-Latents</translation>
    </message>
    <message>
        <source>Guidance rescale</source>
        <translation>Kontrast der Guidance</translation>
    </message>
    <message>
        <source>Guided steps</source>
        <translation>Geführte Schritte</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Perturbed attention</source>
        <translation>Gestörte Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Smoothed energy</source>
        <translation>Geglättete Energie</translation>
    </message>
    <message>
        <source>Normalized attention</source>
        <translation>Normalisierte Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Projected guidance</source>
        <translation>Projizierte Guidance</translation>
    </message>
    <message>
        <source>Dynamic thresholding</source>
        <translation>Dynamische Schwelle</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip Skip</translation>
    </message>
    <message>
        <source>Textual inversions</source>
        <translation>Textual Inversions</translation>
    </message>
    <message>
        <source>Hires pass</source>
        <translation>Hires-Durchgang</translation>
    </message>
    <message>
        <source>Enlarged</source>
        <translation>Vergrößert</translation>
    </message>
    <message>
        <source>Safety checker</source>
        <translation>Jugendschutz</translation>
    </message>
    <message>
        <source>Stretched tones</source>
        <translation>Gespreizte Tonwerte</translation>
    </message>
    <message>
        <source>Colours of the start picture</source>
        <translation>Farben des Startbilds</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the first detector</source>
        <translation>der erste Detektor</translation>
    </message>
    <message>
        <source>%1, radius %2</source>
        <translation>%1, Radius %2</translation>
    </message>
    <message>
        <source>as it was trained</source>
        <translation>wie trainiert</translation>
    </message>
    <message>
        <source>as ComfyUI does</source>
        <translation>wie in ComfyUI</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Film grain</source>
        <translation>Filmkorn</translation>
    </message>
    <message>
        <source>%1, noise of %2</source>
        <translation>%1, Rauschen: %2</translation>
    </message>
    <message>
        <source>%1, in tiles of %2 pixels</source>
        <translation>%1, in Kacheln von %2 Pixeln</translation>
    </message>
    <message>
        <source>Restored faces</source>
        <translation>Erneuerte Gesichter</translation>
    </message>
    <message>
        <source>by %1, fidelity %2, visibility %3</source>
        <translation>von %1, Treue %2, Sichtbarkeit %3</translation>
    </message>
    <message>
        <source>, its style</source>
        <translation>, sein Stil</translation>
    </message>
    <message>
        <source>, its composition</source>
        <translation>, seine Komposition</translation>
    </message>
    <message>
        <source>, style and composition</source>
        <translation>, Stil und Komposition</translation>
    </message>
    <message>
        <source>, where %1 is white</source>
        <translation>, wo %1 weiß ist</translation>
    </message>
    <message>
        <source>each %1 steps</source>
        <translation>alle %1 Schritte</translation>
    </message>
    <message>
        <source>painted with colours</source>
        <translation>mit Farben bemalt</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>The sampler %1 has timesteps of its own: choose a schedule, or another sampler.</source>
        <translation>Der Sampler %1 hat eigene Zeitschritte: Wählen Sie einen Schedule oder einen anderen Sampler.</translation>
    </message>
    <message>
        <source>The server could not be reached (%2). %1</source>
        <translation>Der Server war nicht zu erreichen (%2). %1</translation>
    </message>
    <message>
        <source>The download broke off (%2)</source>
        <translation>Der Download brach ab (%2)</translation>
    </message>
    <message>
        <source>The download ended early</source>
        <translation>Der Download endete zu früh</translation>
    </message>
    <message>
        <source>. What is there already stays: another try goes on from it.</source>
        <translation>. Was schon da ist, bleibt: Ein neuer Versuch macht dort weiter.</translation>
    </message>
    <message>
        <source>%1 is no known model, no ORG/NAME and no https:// address.</source>
        <translation>%1 ist kein bekanntes Modell, kein ORG/NAME und keine https://-Adresse.</translation>
    </message>
    <message>
        <source>The server wants a permission (%1): agree to the licence on the model&apos;s page, and set HF_TOKEN to your key.</source>
        <translation>Der Server verlangt eine Erlaubnis (%1): Stimmen Sie der Lizenz auf der Seite des Modells zu und setzen Sie HF_TOKEN auf Ihren Schlüssel.</translation>
    </message>
    <message>
        <source>There is no such file (%1): check the address. %2</source>
        <translation>Diese Datei gibt es nicht (%1): Prüfen Sie die Adresse. %2</translation>
    </message>
    <message>
        <source>The server has no time or has trouble (%1): try again later.</source>
        <translation>Der Server hat keine Zeit oder Schwierigkeiten (%1): Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>What came from %1 is not the file that was expected, and was thrown away: try again.</source>
        <translation>Was von %1 kam, ist nicht die erwartete Datei und wurde verworfen: Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A region has no prompt yet: write what it shows, or remove it.</source>
        <translation>Ein Bereich hat noch keinen Prompt: Schreiben Sie, was er zeigt, oder entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>NAG is for a guidance of 1: above it the negative prompt counts already. Set guidance to 1, or NAG to 0.</source>
        <translation>NAG ist für eine Guidance von 1: darüber zählt der negative Prompt schon. Setzen Sie Guidance auf 1 oder NAG auf 0.</translation>
    </message>
    <message>
        <source>%1 is made for few steps (%2): %3 steps with guidance %4 give burnt pictures. Try %5 steps, guidance %6 and the sampler %7.</source>
        <translation>%1 ist für wenige Schritte gemacht (%2): %3 Schritte mit Guidance %4 geben verbrannte Bilder. Versuchen Sie %5 Schritte, Guidance %6 und den Sampler %7.</translation>
    </message>
    <message>
        <source>Show the models</source>
        <translation>Modelle zeigen</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Anderen Ordner wählen</translation>
    </message>
    <message>
        <source>There is no device %1 on this machine.</source>
        <translation>Auf diesem Rechner gibt es kein Gerät %1.</translation>
    </message>
    <message>
        <source>Show the devices</source>
        <translation>Geräte zeigen</translation>
    </message>
    <message>
        <source>None of the devices for the night is on this machine.</source>
        <translation>Keines der Geräte für die Nacht ist auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine. It can be fetched from %2.</source>
        <translation>Das Modell %1 ist nicht auf diesem Rechner. Es lässt sich von %2 holen.</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation>Modell holen</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine.</source>
        <translation>Das Modell %1 ist nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The model %1 is not on this machine. Did you mean %2?</source>
        <translation>Das Modell %1 ist nicht auf diesem Rechner. Meinten Sie %2?</translation>
    </message>
    <message>
        <source>. Its authors publish PixArt as a diffusers folder, too.</source>
        <translation>. Seine Autoren veröffentlichen PixArt auch als Diffusers-Ordner.</translation>
    </message>
    <message>
        <source>. Step %1 of its newest picture is kept.</source>
        <translation>. Schritt %1 seines neuesten Bildes ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Go on at that step</source>
        <translation>Bei diesem Schritt weitermachen</translation>
    </message>
    <message>
        <source>This job is not in the queue any more.</source>
        <translation>Dieser Auftrag ist nicht mehr in der Warteschlange.</translation>
    </message>
    <message>
        <source>The gallery&apos;s index cannot be read (%1). Make it anew: ratings and tags stay.</source>
        <translation>Das Verzeichnis der Galerie lässt sich nicht lesen (%1). Legen Sie es neu an: Bewertungen und Schlagwörter bleiben.</translation>
    </message>
    <message>
        <source>The picture %1 is not there any more: was it moved or deleted?</source>
        <translation>Das Bild %1 ist nicht mehr da: Wurde es verschoben oder gelöscht?</translation>
    </message>
    <message>
        <source>Choose another picture</source>
        <translation>Anderes Bild wählen</translation>
    </message>
    <message>
        <source>%1 is not there: was it moved or deleted?</source>
        <translation>%1 ist nicht da: Wurde es verschoben oder gelöscht?</translation>
    </message>
    <message>
        <source>%1 is no picture that can be read.</source>
        <translation>%1 ist kein lesbares Bild.</translation>
    </message>
    <message>
        <source>The output folder %1 cannot be made: %2.</source>
        <translation>Der Ausgabeordner %1 lässt sich nicht anlegen: %2.</translation>
    </message>
    <message>
        <source>Nothing can be written into the output folder %1: %2.</source>
        <translation>In den Ausgabeordner %1 lässt sich nichts schreiben: %2.</translation>
    </message>
    <message>
        <source>The disk of %1 has %2 free and the pictures may need %3: make room or choose another folder.</source>
        <translation>Auf dem Datenträger von %1 sind %2 frei, die Bilder brauchen bis zu %3: Schaffen Sie Platz oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>There is too little memory: choose a smaller size, or close other programs.</source>
        <translation>Der Speicher reicht nicht: Wählen Sie eine kleinere Größe oder schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>Width and height must be multiples of %1 for this model.</source>
        <translation>Breite und Höhe müssen bei diesem Modell Vielfache von %1 sein.</translation>
    </message>
    <message>
        <source>: the file is empty. Is it still being downloaded?</source>
        <translation>: Die Datei ist leer. Wird sie noch heruntergeladen?</translation>
    </message>
    <message>
        <source>There is no IP-Adapter for SDXL here: choose one under Reference, or add its folder to the library.</source>
        <translation>Hier ist kein IP-Adapter für SDXL: wähle einen unter Referenz, oder füge seinen Ordner der Bibliothek hinzu.</translation>
    </message>
    <message>
        <source>Its metadata names %1 as its base, which is %2; %3 is %4.</source>
        <translation>Seine Metadaten nennen %1 als Grundlage, also %2; %3 ist %4.</translation>
    </message>
    <message>
        <source>It was trained on %1; on %2 it may look a little different.</source>
        <translation>Es wurde auf %1 trainiert; auf %2 kann es etwas anders aussehen.</translation>
    </message>
    <message>
        <source>Both it (%1) and %2 (%3) are made for few steps: together they burn the picture.</source>
        <translation>Es (%1) und %2 (%3) sind beide für wenige Schritte gemacht: Zusammen verbrennen sie das Bild.</translation>
    </message>
    <message>
        <source>It makes %1 a model of few steps (%2).</source>
        <translation>Es macht aus %1 ein Modell für wenige Schritte (%2).</translation>
    </message>
    <message>
        <source>It is made for %1.</source>
        <translation>Es ist für %1 gemacht.</translation>
    </message>
    <message>
        <source>It was made for another model: its weights have other widths.</source>
        <translation>Es wurde für ein anderes Modell gemacht: Seine Gewichte haben andere Breiten.</translation>
    </message>
    <message>
        <source>The model has no place for %1.</source>
        <translation>Das Modell hat keinen Platz für %1.</translation>
    </message>
    <message>
        <source>It was trained to predict %1, and %2 predicts %3.</source>
        <translation>Es wurde darauf trainiert, %1 vorherzusagen, und %2 sagt %3 vorher.</translation>
    </message>
    <message>
        <source>%1 is stored in %2: the LoRA is computed beside its weights, which takes longer.</source>
        <translation>%1 ist in %2 gespeichert: Das LoRA wird neben den Gewichten gerechnet, was länger dauert.</translation>
    </message>
    <message>
        <source>It is stored in %1, which is coarse for a LoRA.</source>
        <translation>Es ist in %1 gespeichert, was für ein LoRA grob ist.</translation>
    </message>
    <message>
        <source>%1 takes no embeddings; they are made for CLIP.</source>
        <translation>%1 nimmt keine Embeddings; sie sind für CLIP gemacht.</translation>
    </message>
    <message>
        <source>It has vectors for one of the two text encoders.</source>
        <translation>Es hat Vektoren für einen der beiden Textencoder.</translation>
    </message>
    <message>
        <source>It was made for another base model: its vectors for %1 have width %2, this model has %3.</source>
        <translation>Es wurde für ein anderes Grundmodell gemacht: Seine Vektoren für %1 haben die Breite %2, dieses Modell hat %3.</translation>
    </message>
    <message>
        <source>It was made for a model of one text encoder (%2): its vectors have width %1, this model has %3.</source>
        <translation>Es wurde für ein Modell mit einem Textencoder gemacht (%2): Seine Vektoren haben die Breite %1, dieses Modell hat %3.</translation>
    </message>
    <message>
        <source>Its latents have %1 channels at 1/%2 of the size, those of %3 have %4 at 1/%5.</source>
        <translation>Seine Latents haben %1 Kanäle bei 1/%2 der Größe, die von %3 haben %4 bei 1/%5.</translation>
    </message>
    <message>
        <source>It is a tiny autoencoder: fast, with less detail.</source>
        <translation>Es ist ein kleiner Autoencoder: schnell, mit weniger Details.</translation>
    </message>
    <message>
        <source>It scales latents by %1, %2 was made for %3: colours will be washed out or burnt.</source>
        <translation>Es skaliert Latents mit %1, %2 ist für %3 gemacht: Farben werden blass oder verbrannt.</translation>
    </message>
    <message>
        <source>%1 is a model of the family %2; base and refiner must be SDXL models.</source>
        <translation>%1 ist ein Modell der Familie %2; Grundmodell und Refiner müssen SDXL-Modelle sein.</translation>
    </message>
    <message>
        <source>%1 is a refiner, which begins no picture.</source>
        <translation>%1 ist ein Refiner, der kein Bild beginnt.</translation>
    </message>
    <message>
        <source>It predicts %1, %3 predicts %4.</source>
        <translation>Es sagt %1 vorher, %3 sagt %4 vorher.</translation>
    </message>
    <message>
        <source>%1 needs few steps, and a share of them is too few for a refiner.</source>
        <translation>%1 braucht wenige Schritte, und ein Teil davon ist für einen Refiner zu wenig.</translation>
    </message>
    <message>
        <source>Take the version made for %1.</source>
        <translation>Nehmen Sie die Fassung für %1.</translation>
    </message>
    <message>
        <source>Raise or lower its strength by the picture.</source>
        <translation>Stellen Sie die Stärke nach dem Bild ein.</translation>
    </message>
    <message>
        <source>Leave one of them out.</source>
        <translation>Lassen Sie eines davon weg.</translation>
    </message>
    <message>
        <source>Draw with %1 steps, guidance %2 and the sampler %3.</source>
        <translation>Zeichnen Sie mit %1 Schritten, Guidance %2 und dem Sampler %3.</translation>
    </message>
    <message>
        <source>Leave it out, or choose a base model of its kind.</source>
        <translation>Lassen Sie es weg, oder wählen Sie ein Grundmodell seiner Art.</translation>
    </message>
    <message>
        <source>What has no place is left away; the rest works.</source>
        <translation>Was keinen Platz hat, bleibt weg; der Rest wirkt.</translation>
    </message>
    <message>
        <source>Take the version for such models, or a small strength.</source>
        <translation>Nehmen Sie die Fassung für solche Modelle oder eine kleine Stärke.</translation>
    </message>
    <message>
        <source>Take its f16 or bf16 version.</source>
        <translation>Nehmen Sie die Fassung in f16 oder bf16.</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>Lassen Sie es weg.</translation>
    </message>
    <message>
        <source>Leave it out, or take the version made for this model.</source>
        <translation>Lassen Sie es weg, oder nehmen Sie die Fassung für dieses Modell.</translation>
    </message>
    <message>
        <source>Its word means less to the other.</source>
        <translation>Sein Wort bedeutet dem anderen weniger.</translation>
    </message>
    <message>
        <source>Take a VAE made for %1.</source>
        <translation>Nehmen Sie ein VAE für %1.</translation>
    </message>
    <message>
        <source>Take a whole VAE for the finished picture.</source>
        <translation>Nehmen Sie für das fertige Bild ein ganzes VAE.</translation>
    </message>
    <message>
        <source>Leave the refiner out.</source>
        <translation>Lassen Sie den Refiner weg.</translation>
    </message>
    <message>
        <source>Choose another base model.</source>
        <translation>Wählen Sie ein anderes Grundmodell.</translation>
    </message>
    <message>
        <source>Let it go over the finished picture: it takes over at 1.</source>
        <translation>Lassen Sie ihn das fertige Bild überarbeiten: Er übernimmt bei 1.</translation>
    </message>
    <message>
        <source>Choose one that is here, or leave it out.</source>
        <translation>Wählen Sie eines, das hier ist, oder lassen Sie es weg.</translation>
    </message>
    <message>
        <source>Make it the refiner behind another SDXL model.</source>
        <translation>Machen Sie es zum Refiner hinter einem anderen SDXL-Modell.</translation>
    </message>
    <message>
        <source>The LoRA %1 is not on this machine.</source>
        <translation>Das LoRA %1 ist nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The LoRA %1 is not on this machine. Did you mean %2?</source>
        <translation>Das LoRA %1 ist nicht auf diesem Rechner. Meinten Sie %2?</translation>
    </message>
    <message>
        <source>The server refuses it (%1): check the address. %2</source>
        <translation>Der Server lehnt ab (%1): Prüfen Sie die Adresse. %2</translation>
    </message>
    <message>
        <source>The server answered something else than was asked: check the address. %1</source>
        <translation>Der Server antwortet etwas anderes als gefragt: Prüfen Sie die Adresse. %1</translation>
    </message>
    <message>
        <source>The address must begin with https://. %1</source>
        <translation>Die Adresse muss mit https:// beginnen. %1</translation>
    </message>
    <message>
        <source>The server sends from one address to the next without end. %1</source>
        <translation>Der Server schickt endlos von Adresse zu Adresse. %1</translation>
    </message>
    <message>
        <source>%1 holds no model that can be used: neither a diffusers folder nor a .safetensors file.</source>
        <translation>%1 hat kein brauchbares Modell: weder einen diffusers-Ordner noch eine .safetensors-Datei.</translation>
    </message>
    <message>
        <source>%1 holds several models: paste the address of one.</source>
        <translation>%1 hat mehrere Modelle: Fügen Sie die Adresse von einem ein.</translation>
    </message>
    <message>
        <source>%1 is no SHA-256, which has 64 digits.</source>
        <translation>%1 ist keine SHA-256, die 64 Stellen hat.</translation>
    </message>
    <message>
        <source>%1 is there already and holds something else: move it away first.</source>
        <translation>%1 ist schon da und enthält etwas anderes: Räumen Sie es erst weg.</translation>
    </message>
    <message>
        <source>The disk of %1 has %2 free and the file needs %3: make room, or choose another folder.</source>
        <translation>Auf dem Datenträger von %1 sind %2 frei, und die Datei braucht %3: Schaffen Sie Platz, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>What was begun of it is of another file than the server has: try again.</source>
        <translation>Was davon da war, gehört zu einer anderen Datei, als der Server hat: Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>What was fetched could not be put at %1: %2</source>
        <translation>Was geholt wurde, ließ sich nicht nach %1 legen: %2</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen: %2</translation>
    </message>
    <message>
        <source>nobody knows its name; is this machine on line?</source>
        <translation>niemand kennt seinen Namen; ist dieser Rechner am Netz?</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>er antwortet nicht</translation>
    </message>
    <message>
        <source>it did not answer in time</source>
        <translation>er hat nicht rechtzeitig geantwortet</translation>
    </message>
    <message>
        <source>its certificate is not valid</source>
        <translation>sein Zertifikat gilt nicht</translation>
    </message>
    <message>
        <source>no secure connection came about</source>
        <translation>keine sichere Verbindung kam zustande</translation>
    </message>
    <message>
        <source>the line broke</source>
        <translation>die Verbindung brach ab</translation>
    </message>
    <message>
        <source>it has no schedule %1</source>
        <translation>den Zeitplan %1 hat es nicht</translation>
    </message>
    <message>
        <source>it has no %1</source>
        <translation>das hat es nicht: %1</translation>
    </message>
    <message>
        <source>it takes no noise levels from outside</source>
        <translation>es nimmt keine Rauschstufen von außen</translation>
    </message>
    <message>
        <source>it draws a batch at once: noise source comfy</source>
        <translation>es zieht das Rauschen aller Bilder auf einmal: Rauschen von ComfyUI</translation>
    </message>
    <message>
        <source>it draws each picture by itself: noise source nv or cpu</source>
        <translation>es zieht das Rauschen jedes Bildes für sich: nicht das von ComfyUI</translation>
    </message>
    <message>
        <source>a GPU of another maker than NVIDIA draws other numbers</source>
        <translation>GPUs anderer Hersteller als NVIDIA ziehen andere Zahlen</translation>
    </message>
    <message>
        <source>a prompt of more than 75 tokens is cut where A1111 cuts it</source>
        <translation>ein Prompt von mehr als 75 Tokens wird dort geteilt, wo A1111 teilt</translation>
    </message>
    <message>
        <source>the encoder&apos;s own noise is drawn from a generator that no file names</source>
        <translation>das Rauschen des Encoders stammt aus einem Generator, den keine Datei nennt</translation>
    </message>
    <message>
        <source>what an inpainting model keeps is blended in as diffusers does</source>
        <translation>was ein Inpainting-Modell behält, wird wie in diffusers eingemischt</translation>
    </message>
    <message>
        <source>it makes whole pictures: other nodes cut a part out and put it back</source>
        <translation>es macht ganze Bilder: andere Knoten schneiden einen Teil aus und setzen ihn ein</translation>
    </message>
    <message>
        <source>it starts from the original or grey</source>
        <translation>es beginnt beim Original oder bei Grau</translation>
    </message>
    <message>
        <source>its soft inpainting is another formula</source>
        <translation>sein weiches Inpainting rechnet anders</translation>
    </message>
    <message>
        <source>it starts from no grey</source>
        <translation>es beginnt nie bei Grau</translation>
    </message>
    <message>
        <source>its newer versions put noise of their own on what is kept</source>
        <translation>neuere Fassungen legen eigenes Rauschen auf, was bleibt</translation>
    </message>
    <message>
        <source>it fills what is new with grey</source>
        <translation>es füllt Neues mit Grau</translation>
    </message>
    <message>
        <source>its scripts fill and blend what is new otherwise</source>
        <translation>seine Skripte füllen und mischen Neues anders</translation>
    </message>
    <message>
        <source>it enlarges to pixels that are no whole latents, and cuts them after that</source>
        <translation>es vergrößert auf Pixel, die keine ganzen Latents sind, und schneidet danach</translation>
    </message>
    <message>
        <source>its second sampler has a seed of its own, which is here the picture&apos;s</source>
        <translation>sein zweiter Sampler hat einen eigenen Seed, hier den des Bildes</translation>
    </message>
    <message>
        <source>its highest noise level is another than diffusers&apos;</source>
        <translation>seine höchste Rauschstufe ist eine andere als in diffusers</translation>
    </message>
    <message>
        <source>the refiner takes over by noise level, as diffusers has it</source>
        <translation>der Refiner übernimmt nach der Rauschstufe wie in diffusers</translation>
    </message>
    <message>
        <source>its annotators draw other control pictures</source>
        <translation>seine Annotatoren zeichnen andere Kontrollbilder</translation>
    </message>
    <message>
        <source>its LCM scales what the model says by timesteps of its own</source>
        <translation>sein LCM skaliert das Ergebnis des Modells nach eigenen Zeitschritten</translation>
    </message>
    <message>
        <source>the refiner takes over by noise level, as diffusers has it, and in the first pass, not in the hires pass</source>
        <translation>der Refiner übernimmt nach der Rauschstufe wie in diffusers, und zwar im ersten Durchgang statt im Hires-Durchgang</translation>
    </message>
    <message>
        <source>it judges the error of a batch together, and here each picture has its own steps</source>
        <translation>es beurteilt den Fehler eines Stapels gemeinsam, und hier hat jedes Bild eigene Schritte</translation>
    </message>
    <message>
        <source>Choose a folder of pictures.</source>
        <translation>Wählen Sie einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>The folder %1 is not there.</source>
        <translation>Den Ordner %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There are no pictures in %1.</source>
        <translation>In %1 sind keine Bilder.</translation>
    </message>
    <message>
        <source>None of the pictures in %1 can be read.</source>
        <translation>Keines der Bilder in %1 lässt sich lesen.</translation>
    </message>
    <message>
        <source>%1 is no multiple of %2.</source>
        <translation>%1 ist kein Vielfaches von %2.</translation>
    </message>
    <message>
        <source>A whole number from %1 to %2 is wanted, not %3.</source>
        <translation>Gebraucht wird eine ganze Zahl von %1 bis %2, nicht %3.</translation>
    </message>
    <message>
        <source>A number from %1 to %2 is wanted, not %3.</source>
        <translation>Gebraucht wird eine Zahl von %1 bis %2, nicht %3.</translation>
    </message>
    <message>
        <source>A number of at least %1 is wanted, not %2.</source>
        <translation>Gebraucht wird eine Zahl ab %1, nicht %2.</translation>
    </message>
    <message>
        <source>A number above %1 is wanted, not %2.</source>
        <translation>Gebraucht wird eine Zahl über %1, nicht %2.</translation>
    </message>
    <message>
        <source>Two numbers are wanted, not %1.</source>
        <translation>Gebraucht werden zwei Zahlen, nicht %1.</translation>
    </message>
    <message>
        <source>Job %1 trains a file of this name already: choose another.</source>
        <translation>Auftrag %1 trainiert schon eine Datei dieses Namens: wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>No layer&apos;s name ends with %1.</source>
        <translation>Der Name keiner Schicht endet auf %1.</translation>
    </message>
    <message>
        <source>PixArt&apos;s text encoder does not learn: choose another kind, or a model of SDXL.</source>
        <translation>Der Textencoder von PixArt lernt nicht: wählen Sie eine andere Art oder ein SDXL-Modell.</translation>
    </message>
    <message>
        <source>%1 predicts the noise, which says nothing where there is noise alone: leave it out.</source>
        <translation>%1 sagt das Rauschen vorher, was bei reinem Rauschen nichts besagt: lassen Sie es weg.</translation>
    </message>
    <message>
        <source>diffusers has no names for LoHa and LoKr: choose those of A1111 and ComfyUI.</source>
        <translation>diffusers hat keine Namen für LoHa und LoKr: wählen Sie die von A1111 und ComfyUI.</translation>
    </message>
    <message>
        <source>Prodigy finds one rate for all that learns: leave this one out.</source>
        <translation>Prodigy findet eine Rate für alles, was lernt: lassen Sie diese weg.</translation>
    </message>
    <message>
        <source>One picture cannot be learnt and held out: take more pictures, or hold none out.</source>
        <translation>Ein Bild kann nicht gelernt und zurückgehalten werden: nehmen Sie mehr Bilder, oder halten Sie keines zurück.</translation>
    </message>
    <message>
        <source>Choose the folder of class pictures that this is said of.</source>
        <translation>Wählen Sie den Ordner mit den Bildern seiner Art, von denen das gesagt wird.</translation>
    </message>
    <message>
        <source>%1 does not compute in %2.</source>
        <translation>%1 rechnet nicht in %2.</translation>
    </message>
    <message>
        <source>%1 is %2, which makes no picture by itself: choose a base model.</source>
        <translation>%1 ist %2 und macht allein kein Bild: wählen Sie ein Grundmodell.</translation>
    </message>
    <message>
        <source>%1 predicts the picture itself and cannot learn: choose another model.</source>
        <translation>%1 sagt das Bild selbst vorher und kann nicht lernen: wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>%1 is %2: models of SDXL and PixArt learn.</source>
        <translation>%1 ist %2: Modelle von SDXL und PixArt lernen.</translation>
    </message>
    <message>
        <source>For pictures on the way its name and the word must be the same: call it %1, or the word %2.</source>
        <translation>Für Bilder unterwegs müssen sein Name und das Wort gleich sein: nennen Sie es %1, oder das Wort %2.</translation>
    </message>
    <message>
        <source>It needs %1 of memory on %2, and %3 can be had: take a smaller width and height, batch or rank, or close other programs.</source>
        <translation>Es braucht %1 Speicher auf %2, und %3 sind zu haben: nehmen Sie kleinere Breite und Höhe, Stapel oder Rang, oder schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>It needs %2 on %1, and there are %3: take a smaller width and height, batch or rank.</source>
        <translation>Es braucht %2 auf %1, und es gibt %3: nehmen Sie kleinere Breite und Höhe, Stapel oder Rang.</translation>
    </message>
    <message>
        <source>The loss of step %1 is no number: take a smaller learning rate. The last saved state is kept.</source>
        <translation>Der Fehler von Schritt %1 ist keine Zahl: nehmen Sie eine kleinere Lernrate. Der letzte gesicherte Stand bleibt.</translation>
    </message>
    <message>
        <source>. The state of step %1 is saved in room that was kept for it: make room, then it goes on from there.</source>
        <translation>. Der Stand von Schritt %1 ist in Platz gesichert, der dafür frei gehalten war: schaffen Sie Platz, dann geht es von dort weiter.</translation>
    </message>
    <message>
        <source>the pictures that were held out were known best after step %1 of %2: that is written</source>
        <translation>die zurückgehaltenen Bilder kannte es nach Schritt %1 von %2 am besten: das ist geschrieben</translation>
    </message>
    <message>
        <source>left out: </source>
        <translation>weggelassen: </translation>
    </message>
    <message>
        <source>DeepCache cannot be used with this model, this sampler or a ControlNet: set it to 1.</source>
        <translation>DeepCache geht nicht mit diesem Modell, diesem Sampler oder einem ControlNet: auf 1 setzen.</translation>
    </message>
    <message>
        <source>All jobs were run.</source>
        <translation>Alle Aufträge sind gelaufen.</translation>
    </message>
    <message>
        <source>The time was over.</source>
        <translation>Die Zeit war um.</translation>
    </message>
    <message>
        <source>this machine has no certificates to check it with</source>
        <translation>diesem Rechner fehlen die Zertifikate, um ihn zu prüfen</translation>
    </message>
    <message>
        <source>it sends from one address to the next without end</source>
        <translation>er schickt endlos von einer Adresse zur nächsten</translation>
    </message>
    <message>
        <source>the address cannot be read</source>
        <translation>die Adresse ist nicht lesbar</translation>
    </message>
    <message>
        <source>it answers in no known way</source>
        <translation>er antwortet auf keine bekannte Weise</translation>
    </message>
    <message>
        <source>There is no ControlNet of this type (%1) here: choose one under Control, or add its folder to the library.</source>
        <translation>Es gibt hier kein ControlNet dieser Art (%1): Wählen Sie eines unter Kontrolle, oder fügen Sie seinen Ordner der Bibliothek hinzu.</translation>
    </message>
    <message>
        <source>There is no detector here: put one that is an ONNX file into %1, or choose it under Detailers.</source>
        <translation>Es gibt hier keinen Detektor: Legen Sie einen als ONNX-Datei nach %1, oder wählen Sie ihn unter Detailer.</translation>
    </message>
    <message>
        <source>There is no start picture whose colours could be taken: choose one, or leave its colours.</source>
        <translation>Es gibt kein Startbild, dessen Farben übernommen werden könnten: Wählen Sie eines, oder lassen Sie seine Farben weg.</translation>
    </message>
</context>
<context>
    <name>gallery</name>
    <message>
        <source>Undoing: %1</source>
        <translation>Wird rückgängig gemacht: %1</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Rating: %1 or better</source>
        <translation>Bewertung: %1 oder besser</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>Modell: %1</translation>
    </message>
    <message>
        <source>Sampler: %1</source>
        <translation>Sampler: %1</translation>
    </message>
    <message>
        <source>Program: %1</source>
        <translation>Programm: %1</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>Größe: %1</translation>
    </message>
    <message>
        <source>Tag: %1</source>
        <translation>Schlagwort: %1</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <translation>Ordner: %1</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Best rated first</source>
        <translation>Beste zuerst</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By folder and name</source>
        <translation>Nach Ordner und Name</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>Größte zuerst</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Since yesterday</source>
        <translation>Seit gestern</translation>
    </message>
    <message>
        <source>Last %1 days</source>
        <translation>Letzte %1 Tage</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>Style: %1</source>
        <translation>Stil: %1</translation>
    </message>
    <message>
        <source>Album: %1</source>
        <translation>Album: %1</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Entstanden: %1</translation>
    </message>
</context>
<context>
    <name>glossary</name>
    <message>
        <source>The pieces of words a model reads, SDXL 75 at a time; a line in the prompt shows where the next chunk begins.</source>
        <translation>Die Wortstücke, die ein Modell liest, SDXL je 75; ein Strich im Prompt zeigt, wo der nächste Abschnitt beginnt.</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Parts of the picture with a prompt of their own, whose words the model looks for there alone.</source>
        <translation>Teile des Bildes mit eigenem Prompt, dessen Wörter das Modell nur dort sucht.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>The trained network that draws: a diffusers folder or one .safetensors file.</source>
        <translation>Das trainierte Netz, das zeichnet: ein Diffusers-Ordner oder eine .safetensors-Datei.</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>What the picture should show, in plain words; the first words count most.</source>
        <translation>Was das Bild zeigen soll, in einfachen Worten; die ersten zählen am meisten.</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativer Prompt</translation>
    </message>
    <message>
        <source>What the picture should stay away from, for example: blurry, text.</source>
        <translation>Was im Bild nicht vorkommen soll, zum Beispiel: blurry, text.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Width and height in pixels, multiples of 8; models draw best near the size they were trained at.</source>
        <translation>Breite und Höhe in Pixeln, Vielfache von 8; Modelle zeichnen am besten nahe der Größe, mit der sie trainiert wurden.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>How many pictures one press of Generate makes, each with the next seed.</source>
        <translation>Wie viele Bilder ein Druck auf Erzeugen macht, jedes mit dem nächsten Seed.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>How often the noise is refined: more steps take longer and settle details, 20 to 40 are usual.</source>
        <translation>Wie oft das Rauschen verfeinert wird: Mehr Schritte dauern länger und festigen Einzelheiten; üblich sind 20 bis 40.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>How strictly the picture follows the prompt: 1 leaves the model free (and is twice as fast), 4 to 8 are usual.</source>
        <translation>Wie streng das Bild dem Prompt folgt: 1 lässt dem Modell freie Hand (und ist doppelt so schnell), üblich sind 4 bis 8.</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>The method that walks from noise to picture; an ancestral one adds fresh noise on the way.</source>
        <translation>Das Verfahren, das vom Rauschen zum Bild führt; ein Ancestral-Sampler gibt unterwegs frisches Rauschen hinzu.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>How the noise levels are spread over the steps; Karras spends more of them on fine detail.</source>
        <translation>Wie sich das Rauschen auf die Schritte verteilt; Karras verwendet mehr davon auf feine Einzelheiten.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The number the noise grows from: the same seed and settings give the same picture.</source>
        <translation>Die Zahl, aus der das Rauschen entsteht: Gleicher Seed und gleiche Einstellungen ergeben dasselbe Bild.</translation>
    </message>
    <message>
        <source>Start picture</source>
        <translation>Startbild</translation>
    </message>
    <message>
        <source>A picture to begin from instead of pure noise.</source>
        <translation>Ein Bild, mit dem begonnen wird statt mit reinem Rauschen.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far to move away from the start picture: near 0 keeps it, 1 ignores it.</source>
        <translation>Wie weit sich das Ergebnis vom Startbild entfernt: nahe 0 bleibt es erhalten, 1 beachtet es nicht.</translation>
    </message>
    <message>
        <source>Output folder</source>
        <translation>Ausgabeordner</translation>
    </message>
    <message>
        <source>Where pictures are saved; each PNG carries all its settings.</source>
        <translation>Wo Bilder gespeichert werden; jedes PNG trägt all seine Einstellungen in sich.</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>The part that turns the model&apos;s small latents into pixels; a model brings its own, others change colours a little.</source>
        <translation>Der Teil, der die kleinen Latents des Modells zu Pixeln macht; jedes Modell bringt seinen mit, andere ändern die Farben ein wenig.</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Words (and sometimes steps and sampler) that give any prompt a look; several can be mixed by weight.</source>
        <translation>Wörter (manchmal auch Schritte und Sampler), die jedem Prompt einen Look geben; mehrere lassen sich nach Gewicht mischen.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>(words:1.2) make words count more, (words:0.8) less; Ctrl+Up and Ctrl+Down change the weight under the cursor.</source>
        <translation>(Wörter:1.2) zählen mehr, (Wörter:0.8) weniger; Strg+Auf und Strg+Ab ändern das Gewicht unter dem Cursor.</translation>
    </message>
    <message>
        <source>Noise curve</source>
        <translation>Rauschkurve</translation>
    </message>
    <message>
        <source>How much noise is left before each step; a curve that falls late spends its steps on detail.</source>
        <translation>Wie viel Rauschen vor jedem Schritt übrig ist; eine Kurve, die spät fällt, verwendet ihre Schritte auf Einzelheiten.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassung</translation>
    </message>
    <message>
        <source>How a start picture of another shape is brought to size: stretched, cropped, or padded with its edges.</source>
        <translation>Wie ein Startbild von anderer Form auf Größe gebracht wird: gestreckt, beschnitten oder mit seinen Rändern aufgefüllt.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>PNG loses nothing; JPEG and WebP are smaller; TIFF and EXR are for further work in other programs.</source>
        <translation>PNG verliert nichts; JPEG und WebP sind kleiner; TIFF und EXR sind für die Weiterarbeit in anderen Programmen.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>How much JPEG and WebP may lose to be small: 95 looks the same, WebP at 100 loses nothing.</source>
        <translation>Wie viel JPEG und WebP verlieren dürfen, um klein zu sein: 95 sieht gleich aus, WebP mit 100 verliert nichts.</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Dateinamen</translation>
    </message>
    <message>
        <source>The pattern for names of new pictures, of {date}, {time}, {seed}, {words}, {model}, {steps} and more.</source>
        <translation>Das Muster für Namen neuer Bilder, aus {date}, {time}, {seed}, {words}, {model}, {steps} und mehr.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>How many processor cores a picture may use; fewer leave the machine free for other work.</source>
        <translation>Wie viele Prozessorkerne ein Bild nutzen darf; weniger lassen den Rechner für anderes frei.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>The processor or graphics card that draws; automatic takes the fastest one the picture fits.</source>
        <translation>Der Prozessor oder die Grafikkarte, die zeichnet; Automatisch nimmt das schnellste Gerät, auf das das Bild passt.</translation>
    </message>
    <message>
        <source>Memory budget</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>The most memory of a graphics card to use; weights that do not fit are streamed, which takes longer.</source>
        <translation>Wie viel Speicher einer Grafikkarte höchstens belegt wird; Gewichte, die nicht passen, werden nachgeladen, was länger dauert.</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>The SHA-256 of a file, which proves that every byte of a download arrived as it was published.</source>
        <translation>Die SHA-256 einer Datei; sie beweist, dass jedes Byte so ankam, wie es veröffentlicht wurde.</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>Small files that change a model&apos;s style or teach it a subject; several can be put on at once, each as strongly as you like.</source>
        <translation>Kleine Dateien, die den Stil eines Modells ändern oder ihm ein Motiv beibringen; mehrere zugleich, jede so stark, wie Sie mögen.</translation>
    </message>
    <message>
        <source>Refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>A second model that finishes what the first began: SDXL&apos;s refiner, or any other SDXL model.</source>
        <translation>Ein zweites Modell, das vollendet, was das erste begann: der Refiner von SDXL oder ein anderes SDXL-Modell.</translation>
    </message>
    <message>
        <source>Parts of the model</source>
        <translation>Teile des Modells</translation>
    </message>
    <message>
        <source>UNet, text encoders and tokenizers from other files than the model&apos;s, and VAEs blended with its own.</source>
        <translation>UNet, Textencoder und Tokenizer aus anderen Dateien als denen des Modells, und VAEs, die mit seinem gemischt werden.</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Kontrolle</translation>
    </message>
    <message>
        <source>Networks beside the model that hold the picture to another one&apos;s edges, lines, depth or pose (ControlNets).</source>
        <translation>Netze neben dem Modell, die das Bild an Kanten, Linien, Tiefe oder Pose eines anderen halten (ControlNets).</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>What of the start picture is painted anew (inpainting); everything else stays as it is.</source>
        <translation>Was vom Startbild neu gemalt wird (Inpainting); alles andere bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>The start picture grows at its sides, and what is new is painted (outpainting).</source>
        <translation>Das Startbild wächst an seinen Seiten, und das Neue wird gemalt (Outpainting).</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Pictures whose look the model is shown beside the prompt (IP-Adapter): style, colours, a face.</source>
        <translation>Bilder, deren Aussehen dem Modell neben dem Prompt gezeigt wird (IP-Adapter): Stil, Farben, ein Gesicht.</translation>
    </message>
    <message>
        <source>Detailers</source>
        <translation>Detailer</translation>
    </message>
    <message>
        <source>Faces, hands or whatever a detector finds in the finished picture are painted anew, each at full size.</source>
        <translation>Gesichter, Hände oder was sonst ein Detektor im fertigen Bild findet, werden neu gemalt, jedes in voller Größe.</translation>
    </message>
    <message>
        <source>Model suite</source>
        <translation>Modellsuite</translation>
    </message>
    <message>
        <source>A model with its refiner, VAE, parts, LoRAs and embeddings, saved under one name and chosen together.</source>
        <translation>Ein Modell mit Refiner, VAE, Teilen, LoRAs und Embeddings, unter einem Namen gespeichert und zusammen gewählt.</translation>
    </message>
</context>
<context>
    <name>grid</name>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
</context>
<context>
    <name>imagelab::AlbumCommands</name>
    <message>
        <source>Add to an album</source>
        <translation>In ein Album legen</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>&amp;Add to an album</source>
        <translation>In ein Album &amp;legen</translation>
    </message>
    <message>
        <source>&amp;New album of the chosen…</source>
        <translation>&amp;Neues Album aus den gewählten…</translation>
    </message>
    <message>
        <source>Gives the chosen pictures an album; it is kept in the files beside them.</source>
        <translation>Gibt den gewählten Bildern ein Album; es steht in den Dateien neben ihnen.</translation>
    </message>
    <message>
        <source>&amp;Take out of the album</source>
        <translation>Aus dem Album ne&amp;hmen</translation>
    </message>
    <message>
        <source>The chosen pictures leave the album that is shown; they stay in the gallery.</source>
        <translation>Die gewählten Bilder verlassen das gezeigte Album; in der Galerie bleiben sie.</translation>
    </message>
    <message>
        <source>&amp;Rename the album…</source>
        <translation>Album &amp;umbenennen…</translation>
    </message>
    <message>
        <source>Gives the album that is shown another name.</source>
        <translation>Gibt dem gezeigten Album einen anderen Namen.</translation>
    </message>
    <message>
        <source>&amp;Delete the album</source>
        <translation>Album lö&amp;schen</translation>
    </message>
    <message>
        <source>The album that is shown is no more; its pictures stay, Undo brings it back.</source>
        <translation>Das gezeigte Album gibt es nicht mehr; seine Bilder bleiben, Rückgängig bringt es zurück.</translation>
    </message>
    <message>
        <source>album: %1</source>
        <translation>Album: %1</translation>
    </message>
    <message>
        <source>In the album %1</source>
        <translation>Im Album %1</translation>
    </message>
    <message>
        <source>out of an album: %1</source>
        <translation>aus einem Album: %1</translation>
    </message>
    <message>
        <source>No longer in the album %1</source>
        <translation>Nicht mehr im Album %1</translation>
    </message>
    <message>
        <source>renaming of an album</source>
        <translation>Umbenennen eines Albums</translation>
    </message>
    <message>
        <source>The album is called %1 now</source>
        <translation>Das Album heißt jetzt %1</translation>
    </message>
    <message>
        <source>deletion of an album</source>
        <translation>Löschen eines Albums</translation>
    </message>
    <message>
        <source>The album %1 is deleted, its pictures stay</source>
        <translation>Das Album %1 ist gelöscht, seine Bilder bleiben</translation>
    </message>
    <message>
        <source>New album</source>
        <translation>Neues Album</translation>
    </message>
    <message>
        <source>Name of the album:</source>
        <translation>Name des Albums:</translation>
    </message>
    <message>
        <source>Rename the album</source>
        <translation>Album umbenennen</translation>
    </message>
</context>
<context>
    <name>imagelab::AlbumTargets</name>
    <message>
        <source>Albums to drop into</source>
        <translation>Alben zum Ablegen</translation>
    </message>
    <message>
        <source>Into an album:</source>
        <translation>In ein Album:</translation>
    </message>
    <message>
        <source>Drop the pictures here; Undo takes them out again.</source>
        <translation>Bilder hier ablegen; Rückgängig nimmt sie wieder heraus.</translation>
    </message>
    <message>
        <source>Into the album %1</source>
        <translation>Ins Album %1</translation>
    </message>
    <message>
        <source>New album…</source>
        <translation>Neues Album…</translation>
    </message>
    <message>
        <source>Into a new album</source>
        <translation>In ein neues Album</translation>
    </message>
</context>
<context>
    <name>imagelab::Banner</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copies the message and all settings, for a bug report.</source>
        <translation>Kopiert die Meldung und alle Einstellungen, für einen Fehlerbericht.</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>Fehler: %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Takes the last step back.</source>
        <translation>Nimmt den letzten Schritt zurück.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Goes on with what is asked.</source>
        <translation>Macht weiter, wie gefragt.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Does what the message advises.</source>
        <translation>Tut, was die Meldung rät.</translation>
    </message>
</context>
<context>
    <name>imagelab::BrowseView</name>
    <message>
        <source>Picture over the whole window</source>
        <translation>Bild über das ganze Fenster</translation>
    </message>
    <message>
        <source>Space and arrows go on, F and 1 to 5 mark, Escape comes back.</source>
        <translation>Leertaste und Pfeile gehen weiter, F und 1 bis 5 markieren, Escape kommt zurück.</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>The picture before (Left).</source>
        <translation>Das Bild davor (Links).</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>The picture behind (Right, Space).</source>
        <translation>Das Bild danach (Rechts, Leertaste).</translation>
    </message>
    <message>
        <source>Back to the window</source>
        <translation>Zurück zum Fenster</translation>
    </message>
    <message>
        <source>Comes back (Escape).</source>
        <translation>Kommt zurück (Escape).</translation>
    </message>
    <message>
        <source>%1, rated %2 of 5</source>
        <translation>%1, bewertet mit %2 von 5</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>no favourite</source>
        <translation>kein Favorit</translation>
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
        <translation>Malwerkzeuge</translation>
    </message>
    <message>
        <source>More for the mask</source>
        <translation>Mehr für die Maske</translation>
    </message>
    <message>
        <source>Invert, clear, grow, shrink and soften the mask, or take one from a file.</source>
        <translation>Die Maske umkehren, leeren, wachsen oder schrumpfen lassen, weicher machen oder aus einer Datei nehmen.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Back to the picture; the mask stays (Escape).</source>
        <translation>Zurück zum Bild; die Maske bleibt (Escape).</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Its width in pixels of the picture; [ and ] make it smaller and larger.</source>
        <translation>Seine Breite in Pixeln des Bildes; [ und ] machen ihn kleiner und größer.</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
    <message>
        <source>1 paints up to a hard edge, less lets the stroke fade; { and } change it.</source>
        <translation>1 malt bis an einen harten Rand, weniger lässt den Strich auslaufen; { und } ändern sie.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>How far from the colour that is clicked on another may be and still be filled.</source>
        <translation>Wie weit eine Farbe von der angeklickten abweichen darf, um noch gefüllt zu werden.</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>Farbe …</translation>
    </message>
    <message>
        <source>Colour of the brush</source>
        <translation>Farbe des Pinsels</translation>
    </message>
    <message>
        <source>Choose it, or take it from the picture with Alt and a click.</source>
        <translation>Wählen Sie sie, oder nehmen Sie sie mit Alt und einem Klick aus dem Bild.</translation>
    </message>
</context>
<context>
    <name>imagelab::CanvasView</name>
    <message>
        <source>Canvas</source>
        <translation>Leinwand</translation>
    </message>
    <message>
        <source>Paint over what is to be made anew. [ and ] change the size of the brush, B, E, R, L and F choose the tool, Ctrl+Z takes a stroke back; the wheel zooms, Space or the middle button move the picture, dragging an edge makes it larger.</source>
        <translation>Übermalen Sie, was neu entstehen soll. [ und ] ändern die Größe des Pinsels, B, E, R, L und F wählen das Werkzeug, Strg+Z nimmt einen Strich zurück; das Rad zoomt, Leertaste oder mittlere Taste verschieben das Bild, Ziehen an einem Rand vergrößert es.</translation>
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
        <translation>%1, entfernen</translation>
    </message>
    <message>
        <source>Press to show pictures without this condition as well.</source>
        <translation>Drücken, um auch Bilder ohne diese Bedingung zu zeigen.</translation>
    </message>
</context>
<context>
    <name>imagelab::ChipLine</name>
    <message>
        <source>What this request is</source>
        <translation>Was diese Vorgaben sind</translation>
    </message>
    <message>
        <source>%1 Press to change it.</source>
        <translation>%1 Drücken, um es zu ändern.</translation>
    </message>
    <message>
        <source>Take away: %1</source>
        <translation>Wegnehmen: %1</translation>
    </message>
    <message>
        <source>Undo brings it back.</source>
        <translation>Rückgängig holt es zurück.</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Three lines are enough.</source>
        <translation>Drei Zeilen genügen.</translation>
    </message>
    <message>
        <source>Shows what else this request is.</source>
        <translation>Zeigt, was diese Vorgaben noch enthalten.</translation>
    </message>
</context>
<context>
    <name>imagelab::CommandPalette</name>
    <message>
        <source>Find anything</source>
        <translation>Alles finden</translation>
    </message>
    <message>
        <source>Type a few letters; Up and Down choose, Enter does it, Escape closes.</source>
        <translation>Ein paar Buchstaben tippen; Auf und Ab wählen, Eingabe führt aus, Escape schließt.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Nichts enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Find anything, or set something: steps 20, size 1024</source>
        <translation>Alles finden oder etwas einstellen: steps 20, size 1024</translation>
    </message>
</context>
<context>
    <name>imagelab::ComparePanel</name>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Pixel for pixel the same</source>
        <translation>Pixel für Pixel gleich</translation>
    </message>
    <message>
        <source>%1 % of the pixels differ, by %2 of 255 on average</source>
        <translation>%1 % der Pixel unterscheiden sich, im Mittel um %2 von 255</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Both, moved and zoomed together.</source>
        <translation>Beide, gemeinsam bewegt und gezoomt.</translation>
    </message>
    <message>
        <source>Slider</source>
        <translation>Schieber</translation>
    </message>
    <message>
        <source>One over the other, up to a line that can be drawn.</source>
        <translation>Eines über dem anderen, bis zu einer Linie, die sich ziehen lässt.</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>What tells them apart, made stronger.</source>
        <translation>Was sie unterscheidet, verstärkt.</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>How much the difference is amplified</source>
        <translation>Wie sehr der Unterschied verstärkt wird</translation>
    </message>
    <message>
        <source>Small differences show when they are made stronger.</source>
        <translation>Kleine Unterschiede zeigen sich, wenn man sie verstärkt.</translation>
    </message>
    <message>
        <source>Close the comparison</source>
        <translation>Vergleich schließen</translation>
    </message>
    <message>
        <source>Shows the picture again (Escape).</source>
        <translation>Zeigt wieder das Bild (Escape).</translation>
    </message>
    <message>
        <source>One of them does not say how it was made.</source>
        <translation>Eines von beiden sagt nicht, wie es entstand.</translation>
    </message>
    <message>
        <source>Made with the same settings.</source>
        <translation>Mit denselben Einstellungen gemacht.</translation>
    </message>
</context>
<context>
    <name>imagelab::CompareView</name>
    <message>
        <source>Two pictures compared</source>
        <translation>Zwei Bilder im Vergleich</translation>
    </message>
    <message>
        <source>Wheel or + and - zoom both, dragging moves both, [ and ] move the line between them.</source>
        <translation>Rad oder + und - zoomen beide, Ziehen bewegt beide, [ und ] bewegen die Linie dazwischen.</translation>
    </message>
</context>
<context>
    <name>imagelab::DetailsPanel</name>
    <message>
        <source>Drawn with the numbers of %1</source>
        <translation>Mit den Zahlen von %1 gezeichnet</translation>
    </message>
    <message>
        <source>Not carried over</source>
        <translation>Nicht übernommen</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>Nicht verstanden</translation>
    </message>
    <message>
        <source>As the file says it</source>
        <translation>Wie es in der Datei steht</translation>
    </message>
    <message>
        <source>What another program wrote and this one cannot do alike.</source>
        <translation>Was ein anderes Programm schrieb und dieses nicht genauso kann.</translation>
    </message>
    <message>
        <source>Every text in the file, word for word.</source>
        <translation>Jeder Text der Datei, Wort für Wort.</translation>
    </message>
    <message>
        <source>Choose a picture to see what it was made with.</source>
        <translation>Ein Bild wählen, um zu sehen, womit es gemacht wurde.</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Einzelheiten schließen</translation>
    </message>
    <message>
        <source>I shows them again.</source>
        <translation>I zeigt sie wieder.</translation>
    </message>
    <message>
        <source>Tags, separated by commas</source>
        <translation>Schlagwörter, mit Kommas</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Words of your own to find the picture by; kept in a file beside it.</source>
        <translation>Eigene Wörter, um das Bild wiederzufinden; sie stehen in einer Datei daneben.</translation>
    </message>
    <message>
        <source>The picture&apos;s prompt</source>
        <translation>Der Prompt des Bildes</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>Dieses Bild</translation>
    </message>
    <message>
        <source>Use all its settings</source>
        <translation>Alle Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Takes every setting of the picture into yours; Undo takes it back.</source>
        <translation>Übernimmt jede Einstellung des Bildes in Ihre; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Shows the file in the file manager.</source>
        <translation>Zeigt die Datei im Dateimanager.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy what the file says</source>
        <translation>Kopieren, was in der Datei steht</translation>
    </message>
    <message>
        <source>Puts the whole text on the clipboard.</source>
        <translation>Legt den ganzen Text in die Zwischenablage.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>The picture does not say how it was made.</source>
        <translation>Das Bild sagt nicht, wie es entstand.</translation>
    </message>
    <message>
        <source>Made with just the settings you have.</source>
        <translation>Mit genau Ihren Einstellungen gemacht.</translation>
    </message>
    <message>
        <source>What differs from your settings:</source>
        <translation>Was anders ist als bei Ihnen:</translation>
    </message>
    <message>
        <source>Made by %1</source>
        <translation>Gemacht mit %1</translation>
    </message>
    <message>
        <source>%1 pixels, %2, %3</source>
        <translation>%1 Pixel, %2, %3</translation>
    </message>
    <message>
        <source>Took %1</source>
        <translation>Dauerte %1</translation>
    </message>
    <message>
        <source>The model&apos;s hash: %1</source>
        <translation>Die Prüfsumme des Modells: %1</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>In the album %1</source>
        <translation>Im Album %1</translation>
    </message>
    <message>
        <source>In the albums %1</source>
        <translation>In den Alben %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>What its ControlNets saw</source>
        <translation>Was seine ControlNets sahen</translation>
    </message>
    <message>
        <source>What the ControlNet saw: %1</source>
        <translation>Was das ControlNet sah: %1</translation>
    </message>
</context>
<context>
    <name>imagelab::DeviceCard</name>
    <message>
        <source>The driver reports: %1</source>
        <translation>Der Treiber meldet: %1</translation>
    </message>
    <message>
        <source>Holds no model</source>
        <translation>Hält kein Modell</translation>
    </message>
    <message>
        <source>Holds %1</source>
        <translation>Hält %1</translation>
    </message>
</context>
<context>
    <name>imagelab::DevicesPanel</name>
    <message>
        <source>Looking at the devices</source>
        <translation>Geräte werden angesehen</translation>
    </message>
    <message>
        <source>Free memory now</source>
        <translation>Speicher freigeben</translation>
    </message>
    <message>
        <source>Drops the weights of models kept on devices that run nothing; the next picture loads them again.</source>
        <translation>Gibt die Gewichte von Modellen frei, die auf untätigen Geräten liegen; das nächste Bild lädt sie wieder.</translation>
    </message>
    <message>
        <source>Memory of what ran</source>
        <translation>Speicher dessen, was lief</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>What each device is, how it does and what it holds.</source>
        <translation>Was jedes Gerät ist, wie es ihm geht und was es hält.</translation>
    </message>
    <message>
        <source>Job %1 on %2</source>
        <translation>Auftrag %1 auf %2</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>vorhergesagt</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>off by</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>%1 given back</source>
        <translation>%1 freigegeben</translation>
    </message>
    <message>
        <source>Nothing was held by a device that runs nothing</source>
        <translation>Kein untätiges Gerät hielt etwas</translation>
    </message>
    <message>
        <source>Loads of models</source>
        <translation>Laden von Modellen</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>loads</source>
        <translation>geladen</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>schon da</translation>
    </message>
    <message>
        <source>each took</source>
        <translation>dauerte je</translation>
    </message>
    <message>
        <source>held</source>
        <translation>belegte</translation>
    </message>
</context>
<context>
    <name>imagelab::DifferenceList</name>
    <message>
        <source>Take: %1</source>
        <translation>Übernehmen: %1</translation>
    </message>
    <message>
        <source>Takes this setting of the picture into yours; Undo takes it back.</source>
        <translation>Übernimmt diese Einstellung des Bildes in Ihre; Rückgängig nimmt es zurück.</translation>
    </message>
</context>
<context>
    <name>imagelab::Docks</name>
    <message>
        <source>Panels</source>
        <translation>Bedienfelder</translation>
    </message>
    <message>
        <source>&lt;p&gt;Chooses the panel that is shown here; a double click takes it out of the window.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Wählt, was hier gezeigt wird; ein Doppelklick löst es aus dem Fenster.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Bedienfelder</translation>
    </message>
    <message>
        <source>Shows or hides this panel.</source>
        <translation>Zeigt oder verbirgt dieses Bedienfeld.</translation>
    </message>
    <message>
        <source>&amp;Queue, devices and log</source>
        <translation>&amp;Warteschlange, Geräte und Protokoll</translation>
    </message>
    <message>
        <source>Shows or hides the panels at the bottom.</source>
        <translation>Zeigt oder verbirgt die Bedienfelder unten.</translation>
    </message>
    <message>
        <source>&amp;Reset the layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Puts every panel back to its place.</source>
        <translation>Stellt jedes Bedienfeld wieder an seinen Platz.</translation>
    </message>
    <message>
        <source>Takes the panel out of the window, or puts it back.</source>
        <translation>Löst das Bedienfeld aus dem Fenster oder setzt es wieder ein.</translation>
    </message>
    <message>
        <source>Closes the panel; View &gt; Panels shows it again.</source>
        <translation>Schließt das Bedienfeld; Ansicht &gt; Bedienfelder zeigt es wieder.</translation>
    </message>
</context>
<context>
    <name>imagelab::DownloadList</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Asking the server</source>
        <translation>Fragt den Server</translation>
    </message>
    <message>
        <source>%1 · %2/s</source>
        <translation>%1 · %2/s</translation>
    </message>
    <message>
        <source>Paused at %1</source>
        <translation>Angehalten bei %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
</context>
<context>
    <name>imagelab::DropPlace</name>
    <message>
        <source>Drop a picture here, or choose one…</source>
        <translation>Bild hier ablegen oder wählen…</translation>
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation>Startbild wählen</translation>
    </message>
</context>
<context>
    <name>imagelab::DropTargets</name>
    <message>
        <source>Use its settings</source>
        <translation>Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Start from this picture</source>
        <translation>Mit diesem Bild beginnen</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
        <source>What to do with the picture</source>
        <translation>Was mit dem Bild geschehen soll</translation>
    </message>
    <message>
        <source>Escape does nothing with it.</source>
        <translation>Escape lässt es, wie es ist.</translation>
    </message>
    <message>
        <source>Reading what %1 says…</source>
        <translation>Liest, was %1 sagt…</translation>
    </message>
    <message>
        <source>New pictures begin from it instead of from noise.</source>
        <translation>Neue Bilder beginnen mit ihm statt mit Rauschen.</translation>
    </message>
    <message>
        <source>Not possible: %1</source>
        <translation>Nicht möglich: %1</translation>
    </message>
    <message>
        <source>Made by %1</source>
        <translation>Gemacht mit %1</translation>
    </message>
    <message>
        <source>One thing cannot be carried over.</source>
        <translation>Eines lässt sich nicht übernehmen.</translation>
    </message>
    <message>
        <source>%1 things cannot be carried over.</source>
        <translation>%1 Dinge lassen sich nicht übernehmen.</translation>
    </message>
    <message>
        <source>Use this VAE</source>
        <translation>Dieses VAE verwenden</translation>
    </message>
    <message>
        <source>Show it to the model</source>
        <translation>Dem Modell zeigen</translation>
    </message>
    <message>
        <source>New pictures take its look (IP-Adapter).</source>
        <translation>Neue Bilder übernehmen sein Aussehen (IP-Adapter).</translation>
    </message>
</context>
<context>
    <name>imagelab::EmptyState</name>
    <message>
        <source>What should the picture show?</source>
        <translation>Was soll das Bild zeigen?</translation>
    </message>
    <message>
        <source>Describe it on the left, then press Generate or Ctrl+Enter.</source>
        <translation>Links beschreiben, dann Erzeugen oder Strg+Eingabe drücken.</translation>
    </message>
    <message>
        <source>Or begin with one of these:</source>
        <translation>Oder hiermit beginnen:</translation>
    </message>
    <message>
        <source>Use the prompt: %1</source>
        <translation>Diesen Prompt verwenden: %1</translation>
    </message>
    <message>
        <source>Puts these words into the prompt.</source>
        <translation>Schreibt diese Wörter in den Prompt.</translation>
    </message>
</context>
<context>
    <name>imagelab::EnlargeSection</name>
    <message>
        <source>Another factor than the network&apos;s own is reached by Lanczos behind it.</source>
        <translation>Ein anderer Faktor als der des Netzes wird mit Lanczos dahinter erreicht.</translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation>der des Netzes</translation>
    </message>
    <message>
        <source>The finished picture&apos;s tones reach from black to white (auto contrast).</source>
        <translation>Die Tonwerte des fertigen Bildes reichen von Schwarz bis Weiß (Autokontrast).</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>vermerken</translation>
    </message>
    <message>
        <source>blur</source>
        <translation>weichzeichnen</translation>
    </message>
    <message>
        <source>leave out</source>
        <translation>weglassen</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>Schutz</translation>
    </message>
    <message>
        <source>Safety checker</source>
        <translation>Jugendschutz</translation>
    </message>
    <message>
        <source>What is done with a picture that is not for everybody. A classifier on this machine looks at each finished picture; nothing is sent anywhere.</source>
        <translation>Was mit einem Bild geschieht, das nicht für jeden ist. Ein Klassifikator auf diesem Rechner sieht sich jedes fertige Bild an; nichts wird verschickt.</translation>
    </message>
    <message>
        <source>safety checker</source>
        <translation>Jugendschutz</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Hires pass</source>
        <translation>Hires</translation>
    </message>
    <message>
        <source>The picture is drawn once more at so many times its size: larger, with detail that the model adds. Off: it is not.</source>
        <translation>Das Bild wird in der so vielfachen Größe noch einmal gezeichnet: größer, mit Einzelheiten, die das Modell hinzufügt. Aus: nicht.</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>A network enlarges the finished picture; it adds no new things, and takes less time.</source>
        <translation>Ein Netz vergrößert das fertige Bild; es fügt nichts Neues hinzu und braucht weniger Zeit.</translation>
    </message>
    <message>
        <source>Stretch the tones</source>
        <translation>Tonwerte spreizen</translation>
    </message>
    <message>
        <source>Colours of the start picture</source>
        <translation>Farben des Startbilds</translation>
    </message>
    <message>
        <source>The finished picture takes on the colours of the start picture.</source>
        <translation>Das fertige Bild nimmt die Farben des Startbilds an.</translation>
    </message>
    <message>
        <source>How much the hires pass changes: 0.3 keeps the picture, 0.7 draws much of it anew.</source>
        <translation>Wie viel der Hires-Durchgang ändert: 0,3 behält das Bild, 0,7 zeichnet vieles neu.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strength of the hires pass</source>
        <translation>Stärke des Hires-Durchgangs</translation>
    </message>
    <message>
        <source>Strength of the hires pass, slider</source>
        <translation>Stärke des Hires-Durchgangs, Regler</translation>
    </message>
    <message>
        <source>as the first</source>
        <translation>wie der erste</translation>
    </message>
    <message>
        <source>Steps of the hires pass</source>
        <translation>Schritte des Hires-Durchgangs</translation>
    </message>
    <message>
        <source>All of them run.</source>
        <translation>Sie laufen alle.</translation>
    </message>
    <message>
        <source>What enlarges before the hires pass</source>
        <translation>Was vor dem Hires-Durchgang vergrößert</translation>
    </message>
    <message>
        <source>Latents: quickest, and needs a strength of 0.5 or more. A network or Lanczos enlarges the picture.</source>
        <translation>Latents: am schnellsten, braucht eine Stärke von 0,5 oder mehr. Ein Netz oder Lanczos vergrößert das Bild.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Enlarged by</source>
        <translation>Vergrößerer</translation>
    </message>
    <message>
        <source>How many times larger</source>
        <translation>Wie oft größer</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>hires pass</source>
        <translation>Hires-Durchgang</translation>
    </message>
    <message>
        <source>hires strength</source>
        <translation>Hires-Stärke</translation>
    </message>
    <message>
        <source>hires steps</source>
        <translation>Hires-Schritte</translation>
    </message>
    <message>
        <source>hires upscaler</source>
        <translation>Hires-Vergrößerung</translation>
    </message>
    <message>
        <source>upscaler</source>
        <translation>Vergrößerung</translation>
    </message>
    <message>
        <source>factor of the upscaler</source>
        <translation>Faktor der Vergrößerung</translation>
    </message>
    <message>
        <source>auto contrast</source>
        <translation>Autokontrast</translation>
    </message>
    <message>
        <source>colours of the start picture</source>
        <translation>Farben des Startbilds</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Latents</source>
        <translation>Latents</translation>
    </message>
    <message>
        <source>hires %1 ×</source>
        <translation>Hires %1 ×</translation>
    </message>
    <message>
        <source>%1 %2 ×</source>
        <translation>%1 %2 ×</translation>
    </message>
    <message>
        <source>tones</source>
        <translation>Tonwerte</translation>
    </message>
    <message>
        <source>colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>How much sharper the finished picture becomes (unsharp mask); 0 leaves it.</source>
        <translation>Wie viel schärfer das fertige Bild wird (Unschärfemaske); 0 lässt es.</translation>
    </message>
    <message>
        <source>Sharpen</source>
        <translation>Schärfen</translation>
    </message>
    <message>
        <source>Sharpen, slider</source>
        <translation>Schärfen, Regler</translation>
    </message>
    <message>
        <source>Film grain over the finished picture, by its seed; 0 adds none.</source>
        <translation>Filmkorn über dem fertigen Bild, nach seinem Seed; 0 fügt keines hinzu.</translation>
    </message>
    <message>
        <source>Grain</source>
        <translation>Korn</translation>
    </message>
    <message>
        <source>Grain, slider</source>
        <translation>Korn, Regler</translation>
    </message>
    <message>
        <source>sharpening</source>
        <translation>Schärfen</translation>
    </message>
    <message>
        <source>grain</source>
        <translation>Korn</translation>
    </message>
    <message>
        <source>sharper</source>
        <translation>schärfer</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>the whole picture</source>
        <translation>das ganze Bild</translation>
    </message>
    <message>
        <source>What the hires pass draws at once</source>
        <translation>Was der Hires-Durchgang auf einmal zeichnet</translation>
    </message>
    <message>
        <source>Tiles of so many pixels a side keep memory small however large the picture becomes; a ControlNet for tiles keeps them together.</source>
        <translation>Kacheln von so vielen Pixeln Seitenlänge brauchen wenig Speicher, so groß das Bild auch wird; ein ControlNet für Kacheln hält sie zusammen.</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Kacheln</translation>
    </message>
    <message>
        <source>hires tiles</source>
        <translation>Hires-Kacheln</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>Gesichter</translation>
    </message>
    <message>
        <source>A network makes the finished picture&apos;s faces anew (GFPGAN, CodeFormer, RestoreFormer as ONNX in the folder models/faces).</source>
        <translation>Ein Netz macht die Gesichter des fertigen Bilds neu (GFPGAN, CodeFormer, RestoreFormer als ONNX im Ordner models/faces).</translation>
    </message>
    <message>
        <source>Fidelity</source>
        <translation>Treue</translation>
    </message>
    <message>
        <source>Fidelity of restored faces</source>
        <translation>Treue der erneuerten Gesichter</translation>
    </message>
    <message>
        <source>Fidelity of restored faces, slider</source>
        <translation>Treue der erneuerten Gesichter, Regler</translation>
    </message>
    <message>
        <source>CodeFormer&apos;s weight: 0 looks best, 1 is truest to the picture; other networks have none.</source>
        <translation>CodeFormers Gewicht: 0 sieht am besten aus, 1 ist dem Bild am treusten; andere Netze haben keines.</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>Sichtbarkeit</translation>
    </message>
    <message>
        <source>Visibility of restored faces</source>
        <translation>Sichtbarkeit der erneuerten Gesichter</translation>
    </message>
    <message>
        <source>Visibility of restored faces, slider</source>
        <translation>Sichtbarkeit der erneuerten Gesichter, Regler</translation>
    </message>
    <message>
        <source>How much of the restored faces is seen; 1 is all of them.</source>
        <translation>Wie viel von den erneuerten Gesichtern zu sehen ist; 1 ist alles.</translation>
    </message>
    <message>
        <source>restored faces</source>
        <translation>erneuerte Gesichter</translation>
    </message>
    <message>
        <source>fidelity of faces</source>
        <translation>Treue der Gesichter</translation>
    </message>
    <message>
        <source>visibility of faces</source>
        <translation>Sichtbarkeit der Gesichter</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>Gesichter</translation>
    </message>
</context>
<context>
    <name>imagelab::Filmstrip</name>
    <message>
        <source>This batch</source>
        <translation>Diese Serie</translation>
    </message>
    <message>
        <source>Pictures of the same settings with other seeds; arrows choose.</source>
        <translation>Bilder derselben Einstellungen mit anderen Seeds; Pfeile wählen.</translation>
    </message>
</context>
<context>
    <name>imagelab::FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Ordnen</translation>
    </message>
    <message>
        <source>The order of the pictures.</source>
        <translation>Die Reihenfolge der Bilder.</translation>
    </message>
    <message>
        <source>Search pictures</source>
        <translation>Bilder suchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Sort: %1</source>
        <translation>Ordnen: %1</translation>
    </message>
    <message>
        <source>The rest is found by searching</source>
        <translation>Der Rest findet sich beim Suchen</translation>
    </message>
    <message>
        <source>Favourites only</source>
        <translation>Nur Favoriten</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>%1 or better</source>
        <translation>%1 oder besser</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Entstanden</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Shows only pictures of a model, a style, a rating and so on.</source>
        <translation>Zeigt nur Bilder eines Modells, eines Stils, einer Bewertung und so weiter.</translation>
    </message>
    <message>
        <source>shuffled</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Shuffled, anew each time</source>
        <translation>Gemischt, jedes Mal neu</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Shows the pictures of one album; pictures are dragged into them.</source>
        <translation>Zeigt die Bilder eines Albums; hinein kommen sie durch Ziehen.</translation>
    </message>
    <message>
        <source>Words of the prompt, tags, styles, model or file name; light* finds words that begin so, *ight* parts of words, &quot;red apple&quot; these words together, -apple leaves out, tag:print looks in the tags alone. What is offered while you type narrows to just that.</source>
        <translation>Wörter des Prompts, Schlagwörter, Stile, Modell oder Dateiname; licht* findet Wörter, die so beginnen, *icht* Teile von Wörtern, &quot;red apple&quot; diese Wörter zusammen, -apple lässt weg, tag:print sucht nur in den Schlagwörtern. Was beim Tippen angeboten wird, schränkt genau darauf ein.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
</context>
<context>
    <name>imagelab::FirstRunPage</name>
    <message>
        <source>Looking for models of other programs…</source>
        <translation>Sucht Modelle anderer Programme…</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Ready to draw</source>
        <translation>Bereit zum Zeichnen</translation>
    </message>
    <message>
        <source>A small model comes with Image Lab. It draws simple things, 128 pixels wide, in seconds and without a graphics card. Everything stays on this machine.</source>
        <translation>Image Lab bringt ein kleines Modell mit. Es zeichnet einfache Dinge, 128 Pixel breit, in Sekunden und ohne Grafikkarte. Alles bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Start with an example</source>
        <translation>Mit einem Beispiel beginnen</translation>
    </message>
    <message>
        <source>Puts a prompt on the left; Ctrl+Enter makes the picture.</source>
        <translation>Schreibt links einen Prompt; Strg+Eingabe macht das Bild.</translation>
    </message>
    <message>
        <source>Start with my own words</source>
        <translation>Mit eigenen Worten beginnen</translation>
    </message>
    <message>
        <source>Closes this page; Help &gt; Welcome brings it back.</source>
        <translation>Schließt diese Seite; Hilfe &gt; Willkommen bringt sie zurück.</translation>
    </message>
    <message>
        <source>Bring your models</source>
        <translation>Eigene Modelle mitbringen</translation>
    </message>
    <message>
        <source>SDXL models draw large and detailed pictures. Folders are only read, nothing in them is moved or changed.</source>
        <translation>SDXL-Modelle zeichnen große und genaue Bilder. Ordner werden nur gelesen, nichts darin wird bewegt oder geändert.</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Modellordner hinzufügen</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation>Ein Ordner mit Modellen, oder der von A1111 oder ComfyUI; nichts darin wird geändert.</translation>
    </message>
    <message>
        <source>Get a model…</source>
        <translation>Modell holen…</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>Modell holen</translation>
    </message>
    <message>
        <source>Fetches a known model, or one of Hugging Face.</source>
        <translation>Lädt ein bekanntes Modell herunter, oder eines von Hugging Face.</translation>
    </message>
    <message>
        <source>No models of other programs were found in your home folder.</source>
        <translation>In Ihrem persönlichen Ordner wurden keine Modelle anderer Programme gefunden.</translation>
    </message>
    <message>
        <source>Found on this machine:</source>
        <translation>Auf diesem Rechner gefunden:</translation>
    </message>
    <message>
        <source>%1, model files: %2 (%3)</source>
        <translation>%1, Modelldateien: %2 (%3)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add the models of %1</source>
        <translation>Die Modelle von %1 hinzufügen</translation>
    </message>
    <message>
        <source>Its models stand in the list from now on; nothing in it is changed.</source>
        <translation>Seine Modelle stehen ab jetzt in der Liste; nichts darin wird geändert.</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryCommands</name>
    <message>
        <source>a picture</source>
        <translation>ein Bild</translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (und %2 mehr)</translation>
    </message>
    <message>
        <source>&amp;Search pictures</source>
        <translation>Bilder &amp;suchen</translation>
    </message>
    <message>
        <source>Choose &amp;all that are shown</source>
        <translation>&amp;Alle gezeigten wählen</translation>
    </message>
    <message>
        <source>What is done next is done to all of them.</source>
        <translation>Was als Nächstes getan wird, geschieht mit allen.</translation>
    </message>
    <message>
        <source>&amp;Favourite</source>
        <translation>&amp;Favorit</translation>
    </message>
    <message>
        <source>Marks the chosen pictures, or takes the mark away.</source>
        <translation>Markiert die gewählten Bilder oder nimmt die Marke weg.</translation>
    </message>
    <message>
        <source>&amp;Rating</source>
        <translation>&amp;Bewertung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Rates the chosen pictures; kept in a file beside each.</source>
        <translation>Bewertet die gewählten Bilder; steht in einer Datei neben jedem.</translation>
    </message>
    <message>
        <source>Edit the &amp;tags</source>
        <translation>Schla&amp;gwörter bearbeiten</translation>
    </message>
    <message>
        <source>Words of your own to find the picture by.</source>
        <translation>Eigene Wörter, um das Bild wiederzufinden.</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Copies &amp;with their settings…</source>
        <translation>Kopien &amp;mit ihren Einstellungen…</translation>
    </message>
    <message>
        <source>Copies the files as they are.</source>
        <translation>Kopiert die Dateien, wie sie sind.</translation>
    </message>
    <message>
        <source>Copies with&amp;out their settings…</source>
        <translation>Kopien &amp;ohne ihre Einstellungen…</translation>
    </message>
    <message>
        <source>The same pixels, without a word on how they were made.</source>
        <translation>Dieselben Pixel, ohne ein Wort darüber, wie sie entstanden.</translation>
    </message>
    <message>
        <source>A &amp;captioned set…</source>
        <translation>Ein &amp;beschrifteter Satz…</translation>
    </message>
    <message>
        <source>Copies, each with its prompt in a text file beside it, as trainers read it.</source>
        <translation>Kopien, neben jeder ihr Prompt in einer Textdatei, wie Trainingsprogramme sie lesen.</translation>
    </message>
    <message>
        <source>Make a relief…</source>
        <translation>Relief machen…</translation>
    </message>
    <message>
        <source>The picture as a body to print: bright stands high.</source>
        <translation>Das Bild als Körper zum Drucken: Helles steht hoch.</translation>
    </message>
    <message>
        <source>Add a f&amp;older…</source>
        <translation>Or&amp;dner hinzufügen…</translation>
    </message>
    <message>
        <source>Its pictures, and those below it, join the gallery; files stay where they are.</source>
        <translation>Seine Bilder, auch die darunter, kommen in die Galerie; Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Move to the tras&amp;h</source>
        <translation>In den &amp;Papierkorb</translation>
    </message>
    <message>
        <source>Undo brings them back.</source>
        <translation>Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>favourite: %1</source>
        <translation>Favorit: %1</translation>
    </message>
    <message>
        <source>no favourite: %1</source>
        <translation>kein Favorit: %1</translation>
    </message>
    <message>
        <source>rating of %1</source>
        <translation>Bewertung: %1</translation>
    </message>
    <message>
        <source>tags of %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>trash: %1</source>
        <translation>Papierkorb: %1</translation>
    </message>
    <message>
        <source>Export %1 to</source>
        <translation>Exportieren: %1, nach</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>Wird exportiert: %1</translation>
    </message>
    <message>
        <source>Add a folder to the gallery</source>
        <translation>Ordner zur Galerie hinzufügen</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>Cancel this job</source>
        <translation>Diesen Auftrag abbrechen</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>Prompt kopieren</translation>
    </message>
    <message>
        <source>Copy the file&apos;s path</source>
        <translation>Pfad der Datei kopieren</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Puts the picture and its file on the clipboard, for other programs.</source>
        <translation>Legt das Bild und seine Datei in die Zwischenablage, für andere Programme.</translation>
    </message>
    <message>
        <source>Words of the prompt, tags, styles, model or file name.</source>
        <translation>Wörter des Prompts, Schlagwörter, Stile, Modell oder Dateiname.</translation>
    </message>
    <message>
        <source>Go on after a mark</source>
        <translation>Nach einer Marke weitergehen</translation>
    </message>
    <message>
        <source>A rating or a heart shows the next picture at once, for looking many through.</source>
        <translation>Eine Bewertung oder ein Herz zeigt gleich das nächste Bild, um viele durchzusehen.</translation>
    </message>
    <message>
        <source>&amp;Use its settings</source>
        <translation>Seine Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Takes every setting of the picture into yours; Undo takes it back.</source>
        <translation>Übernimmt jede Einstellung des Bildes in Ihre; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Start from it</source>
        <translation>Von ihm ausgehen</translation>
    </message>
    <message>
        <source>The next picture begins from this one; its strength says how far it moves away.</source>
        <translation>Das nächste Bild beginnt mit diesem; die Stärke sagt, wie weit es sich entfernt.</translation>
    </message>
    <message>
        <source>&amp;Keep its seed</source>
        <translation>Seinen Seed behalten</translation>
    </message>
    <message>
        <source>Your request takes the picture&apos;s seed and keeps it.</source>
        <translation>Ihre Vorgaben nehmen den Seed des Bildes und behalten ihn.</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Copy its seed</source>
        <translation>Seinen Seed kopieren</translation>
    </message>
    <message>
        <source>Puts the number on the clipboard.</source>
        <translation>Legt die Zahl in die Zwischenablage.</translation>
    </message>
    <message>
        <source>Copy its settings</source>
        <translation>Seine Einstellungen kopieren</translation>
    </message>
    <message>
        <source>Puts prompt and settings on the clipboard, a line each.</source>
        <translation>Legt Prompt und Einstellungen in die Zwischenablage, je eine Zeile.</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Fertig: %1</translation>
    </message>
    <message>
        <source>In the trash: %1</source>
        <translation>Im Papierkorb: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Enlarge…</source>
        <translation>Vergrößern …</translation>
    </message>
    <message>
        <source>A network makes the chosen pictures larger; they go into the queue together.</source>
        <translation>Ein Netz macht die gewählten Bilder größer; sie kommen zusammen in die Warteschlange.</translation>
    </message>
    <message>
        <source>Tag by a network</source>
        <translation>Von einem Netz verschlagworten</translation>
    </message>
    <message>
        <source>A WD tagger of your own (models/taggers) says what the chosen pictures show; without a choice those that have no tags.</source>
        <translation>Ein eigener WD-Tagger (models/taggers) sagt, was die gewählten Bilder zeigen; ohne Auswahl die ohne Schlagwörter.</translation>
    </message>
    <message>
        <source>Prompt from the picture</source>
        <translation>Prompt aus dem Bild</translation>
    </message>
    <message>
        <source>What a WD tagger of your own sees in it becomes your prompt; Undo takes it back.</source>
        <translation>Was ein eigener WD-Tagger darin sieht, wird Ihr Prompt; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Tagging</source>
        <translation>Verschlagworten</translation>
    </message>
    <message>
        <source>prompt from a picture</source>
        <translation>Prompt aus einem Bild</translation>
    </message>
</context>
<context>
    <name>imagelab::GalleryModel</name>
    <message>
        <source>Picture: %1</source>
        <translation>Bild: %1</translation>
    </message>
    <message>
        <source>Being made: %1</source>
        <translation>Entsteht: %1</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>Wartet: %1</translation>
    </message>
    <message>
        <source>Took: %1</source>
        <translation>Dauerte: %1</translation>
    </message>
    <message>
        <source>File: %1</source>
        <translation>Datei: %1</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <translation>Entstanden: %1</translation>
    </message>
    <message>
        <source>Program: %1</source>
        <translation>Programm: %1</translation>
    </message>
    <message>
        <source>Rating: %1</source>
        <translation>Bewertung: %1</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>rated %1 of 5</source>
        <translation>bewertet mit %1 von 5</translation>
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
        <translation>Pfeile wählen ein Bild, die Leertaste zeigt es groß, F markiert einen Favoriten, 1 bis 5 bewerten, die Menütaste sagt, was noch geht.</translation>
    </message>
    <message>
        <source>Trouble with the gallery</source>
        <translation>Schwierigkeit mit der Galerie</translation>
    </message>
    <message>
        <source>Make the index anew</source>
        <translation>Index neu aufbauen</translation>
    </message>
    <message>
        <source>Reads every picture of the gallery&apos;s folders again; ratings and tags are files beside the pictures and stay.</source>
        <translation>Liest jedes Bild der Galerieordner noch einmal; Bewertungen und Schlagwörter sind Dateien neben den Bildern und bleiben.</translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation>Größe der Vorschaubilder</translation>
    </message>
    <message>
        <source>Ctrl and the wheel over the pictures do the same.</source>
        <translation>Strg und das Rad über den Bildern tun dasselbe.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Ends after the picture at hand; Undo takes back what was done.</source>
        <translation>Endet nach dem Bild, das gerade dran ist; Rückgängig nimmt zurück, was getan wurde.</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2 von %3</translation>
    </message>
    <message>
        <source>%1 of %2 chosen</source>
        <translation>%1 von %2 gewählt</translation>
    </message>
    <message>
        <source>No picture fits. Take a condition away, or search for other words.</source>
        <translation>Kein Bild passt. Eine Bedingung entfernen oder nach anderen Wörtern suchen.</translation>
    </message>
    <message>
        <source>Pictures you make appear here. Folders with older ones join through Gallery &gt; Add a folder.</source>
        <translation>Hier erscheinen Ihre Bilder. Ordner mit älteren kommen über Galerie &gt; Ordner hinzufügen dazu.</translation>
    </message>
</context>
<context>
    <name>imagelab::GenerateButton</name>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter).</source>
        <translation>Macht das Bild (Strg+Eingabe).</translation>
    </message>
    <message>
        <source>Makes the picture (Ctrl+Enter): %1.</source>
        <translation>Macht das Bild (Strg+Eingabe): %1.</translation>
    </message>
</context>
<context>
    <name>imagelab::GridPanel</name>
    <message>
        <source>Export as one picture…</source>
        <translation>Als ein Bild exportieren…</translation>
    </message>
    <message>
        <source>Export as one picture</source>
        <translation>Als ein Bild exportieren</translation>
    </message>
    <message>
        <source>Close the grid</source>
        <translation>Raster schließen</translation>
    </message>
    <message>
        <source>Shows the picture again (Escape).</source>
        <translation>Zeigt wieder das Bild (Escape).</translation>
    </message>
    <message>
        <source>Reading %1 pictures…</source>
        <translation>%1 Bilder werden gelesen…</translation>
    </message>
    <message>
        <source>%1 across, %2 down</source>
        <translation>%1 nebeneinander, %2 untereinander</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>Nach %1</translation>
    </message>
    <message>
        <source>These pictures differ in no setting</source>
        <translation>Diese Bilder unterscheiden sich in keiner Einstellung</translation>
    </message>
    <message>
        <source>%1 left out: they differ in something else</source>
        <translation>%1 ausgelassen: Sie unterscheiden sich in etwas anderem</translation>
    </message>
    <message>
        <source>%1 do not say how they were made</source>
        <translation>%1 sagen nicht, wie sie entstanden</translation>
    </message>
    <message>
        <source>%1 of %2 are there</source>
        <translation>%1 von %2 sind da</translation>
    </message>
    <message>
        <source>a click takes one</source>
        <translation>ein Klick übernimmt eines</translation>
    </message>
    <message>
        <source>Saves the grid with its labels as a PNG or JPEG, all its sheets below each other.</source>
        <translation>Speichert das Raster mit seiner Beschriftung als PNG oder JPEG, alle seine Blätter untereinander.</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Blatt</translation>
    </message>
    <message>
        <source>Which value of the third setting is shown (Page Up, Page Down).</source>
        <translation>Welcher Wert der dritten Einstellung gezeigt wird (Bild auf, Bild ab).</translation>
    </message>
    <message>
        <source>Sheet before</source>
        <translation>Voriges Blatt</translation>
    </message>
    <message>
        <source>Shows the sheet before this one (Page Up).</source>
        <translation>Zeigt das Blatt vor diesem (Bild auf).</translation>
    </message>
    <message>
        <source>Next sheet</source>
        <translation>Nächstes Blatt</translation>
    </message>
    <message>
        <source>Shows the sheet behind this one (Page Down).</source>
        <translation>Zeigt das Blatt nach diesem (Bild ab).</translation>
    </message>
</context>
<context>
    <name>imagelab::GuidanceBox</name>
    <message>
        <source>More guidance</source>
        <translation>Mehr Guidance</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Other kinds of guidance, each of which can be added to the usual one.</source>
        <translation>Andere Arten der Guidance, die zur gewöhnlichen hinzukommen können.</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>Kontrast halten</translation>
    </message>
    <message>
        <source>How far guidance keeps the contrast of the picture without it: 0 not at all, 0.7 is usual for v-prediction models.</source>
        <translation>Wie weit die Guidance den Kontrast des Bildes ohne sie behält: 0 gar nicht, 0,7 ist bei v-Prediction-Modellen üblich.</translation>
    </message>
    <message>
        <source>Guided from</source>
        <translation>Guidance ab</translation>
    </message>
    <message>
        <source>Guidance counts from this share of the steps on.</source>
        <translation>Die Guidance zählt ab diesem Anteil der Schritte.</translation>
    </message>
    <message>
        <source>Guided to</source>
        <translation>Guidance bis</translation>
    </message>
    <message>
        <source>Guidance counts up to this share of the steps; ending early leaves the model free in the details.</source>
        <translation>Die Guidance zählt bis zu diesem Anteil der Schritte; endet sie früh, ist das Modell in den Einzelheiten frei.</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip Skip</translation>
    </message>
    <message>
        <source>Layers at the end of the text encoders that are left out, beyond the one that every SDXL model leaves out; SDXL models are trained with 0.</source>
        <translation>Schichten am Ende der Textencoder, die ausgelassen werden, über die eine hinaus, die jedes SDXL-Modell auslässt; SDXL-Modelle sind mit 0 trainiert.</translation>
    </message>
    <message>
        <source>guidance rescale</source>
        <translation>Kontrast der Guidance</translation>
    </message>
    <message>
        <source>guided steps</source>
        <translation>geführte Schritte</translation>
    </message>
    <message>
        <source>clip skip</source>
        <translation>Clip Skip</translation>
    </message>
</context>
<context>
    <name>imagelab::HistoryGraph</name>
    <message>
        <source>Load and memory of the last hour</source>
        <translation>Auslastung und Speicher der letzten Stunde</translation>
    </message>
    <message>
        <source>&lt;p&gt;The last hour: the line is load, the area is memory in use.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Die letzte Stunde: Die Linie ist die Auslastung, die Fläche der belegte Speicher.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>load, memory</source>
        <translation>Last, Speicher</translation>
    </message>
</context>
<context>
    <name>imagelab::JobControl</name>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>Makes the picture.</source>
        <translation>Macht das Bild.</translation>
    </message>
    <message>
        <source>&amp;Cancel the running job</source>
        <translation>Laufenden Auftrag &amp;abbrechen</translation>
    </message>
    <message>
        <source>Finished pictures stay.</source>
        <translation>Fertige Bilder bleiben.</translation>
    </message>
    <message>
        <source>Set aside, goes on from the queue</source>
        <translation>Zurückgestellt, geht aus der Warteschlange weiter</translation>
    </message>
    <message>
        <source>Done in %1</source>
        <translation>Fertig in %1</translation>
    </message>
    <message>
        <source>%1 pictures done in %2</source>
        <translation>%1 Bilder fertig in %2</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Cancelled, %1 finished kept</source>
        <translation>Abgebrochen, %1 fertige behalten</translation>
    </message>
    <message>
        <source>Not made, see above</source>
        <translation>Nicht gemacht, siehe oben</translation>
    </message>
    <message>
        <source>Image Lab %1</source>
        <translation>Image Lab %1</translation>
    </message>
    <message>
        <source>Back to &amp;live</source>
        <translation>Zurück zum Entstehenden</translation>
    </message>
    <message>
        <source>Shows the picture that is being made.</source>
        <translation>Zeigt das Bild, das gerade entsteht.</translation>
    </message>
</context>
<context>
    <name>imagelab::LibraryModel</name>
    <message>
        <source>unknown kind</source>
        <translation>unbekannte Art</translation>
    </message>
    <message>
        <source>needs about %1</source>
        <translation>braucht etwa %1</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>image encoder</source>
        <translation>Bildencoder</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>Rang %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>für %1</translation>
    </message>
    <message>
        <source>Trigger words: %1</source>
        <translation>Auslösewörter: %1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Tags: %1</translation>
    </message>
</context>
<context>
    <name>imagelab::LibraryPanel</name>
    <message>
        <source>Search models</source>
        <translation>Modelle suchen</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Modellordner hinzufügen</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation>Ein Ordner mit Modellen, oder der von A1111 oder ComfyUI; nichts darin wird geändert.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu einlesen</translation>
    </message>
    <message>
        <source>Reads all model folders anew.</source>
        <translation>Liest alle Modellordner neu.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Enter uses the model.</source>
        <translation>Eingabe verwendet das Modell.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation>Modell verwenden</translation>
    </message>
    <message>
        <source>Show the file</source>
        <translation>Datei zeigen</translation>
    </message>
    <message>
        <source>Opens its folder in the file manager.</source>
        <translation>Öffnet ihren Ordner im Dateimanager.</translation>
    </message>
    <message>
        <source>State of the models</source>
        <translation>Stand der Modelle</translation>
    </message>
    <message>
        <source>A model by name…</source>
        <translation>Bekanntes Modell…</translation>
    </message>
    <message>
        <source>Known models</source>
        <translation>Bekannte Modelle</translation>
    </message>
    <message>
        <source>Models that are often used, each from its page on Hugging Face.</source>
        <translation>Modelle, die oft verwendet werden, jedes von seiner Seite bei Hugging Face.</translation>
    </message>
    <message>
        <source>Name or link</source>
        <translation>Name oder Link</translation>
    </message>
    <message>
        <source>Model to fetch</source>
        <translation>Modell zum Herunterladen</translation>
    </message>
    <message>
        <source>A name from the list, a repository of Hugging Face, or the https:// link of a .safetensors file.</source>
        <translation>Ein Name der Liste, ein Repository bei Hugging Face oder der https://-Link einer .safetensors-Datei.</translation>
    </message>
    <message>
        <source>SHA-256, if you have it</source>
        <translation>SHA-256, falls bekannt</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>Downloads</translation>
    </message>
    <message>
        <source>Space pauses and goes on.</source>
        <translation>Leertaste hält an und setzt fort.</translation>
    </message>
    <message>
        <source>State of the downloads</source>
        <translation>Stand der Downloads</translation>
    </message>
    <message>
        <source>Nothing is being fetched. Choose a model by name, or paste the link of one.</source>
        <translation>Es wird nichts heruntergeladen. Ein bekanntes Modell wählen oder den Link eines Modells einfügen.</translation>
    </message>
    <message>
        <source>Why the download failed</source>
        <translation>Warum der Download scheiterte</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copies the message, for a bug report.</source>
        <translation>Kopiert die Meldung, für einen Fehlerbericht.</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Use as VAE</source>
        <translation>Als VAE verwenden</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Sucht Modelle…</translation>
    </message>
    <message>
        <source>No models besides the bundled one. Add the folder that holds yours, or fetch one on the right.</source>
        <translation>Keine Modelle außer dem mitgelieferten. Fügen Sie den Ordner mit Ihren hinzu, oder holen Sie rechts eines.</translation>
    </message>
    <message>
        <source>No model has these words.</source>
        <translation>Kein Modell enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Models: %1</source>
        <translation>Modelle: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>What was fetched stays, and the rest is fetched later.</source>
        <translation>Was geladen ist, bleibt; der Rest wird später geladen.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Takes the line away; the model stays.</source>
        <translation>Entfernt die Zeile; das Modell bleibt.</translation>
    </message>
    <message>
        <source>Stops it and deletes what was fetched so far.</source>
        <translation>Hält an und löscht, was bisher geladen wurde.</translation>
    </message>
    <message>
        <source>A SHA-256 has 64 digits.</source>
        <translation>Eine SHA-256 hat 64 Ziffern.</translation>
    </message>
    <message>
        <source>What the model is for</source>
        <translation>Wofür das Modell ist</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Look at the model</source>
        <translation>Modell ansehen</translation>
    </message>
    <message>
        <source>Shows picture, size and licence before anything is fetched.</source>
        <translation>Zeigt Bild, Größe und Lizenz, bevor etwas geladen wird.</translation>
    </message>
    <message>
        <source>refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>Use as refiner</source>
        <translation>Als Refiner verwenden</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Looks in name, kind, base model, tags, trigger words and your notes.</source>
        <translation>Sucht in Name, Art, Grundmodell, Tags, Auslösewörtern und Ihren Notizen.</translation>
    </message>
    <message>
        <source>Chooses it for the request: a VAE as its VAE, a LoRA on top of the model; Undo takes it back.</source>
        <translation>Wählt es für den Auftrag: ein VAE als sein VAE, ein LoRA auf das Modell; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Picture beside the model</source>
        <translation>Bild neben dem Modell</translation>
    </message>
    <message>
        <source>What is known of the model</source>
        <translation>Was über das Modell bekannt ist</translation>
    </message>
    <message>
        <source>Your notes</source>
        <translation>Ihre Notizen</translation>
    </message>
    <message>
        <source>Your notes on the model</source>
        <translation>Ihre Notizen zum Modell</translation>
    </message>
    <message>
        <source>Kept in Image Lab&apos;s own data; the search finds them.</source>
        <translation>In den Daten von Image Lab aufbewahrt; die Suche findet sie.</translation>
    </message>
    <message>
        <source>upscaler</source>
        <translation>Vergrößerer</translation>
    </message>
    <message>
        <source>a LoRA</source>
        <translation>ein LoRA</translation>
    </message>
    <message>
        <source>words of an embedding</source>
        <translation>Wörter eines Embeddings</translation>
    </message>
    <message>
        <source>Add this LoRA</source>
        <translation>Dieses LoRA hinzufügen</translation>
    </message>
    <message>
        <source>Insert its word</source>
        <translation>Sein Wort einsetzen</translation>
    </message>
</context>
<context>
    <name>imagelab::LogPanel</name>
    <message>
        <source>What jobs do and what goes wrong is noted here.</source>
        <translation>Was Aufträge tun und was schiefgeht, steht hier.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>What happened since the program was opened, the newest last.</source>
        <translation>Was seit dem Start des Programms geschah, das Neueste zuletzt.</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Copies the whole log, for a bug report.</source>
        <translation>Kopiert das ganze Protokoll, für einen Fehlerbericht.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>Protokoll leeren</translation>
    </message>
    <message>
        <source>Empties this list; nothing else is forgotten.</source>
        <translation>Leert diese Liste; sonst wird nichts vergessen.</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Auftrag %1</translation>
    </message>
    <message>
        <source>%1 started on %2: %3</source>
        <translation>%1 begann auf %2: %3</translation>
    </message>
    <message>
        <source>Trouble: </source>
        <translation>Störung: </translation>
    </message>
    <message>
        <source>%1 done in %2, %3</source>
        <translation>%1 fertig in %2, %3</translation>
    </message>
    <message>
        <source>; memory predicted %1, measured %2</source>
        <translation>; Speicher vorhergesagt %1, gemessen %2</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 gescheitert: %2</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <translation>%1 abgebrochen</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>%1 waits again</source>
        <translation>%1 wartet wieder</translation>
    </message>
    <message>
        <source>%1 started on %2: training “%3”</source>
        <translation>%1 beginnt auf %2: Training „%3“</translation>
    </message>
    <message>
        <source>%1 done in %2, a LoRA</source>
        <translation>%1 fertig in %2, ein LoRA</translation>
    </message>
</context>
<context>
    <name>imagelab::LoraRow</name>
    <message>
        <source>Strength of %1</source>
        <translation>Stärke von %1</translation>
    </message>
    <message>
        <source>1 is as it was trained; 0 leaves it away; below 0 it works the other way round.</source>
        <translation>1 ist wie trainiert; 0 lässt es weg; unter 0 wirkt es umgekehrt.</translation>
    </message>
    <message>
        <source>Another strength for the text</source>
        <translation>Eigene Stärke für den Text</translation>
    </message>
    <message>
        <source>The text encoders get a number of their own.</source>
        <translation>Die Textencoder bekommen eine eigene Zahl.</translation>
    </message>
    <message>
        <source>Strength of %1 on the text</source>
        <translation>Stärke von %1 auf den Text</translation>
    </message>
    <message>
        <source>How strongly the text encoders are changed.</source>
        <translation>Wie stark die Textencoder geändert werden.</translation>
    </message>
    <message>
        <source>Insert its words</source>
        <translation>Wörter einfügen</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>The model&apos;s weights become what they were; Undo brings it back.</source>
        <translation>Die Gewichte des Modells werden wieder, was sie waren; Rückgängig bringt es zurück.</translation>
    </message>
    <message>
        <source>strength of a LoRA</source>
        <translation>Stärke eines LoRA</translation>
    </message>
    <message>
        <source>strength of a LoRA on the text</source>
        <translation>Stärke eines LoRA auf den Text</translation>
    </message>
    <message>
        <source>removal of a LoRA</source>
        <translation>Entfernen eines LoRA</translation>
    </message>
    <message>
        <source>words of a LoRA</source>
        <translation>Wörter eines LoRA</translation>
    </message>
    <message>
        <source>Insert the words of %1</source>
        <translation>Die Wörter von %1 einfügen</translation>
    </message>
    <message>
        <source>Adds the words it was trained on to the prompt: %1</source>
        <translation>Fügt dem Prompt die Wörter an, mit denen es trainiert wurde: %1</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>%1, slider</source>
        <translation>%1, Schieber</translation>
    </message>
    <message>
        <source>How well %1 fits the model</source>
        <translation>Wie gut %1 zum Modell passt</translation>
    </message>
</context>
<context>
    <name>imagelab::LoraSection</name>
    <message>
        <source>DoRA as ComfyUI</source>
        <translation>DoRA wie ComfyUI</translation>
    </message>
    <message>
        <source>LoRAs with decomposed weights (DoRA) are put on as they were trained. ComfyUI has another formula: turn this on for a picture that was made there.</source>
        <translation>LoRAs mit zerlegten Gewichten (DoRA) werden so aufgetragen, wie sie trainiert wurden. ComfyUI hat eine andere Formel: für ein Bild einschalten, das dort entstanden ist.</translation>
    </message>
    <message>
        <source>Add a LoRA…</source>
        <translation>LoRA hinzufügen…</translation>
    </message>
    <message>
        <source>Add a LoRA</source>
        <translation>Ein LoRA hinzufügen</translation>
    </message>
    <message>
        <source>LoRAs change a model&apos;s style or teach it a subject. Those of the library; type to search.</source>
        <translation>LoRAs ändern den Stil eines Modells oder bringen ihm ein Motiv bei. Die der Bibliothek; zum Suchen tippen.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>Add a LoRA from a file</source>
        <translation>Ein LoRA aus einer Datei hinzufügen</translation>
    </message>
    <message>
        <source>A .safetensors file from anywhere; it can also be dropped here.</source>
        <translation>Eine .safetensors-Datei von irgendwo; sie kann auch hier abgelegt werden.</translation>
    </message>
    <message>
        <source>a LoRA</source>
        <translation>ein LoRA</translation>
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
        <translation>Aufträge werden nur im Speicher gehalten und enden mit dem Programm: %1</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>What runs goes on at its step when the program is opened again.</source>
        <translation>Was läuft, geht an seinem Schritt weiter, wenn das Programm wieder geöffnet wird.</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>&amp;Gallery</source>
        <translation>&amp;Galerie</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Grids and nights</source>
        <translation>Raster und Nächte</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
</context>
<context>
    <name>imagelab::MaskSection</name>
    <message>
        <source>Paint over it</source>
        <translation>Übermalen</translation>
    </message>
    <message>
        <source>Paint over the start picture</source>
        <translation>Das Startbild übermalen</translation>
    </message>
    <message>
        <source>Extend it</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>Extend the start picture</source>
        <translation>Das Startbild erweitern</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Maskenrand</translation>
    </message>
    <message>
        <source>Pixels over which old and new picture pass into each other at the mask&apos;s edge.</source>
        <translation>Pixel, über die altes und neues Bild am Rand der Maske ineinander übergehen.</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>Masked part alone</source>
        <translation>Nur der maskierte Teil</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>What is made: the whole picture, or the surroundings of the mask alone at full size, which gives small parts all details the model has.</source>
        <translation>Was entsteht: das ganze Bild oder nur die Umgebung der Maske in voller Größe, was kleinen Teilen alle Einzelheiten gibt, die das Modell kennt.</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Pixels around the mask that are made with it, so that it fits in.</source>
        <translation>Pixel um die Maske, die mit ihr entstehen, damit sie sich einfügt.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Colours around it</source>
        <translation>Farben ringsum</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllung</translation>
    </message>
    <message>
        <source>Soft mask</source>
        <translation>Weiche Maske</translation>
    </message>
    <message>
        <source>What is half painted changes half as much: in as large a share of the steps.</source>
        <translation>Halb Gemaltes ändert sich halb so stark: in einem entsprechenden Anteil der Schritte.</translation>
    </message>
    <message>
        <source>mask blur</source>
        <translation>weicher Rand der Maske</translation>
    </message>
    <message>
        <source>padding of the mask</source>
        <translation>Umgebung der Maske</translation>
    </message>
    <message>
        <source>area of the mask</source>
        <translation>Bereich der Maske</translation>
    </message>
    <message>
        <source>fill of the mask</source>
        <translation>Füllung der Maske</translation>
    </message>
    <message>
        <source>soft mask</source>
        <translation>weiche Maske</translation>
    </message>
    <message>
        <source>The mask over its picture</source>
        <translation>Die Maske über ihrem Bild</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>Nothing is masked any more; Undo brings it back.</source>
        <translation>Nichts ist mehr maskiert; Rückgängig bringt sie zurück.</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Extend: %1</source>
        <translation>Erweitern: %1</translation>
    </message>
    <message>
        <source>extended sides</source>
        <translation>erweiterte Seiten</translation>
    </message>
    <message>
        <source>The mask or its picture cannot be read.</source>
        <translation>Die Maske oder ihr Bild lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>%1 % of the picture are painted anew.</source>
        <translation>%1 % des Bildes werden neu gemalt.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>What the painted part starts from: what is there, nothing but noise, the colours around it, nothing (empty latents, as A1111&apos;s &quot;latent nothing&quot;), or grey (as ComfyUI encodes for inpainting).</source>
        <translation>Womit der gemalte Teil beginnt: mit dem, was da ist, mit nichts als Rauschen, mit den Farben ringsum, mit nichts (leere latente Werte, wie „latent nothing“ in A1111) oder mit Grau (wie ComfyUI zum Übermalen kodiert).</translation>
    </message>
</context>
<context>
    <name>imagelab::MemoryBar</name>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
</context>
<context>
    <name>imagelab::ModelPicker</name>
    <message>
        <source>The model&apos;s own</source>
        <translation>Wie im Modell</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Fehlt: %1</translation>
    </message>
    <message>
        <source>Separator</source>
        <translation>Trennlinie</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
</context>
<context>
    <name>imagelab::ModelSection</name>
    <message>
        <source>Models and downloads</source>
        <translation>Modelle und Downloads</translation>
    </message>
    <message>
        <source>Shows the models of this machine and fetches new ones.</source>
        <translation>Zeigt die Modelle dieses Rechners und holt neue.</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>Reading the model…</source>
        <translation>Das Modell wird gelesen…</translation>
    </message>
    <message>
        <source>%1 · draws best at %2</source>
        <translation>%1 · am besten mit %2</translation>
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
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>The negative prompt counts only with a guidance above 1.</source>
        <translation>Der negative Prompt zählt nur mit einer Guidance über 1.</translation>
    </message>
</context>
<context>
    <name>imagelab::NightForm</name>
    <message>
        <source>Theme</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>What the pictures show: each gets a prompt of its own from the theme&apos;s templates.</source>
        <translation>Was die Bilder zeigen: Jedes bekommt einen eigenen Prompt aus den Vorlagen des Themas.</translation>
    </message>
    <message>
        <source> h</source>
        <translation> h</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>The night ends after this time, whatever is done then.</source>
        <translation>Die Nacht endet nach dieser Zeit, was immer dann fertig ist.</translation>
    </message>
    <message>
        <source>Pictures of the night</source>
        <translation>Bilder der Nacht</translation>
    </message>
    <message>
        <source>The night ends when so many are made, or when its time is over.</source>
        <translation>Die Nacht endet, wenn so viele fertig sind oder ihre Zeit um ist.</translation>
    </message>
    <message>
        <source>The theme&apos;s</source>
        <translation>Die des Themas</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>All, in turn</source>
        <translation>Alle, der Reihe nach</translation>
    </message>
    <message>
        <source>Styles of the night</source>
        <translation>Stile der Nacht</translation>
    </message>
    <message>
        <source>The pictures take them in turn.</source>
        <translation>Die Bilder nehmen sie der Reihe nach.</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source> °C</source>
        <translation> °C</translation>
    </message>
    <message>
        <source>Hottest</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>A device that is hotter rests until it is five degrees cooler.</source>
        <translation>Ein Gerät, das heißer ist, ruht, bis es fünf Grad kühler ist.</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>imagelab::NoiseBox</name>
    <message>
        <source>Whose random numbers the noise is made of: choose another program&apos;s to make its picture again. Settings taken from a picture bring theirs.</source>
        <translation>Aus wessen Zufallszahlen das Rauschen besteht: Wählen Sie die eines anderen Programms, um dessen Bild noch einmal zu machen. Einstellungen, die aus einem Bild übernommen werden, bringen ihre mit.</translation>
    </message>
    <message>
        <source>How far the noise of the seed is turned towards that of a second seed: 0 not at all, 0.1 gives near relatives of a picture, 1 the second seed&apos;s. The pictures of a batch then vary around one seed.</source>
        <translation>Wie weit das Rauschen des Seeds zu dem eines zweiten Seeds gedreht wird: 0 gar nicht, 0,1 ergibt nahe Verwandte eines Bildes, 1 das des zweiten Seeds. Die Bilder eines Stapels variieren dann um einen Seed.</translation>
    </message>
    <message>
        <source>diffusers (usual)</source>
        <translation>diffusers (üblich)</translation>
    </message>
    <message>
        <source>Numbers of</source>
        <translation>Zahlen von</translation>
    </message>
    <message>
        <source>The program whose numbers the settings mean: noise levels of its schedules, first noise, weights of words, steps of image to image. Choose the one that made a picture to make it again; settings taken from a picture choose by themselves.</source>
        <translation>Das Programm, dessen Zahlen die Einstellungen meinen: Rauschstufen seiner Zeitpläne, erstes Rauschen, Gewichte der Wörter, Schritte von Bild zu Bild. Wählen Sie das, das ein Bild gemacht hat, um es noch einmal zu machen; Einstellungen aus einem Bild wählen von selbst.</translation>
    </message>
    <message>
        <source>program whose numbers are meant</source>
        <translation>Programm, dessen Zahlen gemeint sind</translation>
    </message>
    <message>
        <source>Variation seed</source>
        <translation>Variationsseed</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>This program (diffusers)</source>
        <translation>Dieses Programm (diffusers)</translation>
    </message>
    <message>
        <source>NVIDIA GPU (A1111, Forge)</source>
        <translation>NVIDIA-GPU (A1111, Forge)</translation>
    </message>
    <message>
        <source>ComfyUI</source>
        <translation>ComfyUI</translation>
    </message>
    <message>
        <source>Noise of</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>variation seed</source>
        <translation>Variationsseed</translation>
    </message>
    <message>
        <source>noise source</source>
        <translation>Rauschquelle</translation>
    </message>
    <message>
        <source>Seed resize</source>
        <translation>Seed-Größe</translation>
    </message>
    <message>
        <source>Width of the seed resize</source>
        <translation>Breite der Seed-Größe</translation>
    </message>
    <message>
        <source>Height of the seed resize</source>
        <translation>Höhe der Seed-Größe</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>seed resize</source>
        <translation>Seed-Größe</translation>
    </message>
    <message>
        <source>The size in pixels at which the first noise is drawn: it stands in the middle of that of the picture, so that a seed keeps its picture at another size. Off: the noise has the picture&apos;s size.</source>
        <translation>Die Größe in Pixeln, in der das erste Rauschen gezogen wird: Es steht in der Mitte dessen des Bildes, sodass ein Seed in anderer Größe sein Bild behält. Aus: Das Rauschen hat die Größe des Bildes.</translation>
    </message>
</context>
<context>
    <name>imagelab::Notifier</name>
    <message>
        <source>A picture was not made</source>
        <translation>Ein Bild wurde nicht gemacht</translation>
    </message>
    <message>
        <source>All pictures are done</source>
        <translation>Alle Bilder sind fertig</translation>
    </message>
    <message>
        <source>It took %1. The last one: %2</source>
        <translation>Es dauerte %1. Das letzte: %2</translation>
    </message>
    <message>
        <source>A training stopped</source>
        <translation>Ein Training ist stehengeblieben</translation>
    </message>
    <message>
        <source>A training is done</source>
        <translation>Ein Training ist fertig</translation>
    </message>
</context>
<context>
    <name>imagelab::OfferCard</name>
    <message>
        <source>Licence: its page does not name one</source>
        <translation>Lizenz: Auf seiner Seite steht keine</translation>
    </message>
    <message>
        <source>Licence: %1, to be read on its page</source>
        <translation>Lizenz: %1, auf seiner Seite nachzulesen</translation>
    </message>
    <message>
        <source>Licence: %1. %2</source>
        <translation>Lizenz: %1. %2</translation>
    </message>
    <message>
        <source>The model before it is fetched</source>
        <translation>Das Modell, bevor es geladen wird</translation>
    </message>
    <message>
        <source>Size and licence</source>
        <translation>Größe und Lizenz</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>Seine Seite</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Seine Seite öffnen</translation>
    </message>
    <message>
        <source>Opens the model&apos;s page in the browser: its licence, examples, how to ask for it.</source>
        <translation>Öffnet die Seite des Modells im Browser: Lizenz, Beispiele, wie man darum bittet.</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation>Modell holen</translation>
    </message>
    <message>
        <source>Fetches it into the models folder; what breaks off goes on later.</source>
        <translation>Lädt es in den Modellordner; was abbricht, geht später weiter.</translation>
    </message>
    <message>
        <source>Asking the server for size and licence…</source>
        <translation>Der Server wird nach Größe und Lizenz gefragt…</translation>
    </message>
    <message>
        <source>Size: %1</source>
        <translation>Größe: %1</translation>
    </message>
    <message>
        <source>Size: its server says it when it is fetched</source>
        <translation>Größe: Der Server nennt sie beim Laden</translation>
    </message>
    <message>
        <source>Its authors ask you to agree on its page first; HF_TOKEN holds your key.</source>
        <translation>Seine Autoren bitten zuerst um Zustimmung auf seiner Seite; HF_TOKEN enthält Ihren Schlüssel.</translation>
    </message>
    <message>
        <source>The server does not say size and licence: %1</source>
        <translation>Der Server nennt Größe und Lizenz nicht: %1</translation>
    </message>
</context>
<context>
    <name>imagelab::OutputSection</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation>Ausgabeordner wählen</translation>
    </message>
    <message>
        <source>format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>%1 loses nothing: quality is for JPEG and WebP.</source>
        <translation>%1 verliert nichts: Die Qualität gilt für JPEG und WebP.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>PNG, 16 bits</source>
        <translation>PNG, 16 Bit</translation>
    </message>
</context>
<context>
    <name>imagelab::Pages</name>
    <message>
        <source>example prompt</source>
        <translation>Beispiel-Prompt</translation>
    </message>
    <message>
        <source>&amp;Models and downloads</source>
        <translation>&amp;Modelle und Downloads</translation>
    </message>
    <message>
        <source>The models of this machine, and fetching new ones.</source>
        <translation>Die Modelle dieses Rechners, und neue holen.</translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>Einstellun&amp;gen…</translation>
    </message>
    <message>
        <source>Theme, folders, file names, devices, threads, memory.</source>
        <translation>Farben, Ordner, Dateinamen, Geräte, Threads, Speicher.</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>F&amp;arben</translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation>Wie der D&amp;esktop</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>D&amp;ark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Willkommen</translation>
    </message>
    <message>
        <source>The first page: the bundled model, and how to bring your own.</source>
        <translation>Die erste Seite: das mitgelieferte Modell, und wie man eigene mitbringt.</translation>
    </message>
    <message>
        <source>&amp;Terms in a sentence each</source>
        <translation>&amp;Begriffe in je einem Satz</translation>
    </message>
    <message>
        <source>What is guidance? What is a sampler?</source>
        <translation>Was ist Guidance? Was ist ein Sampler?</translation>
    </message>
    <message>
        <source>&amp;About Image Lab</source>
        <translation>Übe&amp;r Image Lab</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>About Image Lab</source>
        <translation>Über Image Lab</translation>
    </message>
    <message>
        <source>Image Lab %1</source>
        <translation>Image Lab %1</translation>
    </message>
    <message>
        <source>Makes pictures from words on your own machine.</source>
        <translation>Macht Bilder aus Worten, auf Ihrem eigenen Rechner.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. Qt %1, %2.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder neuer. Qt %1, %2.</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What can be done by keyboard, on one page.</source>
        <translation>Was mit der Tastatur geht, auf einer Seite.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>In the prompt</source>
        <translation>Im Prompt</translation>
    </message>
    <message>
        <source>Over the picture</source>
        <translation>Über dem Bild</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Auf, Ab</translation>
    </message>
    <message>
        <source>At its edges: earlier prompts</source>
        <translation>Am Rand: frühere Prompts</translation>
    </message>
    <message>
        <source>Ctrl+Up, Ctrl+Down</source>
        <translation>Strg+Auf, Strg+Ab</translation>
    </message>
    <message>
        <source>Weigh the words below the caret</source>
        <translation>Die Wörter an der Schreibmarke gewichten</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>The picture before, the next one</source>
        <translation>Das vorige Bild, das nächste</translation>
    </message>
    <message>
        <source>Whole picture or real pixels</source>
        <translation>Ganzes Bild oder echte Pixel</translation>
    </message>
    <message>
        <source>B, held</source>
        <translation>B, gehalten</translation>
    </message>
    <message>
        <source>Before: what it was made from, or the one looked at before</source>
        <translation>Vorher: woraus es entstand, oder das zuvor angesehene</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>imagelab::PaintingControl</name>
    <message>
        <source>extended sides</source>
        <translation>erweiterte Seiten</translation>
    </message>
    <message>
        <source>Paint &amp;over</source>
        <translation>Ü&amp;bermalen</translation>
    </message>
    <message>
        <source>Marks with a brush what of the picture is made anew; the picture itself stays as it is.</source>
        <translation>Markiert mit einem Pinsel, was vom Bild neu entsteht; das Bild selbst bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Paints what is made anew (B); Alt erases, Shift draws a straight line from the last stroke.</source>
        <translation>Malt, was neu entsteht (B); Alt radiert, Umschalt zieht eine Gerade vom letzten Strich.</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Takes away from the mask (E).</source>
        <translation>Nimmt von der Maske weg (E).</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Paints a rectangle (R); Alt erases it.</source>
        <translation>Malt ein Rechteck (R); Alt radiert es.</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Paints what is circled (L); Alt erases it.</source>
        <translation>Malt, was umkreist wird (L); Alt radiert es.</translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation>Nach Farbe füllen</translation>
    </message>
    <message>
        <source>Paints what is joined to the place clicked on and of about its colour (F); Alt erases it.</source>
        <translation>Malt, was mit der angeklickten Stelle zusammenhängt und etwa ihre Farbe hat (F); Alt radiert es.</translation>
    </message>
    <message>
        <source>Take the stroke back</source>
        <translation>Strich zurücknehmen</translation>
    </message>
    <message>
        <source>The mask as it was before (Ctrl+Z).</source>
        <translation>Die Maske, wie sie vorher war (Strg+Z).</translation>
    </message>
    <message>
        <source>Bring the stroke back</source>
        <translation>Strich wiederherstellen</translation>
    </message>
    <message>
        <source>What was taken back (Ctrl+Shift+Z).</source>
        <translation>Was zurückgenommen wurde (Strg+Umschalt+Z).</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>Maske umkehren</translation>
    </message>
    <message>
        <source>What was kept is made anew, and the other way round (I).</source>
        <translation>Was blieb, entsteht neu, und umgekehrt (I).</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>Maske leeren</translation>
    </message>
    <message>
        <source>Nothing is painted any more (Delete); Ctrl+Z brings it back.</source>
        <translation>Nichts ist mehr gemalt (Entf); Strg+Z bringt sie zurück.</translation>
    </message>
    <message>
        <source>Grow the mask</source>
        <translation>Maske wachsen lassen</translation>
    </message>
    <message>
        <source>By a 128th of the picture&apos;s longer side, all around; as often as you like.</source>
        <translation>Um ein 128stel der längeren Seite des Bildes, ringsum; so oft Sie mögen.</translation>
    </message>
    <message>
        <source>Shrink the mask</source>
        <translation>Maske schrumpfen lassen</translation>
    </message>
    <message>
        <source>Soften the mask&apos;s edge</source>
        <translation>Rand der Maske weicher machen</translation>
    </message>
    <message>
        <source>By a 128th of the picture&apos;s longer side; as often as you like.</source>
        <translation>Um ein 128stel der längeren Seite des Bildes; so oft Sie mögen.</translation>
    </message>
    <message>
        <source>Take a mask from a file…</source>
        <translation>Maske aus einer Datei nehmen…</translation>
    </message>
    <message>
        <source>Of a picture with transparency what is transparent is painted, of others what is white.</source>
        <translation>Von einem Bild mit Transparenz wird das Durchsichtige gemalt, von anderen das Weiße.</translation>
    </message>
    <message>
        <source>Take the picture&apos;s transparency</source>
        <translation>Transparenz des Bildes nehmen</translation>
    </message>
    <message>
        <source>What is transparent in the picture is painted.</source>
        <translation>Was im Bild durchsichtig ist, wird gemalt.</translation>
    </message>
    <message>
        <source>Compare the result with its original</source>
        <translation>Ergebnis mit seinem Original vergleichen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Before and after, with a slider between them.</source>
        <translation>Vorher und nachher, mit einem Schieber dazwischen.</translation>
    </message>
    <message>
        <source>Go on from the result</source>
        <translation>Mit dem Ergebnis weitermachen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>It becomes the start picture, without a mask; the original stays where it is.</source>
        <translation>Es wird zum Startbild, ohne Maske; das Original bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>Reject the result</source>
        <translation>Ergebnis verwerfen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Moves it to the trash, which Undo takes back, and shows the canvas again.</source>
        <translation>Verschiebt es in den Papierkorb, was Rückgängig zurücknimmt, und zeigt wieder die Leinwand.</translation>
    </message>
    <message>
        <source>There is nothing to paint over yet: choose a picture in the gallery, or a start picture.</source>
        <translation>Es gibt noch nichts zu übermalen: Wählen Sie ein Bild in der Galerie oder ein Startbild.</translation>
    </message>
    <message>
        <source>Choose a mask</source>
        <translation>Maske wählen</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>acceptance of the result</source>
        <translation>Annahme des Ergebnisses</translation>
    </message>
    <message>
        <source>The next picture begins from %1.</source>
        <translation>Das nächste Bild beginnt mit %1.</translation>
    </message>
    <message>
        <source>Choose a result first: a picture that was made from another one.</source>
        <translation>Wählen Sie erst ein Ergebnis: ein Bild, das aus einem anderen entstand.</translation>
    </message>
    <message>
        <source>Colour brush</source>
        <translation>Farbpinsel</translation>
    </message>
    <message>
        <source>Paints colours for the model to draw over (C); Alt takes a colour from the picture.</source>
        <translation>Malt Farben, über die das Modell zeichnet (C); Alt nimmt eine Farbe aus dem Bild.</translation>
    </message>
    <message>
        <source>Take the last mask again</source>
        <translation>Die letzte Maske wieder nehmen</translation>
    </message>
    <message>
        <source>That with which this picture was painted over last.</source>
        <translation>Die, mit der dieses Bild zuletzt übermalt wurde.</translation>
    </message>
    <message>
        <source>Mask the subject</source>
        <translation>Das Motiv maskieren</translation>
    </message>
    <message>
        <source>What a network takes for the picture&apos;s subject is added to the mask.</source>
        <translation>Was ein Netz für das Motiv des Bildes hält, kommt zur Maske.</translation>
    </message>
    <message>
        <source>Mask the background</source>
        <translation>Den Hintergrund maskieren</translation>
    </message>
    <message>
        <source>Whatever a network takes for no subject is added to the mask.</source>
        <translation>Was ein Netz für kein Motiv hält, kommt zur Maske.</translation>
    </message>
    <message>
        <source>Mask the faces</source>
        <translation>Die Gesichter maskieren</translation>
    </message>
    <message>
        <source>Faces that a detector finds are added to the mask.</source>
        <translation>Gesichter, die ein Detektor findet, kommen zur Maske.</translation>
    </message>
    <message>
        <source>Mask the hands</source>
        <translation>Die Hände maskieren</translation>
    </message>
    <message>
        <source>Hands that a detector finds are added to the mask.</source>
        <translation>Hände, die ein Detektor findet, kommen zur Maske.</translation>
    </message>
    <message>
        <source>Mask the persons</source>
        <translation>Die Personen maskieren</translation>
    </message>
    <message>
        <source>Persons that a detector finds are added to the mask.</source>
        <translation>Personen, die ein Detektor findet, kommen zur Maske.</translation>
    </message>
    <message>
        <source>This picture was painted over before: More &gt; Take the last mask again brings its mask back.</source>
        <translation>Dieses Bild wurde schon einmal übermalt: Mehr &gt; Die letzte Maske wieder nehmen bringt seine Maske zurück.</translation>
    </message>
    <message>
        <source>There is no picture to look at yet: make one, or choose one in the gallery.</source>
        <translation>Es gibt noch kein Bild zum Ansehen: Erzeugen Sie eines, oder wählen Sie eines in der Galerie.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird angesehen …</translation>
    </message>
    <message>
        <source>Nothing is found there.</source>
        <translation>Dort wird nichts gefunden.</translation>
    </message>
    <message>
        <source>Choose a detector</source>
        <translation>Detektor wählen</translation>
    </message>
    <message>
        <source>Detectors (%1)</source>
        <translation>Detektoren (%1)</translation>
    </message>
    <message>
        <source>The mask is in the request, but not beside its picture: %1</source>
        <translation>Die Maske steht in der Anfrage, liegt aber nicht bei ihrem Bild: %1</translation>
    </message>
</context>
<context>
    <name>imagelab::PaletteControl</name>
    <message>
        <source>&amp;Find anything…</source>
        <translation>Alles f&amp;inden…</translation>
    </message>
    <message>
        <source>Shows or hides this panel.</source>
        <translation>Zeigt oder verbirgt dieses Bedienfeld.</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1 verbergen</translation>
    </message>
    <message>
        <source>style %1</source>
        <translation>Stil %1</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Comes with the program</source>
        <translation>Kommt mit dem Programm</translation>
    </message>
    <message>
        <source>earlier prompt</source>
        <translation>früherer Prompt</translation>
    </message>
    <message>
        <source>Commands, styles, models, prompts, pictures and terms by a few letters; settings by name and value: steps 20.</source>
        <translation>Befehle, Stile, Modelle, Prompts, Bilder und Begriffe nach wenigen Buchstaben; Einstellungen nach Name und Wert: steps 20.</translation>
    </message>
    <message>
        <source>Opens this part of the request.</source>
        <translation>Öffnet diesen Teil der Vorgaben.</translation>
    </message>
    <message>
        <source>Suite %1</source>
        <translation>Suite %1</translation>
    </message>
    <message>
        <source>suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>No suite</source>
        <translation>Keine Suite</translation>
    </message>
    <message>
        <source>Without what %1 brought; the model stays.</source>
        <translation>Ohne was %1 mitbrachte; das Modell bleibt.</translation>
    </message>
</context>
<context>
    <name>imagelab::PaletteModel</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Begriff</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorlage</translation>
    </message>
</context>
<context>
    <name>imagelab::PartsBox</name>
    <message>
        <source>A file of weights, a folder, or a whole model from which only this part is taken; empty: the model&apos;s own.</source>
        <translation>Eine Gewichtsdatei, ein Ordner oder ein ganzes Modell, aus dem nur dieser Teil genommen wird; leer: der des Modells.</translation>
    </message>
    <message>
        <source>A folder with vocab.json and merges.txt; empty: the model&apos;s own.</source>
        <translation>Ein Ordner mit vocab.json und merges.txt; leer: der des Modells.</translation>
    </message>
    <message>
        <source>UNet</source>
        <translation>UNet</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>Text encoder 2</source>
        <translation>Textencoder 2</translation>
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
        <translation>Der des Modells</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Wählen: %1</translation>
    </message>
    <message>
        <source>VAE mix</source>
        <translation>VAE-Mischung</translation>
    </message>
    <message>
        <source>VAEs blended with the model&apos;s, as FILE:SHARE, several divided by semicolons; the model&apos;s keeps what their shares leave of 1.</source>
        <translation>VAEs, die mit dem des Modells gemischt werden, als DATEI:ANTEIL, mehrere durch Semikolon getrennt; dem des Modells bleibt, was ihre Anteile von 1 übrig lassen.</translation>
    </message>
    <message>
        <source>other.safetensors:0.3</source>
        <translation>anderes.safetensors:0.3</translation>
    </message>
</context>
<context>
    <name>imagelab::PictureIntake</name>
    <message>
        <source>The pasted text&apos;s settings are used, but not all: %1</source>
        <translation>Die Einstellungen des eingefügten Textes sind übernommen, aber nicht alle: %1</translation>
    </message>
    <message>
        <source>The text was a picture&apos;s settings: they fill the request</source>
        <translation>Der Text enthielt die Einstellungen eines Bildes: Sie stehen jetzt in den Vorgaben</translation>
    </message>
    <message>
        <source>use of a pasted text&apos;s settings</source>
        <translation>Übernahme der Einstellungen eines eingefügten Textes</translation>
    </message>
    <message>
        <source>Paste a p&amp;icture</source>
        <translation>Bild ei&amp;nfügen</translation>
    </message>
    <message>
        <source>Use the settings of the picture on the clipboard, or start from it.</source>
        <translation>Übernimmt die Einstellungen des Bildes in der Zwischenablage oder beginnt mit ihm.</translation>
    </message>
    <message>
        <source>%1: its settings cannot be used. %2</source>
        <translation>%1: Die Einstellungen sind nicht verwendbar. %2</translation>
    </message>
    <message>
        <source>use of a picture&apos;s settings</source>
        <translation>Übernahme der Einstellungen eines Bildes</translation>
    </message>
    <message>
        <source>Settings of %1 are used, but not all: %2</source>
        <translation>Die Einstellungen von %1 sind übernommen, aber nicht alle: %2</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard: copy one, or a picture file, and paste it then.</source>
        <translation>In der Zwischenablage ist kein Bild: Kopieren Sie eines oder eine Bilddatei, und fügen Sie es dann ein.</translation>
    </message>
</context>
<context>
    <name>imagelab::PictureView</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Wheel or + and - zoom, dragging and arrows move, Z changes between the whole picture and real pixels.</source>
        <translation>Rad oder + und - zoomen, Ziehen und Pfeile bewegen, Z wechselt zwischen ganzem Bild und echten Pixeln.</translation>
    </message>
</context>
<context>
    <name>imagelab::ProfileModel</name>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>schedule %1</source>
        <translation>Schedule %1</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>Guidance %1</translation>
    </message>
</context>
<context>
    <name>imagelab::ProfilePicker</name>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>Search styles: film, ink, dark…</source>
        <translation>Stile suchen: Film, Tusche, dunkel…</translation>
    </message>
    <message>
        <source>Search styles</source>
        <translation>Stile suchen</translation>
    </message>
    <message>
        <source>Looks in names, descriptions and the words a style adds.</source>
        <translation>Sucht in Namen, Beschreibungen und den Wörtern, die ein Stil hinzufügt.</translation>
    </message>
    <message>
        <source>Enter or a click adds a style or takes it away.</source>
        <translation>Eingabe oder ein Klick fügt einen Stil hinzu oder nimmt ihn weg.</translation>
    </message>
    <message>
        <source>style %1</source>
        <translation>Stil %1</translation>
    </message>
    <message>
        <source>Reading the styles…</source>
        <translation>Die Stile werden gelesen…</translation>
    </message>
    <message>
        <source>No styles were found. The program&apos;s files may be incomplete: install it again.</source>
        <translation>Es wurden keine Stile gefunden. Vielleicht fehlen Dateien des Programms: Installieren Sie es noch einmal.</translation>
    </message>
    <message>
        <source>No style has these words. Try another, or clear the search.</source>
        <translation>Kein Stil enthält diese Wörter. Versuchen Sie andere, oder leeren Sie die Suche.</translation>
    </message>
    <message>
        <source>Styles: %1. Choose one or several; each adds its words to the prompt.</source>
        <translation>Stile: %1. Wählen Sie einen oder mehrere; jeder fügt dem Prompt seine Wörter hinzu.</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptSection</name>
    <message>
        <source>Draw</source>
        <translation>Auslosen</translation>
    </message>
    <message>
        <source>Draw words anew</source>
        <translation>Wörter auslosen</translation>
    </message>
    <message>
        <source>{red|green} becomes one of its words and __name__ a line of that wildcard, drawn from the seed of each run. The picture keeps the words that were drawn, and what from.</source>
        <translation>{red|green} wird eines seiner Wörter und __name__ eine Zeile dieser Wildcard, aus dem Seed jedes Laufs gelost. Das Bild behält die gelosten Wörter und woraus sie stammen.</translation>
    </message>
    <message>
        <source>drawing of words</source>
        <translation>Auslosen von Wörtern</translation>
    </message>
    <message>
        <source>The words of the styles count, too.</source>
        <translation>Die Wörter der Stile zählen mit.</translation>
    </message>
    <message>
        <source>Chunks that the model reads one behind the other: %1.</source>
        <translation>Abschnitte, die das Modell nacheinander liest: %1.</translation>
    </message>
    <message>
        <source>%1 + %2</source>
        <translation>%1 + %2</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Weigh words in brackets</source>
        <translation>Wörter in Klammern gewichten</translation>
    </message>
    <message>
        <source>Saved prompts</source>
        <translation>Gespeicherte Prompts</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation>Speichert diesen Prompt unter einem Namen oder holt einen gespeicherten.</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>weighing of words</source>
        <translation>Gewichtung von Wörtern</translation>
    </message>
    <message>
        <source>This model reads brackets as they are written and weighs no words.</source>
        <translation>Dieses Modell liest Klammern, wie sie dastehen, und gewichtet keine Wörter.</translation>
    </message>
    <message>
        <source>%1 of %2 tokens with styles</source>
        <translation>%1 von %2 Tokens mit Stilen</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Tokens</translation>
    </message>
    <message>
        <source>Room for %1 tokens</source>
        <translation>Platz für %1 Tokens</translation>
    </message>
    <message>
        <source>Prompt: what the picture shows, for example %1</source>
        <translation>Prompt: was das Bild zeigt, zum Beispiel %1</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueCommands</name>
    <message>
        <source>pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>resuming</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>cancelling a job</source>
        <translation>Abbruch eines Auftrags</translation>
    </message>
    <message>
        <source>cancelling %1 jobs</source>
        <translation>Abbruch von %1 Aufträgen</translation>
    </message>
    <message>
        <source>moving in the queue</source>
        <translation>Verschieben in der Warteschlange</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>Priorität</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueControl</name>
    <message>
        <source>%1 pictures go into the queue</source>
        <translation>%1 Bilder kommen in die Warteschlange</translation>
    </message>
    <message>
        <source>Run all &amp;models…</source>
        <translation>Alle &amp;Modelle ausführen…</translation>
    </message>
    <message>
        <source>The request once with each model; says first how many pictures and how long.</source>
        <translation>Die Vorgaben einmal mit jedem Modell; sagt vorher, wie viele Bilder und wie lange.</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>Pa&amp;usieren</translation>
    </message>
    <message>
        <source>Pauses the selected jobs; those that run keep their step and free the device&apos;s memory.</source>
        <translation>Pausiert die gewählten Aufträge; laufende behalten ihren Schritt und geben den Speicher des Geräts frei.</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Lets paused jobs go on where they stopped.</source>
        <translation>Lässt pausierte Aufträge weitergehen, wo sie hielten.</translation>
    </message>
    <message>
        <source>Run agai&amp;n</source>
        <translation>Noch &amp;einmal ausführen</translation>
    </message>
    <message>
        <source>Lets failed and cancelled jobs run again; a failed one goes on at the step that was kept.</source>
        <translation>Führt gescheiterte und abgebrochene Aufträge noch einmal aus; gescheiterte gehen an dem Schritt weiter, der behalten wurde.</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Cancels the selected jobs; finished pictures stay, Undo takes it back.</source>
        <translation>Bricht die gewählten Aufträge ab; fertige Bilder bleiben, Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Run n&amp;ext</source>
        <translation>Als &amp;Nächstes ausführen</translation>
    </message>
    <message>
        <source>Moves the selected jobs to the front of the queue.</source>
        <translation>Stellt die gewählten Aufträge an den Anfang der Warteschlange.</translation>
    </message>
    <message>
        <source>Run &amp;last</source>
        <translation>Als &amp;Letztes ausführen</translation>
    </message>
    <message>
        <source>Moves the selected jobs to the end of the queue.</source>
        <translation>Stellt die gewählten Aufträge ans Ende der Warteschlange.</translation>
    </message>
    <message>
        <source>&amp;Higher priority</source>
        <translation>&amp;Höhere Priorität</translation>
    </message>
    <message>
        <source>Jobs of a higher priority run before all others.</source>
        <translation>Aufträge höherer Priorität laufen vor allen anderen.</translation>
    </message>
    <message>
        <source>Lo&amp;wer priority</source>
        <translation>Niedri&amp;gere Priorität</translation>
    </message>
    <message>
        <source>Jobs of a lower priority run behind all others.</source>
        <translation>Aufträge niedrigerer Priorität laufen nach allen anderen.</translation>
    </message>
    <message>
        <source>Pause &amp;all</source>
        <translation>Alle pau&amp;sieren</translation>
    </message>
    <message>
        <source>Pauses everything that runs or waits.</source>
        <translation>Pausiert alles, was läuft oder wartet.</translation>
    </message>
    <message>
        <source>Res&amp;ume all</source>
        <translation>Alle f&amp;ortsetzen</translation>
    </message>
    <message>
        <source>Lets everything that is paused go on.</source>
        <translation>Lässt alles weitergehen, was pausiert ist.</translation>
    </message>
    <message>
        <source>Cancel all that wa&amp;it</source>
        <translation>Alle &amp;wartenden abbrechen</translation>
    </message>
    <message>
        <source>Cancels every job that waits or is paused; what runs goes on, Undo takes it back.</source>
        <translation>Bricht jeden Auftrag ab, der wartet oder pausiert ist; was läuft, geht weiter, Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>No&amp;tify when long work ends</source>
        <translation>&amp;Benachrichtigen, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>Tells the desktop while this window is not active.</source>
        <translation>Sagt es dem Desktop, wenn dieses Fenster nicht vorn ist.</translation>
    </message>
    <message>
        <source>clearing the queue</source>
        <translation>Leeren der Warteschlange</translation>
    </message>
    <message>
        <source>use of a job&apos;s settings</source>
        <translation>Übernahme der Einstellungen eines Auftrags</translation>
    </message>
    <message>
        <source>Run all st&amp;yles…</source>
        <translation>Alle Stile durchlaufen…</translation>
    </message>
    <message>
        <source>The request once with each style; says first how many pictures and how long.</source>
        <translation>Die Vorgaben einmal mit jedem Stil; sagt vorher, wie viele Bilder und wie lange.</translation>
    </message>
    <message>
        <source>Show its pictures</source>
        <translation>Seine Bilder zeigen</translation>
    </message>
    <message>
        <source>The picture of the selected job; those of a group side by side.</source>
        <translation>Das Bild des gewählten Auftrags; die einer Gruppe nebeneinander.</translation>
    </message>
    <message>
        <source>Use its &amp;settings</source>
        <translation>Seine Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Takes the settings of the selected job into yours; Undo takes it back.</source>
        <translation>Übernimmt die Einstellungen des gewählten Auftrags in Ihre; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Clear what is &amp;finished</source>
        <translation>Fertiges ausblenden</translation>
    </message>
    <message>
        <source>Takes jobs that are over out of the list; pictures stay, Undo brings them back.</source>
        <translation>Nimmt beendete Aufträge aus der Liste; Bilder bleiben, Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>Play a sound when long work ends</source>
        <translation>Tönen, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>The desktop&apos;s sound for what is done.</source>
        <translation>Der Ton des Desktops für Erledigtes.</translation>
    </message>
    <message>
        <source>Keep quiet for a screencast</source>
        <translation>Still sein für eine Aufnahme</translation>
    </message>
    <message>
        <source>No notices and no sounds until it is switched off or the program ends.</source>
        <translation>Keine Hinweise und keine Töne, bis es ausgeschaltet wird oder das Programm endet.</translation>
    </message>
    <message>
        <source>A night is started; its jobs come into the queue</source>
        <translation>Eine Nacht ist gestartet; ihre Aufträge kommen in die Warteschlange</translation>
    </message>
    <message>
        <source>A night of pictures…</source>
        <translation>Eine Nacht voller Bilder…</translation>
    </message>
    <message>
        <source>Hours of pictures from a theme, unattended; the queue shows and stops it.</source>
        <translation>Stundenlang Bilder zu einem Thema, ohne Aufsicht; die Warteschlange zeigt und beendet es.</translation>
    </message>
    <message>
        <source>Stop the night</source>
        <translation>Nacht beenden</translation>
    </message>
    <message>
        <source>The night of the selected jobs ends after the step that runs; what is made stays.</source>
        <translation>Die Nacht der gewählten Aufträge endet nach dem laufenden Schritt; was fertig ist, bleibt.</translation>
    </message>
    <message>
        <source>The night could not be stopped: it may have ended.</source>
        <translation>Die Nacht konnte nicht beendet werden: Vielleicht ist sie schon zu Ende.</translation>
    </message>
    <message>
        <source>X/Y/Z &amp;grid…</source>
        <translation>X/Y/Z-&amp;Raster…</translation>
    </message>
    <message>
        <source>The request over up to three settings, one picture for each combination of their values.</source>
        <translation>Die Vorgaben über bis zu drei Einstellungen, ein Bild für jede Kombination ihrer Werte.</translation>
    </message>
    <message>
        <source>enlarging %1</source>
        <translation>Vergrößern: %1</translation>
    </message>
    <message>
        <source>%1 go into the queue to be enlarged</source>
        <translation>%1 kommen zum Vergrößern in die Warteschlange</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>Grid…</source>
        <translation>Raster…</translation>
    </message>
    <message>
        <source>Night…</source>
        <translation>Nacht…</translation>
    </message>
</context>
<context>
    <name>imagelab::QueueModel</name>
    <message>
        <source>Smoothed energy</source>
        <translation>Geglättete Energie</translation>
    </message>
    <message>
        <source>Blur of smoothed energy</source>
        <translation>Unschärfe der geglätteten Energie</translation>
    </message>
    <message>
        <source>Normalized attention</source>
        <translation>Normalisierte Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Parallel part of guidance</source>
        <translation>Paralleler Teil der Guidance</translation>
    </message>
    <message>
        <source>Longest guidance</source>
        <translation>Längste Guidance</translation>
    </message>
    <message>
        <source>Momentum of guidance</source>
        <translation>Schwung der Guidance</translation>
    </message>
    <message>
        <source>Mimicked guidance</source>
        <translation>Nachgeahmte Guidance</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Maskenweichzeichnung</translation>
    </message>
    <message>
        <source>Hires scale</source>
        <translation>Hires-Faktor</translation>
    </message>
    <message>
        <source>Hires strength</source>
        <translation>Hires-Stärke</translation>
    </message>
    <message>
        <source>Guidance rescale</source>
        <translation>Kontrast der Guidance</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip Skip</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
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
        <translation>Schedule</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Words of the prompt</source>
        <translation>Wörter des Prompts</translation>
    </message>
    <message>
        <source>Words of the negative prompt</source>
        <translation>Wörter des negativen Prompts</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Group %1</source>
        <translation>Gruppe %1</translation>
    </message>
    <message>
        <source>Added at %1</source>
        <translation>Hinzugefügt um %1</translation>
    </message>
    <message>
        <source>Grid: %1 × %2</source>
        <translation>Raster: %1 × %2</translation>
    </message>
    <message>
        <source>%1: %2 values</source>
        <translation>%1: %2 Werte</translation>
    </message>
    <message>
        <source>Job %1 · %2 pictures</source>
        <translation>Auftrag %1 · %2 Bilder</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Auftrag %1</translation>
    </message>
    <message>
        <source>Memory predicted: %1</source>
        <translation>Speicher vorhergesagt: %1</translation>
    </message>
    <message>
        <source>Memory measured: %1</source>
        <translation>Speicher gemessen: %1</translation>
    </message>
    <message>
        <source>1 job</source>
        <translation>1 Auftrag</translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n Auftrag</numerusform>
            <numerusform>%n Aufträge</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 to go</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priorität</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Waiting, goes on at %1 %</source>
        <translation>Wartet, geht bei %1 % weiter</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Paused at %1 %</source>
        <translation>Pausiert bei %1 %</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Fertig: %1</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Pausiert gleich</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>Bricht ab</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>%1, by process %2</source>
        <translation>%1, durch Prozess %2</translation>
    </message>
    <message>
        <source>Left to a newer version</source>
        <translation>Einer neueren Version überlassen</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>Waits for its night</source>
        <translation>Wartet auf seine Nacht</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>%1 fertig</translation>
    </message>
    <message>
        <source>%1 not made</source>
        <translation>%1 nicht gemacht</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <translation>%1 abgebrochen</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>These jobs are run by %1 alone, within its hours and limits; one that was cut off goes on when it is started again. Here they may be paused, moved and cancelled.</source>
        <translation>Diese Aufträge führt nur %1 aus, in seinen Stunden und Grenzen; wurde es unterbrochen, geht es weiter, wenn es wieder gestartet wird. Hier lassen sie sich anhalten, verschieben und abbrechen.</translation>
    </message>
    <message>
        <source>Refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>Start of the refiner</source>
        <translation>Beginn des Refiners</translation>
    </message>
    <message>
        <source>Strength of the refiner</source>
        <translation>Stärke des Refiners</translation>
    </message>
    <message>
        <source>Perturbed attention</source>
        <translation>Gestörte Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Hires steps</source>
        <translation>Hires-Schritte</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Rauschstärke</translation>
    </message>
    <message>
        <source>Guidance from</source>
        <translation>Guidance ab</translation>
    </message>
    <message>
        <source>Guidance up to</source>
        <translation>Guidance bis</translation>
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
        <translation>Raster: %1 × %2 × %3</translation>
    </message>
    <message>
        <source>Enlarge %1</source>
        <translation>%1 vergrößern</translation>
    </message>
    <message>
        <source>Training “%1”</source>
        <translation>Training „%1“</translation>
    </message>
    <message>
        <source>After step %1</source>
        <translation>Nach Schritt %1</translation>
    </message>
    <message>
        <source>Training, step %1 of %2, loss %3</source>
        <translation>Trainiert, Schritt %1 von %2, Verlust %3</translation>
    </message>
    <message>
        <source>Preparing to train</source>
        <translation>Bereitet das Training vor</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Grain</source>
        <translation>Korn</translation>
    </message>
    <message>
        <source>Fidelity of faces</source>
        <translation>Treue der Gesichter</translation>
    </message>
    <message>
        <source>Visibility of restored faces</source>
        <translation>Deckkraft erneuerter Gesichter</translation>
    </message>
    <message>
        <source>DeepCache&apos;s interval</source>
        <translation>Abstand von DeepCache</translation>
    </message>
</context>
<context>
    <name>imagelab::QueuePanel</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Nothing waits. Press Generate as often as you like: jobs line up here and run one after the other, and those that are not done go on when you open the program again.</source>
        <translation>Nichts wartet. Drücken Sie Erzeugen, so oft Sie mögen: Aufträge reihen sich hier ein und laufen nacheinander; was nicht fertig ist, geht beim nächsten Start weiter.</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 in Arbeit</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 wartend</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>1 picture to come</source>
        <translation>noch 1 Bild</translation>
    </message>
    <message>
        <source>%1 pictures to come</source>
        <translation>noch %1 Bilder</translation>
    </message>
    <message>
        <source>all done in about %1</source>
        <translation>alle fertig in etwa %1</translation>
    </message>
    <message>
        <source>%1 of them for their night</source>
        <translation>davon %1 auf ihre Nacht</translation>
    </message>
    <message>
        <source>Jobs in the order they run. Return shows the picture, or a group&apos;s side by side; drag one to another place; Delete cancels, the menu key lists what can be done.</source>
        <translation>Aufträge in der Reihenfolge, in der sie laufen. Eingabe zeigt das Bild, bei einer Gruppe ihre Bilder nebeneinander; einer lässt sich an eine andere Stelle ziehen; Entf bricht ab, die Menütaste zeigt, was möglich ist.</translation>
    </message>
</context>
<context>
    <name>imagelab::QuickSettings</name>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>number of pictures</source>
        <translation>Anzahl der Bilder</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
</context>
<context>
    <name>imagelab::RatingBar</name>
    <message>
        <source>Favourite and rating</source>
        <translation>Favorit und Bewertung</translation>
    </message>
    <message>
        <source>The heart marks a favourite, the stars rate from 1 to 5; kept in a file beside the picture.</source>
        <translation>Das Herz markiert einen Favoriten, die Sterne bewerten von 1 bis 5; steht in einer Datei neben dem Bild.</translation>
    </message>
    <message>
        <source>Favourite and rating: %1, %2 of 5</source>
        <translation>Favorit und Bewertung: %1, %2 von 5</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>no favourite</source>
        <translation>kein Favorit</translation>
    </message>
</context>
<context>
    <name>imagelab::RefinerControl</name>
    <message>
        <source>As needed</source>
        <translation>Nach Bedarf</translation>
    </message>
    <message>
        <source>Takes over at</source>
        <translation>Übergabe</translation>
    </message>
    <message>
        <source>The share of the noise behind which the refiner goes on; 1 lets it go over the finished picture once more.</source>
        <translation>Der Anteil des Rauschens, nach dem der Refiner weitermacht; bei 1 geht er noch einmal über das fertige Bild.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>How far the refiner may move away from the first picture.</source>
        <translation>Wie weit sich der Refiner vom ersten Bild entfernen darf.</translation>
    </message>
    <message>
        <source>Strength as needed</source>
        <translation>Stärke nach Bedarf</translation>
    </message>
    <message>
        <source>Sharpness, noise, exposure, colours and structure of the first picture decide how strongly it is refined, or that it is not.</source>
        <translation>Schärfe, Rauschen, Belichtung, Farben und Struktur des ersten Bildes entscheiden, wie stark es verfeinert wird oder dass es so bleibt.</translation>
    </message>
    <message>
        <source>refiner</source>
        <translation>Refiner</translation>
    </message>
    <message>
        <source>start of the refiner</source>
        <translation>Beginn des Refiners</translation>
    </message>
    <message>
        <source>strength of the refiner</source>
        <translation>Stärke des Refiners</translation>
    </message>
</context>
<context>
    <name>imagelab::ReliefDialog</name>
    <message>
        <source>Larger than most printers&apos; bed of 256 mm.</source>
        <translation>Größer als das Druckbett der meisten Drucker (256 mm).</translation>
    </message>
    <message>
        <source>Thinner than 0.6 mm at its lowest place: it may break.</source>
        <translation>An der tiefsten Stelle dünner als 0,6 mm: Es kann brechen.</translation>
    </message>
    <message>
        <source>%1 % are walls thinner than a nozzle of 0.4 mm.</source>
        <translation>%1 % sind Wände, die dünner sind als eine Düse von 0,4 mm.</translation>
    </message>
    <message>
        <source>Make a relief of %1</source>
        <translation>Relief aus %1 machen</translation>
    </message>
    <message>
        <source>The relief</source>
        <translation>Das Relief</translation>
    </message>
    <message>
        <source>Drag it, or press the arrow keys, to turn it; a double click turns it back.</source>
        <translation>Ziehen oder Pfeiltasten drehen es; ein Doppelklick dreht es zurück.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>The picture&apos;s shape gives the height.</source>
        <translation>Die Höhe folgt aus der Form des Bildes.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>From the lowest place to the highest.</source>
        <translation>Von der tiefsten Stelle zur höchsten.</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>What it stands on.</source>
        <translation>Worauf es steht.</translation>
    </message>
    <message>
        <source>Black stands high</source>
        <translation>Schwarz steht hoch</translation>
    </message>
    <message>
        <source>As a picture that is lit from behind needs it.</source>
        <translation>Wie ein Bild es braucht, das von hinten beleuchtet wird.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Slicers read all three; 3MF is the smallest.</source>
        <translation>Druckprogramme lesen alle drei; 3MF ist am kleinsten.</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>Das Bild wird gelesen…</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 mm, %4 cm³</source>
        <translation>%1 × %2 × %3 mm, %4 cm³</translation>
    </message>
    <message>
        <source>Save the relief</source>
        <translation>Relief speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A relief is written as .stl, .obj or .3mf: name it so.</source>
        <translation>Ein Relief wird als .stl, .obj oder .3mf geschrieben: Bitte so benennen.</translation>
    </message>
    <message>
        <source>Stopped; nothing was written.</source>
        <translation>Angehalten; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestCommands</name>
    <message>
        <source>Draw the regions here</source>
        <translation>Hier die Bereiche zeichnen</translation>
    </message>
    <message>
        <source>Regions over the picture</source>
        <translation>Bereiche über dem Bild</translation>
    </message>
    <message>
        <source>Drag to draw a region, its inside to move it, its edges to size it; Esc ends it.</source>
        <translation>Ziehen zeichnet einen Bereich, an seinem Inneren verschiebt, an seinen Rändern ändert die Größe; Esc beendet es.</translation>
    </message>
    <message>
        <source>Choose the mask of a region</source>
        <translation>Die Maske eines Bereichs wählen</translation>
    </message>
    <message>
        <source>The saved prompts could not be written: %1</source>
        <translation>Die gespeicherten Prompts konnten nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>&amp;Open a model file…</source>
        <translation>Modell&amp;datei öffnen…</translation>
    </message>
    <message>
        <source>Open a model &amp;folder…</source>
        <translation>Modell&amp;ordner öffnen…</translation>
    </message>
    <message>
        <source>&amp;Start from a picture…</source>
        <translation>Mit einem &amp;Bild beginnen…</translation>
    </message>
    <message>
        <source>&amp;Choose the output folder…</source>
        <translation>&amp;Ausgabeordner wählen…</translation>
    </message>
    <message>
        <source>Open the output fol&amp;der</source>
        <translation>Ausgabeo&amp;rdner öffnen</translation>
    </message>
    <message>
        <source>Shows the pictures in the file manager.</source>
        <translation>Zeigt die Bilder im Dateimanager.</translation>
    </message>
    <message>
        <source>Go to the &amp;prompt</source>
        <translation>Zum &amp;Prompt</translation>
    </message>
    <message>
        <source>Roll the see&amp;d</source>
        <translation>Seed wür&amp;feln</translation>
    </message>
    <message>
        <source>&amp;Lock or open the seed</source>
        <translation>Seed fest&amp;halten oder lösen</translation>
    </message>
    <message>
        <source>Add a st&amp;yle…</source>
        <translation>&amp;Stil hinzufügen…</translation>
    </message>
    <message>
        <source>Saves this prompt under a name, or brings a saved one.</source>
        <translation>Speichert diesen Prompt unter einem Namen oder holt einen gespeicherten.</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Modelldatei wählen</translation>
    </message>
    <message>
        <source>Models (%1)</source>
        <translation>Modelle (%1)</translation>
    </message>
    <message>
        <source>Choose a VAE</source>
        <translation>VAE wählen</translation>
    </message>
    <message>
        <source>VAE (%1)</source>
        <translation>VAE (%1)</translation>
    </message>
    <message>
        <source>Choose a folder with models</source>
        <translation>Ordner mit Modellen wählen</translation>
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation>Startbild wählen</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>Bilder (%1)</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation>Ausgabeordner wählen</translation>
    </message>
    <message>
        <source>output folder</source>
        <translation>Ausgabeordner</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>start picture</source>
        <translation>Startbild</translation>
    </message>
    <message>
        <source>Choose a LoRA</source>
        <translation>Ein LoRA wählen</translation>
    </message>
    <message>
        <source>LoRA (%1)</source>
        <translation>LoRA (%1)</translation>
    </message>
    <message>
        <source>&amp;Saved prompts and presets…</source>
        <translation>&amp;Gespeicherte Prompts und Vorlagen…</translation>
    </message>
    <message>
        <source>Simple request</source>
        <translation>Einfache Vorgaben</translation>
    </message>
    <message>
        <source>Prompt, shape, style and Generate; everything else keeps its value and is out of sight.</source>
        <translation>Prompt, Form, Stil und Erzeugen; alles andere behält seinen Wert und ist nicht zu sehen.</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Save all settings as a &amp;preset…</source>
        <translation>Alle Einstellungen als &amp;Vorlage speichern…</translation>
    </message>
    <message>
        <source>Keeps the whole request under a name: model, prompt, size, steps, styles and all else.</source>
        <translation>Behält alle Vorgaben unter einem Namen: Modell, Prompt, Größe, Schritte, Stile und alles andere.</translation>
    </message>
    <message>
        <source>Save a preset</source>
        <translation>Vorlage speichern</translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation>Name der Vorlage:</translation>
    </message>
    <message>
        <source>saved prompt %1</source>
        <translation>gespeicherter Prompt %1</translation>
    </message>
    <message>
        <source>Choose a folder of the model&apos;s part</source>
        <translation>Einen Ordner mit dem Teil des Modells wählen</translation>
    </message>
    <message>
        <source>Choose a file of the model&apos;s part</source>
        <translation>Eine Datei mit dem Teil des Modells wählen</translation>
    </message>
    <message>
        <source>part of the model</source>
        <translation>Teil des Modells</translation>
    </message>
    <message>
        <source>Choose a ControlNet</source>
        <translation>Ein ControlNet wählen</translation>
    </message>
    <message>
        <source>ControlNet (%1)</source>
        <translation>ControlNet (%1)</translation>
    </message>
    <message>
        <source>Choose a control picture</source>
        <translation>Ein Kontrollbild wählen</translation>
    </message>
    <message>
        <source>Choose a reference picture</source>
        <translation>Ein Referenzbild wählen</translation>
    </message>
    <message>
        <source>Choose an IP-Adapter</source>
        <translation>Einen IP-Adapter wählen</translation>
    </message>
    <message>
        <source>IP-Adapter (%1)</source>
        <translation>IP-Adapter (%1)</translation>
    </message>
    <message>
        <source>Choose the mask of a reference picture</source>
        <translation>Die Maske eines Referenzbilds wählen</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestDesk</name>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
</context>
<context>
    <name>imagelab::RequestPanel</name>
    <message>
        <source>Enlarge and finish</source>
        <translation>Vergrößern und Abschluss</translation>
    </message>
    <message>
        <source>Styles</source>
        <translation>Stile</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>start picture</source>
        <translation>Startbild</translation>
    </message>
    <message>
        <source>strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>Einpassung</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>Schreiben Sie zuerst einen Prompt.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Does what the message advises.</source>
        <translation>Tut, was die Meldung rät.</translation>
    </message>
    <message>
        <source>removal of %1</source>
        <translation>Wegnahme von %1</translation>
    </message>
</context>
<context>
    <name>imagelab::ResultsPanel</name>
    <message>
        <source>Open the page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>What worked</source>
        <translation>Was gelang</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>What worked best so far, or one of the nights.</source>
        <translation>Was bisher am besten gelang, oder eine der Nächte.</translation>
    </message>
    <message>
        <source>Opens this with plots or thumbnails in the browser.</source>
        <translation>Öffnet dies mit Diagrammen oder Vorschaubildern im Browser.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu einlesen</translation>
    </message>
    <message>
        <source>Counts anew, with the hearts and stars given since.</source>
        <translation>Zählt neu, mit den seither vergebenen Herzen und Sternen.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Wird gezählt …</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>What worked, in numbers.</source>
        <translation>Was gelang, in Zahlen.</translation>
    </message>
</context>
<context>
    <name>imagelab::SamplingSection</name>
    <message>
        <source>CFG++ wants a guidance from 0.4 to 2: what is 7 elsewhere is near 0.6 here.</source>
        <translation>CFG++ will eine Guidance von 0.4 bis 2: Was sonst 7 ist, ist hier ungefähr 0.6.</translation>
    </message>
    <message>
        <source>Own noise levels</source>
        <translation>Eigene Rauschstufen</translation>
    </message>
    <message>
        <source>Noise levels</source>
        <translation>Rauschstufen</translation>
    </message>
    <message>
        <source>The levels of noise to step through, falling and separated by commas; their number is that of the steps.</source>
        <translation>Die Rauschstufen, durch die gegangen wird, fallend und durch Kommas getrennt; ihre Zahl ist die der Schritte.</translation>
    </message>
    <message>
        <source>noise levels</source>
        <translation>Rauschstufen</translation>
    </message>
    <message>
        <source>Noise levels fall from one to the next and are above 0: 14.6, 7, 2, 0.5, 0</source>
        <translation>Rauschstufen fallen von einer zur nächsten und liegen über 0: 14.6, 7, 2, 0.5, 0</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>How much of the noise that this sampler can add at each step is added: 0 adds none.</source>
        <translation>Wie viel von dem Rauschen, das dieser Sampler bei jedem Schritt zugeben kann, zugegeben wird: 0 gibt keines zu.</translation>
    </message>
    <message>
        <source>Noise scale</source>
        <translation>Rauschstärke</translation>
    </message>
    <message>
        <source>Scales the noise that is added at each step: more than 1 gives more detail, less is smoother.</source>
        <translation>Skaliert das Rauschen, das bei jedem Schritt zugegeben wird: Mehr als 1 gibt mehr Einzelheiten, weniger wird glatter.</translation>
    </message>
    <message>
        <source>eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>noise scale</source>
        <translation>Rauschstärke</translation>
    </message>
    <message>
        <source>sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>Use a negative prompt even when empty</source>
        <translation>Negativen Prompt auch leer verwenden</translation>
    </message>
    <message>
        <source>Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture.</source>
        <translation>Aus: kein negativer Prompt, so wie das Modell trainiert wurde. An: Ein leerer Text wird gelesen, was ein etwas anderes Bild ergibt.</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Stufen</translation>
    </message>
</context>
<context>
    <name>imagelab::SavedPrompts</name>
    <message>
        <source>Part: %1</source>
        <translation>Teil: %1</translation>
    </message>
    <message>
        <source>saved prompt</source>
        <translation>gespeicherter Prompt</translation>
    </message>
    <message>
        <source>removal of a saved prompt</source>
        <translation>Entfernen eines gespeicherten Prompts</translation>
    </message>
    <message>
        <source>name of a saved prompt</source>
        <translation>Name eines gespeicherten Prompts</translation>
    </message>
</context>
<context>
    <name>imagelab::SavedPromptsPopup</name>
    <message>
        <source>Puts it into the prompt, a part where the cursor is; Undo takes it back.</source>
        <translation>Setzt ihn in den Prompt, einen Teil an die Schreibmarke; Rückgängig nimmt es zurück.</translation>
    </message>
    <message>
        <source>Both prompts, the words that are selected, or a preset: model, size, steps, styles and everything else, too.</source>
        <translation>Beide Prompts, die ausgewählten Wörter oder eine Vorlage: auch Modell, Größe, Schritte, Stile und alles andere.</translation>
    </message>
    <message>
        <source>What is saved</source>
        <translation>Was gespeichert wird</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Alle Einstellungen</translation>
    </message>
    <message>
        <source>Selected words</source>
        <translation>Ausgewählte Wörter</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Keeps it under the name.</source>
        <translation>Behält es unter dem Namen.</translation>
    </message>
    <message>
        <source>No prompt is saved yet. Give the one being edited, or words you selected in it, a name below to keep them.</source>
        <translation>Noch ist kein Prompt gespeichert. Geben Sie dem jetzigen oder darin ausgewählten Wörtern unten einen Namen, um sie zu behalten.</translation>
    </message>
    <message>
        <source>Saved prompts</source>
        <translation>Gespeicherte Prompts</translation>
    </message>
    <message>
        <source>Enter uses the prompt, Delete removes it; Undo brings it back.</source>
        <translation>Eingabe verwendet den Prompt, Entf entfernt ihn; Rückgängig holt ihn zurück.</translation>
    </message>
    <message>
        <source>Name for this prompt</source>
        <translation>Name für diesen Prompt</translation>
    </message>
    <message>
        <source>A name that is taken is replaced; Undo brings the old one back.</source>
        <translation>Ein vergebener Name wird ersetzt; Rückgängig holt den alten Prompt zurück.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save this prompt</source>
        <translation>Diesen Prompt speichern</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use the saved prompt</source>
        <translation>Gespeicherten Prompt verwenden</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the saved prompt</source>
        <translation>Gespeicherten Prompt entfernen</translation>
    </message>
    <message>
        <source>Undo brings it back.</source>
        <translation>Rückgängig holt ihn zurück.</translation>
    </message>
    <message>
        <source>saved prompt %1</source>
        <translation>gespeicherter Prompt %1</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename the saved prompt</source>
        <translation>Gespeicherten Prompt umbenennen</translation>
    </message>
    <message>
        <source>Gives the chosen one the name that stands below.</source>
        <translation>Gibt dem gewählten den Namen, der unten steht.</translation>
    </message>
</context>
<context>
    <name>imagelab::SeedEdit</name>
    <message>
        <source>Roll the %1</source>
        <translation>%1 würfeln</translation>
    </message>
    <message>
        <source>Draws a new one and keeps it.</source>
        <translation>Zieht einen neuen und behält ihn.</translation>
    </message>
    <message>
        <source>Lock the %1</source>
        <translation>%1 festhalten</translation>
    </message>
    <message>
        <source>Locked: every picture uses it. Open: each gets a new one.</source>
        <translation>Fest: Jedes Bild verwendet ihn. Offen: Jedes bekommt einen neuen.</translation>
    </message>
    <message>
        <source>Roll the seed</source>
        <translation>Seed würfeln</translation>
    </message>
    <message>
        <source>Draws a new seed and keeps it (Ctrl+D).</source>
        <translation>Zieht einen neuen Seed und behält ihn (Strg+D).</translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation>Seed festhalten</translation>
    </message>
    <message>
        <source>Locked: every picture uses this seed. Open: each gets a new one (Ctrl+L).</source>
        <translation>Fest: Jedes Bild verwendet diesen Seed. Offen: Jedes bekommt einen neuen (Strg+L).</translation>
    </message>
    <message>
        <source>a new one each time</source>
        <translation>jedes Mal ein neuer</translation>
    </message>
</context>
<context>
    <name>imagelab::Seeds</name>
    <message>
        <source>&amp;More like this</source>
        <translation>&amp;Mehr davon</translation>
    </message>
    <message>
        <source>The chosen picture, or the request where none is chosen, with %1 other seeds side by side; a click takes the one you like.</source>
        <translation>Das gewählte Bild, oder die Vorgaben, wo keines gewählt ist, mit %1 anderen Seeds nebeneinander; ein Klick übernimmt den, der gefällt.</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Your request has the seed %1 now.</source>
        <translation>Ihre Vorgaben haben jetzt den Seed %1.</translation>
    </message>
    <message>
        <source>%1 pictures would take about %2.</source>
        <translation>%1 Bilder dauern etwa %2.</translation>
    </message>
    <message>
        <source>Make them</source>
        <translation>Machen</translation>
    </message>
    <message>
        <source>Make them all the same</source>
        <translation>Trotzdem machen</translation>
    </message>
</context>
<context>
    <name>imagelab::SettingsPage</name>
    <message>
        <source>Files: %1 · tags: %2</source>
        <translation>Dateien: %1 · Schlagwörter: %2</translation>
    </message>
    <message>
        <source>None yet: put a file into the folder.</source>
        <translation>Noch keine: Legen Sie eine Datei in den Ordner.</translation>
    </message>
    <message>
        <source>Complete what is typed into a prompt: CSV files as A1111&apos;s tag completion has them (danbooru, e621), or a tag a line.</source>
        <translation>Vervollständigen, was in einen Prompt getippt wird: CSV-Dateien wie die der Tag-Vervollständigung von A1111 (danbooru, e621) oder ein Schlagwort je Zeile.</translation>
    </message>
    <message>
        <source>Open the folder of tag lists</source>
        <translation>Ordner der Schlagwortlisten öffnen</translation>
    </message>
    <message>
        <source>Tag lists</source>
        <translation>Schlagwortlisten</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Shows the settings whose name or explanation has these words.</source>
        <translation>Zeigt die Einstellungen, deren Name oder Erklärung diese Wörter enthält.</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Keine Einstellung enthält diese Wörter.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light or dark, or as the desktop is set.</source>
        <translation>Hell oder dunkel, oder wie der Desktop eingestellt ist.</translation>
    </message>
    <message>
        <source>When long work ends</source>
        <translation>Wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>Notify when long work ends</source>
        <translation>Benachrichtigen, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose the output folder</source>
        <translation>Ausgabeordner wählen</translation>
    </message>
    <message>
        <source>file names</source>
        <translation>Dateinamen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add a model folder</source>
        <translation>Modellordner hinzufügen</translation>
    </message>
    <message>
        <source>A folder of models, or that of A1111 or ComfyUI; nothing in it is changed.</source>
        <translation>Ein Ordner mit Modellen, oder der von A1111 oder ComfyUI; nichts darin wird geändert.</translation>
    </message>
    <message>
        <source>Model folders</source>
        <translation>Modellordner</translation>
    </message>
    <message>
        <source>Looked through for models, besides the program&apos;s own folder and the Hugging Face cache.</source>
        <translation>Werden nach Modellen durchsucht, neben dem eigenen Ordner des Programms und dem Cache von Hugging Face.</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Devices of the queue</source>
        <translation>Geräte der Warteschlange</translation>
    </message>
    <message>
        <source>Which devices take jobs; a change holds from the next start of the program.</source>
        <translation>Welche Geräte Aufträge nehmen; eine Änderung gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>All cores</source>
        <translation>Alle Kerne</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>What is free</source>
        <translation>Was frei ist</translation>
    </message>
    <message>
        <source>memory budget</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>Datenordner öffnen</translation>
    </message>
    <message>
        <source>Shows it in the file manager.</source>
        <translation>Zeigt ihn im Dateimanager.</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Queue, gallery index, fetched models, saved prompts and your own styles; IMAGELAB_DATA or --data chooses another.</source>
        <translation>Warteschlange, Index der Galerie, geholte Modelle, gespeicherte Prompts und eigene Stile; IMAGELAB_DATA oder --data wählt einen anderen.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation>%1 (fehlt)</translation>
    </message>
    <message>
        <source>Devices are listed once the first price is known.</source>
        <translation>Geräte stehen hier, sobald der erste Preis bekannt ist.</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Takes jobs from the queue; holds from the next start of the program.</source>
        <translation>Nimmt Aufträge aus der Warteschlange; gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>a red apple</source>
        <translation>a red apple</translation>
    </message>
    <message>
        <source>For example: %1</source>
        <translation>Zum Beispiel: %1</translation>
    </message>
    <message>
        <source>No folder was added yet.</source>
        <translation>Noch wurde kein Ordner hinzugefügt.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Its models leave the list; nothing on disk is changed.</source>
        <translation>Seine Modelle verlassen die Liste; auf der Platte ändert sich nichts.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Holds from the next start of the program; what is not translated yet stays English.</source>
        <translation>Gilt ab dem nächsten Start; was noch nicht übersetzt ist, bleibt Englisch.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>How large text and controls are; holds from the next start of the program.</source>
        <translation>Wie groß Schrift und Bedienelemente sind; gilt ab dem nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>Size of the window&apos;s text</source>
        <translation>Größe der Schrift im Fenster</translation>
    </message>
    <message>
        <source>A notice of the desktop when work of over ten seconds ends and another window is in front.</source>
        <translation>Ein Hinweis des Desktops, wenn Arbeit von über zehn Sekunden endet und ein anderes Fenster vorn ist.</translation>
    </message>
    <message>
        <source>The desktop&apos;s sound for what is done, with the notice or without it; never in a screencast (Queue menu).</source>
        <translation>Der Ton des Desktops für Erledigtes, mit dem Hinweis oder ohne ihn; nie bei einer Aufnahme (Menü Warteschlange).</translation>
    </message>
    <message>
        <source>Sound when long work ends</source>
        <translation>Ton, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
</context>
<context>
    <name>imagelab::SigmaPlot</name>
    <message>
        <source>Noise from %1 to %2 in about %3 steps, chosen on the way</source>
        <translation>Rauschen von %1 bis %2 in etwa %3 Schritten, unterwegs gewählt</translation>
    </message>
    <message>
        <source>Noise from %1 to %2 in %3 steps</source>
        <translation>Rauschen von %1 bis %2 in %3 Schritten</translation>
    </message>
    <message>
        <source>Step %1: noise %2</source>
        <translation>Schritt %1: Rauschen %2</translation>
    </message>
</context>
<context>
    <name>imagelab::SizeEditor</name>
    <message>
        <source>Swap width and height</source>
        <translation>Breite und Höhe tauschen</translation>
    </message>
    <message>
        <source>Turns landscape into portrait and back.</source>
        <translation>Macht aus quer hoch und zurück.</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>Height in pixels</source>
        <translation>Höhe in Pixeln</translation>
    </message>
    <message>
        <source>The model&apos;s own size</source>
        <translation>Größe des Modells</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Eigene</translation>
    </message>
</context>
<context>
    <name>imagelab::SliderSpin</name>
    <message>
        <source>%1, slider</source>
        <translation>%1, Schieber</translation>
    </message>
</context>
<context>
    <name>imagelab::StageBar</name>
    <message>
        <source>What can be done with the picture</source>
        <translation>Was mit dem Bild geht</translation>
    </message>
    <message>
        <source>What else can be done</source>
        <translation>Was noch geht</translation>
    </message>
    <message>
        <source>All commands for this picture; the menu key shows them, too.</source>
        <translation>Alle Befehle für dieses Bild; auch die Menütaste zeigt sie.</translation>
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
        <translation>Startbild entfernen</translation>
    </message>
    <message>
        <source>Begin from noise again.</source>
        <translation>Wieder mit Rauschen beginnen.</translation>
    </message>
    <message>
        <source>Stretch to the size</source>
        <translation>Auf die Größe strecken</translation>
    </message>
    <message>
        <source>Crop to the size</source>
        <translation>Auf die Größe zuschneiden</translation>
    </message>
    <message>
        <source>Pad with its edges</source>
        <translation>Mit den Rändern auffüllen</translation>
    </message>
    <message>
        <source>What the model sees</source>
        <translation>Was das Modell sieht</translation>
    </message>
    <message>
        <source>What the model sees: %1, from %2</source>
        <translation>Was das Modell sieht: %1, aus %2</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>imagelab::StatusPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stops the job that runs and keeps finished pictures (Esc).</source>
        <translation>Hält den laufenden Auftrag an und behält fertige Bilder (Esc).</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>%1 more waiting</source>
        <translation>noch %1 wartend</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>%1 · %2 free</source>
        <translation>%1 · %2 frei</translation>
    </message>
    <message>
        <source>Choosing a device; a new one is tested first</source>
        <translation>Ein Gerät wird gewählt; ein neues wird erst geprüft</translation>
    </message>
</context>
<context>
    <name>imagelab::StyleChip</name>
    <message>
        <source>Remove this style</source>
        <translation>Diesen Stil entfernen</translation>
    </message>
    <message>
        <source>Takes its words away; Undo brings it back.</source>
        <translation>Nimmt seine Wörter weg; Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>weight of a style</source>
        <translation>Gewicht eines Stils</translation>
    </message>
    <message>
        <source>removal of a style</source>
        <translation>Entfernen eines Stils</translation>
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation>%1 (fehlt)</translation>
    </message>
    <message>
        <source>Weight of %1</source>
        <translation>Gewicht von %1</translation>
    </message>
    <message>
        <source>The share of the style&apos;s words that is used, the strongest first.</source>
        <translation>Der Anteil der Wörter des Stils, der verwendet wird, die stärksten zuerst.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>settings of a style</source>
        <translation>Einstellungen eines Stils</translation>
    </message>
    <message>
        <source>Goes with %1</source>
        <translation>Passt zu %1</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>Takes the style&apos;s own settings in place of those chosen by hand; Undo takes it back.</source>
        <translation>Nimmt die Einstellungen des Stils statt der selbst gewählten; Rückgängig nimmt es zurück.</translation>
    </message>
</context>
<context>
    <name>imagelab::StyleSection</name>
    <message>
        <source>Add a style…</source>
        <translation>Stil hinzufügen…</translation>
    </message>
    <message>
        <source>Add a style</source>
        <translation>Stil hinzufügen</translation>
    </message>
    <message>
        <source>Show the words</source>
        <translation>Wörter zeigen</translation>
    </message>
    <message>
        <source>The prompt as the model gets it, with the words of the styles.</source>
        <translation>Der Prompt, wie ihn das Modell bekommt, mit den Wörtern der Stile.</translation>
    </message>
    <message>
        <source>The prompt with the words of the styles</source>
        <translation>Der Prompt mit den Wörtern der Stile</translation>
    </message>
    <message>
        <source>Negative: %1</source>
        <translation>Negativ: %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
</context>
<context>
    <name>imagelab::SweepPanel</name>
    <message>
        <source>20, 30 or 10-50 (+10)</source>
        <translation>20, 10-50 (+10)</translation>
    </message>
    <message>
        <source>3, 5 or 2-8 [4]</source>
        <translation>3, 5 oder 2-8 [4]</translation>
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
        <translation>Namen oder Dateien, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>dawn, noon, dusk: the first stands in the text, the others replace it</source>
        <translation>dawn, noon, dusk: das erste steht im Text, die anderen ersetzen es</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Alle Modelle</translation>
    </message>
    <message>
        <source>The request once with each model of this machine.</source>
        <translation>Die Vorgaben einmal mit jedem Modell dieses Rechners.</translation>
    </message>
    <message>
        <source>What would be added</source>
        <translation>Was hinzukäme</translation>
    </message>
    <message>
        <source>Adds all of them as one group; the queue shows it, and it can be paused and cancelled as a whole.</source>
        <translation>Fügt alle als eine Gruppe hinzu; die Warteschlange zeigt sie, und sie lässt sich als Ganzes pausieren und abbrechen.</translation>
    </message>
    <message>
        <source>%1: setting</source>
        <translation>%1: Einstellung</translation>
    </message>
    <message>
        <source>%1: values</source>
        <translation>%1: Werte</translation>
    </message>
    <message>
        <source>Values separated by commas; numbers also as 1-5, 10-50 (+10) or 1-100 [5].</source>
        <translation>Werte, durch Kommas getrennt; Zahlen auch als 1-5, 10-50 (+10) oder 1-100 [5].</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1: all values</source>
        <translation>%1: alle Werte</translation>
    </message>
    <message>
        <source>Puts in every value there is.</source>
        <translation>Setzt jeden Wert ein, den es gibt.</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>Schreiben Sie zuerst einen Prompt.</translation>
    </message>
    <message>
        <source>Working out how long it takes</source>
        <translation>Rechnet aus, wie lange es dauert</translation>
    </message>
    <message>
        <source>All styles</source>
        <translation>Alle Stile</translation>
    </message>
    <message>
        <source>The request once with each style.</source>
        <translation>Die Vorgaben einmal mit jedem Stil.</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>Nacht</translation>
    </message>
    <message>
        <source>Hours of pictures from a theme, unattended: each with a prompt of its own.</source>
        <translation>Stundenlang Bilder zu einem Thema, ohne Aufsicht: jedes mit eigenem Prompt.</translation>
    </message>
    <message>
        <source>Start the night</source>
        <translation>Nacht starten</translation>
    </message>
    <message>
        <source>Starts it at once; it goes on when the window is closed, and the queue shows and stops it.</source>
        <translation>Startet sie sofort; sie geht weiter, wenn das Fenster geschlossen wird, und die Warteschlange zeigt und beendet sie.</translation>
    </message>
    <message>
        <source>The night could not be started.</source>
        <translation>Die Nacht konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>X/Y/Z grid</source>
        <translation>X/Y/Z-Raster</translation>
    </message>
    <message>
        <source>Up to three settings against each other, one picture for each combination of their values.</source>
        <translation>Bis zu drei Einstellungen gegeneinander, ein Bild für jede Kombination ihrer Werte.</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>Blätter</translation>
    </message>
    <message>
        <source>The setting that changes along this side of the grid; each value of the third is a sheet of its own.</source>
        <translation>Die Einstellung, die sich entlang dieser Seite des Rasters ändert; jeder Wert der dritten ist ein eigenes Blatt.</translation>
    </message>
    <message>
        <source>none, NAME:0.5, NAME:0.2-1 (+0.2)</source>
        <translation>none, NAME:0.5, NAME:0.2-1 (+0.2)</translation>
    </message>
    <message>
        <source>none, NAME: in place of the models and LoRAs chosen</source>
        <translation>none, NAME: an Stelle der gewählten Modelle und LoRAs</translation>
    </message>
</context>
<context>
    <name>imagelab::ThumbnailDelegate</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
</context>
<context>
    <name>imagelab::Toast</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Takes it back; Ctrl+Z does the same.</source>
        <translation>Nimmt es zurück; Strg+Z tut dasselbe.</translation>
    </message>
</context>
<context>
    <name>imagelab::UnreadMarks</name>
    <message>
        <source>The end of the styles&apos; words is not read: %1</source>
        <translation>Das Ende der Stilwörter wird nicht gelesen: %1</translation>
    </message>
    <message>
        <source>What is struck out is not read: this model has room for %1 tokens.</source>
        <translation>Durchgestrichenes wird nicht gelesen: Dieses Modell hat Platz für %1 Token.</translation>
    </message>
</context>
<context>
    <name>imagelab::VariantBar</name>
    <message>
        <source>Painted over %1</source>
        <translation>%1 übermalt</translation>
    </message>
    <message>
        <source>Painted over with colours</source>
        <translation>Mit Farben übermalt</translation>
    </message>
</context>
<context>
    <name>imagelab::ViewerPanel</name>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Shows more of the picture (-).</source>
        <translation>Zeigt mehr vom Bild (-).</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Shows the picture larger (+).</source>
        <translation>Zeigt das Bild größer (+).</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>Ins Fenster einpassen</translation>
    </message>
    <message>
        <source>Live preview</source>
        <translation>Live-Vorschau</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Shows the whole picture (Ctrl+0).</source>
        <translation>Zeigt das ganze Bild (Strg+0).</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>What the picture was made with, beside your settings (I).</source>
        <translation>Womit das Bild gemacht wurde, neben Ihren Einstellungen (I).</translation>
    </message>
    <message>
        <source>The picture does not say how it was made</source>
        <translation>Das Bild sagt nicht, wie es entstand</translation>
    </message>
</context>
<context>
    <name>imagelab::Viewing</name>
    <message>
        <source>%1 cannot be read: was it moved or deleted?</source>
        <translation>%1 ist nicht lesbar: Wurde es verschoben oder gelöscht?</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit to window</source>
        <translation>Ins &amp;Fenster einpassen</translation>
    </message>
    <message>
        <source>&amp;Real pixels</source>
        <translation>&amp;Echte Pixel</translation>
    </message>
    <message>
        <source>Look at it &amp;large</source>
        <translation>Gr&amp;oß ansehen</translation>
    </message>
    <message>
        <source>The picture over the whole window; Space and arrows go on, Escape comes back.</source>
        <translation>Das Bild über das ganze Fenster; Leertaste und Pfeile gehen weiter, Escape kommt zurück.</translation>
    </message>
    <message>
        <source>&amp;Details</source>
        <translation>&amp;Einzelheiten</translation>
    </message>
    <message>
        <source>What the picture was made with, beside your settings.</source>
        <translation>Womit das Bild gemacht wurde, neben Ihren Einstellungen.</translation>
    </message>
    <message>
        <source>&amp;Compare the two that are chosen</source>
        <translation>Die beiden gewählten &amp;vergleichen</translation>
    </message>
    <message>
        <source>Side by side, with a slider, or their difference.</source>
        <translation>Nebeneinander, mit einem Schieber, oder ihr Unterschied.</translation>
    </message>
    <message>
        <source>Show those chosen as a &amp;grid</source>
        <translation>Gewählte als &amp;Raster zeigen</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es dran ist</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Save the grid as</source>
        <translation>Raster speichern als</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg)</source>
        <translation>Bilder (*.png *.jpg)</translation>
    </message>
    <message>
        <source>Saving the grid</source>
        <translation>Raster wird gespeichert</translation>
    </message>
    <message>
        <source>%1 could not be written: is there room, and may you write there?</source>
        <translation>%1 konnte nicht geschrieben werden: Ist dort Platz, und dürfen Sie dort schreiben?</translation>
    </message>
    <message>
        <source>&amp;Before and after (hold B)</source>
        <translation>Vorher und nachher (B halten)</translation>
    </message>
    <message>
        <source>What the picture was made from, or the one looked at before it, as long as B is held.</source>
        <translation>Woraus das Bild entstand, oder das zuvor angesehene, solange B gehalten wird.</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>The window without a frame.</source>
        <translation>Das Fenster ohne Rahmen.</translation>
    </message>
    <message>
        <source>Before: %1</source>
        <translation>Vorher: %1</translation>
    </message>
    <message>
        <source>Labelled by the settings they differ in.</source>
        <translation>Beschriftet mit den Einstellungen, in denen sie sich unterscheiden.</translation>
    </message>
</context>
<context>
    <name>mask</name>
    <message>
        <source>The mask could not be kept in %1 (%2): is there room, and may you write there?</source>
        <translation>Die Maske ließ sich nicht in %1 ablegen (%2): Ist Platz, und dürfen Sie dort schreiben?</translation>
    </message>
    <message>
        <source>%1 cannot be read as a mask (%2): choose a PNG, JPEG or WebP file.</source>
        <translation>%1 lässt sich nicht als Maske lesen (%2): Wählen Sie eine PNG-, JPEG- oder WebP-Datei.</translation>
    </message>
    <message>
        <source>The mask beside the picture</source>
        <translation>Die Maske beim Bild</translation>
    </message>
</context>
<context>
    <name>model_purpose</name>
    <message>
        <source>The original: anything, plainly drawn; most LoRAs were made for it.</source>
        <translation>Das Original: alles, schlicht gezeichnet; die meisten LoRAs wurden dafür gemacht.</translation>
    </message>
    <message>
        <source>A picture in one to four steps, 512 pixels; for trying ideas quickly.</source>
        <translation>Ein Bild in ein bis vier Schritten, 512 Pixel; um Ideen schnell zu probieren.</translation>
    </message>
    <message>
        <source>Photographs: people, rooms, landscapes.</source>
        <translation>Fotografien: Menschen, Räume, Landschaften.</translation>
    </message>
    <message>
        <source>Photographs with much detail, portraits above all.</source>
        <translation>Fotografien mit vielen Einzelheiten, vor allem Porträts.</translation>
    </message>
    <message>
        <source>Anime, asked for by tags rather than sentences.</source>
        <translation>Anime, eher mit Schlagwörtern als mit Sätzen verlangt.</translation>
    </message>
    <message>
        <source>An all-rounder: photographs, paintings, concept art.</source>
        <translation>Ein Alleskönner: Fotografien, Gemälde, Entwürfe.</translation>
    </message>
    <message>
        <source>Follows long sentences closely and is small; needs much memory for its text encoder.</source>
        <translation>Folgt langen Sätzen genau und ist klein; braucht viel Speicher für seinen Text-Encoder.</translation>
    </message>
    <message>
        <source>Draws large, detailed pictures around 1024 pixels.</source>
        <translation>Zeichnet große, detaillierte Bilder um 1024 Pixel.</translation>
    </message>
    <message>
        <source>Draws pictures and follows long sentences closely.</source>
        <translation>Zeichnet Bilder und folgt langen Sätzen genau.</translation>
    </message>
    <message>
        <source>Changes a model&apos;s style or teaches it a subject; put on under LoRAs.</source>
        <translation>Ändert den Stil eines Modells oder bringt ihm ein Motiv bei; wird unter LoRAs aufgelegt.</translation>
    </message>
    <message>
        <source>Turns a model&apos;s latents into pixels; another one changes colours a little.</source>
        <translation>Macht aus den Latents eines Modells Pixel; ein anderer ändert die Farben ein wenig.</translation>
    </message>
    <message>
        <source>A word of its own for the prompt: write its name there.</source>
        <translation>Ein eigenes Wort für den Prompt: dort seinen Namen schreiben.</translation>
    </message>
    <message>
        <source>Holds a picture to a sketch, a pose or a depth map.</source>
        <translation>Hält ein Bild an eine Skizze, eine Pose oder eine Tiefenkarte.</translation>
    </message>
    <message>
        <source>Makes finished pictures larger.</source>
        <translation>Macht fertige Bilder größer.</translation>
    </message>
    <message>
        <source>Free to use, also for money, but not for harm.</source>
        <translation>Frei nutzbar, auch für Geld, aber nicht zum Schaden anderer.</translation>
    </message>
    <message>
        <source>Free to use, change and pass on.</source>
        <translation>Frei zu nutzen, zu ändern und weiterzugeben.</translation>
    </message>
    <message>
        <source>Free for research and private use, not for money.</source>
        <translation>Frei für Forschung und privaten Gebrauch, nicht für Geld.</translation>
    </message>
    <message>
        <source>Free where nobody earns money with it, with its authors&apos; names.</source>
        <translation>Frei, wo niemand damit Geld verdient, mit den Namen der Autoren.</translation>
    </message>
    <message>
        <source>Shows a model the look of reference pictures; chosen under Reference.</source>
        <translation>Zeigt einem Modell das Aussehen von Referenzbildern; gewählt unter Referenz.</translation>
    </message>
    <message>
        <source>What IP-Adapters see reference pictures with.</source>
        <translation>Womit IP-Adapter Referenzbilder sehen.</translation>
    </message>
</context>
<context>
    <name>night</name>
    <message>
        <source>about %1 pictures until %2</source>
        <translation>etwa %1 Bilder bis %2</translation>
    </message>
    <message>
        <source>up to %1 on the disk</source>
        <translation>bis zu %1 auf der Platte</translation>
    </message>
    <message>
        <source>The program does not say what to expect.</source>
        <translation>Das Programm sagt nicht, was zu erwarten ist.</translation>
    </message>
</context>
<context>
    <name>palette_settings</name>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>%1 auf %2 setzen</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Jetzt: %1</translation>
    </message>
    <message>
        <source>%1 cannot be %2</source>
        <translation>%1 kann nicht %2 sein</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>Erlaubt: %1</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>wie im Modell</translation>
    </message>
</context>
<context>
    <name>sizes</name>
    <message>
        <source>Square</source>
        <translation>Quadrat</translation>
    </message>
    <message>
        <source>Landscape 4:3</source>
        <translation>Quer 4:3</translation>
    </message>
    <message>
        <source>Landscape 3:2</source>
        <translation>Quer 3:2</translation>
    </message>
    <message>
        <source>Landscape 16:9</source>
        <translation>Quer 16:9</translation>
    </message>
    <message>
        <source>Portrait 3:4</source>
        <translation>Hoch 3:4</translation>
    </message>
    <message>
        <source>Portrait 2:3</source>
        <translation>Hoch 2:3</translation>
    </message>
    <message>
        <source>Portrait 9:16</source>
        <translation>Hoch 9:16</translation>
    </message>
</context>
<context>
    <name>sweep</name>
    <message>
        <source>No model was found.</source>
        <translation>Es wurde kein Modell gefunden.</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>up to %1 of memory</source>
        <translation>bis zu %1 Speicher</translation>
    </message>
    <message>
        <source>Choose a setting to vary.</source>
        <translation>Eine Einstellung zum Verändern wählen.</translation>
    </message>
    <message>
        <source>Give the columns at least one value.</source>
        <translation>Den Spalten mindestens einen Wert geben.</translation>
    </message>
    <message>
        <source>Give the rows at least one value.</source>
        <translation>Den Zeilen mindestens einen Wert geben.</translation>
    </message>
    <message>
        <source>No style was found.</source>
        <translation>Kein Stil wurde gefunden.</translation>
    </message>
    <message>
        <source>Choose different settings.</source>
        <translation>Verschiedene Einstellungen wählen.</translation>
    </message>
    <message>
        <source>Give the sheets at least one value.</source>
        <translation>Den Blättern mindestens einen Wert geben.</translation>
    </message>
</context>
<context>
    <name>verdict</name>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Needs %1 of memory and this machine has %2: choose a smaller size or a smaller model.</source>
        <translation>Braucht %1 Speicher, und dieser Rechner hat %2: Wählen Sie eine kleinere Größe oder ein kleineres Modell.</translation>
    </message>
    <message>
        <source>Needs %1 of memory and %2 are free: choose a smaller size, or close other programs.</source>
        <translation>Braucht %1 Speicher, und %2 sind frei: Wählen Sie eine kleinere Größe, oder schließen Sie andere Programme.</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>%1 k</source>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 Mio.</translation>
    </message>
    <message>
        <source>Looking whether it is for everybody</source>
        <translation>Prüfen, ob es für jeden ist</translation>
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
        <translation>gleich fertig</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Wie im Modell</translation>
    </message>
    <message>
        <source>Bundled model</source>
        <translation>Mitgeliefertes Modell</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Lädt das Modell</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>Liest den Prompt</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Denoising, step %1 of %2</source>
        <translation>Entrauschen, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Decoding the picture</source>
        <translation>Dekodiert das Bild</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
    </message>
    <message>
        <source>picture %1 of %2</source>
        <translation>Bild %1 von %2</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>guidance %1</source>
        <translation>Guidance %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>Reading the start picture</source>
        <translation>Liest das Startbild</translation>
    </message>
    <message>
        <source>Reading the prompt for the refiner</source>
        <translation>Liest den Prompt für den Refiner</translation>
    </message>
    <message>
        <source>Decoding the first picture</source>
        <translation>Dekodiert das erste Bild</translation>
    </message>
    <message>
        <source>Reading the first picture</source>
        <translation>Liest das erste Bild</translation>
    </message>
    <message>
        <source>Enlarging the first picture</source>
        <translation>Vergrößert das erste Bild</translation>
    </message>
    <message>
        <source>Drawing it larger, step %1 of %2</source>
        <translation>Zeichnet es größer, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Enlarging, tile %1 of %2</source>
        <translation>Vergrößert, Kachel %1 von %2</translation>
    </message>
    <message>
        <source>Enlarging</source>
        <translation>Vergrößert</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Stellt fertig</translation>
    </message>
    <message>
        <source>Painting details anew, step %1 of %2</source>
        <translation>Details werden neu gemalt, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Refining, step %1 of %2</source>
        <translation>Verfeinert, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Making the control pictures</source>
        <translation>Die Kontrollbilder werden gemacht</translation>
    </message>
    <message>
        <source>Reading the reference pictures</source>
        <translation>Die Referenzbilder werden gelesen</translation>
    </message>
    <message>
        <source>Training, step %1 of %2</source>
        <translation>Trainiert, Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Preparing to train</source>
        <translation>Bereitet das Training vor</translation>
    </message>
    <message>
        <source>Restoring faces</source>
        <translation>Gesichter werden erneuert</translation>
    </message>
    <message>
        <source>Ready map</source>
        <translation>Fertige Karte</translation>
    </message>
    <message>
        <source>Edges (Canny)</source>
        <translation>Kanten (Canny)</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>Skizze</translation>
    </message>
    <message>
        <source>Line art</source>
        <translation>Strichzeichnung</translation>
    </message>
    <message>
        <source>Soft edges</source>
        <translation>Weiche Kanten</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Kachel</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>Pose</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>Normalen</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>Segmente</translation>
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
        <translation>Dieses ControlNet entfernen</translation>
    </message>
    <message>
        <source>The picture is drawn without it; Undo brings it back.</source>
        <translation>Das Bild wird ohne es gezeichnet; Rückgängig bringt es zurück.</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>Bild…</translation>
    </message>
    <message>
        <source>Choose the control picture</source>
        <translation>Das Kontrollbild wählen</translation>
    </message>
    <message>
        <source>What the ControlNet sees; without one it sees the start picture.</source>
        <translation>Was das ControlNet sieht; ohne eines sieht es das Startbild.</translation>
    </message>
    <message>
        <source>Remove the control picture</source>
        <translation>Das Kontrollbild entfernen</translation>
    </message>
    <message>
        <source>The start picture stands in for it.</source>
        <translation>Das Startbild tritt an seine Stelle.</translation>
    </message>
    <message>
        <source>1 is as it was trained; 0 leaves it away.</source>
        <translation>1 ist wie trainiert; 0 lässt es weg.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight of the ControlNet</source>
        <translation>Gewicht des ControlNets</translation>
    </message>
    <message>
        <source>Weight of the ControlNet, slider</source>
        <translation>Gewicht des ControlNets, Schieber</translation>
    </message>
    <message>
        <source>First step of the ControlNet</source>
        <translation>Erster Schritt des ControlNets</translation>
    </message>
    <message>
        <source>It counts from this share of the steps on; 0 is the first.</source>
        <translation>Es zählt von diesem Anteil der Schritte an; 0 ist der erste.</translation>
    </message>
    <message>
        <source>Last step of the ControlNet</source>
        <translation>Letzter Schritt des ControlNets</translation>
    </message>
    <message>
        <source>It counts up to this share of the steps; 1 is the last.</source>
        <translation>Es zählt bis zu diesem Anteil der Schritte; 1 ist der letzte.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>removal of a ControlNet</source>
        <translation>Entfernen eines ControlNets</translation>
    </message>
    <message>
        <source>control picture</source>
        <translation>Kontrollbild</translation>
    </message>
    <message>
        <source>weight of a ControlNet</source>
        <translation>Gewicht eines ControlNets</translation>
    </message>
    <message>
        <source>What is made of the control picture</source>
        <translation>Was aus dem Kontrollbild gemacht wird</translation>
    </message>
    <message>
        <source>Which counts more</source>
        <translation>Was mehr zählt</translation>
    </message>
    <message>
        <source>Whether the prompt or the ControlNet decides where the two disagree.</source>
        <translation>Ob der Prompt oder das ControlNet entscheidet, wo beide sich widersprechen.</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Prompt first</source>
        <translation>Prompt zuerst</translation>
    </message>
    <message>
        <source>Control first</source>
        <translation>Kontrolle zuerst</translation>
    </message>
    <message>
        <source>type of a ControlNet</source>
        <translation>Art eines ControlNets</translation>
    </message>
    <message>
        <source>mode of a ControlNet</source>
        <translation>Modus eines ControlNets</translation>
    </message>
    <message>
        <source>steps of a ControlNet</source>
        <translation>Schritte eines ControlNets</translation>
    </message>
    <message>
        <source>The library&apos;s first of this type</source>
        <translation>Das erste der Bibliothek von dieser Art</translation>
    </message>
    <message>
        <source>the start picture</source>
        <translation>das Startbild</translation>
    </message>
    <message>
        <source>no picture yet</source>
        <translation>noch kein Bild</translation>
    </message>
    <message>
        <source>Edges, strokes or lines are found in it; depth, poses, normals and segments by networks of your own (models/annotators).</source>
        <translation>Kanten, Striche oder Linien werden darin gefunden; Tiefe, Posen, Normalen und Segmente von eigenen Netzen (models/annotators).</translation>
    </message>
    <message>
        <source>It is such a map already</source>
        <translation>Es ist schon eine solche Karte</translation>
    </message>
    <message>
        <source>The control picture is taken as it is: a drawn pose, a depth map, lines …</source>
        <translation>Das Kontrollbild wird genommen, wie es ist: eine gezeichnete Pose, eine Tiefenkarte, Linien …</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show what the ControlNet sees</source>
        <translation>Zeigen, was das ControlNet sieht</translation>
    </message>
    <message>
        <source>Made of the control picture, or of the start picture, without drawing anything.</source>
        <translation>Aus dem Kontrollbild oder dem Startbild gemacht, ohne etwas zu zeichnen.</translation>
    </message>
    <message>
        <source>What the ControlNet sees</source>
        <translation>Was das ControlNet sieht</translation>
    </message>
    <message>
        <source>ready map</source>
        <translation>fertige Karte</translation>
    </message>
    <message>
        <source>Poses that the ControlNet sees</source>
        <translation>Posen, die das ControlNet sieht</translation>
    </message>
    <message>
        <source>Drag a joint to move it; a hand goes with its wrist. By keyboard: Page Up and Page Down choose a joint, arrows move it, Delete takes its person away.</source>
        <translation>Ein Gelenk ziehen, um es zu bewegen; eine Hand geht mit ihrem Handgelenk. Mit der Tastatur: Bild auf und Bild ab wählen ein Gelenk, Pfeile bewegen es, Entf nimmt seine Person weg.</translation>
    </message>
    <message>
        <source>Remove the person</source>
        <translation>Person entfernen</translation>
    </message>
    <message>
        <source>Takes the person of the chosen joint away; Undo brings it back.</source>
        <translation>Nimmt die Person des gewählten Gelenks weg; Rückgängig bringt sie zurück.</translation>
    </message>
    <message>
        <source>Drag the joints; what is changed becomes the control picture.</source>
        <translation>Gelenke ziehen; was sich ändert, wird das Kontrollbild.</translation>
    </message>
</context>
<context>
    <name>imagelab::ControlSection</name>
    <message>
        <source>Add a ControlNet…</source>
        <translation>ControlNet hinzufügen…</translation>
    </message>
    <message>
        <source>Add a ControlNet</source>
        <translation>Ein ControlNet hinzufügen</translation>
    </message>
    <message>
        <source>ControlNets hold the picture to the edges, lines, depth or pose of another one. Those of the library.</source>
        <translation>ControlNets halten das Bild an Kanten, Linien, Tiefe oder Pose eines anderen. Die der Bibliothek.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>Add a ControlNet from a file</source>
        <translation>Ein ControlNet aus einer Datei hinzufügen</translation>
    </message>
    <message>
        <source>A .safetensors or .pth file from anywhere, made for SDXL.</source>
        <translation>Eine .safetensors- oder .pth-Datei von irgendwo, für SDXL gemacht.</translation>
    </message>
    <message>
        <source>a ControlNet</source>
        <translation>ein ControlNet</translation>
    </message>
    <message>
        <source>control picture</source>
        <translation>Kontrollbild</translation>
    </message>
    <message>
        <source>edited pose</source>
        <translation>bearbeitete Pose</translation>
    </message>
</context>
<context>
    <name>imagelab::ReferenceRow</name>
    <message>
        <source>Other…</source>
        <translation>Anderes…</translation>
    </message>
    <message>
        <source>Choose another reference picture</source>
        <translation>Ein anderes Referenzbild wählen</translation>
    </message>
    <message>
        <source>The model is shown its look instead.</source>
        <translation>Dem Modell wird stattdessen dessen Aussehen gezeigt.</translation>
    </message>
    <message>
        <source>Remove this reference picture</source>
        <translation>Dieses Referenzbild entfernen</translation>
    </message>
    <message>
        <source>The picture is drawn without it; Undo brings it back.</source>
        <translation>Das Bild wird ohne es gezeichnet; Rückgängig bringt es zurück.</translation>
    </message>
    <message>
        <source>Adapter of the reference picture</source>
        <translation>Adapter des Referenzbilds</translation>
    </message>
    <message>
        <source>The IP-Adapter that shows the picture to the model: basic ones give its mood, Plus ones keep more of it.</source>
        <translation>Der IP-Adapter, der dem Modell das Bild zeigt: einfache geben seine Stimmung wieder, Plus behält mehr davon.</translation>
    </message>
    <message>
        <source>How much of its look the picture takes; 0 leaves it away, 1 is as the adapter was trained.</source>
        <translation>Wie viel von seinem Aussehen das Bild annimmt; 0 lässt es weg, 1 ist, wie der Adapter trainiert wurde.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight of the reference picture</source>
        <translation>Gewicht des Referenzbilds</translation>
    </message>
    <message>
        <source>Weight of the reference picture, slider</source>
        <translation>Gewicht des Referenzbilds, Schieber</translation>
    </message>
    <message>
        <source>First step of the reference picture</source>
        <translation>Erster Schritt des Referenzbilds</translation>
    </message>
    <message>
        <source>It counts from this share of the steps on; 0 is the first.</source>
        <translation>Es zählt ab diesem Anteil der Schritte; 0 ist der erste.</translation>
    </message>
    <message>
        <source>Last step of the reference picture</source>
        <translation>Letzter Schritt des Referenzbilds</translation>
    </message>
    <message>
        <source>It counts up to this share of the steps; 1 is the last.</source>
        <translation>Es zählt bis zu diesem Anteil der Schritte; 1 ist der letzte.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>removal of a reference picture</source>
        <translation>Entfernen eines Referenzbilds</translation>
    </message>
    <message>
        <source>weight of a reference picture</source>
        <translation>Gewicht eines Referenzbilds</translation>
    </message>
    <message>
        <source>adapter of a reference picture</source>
        <translation>Adapter eines Referenzbilds</translation>
    </message>
    <message>
        <source>steps of a reference picture</source>
        <translation>Schritte eines Referenzbilds</translation>
    </message>
    <message>
        <source>The library&apos;s first adapter</source>
        <translation>Der erste Adapter der Bibliothek</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>no picture yet</source>
        <translation>noch kein Bild</translation>
    </message>
    <message>
        <source>Gives</source>
        <translation>Gibt</translation>
    </message>
    <message>
        <source>What the reference picture gives</source>
        <translation>Was das Referenzbild gibt</translation>
    </message>
    <message>
        <source>All of its look, or its style or composition alone, each through one block of the model (InstantStyle; SDXL&apos;s own structure).</source>
        <translation>Sein ganzes Aussehen, oder nur Stil oder Komposition, jeweils durch einen Block des Modells (InstantStyle; SDXLs eigener Aufbau).</translation>
    </message>
    <message>
        <source>All of its look</source>
        <translation>Sein ganzes Aussehen</translation>
    </message>
    <message>
        <source>Its style</source>
        <translation>Seinen Stil</translation>
    </message>
    <message>
        <source>Its composition</source>
        <translation>Seine Komposition</translation>
    </message>
    <message>
        <source>Style and composition</source>
        <translation>Stil und Komposition</translation>
    </message>
    <message>
        <source>Mask…</source>
        <translation>Maske…</translation>
    </message>
    <message>
        <source>Choose a mask for the reference picture</source>
        <translation>Eine Maske für das Referenzbild wählen</translation>
    </message>
    <message>
        <source>A picture that is white where the reference picture acts.</source>
        <translation>Ein Bild, das weiß ist, wo das Referenzbild wirkt.</translation>
    </message>
    <message>
        <source>Without the mask of the reference picture</source>
        <translation>Ohne die Maske des Referenzbilds</translation>
    </message>
    <message>
        <source>The reference picture acts everywhere.</source>
        <translation>Das Referenzbild wirkt überall.</translation>
    </message>
    <message>
        <source>what a reference picture gives</source>
        <translation>was ein Referenzbild gibt</translation>
    </message>
    <message>
        <source>removal of a reference picture&apos;s mask</source>
        <translation>Wegnehmen der Maske eines Referenzbilds</translation>
    </message>
    <message>
        <source>Acts everywhere</source>
        <translation>Wirkt überall</translation>
    </message>
</context>
<context>
    <name>imagelab::ReferenceSection</name>
    <message>
        <source>The library holds no IP-Adapter for SDXL yet: choose one from a file, or add its folder to the library.</source>
        <translation>Die Bibliothek enthält noch keinen IP-Adapter für SDXL: wähle einen aus einer Datei, oder füge seinen Ordner der Bibliothek hinzu.</translation>
    </message>
    <message>
        <source>Add a picture…</source>
        <translation>Ein Bild hinzufügen…</translation>
    </message>
    <message>
        <source>Add a reference picture</source>
        <translation>Ein Referenzbild hinzufügen</translation>
    </message>
    <message>
        <source>The model is shown its look by an IP-Adapter. A picture that is dropped on the window can be added, too.</source>
        <translation>Ein IP-Adapter zeigt dem Modell sein Aussehen. Auch ein Bild, das auf das Fenster gezogen wird, lässt sich hinzufügen.</translation>
    </message>
    <message>
        <source>a reference picture</source>
        <translation>ein Referenzbild</translation>
    </message>
    <message>
        <source>reference picture</source>
        <translation>Referenzbild</translation>
    </message>
    <message>
        <source>adapter of a reference picture</source>
        <translation>Adapter eines Referenzbilds</translation>
    </message>
    <message>
        <source>mask of a reference picture</source>
        <translation>Maske eines Referenzbilds</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionMap</name>
    <message>
        <source>Drag here to draw a region</source>
        <translation>Hier ziehen, um einen Bereich zu zeichnen</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionRow</name>
    <message>
        <source>What this region shows</source>
        <translation>Was dieser Bereich zeigt</translation>
    </message>
    <message>
        <source>Prompt of region %1</source>
        <translation>Prompt von Bereich %1</translation>
    </message>
    <message>
        <source>These words count in this region of the picture alone.</source>
        <translation>Diese Wörter zählen nur in diesem Bereich des Bildes.</translation>
    </message>
    <message>
        <source>Not here (empty: as the request)</source>
        <translation>Nicht hier (leer: wie die Vorgaben)</translation>
    </message>
    <message>
        <source>Negative prompt of region %1</source>
        <translation>Negativer Prompt von Bereich %1</translation>
    </message>
    <message>
        <source>What this region should not show; empty: the request&apos;s negative prompt.</source>
        <translation>Was dieser Bereich nicht zeigen soll; leer: der negative Prompt der Vorgaben.</translation>
    </message>
    <message>
        <source>Left edge of region %1</source>
        <translation>Linker Rand von Bereich %1</translation>
    </message>
    <message>
        <source>Upper edge of region %1</source>
        <translation>Oberer Rand von Bereich %1</translation>
    </message>
    <message>
        <source>Right edge of region %1</source>
        <translation>Rechter Rand von Bereich %1</translation>
    </message>
    <message>
        <source>Lower edge of region %1</source>
        <translation>Unterer Rand von Bereich %1</translation>
    </message>
    <message>
        <source>How much these words count in the region; what is left is the prompt&apos;s.</source>
        <translation>Wie viel diese Wörter im Bereich zählen; der Rest gehört dem Prompt.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight of region %1</source>
        <translation>Gewicht von Bereich %1</translation>
    </message>
    <message>
        <source>Weight of region %1, slider</source>
        <translation>Gewicht von Bereich %1, Regler</translation>
    </message>
    <message>
        <source>Mask…</source>
        <translation>Maske…</translation>
    </message>
    <message>
        <source>Choose a mask for region %1</source>
        <translation>Eine Maske für Bereich %1 wählen</translation>
    </message>
    <message>
        <source>A picture that is white where the region lies, within its box.</source>
        <translation>Ein Bild, das weiß ist, wo der Bereich liegt, innerhalb seines Rahmens.</translation>
    </message>
    <message>
        <source>Without the mask of region %1</source>
        <translation>Ohne die Maske von Bereich %1</translation>
    </message>
    <message>
        <source>All of the box belongs to the region.</source>
        <translation>Der ganze Rahmen gehört zum Bereich.</translation>
    </message>
    <message>
        <source>Remove region %1</source>
        <translation>Bereich %1 entfernen</translation>
    </message>
    <message>
        <source>The prompt holds there again; Undo brings it back.</source>
        <translation>Dort gilt wieder der Prompt; Rückgängig bringt ihn zurück.</translation>
    </message>
    <message>
        <source>prompt of a region</source>
        <translation>Prompt eines Bereichs</translation>
    </message>
    <message>
        <source>negative prompt of a region</source>
        <translation>negativer Prompt eines Bereichs</translation>
    </message>
    <message>
        <source>weight of a region</source>
        <translation>Gewicht eines Bereichs</translation>
    </message>
    <message>
        <source>mask of a region</source>
        <translation>Maske eines Bereichs</translation>
    </message>
    <message>
        <source>removal of a region</source>
        <translation>Entfernen eines Bereichs</translation>
    </message>
    <message>
        <source>place of a region</source>
        <translation>Lage eines Bereichs</translation>
    </message>
    <message>
        <source>In percent of the picture&apos;s side, from the left and from the top.</source>
        <translation>In Prozent der Bildseite, von links und von oben.</translation>
    </message>
    <message>
        <source>The whole box</source>
        <translation>Der ganze Rahmen</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
</context>
<context>
    <name>imagelab::RegionSection</name>
    <message>
        <source>Draw on the picture</source>
        <translation>Im Bild zeichnen</translation>
    </message>
    <message>
        <source>Shows the regions over the picture in the middle of the window, where they are drawn as here.</source>
        <translation>Zeigt die Bereiche über dem Bild in der Mitte des Fensters, wo sie wie hier gezeichnet werden.</translation>
    </message>
    <message>
        <source>Regions of the picture</source>
        <translation>Bereiche des Bildes</translation>
    </message>
    <message>
        <source>Drag to draw a region, its inside to move it, its edges to size it. By keyboard: arrows move the chosen region, with Shift they size it, Delete removes it.</source>
        <translation>Ziehen zeichnet einen Bereich, an seinem Inneren verschiebt, an seinen Rändern ändert die Größe. Mit der Tastatur: Pfeile verschieben den gewählten Bereich, mit Umschalt ändern sie die Größe, Entf entfernt ihn.</translation>
    </message>
    <message>
        <source>Add a region</source>
        <translation>Bereich hinzufügen</translation>
    </message>
    <message>
        <source>A part of the picture with a prompt of its own, whose words count there alone.</source>
        <translation>Ein Teil des Bildes mit eigenem Prompt, dessen Wörter nur dort zählen.</translation>
    </message>
    <message>
        <source>place of a region</source>
        <translation>Lage eines Bereichs</translation>
    </message>
    <message>
        <source>removal of a region</source>
        <translation>Entfernen eines Bereichs</translation>
    </message>
    <message>
        <source>mask of a region</source>
        <translation>Maske eines Bereichs</translation>
    </message>
    <message>
        <source>a region</source>
        <translation>ein Bereich</translation>
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
        <translation>Gestört</translation>
    </message>
    <message>
        <source>Perturbed-attention guidance: away from what the model draws when its middle cannot look around; firmer shapes, each step takes half as long again. 3 is usual, 0 is off.</source>
        <translation>Perturbed-Attention-Guidance: weg von dem, was das Modell zeichnet, wenn seine Mitte sich nicht umsehen kann; festere Formen, jeder Schritt dauert um die Hälfte länger. 3 ist üblich, 0 ist aus.</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>Geglättet</translation>
    </message>
    <message>
        <source>Smoothed energy guidance: away from what the model draws when its middle looks around without precision; each step takes half as long again. 3 is usual, 0 is off.</source>
        <translation>Smoothed Energy Guidance: weg von dem, was das Modell zeichnet, wenn seine Mitte sich ungenau umsieht; jeder Schritt dauert um die Hälfte länger. 3 ist üblich, 0 ist aus.</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Unschärfe</translation>
    </message>
    <message>
        <source>How far smoothed energy guidance blurs, in tokens of the model&apos;s middle; 0 blurs endlessly.</source>
        <translation>Wie weit Smoothed Energy Guidance weichzeichnet, in Tokens der Mitte des Modells; 0 endlos.</translation>
    </message>
    <message>
        <source>NAG</source>
        <translation>NAG</translation>
    </message>
    <message>
        <source>Normalized attention guidance: what the negative prompt counts at a guidance of 1, as few-step models have it. 5 is usual, 0 is off.</source>
        <translation>Normalized Attention Guidance: was der negative Prompt bei einer Guidance von 1 zählt, wie sie Modelle mit wenigen Schritten haben. 5 ist üblich, 0 ist aus.</translation>
    </message>
    <message>
        <source>Mimic</source>
        <translation>Umfang</translation>
    </message>
    <message>
        <source>Dynamic thresholding: strong guidance keeps the range of colours that this one would have. 7 is usual, 0 is off.</source>
        <translation>Dynamic Thresholding: starke Guidance behält den Farbumfang, den diese hätte. 7 ist üblich, 0 ist aus.</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Erhalten</translation>
    </message>
    <message>
        <source>Dynamic thresholding: the share of the values that stay before the range is fitted; 1 is all.</source>
        <translation>Dynamic Thresholding: der Anteil der Werte, die bleiben, bevor der Umfang angepasst wird; 1 ist alles.</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>Parallel</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: the share of guidance that only makes colours louder; 0 leaves it out, 1 is usual guidance.</source>
        <translation>Adaptive Projected Guidance: der Anteil der Guidance, der nur Farben lauter macht; 0 lässt ihn weg, 1 ist gewöhnliche Guidance.</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: the longest difference that counts. 15 is usual, 0 is any.</source>
        <translation>Adaptive Projected Guidance: der längste Unterschied, der zählt. 15 ist üblich, 0 ist jeder.</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Schwung</translation>
    </message>
    <message>
        <source>Adaptive projected guidance: how much differences of earlier steps count. −0.5 is usual, 0 is off.</source>
        <translation>Adaptive Projected Guidance: wie viel Unterschiede früherer Schritte zählen. −0,5 ist üblich, 0 ist aus.</translation>
    </message>
    <message>
        <source>Guidance starts from the picture without a prompt at the strength that suits it best; steadier with strong guidance.</source>
        <translation>Guidance beginnt beim Bild ohne Prompt in der Stärke, die am besten passt; ruhiger bei starker Guidance.</translation>
    </message>
    <message>
        <source>FreeU: how much the model&apos;s last blocks count of their own; 1 is off, SDXL takes 1.3 and 1.4.</source>
        <translation>FreeU: wie viel die letzten Blöcke des Modells von sich selbst zählen; 1 ist aus, SDXL nimmt 1,3 und 1,4.</translation>
    </message>
    <message>
        <source>FreeU: how much the model&apos;s last blocks count of what skips to them; 1 is off, SDXL takes 0.9 and 0.2.</source>
        <translation>FreeU: wie viel die letzten Blöcke des Modells von dem zählen, was zu ihnen springt; 1 ist aus, SDXL nimmt 0,9 und 0,2.</translation>
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
        <translation>Projiziert</translation>
    </message>
    <message>
        <source>FreeU</source>
        <translation>FreeU</translation>
    </message>
    <message>
        <source>What the model&apos;s depth makes of the picture is computed at every so many steps and reused between: 3 takes less than half of the time and changes details, 1 is off.</source>
        <translation>Was die Tiefe des Modells aus dem Bild macht, wird alle so viele Schritte berechnet und dazwischen wieder verwendet: 3 braucht weniger als die Hälfte der Zeit und ändert Einzelheiten, 1 ist aus.</translation>
    </message>
</context>
<context>
    <name>imagelab::CompletionPopup</name>
    <message>
        <source>Completions: %1; Down chooses</source>
        <translation>Vervollständigungen: %1; Pfeil ab wählt</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>Vervollständigungen</translation>
    </message>
    <message>
        <source>style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>draws a line</source>
        <translation>zieht eine Zeile</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>textual inversion</source>
        <translation>Textual Inversion</translation>
    </message>
    <message>
        <source>saved part</source>
        <translation>gespeicherter Teil</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>lore</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>meta</source>
        <translation>Meta</translation>
    </message>
    <message>
        <source>species</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>character</source>
        <translation>Figur</translation>
    </message>
    <message>
        <source>copyright</source>
        <translation>Werk</translation>
    </message>
    <message>
        <source>artist</source>
        <translation>Künstler</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptCompleter</name>
    <message>
        <source>style %1</source>
        <translation>Stil %1</translation>
    </message>
</context>
<context>
    <name>imagelab::PromptEdit</name>
    <message>
        <source>The model&apos;s next chunk of the prompt begins here.</source>
        <translation>Hier beginnt der nächste Abschnitt des Prompts, den das Modell liest.</translation>
    </message>
    <message>
        <source>Save the selected words…</source>
        <translation>Ausgewählte Wörter speichern…</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingForm</name>
    <message>
        <source>Bundled model</source>
        <translation>Mitgeliefertes Modell</translation>
    </message>
    <message>
        <source>Attention (usual)</source>
        <translation>Aufmerksamkeit (üblich)</translation>
    </message>
    <message>
        <source>Attention and what follows it (larger)</source>
        <translation>Aufmerksamkeit und was ihr folgt (größer)</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Asks for the folder with the pictures.</source>
        <translation>Fragt nach dem Ordner mit den Bildern.</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>Ein Ordner</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>A folder of pictures to learn from; NAME.txt beside NAME.png says what it shows.</source>
        <translation>Ein Ordner mit Bildern, aus denen gelernt wird; NAME.txt neben NAME.png sagt, was darauf ist.</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the LoRA</source>
        <translation>Name des LoRA</translation>
    </message>
    <message>
        <source>Its file is called so; the request offers it under this name.</source>
        <translation>So heißt seine Datei; der Auftrag bietet es unter diesem Namen an.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>the model&apos;s</source>
        <translation>die des Modells</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Pictures are scaled and cropped to this; smaller is faster and takes less memory.</source>
        <translation>Darauf werden die Bilder verkleinert und zugeschnitten; kleiner geht schneller und braucht weniger Speicher.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>How often it learns from a picture. Too many, and it only repeats them.</source>
        <translation>Wie oft es aus einem Bild lernt. Zu oft, und es wiederholt sie nur.</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>How much the LoRA can hold: its file and its memory grow with it.</source>
        <translation>Wie viel das LoRA fassen kann: Datei und Speicher wachsen damit.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>How far a step goes. Where the loss jumps, take a smaller one.</source>
        <translation>Wie weit ein Schritt geht. Springt der Verlust, nimm eine kleinere.</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>Was lernt</translation>
    </message>
    <message>
        <source>The layers that the LoRA changes.</source>
        <translation>Die Schichten, die das LoRA ändert.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source> steps apart</source>
        <translation> Schritte Abstand</translation>
    </message>
    <message>
        <source>Pictures on the way</source>
        <translation>Bilder unterwegs</translation>
    </message>
    <message>
        <source>So often a picture is made with what is learnt so far; it comes into the gallery.</source>
        <translation>So oft entsteht ein Bild mit dem bisher Gelernten; es kommt in die Galerie.</translation>
    </message>
    <message>
        <source>What they are to show</source>
        <translation>Was sie zeigen sollen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>Wovon</translation>
    </message>
    <message>
        <source>Prompt of the pictures on the way</source>
        <translation>Prompt der Bilder unterwegs</translation>
    </message>
    <message>
        <source>Always the same prompt and seed, so that they can be compared.</source>
        <translation>Immer derselbe Prompt und Seed, damit man sie vergleichen kann.</translation>
    </message>
    <message>
        <source>as the rank</source>
        <translation>wie der Rang</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>The change is alpha divided by rank; as the rank: it counts whole.</source>
        <translation>Die Änderung ist Alpha durch Rang; wie der Rang: sie zählt ganz.</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Pictures a step: steadier, but slower and more memory.</source>
        <translation>Bilder je Schritt: ruhiger, aber langsamer und mehr Speicher.</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Gleichbleibend</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Schedule of the learning rate</source>
        <translation>Verlauf der Lernrate</translation>
    </message>
    <message>
        <source>How the learning rate falls towards the end.</source>
        <translation>Wie die Lernrate zum Ende hin fällt.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>Schritte zum Aufwärmen</translation>
    </message>
    <message>
        <source>Over so many steps the learning rate rises to its value.</source>
        <translation>Über so viele Schritte steigt die Lernrate auf ihren Wert.</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>gezogen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Seed of the training</source>
        <translation>Seed des Trainings</translation>
    </message>
    <message>
        <source>The same seed and settings make the same LoRA, bit for bit.</source>
        <translation>Gleicher Seed und gleiche Einstellungen ergeben dasselbe LoRA, Bit für Bit.</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>Sichern alle</translation>
    </message>
    <message>
        <source>Steps between saved states</source>
        <translation>Schritte zwischen gesicherten Ständen</translation>
    </message>
    <message>
        <source>After a crash it goes on from the newest saved state; a pause saves one, too.</source>
        <translation>Nach einem Absturz geht es beim neuesten gesicherten Stand weiter; auch eine Pause sichert einen.</translation>
    </message>
    <message>
        <source>Tagger</source>
        <translation>Tagger</translation>
    </message>
    <message>
        <source>What says what pictures without a caption show</source>
        <translation>Was sagt, was Bilder ohne Beschreibung zeigen</translation>
    </message>
    <message>
        <source>A WD tagger of your own (models/taggers) gives them tags; a caption of their own stays.</source>
        <translation>Ein eigener WD-Tagger (models/taggers) gibt ihnen Schlagwörter; eine eigene Beschreibung bleibt.</translation>
    </message>
    <message>
        <source>The first of the library</source>
        <translation>Der erste der Bibliothek</translation>
    </message>
    <message>
        <source>Trigger word</source>
        <translation>Auslösewort</translation>
    </message>
    <message>
        <source>Word before the tags</source>
        <translation>Wort vor den Schlagwörtern</translation>
    </message>
    <message>
        <source>Prompts call what is learnt by this word.</source>
        <translation>Prompts rufen mit diesem Wort, was gelernt wurde.</translation>
    </message>
    <message>
        <source>Tags from</source>
        <translation>Schlagwörter ab</translation>
    </message>
    <message>
        <source>Least score of a tag</source>
        <translation>Kleinste Sicherheit eines Schlagworts</translation>
    </message>
    <message>
        <source>Surer tags are taken; lower takes more of them.</source>
        <translation>Sicherere Schlagwörter werden genommen; kleiner nimmt mehr davon.</translation>
    </message>
    <message>
        <source>Characters from</source>
        <translation>Figuren ab</translation>
    </message>
    <message>
        <source>Least score of a character</source>
        <translation>Kleinste Sicherheit einer Figur</translation>
    </message>
    <message>
        <source>The same of persons with a name.</source>
        <translation>Dasselbe für Figuren mit Namen.</translation>
    </message>
    <message>
        <source>Beside them</source>
        <translation>Daneben</translation>
    </message>
    <message>
        <source>Write the tags beside their pictures</source>
        <translation>Die Schlagwörter neben ihre Bilder schreiben</translation>
    </message>
    <message>
        <source>As NAME.txt beside NAME.png, where they can be changed before the next training.</source>
        <translation>Als NAME.txt neben NAME.png, wo sie sich vor dem nächsten Training ändern lassen.</translation>
    </message>
    <message>
        <source>Write them as NAME.txt</source>
        <translation>Als NAME.txt schreiben</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>No caption</source>
        <translation>Ohne Text</translation>
    </message>
    <message>
        <source>Share without a caption</source>
        <translation>Anteil ohne Text</translation>
    </message>
    <message>
        <source>So many pictures are learnt without what is said of them.</source>
        <translation>So viele Bilder werden ohne ihren Text gelernt.</translation>
    </message>
    <message>
        <source>Mirror half of them</source>
        <translation>Die Hälfte spiegeln</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Mirror half of the pictures</source>
        <translation>Die Hälfte der Bilder spiegeln</translation>
    </message>
    <message>
        <source>Half of the pictures are mirrored; not for text and faces.</source>
        <translation>Die Hälfte der Bilder wird gespiegelt; nichts für Schrift und Gesichter.</translation>
    </message>
    <message>
        <source>Noise offset</source>
        <translation>Rauschversatz</translation>
    </message>
    <message>
        <source>A little helps with very dark and very bright pictures.</source>
        <translation>Ein wenig hilft bei sehr dunklen und sehr hellen Bildern.</translation>
    </message>
    <message>
        <source>Min-SNR</source>
        <translation>Min-SNR</translation>
    </message>
    <message>
        <source>Min-SNR gamma</source>
        <translation>Gamma von Min-SNR</translation>
    </message>
    <message>
        <source>Weighs the noise levels evenly; 5 is usual.</source>
        <translation>Gewichtet die Rauschstufen ausgeglichen; 5 ist üblich.</translation>
    </message>
    <message>
        <source>Clip at</source>
        <translation>Kürzen ab</translation>
    </message>
    <message>
        <source>Longest gradient</source>
        <translation>Längster Gradient</translation>
    </message>
    <message>
        <source>A longer gradient is shortened to this.</source>
        <translation>Ein längerer Gradient wird darauf gekürzt.</translation>
    </message>
    <message>
        <source>The best</source>
        <translation>Die beste</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>Rechenart</translation>
    </message>
    <message>
        <source>f32 is exact, bf16 takes half of the memory.</source>
        <translation>f32 ist genau, bf16 braucht halb so viel Speicher.</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>Das schnellste</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What it is trained on.</source>
        <translation>Worauf trainiert wird.</translation>
    </message>
    <message>
        <source>A1111, ComfyUI</source>
        <translation>A1111, ComfyUI</translation>
    </message>
    <message>
        <source>Written for</source>
        <translation>Geschrieben für</translation>
    </message>
    <message>
        <source>Names in the file</source>
        <translation>Namen in der Datei</translation>
    </message>
    <message>
        <source>Image Lab reads both.</source>
        <translation>Image Lab liest beide.</translation>
    </message>
    <message>
        <source>Take the gallery&apos;s selection</source>
        <translation>Auswahl der Galerie nehmen</translation>
    </message>
    <message>
        <source>Take the one selected picture</source>
        <translation>Das eine ausgewählte Bild nehmen</translation>
    </message>
    <message>
        <source>Take the %1 selected pictures</source>
        <translation>Die %1 ausgewählten Bilder nehmen</translation>
    </message>
    <message>
        <source>Copies what is selected in the gallery into a folder, with its prompts as captions.</source>
        <translation>Kopiert, was in der Galerie ausgewählt ist, mit den Prompts als Text in einen Ordner.</translation>
    </message>
    <message>
        <source>What is wrong with %1</source>
        <translation>Was an %1 nicht stimmt</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Kind of network</source>
        <translation>Art des Netzes</translation>
    </message>
    <message>
        <source>Both text encoders, too</source>
        <translation>Auch beide Textkodierer</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Train the text encoders</source>
        <translation>Textkodierer trainieren</translation>
    </message>
    <message>
        <source>For words that the model does not know. Slower, because captions are read at every step.</source>
        <translation>Für Wörter, die das Modell nicht kennt. Langsamer, weil die Beschreibungen bei jedem Schritt gelesen werden.</translation>
    </message>
    <message>
        <source>AdamW in 8 bits</source>
        <translation>AdamW in 8 Bit</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>How a step follows from the gradient. Prodigy finds the learning rate itself: give it 1; Lion wants a tenth of AdamW&apos;s.</source>
        <translation>Wie ein Schritt aus dem Gradienten folgt. Prodigy findet die Lernrate selbst: Geben Sie 1 an; Lion will ein Zehntel von der für AdamW.</translation>
    </message>
    <message>
        <source>Cosine with restarts</source>
        <translation>Kosinus mit Neubeginn</translation>
    </message>
    <message>
        <source>Polynomial</source>
        <translation>Polynom</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Weight of the mean</source>
        <translation>Gewicht des Mittels</translation>
    </message>
    <message>
        <source>What is written is a mean over the last steps, which is calmer; 0.99 is over about a hundred.</source>
        <translation>Geschrieben wird ein Mittel über die letzten Schritte, das ruhiger ist; 0,99 mittelt über etwa hundert.</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Share that is held out</source>
        <translation>Zurückgehaltener Anteil</translation>
    </message>
    <message>
        <source>So many pictures are not learnt; the loss on them tells when it only repeats the others.</source>
        <translation>So viele Bilder werden nicht gelernt; der Verlust an ihnen zeigt, wann nur noch die anderen wiederholt werden.</translation>
    </message>
    <message>
        <source>Measured every</source>
        <translation>Gemessen alle</translation>
    </message>
    <message>
        <source>Steps between measures</source>
        <translation>Schritte zwischen Messungen</translation>
    </message>
    <message>
        <source>So often the loss on the pictures that are held out is measured.</source>
        <translation>So oft wird der Verlust an den zurückgehaltenen Bildern gemessen.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>Aufhören nach</translation>
    </message>
    <message>
        <source>Measures without progress</source>
        <translation>Messungen ohne Fortschritt</translation>
    </message>
    <message>
        <source>After so many measures in a row that were no lower it ends, and what was best is written.</source>
        <translation>Nach so vielen Messungen hintereinander, die nicht niedriger waren, endet es, und das Beste wird geschrieben.</translation>
    </message>
    <message>
        <source>Pictures and captions</source>
        <translation>Bilder und Beschreibungen</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Held out and saved</source>
        <translation>Zurückgehalten und gesichert</translation>
    </message>
    <message>
        <source>Device and memory</source>
        <translation>Gerät und Speicher</translation>
    </message>
    <message>
        <source>The SDXL or PixArt model that learns; the LoRA is made for it and its relatives.</source>
        <translation>Das SDXL- oder PixArt-Modell, das lernt; die LoRA ist für dieses und seine Verwandten.</translation>
    </message>
    <message>
        <source>How the change of a layer is written. LoRA is read everywhere; DoRA learns closer to a full training and is slower. A word changes no layer: prompts call what it learnt by its name.</source>
        <translation>Wie die Änderung einer Schicht geschrieben wird. LoRA liest jedes Programm; DoRA lernt näher an einem vollen Training und langsamer. Ein Wort ändert keine Schicht: Prompts rufen das Gelernte beim Namen.</translation>
    </message>
    <message>
        <source>A word (textual inversion)</source>
        <translation>Ein Wort (Textual Inversion)</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <source>The word that is learnt</source>
        <translation>Das Wort, das gelernt wird</translation>
    </message>
    <message>
        <source>It stands for what is learnt in captions; those without it get it in front. Prompts call it by the name of its file.</source>
        <translation>Es steht in Beschreibungen für das Gelernte; wo es fehlt, kommt es davor. Prompts rufen es beim Namen seiner Datei.</translation>
    </message>
    <message>
        <source>as the name</source>
        <translation>wie der Name</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>Vektoren</translation>
    </message>
    <message>
        <source>Vectors of the word</source>
        <translation>Vektoren des Wortes</translation>
    </message>
    <message>
        <source>How much the word can hold; 1 to 8 are usual.</source>
        <translation>Wie viel das Wort fassen kann; 1 bis 8 sind üblich.</translation>
    </message>
    <message>
        <source>Begins as</source>
        <translation>Beginnt als</translation>
    </message>
    <message>
        <source>What the word begins as</source>
        <translation>Womit das Wort beginnt</translation>
    </message>
    <message>
        <source>A word or two that come near it, such as &quot;red fox&quot;.</source>
        <translation>Ein, zwei Wörter, die ihm nahekommen, etwa „red fox“.</translation>
    </message>
    <message>
        <source>the word itself</source>
        <translation>das Wort selbst</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Masks count</source>
        <translation>Masken zählen</translation>
    </message>
    <message>
        <source>Only what is bright in NAME.mask.png, or what is opaque, is learnt of a picture.</source>
        <translation>Von einem Bild wird nur gelernt, was in NAME.mask.png hell oder was deckend ist.</translation>
    </message>
    <message>
        <source>Learn what masks show</source>
        <translation>Lernen, was Masken zeigen</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Reihenfolgen</translation>
    </message>
    <message>
        <source>Orders of a caption</source>
        <translation>Reihenfolgen einer Beschreibung</translation>
    </message>
    <message>
        <source>So many orders of the parts between commas are learnt of each caption, so that none depends on its place.</source>
        <translation>So viele Reihenfolgen der Teile zwischen Kommas werden von jeder Beschreibung gelernt, damit keiner an seinem Platz hängt.</translation>
    </message>
    <message>
        <source>as written</source>
        <translation>wie geschrieben</translation>
    </message>
    <message>
        <source>Stay in front</source>
        <translation>Bleiben vorn</translation>
    </message>
    <message>
        <source>Parts that stay in front</source>
        <translation>Teile, die vorn bleiben</translation>
    </message>
    <message>
        <source>So many parts of a caption are not moved.</source>
        <translation>So viele Teile einer Beschreibung bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Of its class</source>
        <translation>Seiner Art</translation>
    </message>
    <message>
        <source>Folder of class pictures</source>
        <translation>Ordner mit Bildern seiner Art</translation>
    </message>
    <message>
        <source>A folder of pictures of what the new thing is one of, so that this is not forgotten.</source>
        <translation>Ein Ordner mit Bildern dessen, wovon das Neue eines ist, damit es nicht vergessen wird.</translation>
    </message>
    <message>
        <source>no folder</source>
        <translation>kein Ordner</translation>
    </message>
    <message>
        <source>Its caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Caption of class pictures</source>
        <translation>Beschreibung der Bilder seiner Art</translation>
    </message>
    <message>
        <source>What is said of those without a caption of their own.</source>
        <translation>Was von denen ohne eigene Beschreibung gesagt wird.</translation>
    </message>
    <message>
        <source>such as: a cat</source>
        <translation>etwa: a cat</translation>
    </message>
    <message>
        <source>Its weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Weight of class pictures</source>
        <translation>Gewicht der Bilder seiner Art</translation>
    </message>
    <message>
        <source>What their loss is multiplied by.</source>
        <translation>Womit ihr Fehler malgenommen wird.</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Factor of LoKr</source>
        <translation>Faktor von LoKr</translation>
    </message>
    <message>
        <source>How the two matrices divide a layer; -1: as near each other as can be.</source>
        <translation>Wie die beiden Matrizen eine Schicht teilen; -1: so nah beieinander wie möglich.</translation>
    </message>
    <message>
        <source>Its layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Layers of the text encoders</source>
        <translation>Schichten der Textencoder</translation>
    </message>
    <message>
        <source>Ends of the names of the layers that learn.</source>
        <translation>Enden der Namen der Schichten, die lernen.</translation>
    </message>
    <message>
        <source>Runs a step</source>
        <translation>Läufe je Schritt</translation>
    </message>
    <message>
        <source>So many batches make one step: steadier, but slower, in the memory of one.</source>
        <translation>So viele Stapel sind ein Schritt: ruhiger, aber langsamer, im Speicher eines einzigen.</translation>
    </message>
    <message>
        <source>Text&apos;s rate</source>
        <translation>Rate des Textes</translation>
    </message>
    <message>
        <source>Learning rate of the text encoders</source>
        <translation>Lernrate der Textencoder</translation>
    </message>
    <message>
        <source>How far a step goes in the text encoders.</source>
        <translation>Wie weit ein Schritt in den Textencodern geht.</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>dieselbe</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Cycles of the schedule</source>
        <translation>Durchgänge des Verlaufs</translation>
    </message>
    <message>
        <source>How many cosines come one after the other.</source>
        <translation>Wie viele Kosinus aufeinander folgen.</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Potenz</translation>
    </message>
    <message>
        <source>Power of the schedule</source>
        <translation>Potenz des Verlaufs</translation>
    </message>
    <message>
        <source>1 falls straight, 2 faster at first.</source>
        <translation>1 fällt gerade, 2 zuerst schneller.</translation>
    </message>
    <message>
        <source>Betas</source>
        <translation>Betas</translation>
    </message>
    <message>
        <source>How slowly the moments follow the gradients: two numbers below 1.</source>
        <translation>Wie langsam die Momente den Gradienten folgen: zwei Zahlen unter 1.</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>What keeps a division from 0.</source>
        <translation>Was eine Division von 0 fernhält.</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>Abnahme</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Abnahme der Gewichte</translation>
    </message>
    <message>
        <source>What is learnt shrinks by so much times the learning rate.</source>
        <translation>Gelerntes schrumpft um so viel mal die Lernrate.</translation>
    </message>
    <message>
        <source>First distance</source>
        <translation>Erster Abstand</translation>
    </message>
    <message>
        <source>Where Prodigy&apos;s search begins.</source>
        <translation>Wo die Suche von Prodigy beginnt.</translation>
    </message>
    <message>
        <source>Factor on its rate</source>
        <translation>Faktor auf seine Rate</translation>
    </message>
    <message>
        <source>A factor on the learning rate that Prodigy finds.</source>
        <translation>Ein Faktor auf die Lernrate, die Prodigy findet.</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Berichtigung</translation>
    </message>
    <message>
        <source>Bias correction</source>
        <translation>Berichtigung der ersten Schritte</translation>
    </message>
    <message>
        <source>The first steps are corrected as Adam&apos;s are.</source>
        <translation>Die ersten Schritte werden berichtigt wie bei Adam.</translation>
    </message>
    <message>
        <source>As Adam&apos;s</source>
        <translation>Wie bei Adam</translation>
    </message>
    <message>
        <source>Safeguard</source>
        <translation>Vorsicht</translation>
    </message>
    <message>
        <source>Safeguard in the warm-up</source>
        <translation>Vorsicht im Anlauf</translation>
    </message>
    <message>
        <source>The rate that is found does not grow from small steps of a warm-up.</source>
        <translation>Die gefundene Rate wächst nicht an den kleinen Schritten eines Anlaufs.</translation>
    </message>
    <message>
        <source>In the warm-up</source>
        <translation>Im Anlauf</translation>
    </message>
    <message>
        <source>Longest step</source>
        <translation>Längster Schritt</translation>
    </message>
    <message>
        <source>Longer steps are shortened.</source>
        <translation>Längere Schritte werden gekürzt.</translation>
    </message>
    <message>
        <source>Slowing</source>
        <translation>Trägheit</translation>
    </message>
    <message>
        <source>How fast the second moment grows slow</source>
        <translation>Wie schnell das zweite Moment träge wird</translation>
    </message>
    <message>
        <source>0.8 is usual.</source>
        <translation>0,8 ist üblich.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Maßstab</translation>
    </message>
    <message>
        <source>Steps in units of what is learnt</source>
        <translation>Schritte im Maß des Gelernten</translation>
    </message>
    <message>
        <source>Steps grow with what is learnt.</source>
        <translation>Schritte wachsen mit dem Gelernten.</translation>
    </message>
    <message>
        <source>With what is learnt</source>
        <translation>Mit dem Gelernten</translation>
    </message>
    <message>
        <source>Last level</source>
        <translation>Letzte Stufe</translation>
    </message>
    <message>
        <source>Zero-terminal SNR</source>
        <translation>Zero-Terminal-SNR</translation>
    </message>
    <message>
        <source>For models that predict v: the last noise level is noise alone.</source>
        <translation>Für Modelle, die v vorhersagen: die letzte Rauschstufe ist reines Rauschen.</translation>
    </message>
    <message>
        <source>Noise alone</source>
        <translation>Reines Rauschen</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads of the processor</source>
        <translation>Threads des Prozessors</translation>
    </message>
    <message>
        <source>How many of the processor&apos;s cores work on it.</source>
        <translation>Wie viele Kerne des Prozessors daran arbeiten.</translation>
    </message>
    <message>
        <source>one a core</source>
        <translation>je Kern einer</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Memory for a step</source>
        <translation>Speicher für einen Schritt</translation>
    </message>
    <message>
        <source>What does not fit is computed anew on the way back: slower, with the same result bit for bit.</source>
        <translation>Was nicht passt, wird auf dem Rückweg neu berechnet: langsamer, mit demselben Ergebnis Bit für Bit.</translation>
    </message>
    <message>
        <source>what is there</source>
        <translation>was da ist</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Unterwegs</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingRuns</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Länge des Gradienten</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>How much of what came before counts: 0 shows the values as they are.</source>
        <translation>Wie viel das Vorige zählt: 0 zeigt die Werte, wie sie sind.</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Trainings</translation>
    </message>
    <message>
        <source>Those of the queue. The chosen one is shown; those with a tick are compared with it.</source>
        <translation>Die der Warteschlange. Das gewählte wird gezeigt; die mit Häkchen werden damit verglichen.</translation>
    </message>
    <message>
        <source>Pictures on the way</source>
        <translation>Bilder unterwegs</translation>
    </message>
    <message>
        <source>What it has learnt after so many steps; Enter shows one large.</source>
        <translation>Was es nach so vielen Schritten gelernt hat; Eingabe zeigt eins groß.</translation>
    </message>
    <message>
        <source>No training yet. Choose pictures on the left, give the LoRA a name, and put it into the queue: its curves and pictures appear here.</source>
        <translation>Noch kein Training. Wähle links Bilder, gib dem LoRA einen Namen und reihe es ein: hier erscheinen dann seine Kurven und Bilder.</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>The loss says how far it is off; the gradient norm how hard it pulls.</source>
        <translation>Der Verlust sagt, wie weit es daneben liegt; die Länge des Gradienten, wie stark es zieht.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>It stops at its step and gives the device back; its state is kept.</source>
        <translation>Es hält bei seinem Schritt an und gibt das Gerät frei; sein Stand bleibt.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>It goes on at its step; the LoRA is that of an undisturbed run, bit for bit.</source>
        <translation>Es geht bei seinem Schritt weiter; das LoRA ist das eines ungestörten Laufs, Bit für Bit.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>It goes on at the step that was kept.</source>
        <translation>Es geht beim gesicherten Schritt weiter.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>It ends; its saved state stays beside the LoRA&apos;s place.</source>
        <translation>Es endet; sein gesicherter Stand bleibt neben dem Platz des LoRA.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Loss, learning rate, gradient norm and seconds of each step as a table (CSV).</source>
        <translation>Verlust, Lernrate, Länge des Gradienten und Sekunden jedes Schritts als Tabelle (CSV).</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Puts the LoRA into the request.</source>
        <translation>Nimmt das LoRA in den Auftrag.</translation>
    </message>
    <message>
        <source>Its curve begins with the first step.</source>
        <translation>Seine Kurve beginnt mit dem ersten Schritt.</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Loss %1 · rate %2 · gradient %3 · %4 a step</source>
        <translation>Verlust %1 · Rate %2 · Gradient %3 · %4 je Schritt</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>Verlust an zurückgehaltenen</translation>
    </message>
    <message>
        <source>Its curve begins when pictures that are held out are measured.</source>
        <translation>Ihre Kurve beginnt, wenn zurückgehaltene Bilder gemessen werden.</translation>
    </message>
    <message>
        <source> · held out %1, lowest %2 at step %3</source>
        <translation> · zurückgehalten %1, niedrigster %2 bei Schritt %3</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingPage</name>
    <message>
        <source>Put it into the queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>What it costs</source>
        <translation>Was es kostet</translation>
    </message>
    <message>
        <source>It waits its turn, makes way for pictures that you ask for, and goes on exactly where it stopped.</source>
        <translation>Es wartet, bis es dran ist, macht Platz für Bilder, die du verlangst, und geht genau dort weiter, wo es anhielt.</translation>
    </message>
    <message>
        <source>Working out what it takes</source>
        <translation>Rechnet aus, was es braucht</translation>
    </message>
    <message>
        <source>a LoRA of this name is there already</source>
        <translation>ein LoRA dieses Namens ist schon da</translation>
    </message>
    <message>
        <source>%1, %2 of them with a caption</source>
        <translation>%1, davon %2 mit Text</translation>
    </message>
    <message>
        <source>It needs %1 of memory on %2, and there are %3: take a smaller width and height, batch or rank</source>
        <translation>Es braucht %1 Speicher auf %2, und es gibt %3: nimm Breite und Höhe, Stapel oder Rang kleiner</translation>
    </message>
</context>
<context>
    <name>imagelab::CurvePlot</name>
    <message>
        <source>Curves of the trainings</source>
        <translation>Kurven der Trainings</translation>
    </message>
    <message>
        <source>%1: %2 at step %3</source>
        <translation>%1: %2 bei Schritt %3</translation>
    </message>
    <message>
        <source>%1 over steps</source>
        <translation>%1 über Schritte</translation>
    </message>
    <message>
        <source>%1, step %2: %3</source>
        <translation>%1, Schritt %2: %3</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingDesk</name>
    <message>
        <source>Train a LoRA…</source>
        <translation>LoRA trainieren…</translation>
    </message>
    <message>
        <source>Teaches a model something new from pictures, watches it learn, and compares.</source>
        <translation>Bringt einem Modell aus Bildern Neues bei, sieht ihm beim Lernen zu und vergleicht.</translation>
    </message>
    <message>
        <source>Train a LoRA on the chosen…</source>
        <translation>LoRA mit den gewählten trainieren…</translation>
    </message>
    <message>
        <source>Copies the chosen pictures into a folder, with their prompts as captions, and sets up a training.</source>
        <translation>Kopiert die gewählten Bilder mit ihren Prompts als Text in einen Ordner und richtet ein Training ein.</translation>
    </message>
    <message>
        <source>Train a LoRA</source>
        <translation>LoRA trainieren</translation>
    </message>
    <message>
        <source>Copying the pictures</source>
        <translation>Kopiert die Bilder</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Export the table</source>
        <translation>Tabelle exportieren</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>the trained LoRA</source>
        <translation>das trainierte LoRA</translation>
    </message>
</context>
<context>
    <name>imagelab::TrainingDraft</name>
    <message>
        <source>give the LoRA a name</source>
        <translation>gib dem LoRA einen Namen</translation>
    </message>
    <message>
        <source>a name without / that does not begin with a dot</source>
        <translation>ein Name ohne /, der nicht mit einem Punkt beginnt</translation>
    </message>
    <message>
        <source>choose a folder of pictures</source>
        <translation>wähle einen Ordner mit Bildern</translation>
    </message>
    <message>
        <source>say what the pictures on the way are to show</source>
        <translation>sag, was die Bilder unterwegs zeigen sollen</translation>
    </message>
    <message>
        <source>About %1 on %2</source>
        <translation>Etwa %1 auf %2</translation>
    </message>
    <message>
        <source>%1 a step</source>
        <translation>%1 je Schritt</translation>
    </message>
    <message>
        <source>%1 of memory</source>
        <translation>%1 Speicher</translation>
    </message>
    <message>
        <source>%1 pictures on the way add %2 and need %3</source>
        <translation>%1 Bilder unterwegs brauchen noch %2 und %3</translation>
    </message>
</context>
<context>
    <name>imagelab::SuiteControl</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save or delete a suite</source>
        <translation>Eine Suite speichern oder löschen</translation>
    </message>
    <message>
        <source>Keeps the models, parts and LoRAs that are chosen now under a name.</source>
        <translation>Bewahrt die jetzt gewählten Modelle, Teile und LoRAs unter einem Namen auf.</translation>
    </message>
    <message>
        <source>Name of the suite</source>
        <translation>Name der Suite</translation>
    </message>
    <message>
        <source>Enter saves it; a suite of that name is replaced, and its file is kept beside.</source>
        <translation>Eingabe speichert sie; eine Suite dieses Namens wird ersetzt, ihre Datei bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Save the suite</source>
        <translation>Die Suite speichern</translation>
    </message>
    <message>
        <source>Keeps the models, parts and LoRAs that are chosen now under this name.</source>
        <translation>Bewahrt die jetzt gewählten Modelle, Teile und LoRAs unter diesem Namen auf.</translation>
    </message>
    <message>
        <source>What is in the suite</source>
        <translation>Was in der Suite ist</translation>
    </message>
    <message>
        <source>How well the models go together</source>
        <translation>Wie gut die Modelle zusammenpassen</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>suite</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>Save what is chosen as a suite…</source>
        <translation>Das Gewählte als Suite speichern…</translation>
    </message>
    <message>
        <source>Save the changes to %1</source>
        <translation>Die Änderungen an %1 speichern</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>No suite</source>
        <translation>Keine Suite</translation>
    </message>
    <message>
        <source>%1 (not here)</source>
        <translation>%1 (nicht hier)</translation>
    </message>
    <message>
        <source>%1 (changed since it was saved)</source>
        <translation>%1 (seit dem Speichern geändert)</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
</context>
<context>
    <name>imagelab::SuiteModel</name>
    <message>
        <source>Does not go together: 0 of 100</source>
        <translation>Passt nicht zusammen: 0 von 100</translation>
    </message>
    <message>
        <source>Goes together badly: %1 of 100</source>
        <translation>Passt schlecht zusammen: %1 von 100</translation>
    </message>
    <message>
        <source>Doubtful: %1 of 100</source>
        <translation>Zweifelhaft: %1 von 100</translation>
    </message>
    <message>
        <source>Goes together: %1 of 100</source>
        <translation>Passt zusammen: %1 von 100</translation>
    </message>
    <message>
        <source>refiner %1</source>
        <translation>Refiner %1</translation>
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
        <translation>Detailer %1 entfernen</translation>
    </message>
    <message>
        <source>Nothing is painted anew by it; Undo brings it back.</source>
        <translation>Er malt nichts neu; Rückgängig bringt ihn zurück.</translation>
    </message>
    <message>
        <source>What these parts show (empty: as the request)</source>
        <translation>Was diese Stellen zeigen (leer: wie der Auftrag)</translation>
    </message>
    <message>
        <source>Prompt of detailer %1</source>
        <translation>Prompt von Detailer %1</translation>
    </message>
    <message>
        <source>[PROMPT] stands for the request&apos;s prompt, [SEP] parts the words of several parts, [SKIP] leaves one out.</source>
        <translation>[PROMPT] steht für den Prompt des Auftrags, [SEP] trennt die Worte mehrerer Stellen, [SKIP] lässt eine aus.</translation>
    </message>
    <message>
        <source>How much a part changes: 0.3 keeps it, 0.6 draws much of it anew.</source>
        <translation>Wie sehr sich eine Stelle ändert: 0,3 behält sie, 0,6 zeichnet viel davon neu.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strength of detailer %1</source>
        <translation>Stärke von Detailer %1</translation>
    </message>
    <message>
        <source>Strength of detailer %1, slider</source>
        <translation>Stärke von Detailer %1, Regler</translation>
    </message>
    <message>
        <source>Show what it finds</source>
        <translation>Zeigen, was er findet</translation>
    </message>
    <message>
        <source>Show what detailer %1 finds</source>
        <translation>Zeigen, was Detailer %1 findet</translation>
    </message>
    <message>
        <source>In the picture that is shown, without making anything.</source>
        <translation>Im gezeigten Bild, ohne etwas zu erzeugen.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More of detailer %1</source>
        <translation>Mehr zu Detailer %1</translation>
    </message>
    <message>
        <source>What it looks for, its steps and its mask.</source>
        <translation>Wonach er sucht, seine Schritte und seine Maske.</translation>
    </message>
    <message>
        <source>What detailer %1 finds</source>
        <translation>Was Detailer %1 findet</translation>
    </message>
    <message>
        <source>strength of a detailer</source>
        <translation>Stärke eines Detailers</translation>
    </message>
    <message>
        <source>removal of a detailer</source>
        <translation>Entfernen eines Detailers</translation>
    </message>
    <message>
        <source>Not there (empty: as the request)</source>
        <translation>Dort nicht (leer: wie der Auftrag)</translation>
    </message>
    <message>
        <source>Negative prompt of detailer %1</source>
        <translation>Negativer Prompt von Detailer %1</translation>
    </message>
    <message>
        <source>What these parts should not show; empty: the request&apos;s negative prompt.</source>
        <translation>Was diese Stellen nicht zeigen sollen; leer: der negative Prompt des Auftrags.</translation>
    </message>
    <message>
        <source>All that it knows</source>
        <translation>Alles, was er kennt</translation>
    </message>
    <message>
        <source>What detailer %1 looks for</source>
        <translation>Wonach Detailer %1 sucht</translation>
    </message>
    <message>
        <source>Names of the detector&apos;s classes, parted by commas: face, hand …</source>
        <translation>Namen der Klassen des Detektors, durch Kommas getrennt: face, hand …</translation>
    </message>
    <message>
        <source>From which confidence on something counts as found.</source>
        <translation>Ab welcher Sicherheit etwas als gefunden gilt.</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Confidence of detailer %1</source>
        <translation>Sicherheit von Detailer %1</translation>
    </message>
    <message>
        <source>Confidence of detailer %1, slider</source>
        <translation>Sicherheit von Detailer %1, Regler</translation>
    </message>
    <message>
        <source>confidence of a detailer</source>
        <translation>Sicherheit eines Detailers</translation>
    </message>
    <message>
        <source>Steps of detailer %1</source>
        <translation>Schritte von Detailer %1</translation>
    </message>
    <message>
        <source>The strength says how many of them run.</source>
        <translation>Die Stärke sagt, wie viele davon laufen.</translation>
    </message>
    <message>
        <source>as the request</source>
        <translation>wie der Auftrag</translation>
    </message>
    <message>
        <source>Most parts of detailer %1</source>
        <translation>Höchstens so viele Stellen von Detailer %1</translation>
    </message>
    <message>
        <source>Of more that are found the largest are painted.</source>
        <translation>Von mehr gefundenen werden die größten gemalt.</translation>
    </message>
    <message>
        <source>Mask blur of detailer %1</source>
        <translation>Weiche Kante von Detailer %1</translation>
    </message>
    <message>
        <source>Pixels over which old and new pass into each other.</source>
        <translation>Pixel, über die Altes und Neues ineinander übergehen.</translation>
    </message>
    <message>
        <source>Growth of the mask of detailer %1</source>
        <translation>Wachstum der Maske von Detailer %1</translation>
    </message>
    <message>
        <source>Pixels by which the mask is larger than what was found.</source>
        <translation>Pixel, um die die Maske größer ist als das Gefundene.</translation>
    </message>
    <message>
        <source>Surroundings of detailer %1</source>
        <translation>Umgebung von Detailer %1</translation>
    </message>
    <message>
        <source>Pixels around a part that the model sees.</source>
        <translation>Pixel um eine Stelle, die das Modell sieht.</translation>
    </message>
    <message>
        <source>each by itself</source>
        <translation>jede für sich</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>alle auf einmal</translation>
    </message>
    <message>
        <source>all but them</source>
        <translation>alles außer ihnen</translation>
    </message>
    <message>
        <source>Parts of detailer %1</source>
        <translation>Stellen von Detailer %1</translation>
    </message>
    <message>
        <source>Whether parts are painted one by one, together, or whatever is none of them.</source>
        <translation>Ob Stellen einzeln gemalt werden, zusammen, oder was keine von ihnen ist.</translation>
    </message>
    <message>
        <source>parts of a detailer</source>
        <translation>Stellen eines Detailers</translation>
    </message>
    <message>
        <source>Looks for</source>
        <translation>Sucht</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Gemalt</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Mask blur</source>
        <translation>Weiche Kante</translation>
    </message>
    <message>
        <source>Grows by</source>
        <translation>Wächst um</translation>
    </message>
    <message>
        <source>Around it</source>
        <translation>Ringsum</translation>
    </message>
    <message>
        <source>words of a detailer</source>
        <translation>Worte eines Detailers</translation>
    </message>
    <message>
        <source>settings of a detailer</source>
        <translation>Einstellungen eines Detailers</translation>
    </message>
</context>
<context>
    <name>imagelab::DetailSection</name>
    <message>
        <source>The first detector</source>
        <translation>Der erste Detektor</translation>
    </message>
    <message>
        <source>Add a detailer…</source>
        <translation>Detailer hinzufügen …</translation>
    </message>
    <message>
        <source>Add a detailer</source>
        <translation>Detailer hinzufügen</translation>
    </message>
    <message>
        <source>A detector finds faces, hands or whatever it knows in the finished picture; each is painted anew at full size. Those of the folder models/detectors.</source>
        <translation>Ein Detektor findet Gesichter, Hände oder was er sonst kennt im fertigen Bild; jedes wird in voller Größe neu gemalt. Die aus dem Ordner models/detectors.</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei …</translation>
    </message>
    <message>
        <source>Add a detailer from a file</source>
        <translation>Detailer aus einer Datei hinzufügen</translation>
    </message>
    <message>
        <source>A detector as ONNX from anywhere: YOLO or YuNet.</source>
        <translation>Ein Detektor als ONNX von irgendwo: YOLO oder YuNet.</translation>
    </message>
    <message>
        <source>a detailer</source>
        <translation>ein Detailer</translation>
    </message>
</context>
<context>
    <name>imagelab::EnlargeDialog</name>
    <message>
        <source>Enlarge %1</source>
        <translation>%1 vergrößern</translation>
    </message>
    <message>
        <source>Enlarged by</source>
        <translation>Vergrößert durch</translation>
    </message>
    <message>
        <source>A network finds fine lines and edges again; Lanczos takes no time and adds nothing.</source>
        <translation>Ein Netz findet feine Linien und Kanten wieder; Lanczos braucht keine Zeit und fügt nichts hinzu.</translation>
    </message>
    <message>
        <source>the network&apos;s own</source>
        <translation>der des Netzes</translation>
    </message>
    <message>
        <source>How many times larger</source>
        <translation>Wie oft größer</translation>
    </message>
    <message>
        <source>Another factor than the network&apos;s own is reached by Lanczos behind it.</source>
        <translation>Ein anderer Faktor als der des Netzes wird mit Lanczos dahinter erreicht.</translation>
    </message>
    <message>
        <source>Each result lies beside its picture, which stays as it is.</source>
        <translation>Jedes Ergebnis liegt neben seinem Bild, das bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Working out how long it takes…</source>
        <translation>Es wird ausgerechnet, wie lange es dauert …</translation>
    </message>
    <message>
        <source>Takes about %1 and %2 of memory.</source>
        <translation>Dauert etwa %1 und braucht %2 Speicher.</translation>
    </message>
    <message>
        <source>All of them take about %1, and %2 of memory.</source>
        <translation>Alle zusammen dauern etwa %1 und brauchen %2 Speicher.</translation>
    </message>
</context>
</TS>
