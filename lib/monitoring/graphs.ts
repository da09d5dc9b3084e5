import { GraphWidget, TextWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSpec } from './alarms/alarms.ts';

/** Widgets as the dashboard uses them; it is 24 wide. */

export function heading(markdown: string, height = 1): IWidget {
  return new TextWidget({ markdown, width: 24, height });
}

/** A third of a row. */
export function graph(title: string, left: readonly IMetric[], more: GraphOptions = {}): IWidget {
  const { alarmAt, max, marks = [] } = more;
  return new GraphWidget({
    title,
    left: [...left],
    leftYAxis: { min: more.min ?? 0, ...(max !== undefined && { max }) },
    leftAnnotations: [
      ...(alarmAt === undefined ? [] : [{ value: alarmAt, label: 'Alarm', color: alarmColour }]),
      ...marks,
    ],
    width: 8,
    height: 6,
  });
}

export interface GraphOptions {
  /** Threshold of the alarm on it. @default none */
  readonly alarmAt?: number;
  /** @default 0 */
  readonly min?: number;
  /** @default what the values need */
  readonly max?: number;
  /** Values with a name. @default none */
  readonly marks?: readonly { readonly value: number; readonly label: string }[];
}

/** What an alarm sees, and where it goes off. */
export function alarmGraph({ kind, metric, threshold }: AlarmSpec): IWidget {
  return new GraphWidget({
    title: kind,
    left: [metric],
    leftYAxis: { min: 0 },
    leftAnnotations: [{ value: threshold, label: 'Alarm', color: alarmColour }],
    width: 6,
    height: 5,
  });
}

const alarmColour = '#d13212';
