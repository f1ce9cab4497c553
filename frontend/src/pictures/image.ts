/** A picture with its title and legend as PNG, to be put into slides. */

import { ink } from "../colours";
import { download } from "../download";

export interface Key {
  label: string;
  colour: string;
  dashed?: boolean;
}

type Drawn = HTMLCanvasElement | SVGSVGElement;

const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "paint-order",
  "font-size",
  "font-weight",
  "opacity",
];
const SCALE = 2;
const MARGIN = 20;
const TEXT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";

/** SVG outside the page has no style sheet: what it says in variables is written out. */
function standalone(svg: SVGSVGElement, width: number, height: number): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, n) => {
    const style = getComputedStyle(originals[n] as Element);
    for (const name of STYLES) {
      element.setAttribute(name, style.getPropertyValue(name));
    }
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("font-family", TEXT);
  return new XMLSerializer().serializeToString(copy);
}

async function loaded(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const image = new Image();
  const text = standalone(svg, width * SCALE, height * SCALE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

function wrapped(pen: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function drawKeys(pen: CanvasRenderingContext2D, keys: Key[], top: number, width: number): number {
  if (keys.length === 0) return top;
  let [x, y] = [MARGIN, top];
  pen.font = `13px ${TEXT}`;
  for (const key of keys) {
    const wide = pen.measureText(key.label).width + 44;
    if (x + wide > width && x > MARGIN) [x, y] = [MARGIN, y + 20];
    pen.strokeStyle = key.colour;
    pen.lineWidth = 3;
    pen.setLineDash(key.dashed ? [6, 4] : []);
    pen.beginPath();
    pen.moveTo(x, y - 4);
    pen.lineTo(x + 22, y - 4);
    pen.stroke();
    pen.fillStyle = ink("ink");
    pen.fillText(key.label, x + 28, y);
    x += wide;
  }
  return y + 16;
}

/** The smallest box around some elements. */
function around(parts: Element[]): DOMRect {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

/** All canvases, SVG pictures and captions where they stand, below title and keys. */
export async function downloadPng(
  name: string,
  body: HTMLElement,
  words: { title: string; says: string; note: string; keys: Key[] },
): Promise<void> {
  const parts = [...body.querySelectorAll<Drawn | HTMLElement>("canvas, svg.drawn, .caption")];
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen || parts.length === 0) return;
  const box = around(parts);
  const width = box.width + 2 * MARGIN;
  pen.font = `13px ${TEXT}`;
  const says = wrapped(pen, words.says, box.width);
  const head = 62 + 18 * says.length + drawKeys(pen, words.keys, 0, width);
  canvas.width = width * SCALE;
  canvas.height = (head + box.height + 3 * MARGIN) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = ink("paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = ink("ink");
  pen.font = `bold 18px ${TEXT}`;
  pen.fillText(words.title, MARGIN, 32);
  pen.font = `13px ${TEXT}`;
  pen.fillStyle = ink("faint");
  says.forEach((line, n) => pen.fillText(line, MARGIN, 54 + 18 * n));
  drawKeys(pen, words.keys, 62 + 18 * says.length, width);
  pen.setLineDash([]);
  pen.fillStyle = ink("faint");
  for (const part of parts) {
    const at = part.getBoundingClientRect();
    const [x, y] = [MARGIN + at.left - box.left, head + at.top - box.top];
    if (part instanceof HTMLCanvasElement) pen.drawImage(part, x, y, at.width, at.height);
    else if (part instanceof SVGSVGElement) {
      pen.drawImage(await loaded(part, at.width, at.height), x, y, at.width, at.height);
    } else pen.fillText(part.textContent ?? "", x, y + 14);
  }
  pen.font = `12px ${TEXT}`;
  pen.fillText(words.note, MARGIN, canvas.height / SCALE - 12);
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob));
}
