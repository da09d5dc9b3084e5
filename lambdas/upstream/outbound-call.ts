import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { ReadOptions, StepOptions } from '../contract/upstream-client.ts';
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
      // Without it any coding would be welcome, also one that is not understood.
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

function jsonBody(
  { json }: OutboundOptions,
  key: string | undefined,
  keyField: Readonly<Record<string, unknown>>,
  mistake: (problem: string) => TypeError,
): Buffer | undefined {
  const given: unknown = typeof json === 'function' ? json(key) : json;
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

function serialised(value: unknown, mistake: (problem: string) => TypeError): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (cause) {
    throw mistake(
      `\`json\` cannot be written as JSON: ${(cause as Error).message.split('\n', 1)[0]}.`,
    );
  }
  if (text === undefined) throw mistake(`\`json\` is a ${typeof value}, which JSON does not know.`);
  return Buffer.from(text);
}
