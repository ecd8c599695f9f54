import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import { layers } from "./eslint.layers.js";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist", "src/paraglide", "src/api/generated", "node_modules", "test-results"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node, __APP_VERSION__: "readonly" } },
    plugins: { layers },
    rules: {
      "layers/order": "error",
      "no-console": "error",
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/explicit-function-return-type": ["error", { allowExpressions: true }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
    rules: {
      // typescript and svelte-check know better
      "no-undef": "off",
      // our router follows plain links
      "svelte/no-navigation-without-resolve": "off",
      // the content security policy refuses attributes of style
      "no-restricted-syntax": ["error", { selector: "SvelteAttribute[key.name='style']", message: "Use a class or a style: directive." }],
      "svelte/require-each-key": "error",
      "svelte/button-has-type": "error",
      "svelte/no-target-blank": "error",
      "svelte/no-at-html-tags": "error",
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["**/*.svelte"], rules: { "max-lines": ["error", { max: 250 }] } },
  { files: ["**/*.test.ts", "e2e/**", "tests/**"], rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off", "@typescript-eslint/no-invalid-void-type": "off", "@typescript-eslint/no-this-alias": "off", "@typescript-eslint/explicit-function-return-type": "off" } },
  { files: ["e2e/**", "scripts/**"], rules: { "no-console": "off" } },
  { files: ["*.js", "scripts/*.js"], rules: { "@typescript-eslint/explicit-function-return-type": "off" } },
);
