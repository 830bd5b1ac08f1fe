import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

const limitMs = 50;

/**
 * Compiles the `pattern` keyword so that no body can stall the process. RE2 runs in linear time; what RE2 cannot express
 * (look-around, back-references) runs in the built-in engine under a time limit, and a match that exceeds it counts as none.
 */
export function boundedRegExp(pattern: string, flags: string): { test(text: string): boolean } {
  try {
    const compiled = RE2JS.compile(pattern, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return timedRegExp(new RegExp(pattern, flags));
  }
}
// Ajv asks for a name to write into generated code; we never generate stand-alone code.
boundedRegExp.code = 'boundedRegExp';

function timedRegExp(regExp: RegExp): { test(text: string): boolean } {
  const context = createContext({ regExp, text: '' });
  const script = new Script('regExp.test(text)');
  return {
    test(text) {
      context.text = text;
      try {
        return script.runInContext(context, { timeout: limitMs }) === true;
      } catch {
        return false;
      }
    },
  };
}
