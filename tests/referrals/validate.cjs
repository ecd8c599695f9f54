// Reads a list of resources from standard input, answers what the npm validator `fhir` finds wrong in each.
const { createRequire } = require('node:module');
const { resolve } = require('node:path');

const { Fhir } = createRequire(resolve(__dirname, '../../frontend/package.json'))('fhir');
const resources = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const fhir = new Fhir();
const found = resources.map((each) =>
  fhir
    .validate(each, { errorOnUnexpected: true })
    .messages.filter((message) => message.severity === 'error' || message.severity === 'fatal')
    .map((message) => `${message.location}: ${message.message}`),
);
process.stdout.write(JSON.stringify(found));
