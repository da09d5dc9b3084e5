import type { LetterRow } from './letter-row.ts';

/** Keeps the rows of those that died last, whatever comes. */
export class NewestLetters {
  rows: LetterRow[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(row: LetterRow): void {
    const last = this.rows.at(-1);
    if (this.rows.length >= this.#most && (last === undefined || row.deadAt <= last.deadAt)) return;
    this.rows.push(row);
    this.rows.sort((a, b) => (a.deadAt < b.deadAt ? 1 : -1));
    this.rows.length = Math.min(this.rows.length, this.#most);
  }
}
