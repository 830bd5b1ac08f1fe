import type { JSX } from 'preact';
import type { Coverage } from '../../../report.ts';
import { shortened, visibleLine } from '../../text/visible.ts';

const mostRows = 500;

/** Lists what of the contract no case put to the test, and why. */
export function CoverageList({ coverage }: { coverage: Coverage }): JSX.Element {
  const { constraints, exercised, unexercised } = coverage;
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">Coverage</h2>
      <p>
        {exercised} of {constraints} constraints of the contract were exercised.
      </p>
      {unexercised.length > 0 && (
        <details>
          <summary>Not exercised: {unexercised.length}</summary>
          <ul class="told">
            {unexercised.slice(0, mostRows).map(({ pointer, keyword, why }) => (
              <li>
                <code>{line(pointer)}</code> {line(keyword)}: {line(why)}
              </li>
            ))}
            {unexercised.length > mostRows && <li>and {unexercised.length - mostRows} more</li>}
          </ul>
        </details>
      )}
    </section>
  );
}

function line(text: string): string {
  return visibleLine(shortened(text, 300));
}
