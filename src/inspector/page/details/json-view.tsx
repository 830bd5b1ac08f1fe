import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Finding } from '../../../finding.ts';
import { visible } from '../text.ts';
import { type JsonLine, linesFor } from './json-lines.ts';

const mostLines = 1_000;
const mostText = 4_000;

interface JsonProps {
  lines: readonly JsonLine[];
  findings: readonly Finding[];
}

/** Shows JSON line by line, each finding below the line that it is about. */
export function JsonView({ lines, findings }: JsonProps): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const places = linesFor(
    lines,
    findings.map(({ pointer }) => pointer),
  );
  const last = Math.max(mostLines, ...places.map((place) => place + 10));
  const shown = isWhole ? lines : lines.slice(0, last);
  return (
    <>
      <ol class="json">
        {shown.map((line, place) => (
          <Line line={line} findings={findings.filter((_, at) => places[at] === place)} />
        ))}
      </ol>
      {shown.length < lines.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {lines.length.toLocaleString('en')} lines
        </button>
      )}
    </>
  );
}

function Line({ line, findings }: { line: JsonLine; findings: readonly Finding[] }): JSX.Element {
  const { depth, name, text, kind, hasComma } = line;
  const isLong = text.length > mostText;
  return (
    <li class={findings.length > 0 ? 'wrong' : undefined} style={{ paddingLeft: `${4 + Math.min(depth, 20)}em` }}>
      {name !== undefined && <span class="name">{visible(name)}</span>}
      {name !== undefined && ': '}
      <span class={kind}>{visible(isLong ? text.slice(0, mostText) : text)}</span>
      {isLong && <span class="faint">… {text.length - mostText} more characters</span>}
      {hasComma && ','}
      {findings.map(({ pointer, message, rule }) => (
        <span class="finding">
          {visible(message)} <span class="faint">({visible([pointer, rule].filter(Boolean).join(' '))})</span>
        </span>
      ))}
    </li>
  );
}
