import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { onInterruption, statusOf } from '../../../bin/terminal/on-interruption.ts';
import type { SignalSource } from '../../../bin/terminal/on-interruption.ts';

function listening() {
  const source = new EventEmitter();
  const heard: string[] = [];
  let now = 0;
  const stop = onInterruption(
    {
      signals: ['SIGINT', 'SIGTERM'],
      first: (signal) => heard.push(`first ${signal}`),
      again: (signal) => heard.push(`again ${signal}`),
    },
    source as SignalSource,
    () => now,
  );
  const at = (ms: number, signal: string): void => {
    now = ms;
    source.emit(signal, signal);
  };
  return { heard, at, stop, source };
}

describe('an interruption', () => {
  it('that npm passes on a second time is one Ctrl-C', () => {
    const { heard, at } = listening();
    at(0, 'SIGINT');
    at(40, 'SIGINT');
    expect(heard).toEqual(['first SIGINT']);
  });

  it('that comes again later is somebody who does not want to wait', () => {
    const { heard, at } = listening();
    at(0, 'SIGTERM');
    at(40, 'SIGINT');
    at(1_500, 'SIGINT');
    expect(heard).toEqual(['first SIGTERM', 'again SIGINT']);
  });

  it('is nobody’s business after its end', () => {
    const { source, stop } = listening();
    stop();
    expect(source.eventNames()).toEqual([]);
  });

  it('has the status that shells give it', () => {
    expect([statusOf('SIGINT'), statusOf('SIGTERM'), statusOf('SIGHUP')]).toEqual([130, 143, 129]);
  });
});
