import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Finding } from '../../../finding.ts';
import type { BodyView as Body } from '../../views.ts';
import { bytesOf, count, hexDump, textOf, visible } from '../text.ts';
import { jsonLines } from './json-lines.ts';
import { JsonView } from './json-view.tsx';

const forms = ['JSON', 'Text', 'Bytes'] as const;
type Form = (typeof forms)[number];

const mostHexBytes = 16_384;
const mostShown = 200_000;

/** Shows a body as JSON with what is wrong in it, as the text that came, or byte for byte. */
export function BodyView({ body, findings }: { body: Body; findings: readonly Finding[] }): JSX.Element {
  const bytes = useMemo(() => bytesOf(body.base64), [body]);
  const text = useMemo(() => textOf(bytes), [bytes]);
  const lines = useMemo(() => jsonLines(text), [text]);
  const [chosen, choose] = useState<Form>('JSON');
  const form = chosen === 'JSON' && !lines ? 'Text' : chosen;
  return (
    <>
      <fieldset class="choice" aria-label="How the body is shown">
        {forms.map((each) => (
          <button
            type="button"
            aria-pressed={each === form}
            disabled={each === 'JSON' && !lines}
            onClick={() => choose(each)}
          >
            {each}
          </button>
        ))}
        <span class="faint">{count(body.size, 'byte')}</span>
      </fieldset>
      {!lines && <p class="faint">It is no JSON, or is nested too deeply to be laid out.</p>}
      {form === 'JSON' && lines && <JsonView lines={lines} findings={findings} />}
      {form === 'Text' && <Cut text={visible(text.slice(0, mostShown))} isCut={text.length > mostShown} />}
      {form === 'Bytes' && (
        <Cut text={hexDump(bytes.subarray(0, mostHexBytes))} isCut={bytes.length > mostHexBytes} inColumns />
      )}
    </>
  );
}

interface CutProps {
  text: string;
  isCut: boolean;
  /** Keeps lines as they are, which scroll sideways where they are too long. */
  inColumns?: boolean;
}

function Cut({ text, isCut, inColumns = false }: CutProps): JSX.Element {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too */}
      <pre tabIndex={0} class={inColumns ? 'columns' : undefined}>
        {text}
      </pre>
      {isCut && <p class="faint">The rest is not shown.</p>}
    </>
  );
}
