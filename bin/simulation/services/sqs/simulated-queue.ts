import type { Random } from '../../../../lambdas/runtime/clock.ts';
import type { Hazards } from '../../hazards.ts';
import { between } from '../../seeded-random.ts';
import type { Appointment, VirtualTime } from '../../virtual-time.ts';
import { Fifo } from './fifo.ts';

/** Text of a message, made when it is read: millions of them need not be kept. */
export interface MessageText {
  readonly text: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly content: MessageText;
  /** When it entered the queue that it was first sent to. */
  readonly sentAt: number;
  /** This time included. */
  readonly receiveCount: number;
}

export interface QueueSettings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly hazards: Hazards;
  readonly visibilitySeconds: number;
  readonly retentionMs: number;
  /** Where a message goes that has been received `maxReceiveCount` times. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly to: SimulatedQueue };
  /** Told of each message that is gone for good, if no copy of it is left. */
  readonly onGone?: (content: MessageText) => void;
}

/** SQS allows this many messages of a standard queue in flight; then a long poll finds nothing. */
export const mostInFlight = 120_000;
/** A message is hidden at most this long after a receive. */
const longestHiddenMs = 12 * 60 * 60 * 1_000;
/** A standard queue lies on several servers: messages keep their order only roughly. */
const servers = 4;

interface Message {
  readonly number: number;
  readonly content: MessageText;
  readonly sentAt: number;
  receiveCount: number;
  receivedAt: number;
  /** Undefined while it can be received. */
  hidden: { readonly receipt: string; readonly end: Appointment } | undefined;
  isDeleted: boolean;
}

/** A refusal of SQS. */
export class QueueRefusal extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** One standard queue, by SQS's own rules. */
export class SimulatedQueue {
  readonly #settings: QueueSettings;
  readonly #visible = Array.from({ length: servers }, () => new Fifo<Message>());
  readonly #inFlight = new Map<string, Message>();
  readonly #watchers: (() => void)[] = [];
  #messages = 0;

  /** What SQS says of it: as it was when it was last counted. */
  counted = { visible: 0, inFlight: 0 };

  /** Messages that were dropped because they were kept for as long as they can be. */
  expired: MessageText[] = [];
  /** Of deleted messages, that will come back. */
  copies = 0;
  /** Most receives of one message so far. */
  mostReceives = 0;
  mostInFlight = 0;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  get visible(): number {
    return this.#visible.reduce((sum, { size }) => sum + size, 0);
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** SQS counts when it likes. */
  count(): void {
    this.counted = { visible: this.visible, inFlight: this.inFlight };
  }

  /** Told whenever a message can be received that could not before. */
  watch(tell: () => void): void {
    this.#watchers.push(tell);
  }

  send(content: MessageText, sentAt = this.#settings.time.now()): string {
    const number = (this.#messages += 1);
    this.#show({
      ...{ number, content, sentAt },
      ...{ receiveCount: 0, receivedAt: 0, hidden: undefined, isDeleted: false },
    });
    return messageId(number);
  }

  /** At most ten messages, and no more than there are; none while too many are in flight. */
  receive(most: number, visibilitySeconds = this.#settings.visibilitySeconds): ReceivedMessage[] {
    const { random } = this.#settings;
    const received: ReceivedMessage[] = [];
    const first = Math.floor(random() * servers);
    for (let server = 0; server < servers; server += 1) {
      const queue = this.#visible[(first + server) % servers];
      while (queue !== undefined && queue.size > 0) {
        if (received.length >= Math.min(most, 10) || this.inFlight >= mostInFlight) return received;
        const message = queue.take();
        if (message !== undefined) received.push(...this.#handOut(message, visibilitySeconds));
      }
    }
    return received;
  }

  /** @throws QueueRefusal where the handle is not that of a receive that is still going on */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const { time } = this.#settings;
    const message = this.#inFlight.get(receiptHandle);
    if (message === undefined) {
      throw new QueueRefusal('MessageNotInflight', 'The message is not in flight.');
    }
    const until = time.now() + seconds * 1_000;
    if (until > message.receivedAt + longestHiddenMs) {
      throw new QueueRefusal('InvalidParameterValue', 'Total visibility is more than 12 hours.');
    }
    message.hidden?.end.cancel();
    this.#hide(message, receiptHandle, until);
  }

  /** With the handle of an earlier receive nothing is deleted, and nothing said. */
  delete(receiptHandle: string): void {
    const { time, hazards, random, onGone } = this.#settings;
    const message = this.#inFlight.get(receiptHandle);
    if (message === undefined) return;
    this.#inFlight.delete(receiptHandle);
    message.hidden?.end.cancel();
    message.hidden = undefined;
    message.isDeleted = true;
    if (!hazards.strikes('duplicated')) return onGone?.(message.content);
    // A server that was away keeps its copy.
    this.copies += 1;
    time.at(time.now() + between(random, 0, 600_000), () => {
      this.copies -= 1;
      message.isDeleted = false;
      this.#show(message);
    });
  }

  /** Everything that it holds. */
  *contents(): Generator<MessageText> {
    for (const queue of this.#visible) for (const { content } of queue) yield content;
    for (const { content } of this.#inFlight.values()) yield content;
  }

  #handOut(message: Message, visibilitySeconds: number): ReceivedMessage[] {
    const { time, retentionMs, redrive, hazards, random } = this.#settings;
    if (message.isDeleted || message.hidden !== undefined) return [];
    if (time.now() - message.sentAt >= retentionMs) {
      this.expired.push(message.content);
      return [];
    }
    if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
      redrive.to.send(message.content, message.sentAt);
      return [];
    }
    message.receiveCount += 1;
    message.receivedAt = time.now();
    this.mostReceives = Math.max(this.mostReceives, message.receiveCount);
    const receipt = `${String(message.number)}-${String(message.receiveCount)}`;
    this.#hide(message, receipt, time.now() + visibilitySeconds * 1_000);
    if (hazards.strikes('duplicated')) {
      // A server that was away when it was handed out hands it out once more.
      time.at(time.now() + between(random, 0, 30_000), () => {
        if (message.hidden?.receipt === receipt) this.#appear(message, receipt);
      });
    }
    return [
      {
        messageId: messageId(message.number),
        receiptHandle: receipt,
        content: message.content,
        sentAt: message.sentAt,
        receiveCount: message.receiveCount,
      },
    ];
  }

  #hide(message: Message, receipt: string, until: number): void {
    const end = this.#settings.time.at(until, () => {
      this.#appear(message, receipt);
    });
    message.hidden = { receipt, end };
    this.#inFlight.set(receipt, message);
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
  }

  #appear(message: Message, receipt: string): void {
    message.hidden?.end.cancel();
    message.hidden = undefined;
    this.#inFlight.delete(receipt);
    this.#show(message);
  }

  #show(message: Message): void {
    const server = Math.floor(this.#settings.random() * servers);
    this.#visible[server]?.add(message);
    for (const tell of this.#watchers) tell();
  }
}

function messageId(number: number): string {
  return `m-${String(number)}`;
}
