import { generate } from "lean-qr";

/** A picture of a link; black on white in every theme, for a camera reads nothing else well. */
export function draw(canvas: HTMLCanvasElement, link: string): void {
  generate(link).toCanvas(canvas, { on: [0, 0, 0, 255], off: [255, 255, 255, 255], padX: 4, padY: 4 });
}
