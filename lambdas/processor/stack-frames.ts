import { relative } from 'node:path';

/** Two stacks and the rest of a record fit into one kilobyte, which costs one write unit. */
const maxFrames = 5;
const maxLength = 400;
/** Enough for any stack without its message; a message can have any length. */
const maxRead = 20_000;

const frameLine = /^\s*at (?:async )?(?:(.*) \()?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/;
/** A computed method name may contain any text. */
const functionName = /^[\w$.<>[\] #]{1,80}$/;

interface Frame {
  readonly text: string;
  /** The frame lies in the user's own code, not in a package or in Breakwater itself. */
  readonly isUsers: boolean;
}

/**
 * Where an error was thrown: the frames of a stack with paths relative to the project, without the message and
 * without frames of Node itself. Of consecutive frames in packages, or in Breakwater itself, only the first remains.
 *
 * @param message of the error; it is removed, because it may contain any text, including lines that look like frames
 * @param root absolute path of the folder that paths are shown relative to
 * @returns one frame per line; empty if the stack has none
 */
export function stackFrames(stack: string, message: string, root: string): string {
  const start = stack.indexOf(message);
  const afterMessage = start === -1 ? stack : stack.slice(start + message.length);
  const lines = afterMessage.slice(-maxRead).split('\n');
  const last = lines.findLastIndex((line) => !/^\s*at /.test(line));
  const frames = lines.slice(last + 1).flatMap((line) => readFrame(line, root));
  return frames
    .filter(({ isUsers }, index) => isUsers || frames[index - 1]?.isUsers !== false)
    .slice(0, maxFrames)
    .map(({ text }) => text)
    .join('\n')
    .slice(0, maxLength);
}

function readFrame(line: string, root: string): Frame[] {
  const [, name, path, row, column] = frameLine.exec(line) ?? [];
  if (path === undefined || path.startsWith('node:')) return [];
  const place = shownPath(path, root);
  const at = `${place}:${String(row)}:${String(column)}`;
  return [
    {
      text: name === undefined ? `at ${at}` : `at ${nameOf(name)} (${at})`,
      isUsers: isUsers(place),
    },
  ];
}

function nameOf(name: string): string {
  return functionName.test(name) ? name : '<function>';
}

function shownPath(path: string, root: string): string {
  const inPackage = /(?:^|\/)(node_modules\/.*)$/.exec(path)?.[1];
  const place = inPackage ?? (path.startsWith('/') ? relative(root, path) : path);
  return place.replace(/[^\x20-\x7e]/g, '?').slice(-200);
}

function isUsers(place: string): boolean {
  if (place.startsWith('node_modules/')) return false;
  return !place.startsWith('lambdas/') || place.startsWith('lambdas/integrations/');
}
