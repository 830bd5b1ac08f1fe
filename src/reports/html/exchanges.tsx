import type { JSX } from 'preact';
import type { ExchangeText } from '../../report.ts';

/** What went over the wire. */
export function Exchanges({ exchanges }: { exchanges: readonly ExchangeText[] }): JSX.Element {
  return (
    <>
      {exchanges.map(({ sent, answered, durationMs }, index) => (
        <dl>
          <dt>{exchanges.length > 1 ? `Sent, ${index + 1} of ${exchanges.length}` : 'Sent'}</dt>
          <dd>
            <pre>{sent}</pre>
          </dd>
          <dt>Answered after {durationMs} ms</dt>
          <dd>
            <pre>{answered}</pre>
          </dd>
        </dl>
      ))}
    </>
  );
}
