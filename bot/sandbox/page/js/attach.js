// Files: chosen by ＋, dropped on the chat or pasted; before they go, as a photo or as a file, with a line if wanted.

import { on } from "./actions.js";
import { actionsRow, answer, openDialog } from "./dialogs.js";
import { byId, el } from "./dom.js";
import { foreign, t } from "./language.js";
import { sizeOf } from "./message.js";
import { isLive } from "./state.js";
import { note } from "./toasts.js";
import { sendFile } from "./unsent.js";
import { openChat } from "./views.js";

const PHOTO_TYPES = /^image\/(jpeg|png|webp|gif|bmp)$/;

async function offer(file) {
  if (!file || !isLive() || !openChat()) return;
  // The platform takes no empty file; sending it again would not help.
  if (file.size === 0) {
    note(t("file_empty", { name: file.name }));
    return;
  }
  const caption = el("input", { type: "text", class: "field", "aria-label": t("file_caption"), placeholder: t("file_caption") });
  const isPhoto = PHOTO_TYPES.test(file.type);
  const as = await openDialog({
    label: t("file_title"),
    content: [
      el("h2", null, t("file_title")),
      el("p", { class: "file-name" }, el("b", { lang: foreign(file.name) }, file.name), " ", el("small", null, sizeOf(file.size))),
      caption,
      actionsRow(
        answer("", t("cancel")),
        answer("document", t("as_file"), { main: !isPhoto, first: !isPhoto }),
        isPhoto && answer("photo", t("as_photo"), { main: true, first: true }),
      ),
    ],
  });
  if (as) sendFile(file, { as, caption: caption.value.trim() });
}

function chosen({ currentTarget: field }) {
  const [file] = field.files;
  field.value = "";
  offer(file);
}

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function dragged(event) {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  byId("room").classList.toggle("dropping", event.type === "dragover");
}

function dropped(event) {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  byId("room").classList.remove("dropping");
  offer(event.dataTransfer.files[0]);
}

function pasted(event) {
  const [file] = event.clipboardData?.files ?? [];
  if (!file) return;
  event.preventDefault();
  offer(file);
}

export function listenForFiles() {
  on("attach", () => byId("file").click());
  byId("file").addEventListener("change", chosen);
  byId("say").addEventListener("paste", pasted);
  for (const kind of ["dragover", "dragleave"]) byId("room").addEventListener(kind, dragged);
  byId("room").addEventListener("drop", dropped);
}
