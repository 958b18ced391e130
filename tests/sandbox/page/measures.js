// What a ruler and an eye would find on the page; an object of functions, each evaluated in the page.
({
  /** Every text that can be seen: its words, its size, and its contrast with what is behind it. */
  texts() {
    const parse = (css) => {
      const numbers = css.match(/[\d.]+/g).map(Number);
      return [...numbers.slice(0, 3), numbers[3] ?? 1];
    };
    const over = (top, under) => top.slice(0, 3).map((channel, index) => channel * top[3] + under[index] * (1 - top[3]));
    const linear = (channel) => (channel / 255 <= 0.03928 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    const behind = (node) => {
      const layers = [];
      for (let at = node; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour[3] > 0) layers.unshift(colour);
        if (colour[3] === 1) break;
      }
      return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      const words = walker.currentNode.data.trim();
      const seen = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
      // An emoji brings its own colours.
      const drawn = /^[\p{Emoji}\s]+$/u.test(words) && !/\d/.test(words);
      if (!words || !seen || drawn || node.closest(".sr,[hidden],script,noscript")) continue;
      const style = getComputedStyle(node);
      const ground = behind(node);
      const [brighter, darker] = [light(over(parse(style.color), ground)), light(ground)].sort((a, b) => b - a);
      found.push({ words, size: parseFloat(style.fontSize), contrast: (brighter + 0.05) / (darker + 0.05) });
    }
    return found;
  },

  /** Whatever reaches over an edge of the window; the strip of people and the closed sheet are meant to. */
  overflow() {
    // A phone widens its window to what flows over.
    if (document.documentElement.scrollWidth > Math.min(innerWidth, screen.width)) return ["the page"];
    const isOut = (node) => {
      if (node.closest(".people,.sr,.behind") || !node.checkVisibility({ visibilityProperty: true })) return false;
      const { width, left, right } = node.getBoundingClientRect();
      return width > 0 && (right > innerWidth + 1 || left < -1);
    };
    return [...document.querySelectorAll("#app *,dialog *")].filter(isOut).map((node) => node.className || node.tagName);
  },

  /** A target is as large as what answers to a touch, with its invisible edge. */
  smallTargets() {
    const isSmall = (node) => {
      if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      const { width, height } = node.getBoundingClientRect();
      const edge = getComputedStyle(node, "::before");
      const grows = edge.content !== "none" && edge.position === "absolute" && parseFloat(edge.top) < 0;
      const tall = height - (grows ? parseFloat(edge.top) + parseFloat(edge.bottom) : 0);
      const wide = width - (grows ? parseFloat(edge.left) + parseFloat(edge.right) : 0);
      return width > 0 && (tall < 43.5 || wide < 43.5);
    };
    return [...document.querySelectorAll("button,input,textarea,a")].filter(isSmall).map((node) => `${node.className} ${node.textContent}`);
  },

  /** What the page says in its own words: without all that is marked as another language. */
  ownWords() {
    const parts = document.querySelectorAll("#head,#guide,#people,#bar,#top,#compose,#behind");
    const words = [...parts].map((part) => {
      const copy = part.cloneNode(true);
      for (const foreign of copy.querySelectorAll("[lang=zh-CN]")) foreign.remove();
      return copy.textContent;
    });
    return words.join(" ");
  },
});
