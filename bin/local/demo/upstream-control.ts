import { httpCall, type HttpCall } from '../../http/http-call.ts';
import { controlPath } from './demo-upstream.ts';
import type { PlannedAnswer, UpstreamRequest } from './upstream-journal.ts';

/** Steers and reads a demo upstream from another process: the scenario, an end-to-end test, a person. */
export class UpstreamControl {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  /** The n-th request of each event to `path` gets the n-th answer; later ones succeed. */
  async plan(path: string, answers: readonly PlannedAnswer[]): Promise<void> {
    await this.#call('/plan', { method: 'PUT', body: JSON.stringify({ path, answers }) });
  }

  /** Takes the upstream down for every request to `path` and below it, or brings it back. */
  async setDown(path: string, down: boolean): Promise<void> {
    await this.#call('/down', { method: 'PUT', body: JSON.stringify({ path, down }) });
  }

  /** Every call to `path` and below it, oldest first. */
  async requests(path: string): Promise<UpstreamRequest[]> {
    const all = (await this.#call('/requests')) as UpstreamRequest[];
    return all.filter((request) => request.path.startsWith(path));
  }

  async #call(path: string, call?: Omit<HttpCall, 'nextStep'>): Promise<unknown> {
    const answer = await httpCall(`${this.#url}${controlPath}${path}`, {
      ...call,
      nextStep:
        'The demo upstream runs only as long as the `npm start` that started it. Run `npm start` again.',
    });
    return JSON.parse(answer.body.toString());
  }
}
