// Draws the figures of the page from the specifications in it. No network, no eval: expressions
// are interpreted (`ast`), and the page's policy lets only this script and Vega run.
"use strict";

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const DRAWN = 760; // the width that the specifications were made for

async function draw(box) {
  const text = document.getElementById(box.dataset.spec).textContent;
  let width = box.clientWidth;
  let result = await embed(box, JSON.parse(text), width);
  new ResizeObserver(async () => {
    if (!box.clientWidth || Math.abs(box.clientWidth - width) < 20) return;
    width = box.clientWidth;
    const kept = controls(result.view);
    result.finalize();
    result = await embed(box, JSON.parse(text), width, kept);
  }).observe(box);
}

async function embed(box, spec, width, kept = {}) {
  const { aspect } = spec.usermeta || {};
  if (aspect) spec.height = Math.round(width * aspect);
  for (const layer of spec.layer || []) {
    for (const channel of Object.values(layer.encoding || {})) {
      const legend = channel.legend;
      if (legend && legend.columns) {
        legend.columns = Math.max(1, Math.round(legend.columns * width / DRAWN));
      }
    }
  }
  for (const param of spec.params || []) if (param.name in kept) param.value = kept[param.name];
  const result = await vegaEmbed(box, spec, { renderer: "svg", ast: true, actions: false });
  if (box.querySelector("input[name=frame]")) player(box, result.view);
  return result;
}

// What the reader has chosen, to be kept when a figure is drawn again.
function controls(view) {
  const { signals } = view.getState({ signals: (name) => name === "frame" || name === "show" });
  return signals;
}

// A button beside the slider that lets time run.
function player(box, view) {
  const slider = box.querySelector("input[name=frame]");
  const last = Number(slider.max);
  const button = document.createElement("button");
  button.type = "button";
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; say(); };
  const say = () => { button.textContent = timer ? "Pause" : "Play"; };
  const step = () => {
    const frame = view.signal("frame");
    if (frame >= last) stop(); else view.signal("frame", frame + 1).runAsync();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (view.signal("frame") >= last) view.signal("frame", 0).runAsync();
    timer = setInterval(step, calm ? 900 : 250);
    say();
  });
  slider.addEventListener("pointerdown", () => timer && stop());
  slider.setAttribute("aria-label", "time");
  slider.closest(".vega-bind").append(button);
  const tell = () => {
    slider.setAttribute("aria-valuetext", box.querySelector(".role-title text").textContent);
  };
  view.addSignalListener("frame", () => requestAnimationFrame(tell));
  tell();
  say();
}

for (const box of document.querySelectorAll(".chart")) {
  draw(box).catch((error) => { box.textContent = `This figure could not be drawn: ${error.message}`; });
}
