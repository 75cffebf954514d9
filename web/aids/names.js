/* Names that Streamlit gives its own buttons and boxes are English whatever the page speaks. Each is kept beside what
   it is called here, for the next change of the language. Signs that stand beside words are not read out. */
const hatangTranslate = () => {
  const NAMED = ["aria-label", "placeholder"];
  const ICON = '[role="img"][aria-label$=" icon"]';
  const HELP = "Help for ";
  let names = {};
  let help = "%";
  let called = false;

  const spoken = (name) => names[name] || (name.startsWith(HELP) && help.split("%").join(name.slice(HELP.length)));
  const rename = (element, attribute) => {
    const kept = `hatang${attribute === "placeholder" ? "Placeholder" : "Label"}`;
    const shown = element.getAttribute(attribute);
    const own = spoken(shown) ? shown : element.dataset[kept];
    if (!own) return;
    element.dataset[kept] = own;
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
    speak: (lang, given, explained) => {
      names = given;
      help = explained;
      document.documentElement.lang = lang;
      soon();
    },
    stop: () => observer.disconnect(),
  };
};
