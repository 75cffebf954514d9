/* Names that Streamlit gives its own buttons and boxes are English whatever the page speaks. Each is kept beside what
   it is called here, for the next change of the language. Signs that stand beside words are not read out. */
const hatangTranslate = () => {
  // Attribute -> where its name of Streamlit's is kept, and what was said in its place.
  const KEPT = {
    "aria-label": ["hatangLabel", "hatangLabelSaid"],
    placeholder: ["hatangPlaceholder", "hatangPlaceholderSaid"],
  };
  const NAMED = Object.keys(KEPT);
  const ICON = '[role="img"][aria-label$=" icon"]';
  let names = {};
  let beginnings = {};
  let called = false;

  const spoken = (name) => {
    if (names[name]) return names[name];
    const begins = Object.keys(beginnings).find((each) => name.startsWith(each));
    return begins && beginnings[begins].split("%").join(name.slice(begins.length));
  };
  const rename = (element, attribute) => {
    const [kept, said] = KEPT[attribute];
    const shown = element.getAttribute(attribute);
    // An element that is used again for a name of ours keeps that.
    const ours = shown === element.dataset[said];
    const own = spoken(shown) ? shown : ours && element.dataset[kept];
    if (!own) return;
    element.dataset[kept] = own;
    element.dataset[said] = spoken(own);
    if (shown !== spoken(own)) element.setAttribute(attribute, spoken(own));
  };
  const look = () => {
    called = false;
    NAMED.forEach((attribute) =>
      document.querySelectorAll(`[${attribute}]`).forEach((element) => rename(element, attribute))
    );
    document.querySelectorAll(ICON).forEach((icon) => icon.setAttribute("aria-hidden", "true"));
  };
  const soon = () => {
    if (called) return;
    called = true;
    requestAnimationFrame(look);
  };
  const observer = new MutationObserver(soon);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: NAMED });
  return {
    speak: (data) => {
      names = data.names;
      beginnings = data.beginnings;
      document.documentElement.lang = data.lang;
      soon();
    },
    stop: () => observer.disconnect(),
  };
};
