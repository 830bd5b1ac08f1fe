import type { JSX } from 'preact';
import type { Again } from './data/use-again.ts';
import { timeText, visible } from './text.ts';

/** Bounds each name in characters: the event itself shows all of it. */
const longestName = 80;

function shortName(text: string): string {
  return visible(text.length > longestName ? `${text.slice(0, longestName)}…` : text);
}

/** Says which event was delivered again last, and leads to it. */
export function DeliveredAgain({ again }: { again: Again | undefined }): JSX.Element {
  return (
    <div role="status">
      {again && (
        <p class="again">
          <span class={`badge ${again.outcome}`}>{again.outcome}</span> delivered again at {timeText(again.at)}:{' '}
          <a href={`#events/${again.id}`}>
            {shortName(again.type ?? again.operation ?? `event ${again.id}`)} {shortName(again.identity ?? '')}
          </a>
        </p>
      )}
    </div>
  );
}
