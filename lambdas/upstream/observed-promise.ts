/**
 * A promise that knows whether anybody has asked what came of it: a call that its handler forgot to await
 * must not fail unseen. Where nobody asks, its failure is no unhandled rejection, which would end the process.
 */
export class ObservedPromise<T> extends Promise<T> {
  #observed = false;

  static of<T>(promise: Promise<T>): ObservedPromise<T> {
    const observed = new ObservedPromise<T>((resolve) => resolve(promise));
    Promise.prototype.then.call(observed, undefined, () => undefined);
    return observed;
  }

  /** What follows is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  get observed(): boolean {
    return this.#observed;
  }

  override then<Kept = T, Caught = never>(
    onKept?: ((value: T) => Kept | PromiseLike<Kept>) | null,
    onBroken?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.#observed = true;
    return super.then(onKept, onBroken);
  }
}
