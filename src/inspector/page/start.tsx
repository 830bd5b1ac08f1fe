import type { JSX } from 'preact';
import type { Overview } from '../views.ts';
import { CopyButton } from './details/copy-button.tsx';
import { Others } from './others.tsx';
import { visible } from './text.ts';

/** Says what makes a first event appear. */
export function Start({ overview }: { overview: Overview }): JSX.Element {
  const { title, role, start, operations } = overview;
  return (
    <main class="page start">
      <h2>{role === 'receiver' ? 'Nothing has come yet' : 'Nothing was delivered yet'}</h2>
      <p>
        {role === 'receiver'
          ? `This receives the events of “${visible(title)}”. Run one of these in a terminal, and they appear here as they come.`
          : mockedText(visible(title), operations.length > 0)}
      </p>
      <Others overview={overview} />
      {start.map(({ says, command }) => (
        <section>
          <h3>{says}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too */}
          <pre tabIndex={0}>{visible(command)}</pre>
          <CopyButton text={command} />
        </section>
      ))}
      {role === 'receiver' && (
        <p class="faint">
          Keys of your own are taken from the variables that the receiver has them from: export them in that terminal,
          too. Or have your provider deliver to{' '}
          {[...new Set(operations.map(({ method, path }) => `${method} ${path}`))].slice(0, 3).map((place, at) => (
            <>
              {at > 0 && ', '}
              <code>{visible(place)}</code>
            </>
          ))}
          .
        </p>
      )}
    </main>
  );
}

/** Says what a mock does, whose deliveries a page shows. */
function mockedText(title: string, isCallingBack: boolean): string {
  return isCallingBack
    ? `This mocks “${title}”, and calls back. Run this in a terminal, and what is delivered appears here.`
    : `This mocks “${title}”, none of whose operations calls back: it answers, and delivers nothing.`;
}
