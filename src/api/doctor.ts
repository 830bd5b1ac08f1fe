import type { Examination, ExaminationOptions } from '../doctor/run.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';

/** Holds the options of an examination; by default that of the bundled contract with its repairs. */
export interface DoctorOptions extends ExaminationOptions {
  /** File or URL of the document. */
  contract?: string | URL;
  /** Hosts that references may lead to. */
  allowedHosts?: readonly string[];
}

/** Finds defects that mislead tools, with proofs and repairs. Throws an input error for what cannot be read. */
export async function doctor(given: DoctorOptions = {}): Promise<Examination> {
  await refuseUnknownOptions('doctor', given, doctorNames);
  const { contract, allowedHosts, ...options } = given;
  const [{ readDocument }, { runDoctor }, { bundledContract, bundledOverlay }] = await Promise.all([
    import('../openapi/read/read.ts'),
    import('../doctor/run.ts'),
    import('../contract/bundled.ts'),
  ]);
  const overlays = [...(contract === undefined ? [bundledOverlay] : []), ...(options.overlays ?? [])];
  const source = await readDocument(String(contract ?? bundledContract), allowedHosts);
  return runDoctor(source, { ...options, overlays });
}

const doctorNames: OptionNames<DoctorOptions> = { contract: true, allowedHosts: true, overlays: true, steps: true };
