const AGAIN_MS = 4_000;

/** A part of the app that is loaded when it is needed: where the network fails it comes by itself once there is one. */
export async function part<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch {
    await new Promise((after) => setTimeout(after, AGAIN_MS));
    return part(load);
  }
}
