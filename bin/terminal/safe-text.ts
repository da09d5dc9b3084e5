/**
 * Text without the control characters by which what came from outside (an event's id, an error, a body)
 * could command a terminal. Line breaks, tabs and colours stay.
 */
export function safeText(text: string): string {
  return text.replace(controlCharacter, (match) => (isColour.test(match) ? match : '\ufffd'));
}

const isColour = /^\u001b\[[0-9;]*m$/;
const controlCharacter = /\u001b\[[0-9;]*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
