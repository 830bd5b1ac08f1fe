/** Holds a number as JSON writes it: `4.35` is 435 with the exponent -2. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Tells whether a number is a whole multiple of another one, both as JSON writes them and not as binary fractions. */
export function isMultipleOf(value: number, step: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return value % step === 0;
  if (!Number.isFinite(value)) return false;
  const [whole, part] = withOneExponent(value, step);
  return whole % part === 0n;
}

/** Gives the multiple of a step that is nearest to a number in one direction: at or above it, or at or below it. */
export function nearestMultiple(value: number, step: number, direction: 'up' | 'down'): number {
  const [whole, part, exponent] = withOneExponent(value, step);
  const rest = ((whole % part) + part) % part;
  const multiple = direction === 'down' || rest === 0n ? whole - rest : whole - rest + part;
  return Number(`${multiple}e${exponent}`);
}

/** Gives the sum of a number and so many steps, without what binary fractions leave behind. */
export function addSteps(value: number, step: number, count: number): number {
  const [whole, part, exponent] = withOneExponent(value, step);
  return Number(`${whole + part * BigInt(count)}e${exponent}`);
}

function withOneExponent(value: number, step: number): [whole: bigint, part: bigint, exponent: number] {
  const [a, b] = [decimalOf(value), decimalOf(step)];
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent: own }: Decimal): bigint => digits * 10n ** BigInt(own - exponent);
  return [scaled(a), scaled(b), exponent];
}

function decimalOf(value: number): Decimal {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}
