import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Copies a text; says so where it could, and what to do where it could not. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }): JSX.Element {
  const [told, setTold] = useState('');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied'),
      () => setTold('Select it and copy it by the keyboard'),
    );
  };
  return (
    <span class="copy">
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span role="status">{told}</span>
    </span>
  );
}
