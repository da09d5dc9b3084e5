/** What an alarm tells the person who gets it. */
export interface AlarmText {
  /** `critical`: somebody must act now. `warning`: somebody must look today. */
  readonly severity: 'critical' | 'warning';
  /** One sentence: what is the matter. */
  readonly means: string;
  /** What to look at first: completes "Look first:". */
  readonly lookFirst: string;
  /** Where its section of the runbook is. */
  readonly runbook: string;
}

/** As it stands in the alarm's description. */
export function formatAlarmText({ severity, means, lookFirst, runbook }: AlarmText): string {
  const rank = severity === 'critical' ? 'CRITICAL' : 'Warning';
  return `${rank}: ${means} Look first: ${lookFirst} Runbook: ${runbook}`;
}

/** Undefined where the description is not one of ours. */
export function parseAlarmText(description: string): AlarmText | undefined {
  const [, rank, means, lookFirst, runbook] = pattern.exec(description) ?? [];
  if (means === undefined || lookFirst === undefined || runbook === undefined) return undefined;
  return { severity: rank === 'CRITICAL' ? 'critical' : 'warning', means, lookFirst, runbook };
}

const pattern = /^(CRITICAL|Warning): (.+) Look first: (.+) Runbook: (\S+)$/s;
