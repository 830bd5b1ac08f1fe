import type { JSX } from 'preact';
import { visibleLine } from '../../text/visible.ts';
import { countStatuses } from '../case-outcome.ts';
import type { GroupView } from './model.ts';

/** Choices that the script heeds; without the script there is nothing to choose, and all is shown. */
export function Filters({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  const cases = groups.flatMap((group) => group.cases);
  const levels = [...new Set(cases.map(({ level }) => level))];
  return (
    <>
      <form hidden aria-label="Which cases are shown">
        <Choice name="status" label="Status" options={countStatuses(cases)} />
        <Choice
          name="level"
          label="Level"
          options={levels.map((level) => [level, cases.filter((each) => each.level === level).length])}
        />
        <Choice
          name="group"
          label="Group"
          options={groups.map(({ name, cases: own }) => [visibleLine(name), own.length])}
        />
        <label>
          Text
          <input type="search" name="text" placeholder="words in any order" autocomplete="off" />
        </label>
      </form>
      <output aria-live="polite" />
    </>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  options: readonly (readonly [text: string, count: number])[];
}

function Choice({ name, label, options }: ChoiceProps): JSX.Element {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">all</option>
        {options.map(([text, count]) => (
          <option value={text}>
            {text} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}
