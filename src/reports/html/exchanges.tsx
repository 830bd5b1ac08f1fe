import type { JSX } from 'preact';
import type { ExchangeText } from '../../report.ts';

/** What went over the wire. */
export function Exchanges({ exchanges }: { exchanges: readonly ExchangeText[] }): JSX.Element {
  return (
    <>
      {exchanges.map(({ sent, answered, durationMs, number, of, faulty }) => (
        <dl>
          <dt>
            {number === undefined ? 'Sent' : `Sent, ${number} of ${of}`}
            {faulty && <span class="decided">this one decided</span>}
          </dt>
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
