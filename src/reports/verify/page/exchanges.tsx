import type { JSX } from 'preact';
import type { ExchangeText } from '../../../report.ts';

/** Shows what went over the wire, to be folded out. */
export function Exchanges({ exchanges }: { exchanges: readonly ExchangeText[] }): JSX.Element | null {
  if (exchanges.length === 0) return null;
  const [{ of = 1 } = {}] = exchanges;
  const shown = of > exchanges.length ? `${exchanges.length} of ${of} exchanges` : `${exchanges.length} exchanges`;
  return (
    <details class="exchanges">
      <summary>{of > 1 ? shown : 'The exchange'}</summary>
      {exchanges.map((exchange) => (
        <Exchange of={exchange} />
      ))}
    </details>
  );
}

function Exchange({ of: { sent, answered, durationMs, number, of, faulty } }: { of: ExchangeText }): JSX.Element {
  return (
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
  );
}
