import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ConfigurationError } from './configuration-error.ts';
import { didYouMean } from './near-matches.ts';
import { alarmRules } from './monitoring/alarms/alarm-settings.ts';
import { stageNamePattern } from './names.ts';
import { oneOf, optional, trueOrFalse, wholeNumber, type Rule } from './setting-rule.ts';
import { shown } from './shown-value.ts';
import { defaultStageConfig, type StageConfig, type StageSettings } from './stage-config.ts';

/** One stage, ready to be built. */
export interface Stage {
  readonly name: string;
  readonly config: StageConfig;
}

const knownRetentionDays = Object.values(RetentionDays)
  .filter((value): value is RetentionDays => typeof value === 'number')
  .filter((days) => days !== RetentionDays.INFINITE);

const rules: Readonly<Record<keyof StageConfig, Rule>> = {
  data: oneOf('keep', 'delete'),
  logRetentionDays: {
    accepts: (value) => (knownRetentionDays as unknown[]).includes(value),
    expected: `a number of days that CloudWatch Logs knows: ${knownRetentionDays.join(', ')}`,
  },
  alarmEmail: optional({
    accepts: (value) => typeof value === 'string' && /^[^@\s]+@[^@\s]+$/.test(value),
    expected: 'an e-mail address',
  }),
  baseUrl: optional({
    accepts: (value) => typeof value === 'string' && isBaseUrl(value),
    expected:
      'an https URL in its normal form, without query, fragment or closing slash, such as ' +
      '"https://hooks.example.com"',
    hint: '"/webhooks/<integration>" is added to it.',
  }),
  verifierReservedConcurrency: optional(wholeNumber(1, 100_000)),
  architecture: oneOf('arm64', 'x86_64'),
  tracing: trueOrFalse,
  requestsPerSecond: wholeNumber(1, 100_000),
  requestBurst: wholeNumber(1, 100_000),
  ...alarmRules,
};

/**
 * The stage named by `-c stage=`, with defaults filled in.
 *
 * @param fallback settings for a stage that is not listed (a local endpoint has any number of them)
 * @throws ConfigurationError that lists everything wrong with the stage's settings, and how to mend it
 */
export function resolveStage(
  name: unknown,
  stages: Readonly<Record<string, StageSettings>>,
  fallback?: StageSettings,
): Stage {
  if (typeof name !== 'string' || !stageNamePattern.test(name)) {
    throw new ConfigurationError(
      `Stage name: expected a lower-case letter followed by at most eleven lower-case letters or ` +
        `digits (it is part of every name in AWS); got ${shown(name)}.`,
    );
  }
  const settings = Object.hasOwn(stages, name) ? stages[name] : fallback;
  if (settings === undefined) {
    const known = Object.keys(stages);
    throw new ConfigurationError(
      `Stage "${name}": expected one of those in lib/stages.ts: ${known.join(', ')}.` +
        `${didYouMean(name, known)} Pass another with "-c stage=…", or add "${name}" to lib/stages.ts.`,
    );
  }
  const problems = problemsOf(settings);
  if (problems.length > 0) {
    throw new ConfigurationError(
      [`Stage "${name}" in lib/stages.ts cannot be used:`, ...problems].join('\n  - '),
    );
  }
  return { name, config: { ...defaultStageConfig, ...withoutUndefined(settings) } };
}

function problemsOf(settings: StageSettings): string[] {
  const known = Object.keys(rules);
  return Object.entries(settings).flatMap(([key, value]) => {
    const rule = (rules as Record<string, Rule | undefined>)[key];
    if (rule === undefined) {
      return [`${key}: not a setting.${didYouMean(key, known)} Known are: ${known.join(', ')}.`];
    }
    if (value === undefined || rule.accepts(value)) return [];
    const hint = rule.hint === undefined ? '' : ` ${rule.hint}`;
    return [`${key}: expected ${rule.expected}; got ${shown(value)}.${hint}`];
  });
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value) || /[?#]|\/$/.test(value)) return false;
  const { protocol, username, href } = new URL(value);
  // Signatures over the URL are checked against this text: providers write it in its normal form.
  const isNormal = [value, `${value}/`].includes(href);
  return protocol === 'https:' && username === '' && isNormal;
}

function withoutUndefined(settings: StageSettings): StageSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
