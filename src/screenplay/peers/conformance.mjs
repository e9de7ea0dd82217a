// The cases of ../conformance/fountain.json through our program and the parsers of npm; prints rule x parser as a table.
//   npm ci && node conformance.mjs PATH/TO/screenplay_fountain_main [--cases]
// A rule passes when all its cases do. Cases marked "unspecified" are our own choice: only we are asked.
import { readFileSync } from 'node:fs';
import { ours, peers } from './parsers.mjs';

const program = process.argv[2];
if (!program) {
  console.error('Which program? Build it with "ninja screenplay_fountain_main" and give its path.');
  process.exit(2);
}
const { cases } = JSON.parse(readFileSync(new URL('../conformance/fountain.json', import.meta.url), 'utf8'));
const parsers = [ours(program), ...peers()];
const showCases = process.argv.includes('--cases');

const plain = (text = '', exact) => (exact ? text : text.split('\n').map((l) => l.replace(/\s+/g, ' ').trim()).join('\n').trim());
const key = (fields, exact) => JSON.stringify(fields.map((f) => [f.key.toLowerCase(), plain(f.value, exact)]));
const cut = (kind) => kind === 'note' || kind === 'boneyard';

function same(parser, c, got) {
  const expected = parser.ours ? c.expect : c.expect.filter((e) => !cut(e.kind));
  const found = parser.ours ? got : got.filter((e) => !cut(e.kind));
  if (found.length !== expected.length) return false;
  return expected.every((e, k) => {
    const g = found[k];
    if (g.kind !== e.kind) return false;
    if (e.kind === 'title-page') return key(g.fields, parser.ours) === key(e.fields, parser.ours);
    let a = plain(e.text, parser.ours || c.exact), b = plain(g.text, parser.ours || c.exact);
    if (!parser.ours && (e.kind === 'scene-heading' || e.kind === 'transition')) { a = a.toUpperCase(); b = b.toUpperCase(); }
    if (!parser.ours) { a = a.replace(/\n\n/g, '\n'); b = b.replace(/\n\n/g, '\n'); }
    if (a !== b) return false;
    for (const member of ['scene_number', 'depth', 'dual'])
      if ((e[member] ?? null) !== (g[member] || null) && (member !== 'depth' || e.depth !== undefined)) return false;
    if (parser.ours) for (const member of ['name', 'extension', 'line', 'column']) if (member in e && (g[member] ?? '') !== e[member]) return false;
    if (e.spans && parser.emphasis) {
      const flat = (spans) => JSON.stringify(spans.map((s) => [s.text, !!s.bold, !!s.italic, !!s.underline]));
      if (flat(e.spans) !== flat(g.spans ?? [])) return false;
    }
    return true;
  });
}

const rules = new Map();
for (const c of cases) {
  if (!rules.has(c.rule)) rules.set(c.rule, parsers.map(() => ({ pass: 0, fail: 0, throws: 0, skipped: 0, failed: [] })));
  parsers.forEach((parser, k) => {
    const cell = rules.get(c.rule)[k];
    if (!parser.ours && (c.unspecified || (!parser.emphasis && c.expect.some((e) => e.spans)))) { ++cell.skipped; return; }
    try {
      const got = parser.elements(c.input);
      if (same(parser, c, got)) { ++cell.pass; return; }
      ++cell.fail;
      if (showCases) cell.failed.push(`${c.name}: ${JSON.stringify(got.map((e) => [e.kind, e.text]))}`);
    } catch (error) {
      ++cell.throws;
      if (showCases) cell.failed.push(`${c.name}: throws ${String(error.message).split('\n')[0]}`);
    }
  });
}

const word = ({ pass, fail, throws, skipped }) => {
  const asked = pass + fail + throws;
  if (asked === 0) return skipped > 0 ? 'not read' : '';
  if (fail + throws === 0) return 'pass';
  return `**fails ${fail + throws} of ${asked}**${throws > 0 ? ` (throws ${throws})` : ''}`;
};
console.log(`| rule | cases | ${parsers.map((p) => p.name).join(' | ')} |`);
console.log(`| --- | --- |${' --- |'.repeat(parsers.length)}`);
const total = parsers.map(() => [0, 0]);
for (const [rule, cells] of rules) {
  console.log(`| ${rule} | ${cells[0].pass + cells[0].fail + cells[0].throws} | ${cells.map(word).join(' | ')} |`);
  cells.forEach((cell, k) => { total[k][0] += cell.pass; total[k][1] += cell.pass + cell.fail + cell.throws; });
  if (showCases) cells.forEach((cell, k) => cell.failed.forEach((f) => console.log(`    ${parsers[k].name}: ${f}`)));
}
console.log(`| **cases passed** | ${total[0][1]} | ${total.map(([pass, asked]) => `${pass} of ${asked}`).join(' | ')} |`);
process.exit(total[0][0] === total[0][1] ? 0 : 1);
