/** Holds one line of JSON that is laid out, its literals as they were written. */
export interface JsonLine {
  depth: number;
  /** Points to the value that begins here (RFC 6901); undefined where one only ends. */
  pointer: string | undefined;
  /** Holds the name of a property, as it was written. */
  name: string | undefined;
  text: string;
  kind: 'text' | 'number' | 'word' | 'mark';
  hasComma: boolean;
}

const token = /\s*(?:("(?:[^"\\]|\\.)*")|([{}[\],:])|([^\s{}[\],:"]+))/gy;
const deepestShown = 200;

interface Container {
  pointer: string;
  isList: boolean;
  count: number;
}

/** Lays JSON out in lines, two values never on one; undefined for what is no JSON, or nested too deeply to be read. */
export function jsonLines(source: string): JsonLine[] | undefined {
  if (!isJson(source)) return undefined;
  const lines: JsonLine[] = [];
  const open: Container[] = [];
  let name: string | undefined;
  const begin = (): string => {
    const parent = open.at(-1);
    if (!parent) return '';
    const step = parent.isList ? String(parent.count++) : stepOf(name ?? '""');
    return `${parent.pointer}/${step}`;
  };
  const add = (text: string, kind: JsonLine['kind'], pointer: string | undefined): void => {
    lines.push({ depth: open.length, pointer, name, text, kind, hasComma: false });
    name = undefined;
  };
  const tokens = tokensOf(source);
  for (const [at, each] of tokens.entries()) {
    const last = lines.at(-1);
    if (each === ',' && last) last.hasComma = true;
    else if (each === ':' || each === ',') continue;
    else if (each === '}' || each === ']') {
      open.pop();
      if (last && (last.text === '{' || last.text === '[') && last.pointer !== undefined && isEmpty(tokens, at))
        last.text += each;
      else add(each, 'mark', undefined);
    } else if (each === '{' || each === '[') {
      if (open.length === deepestShown) return undefined;
      const pointer = begin();
      add(each, 'mark', pointer);
      open.push({ pointer, isList: each === '[', count: 0 });
    } else if (each.startsWith('"') && tokens[at + 1] === ':') name = each;
    else add(each, kindOf(each), begin());
  }
  return lines;
}

function isEmpty(tokens: readonly string[], at: number): boolean {
  return tokens[at - 1] === '{' || tokens[at - 1] === '[';
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

function tokensOf(source: string): string[] {
  return [...source.trimEnd().matchAll(token)].map(([, text, mark, word]) => text ?? mark ?? word ?? '');
}

/** Gives the step of a pointer for a property, whose name is as it was written. */
function stepOf(name: string): string {
  return String(JSON.parse(name)).replaceAll('~', '~0').replaceAll('/', '~1');
}

function kindOf(text: string): JsonLine['kind'] {
  if (text.startsWith('"')) return 'text';
  return /^[-\d]/.test(text) ? 'number' : 'word';
}

/** Finds the line for each pointer: its own, or that of the nearest value around it. */
export function linesFor(lines: readonly JsonLine[], pointers: readonly string[]): number[] {
  // A pointer may be as long as a body, and there may be a hundred thousand.
  const isAround = (pointer: string): boolean => pointers.some((each) => each.startsWith(pointer));
  const places = new Map(
    lines.flatMap(({ pointer }, place) => (pointer === undefined || !isAround(pointer) ? [] : [[pointer, place]])),
  );
  return pointers.map((pointer) => {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const place = places.get(at);
      if (place !== undefined) return place;
    }
    return 0;
  });
}
