/**
 * The public programming interface. Each function is documented where it stands, and loads what it needs when it is called:
 * to import this costs next to nothing.
 */
export { type CheckOptions, type CheckReport, check } from './api/check.ts';
export { type ContractChoice, openContract as loadContract } from './api/contract.ts';
export { type DoctorOptions, doctor } from './api/doctor.ts';
export { type DriftOptions, drift, drift as runDrift } from './api/drift.ts';
export {
  type ContractFormat,
  type Draft,
  type PrintedContract,
  type PrintOptions,
  printContract,
} from './api/print-contract.ts';
export { createReceiver, type ReceiverOptions, type ReceiverServerOptions, startReceiver } from './api/receiver.ts';
export { type RecordOptions, record } from './api/record.ts';
export { type ReportFormat, renderReport } from './api/render.ts';
export { type SendOptions, type SentEvent, send } from './api/send.ts';
export { isUnjudged, type UnjudgedError, type VerifyOptions, verify } from './api/verify.ts';
export type { CommandUnderTest, ReceiverUnderTest } from './api/verify-options.ts';
export type { Change, ChangeLevel, DriftReport, Witness } from './change.ts';
export type { Target } from './conformance/targets/target.ts';
export type { Contract } from './contract/load.ts';
export type { Diagnosis, Proof, Repair } from './diagnosis.ts';
export type { HostedApplication as ApplicationUnderTest } from './edge/application.ts';
export { type ErrorCode, isUserError, type UserError } from './errors.ts';
export type { Finding, RecordedFinding, Tally } from './finding.ts';
export type { Attempt, Journal, JournalEvent, StoredAttempt } from './journal/journal.ts';
export { memoryJournal } from './journal/memory/journal.ts';
export { openJournal } from './journal/open.ts';
export type { StoredExchange } from './recorded/exchange.ts';
export type { RunningRecorder } from './recorder/recorder.ts';
export type { CaseResult, Report } from './report.ts';
export { developmentKeys, type Keys } from './signature/keys.ts';
export { secretKey, sign, verifySignature } from './signature/sign.ts';
