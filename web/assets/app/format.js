/* Numbers as the reader's language writes them, and the classes of an indicator. */
hatang.number = function (value, decimals) {
  return new Intl.NumberFormat(hatang.state.lang === "en" ? "en" : "vi", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
};

/* Breaks are upper bounds that belong to their class; what lies above the last joins the last. */
hatang.classOf = function (value, shade) {
  for (var i = 0; i < shade.breaks.length; i++) {
    if (value <= shade.breaks[i]) return Math.min(i, shade.colors.length - 1);
  }
  return shade.colors.length - 1;
};

/* The id of what an area is drawn as, as the legend and `hidden` name it. */
hatang.shadeClass = function (value) {
  if (value === null || value === undefined) return "?";
  return typeof value === "string" ? value : String(hatang.classOf(value, hatang.shade));
};

/* 1,2 triệu, 1.2 million: for amounts whose last digits nobody needs. */
hatang.roughly = function (value) {
  if (value < 100000) return hatang.number(value, 0);
  var lang = hatang.state.lang === "en" ? "en" : "vi";
  return new Intl.NumberFormat(lang, { notation: "compact", compactDisplay: "long", maximumFractionDigits: 1 }).format(value);
};

/* Shares are kept as 0 to 1 and shown as per cent: `factor` is for the eye alone. */
hatang.shown = function (value, shade) {
  return hatang.number(value * (shade.factor || 1), shade.decimals || 0);
};

hatang.classLabel = function (index, shade) {
  var last = shade.colors.length - 1;
  var bound = function (i) {
    return hatang.shown(shade.breaks[i], shade);
  };
  if (last === 0) return shade.breaks.length ? "≤ " + bound(0) : "";
  if (index === 0) return "≤ " + bound(0);
  if (index === last) return "> " + bound(last - 1);
  return bound(index - 1) + " – " + bound(index);
};

hatang.valueText = function (value, shade, range) {
  if (value === null || value === undefined) return hatang.word("no_data");
  if (typeof value === "string") return hatang.stateOf(value).label;
  var unit = shade.unit ? " " + shade.unit : "";
  if (!range) return hatang.shown(value, shade) + unit;
  var ends = range.map(function (end) {
    return end === null ? "?" : hatang.shown(end, shade);
  });
  return "≈ " + hatang.shown(value, shade) + unit + " (" + ends.join(" – ") + unit + ")";
};
