/** Deep enough to reach, from a client and past a library's paginator, our method that reads its pages. */
const framesRead = 20;

/**
 * Where code calls an AWS service: the operation, and the method that calls it, such as
 * `UpdateItem DynamoDbEventRecords.startAttempt`. A helper function counts as the method that calls it.
 */
export function callSiteOf(command: object): string {
  const operation = command.constructor.name.replace(/Command$/, '');
  return `${operation} ${methodAmong(callersOf(currentStack()))}`;
}

/** Frames from the client outwards: our own code, or a library's if the library makes the call by itself. */
function callersOf(stack: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const outside = stack.slice(stack.findIndex((frame) => !isSimulation(frame)));
  const end = outside.findIndex(isSimulation);
  const callers = end === -1 ? outside : outside.slice(0, end);
  const own = callers.filter((frame) => fileOf(frame).includes('/lambdas/'));
  return own.length === 0 ? callers : own;
}

function methodAmong(callers: readonly NodeJS.CallSite[]): string {
  const method = callers.find(isPublicMethod) ?? callers[0];
  const name = method?.getFunctionName() ?? 'anonymous';
  return method !== undefined && isMethod(method)
    ? `${String(method.getTypeName())}.${name}`
    : name;
}

function isPublicMethod(frame: NodeJS.CallSite): boolean {
  return isMethod(frame) && frame.getFunctionName()?.startsWith('#') === false;
}

function isMethod(frame: NodeJS.CallSite): boolean {
  const type = frame.getTypeName();
  return type !== null && type !== 'Object' && type !== 'Function';
}

function isSimulation(frame: NodeJS.CallSite): boolean {
  return fileOf(frame).includes('/bin/simulation/');
}

function fileOf(frame: NodeJS.CallSite): string {
  return frame.getFileName() ?? '';
}

function currentStack(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let frames: NodeJS.CallSite[] = [];
  Error.stackTraceLimit = framesRead;
  Error.prepareStackTrace = (_error, found) => {
    frames = found;
    return '';
  };
  void new Error().stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return frames;
}
