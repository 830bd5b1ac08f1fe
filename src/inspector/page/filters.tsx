import type { JSX } from 'preact';
import type { Overview } from '../views.ts';
import { type Filter, isOpen, noFilter } from './data/api.ts';
import { visible } from './text.ts';

interface FiltersProps {
  overview: Overview;
  filter: Filter;
  setFilter(filter: Filter): void;
}

const spans: [text: string, minutes: number][] = [
  ['any time', 0],
  ['last 5 minutes', 5],
  ['last hour', 60],
  ['last day', 1_440],
];

/** Asks what the list is restricted to. */
export function Filters({ overview, filter, setFilter }: FiltersProps): JSX.Element {
  const types = [...new Set(overview.operations.flatMap((each) => each.types))].sort();
  const names = overview.operations.map(({ name }) => name);
  const set = (change: Partial<Filter>): void => setFilter({ ...filter, ...change });
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <label class="wide">
        Search
        <input
          id="search"
          type="search"
          placeholder={`${visible(overview.identity ?? 'identity')}, type, delivery …`}
          value={filter.q}
          onInput={({ currentTarget }) => set({ q: currentTarget.value })}
        />
      </label>
      <Choice
        name="Verdict"
        words={['accepted', 'refused', 'denied']}
        value={filter.outcome}
        onChoose={(outcome) => set({ outcome })}
      />
      {types.length > 0 && <Choice name="Type" words={types} value={filter.type} onChoose={(type) => set({ type })} />}
      {names.length > 1 && (
        <Choice name="Operation" words={names} value={filter.operation} onChoose={(operation) => set({ operation })} />
      )}
      <Times filter={filter} set={set} />
      {!isOpen(filter) && (
        <button type="button" onClick={() => setFilter(noFilter)}>
          Show all
        </button>
      )}
    </form>
  );
}

interface ChoiceProps {
  name: string;
  words: readonly string[];
  value: string;
  onChoose(word: string): void;
}

function Choice({ name, words, value, onChoose }: ChoiceProps): JSX.Element {
  return (
    <label>
      {name}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        <option value="">any</option>
        {words.map((word) => (
          <option value={word}>{visible(word)}</option>
        ))}
      </select>
    </label>
  );
}

function Times({ filter, set }: { filter: Filter; set(change: Partial<Filter>): void }): JSX.Element {
  const bound = (name: 'since' | 'until', label: string): JSX.Element => (
    <label>
      {label}
      <input
        type="datetime-local"
        step="1"
        value={filter[name] === 0 ? '' : localText(filter[name])}
        onChange={({ currentTarget }) => set({ [name]: new Date(currentTarget.value).getTime() || 0 })}
      />
    </label>
  );
  return (
    <details class="times">
      <summary>Time{filter.since + filter.until > 0 && ': set'}</summary>
      <div>
        {spans.map(([text, minutes]) => (
          <button
            type="button"
            onClick={() => set({ since: minutes === 0 ? 0 : Date.now() - minutes * 60_000, until: 0 })}
          >
            {text}
          </button>
        ))}
        {bound('since', 'From')}
        {bound('until', 'Until')}
      </div>
    </details>
  );
}

/** Writes a time as an input of the browser has it, in its own time zone. */
function localText(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
