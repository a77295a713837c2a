"use strict";
// The review page. Text from the reviewed files is only ever put into text nodes; the page's policy forbids anything else.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const cards = data.cards;
  const STORE = "normaliser-review:" + data.id;
  const AROUND = 40; // code points known on either side of a place
  const MANY = 200; // places listed on a card at a time

  // What is known of each card: whole texts, key, what a search looks through.
  const fold = (text) => text.normalize("NFD").replace(/[\p{M}\u0640]/gu, "").replace(/\u0649/g, "\u064a").replace(/\u0629/g, "\u0647").toLowerCase();
  const keyOf = (before, after, refs) => JSON.stringify([before, after, refs]);
  const spotOf = (path, text, start, end) => [path, text, start, end].join(":");
  const byKey = new Map();
  const byId = new Map(cards.map((card) => [card.id, card]));
  const byElement = new Map();
  for (const [index, card] of cards.entries()) {
    card.index = index;
    card.old = card.before.join("");
    card.new = card.after.join("");
    card.proposes = card.status !== "unresolved" || card.old !== card.new;
    card.hay = fold([card.old, card.new, card.english?.[0], card.because, ...card.warnings, ...card.refs, ...card.refs.map(nameRef),
      ...card.places.map((place) => data.files[place[0]].path)].join("\n"));
    card.spots = card.places.map(([file, text, start, end]) => spotOf(data.files[file].path, text, start, end));
    byKey.set(keyOf(card.old, card.new, card.refs), card);
  }

  // Decisions: card -> {decision, text, alone}, where `alone` has what was decided for single places, by their spots.
  // Kept by this browser, and in memory where it keeps nothing.
  const decisions = new Map();
  const chosen = (card) => decisions.get(card)?.decision ?? "";
  const aloneOf = (card) => decisions.get(card)?.alone ?? {};
  const isDone = (card) => Boolean(chosen(card)) || Object.keys(aloneOf(card)).length === card.places.length;

  // A decision with another choice for the card, or for its places; nothing if neither is left.
  function together(card, choice, alone = aloneOf(card)) {
    const some = Object.keys(alone).length ? { alone } : {};
    return choice?.decision || some.alone ? { ...choice, ...some } : undefined;
  }

  const decidedBefore = (card) => together(card, card.decided,
    Object.fromEntries(card.spots.map((spot, i) => [spot, card.places[i][7]]).filter(([, choice]) => choice && card.spots.length > 1)));
  const history = [];
  let unsaved = false;

  function load() {
    for (const card of cards) {
      card.decided = decidedBefore(card);
      if (card.decided) decisions.set(card, card.decided);
    }
    try {
      for (const [id, kept] of Object.entries(JSON.parse(localStorage.getItem(STORE) || "{}"))) {
        const card = byId.get(id);
        if (card && kept === null) decisions.delete(card);
        else if (card) {
          const known = Object.entries(kept.alone ?? {}).filter(([spot]) => card.spots.includes(spot));
          const { alone: _, ...whole } = kept;
          const decision = together(card, whole, Object.fromEntries(known));
          if (decision) decisions.set(card, decision);
        }
      }
    } catch {
      say("This browser keeps nothing for pages like this one; export before you close it.");
    }
  }

  function save() {
    const kept = {};
    for (const card of cards) {
      const decision = decisions.get(card);
      if (decision || card.decided) kept[card.id] = decision ?? null;
    }
    try {
      localStorage.setItem(STORE, JSON.stringify(kept));
      unsaved = false;
    } catch {
      unsaved = true;
    }
  }

  function decide(changes, message) {
    if (!changes.length) return say(message);
    history.push(changes.map(([card]) => [card, decisions.get(card)]));
    put(changes);
    say(message);
  }

  function put(changes) {
    for (const [card, decision] of changes) {
      if (decision) decisions.set(card, decision);
      else decisions.delete(card);
      show(card);
    }
    save();
    count();
  }

  function undo() {
    const changes = history.pop();
    if (!changes) return say("Nothing to undo.");
    put(changes);
    say(changes.length > 1 ? `${changes.length} decisions undone.` : "Undone.");
    focus(changes[0][0]);
  }

  // Making elements.
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
      else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
    return element;
  }

  const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u;
  const SHOWN = /[\n\t\u0600-\u0605\u06dd\u08e2]/; // of these, what is seen as it is
  const JOINERS = /[\u200c\u200d]/; // shown by what they do, where they do not change

  // Text with what cannot be seen shown by its code point.
  function plain(text, changed = true) {
    const out = document.createDocumentFragment();
    let run = "";
    for (const c of text) {
      if (!HIDDEN.test(c) || SHOWN.test(c) || (!changed && JOINERS.test(c))) {
        run += c;
        continue;
      }
      out.append(run, make("span", { class: "code" }, "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")));
      run = "";
    }
    out.append(run);
    return out;
  }

  const hits = (text, pattern) => (text.match(pattern) || []).length;
  function isArabic(text) {
    const arabic = hits(text, /\p{Script=Arabic}/gu);
    return arabic > 0 && arabic >= hits(text, /\p{Script=Latin}/gu);
  }

  // A text in pieces: unchanged and changed ones by turns.
  function words(pieces, tag) {
    const text = pieces.join("");
    const arabic = isArabic(text);
    const line = make("p", { class: arabic ? "words" : "words latin", dir: arabic ? "rtl" : "ltr", lang: arabic ? "ar" : null });
    let word = make("span"); // a word with a change in it is tinted, since one letter may be a hair's breadth
    const flush = () => {
      if (word.querySelector(tag)) word.className = `word in-${tag}`;
      line.append(...(word.className ? [word] : word.childNodes));
      word = make("span");
    };
    pieces.forEach((piece, i) => {
      for (const part of i % 2 ? [piece] : piece.split(/(\s+)/)) {
        if (/\s/.test(part)) flush();
        if (part) word.append(i % 2 ? make(tag, {}, plain(part)) : plain(part, false));
        if (/\s/.test(part)) flush();
      }
    });
    flush();
    if (!text) line.append(make("span", { class: "nothing" }, "nothing"));
    return line;
  }

  function side(label, pieces, tag) {
    const line = words(pieces, tag);
    return [make("p", { class: "label " + line.dir }, label), line];
  }

  // What a person wrote, against what stands there: all between the first and the last letter that differ.
  function compare(before, after) {
    const letters = new Intl.Segmenter("ar", { granularity: "grapheme" });
    const [one, other] = [before, after].map((text) => Array.from(letters.segment(text), (part) => part.segment));
    let head = 0;
    while (head < Math.min(one.length, other.length) && one[head] === other[head]) head++;
    let tail = 0;
    while (tail < Math.min(one.length, other.length) - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
    return [other.slice(0, head), other.slice(head, other.length - tail), other.slice(other.length - tail)].map((part) => part.join(""));
  }

  function nameRef(ref) {
    const [kind, book, ...rest] = ref.split(":");
    if (kind === "quran") return `Qur\u2019an ${[book, ...rest].join(":")}`;
    if (kind !== "hadith") return ref;
    return `${book.split("-").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" ")} ${rest.join(":")}`;
  }

  const KINDS = { quran: "Qur\u2019an", hadith: "hadith", other: "no known source", around: "around quotations" };
  const percent = (share) => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`; // never rounded up
  const placeName = ([file, , , , where]) => `${data.files[file].path}:${where}`;

  function titleOf(card) {
    if (!card.refs.length) return card.kind === "around" ? "Around quotations" : "No known source";
    const names = card.refs.slice(0, 2).map(nameRef).join(", ");
    return card.refs.length > 2 ? `${names} +${card.refs.length - 2}` : names;
  }

  // Cards are empty until they come near the screen.
  function fill(card) {
    if (card.filled) return;
    card.filled = true;
  
    card.parts = {
      decided: make("span", { class: "decided" }),
      after: make("div", { class: "after" }),
      accept: button(card.proposes ? "Accept" : "Right as it is", "a", "accept", () => choose(card, "accept")),
      reject: button(card.proposes ? "Reject" : "Wrong, leave it", "r", "reject", () => choose(card, "reject")),
      edit: button("Edit", "e", "edit", () => openEditor(card)),
    };
    card.element.append(
      make("div", { class: "head" },
        make("h2", { id: card.id + "-title" }, titleOf(card)),
        make("span", { class: "badge " + card.status }, card.status),
        card.status === "unresolved" ? null : make("span", {}, `${percent(card.confidence)} sure`),
        card.places.length > 1 ? make("span", { class: "seen" }, `seen ${card.places.length} times`) : null,
        card.parts.decided),
      make("div", { class: "texts" }, make("div", { class: "before" }, ...side("As it stands", card.before, "del")), card.parts.after),
      ...facts(card),
      make("div", { class: "actions" }, card.parts.accept, card.parts.reject, card.parts.edit,
        make("span", { class: "source" }, make("bdi", {}, placeName(card.places[0])))));
    show(card);
  }

  function facts(card) {
    const out = [];
    if (card.english) {
      const [text, edition] = card.english;
      out.push(make("p", { class: "english", dir: "auto" }, plain(text, false), " ", edition ? make("small", {}, make("bdi", {}, edition)) : null));
    }
    out.push(context(...card.context));
    out.push(make("p", { class: "why", dir: "auto" }, plain(card.because)));
    for (const warning of card.warnings) out.push(make("p", { class: "warning", dir: "auto" }, plain(warning)));
    const passages = card.refs.filter((ref) => data.passages[ref]);
    if (passages.length || card.rivals.length || card.places.length > 1) out.push(more(card, passages));
    return out;
  }

  // Where it stands on the page; ornate brackets have no mirror image, so they keep to the direction of what they hold.
  function context(left, text, right) {
    const [, before, opening] = /^([^]*?)([\ufd3e\ufd3f]?)$/u.exec(left);
    const [, closing, after] = /^([\ufd3e\ufd3f]?)([^]*)$/u.exec(right);
    return make("p", { class: "context", dir: isArabic(left + text + right) ? "rtl" : "ltr" }, plain(before, false),
      make("bdi", { dir: isArabic(text) ? "rtl" : "ltr" }, opening, make("mark", {}, plain(text, false)), closing), plain(after, false));
  }

  function more(card, passages) {
    const inside = make("div");
    const opened = () => {
      if (inside.firstChild) return;
      for (const ref of passages) {
        const [text, source] = data.passages[ref];
        inside.append(make("p", { class: "label" }, make("bdi", {}, `${nameRef(ref)} \u00b7 ${source}`)),
          make("p", { class: "passage", dir: "rtl", lang: "ar" }, text));
      }
      if (card.rivals.length) {
        inside.append(make("p", {}, "Also like " + card.rivals.map(([ref, score]) => `${nameRef(ref)} (${score.toFixed(2)})`).join(", ")));
      }
      if (card.places.length > 1) {
        inside.append(placesOf(card));
      }
    };
    const names = [passages.length && "reference text", card.rivals.length && "rivals", card.places.length > 1 && `all ${card.places.length} places`];
    const title = names.filter(Boolean).join(", ");
    const details = make("details", { on: { toggle: opened } }, make("summary", {}, title.charAt(0).toUpperCase() + title.slice(1)), inside);
    card.openPlaces = () => {
      details.open = true;
      opened();
    };
    return details;
  }

  // All places of a card, some at a time, each with its own choice: what is decided there holds there alone.
  function placesOf(card) {
    const list = make("ol", { class: "places", "aria-label": "Places" });
    card.rows = [];
    const grow = () => {
      const from = card.rows.length;
      for (const place of card.places.slice(from, from + MANY)) list.append(placeRow(card, place, card.rows.length));
      rest.hidden = card.rows.length === card.places.length;
      rest.textContent = `${card.places.length - card.rows.length} more places`;
      if (from) focusPlace(card, from);
    };
    const rest = make("button", { type: "button", class: "rest", on: { click: grow } });
    grow();
    return make("div", {}, make("p", { class: "label" }, "Each place may be decided alone"), list, rest);
  }

  function placeRow(card, place, number) {
    const name = placeName(place);
    const [before, after] = surroundings(place);
    const choice = (label, key, value) => make("button", { type: "button", class: value, "aria-keyshortcuts": key, "aria-pressed": "false",
      "aria-label": `${label} at ${name} alone`, on: { click: () => chooseAlone(card, number, value) } }, label);
    const accept = choice(card.proposes ? "Accept" : "Right", "a", "accept");
    const reject = choice(card.proposes ? "Reject" : "Wrong", "r", "reject");
    const row = make("li", { class: "place", tabindex: "-1", "data-number": number },
      make("div", {}, make("bdi", { class: "where" }, name),
        context(before, brief(card.old), after)),
      make("div", { class: "alone" }, accept, reject));
    card.rows.push({ row, accept, reject });
    showAlone(card, number);
    return row;
  }

  // What stands before and after, from one space to another.
  function surroundings([, , , , , before, after]) {
    return [before.length < AROUND ? before : "\u2026" + before.replace(/^\S*\s+|^\p{M}+/u, ""),
      after.length < AROUND ? after : after.replace(/\s+\S*$/u, "") + "\u2026"];
  }

  // The ends of a long text.
  function brief(text) {
    const letters = Array.from(text);
    return letters.length > 60 ? `${letters.slice(0, 28).join("")} \u2026 ${letters.slice(-28).join("")}` : text;
  }

  function showAlone(card, number) {
    const { row, accept, reject } = card.rows[number];
    const choice = aloneOf(card)[card.spots[number]] ?? "";
    row.dataset.choice = choice;
    accept.setAttribute("aria-pressed", choice === "accept");
    reject.setAttribute("aria-pressed", choice === "reject");
  }

  // What is chosen again goes with the card again.
  function chooseAlone(card, number, choice) {
    const spot = card.spots[number];
    const { [spot]: known, ...others } = aloneOf(card);
    const alone = known === choice ? others : { ...others, [spot]: choice };
    const { alone: _, ...whole } = decisions.get(card) ?? {};
    decide([[card, together(card, whole, alone)]], known === choice ? "Goes with its card again." : `${DONE[choice]} in this place alone.`);
  }

  function focusPlace(card, number) {
    const row = card.rows[Math.min(Math.max(number, 0), card.rows.length - 1)].row;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function openPlaces(card) {
    if (!card || card.element.hidden) return step(0);
    if (card.places.length < 2) return say("This stands in one place only.");
    fill(card);
    card.openPlaces();
    focusPlace(card, 0);
  }

  function button(label, key, name, act) {
    return make("button", { type: "button", class: name, "aria-keyshortcuts": key, "aria-pressed": "false", on: { click: act } },
      label, make("kbd", { "aria-hidden": "true" }, key));
  }

  const DONE = { accept: "Accepted", reject: "Rejected", edit: "Edited" };

  // Bring a card in line with its decision.
  function show(card) {
    const decision = decisions.get(card);
    card.element.dataset.choice = chosen(card);
    if (!card.filled) return;
    card.rows?.forEach((_, number) => showAlone(card, number));
    const { decided, after, accept, reject, edit } = card.parts;
    const alone = Object.keys(aloneOf(card)).length;
    decided.textContent = [decision?.decision && DONE[decision.decision], alone && `${alone} alone`].filter(Boolean).join(", ");
    accept.setAttribute("aria-pressed", decision?.decision === "accept");
    reject.setAttribute("aria-pressed", decision?.decision === "reject");
    edit.setAttribute("aria-pressed", decision?.decision === "edit");
    const written = decision?.decision === "edit";
    after.hidden = !written && !card.proposes;
    after.replaceChildren(...(written ? side("As you wrote it", compare(card.old, decision.text), "ins") : side("Proposed", card.after, "ins")));
    after.parentElement?.classList.toggle("single", after.hidden);
  }

  function choose(card, choice) {
    decide([[card, together(card, { decision: choice })]], `${DONE[choice]}.`);
  }

  function openEditor(card) {
    fill(card);
    if (card.editor) return card.editor.querySelector("textarea").focus();
    const start = decisions.get(card)?.text ?? card.new;
    const area = make("textarea", { dir: isArabic(start) ? "rtl" : "ltr", "aria-label": "The text as it should be", spellcheck: "false" });
    area.value = start;
    const close = () => {
      card.element.classList.remove("editing");
      card.editor.remove();
      card.editor = null;
      focus(card);
    };
    const keep = () => {
      const text = area.value;
      close();
      decide([[card, together(card, { decision: "edit", text })]], "Edited.");
    };
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    card.editor = make("div", { class: "editor" }, area, make("p", {},
      make("button", { type: "button", class: "primary keep", on: { click: keep } }, "Keep"),
      make("button", { type: "button", on: { click: close } }, "Cancel")));
    card.element.classList.add("editing");
    card.element.querySelector(".actions").before(card.editor);
    area.focus({ preventScroll: true });
    card.editor.scrollIntoView({ block: "nearest" });
  }

  // Which cards are shown, and which one is meant.
  let shown = cards;
  let current = null;
  const pressed = new Set();

  function filter() {
    const query = fold($("query").value.trim());
    const [kind, maker, choice, limit] = ["kind", "maker", "choice", "limit"].map((id) => $(id).value);
    $("limit-shown").textContent = `${limit}%`;
    shown = cards.filter((card) =>
      (!query || card.hay.includes(query)) && (!pressed.size || pressed.has(card.status)) && (!kind || card.kind === kind) &&
      (!maker || card.makers.includes(maker)) && card.confidence * 100 <= Number(limit) &&
      (!choice || (choice === "none" ? !isDone(card) : chosen(card) === choice)));
    const seen = new Set(shown);
    for (const card of cards) card.element.hidden = !seen.has(card);
    shown.forEach((card, i) => {
      card.element.setAttribute("aria-posinset", i + 1);
      card.element.setAttribute("aria-setsize", shown.length);
    });
    $("empty").hidden = shown.length > 0;
    count();
  }

  const open = () => shown.filter((card) => !isDone(card) && card.status !== "unresolved");

  function count() {
    const places = cards.reduce((sum, card) => sum + card.places.length, 0);
    const done = cards.filter(isDone).length;
    $("progress").max = cards.length || 1;
    $("progress").value = cards.length ? done : 1;
    $("progress-text").textContent = `${done} of ${cards.length} decided`;
    $("progress-text").title = `${places} places`;
    $("shown").textContent = `${shown.length} shown`;
    $("all").textContent = `Accept all shown (${open().length})`;
    $("all").disabled = !open().length;
    $("undo").disabled = !history.length;
  }

  function focus(card) {
    if (!card || card.element.hidden) return;
    current = card;
    fill(card);
    card.element.focus({ preventScroll: true });
    card.element.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const at = shown.indexOf(current);
    focus(shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)]);
  }

  // On to the next card that is not decided, if there is one below.
  function advance() {
    const at = shown.indexOf(current);
    const next = shown.find((card, i) => i > at && !isDone(card));
    if (next) focus(next);
    else say(shown.every(isDone) ? "All that is shown is decided." : "No open card below this one.");
  }

  let fading = 0;
  function say(message) {
    $("said").textContent = message;
    $("toast").textContent = message;
    $("toast").classList.add("on");
    clearTimeout(fading);
    fading = setTimeout(() => $("toast").classList.remove("on"), 1800);
  }

  function acceptAll() {
    const wanted = open();
    if (!wanted.length) return say("Nothing shown is left to accept.");
    $("ask-title").textContent = wanted.length > 1 ? `Accept ${wanted.length} repairs?` : "Accept one repair?";
    $("ask-yes").onclick = () => {
      $("ask").close();
      decide(wanted.map((card) => [card, together(card, { decision: "accept" })]), `${wanted.length} accepted.`);
    };
    $("ask").showModal();
  }

  // Out and in again.
  function exported() {
    const used = new Set();
    const placed = ([file, text, start, end]) => {
      used.add(data.files[file]);
      return { path: data.files[file].path, text, start, end };
    };
    const rows = cards.filter((card) => decisions.has(card)).flatMap((card) => {
      const { alone = {}, ...whole } = decisions.get(card);
      const about = { before: card.old, after: card.new, refs: card.refs };
      const choices = card.spots.map((spot) => alone[spot]);
      const one = whole.decision ? [{ ...whole, ...about, places: card.places.filter((_, i) => !choices[i]).map(placed) }] : [];
      const apart = ["accept", "reject"].map((decision) => ({ decision, alone: true, ...about,
        places: card.places.filter((_, i) => choices[i] === decision).map((place) => ({ ...placed(place), around: [place[5], place[6]] })) }));
      return [...one, ...apart.filter((row) => row.places.length)];
    });
    const files = Object.fromEntries(Array.from(used, ({ path, ...facts }) => [path, facts]));
    return JSON.stringify({ schema: data.schema, files, decisions: rows }, null, 1) + "\n";
  }

  function download() {
    const link = make("a", { href: URL.createObjectURL(new Blob([exported()], { type: "application/json" })), download: "decisions.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`Decisions about ${decisions.size} cards exported.`);
  }

  async function importFile(file) {
    let rows;
    try {
      rows = JSON.parse(await file.text()).decisions;
      if (!Array.isArray(rows)) throw new TypeError();
    } catch {
      return say("That file holds no decisions.");
    }
    const changed = new Map();
    let fit = 0;
    for (const row of rows) {
      const card = byKey.get(keyOf(row?.before, row?.after, row?.refs));
      const decision = row?.decision;
      if (!card || !(decision === "accept" || decision === "reject" || (decision === "edit" && typeof row.text === "string"))) continue;
      const { alone, ...whole } = changed.get(card) ?? decisions.get(card) ?? {};
      if (row.alone === true) changed.set(card, together(card, whole, { ...alone, ...chosenAlone(card, row) }));
      else changed.set(card, together(card, decision === "edit" ? { decision, text: row.text } : { decision }, alone));
      fit++;
    }
    decide([...changed], `${fit} of ${rows.length} decisions fit this page.`);
  }

  // What a row of the export says of single places, as far as they are on this page.
  function chosenAlone(card, row) {
    const places = Array.isArray(row.places) && card.places.length > 1 ? row.places : [];
    const named = new Set(places.map((place) => spotOf(place?.path, place?.text, place?.start, place?.end)));
    return Object.fromEntries(card.spots.filter((spot) => named.has(spot)).map((spot) => [spot, row.decision]));
  }

  // Keys.
  const KEYS = {
    j: () => step(1), k: () => step(-1), u: undo, A: acceptAll, "?": () => $("keys").showModal(),
    "/": () => { $("query").focus(); $("query").select(); },
    a: () => act((card) => choose(card, "accept")),
    r: () => act((card) => choose(card, "reject")),
    e: () => (current && !current.element.hidden ? openEditor(current) : step(0)),
    p: () => openPlaces(current),
  };

  // In the list of places the same keys mean one place.
  function placeKey(row, key) {
    const number = Number(row.dataset.number);
    if (key === "j" || key === "k") return focusPlace(current, number + (key === "j" ? 1 : -1));
    if (key === "p" || key === "Escape") return focus(current);
    chooseAlone(current, number, key === "a" ? "accept" : "reject");
    focusPlace(current, number + 1);
  }

  function act(choice) {
    if (!current || current.element.hidden) return step(0);
    choice(current);
    advance();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.id === "query" && event.key === "Escape") return step(0);
    if (event.target.closest("input:not([type=checkbox]), textarea, select") || !$("keys-on").checked) return;
    const row = event.target.closest(".place");
    if (row && "jkarp".includes(event.key) || row && event.key === "Escape") {
      event.preventDefault();
      return placeKey(row, event.key);
    }
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // Colours: as the system has them, unless a person chose.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const themes = ["", "light", "dark"];
  let theme = "";
  try { theme = localStorage.getItem("normaliser-theme") || ""; } catch { /* asked again next time */ }
  function colour() {
    document.documentElement.dataset.theme = theme || (dark.matches ? "dark" : "light");
    $("theme").setAttribute("aria-label", `Colours: ${theme || "as the system has them"}`);
  }
  dark.addEventListener("change", colour);

  function options(select, values, name) {
    select.append(make("option", { value: "" }, "all"));
    for (const value of values) select.append(make("option", { value }, name(value)));
  }

  function start() {
    colour();
    load();
    $("scope").textContent = data.scope;
    $("made").textContent = data.made;
    $("notice").textContent = data.notice;
    options($("kind"), new Set(cards.map((card) => card.kind)), (kind) => KINDS[kind] ?? kind);
    options($("maker"), new Set(cards.flatMap((card) => card.makers)), (maker) => maker);
    for (const status of new Set(cards.map((card) => card.status))) {
      const chip = make("button", { type: "button", "aria-pressed": "false" }, `${status} ${cards.filter((card) => card.status === status).length}`);
      chip.addEventListener("click", () => {
        if (!pressed.delete(status)) pressed.add(status);
        chip.setAttribute("aria-pressed", pressed.has(status));
        filter();
      });
      $("statuses").append(chip);
    }
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) {
        fill(byElement.get(entry.target));
        near.unobserve(entry.target);
      }
    }, { rootMargin: "1500px 0px" });
    for (const card of cards) {
      card.element = make("article", { class: "card " + card.kind, tabindex: "-1", "aria-labelledby": card.id + "-title",
        on: { focusin: () => { current = card; } } });
      byElement.set(card.element, card);
      show(card);
      near.observe(card.element);
    }
    $("cards").append(...cards.map((card) => card.element));
    cards.slice(0, 5).forEach(fill);
    filter();
  }

  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("change", filter);
  $("more").addEventListener("click", () => $("more").setAttribute("aria-expanded", $("filters").classList.toggle("open")));
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); step(0); });
  $("undo").addEventListener("click", undo);
  $("all").addEventListener("click", acceptAll);
  $("export").addEventListener("click", download);
  $("import").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => { if ($("file").files[0]) importFile($("file").files[0]); $("file").value = ""; });
  $("theme").addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem("normaliser-theme", theme); } catch { /* for this visit only */ }
    colour();
    say(`Colours: ${theme || "as the system has them"}.`);
  });
  $("help").addEventListener("click", () => $("keys").showModal());
  $("keys-close").addEventListener("click", () => $("keys").close());
  $("ask-no").addEventListener("click", () => $("ask").close());
  addEventListener("beforeprint", () => shown.forEach(fill));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  start();
})();
