/** Who may import whom. A layer imports itself and what stands below it; ui imports only messages, as everybody may. */
const ALLOWED = {
  app: ["app", "features", "sync", "store", "api", "ui"],
  features: ["sync", "store", "api", "ui"],
  sync: ["sync", "store", "api"],
  store: ["store", "api"],
  api: ["api"],
  ui: ["ui"],
  sw: ["sw"],
  paraglide: ["paraglide"],
};

/** @param {string} file absolute or relative path; returns the layer and, for a feature, its name */
function layerOf(file) {
  const found = /(?:^|\/)src\/(\w+)(?:\/([\w-]+))?/.exec(file.replaceAll("\\", "/"));
  return found ? { layer: found[1], feature: found[1] === "features" ? found[2] : null } : null;
}

/** @param {string} from importing file @param {string} source as written */
export function target(from, source) {
  const alias = /^\$(app|features|sync|store|api|ui)\/([\w-]+)?/.exec(source);
  if (alias) return { layer: alias[1], feature: alias[1] === "features" ? alias[2] : null };
  if (!source.startsWith(".")) return null;
  return layerOf(new URL(source, `file://${from.startsWith("/") ? "" : "/"}${from}`).pathname);
}

/** @returns {string | null} why the import is refused */
export function refuse(from, source) {
  const here = layerOf(from);
  const there = target(from, source);
  if (!here || !there || !(here.layer in ALLOWED)) return null;
  if (there.layer === "paraglide") return "import messages by their name, $messages";
  if (here.layer === "features" && there.layer === "features") {
    return here.feature === there.feature ? null : "a feature never imports a feature";
  }
  return ALLOWED[here.layer].includes(there.layer) ? null : `${here.layer} may not import ${there.layer}`;
}

export const layers = {
  rules: {
    order: {
      meta: { type: "problem", schema: [] },
      create(context) {
        const check = (node) => {
          const source = node.source?.value;
          if (typeof source !== "string") return;
          const why = refuse(context.filename, source);
          if (why) context.report({ node, message: `${why} (${source})` });
        };
        return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, TSImportType: (node) => check({ ...node, source: node.source ?? node.argument?.literal }) };
      },
    },
  },
};
