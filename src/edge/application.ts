import type { RequestListener, Server } from 'node:http';
import { messageOf, userError } from '../errors.ts';
import { http } from '../http-client/node-http.ts';
import { isObject } from '../schema/json.ts';
import { type FetchFunction, fetchListener, isResponse } from './fetch-listener.ts';

/** Holds an application of this process, in any of the forms in which frameworks make one. */
export type HostedApplication =
  /** Express, Connect, what Koa's `callback()` gives. */
  | RequestListener
  | Server
  | FetchFunction
  /** Hono, and others that speak Fetch. */
  | { fetch: FetchFunction }
  /** Koa. */
  | { callback(): RequestListener }
  /** Fastify. */
  | { server: Server }
  /** NestJS. */
  | { init(): PromiseLike<unknown>; getHttpAdapter(): { getInstance(): unknown } };

/** Holds what node:http can serve. */
export type Serveable = RequestListener | Server;

/** Holders may hold holders, and functions give functions; what goes deeper is taken for no application. */
const deepestExport = 4;

/**
 * Finds what an application in any form serves with, prepared to take requests: what a promise or a function without
 * parameters gives, too, and what an object holds. Gives undefined where it finds none. Throws a target error when the
 * application fails to prepare.
 */
export async function resolveApplication(given: unknown): Promise<Serveable | undefined> {
  try {
    return await resolveAt(given, 0);
  } catch (cause) {
    throw userError('target', `the application does not start: ${messageOf(cause)}`, { cause });
  }
}

/** Does the same, and throws a usage error where there is no application. */
export async function requireApplication(given: unknown): Promise<Serveable> {
  const found = await resolveApplication(given);
  if (found) return found;
  throw userError('usage', `the target is no receiver: ${describeValue(given)} takes no requests`, {
    hint: formsOfApplications,
  });
}

/** Says what is taken for an application, for the hint of an error. */
export const formsOfApplications =
  'Give a request listener, a server of node:http, a fetch function, or an app of Express, Fastify, Hono, Koa or NestJS.';

/** Says in a few words what a value is. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (isClass(value)) return `the class ${value.name}`.trim();
  if (typeof value === 'function') return 'a function';
  if (!isObject(value)) return `a ${typeof value}`;
  const keys = Object.keys(value);
  const more = keys.length > 5 ? ', …' : '';
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 5).join(', ')}${more}`;
}

async function resolveAt(given: unknown, depth: number): Promise<Serveable | undefined> {
  const value: unknown = await given;
  if (depth > deepestExport || isClass(value)) return undefined;
  if (value instanceof http.Server) return value;
  if (typeof value === 'function') return resolveFunction(value as CallableFunction, depth);
  if (!isObject(value)) return undefined;
  if (typeof value.getHttpAdapter === 'function' && typeof value.init === 'function') {
    await value.init();
    return resolveAt(value.getHttpAdapter().getInstance(), depth + 1);
  }
  if (typeof value.fetch === 'function') return fetchListener(value.fetch.bind(value), { isCertain: true });
  if (typeof value.callback === 'function') return value.callback.call(value) as RequestListener;
  // Fastify sets up its routes only when it is asked to.
  if (typeof value.ready === 'function') await value.ready();
  return resolveHeld(value, depth);
}

/** Finds an application that an object holds under one of the usual names. */
async function resolveHeld(holder: Record<string, unknown>, depth: number): Promise<Serveable | undefined> {
  for (const name of ['default', 'app', 'server', 'listener', 'handler'])
    if (holder[name] !== undefined && holder[name] !== holder) {
      const found = await resolveAt(holder[name], depth + 1);
      if (found) return found;
    }
  return undefined;
}

/** Tells by its parameters what a function is: a listener has two or more, a fetch function one, a factory none. */
async function resolveFunction(value: CallableFunction, depth: number): Promise<Serveable | undefined> {
  if (/(^|\s)fetch$/.test(value.name)) return fetchListener(value, { isCertain: true });
  if (value.length > 1 || (value.length === 0 && takesAnyParameters(value))) return value as RequestListener;
  if (value.length === 1) return fetchListener(value, { isCertain: false });
  const made: unknown = await value();
  if (isResponse(made)) return fetchListener(value, { isCertain: true });
  return made === undefined ? (value as RequestListener) : resolveAt(made, depth + 1);
}

/** Tells whether a function that declares no parameter may take some nevertheless. */
export function takesAnyParameters(value: CallableFunction): boolean {
  return /^[^{=]*\(\s*\.\.\.|\barguments\b|\[native code\]/.test(Function.prototype.toString.call(value));
}

function isClass(value: unknown): value is CallableFunction {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
