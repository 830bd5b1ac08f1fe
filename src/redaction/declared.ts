import type { Contract } from '../contract/load.ts';
import type { Schema } from '../schema/types.ts';
import { type Declarations, declarationsIn } from './declarations.ts';
import { type Pseudonyms, pseudonymsFor } from './pseudonyms.ts';

/** Holds what an operation declares of its events, and the pseudonyms that they take. */
export interface DeclaredEvents {
  declarations: Declarations;
  root: readonly Schema[];
  pseudonyms: Pseudonyms;
}

/** Gives what an operation declares of its events, nothing without one; `key` makes the pseudonyms the same for all operations. */
export function declaredEvents(key: Buffer, contract?: Contract): DeclaredEvents {
  const declarations = declarationsIn(contract?.definitions ?? {});
  const root = contract ? declarations.root(contract.body.schema) : [];
  return { declarations, root, pseudonyms: pseudonymsFor(declarations, key) };
}
