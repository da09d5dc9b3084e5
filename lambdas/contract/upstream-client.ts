import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { StatusMeanings } from './status-meanings.ts';

/**
 * What a handler calls an upstream with. Timeouts, retries, credentials, idempotency keys and records
 * are dealt with behind it; what it throws (`UpstreamError`) is already classified: let it pass, unless
 * your handler knows better.
 */
export interface UpstreamClient {
  readonly name: string;
  get<S extends Schema = undefined>(path: string, options?: ReadOptions<S>): Promise<Answer<S>>;
  head(path: string, options?: ReadOptions<undefined>): Promise<void>;
  post<S extends Schema = undefined>(path: string, options: StepOptions<S>): Promise<Answer<S>>;
  put<S extends Schema = undefined>(path: string, options: StepOptions<S>): Promise<Answer<S>>;
  patch<S extends Schema = undefined>(path: string, options: StepOptions<S>): Promise<Answer<S>>;
  delete<S extends Schema = undefined>(path: string, options: StepOptions<S>): Promise<Answer<S>>;
}

type Schema = StandardSchemaV1 | undefined;

/** What the schema makes of the response; unknown without one. */
export type Answer<S extends Schema> = S extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<S>
  : unknown;

export type QueryValue = string | number | boolean | undefined;

interface CallOptions<S extends Schema> {
  /** Values of `{name}` in the path, encoded for you: `get('/contacts/{id}', { params: { id } })`. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
  /** A function is asked again for each request, for what must be fresh (a signature's time). */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** Any Standard Schema (zod, valibot, arktype …); a 2xx that does not match it is malformed. */
  readonly response?: S;
  /**
   * What a success brings: `json` (or nothing at all), `text`, or `nothing` (whatever comes is
   * dropped unread). `nothing` trusts the status alone: a proxy that answers 200 with its maintenance page counts as
   * done. If the API answers with JSON, use `response` instead.
   * @default 'json'
   */
  readonly expect?: 'json' | 'text' | 'nothing';
  /** Statuses that mean something else for this call. */
  readonly statuses?: StatusMeanings;
}

/** A call that changes nothing at the upstream. */
export type ReadOptions<S extends Schema = undefined> = CallOptions<S>;

/** A call that changes something: a named step of the event, made once whatever breaks. */
export interface StepOptions<S extends Schema = undefined> extends CallOptions<S> {
  /**
   * The step's name, unique within the event and the same in every run: lower-case letters, digits
   * and dashes, at most 60. Calls in a loop carry what tells them apart: `` `mail-${line.id}` ``.
   */
  readonly step: string;
  /**
   * The body as JSON, or a function that makes it from the step's key, for a reference that `lookup`
   * can find it by.
   */
  readonly json?: unknown;
  /** The body byte for byte; set `content-type` yourself. Not together with `json`. */
  readonly body?: Buffer;
  /**
   * Asks the upstream whether the step already happened, for upstreams without keys (and for those
   * whose keys have run out). Gives what the call would have given, or undefined where it did not
   * happen; null, false and an empty list are refused. `key` is the step's key: send it as a reference of yours
   * (`json: (key: string) => …`), and search by it. Do not search by a business reference: after an undo that finds
   * the undone object. Such a result does not count as success; the event is dead-lettered as `outcome-unknown`.
   */
  readonly lookup?: (upstream: UpstreamReader, key: string) => Promise<Answer<S> | undefined>;
  /**
   * Seconds during which the upstream's lookups may still miss a recent change. A "no" is trusted two minutes after
   * that, because the clocks of two environments may differ by that much.
   * @default 60
   */
  readonly settlesWithinSeconds?: number;
  /**
   * Say true where doing it twice is the same as doing it once (a PUT of a whole state), and an
   * ambiguous failure is repeated even without keys or lookup.
   * @default false
   */
  readonly repeatable?: boolean;
  /**
   * The idempotency key instead of the one that is derived from event, step and generation. It is the
   * same in each generation: what the upstream has refused under it, it may refuse again with the body mended.
   * After an undo, a key derived from it is sent instead.
   * @default derived
   */
  readonly key?: string;
  /**
   * What takes the step back when the event is refused for good. Evaluated when the step completes
   * and kept with its record, so that it can be called without the handler.
   */
  readonly undo?: (result: Answer<S>) => UndoCall;
}

/** A call that takes a completed step back; itself a step with its own key. */
export interface UndoCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly json?: unknown;
  /** @default true for DELETE (where 404 and 410 mean done), else false */
  readonly repeatable?: boolean;
}

/** The reading half of a client: what a lookup may use. */
export type UpstreamReader = Pick<UpstreamClient, 'name' | 'get' | 'head'>;
