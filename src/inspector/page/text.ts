/** Makes characters visible that a page would not show, or that would turn others around. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (each) => `‹U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  );
}

/** Reads base64. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
}

/** Reads UTF-8; what is none becomes the replacement character. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Writes bytes as a hex dump, 16 a line. */
export function hexDump(bytes: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const part = [...bytes.subarray(row * 16, row * 16 + 16)];
    const hex = part.map((each) => each.toString(16).padStart(2, '0'));
    const text = part.map((each) => (each >= 32 && each < 127 ? String.fromCharCode(each) : '.')).join('');
    return `${(row * 16).toString(16).padStart(6, '0')}  ${hex.join(' ').padEnd(47)}  ${text}`;
  });
  return rows.join('\n');
}

/** Writes a time of today as a time, any other with its date. */
export function timeText(ms: number, now = Date.now()): string {
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date(now).toDateString();
  const time = `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return isToday ? time : `${date.toLocaleDateString('sv-SE')} ${time.slice(0, 8)}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
