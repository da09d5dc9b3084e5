import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute.ts';

/** What an expression is worked out on. */
export interface Scope {
  /** Undefined where there is none. */
  readonly item: Item | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

export type Operand = (scope: Scope) => AttributeValue | undefined;
/** Name of an attribute of the item. */
export type Path = (scope: Scope) => string;

const token = /\s*([#:]?[A-Za-z_][\w]*|<>|<=|>=|[=<>(),+-])/y;

/**
 * Reads an expression word by word. Knows attributes of the item itself, not what lies inside them: the
 * product asks for nothing else.
 *
 * @throws SyntaxError for what it does not know, so that nothing is taken for something else
 */
export class ExpressionReader {
  readonly #text: string;
  readonly #words: string[] = [];
  #place = 0;

  constructor(text: string) {
    this.#text = text;
    token.lastIndex = 0;
    while (token.lastIndex < text.trimEnd().length) {
      const from = token.lastIndex;
      const [, word] = token.exec(text) ?? [];
      if (word === undefined) throw this.#unknown(text.slice(from));
      this.#words.push(word);
    }
  }

  /** The next word, in capitals where it is a keyword; empty at the end. */
  get next(): string {
    const word = this.#words[this.#place] ?? '';
    return keywords.has(word.toUpperCase()) ? word.toUpperCase() : word;
  }

  take(): string {
    const word = this.next;
    this.#place += 1;
    return word;
  }

  /** Takes the next word if it is this one. */
  takeIf(word: string): boolean {
    if (this.next !== word) return false;
    this.#place += 1;
    return true;
  }

  expect(word: string): void {
    if (!this.takeIf(word)) throw this.#unknown(this.next);
  }

  end(): void {
    if (this.next !== '') throw this.#unknown(this.next);
  }

  path(): Path {
    const word = this.take();
    if (word.startsWith('#')) return ({ names }) => names[word] ?? missing(word);
    if (!/^[A-Za-z_]/.test(word) || keywords.has(word)) throw this.#unknown(word);
    return () => word;
  }

  /** A value, an attribute, or what a function makes of them. */
  operand(): Operand {
    const word = this.next;
    if (word.startsWith(':')) {
      this.take();
      return ({ values }) => values[word] ?? missing(word);
    }
    if (word === 'if_not_exists') {
      this.take();
      this.expect('(');
      const path = this.path();
      this.expect(',');
      const otherwise = this.operand();
      this.expect(')');
      return (scope) => scope.item?.[path(scope)] ?? otherwise(scope);
    }
    const path = this.path();
    return (scope) => scope.item?.[path(scope)];
  }

  #unknown(what: string): SyntaxError {
    return new SyntaxError(`The simulated table does not know "${what}" in "${this.#text}".`);
  }
}

const keywords = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'SET', 'ADD', 'REMOVE', 'DELETE']);

function missing(word: string): never {
  throw new TypeError(`The expression names ${word}, which is not given.`);
}
