/**
 * What an SQS message body may hold: #x9, #xA, #xD, #x20–#xD7FF, #xE000–#xFFFD, #x10000–#x10FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 * Anything else makes SendMessage fail. In JSON text such characters stand only inside strings, so
 * writing them as `\uXXXX` changes nothing for the reader. Half surrogate pairs `JSON.stringify` writes so itself.
 */
const refusedBySqs = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu;

/** JSON text that SQS takes, whatever characters the value's strings hold. */
export function toSqsJson(value: unknown): string {
  return toSqsText(JSON.stringify(value));
}

/** Text with `\uXXXX` for each character that SQS refuses: ids and types come from providers. */
export function toSqsText(text: string): string {
  return text.replace(
    refusedBySqs,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
