import { httpCall } from '../http/http-call.ts';
import type { Toxic } from './toxic.ts';

/** One proxy of a running Toxiproxy, made for this run. */
export class Toxiproxy {
  readonly #apiUrl: string;
  readonly #name: string;
  /** Where callers reach the upstream through it, without a slash at the end. */
  readonly url: string;

  private constructor(apiUrl: string, name: string, listen: string) {
    this.#apiUrl = apiUrl;
    this.#name = name;
    this.url = `http://${listen}`;
  }

  /** @param upstream what it stands before: host and port */
  static async inFrontOf(upstream: string, apiUrl: string): Promise<Toxiproxy> {
    const name = `breakwater-${process.pid}`;
    const made = (await call(apiUrl, 'POST', '/proxies', {
      ...{ name, upstream, listen: '127.0.0.1:0', enabled: true },
    })) as { readonly listen: string };
    return new Toxiproxy(apiUrl, name, made.listen);
  }

  async hurt({ type, stream = 'downstream', attributes }: Toxic): Promise<void> {
    if (type === 'down') return this.#enable(false);
    await this.#call('POST', '/toxics', { name: 'toxic', type, stream, attributes });
  }

  async heal({ type }: Toxic): Promise<void> {
    if (type === 'down') return this.#enable(true);
    await this.#call('DELETE', '/toxics/toxic');
  }

  async remove(): Promise<void> {
    await this.#call('DELETE', '');
  }

  async #enable(enabled: boolean): Promise<void> {
    await this.#call('POST', '', { enabled });
  }

  #call(method: string, path: string, body?: object): Promise<unknown> {
    return call(this.#apiUrl, method, `/proxies/${this.#name}${path}`, body);
  }
}

async function call(apiUrl: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await httpCall(`${apiUrl}${path}`, {
    method,
    // Toxiproxy refuses what looks like a browser.
    headers: { 'user-agent': 'breakwater', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    nextStep:
      'Check that Toxiproxy is still running. TOXIPROXY_URL selects one that is already running.',
  });
  const text = answer.body.toString();
  if (answer.status >= 300) throw new Error(`Toxiproxy answered ${method} ${path} with ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
