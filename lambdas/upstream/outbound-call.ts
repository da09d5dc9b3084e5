import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { ReadOptions, StepOptions } from '../contract/upstream-client.ts';
import { safeError } from '../processor/safe-error.ts';
import { callSettings, type CallSettings } from './call-settings.ts';
import { checkedHeaders } from './header-fields.ts';
import { requestUrl } from './request-url.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A call with everything about it that stays the same from one request to the next. */
export interface OutboundCall {
  readonly definition: UpstreamDefinition;
  readonly settings: CallSettings;
  readonly method: Method;
  /** As the handler wrote it, parameters not filled in: fit for logs. */
  readonly path: string;
  readonly url: URL;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly schema: StandardSchemaV1 | undefined;
  readonly expect: 'json' | 'text' | 'nothing';
  /** A success with an empty body is malformed even without a schema. @default false */
  readonly needsBody?: boolean;
  /** Undefined for a reading call. */
  readonly step: string | undefined;
  /** The idempotency key that goes out with it. */
  readonly key: string | undefined;
}

export type OutboundOptions = ReadOptions<StandardSchemaV1 | undefined> &
  Partial<Pick<StepOptions, 'step' | 'json' | 'body'>>;

/**
 * @param key of the step; goes out in the upstream's own way, if it has one.
 * @throws TypeError where the handler asks for something that cannot be called.
 */
export function outboundCall(
  definition: UpstreamDefinition,
  method: Method,
  path: string,
  options: OutboundOptions,
  key?: string,
): OutboundCall {
  const { idempotency } = definition;
  checkSchema(options.response);
  const place = key !== undefined && typeof idempotency === 'object' ? idempotency : undefined;
  const keyed = (name: string | undefined) => (name === undefined ? {} : { [name]: key });

  const url = requestUrl(definition.baseUrl, {
    path,
    params: options.params,
    query: { ...options.query, ...keyed(place?.query) },
  });
  const basePath = new URL(definition.baseUrl).pathname.replace(/\/$/, '');
  const settings = callSettings(definition, method, url.pathname.slice(basePath.length));
  const json = jsonBody(options, key, keyed(place?.jsonField), (problem) => {
    const step = options.step === undefined ? '' : ` (step "${options.step}")`;
    return new TypeError(`${definition.name}: ${method} ${path}${step}: ${problem}`);
  });
  if (json !== undefined && options.body !== undefined) {
    throw new TypeError(
      `${method} ${path} has both \`json\` and \`body\`; a request has one body.`,
    );
  }
  return {
    definition,
    settings: { ...settings, statuses: { ...settings.statuses, ...options.statuses } },
    method,
    path,
    url,
    headers: () => ({
      accept: options.expect === 'text' ? '*/*' : 'application/json',
      // Without it the server may use any coding, even one that Breakwater cannot decode.
      'accept-encoding': 'identity',
      'user-agent': 'breakwater',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...checkedHeaders(definition.headers ?? {}),
      ...checkedHeaders(
        typeof options.headers === 'function' ? options.headers() : options.headers,
      ),
      ...checkedHeaders(keyed(place?.header) as Record<string, string>),
    }),
    body: json ?? options.body,
    schema: options.response,
    expect: options.expect ?? 'json',
    step: options.step,
    key: place === undefined ? undefined : key,
  };
}

/** Checked before the request: after it, a response that cannot be checked would leave the outcome unknown. */
function checkSchema(schema: unknown): void {
  const { validate } =
    (schema as Partial<StandardSchemaV1> | null | undefined)?.['~standard'] ?? {};
  if (schema === undefined || typeof validate === 'function') return;
  throw new TypeError(
    '`response` is not a Standard Schema (zod, valibot, arktype …): it has no function `~standard.validate`.',
  );
}

function jsonBody(
  { json }: OutboundOptions,
  key: string | undefined,
  keyField: Readonly<Record<string, unknown>>,
  mistake: (problem: string) => TypeError,
): Buffer | undefined {
  const given: unknown = typeof json === 'function' ? json(key) : json;
  if (typeof json === 'function' && given === undefined) {
    throw mistake('the function `json` returned undefined.');
  }
  if (isPromise(given)) {
    throw mistake('`json` is a promise, which would go out as {}: await it before the call.');
  }
  const [field] = Object.keys(keyField);
  if (field === undefined) {
    return given === undefined ? undefined : serialised(given, mistake);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw mistake(
      `the idempotency key goes into the field "${field}": \`json\` must be an object.`,
    );
  }
  return serialised({ ...given, ...keyField }, mistake);
}

function isPromise(value: unknown): boolean {
  const { then } = (value ?? {}) as { readonly then?: unknown };
  return typeof then === 'function';
}

function serialised(value: unknown, mistake: (problem: string) => TypeError): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (cause) {
    const { message } = safeError(cause);
    throw mistake(`\`json\` cannot be written as JSON: ${message.replace(/\.?$/, '.')}`);
  }
  if (text === undefined) throw mistake(`\`json\` is a ${typeof value}, which JSON does not know.`);
  return Buffer.from(text);
}
