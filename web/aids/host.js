/* Runs in the Streamlit page, on every view. */
export default function (component) {
  const { data, parentElement } = component;
  if (!parentElement.hatang) parentElement.hatang = { names: hatangTranslate(), free: hatangHoldFocus() };
  parentElement.hatang.names.speak(data);

  return () => {
    parentElement.hatang.names.stop();
    parentElement.hatang.free();
    parentElement.hatang = null;
  };
}
