// The parsers as one function each: text -> list of {kind, text, ...} in the words of our own documents. Every
// difference of convention that is no error is evened out here, in the peers' favour:
// - capitals that a parser makes of headings and transitions, white space, and brackets around parentheticals;
// - actions and speeches cut into lines are joined again;
// - emphasis marks left in the text are taken out (a case about emphasis counts as "not read" instead);
// - notes and boneyard need not be elements, only be gone from the text.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';

const require = createRequire(import.meta.url);

function joined(elements) {
  const out = [];
  for (const e of elements) {
    const last = out.at(-1);
    if (last && e.joins && last.kind === e.kind) last.text += '\n' + e.text;
    else out.push(e);
  }
  return out;
}

function withoutMarks(text) {
  return text.replace(/\\([*_\\])/g, (_, c) => (c === '*' ? '\u0001' : c === '_' ? '\u0002' : '\u0003'))
    .replace(/(\*{1,3}|_)(?=\S)([^\n]*?\S)\1/g, '$2').replace(/(\*{1,3}|_)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replace(/\u0001/g, '*').replace(/\u0002/g, '_').replace(/\u0003/g, '\\');
}

function awParser() {
  const { parser } = require('aw-parser');
  const config = {
    print_notes: false, print_actions: true, print_headers: true, print_sections: true, print_synopsis: true,
    print_dialogues: true, use_dual_dialogue: true, merge_multiple_empty_lines: true,
  };
  const kinds = {
    scene_heading: 'scene-heading', action: 'action', shot: 'action', character: 'character', dialogue: 'dialogue',
    parenthetical: 'parenthetical', transition: 'transition', centered: 'centred', section: 'section', synopsis: 'synopsis',
    page_break: 'page-break',
  };
  const parse = (text) => parser.parse(text, config);
  const elements = (text) => {
    const result = parse(text);
    const out = [];
    if (result.title_page.length > 0)
      out.push({ kind: 'title-page', fields: result.title_page.map((t) => ({ key: t.type, value: t.text })) });
    let apart = true;
    for (const t of result.tokens) {
      if (t.type === 'separator') { apart = true; continue; }
      const e = { kind: kinds[t.type] ?? t.type, text: withoutMarks(t.text ?? '') };
      if (e.kind === 'parenthetical') e.text = e.text.replace(/^\(|\)$/g, '');
      if (e.kind === 'scene-heading' && typeof t.number === 'string') e.scene_number = t.number;
      if (e.kind === 'section') e.depth = t.level;
      if (e.kind === 'character' && t.dual === 'right') e.dual = true;
      e.joins = !apart && (e.kind === 'action' || e.kind === 'dialogue');
      out.push(e);
      apart = false;
    }
    return joined(out);
  };
  return { name: 'aw-parser', parse, elements, emphasis: false };
}

function fountainJs() {
  const { Fountain } = require('fountain-js');
  const { InlineLexer } = require('fountain-js/dist/lexer.js');
  const kinds = {
    scene_heading: 'scene-heading', action: 'action', character: 'character', dialogue: 'dialogue', parenthetical: 'parenthetical',
    lyrics: 'lyrics', transition: 'transition', centered: 'centred', section: 'section', synopsis: 'synopsis', page_break: 'page-break',
  };
  const styles = { bold: ['bold'], italic: ['italic'], underline: ['underline'] };
  // Its emphasis is HTML: <span class="bold italic">.
  const read = (source, action) => {
    const html = InlineLexer.reconstruct(source, action).replace(/<br \/>/g, '\n').replace(/&nbsp;|\u00a0/g, ' ');
    let text = '';
    const open = [], spans = [];
    for (const part of html.split(/(<[^>]*>)/)) {
      if (part.startsWith('</')) open.pop();
      else if (part.startsWith('<')) open.push((part.match(/class="([^"]*)"/)?.[1] ?? '').split(' '));
      else if (part !== '') {
        const now = open.flat();
        if (now.includes('note')) continue;
        const plain = part.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, '&');
        const style = [...new Set(now.flatMap((c) => styles[c] ?? []))].sort();
        if (style.length > 0) spans.push({ text: plain, ...Object.fromEntries(style.map((s) => [s, true])) });
        text += plain;
      }
    }
    return { text, spans };
  };
  const parse = (text) => new Fountain().parse(text, true);
  const elements = (source) => {
    const out = [];
    let right = false;
    const fields = [];
    for (const t of parse(source).tokens) {
      if (t.is_title) {
        fields.push({ key: t.type.replace(/_/g, ' '), value: t.text });
        if (fields.length === 1) out.push({ kind: 'title-page', fields });
        continue;
      }
      if (t.type === 'dialogue_begin') right = t.dual === 'right';
      if (!kinds[t.type]) continue;
      const e = { kind: kinds[t.type], ...read(t.text ?? '', t.type === 'action') };
      if (e.kind === 'parenthetical') e.text = e.text.replace(/^\(|\)$/g, '');
      if (e.kind === 'scene-heading' && t.scene_number) e.scene_number = t.scene_number;
      if (e.kind === 'section') e.depth = t.depth;
      if (e.kind === 'character' && right) e.dual = true;
      // One lyrics or centred token holds all its lines.
      if (e.kind === 'lyrics' || e.kind === 'centred') for (const line of e.text.split('\n')) out.push({ ...e, text: line });
      else out.push(e);
    }
    return out;
  };
  return { name: 'fountain-js', parse, elements, emphasis: true };
}

// The program built from this repository, as a person would run it.
export function ours(program) {
  const elements = (text) => {
    const script = JSON.parse(execFileSync(program, [], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 }));
    return script.elements.map((e) => {
      const out = { ...e };
      if (e.kind === 'title-page') out.fields = script.title_page;
      const bytes = Buffer.from(e.text ?? '');
      out.spans = (e.spans ?? []).map(({ begin, end, ...style }) => ({ text: bytes.subarray(begin, end).toString(), ...style }));
      return out;
    });
  };
  return { name: 'Auteur', elements, emphasis: true, ours: true };
}

export const peers = () => [fountainJs(), awParser()];
