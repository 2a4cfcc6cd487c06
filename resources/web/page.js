// The page of `imagelab serve`: a request, the queue, the pictures. It asks nobody but the server it came from.
"use strict";

const words = {
  en: {
    prompt: "What should the picture show?", more: "Settings", negative: "What should it keep away from?", model: "Model", width: "Width", height: "Height", steps: "Steps",
    guidance: "Guidance", sampler: "Sampler", seed: "Seed", start: "Start from a picture", strength: "How much of it changes", unstart: "Start without a picture", count: "Pictures",
    generate: "Generate", queue: "Queue", idle: "Nothing waits.", gallery: "Pictures", empty: "Pictures you make appear here.", close: "Close", reuse: "Use its settings",
    restart: "Start from this picture", save: "Save", own: "as the model", drawn: "drawn", waiting: "waiting", running: "running", paused: "paused", failed: "failed", refused: "refused",
    cancelled: "cancelled", cancel: "Cancel", dismiss: "Try again", left: s => `${s} left`, step: (n, of) => `step ${n} of ${of}`, gone: "The server does not answer. It is asked again.",
    free: (a, b) => `${a} of ${b} GiB free`, picture: n => `Picture ${n}`,
  },
  de: {
    prompt: "Was soll das Bild zeigen?", more: "Einstellungen", negative: "Was soll es meiden?", model: "Modell", width: "Breite", height: "Höhe", steps: "Schritte",
    guidance: "Guidance", sampler: "Sampler", seed: "Seed", start: "Von einem Bild ausgehen", strength: "Wie viel sich ändert", unstart: "Ohne Bild beginnen", count: "Bilder",
    generate: "Erzeugen", queue: "Warteschlange", idle: "Nichts wartet.", gallery: "Bilder", empty: "Hier erscheinen Ihre Bilder.", close: "Schließen", reuse: "Einstellungen übernehmen",
    restart: "Von diesem Bild ausgehen", save: "Speichern", own: "wie im Modell", drawn: "gezogen", waiting: "wartet", running: "läuft", paused: "angehalten", failed: "fehlgeschlagen",
    refused: "abgelehnt", cancelled: "abgebrochen", cancel: "Abbrechen", dismiss: "Noch einmal", left: s => `noch ${s}`, step: (n, of) => `Schritt ${n} von ${of}`,
    gone: "Der Server antwortet nicht. Er wird wieder gefragt.", free: (a, b) => `${a} von ${b} GiB frei`, picture: n => `Bild ${n}`,
  },
  fr: {
    prompt: "Que doit montrer l'image ?", more: "Réglages", negative: "Que doit-elle éviter ?", model: "Modèle", width: "Largeur", height: "Hauteur", steps: "Étapes",
    guidance: "Guidance", sampler: "Sampler", seed: "Seed", start: "Partir d'une image", strength: "Part qui change", unstart: "Partir sans image", count: "Images",
    generate: "Générer", queue: "File d'attente", idle: "Rien n'attend.", gallery: "Images", empty: "Vos images apparaissent ici.", close: "Fermer", reuse: "Reprendre ses réglages",
    restart: "Partir de cette image", save: "Enregistrer", own: "du modèle", drawn: "tiré", waiting: "en attente", running: "en cours", paused: "en pause", failed: "échouée",
    refused: "refusée", cancelled: "annulée", cancel: "Annuler", dismiss: "Réessayer", left: s => `encore ${s}`, step: (n, of) => `étape ${n} sur ${of}`,
    gone: "Le serveur ne répond pas. Il sera interrogé de nouveau.", free: (a, b) => `${a} sur ${b} Gio libres`, picture: n => `Image ${n}`,
  },
};
const language = (navigator.languages || ["en"]).map(l => l.slice(0, 2)).find(l => words[l]) || "en";
const say = words[language];
document.documentElement.lang = language;
for (const part of document.querySelectorAll("[data-say]")) part.textContent = say[part.dataset.say];
for (const part of document.querySelectorAll("[data-label]")) part.setAttribute("aria-label", say[part.dataset.label]);

const form = document.getElementById("request");
const fields = form.elements;
const queue = document.getElementById("queue");
const gallery = document.getElementById("gallery");
const viewer = document.getElementById("viewer");
const trouble = document.getElementById("trouble");
form.querySelector("details").open = matchMedia("(min-width: 60rem)").matches;
let base = null;      // the request that suits the model, which the form changes
let start = "";       // base64 of a start picture
let shown = null;     // what the viewer shows: {job, number}
fields.width.placeholder = fields.height.placeholder = say.own;
fields.seed.placeholder = say.drawn;

async function ask(path, options) {
  const reply = await fetch(path, options);
  const body = reply.status === 204 ? null : await reply.json();
  if (!reply.ok) throw new Error(body && body.error ? body.error.message : reply.statusText);
  return body;
}

function complain(error) {
  trouble.textContent = error instanceof TypeError ? say.gone : error.message;
  trouble.hidden = false;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// --- the request ---

async function suit(model) {
  base = await ask("/api/request?model=" + encodeURIComponent(model));
  fields.steps.value = base.scheduler.steps;
  fields.guidance.value = base.hyperparameters.guidance_scale;
  fields.sampler.value = base.scheduler.type;
}

async function begin() {
  const [models, samplers] = await Promise.all([ask("/v1/models"), ask("/sdapi/v1/samplers")]);
  for (const model of models.data) fields.model.append(element("option", {value: model.id, textContent: model.id.split("/").pop()}));
  for (const sampler of samplers) fields.sampler.append(element("option", {value: sampler.aliases.at(-1), textContent: sampler.name}));  // last: the request's name
  await suit(fields.model.value);
}
fields.model.addEventListener("change", () => suit(fields.model.value).catch(complain));

function take_start(base64, address) {
  start = base64;
  document.querySelector("#started img").src = address;
  document.getElementById("started").hidden = !base64;
  if (base64) form.querySelector("details").open = true;
}

function read_start(blob) {
  const reader = new FileReader();
  reader.addEventListener("load", () => take_start(reader.result, reader.result));
  reader.readAsDataURL(blob);
}
fields.start.addEventListener("change", () => fields.start.files.length ? read_start(fields.start.files[0]) : take_start("", ""));
document.getElementById("unstart").addEventListener("click", () => { fields.start.value = ""; take_start("", ""); });

form.addEventListener("submit", async event => {
  event.preventDefault();
  trouble.hidden = true;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const request = structuredClone(base);
    request.model.base = fields.model.value;
    request.conditioning.prompt = fields.prompt.value;
    request.hyperparameters.negative_prompt = fields.negative.value;
    if (!fields.negative.value) delete request.hyperparameters.negative_prompt;
    request.hyperparameters.width = Number(fields.width.value || 0);
    request.hyperparameters.height = Number(fields.height.value || 0);
    request.hyperparameters.guidance_scale = Number(fields.guidance.value);
    request.hyperparameters.batch_size = Number(fields.count.value);
    request.scheduler.steps = Number(fields.steps.value);
    request.scheduler.type = fields.sampler.value;
    if (start) {
      request.conditioning.init_image = start;
      request.conditioning.img2img_strength = Number(fields.strength.value);
    }
    // A seed may have more digits than a number of JavaScript holds: it goes in as it was typed.
    const seed = fields.seed.value || "-1";
    request.hyperparameters.seed = "@seed@";
    const body = JSON.stringify(request).replace('"@seed@"', () => seed);
    await ask("/api/jobs", {method: "POST", headers: {"Content-Type": "application/json"}, body});
    await look();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
});
form.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

// --- the queue and the pictures ---

function seconds_text(seconds) {
  if (seconds < 90) return Math.ceil(seconds) + " s";
  return seconds < 5400 ? Math.round(seconds / 60) + " min" : (seconds / 3600).toFixed(1) + " h";
}

function state_text(job) {
  const progress = job.progress;
  const parts = [say[job.state]];
  if (job.state === "running" && progress) {
    if (progress.steps > 0) parts.push(say.step(progress.step, progress.steps));
    if (progress.seconds_left !== null) parts.push(say.left(seconds_text(progress.seconds_left)));
  }
  return parts.join(" · ");
}

async function show_preview(id, seen) {
  const reply = await fetch(`/api/jobs/${id}/preview`, {cache: "no-store"});
  if (!reply.ok) return;
  const address = URL.createObjectURL(await reply.blob());
  const old = seen.src;
  seen.src = address;
  if (old.startsWith("blob:")) URL.revokeObjectURL(old);
}

function job_row(job) {
  const old = document.getElementById("job-" + job.id);
  const row = old || element("li", {id: "job-" + job.id}, element("img", {className: "seen", alt: ""}), element("span", {className: "said"}),
    element("span", {className: "state"}), element("button", {type: "button"}));
  const [seen, said, state, button] = row.children;
  const over = job.state === "failed" || job.state === "refused";
  said.textContent = job.request ? job.request.conditioning.prompt : "#" + job.id;
  said.title = said.textContent;
  state.replaceChildren(state_text(job));
  if (over) {
    state.classList.add("failed");
    state.append(": " + job.message);
  }
  if (job.state === "running") {
    const bar = element("progress", {max: 1, value: job.progress ? job.progress.fraction : 0});
    bar.setAttribute("aria-label", say.running);
    state.append(bar);
    if (job.progress && job.progress.step > 0) {
      const at = job.progress.picture + "/" + job.progress.step;
      if (seen.dataset.at !== at) {
        seen.dataset.at = at;
        show_preview(job.id, seen).catch(() => {});  // it is over by now
      }
    }
  }
  button.textContent = job.state === "failed" ? say.dismiss : say.cancel;
  button.hidden = job.state === "refused";
  button.onclick = () => ask(`/api/jobs/${job.id}` + (job.state === "failed" ? "/retry" : ""), {method: job.state === "failed" ? "POST" : "DELETE"}).then(look).catch(complain);
  return row;
}

function show(job, number) {
  shown = {job, number};
  const picture = job.pictures.find(p => p.number === number);
  viewer.querySelector("img").src = picture.url;
  viewer.querySelector("img").alt = job.request.conditioning.prompt;
  viewer.querySelector(".words").textContent = job.request.conditioning.prompt;
  const model = job.request.model.base.split("/").pop() || "demo";
  const sampler = [...fields.sampler.options].find(option => option.value === job.request.scheduler.type);
  viewer.querySelector(".facts").textContent =
    [model, sampler ? sampler.textContent : job.request.scheduler.type, say.steps + " " + job.request.scheduler.steps, say.guidance + " " + job.request.hyperparameters.guidance_scale].join(" · ");
  const save = document.getElementById("save");
  save.href = picture.url;
  save.download = `imagelab-${job.id}-${number}.png`;
  if (!viewer.open) viewer.showModal();
}

function step(by) {
  const all = [...gallery.children];
  const at = all.findIndex(b => b.dataset.key === shown.job.id + "-" + shown.number);
  const next = all[at + by];
  if (next) next.click();
}
viewer.addEventListener("keydown", event => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});

document.getElementById("reuse").addEventListener("click", () => {
  const request = shown.job.request;
  fields.prompt.value = request.conditioning.prompt;
  fields.negative.value = request.hyperparameters.negative_prompt || "";
  const model = request.model.base || "demo";
  for (const option of fields.model.options) if (option.value === model || model.endsWith("/" + option.value)) fields.model.value = option.value;
  base = structuredClone(request);
  delete base.conditioning.init_image;
  delete base.output;
  fields.width.value = request.hyperparameters.width || "";
  fields.height.value = request.hyperparameters.height || "";
  fields.steps.value = request.scheduler.steps;
  fields.guidance.value = request.hyperparameters.guidance_scale;
  fields.sampler.value = request.scheduler.type;
  viewer.close();
  fields.prompt.focus();
});
document.getElementById("restart").addEventListener("click", async () => {
  try {
    const picture = shown.job.pictures.find(p => p.number === shown.number);
    read_start(await (await fetch(picture.url)).blob());
    viewer.close();
  } catch (error) {
    complain(error);
  }
});

function picture_button(job, picture) {
  const label = say.picture(`${job.id}/${picture.number}`) + ": " + job.request.conditioning.prompt;
  const button = element("button", {type: "button"}, element("img", {src: picture.url, alt: "", loading: "lazy"}));
  button.dataset.key = job.id + "-" + picture.number;
  button.setAttribute("aria-label", label);
  button.title = job.request.conditioning.prompt;
  button.addEventListener("click", () => show(job, picture.number));
  return button;
}

const lasting = new Set(["waiting", "running", "paused", "failed", "refused"]);
async function look() {
  const jobs = (await ask("/api/jobs?limit=200")).jobs;
  const open = jobs.filter(job => lasting.has(job.state)).reverse();
  queue.replaceChildren(...open.slice(0, 20).map(job_row));
  document.getElementById("idle").hidden = open.length > 0;
  const known = new Map([...gallery.children].map(button => [button.dataset.key, button]));
  const pictures = [];
  for (const job of jobs) {
    if (!job.request) continue;
    for (const picture of [...job.pictures].reverse()) {
      if (picture.finished) pictures.push(known.get(job.id + "-" + picture.number) || picture_button(job, picture));
    }
  }
  // What stands there already is not moved, so that nothing flickers or loses the focus.
  pictures.forEach((button, at) => { if (gallery.children[at] !== button) gallery.insertBefore(button, gallery.children[at] || null); });
  while (gallery.children.length > pictures.length) gallery.lastChild.remove();
  document.getElementById("empty").hidden = pictures.length > 0;
  return open.some(job => job.state === "running" || job.state === "waiting");
}

async function devices() {
  const gib = bytes => (bytes / 2 ** 30).toLocaleString(language, {minimumFractionDigits: 1, maximumFractionDigits: 1});
  const status = await ask("/api/memory/status");
  document.getElementById("devices").textContent =
    status.devices.map(d => `${d.device_id}: ${say.free(gib(d.free_bytes), gib(d.total_bytes))}`).join(" · ");
}

async function watch() {
  let busy = false;
  try {
    if (!document.hidden) {
      busy = await look();
      await devices();
      if (trouble.textContent === say.gone) trouble.hidden = true;
    }
  } catch (error) {
    complain(error);
  }
  setTimeout(watch, busy ? 1000 : 4000);
}

begin().catch(complain);
watch();
