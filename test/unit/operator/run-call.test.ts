import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import type { Command } from '../../../bin/operator/command.ts';
import { runCall } from '../../../bin/operator/run-call.ts';
import { ExplainedError } from '../../../bin/terminal/explained-error.ts';

const greet: Command = {
  name: 'greet politely',
  summary: 'Say hello',
  parameters: ['whom'],
  optionalParameter: 'title',
  options: {
    loud: { type: 'boolean', summary: 'In capitals' },
    why: { type: 'string', value: 'text', summary: 'For the record' },
  },
  examples: ['greet politely Ada --loud'],
  run({ parameters: [name = '', title], options, stage }) {
    const whom = title === undefined ? name : `${title} ${name}`;
    if (whom === 'nobody') {
      return Promise.reject(new ExplainedError('Nobody is there.', { nextStep: 'Ask somebody.' }));
    }
    const text = options['loud'] === true ? `HELLO ${whom}` : `Hello ${whom}`;
    const needsAttention = whom === 'patient';
    return Promise.resolve({ json: { text, stage }, text, needsAttention });
  },
};

async function call(...words: string[]) {
  const out = new PassThrough();
  const err = new PassThrough();
  const status = await runCall(words, [greet], { out, err: err as unknown as NodeJS.WriteStream });
  return { status, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

describe('a call of breakwater', () => {
  it('prints text for people', async () => {
    expect(await call('greet', 'politely', 'Ada', '--loud')).toMatchObject({
      status: 0,
      out: 'HELLO Ada\n',
    });
  });

  it('may have one more word than it needs, where its command knows what to do with it', async () => {
    expect(await call('greet', 'politely', 'Lovelace', 'Lady')).toMatchObject({
      out: 'Hello Lady Lovelace\n',
    });
    expect(await call('greet', 'politely', 'Lovelace', 'Lady', 'Ada')).toMatchObject({ status: 2 });
    const { out } = await call('greet', 'politely', '--help');
    expect(out).toContain('greet politely <whom> [title] [options]');
  });

  it('prints one JSON document and nothing else with --json', async () => {
    const { out } = await call('greet', 'politely', 'Ada', '--json', '--stage', 'prod');

    expect(JSON.parse(out)).toEqual({ text: 'Hello Ada', stage: 'prod' });
  });

  it('rejects text that is too long to be stored with an event', async () => {
    const { status, err } = await call('greet', 'politely', 'Ada', '--why', 'x'.repeat(2_001));
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringContaining('--why: expected at most 2000 characters; got 2001.') as unknown,
    });
  });

  it('ends with 1 where something needs a person', async () => {
    expect((await call('greet', 'politely', 'patient')).status).toBe(1);
  });

  it('says what failed and what to do next, and ends with 1', async () => {
    const { status, err } = await call('greet', 'politely', 'nobody');

    expect(status).toBe(1);
    expect(err).toContain('Nobody is there.\n  Ask somebody.');
  });

  it('gives a failure as JSON, too', async () => {
    const { out } = await call('greet', 'politely', 'nobody', '--json');

    expect(JSON.parse(out)).toEqual({ error: 'Nobody is there.', nextStep: 'Ask somebody.' });
  });

  it.each([
    [['greeet'], 'There is no command "greeet".'],
    [['greet', 'politly'], 'Did you mean "greet politely"?'],
    [['greet', 'politely'], 'needs <whom>'],
    [['greet', 'politely', 'Ada', 'Lady', 'Bob'], 'does not know what to do with "Bob"'],
    [['greet', 'politely', 'Ada', '--lod'], 'Did you mean "--loud"?'],
    [['greet', 'politely', 'Ada', '--stage', 'No!'], 'A stage is'],
  ])('refuses %j with status 2', async (words, message) => {
    const { status, err } = await call(...words);

    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it.each([
    [[]],
    [['help']],
    [['greet']],
    [['greet', 'politely', '--help']],
    [['help', 'greet', 'politely']],
  ])('helps on %j', async (words: string[]) => {
    const { status, out } = await call(...words);

    expect(status).toBe(0);
    expect(out).toContain('greet politely <whom>');
  });
});
