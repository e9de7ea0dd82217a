// How long the parsers of npm need for the script on standard input; prints one JSON object. fountain_bench runs this.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { peers } from './parsers.mjs';

const require = createRequire(import.meta.url);
const text = readFileSync(0, 'utf8');
const { Lexer } = require('fountain-js/dist/lexer.js');
const runs = [...peers().map((p) => [p.name, p.parse]), ['fountain-js, tokens only', (t) => Lexer.tokenize(t)]];
const out = {};
for (const [name, parse] of runs) {
  for (let k = 0; k < 15; ++k) parse(text);  // until the compiler of node has settled
  const times = [];
  for (let k = 0; k < 30; ++k) {
    const begin = process.hrtime.bigint();
    parse(text);
    times.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
  times.sort((a, b) => a - b);
  out[name] = { median_ms: times[times.length >> 1], best_ms: times[0] };
}
console.log(JSON.stringify(out));
