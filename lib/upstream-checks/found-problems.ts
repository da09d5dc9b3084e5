import { connectionHeaders } from '../../lambdas/upstream/header-fields.ts';
import { didYouMean } from '../near-matches.ts';
import { shown } from '../shown-value.ts';

/** One thing about an upstream: an error cannot be deployed, a warning is printed. */
export interface UpstreamProblem {
  readonly severity: 'error' | 'warning';
  /** Where, what was expected, what came, and how to mend it. */
  readonly text: string;
}

/** What is wrong with one upstream, as far as it was looked at. */
export class FoundProblems {
  readonly problems: UpstreamProblem[] = [];

  error(where: string, expected: string, came: unknown, mend = ''): void {
    const text = `${where}: expected ${expected}; got ${shown(came)}.${mend && ` ${mend}`}`;
    this.problems.push({ severity: 'error', text });
  }

  warn(text: string): void {
    this.problems.push({ severity: 'warning', text });
  }

  positive(where: string, value: unknown): boolean {
    if (value === undefined) return true;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return true;
    this.error(where, 'a number above zero', value);
    return false;
  }

  /** A handler's types keep most mistakes out; JavaScript and casts do not. */
  object(where: string, value: unknown): boolean {
    if (typeof value === 'object' && value !== null) return true;
    this.error(where, 'an object with options', value);
    return false;
  }

  headerName(where: string, value: unknown): void {
    if (value === undefined) return;
    if (typeof value !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(value)) {
      this.error(where, 'the name of a header, such as "Idempotency-Key"', value);
    } else if (connectionHeaders.has(value.toLowerCase())) {
      this.error(where, 'a header that is not set for you already', value);
    }
  }

  oneOf(where: string, value: unknown, allowed: readonly string[]): void {
    if (value === undefined || allowed.includes(value as string)) return;
    const hint = typeof value === 'string' ? didYouMean(value, allowed).trim() : '';
    this.error(where, `one of ${allowed.map(shown).join(', ')}`, value, hint);
  }

  unknown(prefix: string, value: object, known: readonly string[]): void {
    for (const key of Object.keys(value).filter((one) => !known.includes(one))) {
      this.problems.push({
        severity: 'error',
        text: `${prefix}${key}: not an option.${didYouMean(key, known)} Known are: ${known.join(', ')}.`,
      });
    }
  }
}
