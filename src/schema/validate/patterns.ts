import { type Context, createContext, Script } from 'node:vm';
import type * as Re2 from 're2js';
import { loadPackage } from '../../load-package.ts';
import { asRe2 } from '../samples/regexes.ts';

/** Bounds how long all patterns together may take over one value. */
const budgetMs = 50;
/** RE2 reads this much in well under a millisecond, so nothing needs to watch it. */
const shortText = 2_000;
/** It reads no less than so many characters in a millisecond, after about so many to begin with. */
const slowest = 500;
const slack = 50;
/** Allows for an ordinary match, in milliseconds: a list may hold ten thousands of texts, and each of them is no attack. */
const ordinaryMs = 0.025;
/** Counts the further characters that it reads in a millisecond. */
const ordinary = 10_000;

let spentMs = 0;
/** Sums up how long ordinary matches might have taken so far. */
let allowedMs = 0;
/** When the first pattern of the value began: most values meet none, and to ask takes longer than to judge a small one. */
let beganAt = 0;
let hasBegun = false;

/** Gives the patterns their whole time again; to be called before each value that is judged. */
export function renewPatternBudget(): void {
  spentMs = 0;
  allowedMs = 0;
  hasBegun = false;
}

function begin(): void {
  beganAt = processorMs();
  hasBegun = true;
}

/** Time on the wall also passes while others have the processor; what is right must not become wrong by that. */
function isSpent(): boolean {
  if (spentMs >= budgetMs) spentMs = Math.min(spentMs, processorMs() - beganAt - allowedMs);
  return spentMs >= budgetMs;
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

export interface BoundedRegExp {
  test(text: string): boolean;
  /** Ajv tells patterns apart by this, so two patterns must not share it. */
  toString(): string;
}

/**
 * Compiles the `pattern` keyword so that no body can stall the process. RE2 runs in linear time; what RE2 cannot express
 * (look-around, back-references) runs in the built-in engine. Both are stopped when the budget of one value is used up,
 * and a pattern that is stopped counts as one that does not match.
 */
export function boundedRegExp(pattern: string, flags: string): BoundedRegExp {
  const { linear, matches } = compilePattern(pattern, flags);
  // Made now, lest its making be charged to the first text.
  if (!linear) sandbox ??= newSandbox();
  return {
    toString: () => `/${pattern}/${flags}`,
    test(text) {
      if (!hasBegun) begin();
      if (isSpent()) return false;
      return linear && text.length <= shortText ? shortly(matches, text) : withinBudget(matches, text);
    },
  };
}
// Ajv asks for a name to write into generated code; we never generate stand-alone code.
boundedRegExp.code = 'boundedRegExp';

/** Tells whether a text may match a pattern; what no engine can read refuses nothing. */
export function mayMatch(pattern: string, text: string): boolean {
  try {
    return boundedRegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

type Matches = (text: string) => boolean;

function compilePattern(pattern: string, flags: string): { linear: boolean; matches: Matches } {
  // Most documents hold no pattern, and it takes time to load.
  const { RE2JS } = loadPackage('re2js') as typeof Re2;
  const linear = asRe2(pattern);
  try {
    if (linear === undefined) throw new SyntaxError('beyond RE2');
    const compiled = RE2JS.compile(linear, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
    return { linear: true, matches: (text) => compiled.matcher(text).find() };
  } catch {
    const regExp = new RegExp(pattern, flags);
    return { linear: false, matches: (text) => regExp.test(text) };
  }
}

let sandbox: { context: Context; script: Script } | undefined;

function newSandbox(): { context: Context; script: Script } {
  return { context: createContext({}), script: new Script('matches(text)') };
}

/** Spends only what a match takes beyond an ordinary one; what the machine did meanwhile for others is not the text's fault. */
function shortly(matches: Matches, text: string): boolean {
  const start = performance.now();
  const result = matches(text);
  const took = Math.min(performance.now() - start, (text.length + slack) / slowest);
  const allowed = ordinaryMs + text.length / ordinary;
  allowedMs += allowed;
  spentMs += Math.max(0, took - allowed);
  return result;
}

/** Tries of one match, each of which the machine may have spent on others. */
const mostTries = 20;

/**
 * Interrupts a match in the only way there is: node:vm ends the script that called it, but by the clock on the wall. It is tried
 * again while it has not had the processor for as long.
 */
function withinBudget(matches: Matches, text: string): boolean {
  sandbox ??= newSandbox();
  Object.assign(sandbox.context, { matches, text });
  const start = processorMs();
  const before = spentMs;
  for (let tries = 0; tries < mostTries && spentMs < budgetMs; tries++) {
    try {
      return sandbox.script.runInContext(sandbox.context, { timeout: Math.ceil(budgetMs - spentMs) }) === true;
    } catch {
      // The next try begins the match again.
    } finally {
      spentMs = before + processorMs() - start;
    }
  }
  return false;
}
