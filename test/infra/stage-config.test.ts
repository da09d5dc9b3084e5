import { describe, expect, it } from '@jest/globals';
import { resolveStage } from '../../lib/resolve-stage.ts';
import { defaultStageConfig, type StageSettings } from '../../lib/stage-config.ts';
import { localStage, stages } from '../../lib/stages.ts';
import { validateThresholds } from '../../lib/validate-thresholds.ts';
import { synthesize } from './support/synthesize.ts';

const resolve = (settings: object) => () => resolveStage('dev', { dev: settings as StageSettings });

describe('the configuration of a stage', () => {
  it('has a default for everything', () => {
    expect(resolve({})().config).toEqual(defaultStageConfig);
  });

  it('takes what the stage says over the default, and the default where it says undefined', () => {
    expect(resolve({ logRetentionDays: 7, tracing: undefined })().config).toEqual({
      ...defaultStageConfig,
      logRetentionDays: 7,
    });
  });

  it.each(Object.entries(stages))('is in order for %s, as it comes', (name, settings) => {
    expect(resolveStage(name, stages).config).toMatchObject(settings);
  });

  it('keeps data unless a stage says otherwise', () => {
    expect(defaultStageConfig.data).toBe('keep');
    expect(resolveStage('prod', stages).config.data).toBe('keep');
  });

  it('takes any name of a stage where there is a fallback, as a local endpoint has', () => {
    expect(resolveStage('e2e42', stages, localStage)).toMatchObject({
      name: 'e2e42',
      config: { data: 'delete' },
    });
  });
});

describe('a stage that cannot be used', () => {
  it('is told from one that is misspelt', () => {
    expect(() => resolveStage('prd', stages)).toThrow(
      'Stage "prd": expected one of those in lib/stages.ts: dev, prod. Did you mean "prod"?',
    );
  });

  it.each(['Prod', 'dev-eu', '1st', '', 'longerthantwelve', undefined, 7])(
    'has a name that cannot be part of names in AWS: %p',
    (name) => {
      expect(() => resolveStage(name, stages)).toThrow(/^Stage name: expected .*; got /);
    },
  );

  it.each<[object, string]>([
    [{ data: 'retain' }, 'data: expected "keep" or "delete"; got "retain".'],
    [{ logRetentionDays: 31 }, 'CloudWatch Logs knows: 1, 3, 5, 7, 14, 30'],
    [{ logRetentionDays: '30' }, 'got "30".'],
    [{ alarmEmail: 'nobody' }, 'alarmEmail: expected an e-mail address, or nothing; got "nobody".'],
    [{ baseUrl: 'http://hooks.example.com' }, 'baseUrl: expected an https URL'],
    [{ baseUrl: 'https://hooks.example.com/' }, 'or closing slash'],
    [{ baseUrl: 'https://hooks.example.com/a b' }, 'in its normal form'],
    [{ baseUrl: 'https://hooks.example.com?x=1' }, '"/webhooks/<integration>" is added to it.'],
    [{ verifierReservedConcurrency: 0 }, 'expected a whole number from 1 to 100000, or nothing'],
    [{ architecture: 'arm' }, 'expected "arm64" or "x86_64"; got "arm".'],
    [{ tracing: 'yes' }, 'tracing: expected true or false; got "yes".'],
    [{ requestsPerSecond: 1.5 }, 'got 1.5 (number).'],
    [{ errorRatePercent: 101 }, 'expected a number above 0 and at most 100; got 101 (number).'],
    [{ deadLetters: null }, 'deadLetters: expected a whole number from 1 to 1000000; got null.'],
  ])('%j is refused with what was expected and what came', (settings, message) => {
    expect(resolve(settings)).toThrow(message);
  });

  it('names the setting that a misspelt one meant', () => {
    expect(resolve({ logRetention: 7 })).toThrow(
      'logRetention: not a setting. Did you mean "logRetentionDays"? Known are: data, ',
    );
  });

  it('lists all that is wrong, not only the first', () => {
    expect(resolve({ tracing: 1, deadLetters: 0 })).toThrow(/tracing: .*\n.*deadLetters: /);
  });

  it('has thresholds for an integration that is not there', () => {
    const stage = resolve({ thresholdsOf: { 'stripe-order': { deadLetters: 5 } } })();
    expect(() => {
      validateThresholds(stage, ['stripe-orders']);
    }).toThrow('got "stripe-order". Did you mean "stripe-orders"?');
    expect(() => synthesize({ settings: stage.config })).toThrow('got "stripe-order".');
  });
});
