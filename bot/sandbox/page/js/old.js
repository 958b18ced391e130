// For browsers that lack what the page is built of: shows the one sentence about it. Written so that they can read it.
if (!("noModule" in HTMLScriptElement.prototype && "inert" in HTMLElement.prototype && "HTMLDialogElement" in window)) {
  document.getElementById("old").hidden = false;
}
