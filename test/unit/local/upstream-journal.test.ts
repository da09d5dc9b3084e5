import { describe, expect, it } from '@jest/globals';
import { UpstreamJournal } from '../../../bin/local/demo/upstream-journal.ts';

function request(key: string) {
  return { at: 0, path: '/a', key, headers: {}, bodyBytes: 0, bodySha256: '', bodyText: '' };
}

describe('the demo upstream', () => {
  it('counts a key once and remembers each request', () => {
    const journal = new UpstreamJournal();

    journal.take(request('k'));
    journal.take(request('k'));
    journal.take(request('other'));

    expect(journal.requests.map(({ effect }) => effect)).toEqual([true, false, true]);
  });

  it('treats the first requests of each key as planned, and takes the next', () => {
    const journal = new UpstreamJournal();
    journal.plan('/a', [{ status: 503 }, { hangs: true, commits: true }]);

    for (const key of ['k', 'k', 'k', 'other']) journal.take(request(key));

    expect(journal.requests.map(({ answered, effect }) => [answered, effect])).toEqual([
      [503, false],
      ['hang', true],
      [200, false],
      [503, false],
    ]);
  });

  it('does nothing while it is down, and what was planned after it', () => {
    const journal = new UpstreamJournal();
    journal.plan('/a', [{ status: 503 }]);
    journal.setDown('/a', true);
    journal.take(request('k'));
    journal.setDown('/a', false);
    journal.take(request('k'));
    expect(journal.requests.map(({ answered, effect }) => [answered, effect])).toEqual([
      ['reset', false],
      [503, false],
    ]);
  });
});
