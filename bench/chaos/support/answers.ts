const endOfHead = '\r\n\r\n';

/** Reads answers off a connection, each with the length of its body; what is no final answer (1xx) is passed over. */
export class AnswerReader {
  #text = '';
  readonly #hear: (status: number, head: string) => void;

  constructor(hear: (status: number, head: string) => void) {
    this.#hear = hear;
  }

  push(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    for (;;) {
      const end = this.#text.indexOf(endOfHead);
      if (end < 0) return;
      const head = this.#text.slice(0, end);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      const whole = end + endOfHead.length + length;
      if (this.#text.length < whole) return;
      this.#text = this.#text.slice(whole);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      if (status >= 200) this.#hear(status, head);
    }
  }
}
