import { fieldNames } from '../html/controls.ts';
import type { Typed } from '../html/controls.ts';
import type { Theme } from '../html/style-sheet.ts';

/**
 * What CloudWatch calls a custom widget's function with. It says nothing of who looks or clicks.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export interface WidgetEvent {
  /** The console asks for documentation instead of content. */
  readonly describe: boolean;
  readonly theme: Theme;
  /** Of the viewer's time zone, east of Greenwich. */
  readonly utcOffsetMinutes: number;
  readonly typed: Typed;
  /** A parameter of the widget, or one that a button sent: text, or nothing. */
  readonly parameter: (name: string) => string | undefined;
}

const longestName = 60;
const longestReason = 200;

/** Reads what can be read; what is missing or strange has its quiet value. */
export function readWidgetEvent(event: unknown): WidgetEvent {
  const fields = record(event);
  const context = record(fields['widgetContext']);
  const form = record(record(context['forms'])['all']);
  return {
    describe: fields['describe'] === true,
    theme: context['theme'] === 'dark' ? 'dark' : 'light',
    utcOffsetMinutes: offsetMinutes(record(context['timezone'])['offsetISO']),
    typed: {
      name: oneLine(form[fieldNames.name], longestName),
      why: oneLine(form[fieldNames.why], longestReason),
    },
    parameter: (name) => {
      const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** `+05:30` is 330. */
function offsetMinutes(offset: unknown): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(String(offset)) ?? [];
  if (sign === undefined) return 0;
  const distance = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -distance : distance;
}

/** It goes on record: no control characters, no line breaks, not longer than anybody types. */
function oneLine(value: unknown, most: number): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, most);
}
