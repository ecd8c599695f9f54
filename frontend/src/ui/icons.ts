/** Path data on a 24-unit grid, stroked by Icon.svelte. One constant each, so that a screen loads only its own. */
const ring = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

export const check = "m5 12.5 4.5 4.5L19 7.5";
export const cross = "M6 6l12 12M18 6 6 18";
export const right = "m9 5 7 7-7 7";
export const left = "m15 5-7 7 7 7";
export const down = "m5 9 7 7 7-7";
export const up = "m5 15 7-7 7 7";
export const menu = "M4 7h16M4 12h16M4 17h16";
export const plus = "M12 5v14M5 12h14";
export const search = `${ring(11, 11, 6.5)}M16 16l4.5 4.5`;
export const clock = `${ring(12, 12, 8.5)}M12 7.5V12l3 2`;
export const bell = "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4";
export const warning = "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1";
export const phone =
  "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1.5 1.5 0 0 1-1.7 1.5A16 16 0 0 1 3.5 5.7 1.5 1.5 0 0 1 5 4z";
export const pause = "M8 5.5v13M16 5.5v13";
export const pencil = "m4 20 1-4.5L16 4.5 19.5 8 8.5 19z";
export const lock = "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3";
export const offline =
  "M7 18.5h10.5a4 4 0 0 0 1.8-7.6A6.5 6.5 0 0 0 9 7.1M6.5 10a4.5 4.5 0 0 0 .5 8.5M3.5 3.5l17 17";
export const swap = "M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4";
export const sync =
  "M20 11a8 8 0 0 0-14.5-3.5L4 9.5M4 4.5v5h5M4 13a8 8 0 0 0 14.5 3.5l1.5-2M20 19.5v-5h-5";
export const speech = "M4 5h16v11H11l-5 4v-4H4z";
export const people = `${ring(9, 8, 3.5)}M2.5 20c.6-3.8 3-5.5 6.5-5.5s5.9 1.7 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.2 2.4 3.6 5.2`;
export const person = `${ring(12, 8, 3.8)}M4.5 20.5c.8-4.2 3.5-6 7.5-6s6.7 1.8 7.5 6`;
export const navigate = "M4 11.5 20 4l-7.5 16-2-6.5z";
export const pin = `M12 21c-4-4.5-6.5-7.7-6.5-11a6.5 6.5 0 0 1 13 0c0 3.3-2.5 6.5-6.5 11z${ring(12, 10, 2.3)}`;
export const translate = "M4 6h9M8.5 4v2c0 4-2 7-4.5 8.5M6 9c1 2.5 3 4.5 5.5 5.5M12.5 20 16.5 10l4 10M14 17h5";
export const sun = `${ring(12, 12, 4)}M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4`;
export const moon = "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z";
export const contrast = `${ring(12, 12, 8.5)}M12 3.5v17`;
export const exit = "M14 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h8M10 12h10M16.5 8.5 20 12l-3.5 3.5";
export const document = "M7 3.5h7l4.5 4.5v12.5H7zM14 3.5V8h4.5M10 12.5h6M10 16h6";
export const download = "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14";
export const keyboard = "M4 7h16a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zM7 10.5h.1M11 10.5h.1M15 10.5h.1M8 14h8";
export const home = "M4 11 12 4l8 7M6 9.5V20h12V9.5";
export const ambulance = `M3 6.5h11v10H3zM14 10h4l3 3.5v3h-7zM8.5 9v4M6.5 11h4${ring(7, 17.5, 1.8)}${ring(17, 17.5, 1.8)}`;
export const shield = "M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z";
export const undo = "M9 6 4.5 10.5 9 15M5 10.5h9a5.5 5.5 0 0 1 0 11h-3";
export const car = "M4 16v-4l2-5.5h12l2 5.5v4M4 16h16M4 16v2.5M20 16v2.5M4.5 12h15M7.5 14h.01M16.5 14h.01";
export const tools = `${ring(6, 12, 1.4)}${ring(12, 12, 1.4)}${ring(18, 12, 1.4)}`;
export const speaker = "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11";
