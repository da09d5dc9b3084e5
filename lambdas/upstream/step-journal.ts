import { RunExpiredError } from '../event/run.ts';
import { newerVersion } from '../processor/newer-version.ts';
import { keepTrying } from '../runtime/keep-trying.ts';
import { waitForStore } from '../processor/wait-for-store.ts';
import type { CallContext } from './call-context.ts';
import { isReadable, type StepRecord } from './step-record.ts';
import type { UndoPlan } from './step-store.ts';

interface Known {
  readonly records: Map<string, StepRecord>;
  undo: UndoPlan | undefined;
}

type JournalContext = Pick<CallContext, 'steps' | 'run' | 'clock' | 'random'>;

/** Time reserved after a step is recorded before its request: to send it, or to record that it was not sent. */
const requestMs = 2_500;

/** What a run knows of its event's steps, and its way of writing more down. One per run. */
export class StepJournal {
  readonly event: string;
  readonly #context: JournalContext;
  #known: Promise<Known> | undefined;

  constructor(event: string, context: JournalContext) {
    this.event = event;
    this.#context = context;
  }

  async find(step: string): Promise<StepRecord | undefined> {
    return (await this.#load()).records.get(step);
  }

  async all(): Promise<StepRecord[]> {
    return [...(await this.#load()).records.values()];
  }

  async undoPlan(): Promise<UndoPlan | undefined> {
    return (await this.#load()).undo;
  }

  /**
   * Writes what follows the record that this run has seen last.
   * @throws RunExpiredError where the run is over, or another run has written since.
   */
  async write(next: Omit<StepRecord, 'revision' | 'runId'>): Promise<StepRecord> {
    const { records } = await this.#load();
    const revision = (records.get(next.step)?.revision ?? 0) + 1;
    const { steps, run } = this.#context;
    const record: StepRecord = { ...next, revision, runId: run.id };
    run.assertAlive();
    const until = run.deadline - (next.state === 'started' ? requestMs : 0);
    const written = await this.#insist((signal) => steps.write(this.event, record, signal), until);
    if (written.kind === 'overtaken') throw new RunExpiredError(run.id);
    records.set(next.step, record);
    return record;
  }

  async writeUndo(plan: Omit<UndoPlan, 'runId'>): Promise<void> {
    const known = await this.#load();
    const { steps, run } = this.#context;
    const undo: UndoPlan = { ...plan, runId: run.id };
    run.assertAlive();
    await this.#insist((signal) => steps.writeUndo(this.event, undo, signal), run.deadline);
    known.undo = undo;
  }

  /** Place in the order of completion of the next step to complete. */
  async nextCompletion(): Promise<number> {
    const taken = (await this.all()).map(({ completion }) => completion ?? 0);
    return Math.max(0, ...taken) + 1;
  }

  #load(): Promise<Known> {
    this.#known ??= this.#stored(() => this.#context.steps.read(this.event)).then(
      ({ records, undo }) => {
        const newer = records.find((record) => !isReadable(record));
        if (newer !== undefined) throw newerVersion(`The step "${newer.step}"`, this.#context);
        return { records: new Map(records.map((record) => [record.step, record])), undo };
      },
      (error: unknown) => {
        // The next call asks again.
        this.#known = undefined;
        throw error;
      },
    );
    return this.#known;
  }

  /**
   * If this record is lost, a successful call has an unknown outcome, so the write is repeated until the run is over,
   * 1.5 seconds before Lambda ends the invocation. This includes the record before a request: if the write succeeded
   * but its response was lost, the record says that the request may have been sent.
   */
  #insist<Result>(write: (signal: AbortSignal) => Promise<Result>, until: number): Promise<Result> {
    const { clock, random } = this.#context;
    return this.#stored(() => keepTrying(write, { until, clock, random }));
  }

  /** A table that does not answer is no failure of the event: it waits. */
  #stored<Result>(call: () => Promise<Result>): Promise<Result> {
    return waitForStore(call, this.#context);
  }
}
